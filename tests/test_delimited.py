"""Delimited text: every line is in a row that is read, or in one that is counted."""

import codecs
import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimator import read_readings
from estimator.delimited import table_rows
from estimator.errors import LogError, ReadingError
from estimator.readers.sources import read_sources

N_ROWS = 28


def lines_of(kind):
    """The header and the rows of a table of each kind that is read from delimited text."""
    days = [f"2026-05-{n + 1:02d}" for n in range(N_ROWS)]
    match kind:
        case "log.csv":
            return "day,action,count,note", [f"{day},comment,3,ok" for day in days]
        case "usage_2025-08-01_2025-08-31.csv":
            header = "Seat ID,Name,Days Active,Searches Performed,Profile Views,Total Connections"
            return header, [f"10{n:02d},Person {n},3,62,31,812" for n in range(N_ROWS)]
        case "sales.csv":
            header = "activityId,activityType,createdAt,seatId,note"
            return header, [f"{n},SAVED_LEAD,05-{n + 1:02d}-2026 10:00:00,77,x" for n in range(28)]
        case _:
            header = (
                "Date,ActiveMinutes,Reactions,Comments,Connects,Messages,Reposts,Posts,SSI,Note"
            )
            return header, [f"{day},30,1,2,3,4,0,1,,x" for day in days]


def test_a_long_cell_is_read_whatever_was_read_before():
    """The limit of `csv` is the process's own: another reader may have raised it, or nobody."""
    limit = csv.field_size_limit(100)
    try:
        rows = [*table_rows("date,note\n2026-05-01," + "9" * 500 + "\n", ",")]
    finally:
        csv.field_size_limit(limit)

    assert [len(cells[1]) for _, cells in rows] == [4, 500]


KINDS = ["log.csv", "usage_2025-08-01_2025-08-31.csv", "sales.csv", "logger.csv"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("at", [[3], [0], [N_ROWS - 1], [3, 4], [3, 9], [2, 4, 7]])
def test_a_quote_that_is_never_closed_costs_its_own_row_alone(tmp_path, kind, at):
    header, rows = lines_of(kind)
    place = 1 if kind.startswith("usage") else -1
    for n in at:
        cells = rows[n].split(",")
        cells[place] = f'"{cells[place]}'
        rows[n] = ",".join(cells)
    (tmp_path / kind).write_text("\n".join([header, *rows]) + "\n")

    [file] = read_sources([tmp_path / kind]).files

    assert (file.records, file.read) == (N_ROWS, N_ROWS - len(at))
    assert sum(file.skipped.values()) == len(at)
    assert all("quote" in fault.what for fault in file.faults)


def test_a_table_of_readings_with_an_open_quote_is_refused_with_its_line(tmp_path):
    rows = [f"2026-05-{n + 1:02d},50,13,12,12,13,{chr(34) if n == 2 else ''}x" for n in range(28)]
    header = "date,total,brand,find,insight,relationship,note"
    (tmp_path / "r.csv").write_text("\n".join([header, *rows]))

    with pytest.raises(ReadingError, match=r"r.csv:4: a quote in it is never closed"):
        read_readings(tmp_path / "r.csv")


def test_a_text_over_several_lines_is_one_cell():
    text = 'day,action,note\n2026-05-01,comment,"two\nlines, and more"\n2026-05-02,post,x\n'

    rows = list(table_rows(text, ","))

    assert rows[1] == (2, ["2026-05-01", "comment", "two\nlines, and more"])
    assert rows[2] == (4, ["2026-05-02", "post", "x"])


CELL = st.text(st.sampled_from('ab1 ,;"\n\r'), max_size=6)


@given(st.lists(st.lists(CELL, min_size=2, max_size=3), min_size=1, max_size=6))
def test_what_the_csv_module_writes_is_read_back_or_counted(table):
    text = io.StringIO(newline="")
    csv.writer(text).writerows(table)

    rows = list(table_rows(text.getvalue(), ","))

    assert len(rows) >= len(table) or all(cells is not None for _, cells in rows)
    if all(cells is not None for _, cells in rows) and len(rows) == len(table):
        assert [cells for _, cells in rows] == table


@given(st.text(st.sampled_from('a1,"\n'), max_size=60))
def test_each_line_of_any_text_is_in_a_row(text):
    starts = [line for line, _ in table_rows(text, ",")]

    assert starts == sorted(set(starts))
    assert not text or starts[0] == 1


def test_a_reader_put_aside_half_read_takes_no_long_text_from_another():
    long = "day,note\n1," + "x" * 200_000 + "\n2,y\n"
    first, second = table_rows(long, ","), table_rows(long, ",")

    next(first), next(second)
    first.close()

    assert [number for number, _ in second] == [2, 3]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_a_table_in_utf_16_without_a_mark_is_read_as_one_with_it(tmp_path, codec):
    text = "day,action,note\n2026-05-01,comment,é\n"
    (tmp_path / "bare.csv").write_bytes(text.encode(codec))
    (tmp_path / "plain.csv").write_text(text, encoding="utf-8")

    bare, plain = (read_sources([tmp_path / name]).log for name in ("bare.csv", "plain.csv"))

    assert bare.sha256 == plain.sha256


KINDS = ("log.csv", "usage_2025-08-01_2025-08-31.csv", "sales.csv", "log.jsonl", "Comments.csv")


@pytest.mark.parametrize("name", KINDS)
@given(at=st.integers(0, 2_000), more=st.booleans(), codec=st.sampled_from(["le", "be"]))
@settings(max_examples=40)
def test_utf_16_with_a_byte_too_few_or_too_many_is_not_read_in_silence(name, at, more, codec):
    """Whatever stands after the byte would be other signs, and no line would end there."""
    text = text_of(name)
    whole = (codecs.BOM_UTF16_LE if codec == "le" else codecs.BOM_UTF16_BE) + text.encode(
        f"utf-16-{codec}"
    )
    place = 2 + at % (len(whole) - 2)
    damaged = whole[:place] + (b"\0" if more else b"") + whole[place + (not more) :]

    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(damaged)
        try:
            outcome = read_sources([path])
        except LogError:
            return

    assert name == "Comments.csv"  # of an export; its file is named and its actions are unknown
    assert any("damaged" in fault.what for file in outcome.files for fault in file.faults)


def text_of(name):
    if name == "Comments.csv":
        rows = [f"2026-05-{n + 1:02d} 10:00:00,https://x/{n},hi" for n in range(N_ROWS)]
        return "\r\n".join(["Date,Link,Message", *rows])
    if name == "log.jsonl":
        row = '{{"day": "2026-05-{:02d}", "action": "comment"}}'
        return "\n".join(row.format(n + 1) for n in range(N_ROWS))
    header, rows = lines_of(name)
    return "\r\n".join([header, *rows])
