"""The what-if page in a real browser: its script gives what `project` gives; nothing leaves it."""

import json
import random
import re
import shutil
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from futures import busy_log
from playwright.sync_api import expect, sync_playwright

from estimator.coverage import Coverage, Span
from estimator.days import to_date
from estimator.log import ActivityLog
from estimator.page import page_numbers, page_of
from estimator.readers.sources import read_log
from estimator.reading import PILLARS, Reading
from estimator.resources import resource
from estimator.rules import load_rules
from estimator.score import last_day
from estimator.whatif import Habit, Plan, project

RULES = load_rules()
CLOSE = 0.01  # points
ARCHIVE = resource("fixtures") / "exports" / "Complete_LinkedInDataExport_05-19-2026.zip"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SEAT = """User,People Searches,Leads Saved,Profiles Viewed,InMails Sent,InMails Accepted,Days Active
u1,40,12,33,9,3,14
u2,4,0,3,0,0,2
"""


@dataclass(frozen=True)
class Person:
    """What a page is made of."""

    log: ActivityLog
    readings: tuple[Reading, ...] = ()
    seat: str = "free"
    on: date | None = None

    def numbers(self):
        return page_numbers(self.log, RULES, self.seat, self.on, self.readings)


def read_off(captured, *points, total=None):
    """A reading of the pillars that are given, brand first; of the total alone without any."""
    pillars = dict(zip(PILLARS, points, strict=False))
    whole = sum(points) if len(points) == len(PILLARS) else total
    return Reading(captured=captured, account="me", pillars=pillars, overall=whole)


def weekly(first, number, drift=0.1):
    return tuple(
        read_off(first + timedelta(weeks=n), 12 + drift * n, 5.0, 3 + (n % 3), 15 + drift * n)
        for n in range(number)
    )


def average():
    return read_log(resource("fixtures") / "personas" / "average_member.jsonl")


def usage_report(tmp):
    file = tmp / "usage_2026-03-01_2026-03-31.csv"
    file.write_text(SEAT, "utf-8")
    return read_log(file).of_account("u1")


MARCH, MAY, JUNE = date(2026, 3, 1), date(2026, 5, 8), date(2026, 6, 2)
TOTALS = tuple(read_off(MARCH + timedelta(days=9 * n), total=40 + n % 4) for n in range(8))
TWO = (read_off(MARCH, 12.0, 5.5, total=38), read_off(MAY, 12.5, 5.0, total=40))
PEOPLE = {
    "average": lambda tmp: Person(average()),
    "busy": lambda tmp: Person(busy_log()),
    "partly known": lambda tmp: Person(
        busy_log(Coverage((Span("comment"), Span("connections"), Span("invitation_sent"))))
    ),
    "archive": lambda tmp: Person(read_log(ARCHIVE)),
    "usage report": lambda tmp: Person(usage_report(tmp), seat="sales_navigator"),
    "no rows": lambda tmp: Person(ActivityLog.empty(), on=JUNE),
    "note": lambda tmp: Person(average(), weekly(MARCH, 5)),
    "archive, daily readings past its end": lambda tmp: Person(
        read_log(ARCHIVE),
        tuple(
            read_off(date(2026, 4, 1) + timedelta(days=n), 17, 7.5 + n % 3 / 9, 9, 21)
            for n in range(75)
        ),
    ),
    "totals alone": lambda tmp: Person(busy_log(), TOTALS),
    "two pillars and a total": lambda tmp: Person(average(), TWO),
    "all kinds": lambda tmp: Person(busy_log(), (*TOTALS[:4], *weekly(date(2026, 4, 20), 3))),
    "above the ceiling": lambda tmp: Person(busy_log(), (read_off(MAY, 24.0, 18.0, 22.0, 25.0),)),
    "usage report, readings": lambda tmp: Person(
        usage_report(tmp),
        tuple(replace(one, account="u1") for one in weekly(MARCH, 4)),
        "sales_navigator",
    ),
    "readings alone": lambda tmp: Person(ActivityLog.empty(), weekly(MARCH, 5), on=JUNE),
}
DRAWN = 15  # plans of each


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("NOT TESTED: no Chromium on this machine; apt-get install chromium")
    with sync_playwright() as driver:
        yield driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


@pytest.fixture
def opened(browser, tmp_path):
    """Opens the page of a person; what it asks of a network or writes to the console is kept."""

    def open_page(person, width=1440, scheme="light", fragment=""):
        if isinstance(person, ActivityLog):
            person = Person(person)
        file = tmp_path / "ssi.html"
        made = page_of(person.numbers())
        file.write_text(made, "utf-8")
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.told, page.asked = [], []
        page.on("console", lambda message: page.told.append(message.text))
        page.on("pageerror", lambda error: page.told.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(file.as_uri() + fragment)
        return page

    return open_page


def drawn(seed, numbers):
    """A plan by chance: rates, sections, seat, baseline, weeks."""
    rng = random.Random(seed)
    acts = rng.sample(numbers["acts"], rng.randint(0, 6))
    missing = [one["section"] for one in numbers["sections"]]
    sent = [a["action"] for a in acts if a["outcome"] is not None and rng.random() < 0.5]
    return {
        "answered": {action: rng.randint(0, 100) / 100 for action in sent},
        "rates": {
            a["action"]: a["step"] * rng.randint(1, round(a["most"] / a["step"])) for a in acts
        },
        "sections": [one for one in missing if rng.random() < 0.4],
        "seat": rng.choice(numbers["seats"]),
        "baseline": rng.choice(["continue", "nothing"]),
        "weeks": rng.randint(1, 26),
    }


def steps_of(act):
    return round(act["most"] / act["step"])


def by_the_engine(person, plan):
    habits = [
        Habit(action, per_week=rate).with_(outcome=plan["answered"][action])
        if action in plan["answered"]
        else Habit(action, per_week=rate)
        for action, rate in plan["rates"].items()
    ]
    habits += [Habit("profile_section", section=one) for one in plan["sections"]]
    today = person.on or to_date(last_day(person.log))
    until = today + timedelta(weeks=plan["weeks"])
    return project(
        *(person.log, Plan(habits), RULES, until, person.seat, plan["baseline"]),
        on=person.on,
        with_seat=plan["seat"],
        readings=person.readings,
    )


def fragment_of(plan):
    said = {**plan["rates"], **{f"section.{one}": 1 for one in plan["sections"]}}
    said |= {f"part.{action}": round(100 * part) for action, part in plan["answered"].items()}
    said |= {key: plan[key] for key in ("seat", "baseline", "weeks")}
    return "#" + "&".join(f"{key}={value}" for key, value in said.items())


SERIES = """(of) => drawn[of].map((r) => [r.points, r.low, r.high].map((s) =>
  Array.from(s.slice(0, drawn.days))))"""


def shown(page, plan):
    """What the page makes of a plan that its address holds, and of none."""
    # at once: the page writes the address some time after it last drew
    page.evaluate("(hash) => { location.hash = hash; recalled(); draw(); }", fragment_of(plan))
    return page.evaluate(SERIES, "result"), page.evaluate(SERIES, "alone")


def furthest(found, history):
    """How far the page lies off the engine at most, over pillars, total, sides and days."""
    return max(
        abs(ours - theirs)
        for name, three in zip([*history.pillars, "total"], found, strict=True)
        for side, column in zip(three, (history.points, history.low, history.high), strict=True)
        for ours, theirs in zip(side, column[name].tolist(), strict=True)
    )


@pytest.mark.parametrize("person", PEOPLE)
def test_drawn_plans_have_the_numbers_of_the_engine(opened, person, tmp_path):
    who = PEOPLE[person](tmp_path)
    numbers, page = who.numbers(), opened(who)

    for seed in range(DRAWN):
        plan = drawn(seed, numbers)
        expected = by_the_engine(who, plan)

        planned, alone = shown(page, plan)

        assert furthest(planned, expected.planned) < CLOSE, (seed, plan)
        assert furthest(alone, expected.baseline) < CLOSE, (seed, plan)

    assert page.told == [] and len(page.asked) == 1  # the file itself


def test_every_slider_box_seat_and_baseline_has_the_numbers_of_the_engine(opened, tmp_path):
    person = Person(average(), weekly(MARCH, 5))
    numbers, page = person.numbers(), opened(person)
    still = {"rates": {}, "answered": {}, "sections": [], "seat": "free", "weeks": 8,
             "baseline": "continue"}  # fmt: skip
    plans = [still | {"rates": {a["action"]: a["step"] * n}} for a in numbers["acts"]
             for n in (1, steps_of(a))]  # fmt: skip
    plans += [still | {"sections": [one["section"]]} for one in numbers["sections"]]
    plans += [still | {"seat": one} for one in numbers["seats"]]
    plans += [still | {"baseline": "nothing"}, still | {"weeks": 26}, still | {"weeks": 1}]
    plans += [
        still | {"rates": {a["action"]: a["most"]}, "answered": {a["action"]: part}}
        for a in numbers["acts"] for part in (0.0, 0.9) if a["outcome"] is not None
    ]  # fmt: skip

    for plan in plans:
        planned, _ = shown(page, plan)

        assert furthest(planned, by_the_engine(person, plan).planned) < CLOSE, plan


def test_what_is_not_there_is_not_spoken_of(opened):
    old = opened(Person(ActivityLog.empty(), weekly(MARCH, 3), on=date(2026, 9, 1)))

    assert not old.is_visible(".k-dots") and old.locator("circle.dot").count() == 0
    assert old.inner_text("#sections").endswith("the sources do not show your profile")


def test_a_long_name_stays_on_a_small_screen(opened):
    page = opened(replace(busy_log(), accounts=("x" * 120,)), 360)

    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360


def test_a_plan_prints_with_its_sliders_on_one_sheet(opened):
    page = opened(Person(read_log(ARCHIVE)), fragment="#comment=9&repost=2&weeks=26")

    printed = page.pdf(format="A4", prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1


def test_readings_are_dots_and_begin_the_lines(opened):
    page = opened(Person(average(), weekly(MARCH, 11)))

    assert page.locator("#chart circle.dot").count() == 4  # of the four weeks that are shown
    assert page.is_visible("text=your readings")
    today = project(average(), Plan(), RULES, date(2026, 6, 1), readings=weekly(MARCH, 11)).actual
    assert page.inner_text("#rows tr:first-child td") == f"{today.total[-1]:.1f}"
    assert "--readings PATH" in page.inner_text("#command")


def test_a_pinned_plan_stays_drawn_beside_the_one_that_is_tried_and_in_the_link(opened):
    page = opened(busy_log(), fragment="#comment=10&weeks=4")
    page.click("#pin")
    before = page.evaluate(SERIES, "result")

    page.evaluate("() => { $('comment').value = 0; $('post').value = 2; draw(); }")
    expect(page).to_have_url(re.compile("#.*post=2"))
    link = page.url[page.url.index("#") :]
    again = opened(busy_log(), fragment=link)

    assert page.locator("#chart .pinned").count() == 1
    assert page.evaluate(SERIES, "pin") == before == again.evaluate(SERIES, "pin")
    assert again.evaluate("() => drawn.plan") == page.evaluate("() => drawn.plan")


def test_a_day_is_read_off_the_chart_where_one_points(opened):
    page = opened(busy_log(), fragment="#comment=10")

    page.hover("#chart", position={"x": 500, "y": 100})

    assert re.search(r"2026, total: \d+\.\d \(.*\), \d+\.\d without", page.inner_text("#said"))


def test_a_day_is_read_off_a_chart_by_keys_alone(opened):
    page = opened(busy_log(), fragment="#comment=10")

    page.keyboard.press("Tab")
    page.keyboard.press("End")
    last = page.inner_text("#said")

    assert re.search(r"2026, total: \d+\.\d \(.*\), \d+\.\d without", last)
    assert page.inner_text("#total") in last
    page.focus("#pillars [tabindex]")
    page.keyboard.press("ArrowLeft")
    assert "2026, brand: " in page.inner_text("#said")


def test_every_control_is_reached_and_moved_by_keys_alone(opened):
    page = opened(busy_log())
    controls = page.eval_on_selector_all("input, select, button", "all => all.length")
    reached = set()

    for _ in range(3 * controls):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("() => document.activeElement.id || document.activeElement.value")
        )
    page.focus("#comment")
    page.keyboard.press("ArrowRight")

    assert {"comment", "weeks", "seat", "pin", "clear", "continue"} <= reached
    assert page.evaluate("() => drawn.plan.rates[0]") == 1
    expect(page).to_have_url(re.compile("#.*comment=1"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_everybody_can_use_it_on_any_screen(opened, width, scheme):
    page = opened(average(), width, scheme)
    page.wait_for_timeout(400)

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_a_link_made_under_other_rules_says_so_and_one_of_these_does_not(opened):
    other, same = (
        opened(busy_log(), fragment=f"#rules={digest}&comment=3").inner_text("#closing")
        for digest in ("0" * 12, RULES.sha256[:12])
    )

    assert "other rules" in other and "other rules" not in same


def test_the_command_it_shows_gives_the_same_result(opened):
    page = opened(busy_log(), fragment="#comment=10&invitation_sent=5&weeks=6")

    assert page.inner_text("#command") == (
        "ssi whatif SOURCE --add comment=10/week --add invitation_sent=5/week"
        " --weeks 6 --baseline continue --seat free"
    )


def test_to_start_again_is_to_do_nothing(opened):
    page = opened(busy_log(), fragment="#comment=10&seat=premium&baseline=nothing&weeks=3")

    page.click("#clear")

    plan = page.evaluate("() => drawn.plan")
    assert not any(plan["rates"]) and plan["seat"] == "free" and plan["baseline"] == "continue"


def test_the_page_is_small_and_holds_no_way_out(tmp_path):
    text = page_of(page_numbers(read_log(ARCHIVE), RULES))

    assert len(text.encode()) < 100_000
    assert "http:" not in text and "https:" not in text and "default-src 'none'" in text
    assert page_of(page_numbers(read_log(ARCHIVE), RULES)) == text
    json.loads(text[text.index("const N = ") + 10 : text.index(";\n// What a plan gives")])


def test_names_cannot_break_out_of_the_page():
    log = replace(busy_log(), accounts=("</script><script>alert(1)</script>",))

    assert "<script>alert" not in page_of(page_numbers(log, RULES))
