"""`-o`: the ending names the form; what names none is refused; - is standard output."""

import re
import zipfile
from datetime import date

import pytest
from commanded import ssi, write_rows
from reported import GOLDEN

LOG, RULES = GOLDEN / "log.jsonl", ("--rules", GOLDEN / "rules.yaml")


def test_parquet_has_days_as_days_and_numbers_as_numbers(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")

    done = ssi("history", LOG, "--from", "2026-05-01", "-o", tmp_path / "x.parquet", *RULES)

    table = parquet.read_table(tmp_path / "x.parquet").to_pylist()
    assert done.exit_code == 0 and len(table) == 19
    assert table[0]["day"] == date(2026, 5, 1) and isinstance(table[0]["total"], float)


def test_a_workbook_has_days_as_days_and_runs_no_formula(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")

    done = ssi("score", LOG, "-o", tmp_path / "x.xlsx", *RULES)

    header, row = openpyxl.load_workbook(tmp_path / "x.xlsx").active.iter_rows(values_only=True)
    found = dict(zip(header, row, strict=True))
    assert done.exit_code == 0 and found["on"].date() == date(2026, 5, 19)
    assert found["total"] == pytest.approx(37.6, abs=0.1)
    with zipfile.ZipFile(tmp_path / "x.xlsx") as made:  # the same bytes whenever it is written
        assert {one.date_time for one in made.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert set(re.findall(r"(\d{4})-\d\d", made.read("docProps/core.xml").decode())) == {"1980"}


@pytest.mark.parametrize("name", ["x.pdf", "x"])
def test_an_ending_that_names_no_form_is_refused_with_the_list(tmp_path, name):
    done = ssi("score", LOG, "-o", tmp_path / name, *RULES)

    assert done.exit_code == 2 and ".parquet" in done.stderr and ".html" in done.stderr
    assert not (tmp_path / name).exists()


def test_a_named_form_needs_no_ending(tmp_path):
    done = ssi("score", LOG, "-o", tmp_path / "x", "--format", "csv", *RULES)

    assert done.exit_code == 0 and (tmp_path / "x").read_text().startswith("account,")


def test_a_dash_is_standard_output():
    plain, dashed = (ssi("score", LOG, *more, *RULES) for more in ((), ("-o", "-")))

    assert plain.stdout == dashed.stdout


def test_an_account_that_is_called_as_a_day_is_a_name_in_a_table(tmp_path):
    pq = pytest.importorskip("pyarrow.parquet")
    names = ["2026-03-05", "ada"]
    rows = [{"account": name, "day": "2026-03-05", "action": "post"} for name in names]

    done = ssi("score", write_rows(tmp_path / "log.jsonl", *rows), "-o", tmp_path / "x.parquet")

    assert done.exit_code == 0
    assert pq.read_table(tmp_path / "x.parquet")["account"].to_pylist() == names
