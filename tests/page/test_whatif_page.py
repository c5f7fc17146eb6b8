"""The what-if page in a real browser: its script gives what `project` gives; nothing leaves it."""

import json
import random
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from futures import TODAY, busy_log
from playwright.sync_api import sync_playwright

from estimator.coverage import Coverage, Span
from estimator.page import page_numbers, page_of
from estimator.readers.sources import read_log
from estimator.resources import resource
from estimator.rules import load_rules
from estimator.whatif import Habit, Plan, project

RULES = load_rules()
CLOSE = 0.01  # points
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PEOPLE = {
    "average": lambda: read_log(resource("fixtures") / "personas" / "average_member.jsonl"),
    "busy": busy_log,
    "partly known": lambda: busy_log(
        Coverage((Span("comment"), Span("connections"), Span("invitation_sent")))
    ),
    "archive": lambda: read_log(
        resource("fixtures") / "exports" / "Complete_LinkedInDataExport_05-19-2026.zip"
    ),
}


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("NOT TESTED: no Chromium on this machine; apt-get install chromium")
    with sync_playwright() as driver:
        yield driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


@pytest.fixture
def opened(browser, tmp_path):
    """Opens the page of a log; whatever it asks of a network or writes to the console is kept."""

    def open_page(log, width=1440, scheme="light", fragment=""):
        file = tmp_path / "ssi.html"
        file.write_text(page_of(log, RULES), "utf-8")
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
    return {
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


def by_the_engine(log, plan):
    habits = [Habit(action, per_week=rate) for action, rate in plan["rates"].items()]
    habits += [Habit("profile_section", section=one) for one in plan["sections"]]
    today = project(log, Plan(), RULES, TODAY + timedelta(days=3650)).today
    until = today + timedelta(weeks=plan["weeks"])
    how = {"baseline": plan["baseline"], "with_seat": plan["seat"]}
    return project(log, Plan(habits), RULES, until, **how)


def fragment_of(plan):
    said = {**plan["rates"], **{f"section.{one}": 1 for one in plan["sections"]}}
    said |= {key: plan[key] for key in ("seat", "baseline", "weeks")}
    return "#" + "&".join(f"{key}={value}" for key, value in said.items())


@pytest.mark.parametrize("person", PEOPLE)
def test_drawn_plans_have_the_numbers_of_the_engine(opened, person):
    log = PEOPLE[person]()
    numbers, page = page_numbers(log, RULES), opened(log)

    for seed in range(50):
        plan = drawn(seed, numbers)
        expected = by_the_engine(log, plan)
        page.evaluate(
            "(hash) => { document.querySelector('form').reset(); location.hash = hash }",
            fragment_of(plan),
        )
        page.wait_for_function("(w) => window.drawn.days === 7 * w", arg=plan["weeks"])
        page.evaluate("() => { recalled(); draw(); }")
        found = page.evaluate(
            "() => drawn.result.map((r) => [r.points, r.low, r.high].map((s) =>"
            " Array.from(s.slice(0, drawn.days))))"
        )
        planned = expected.planned
        sides = (planned.points, planned.low, planned.high)
        for name, three in zip([*planned.pillars, "total"], found, strict=True):
            for ours, theirs in zip(three, sides, strict=True):
                off = max(abs(a - b) for a, b in zip(ours, theirs[name].tolist(), strict=True))
                assert off < CLOSE, (person, seed, name, plan)

    assert page.told == [] and len(page.asked) == 1  # the file itself


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
    assert "comment=1" in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_everybody_can_use_it_on_any_screen(opened, width, scheme):
    page = opened(PEOPLE["average"](), width, scheme)
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


DRAG = """() => {
  const took = [];
  for (let i = 0; i < 30; i++) {
    document.getElementById("comment").value = i;
    const start = performance.now(); draw(); took.push(performance.now() - start);
  }
  return took.sort((a, b) => a - b)[15];
}"""


def test_a_drag_is_drawn_at_once(opened):
    took = opened(PEOPLE["archive"]()).evaluate(DRAG)

    assert took < 200, f"{took:.1f} ms"  # a hang, not a speed


def test_to_start_again_is_to_do_nothing(opened):
    page = opened(busy_log(), fragment="#comment=10&seat=premium&baseline=nothing&weeks=3")

    page.click("#clear")

    plan = page.evaluate("() => drawn.plan")
    assert not any(plan["rates"]) and plan["seat"] == "free" and plan["baseline"] == "continue"


def test_the_page_is_small_and_holds_no_way_out(tmp_path):
    text = page_of(PEOPLE["archive"](), RULES)

    assert len(text.encode()) < 100_000
    assert "http:" not in text and "https:" not in text and "default-src 'none'" in text
    assert page_of(PEOPLE["archive"](), RULES) == text
    json.loads(text[text.index("const N = ") + 10 : text.index(";\n\n// --- what the engine")])


def test_names_cannot_break_out_of_the_page():
    log = replace(busy_log(), accounts=("</script><script>alert(1)</script>",))

    assert "<script>alert" not in page_of(log, RULES)
