"""Results for programs and pages: JSON, the `/ssi` response, CSV, Markdown, HTML."""

import csv
import io
import json
import math
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reported import MODEL, assert_golden, one_account, spring, two_accounts

from estimator.reading import Reading
from estimator.report import FORMS, render
from estimator.report.machine_forms import to_csv, to_json
from estimator.report.wording import fit

RESULTS = {"one": one_account, "many": two_accounts, "history": spring}
VOID = {"meta", "br"}


@pytest.mark.parametrize("make", RESULTS.values(), ids=RESULTS)
@pytest.mark.parametrize("form", [f for f in FORMS if f != "ssi"])
def test_the_same_result_is_the_same_bytes(make, form):
    once, again = (render(make(), form, MODEL) for _ in range(2))

    assert once == again
    assert once.endswith("\n") and not once.endswith("\n\n")


@pytest.mark.parametrize("make", RESULTS.values(), ids=RESULTS)
def test_json_is_one_object_with_a_schema_and_sorted_keys(make):
    text = render(make(), "json", MODEL)

    content = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} in JSON"))

    assert content["schema"].startswith("ssi.")
    assert list(content) == sorted(content)
    assert text.isascii()


def test_json_of_an_estimate_is_as_reviewed():
    result = one_account(averages={"industry": 34.0, "network": 36.0})

    assert_golden("score.json", render(result, "json", MODEL))


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_never_reaches_a_file(value):
    with pytest.raises(ValueError, match="not finite"):
        to_json({"points": [1.0, value]})
    with pytest.raises(ValueError, match="not finite"):
        list(to_csv({"points": [value]}))
    with pytest.raises(ValueError, match="not finite"):
        list(to_csv({"points": np.array([value])}))


def test_json_of_a_history_has_a_value_for_every_day():
    content = json.loads(render(spring(), "json", MODEL))

    assert content["schema"] == "ssi.history/1"
    assert len(content["days"]) == len(content["total"]["low"]) == 80
    assert len(content["pillars"]["brand"]["points"]) == 80


def test_the_ssi_form_is_read_back_as_a_reading_of_the_same_score():
    result = one_account(averages={"industry": 34.0})

    reading = Reading.from_payload(json.loads(render(result, "ssi", MODEL)))

    assert reading.overall == pytest.approx(result.total.points, abs=1e-5)
    assert reading.pillars["insight"] == pytest.approx(8.8, abs=1e-5)
    assert reading.industry.average == 34.0
    assert not reading.flags


def test_the_ssi_form_of_many_accounts_says_what_to_use_instead():
    with pytest.raises(ValueError, match="one account on one day; use json"):
        render(two_accounts(), "ssi", MODEL)


def test_csv_of_an_estimate_has_the_promised_columns():
    header, row = csv.reader(io.StringIO(render(one_account(), "csv", MODEL)))

    pillars = ("brand", "find", "insight", "relationship")
    assert header == [
        *("account", "on", "seat", "total", "total_low", "total_high"),
        *(p + end for p in pillars for end in ("", "_low", "_high")),
    ]
    assert row[:4] == ["me", "2026-05-19", "free", "37.633"]


def test_csv_of_many_accounts_has_the_same_columns_and_a_row_each():
    one, many = (render(r, "csv", MODEL).splitlines() for r in (one_account(), two_accounts()))

    assert one[0] == many[0]
    assert [line.split(",")[0] for line in many[1:]] == ["anna", "bo", "me"]


def test_csv_of_a_history_has_a_row_a_day():
    rows = list(csv.DictReader(io.StringIO(render(spring(), "csv", MODEL))))

    assert len(rows) == 80
    assert rows[0]["day"] == "2026-03-01" and rows[-1]["total"] == "37.633"


def test_a_name_that_a_spreadsheet_would_run_is_made_harmless():
    assert "".join(to_csv({"account": ["=1+1"]})) == "account\n'=1+1\n"


@given(st.lists(st.floats(-1, 101) | st.floats(allow_nan=False, allow_infinity=False)))
def test_numbers_of_a_column_are_written_as_each_by_itself(values):
    written = "".join(to_csv({"points": np.array(values, dtype=float)})).splitlines()[1:]

    assert written == [f"{value + 0.0:.3f}" for value in values]


@given(st.integers(0, 100_000), st.sampled_from([0.0005, 0.0005 - 1e-12, 0.0005 + 1e-12]))
def test_a_number_between_two_texts_takes_the_one_python_takes(thousandths, more):
    values = np.array([min(thousandths / 1000 + more, 100.0)])

    assert "".join(to_csv({"points": values})) == f"points\n{values[0]:.3f}\n"


@given(st.lists(st.text(alphabet='ab,"é\n', max_size=4), min_size=1))
def test_a_csv_is_what_the_standard_library_reads(names):
    columns = {"account": np.array(names, dtype=object), "n": list(range(len(names)))}

    text = io.StringIO("".join(to_csv(columns)), newline="")

    assert [row[0] for row in csv.reader(text)][1:] == [fit(name, "table") for name in names]


@pytest.mark.parametrize(
    ("name", "make"), [("score.md", one_account), ("accounts.md", two_accounts)]
)
def test_markdown_is_as_reviewed(name, make):
    assert_golden(name, render(make(), "md", MODEL))


@pytest.mark.parametrize("make", RESULTS.values(), ids=RESULTS)
def test_a_markdown_table_has_rows_as_long_as_its_header(make):
    tables = [part.splitlines() for part in render(make(), "md", MODEL).split("\n\n")]

    for table in (lines for lines in tables if lines[0].startswith("|")):
        assert len({line.count("|") for line in table}) == 1


class Elements(HTMLParser):
    """The open elements of a page; complains when one is closed that was not open."""

    def __init__(self):
        super().__init__()
        self.open, self.addresses = [], []

    def handle_starttag(self, tag, attrs):
        self.addresses += [v for k, v in attrs if k in ("src", "href")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("make", RESULTS.values(), ids=RESULTS)
def test_a_page_is_well_formed_and_fetches_nothing(make):
    page = render(make(), "html", MODEL)

    parser = Elements()
    parser.feed(page)

    assert parser.open == []
    assert [one for one in parser.addresses if not one.startswith("#")] == []
    assert "http" not in page and "@import" not in page


@pytest.mark.parametrize("form", ["md", "html"])
def test_an_account_cannot_write_into_a_page(form):
    hostile = replace(one_account(), account="<script>alert(1)</script>|x")

    page = render(hostile, form, MODEL)

    assert "<script>" not in page


def test_a_csv_of_more_rows_than_a_block_is_whole(monkeypatch):
    monkeypatch.setattr("estimator.report.machine_forms.BLOCK", 4)

    made = "".join(to_csv({"account": [*map(str, range(11))], "total": np.arange(11.0)}))

    assert [line.split(",")[0] for line in made.splitlines()[1:]] == [*map(str, range(11))]
