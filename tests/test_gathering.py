"""Columns of a file put together piece by piece: whatever the pieces, the same columns."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimator import read_log
from estimator.errors import LogError
from estimator.readers.tables import gathering
from estimator.readers.tables.frames import frame_table, parquet_table

KINDS = {
    pa.string(): st.text(max_size=3),
    pa.large_string(): st.sampled_from(["b", "a", "zürich", ""]),
    pa.int64(): st.integers(-5, 5),
    pa.float64(): st.sampled_from([0.5, 2.0, -1.0]),
    pa.bool_(): st.booleans(),
    pa.date32(): st.dates(date(2025, 1, 1), date(2025, 2, 1)) | st.dates(),
    pa.timestamp("us"): st.datetimes(),
    pa.decimal128(6, 2): st.sampled_from([Decimal("1.50"), Decimal("2.00")]),
    pa.list_(pa.int64()): st.lists(st.integers(0, 2), max_size=2),
    pa.null(): st.none(),
}
columns = st.sampled_from(list(KINDS)).flatmap(
    lambda kind: st.lists(st.none() | KINDS[kind], max_size=12).map(lambda c: pa.array(c, kind))
)


def plainly(table, name="x"):
    column = table.columns[name]
    return [column[row] for row in range(table.n_rows)]


@settings(max_examples=150)
@given(column=columns, rows=st.integers(1, 5), names=st.integers(1, 9))
def test_a_column_is_the_same_in_any_pieces(tmp_path_factory, column, rows, names):
    table, path = pa.table({"x": column}), tmp_path_factory.mktemp("log") / "log.parquet"
    pq.write_table(table, path, row_group_size=rows)

    with pytest.MonkeyPatch.context() as patch, path.open("rb") as file:
        patch.setattr(gathering, "NAMES", names)
        patch.setattr(gathering, "ROWS", 2)
        cut = parquet_table(file, "log.parquet")

    assert plainly(cut) == plainly(frame_table(table))


@given(st.lists(st.none() | st.sampled_from(["b", "a", "é", "c"]), max_size=9))
def test_texts_come_back_as_they_were_and_their_values_in_order(texts):
    table = frame_table(pa.table({"x": pa.array(texts, pa.string())}))

    assert plainly(table) == texts
    assert list(table.columns["x"].values) == sorted({text for text in texts if text is not None})


def test_a_dictionary_may_hold_a_value_twice_nothing_and_what_no_row_has():
    values = pa.array(["b", "a", "b", None, "unused"])
    column = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2, 3, None]), values)

    table = frame_table(pa.table({"x": column}))

    assert plainly(table) == ["b", "a", "b", "", None]


def test_a_count_that_is_missing_far_down_is_a_fault_of_that_row_alone(tmp_path):
    counts = [1.0] * 9 + [None]
    table = pa.table({"day": ["2026-03-05"] * 10, "action": ["comment"] * 10, "count": counts})
    pq.write_table(table, tmp_path / "log.parquet", row_group_size=3)

    with pytest.raises(LogError, match=r"log.parquet:10: count is empty"):
        read_log(tmp_path / "log.parquet", strict=True)


def test_one_impossible_day_does_not_move_the_others(tmp_path):
    days = pa.array([20_000, 20_001, -(2**31) + 1, 2**31 - 1, None], pa.int32()).cast(pa.date32())
    table = pa.table({"day": days, "action": ["comment"] * 5, "count": [1.0] * 5})

    with pytest.warns(UserWarning, match="3 of 5 rows"):
        log = read_log(table)

    assert log.day.tolist() == [20_000, 20_001]
