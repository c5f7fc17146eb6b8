"""Names from outside are shown and never obeyed: by a terminal, a CI, a spreadsheet, a browser."""

import csv
import io
import re
import xml.dom.minidom
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from commanded import process, write_rows
from hypothesis import given
from hypothesis import strategies as st
from reported import GOLDEN, LOG, MODEL, ON, RULES, one_account, spring, two_accounts
from strategies import log_of

from estimator.checks.cases import read_scenario
from estimator.checks.check_report import check
from estimator.days import to_day
from estimator.errors import InputError
from estimator.explanation.change import explain
from estimator.explanation.teams import team
from estimator.readers.sources import read_log
from estimator.report import FORMS, render
from estimator.report.check_page import check_text
from estimator.whatif import Habit, Plan, project

HIDDEN = "\x00\x07\x08\t\n\r\x0b\x1b\x7f\x85\x9b\u061c\u200e\u202e\u2028\u2066\ufeff"
NASTY = HIDDEN + "<>&|`*_[]()!#~:=+-@;'\"a"
OBEYED = re.compile(f"[{HIDDEN.replace(chr(10), '')}\x01-\x06\x0e-\x1a\x1c-\x1f\x80-\x84\x86-\x9f]")
names = st.text(NASTY, min_size=1, max_size=12) | st.sampled_from(
    [
        "\x1b]0;title\x07",
        "::stop-commands::x",
        "##[error]x",
        "one\n  me   25.0",
        "=cmd|' /C calc'!A0",
    ]
)


def results(name):
    """A result of every kind with an account, or what stands in its place, of this name."""
    rows = [(name, "comment"), ("me", "comment"), ("bo", "connections")]
    log = log_of([{"day": to_day(ON), "account": w, "action": a, "count": 5} for w, a in rows])
    one = replace(one_account(), account=name, warnings=(name,))
    change = explain(LOG, RULES, date(2026, 5, 1), ON)
    plan = project(LOG, Plan([Habit("comment", 5)]), RULES, date(2026, 7, 1))
    yield one
    yield replace(two_accounts(), accounts=(name, "bo", "me"), warnings=(name,))
    yield replace(spring(), accounts=(name,), warnings=(name,))
    yield replace(change, after=replace(change.after, account=name, warnings=(name,)))
    yield replace(explain(one_account()), estimate=replace(one_account(), account=name))
    yield team(log, RULES, ON, date(2026, 5, 1), names=True)
    yield replace(plan, warnings=(name,))


@given(names)
def test_no_form_holds_a_sign_that_is_obeyed(name):
    for result in results(name):
        for form in (form for form in FORMS if form != "ssi"):
            made = render(result, form, MODEL)
            assert not OBEYED.search(made), (form, type(result).__name__)
            assert not re.search(r"(?m)^\s*::|##\[", made) or form == "json"


@given(names)
def test_no_name_makes_a_row_of_its_own(name):
    for hostile, plain in zip(results(name), results("a"), strict=True):
        for form in ("csv", "md"):
            made, usual = (render(one, form, MODEL) for one in (hostile, plain))
            assert made.count("\n") == usual.count("\n"), form
        table = list(csv.reader(io.StringIO(render(hostile, "csv", MODEL))))
        assert len({len(row) for row in table}) == 1


@given(names)
def test_markdown_and_html_show_a_name_and_nothing_else(name):
    for result in results(name):
        made = render(result, "md", MODEL)
        assert not re.search(r"(?<!\\)[<\[`]", made)
        body = render(result, "html", MODEL).partition("</style>")[2]
        assert set(re.findall(r"</?([a-z0-9]+)", body)) <= PAGE_TAGS


PAGE_TAGS = {
    *(
        "a",
        "body",
        "head",
        "html",
        "h1",
        "h2",
        "main",
        "section",
        "p",
        "span",
        "b",
        "i",
        "br",
        "ul",
        "li",
        "small",
        "figure",
    ),
    *("div", "table", "tr", "th", "td", "svg", "title", "desc", "rect", "line", "text", "path"),
    *("polygon", "polyline", "pre", "style"),
}


@given(names)
def test_an_error_is_a_line_a_fault(name):
    said = str(InputError.at(name, f"no such account (got {name!r} {name})"))

    assert "\n" not in said and not OBEYED.search(said)


@pytest.fixture(scope="module")
def failed(tmp_path_factory):
    """Makes the report of a scenario of any name that fails."""
    folder = tmp_path_factory.mktemp("named")
    (folder / "rules.yaml").write_text((GOLDEN / "rules.yaml").read_text("utf-8"), "utf-8")

    def make(name):
        path = folder / "x.ssi.yaml"
        path.write_text(
            "schema: ssi-scenario/1\nname: plain\nrules: rules.yaml\nstart: 2026-03-01\n"
            "on: 2026-04-30\nseat: free\nlog: {comment: '40x1'}\ncomplete: true\n"
            "checks: {total: 99}\n"
        )
        report = check((read_scenario(path, read_log, RULES),), RULES)
        verdicts = tuple(replace(one, case=name) for one in report.verdicts)
        return replace(report, verdicts=verdicts)

    return make


@given(names)
def test_a_check_of_any_name_is_whole_in_every_form(failed, name):
    report = failed(name)

    xml.dom.minidom.parseString(check_text(report, "junit"))
    assert "\\<img" in check_text(failed("<img src=x>"), "md")
    annotated = check_text(report, "github").splitlines()
    assert len([row for row in annotated if row.lstrip().startswith("::")]) == 1
    for form in ("text", "github", "md", "junit"):
        assert not OBEYED.search(check_text(report, form))


@pytest.mark.parametrize("form", [form for form in FORMS if form != "ssi"])
@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_no_form_takes_a_number_that_is_not_finite(form, value):
    one, days = one_account(), spring()
    broken = replace(one, total=replace(one.total, points=value, high=value))
    column = np.full_like(days.total, value)
    series = replace(
        days, points={**days.points, "total": column}, high={**days.high, "total": column}
    )

    for result in (broken, series):
        with pytest.raises(ValueError, match="not finite"):
            render(result, form, MODEL)


def test_standard_error_shows_a_name_as_it_is(tmp_path):
    log = write_rows(
        tmp_path / "team.jsonl",
        {"day": "2026-05-01", "action": "comment", "account": "\x1b[31mred"},
        {"day": "2026-05-01", "action": "comment", "account": "one\n::stop-commands::x"},
    )

    done = process("score", log, "--account", "nobody")

    assert done.returncode == 2 and done.stderr.count(b"\n") == 1
    assert not OBEYED.search(done.stderr.decode())
