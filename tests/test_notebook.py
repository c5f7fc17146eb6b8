"""Results in notebooks and as tables: what is seen is the report, what is taken is its rows."""

import pickle
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import estimator
from estimator import (
    ActivityLog,
    Habit,
    Plan,
    estimate,
    explain,
    history,
    load_rules,
    marginal,
    plan_to,
    project,
)
from estimator.report import columns_of
from estimator.whatif import project_many

RULES = load_rules()
ON = date(2026, 5, 19)


def log_of(*accounts):
    rows = [
        {"account": who, "day": date(2026, 5, day), "action": "comment", "count": 1 + day % 3}
        for who in accounts
        for day in range(1, 20)
    ]
    from estimator import read_log

    return read_log(rows)


PLAN = Plan([Habit("reaction", per_week=5)])
ONE, TWO = log_of("ada"), log_of("ada", "ben")
RESULTS = {
    "estimate": lambda: estimate(ONE, RULES, ON),
    "estimates": lambda: estimate(TWO, RULES, ON),
    "history": lambda: history(ONE, RULES, date(2026, 5, 1), ON),
    "histories": lambda: history(TWO, RULES, date(2026, 5, 1), ON),
    "explanation": lambda: explain(estimate(ONE, RULES, ON)),
    "change": lambda: explain(ONE, RULES, date(2026, 5, 1), ON),
    "projection": lambda: project(ONE, PLAN, RULES, date(2026, 6, 9)),
    "marginals": lambda: marginal(ONE, RULES, ON),
    "solution": lambda: plan_to(ONE, RULES, 45, date(2026, 6, 19), 60),
}  # fmt: skip


@pytest.fixture(params=RESULTS)
def result(request):
    return RESULTS[request.param]()


def test_a_notebook_shows_the_report_in_a_frame_of_its_own(result):
    shown = result._repr_html_()

    assert shown.startswith("<iframe")
    assert "&lt;html" in shown and "<style" not in shown


def test_a_frame_has_the_rows_of_the_csv(result):
    frame = result.to_frame()

    columns = columns_of(result)
    assert list(frame.columns) == list(columns)
    for name, values in columns.items():
        assert len(frame) == len(values)
        if isinstance(values[0], float):
            assert float(frame[name].iloc[0]) == values[0]


@pytest.mark.parametrize("library", ["pyarrow", "polars", "pandas", "duckdb"])
def test_other_libraries_take_a_result_as_it_is(result, library):
    taken = pytest.importorskip(library)
    if library == "duckdb":
        table = taken.arrow(result) if hasattr(taken, "arrow") else None
        n = len(table.to_arrow_table())
    elif library == "pandas":
        n = len(result.to_frame())
    else:
        n = len(taken.table(result) if library == "pyarrow" else taken.DataFrame(result))

    assert n == len(next(iter(columns_of(result).values())))


def test_days_stay_days_and_numbers_whole_in_a_table():
    import pyarrow as pa

    table = pa.table(history(TWO, RULES, date(2026, 5, 1), ON))

    assert table.schema.field("day").type == pa.date32()
    assert table["day"][0].as_py() == date(2026, 5, 1)
    assert table["account"].to_pylist()[:20].count("ada") == 19


def test_the_columns_of_many_are_the_arrays_themselves():
    found = estimate(TWO, RULES, ON)

    assert np.shares_memory(found.columns()["brand"], found.points["brand"])


def test_columns_decide_the_form_of_the_answer_when_asked():
    alone = estimate(ONE, RULES, ON, columns=True)

    assert alone.accounts == ("ada",)
    assert alone.total[0] == pytest.approx(estimate(ONE, RULES, ON).total.points, abs=1e-9)
    with pytest.raises(ValueError, match="2 accounts"):
        estimate(TWO, RULES, ON, columns=False)


@pytest.mark.parametrize(
    ("averages", "words"),
    [
        ({"industri": 30.0}, "did you mean industry"),
        ({"industry": 130.0}, "from 0 to 100"),
        ({"network": float("nan")}, "from 0 to 100"),
    ],
)
def test_averages_that_are_none_are_refused(averages, words):
    with pytest.raises(ValueError, match=words):
        estimate(ONE, RULES, ON, averages=averages)


@pytest.mark.parametrize(
    ("ask", "reader"),
    [
        (lambda: estimate(ONE, "rules/ssi.yaml", ON), "load_rules"),
        (lambda: estimate("log.jsonl", RULES, ON), "read_log"),
        (lambda: estimate(ONE, RULES, ON, readings="note.csv"), "read_readings"),
        (lambda: history(Path("log.jsonl"), RULES, ON, ON), "read_log"),
        (lambda: explain("log.jsonl", RULES, start=ON, end=ON), "read_log"),
        (lambda: project("log.jsonl", PLAN, RULES, ON), "read_log"),
        (lambda: marginal("log.jsonl", RULES), "read_log"),
        (lambda: plan_to("log.jsonl", RULES, 45), "read_log"),
    ],
)
def test_a_path_where_what_it_holds_belongs_is_told(ask, reader):
    with pytest.raises(TypeError, match=reader):
        ask()


def test_many_plans_are_a_table_with_a_row_a_plan():
    habits = [Habit("comment", per_week=1), Habit("post", per_week=1)]
    many = project_many(ONE, habits, np.array([[5.0, 0], [10, 2]]), RULES, date(2026, 6, 9))

    frame = many.to_frame()

    assert frame["comment"].tolist() == [5, 10] and frame["post"].tolist() == [0, 2]
    assert frame["total"].tolist() == many.total[:, -1].tolist()


def test_a_result_that_was_pickled_is_the_same_and_holds_no_more_than_its_log():
    made = estimate(ONE, RULES, ON)
    before = len(pickle.dumps(estimate(log_of("ada"), RULES, ON)))
    history(ONE, RULES, date(2026, 1, 1), ON)  # whatever that leaves with the log

    packed = pickle.dumps(made)

    assert pickle.loads(packed) == made
    assert len(packed) < before * 1.1


def test_the_version_is_that_of_the_command():
    assert estimator.__version__ == "0.1.0"


def test_a_log_is_built_without_a_type_checker_in_the_way():
    assert isinstance(ONE, ActivityLog)
