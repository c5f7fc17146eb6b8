"""Explanations as a person reads them, and as pages and tables."""

import csv
import io
import json
import math
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from reported import GOLDEN, LOG, MODEL, ON, RULES, STAMP, assert_golden, one_account
from strategies import log_of

from estimator.days import to_day
from estimator.explanation.attribution import ChangePart
from estimator.explanation.change import explain
from estimator.explanation.day import why
from estimator.explanation.teams import team
from estimator.readers.sources import read_log
from estimator.reading import Reading
from estimator.report import render, to_lines
from estimator.report.blocks import length
from estimator.report.change_page import cause_said
from estimator.report.wording import signed
from estimator.resources import resource
from estimator.rules import rules_of

SINCE = date(2026, 3, 16)
PERSONA = resource("fixtures") / "personas" / "goes_quiet.jsonl"
VOID = {"meta", "br"}


def stamped(change):
    return replace(
        change,
        before=replace(change.before, stamp=STAMP),
        after=replace(change.after, stamp=STAMP),
    )


def quiet():
    """The change of a persona that did nothing since the first day."""
    return stamped(explain(read_log(PERSONA), RULES, SINCE, date(2026, 5, 16)))


def shifted():
    """The same log, read 7 % lower with no change in behaviour, and rules that moved too."""
    before = {"brand": 12.0, "find": 6.0, "insight": 10.0, "relationship": 14.0}
    readings = [
        Reading(pillars=before, captured=ON - timedelta(7)),
        Reading(pillars={n: 0.9 * worth for n, worth in before.items()}, captured=ON),
    ]
    after = RULES.replace({"insight.comments.points": 12})
    days = ON - timedelta(7), ON
    return stamped(explain(LOG, after, *days, rules_before=RULES, readings=readings))


def still():
    return stamped(explain(LOG, RULES, ON, ON))


def reasons():
    return explain(one_account(averages={"industry": 34.0}))


def members():
    rows = [
        {"account": name, "day": to_day(ON) - ago, "action": "comment", "count": count}
        for name, ago, count in (("ana", 2, 20), ("bo", 60, 30), ("me", 40, 5))
    ]
    return replace(team(log_of(rows), RULES, ON, SINCE), stamp=STAMP)


def level():
    return replace(members(), since=None)


def signal():
    anywhere = rules_of((GOLDEN / "rules.yaml").read_text(encoding="utf-8"))
    return why(anywhere, "insight.comments", one_account())


def pillar():
    return why(RULES, "find")


RESULTS = {
    result.__name__: result
    for result in (quiet, shifted, still, reasons, members, level, signal, pillar)
}
each = pytest.mark.parametrize("make", RESULTS.values(), ids=RESULTS)


@pytest.mark.parametrize(
    "name", ["quiet", "shifted", "reasons", "members", "signal"], ids=lambda name: name
)
def test_the_text_is_as_reviewed(name):
    assert_golden(f"explain_{name}.txt", render(RESULTS[name](), "text", MODEL))


@pytest.mark.parametrize("name", ["quiet", "reasons", "members", "signal"])
def test_the_markdown_is_as_reviewed(name):
    assert_golden(f"explain_{name}.md", render(RESULTS[name](), "md", MODEL))


@each
@pytest.mark.parametrize("width", [50, 63, 71, 72, 75, 76, 80, 100])
def test_no_line_is_wider_than_asked(make, width):
    long = [one for one in to_lines(make(), MODEL, width) if length(one) > width]

    assert long == []


@each
@pytest.mark.parametrize("form", ["text", "json", "csv", "md", "html"])
def test_the_same_explanation_is_the_same_bytes(make, form):
    once, again = (render(make(), form, MODEL) for _ in range(2))

    assert once == again
    assert not once.endswith("\n\n")
    assert once.endswith("\n") or (form == "csv" and not once)  # no part is no row


@each
def test_json_has_a_schema_and_only_finite_numbers(make):
    content = json.loads(render(make(), "json", MODEL), parse_constant=lambda _: pytest.fail())

    assert content["schema"].startswith("ssi.")


def test_a_row_of_the_csv_is_a_part_and_they_add_up():
    change = quiet()

    rows = list(csv.DictReader(io.StringIO(render(change, "csv", MODEL))))

    assert len(rows) == len(change.parts)
    assert math.fsum(float(row["points"]) for row in rows) == pytest.approx(
        change.change, abs=0.001 * len(rows)
    )


def test_the_causes_told_and_the_rest_add_up():
    page = render(quiet(), "text", MODEL)

    assert "By action\n  comment −" in page
    assert signed(quiet().change) in page


def test_a_suspected_shift_is_said_in_every_form():
    for form in ("text", "md", "html"):
        page = " ".join(render(shifted(), form, MODEL).split())
        assert "formula is suspected" in page
    assert json.loads(render(shifted(), "json", MODEL))["recorded"]["formula_shift"] is True


def test_nothing_that_moved_is_said_too():
    assert "Nothing in the log or the rules moved it." in render(still(), "text", MODEL)


def test_a_cause_is_a_sentence_with_both_sides():
    faded = ChangePart("faded", "insight", "reactions", -1.9, 52.0, 31.0, "flow", "reactions")

    sentence = cause_said(faded, date(2026, 5, 1), date(2026, 5, 19))

    assert sentence == "reactions faded (52 counted on 1 May, 31 now)"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (0.0, 1.2, "began to cut (1.2 now)"),
        (1.2, 0.0, "ceased to cut (1.2 on 1 May)"),
        (1.0, 2.5, "cuts more (1.0 on 1 May, 2.5 now)"),
        (2.5, 1.0, "cuts less (2.5 on 1 May, 1.0 now)"),
    ],
)
def test_a_cut_says_how_it_changed(before, after, words):
    cut = ChangePart("cap", "find", None, before - after, before, after, unit="points")

    assert words in cause_said(cut, date(2026, 5, 1), date(2026, 5, 19))


class Elements(HTMLParser):
    """The open elements of a page; complains when one is closed that was not open."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@each
def test_a_page_is_well_formed_and_fetches_nothing(make):
    page = render(make(), "html", MODEL)

    parser = Elements()
    parser.feed(page)

    assert parser.open == []
    assert "http" not in page and "@import" not in page


@each
def test_a_markdown_table_has_rows_as_long_as_its_header(make):
    tables = [part.splitlines() for part in render(make(), "md", MODEL).split("\n\n")]

    for table in (lines for lines in tables if lines[0].startswith("|")):
        assert len({line.count("|") for line in table}) == 1


@pytest.mark.parametrize("form", ["md", "html"])
def test_an_account_cannot_write_into_a_page(form):
    hostile = "<script>alert(1)</script>|x"
    now = replace(one_account(), account=hostile)
    change = replace(quiet(), after=replace(quiet().after, account=hostile))

    for result in (explain(now), change):
        assert "<script>" not in render(result, form, MODEL)
