"""The same rows in every form that a table can have."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from hypothesis import strategies as st

Row = dict[str, object]

days = st.dates(date(2025, 1, 1), date(2025, 3, 31)).map(date.isoformat)
counts = st.integers(0, 9) | st.sampled_from([0.5, 2.25, 1e6])
rows = st.lists(
    st.fixed_dictionaries(
        {
            "account": st.sampled_from(["ann", "bob"]),
            "day": days,
            "action": st.sampled_from(["comment", "reaction", "people_search"]),
            "count": counts,
        },
        optional={
            "words": st.integers(1, 60),
            "advanced": st.booleans(),
            "seniority": st.sampled_from(["vp", "cxo", "a, b", 'said "x"', "zürich"]),
        },
    ),
    min_size=1,
    max_size=12,
)


def jsonl(rows: Sequence[Row]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def delimited(rows: Sequence[Row], delimiter: str = ",", comma: bool = False) -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", delimiter=delimiter)
    writer.writeheader()
    for row in rows:
        writer.writerow({k: _cell(v, comma) for k, v in row.items()})
    return text.getvalue().encode()


def _cell(value: object, comma: bool) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value).replace(".", ",") if comma and isinstance(value, float) else value


def columns(rows: Sequence[Row]) -> dict[str, list[object]]:
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def to_jsonl(rows: Sequence[Row], folder: Path) -> object:
    return _file(folder / "log.jsonl", jsonl(rows))


def to_json(rows: Sequence[Row], folder: Path) -> object:
    return _file(folder / "log.json", json.dumps(list(rows), indent=1).encode())


def to_csv(rows: Sequence[Row], folder: Path) -> object:
    return _file(folder / "log.csv", delimited(rows))


def to_excel_csv(rows: Sequence[Row], folder: Path) -> object:
    text = delimited(rows, ";", comma=True).decode()
    return _file(folder / "log.csv", text.encode("utf-8-sig"))


def to_utf16_tabs(rows: Sequence[Row], folder: Path) -> object:
    return _file(folder / "log.txt", delimited(rows, "\t").decode().encode("utf-16"))


def to_list(rows: Sequence[Row], folder: Path) -> object:
    return [{**row, "day": date.fromisoformat(str(row["day"]))} for row in rows]


def to_arrow(rows: Sequence[Row], folder: Path) -> object:
    import pyarrow as pa

    return pa.table({name: _numeric(column) for name, column in columns(rows).items()})


def to_parquet(rows: Sequence[Row], folder: Path) -> object:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = to_arrow(rows, folder)
    assert isinstance(table, pa.Table)
    place = table.column_names.index("day")
    table = table.set_column(place, "day", table.column("day").cast(pa.date32()))
    pq.write_table(table, folder / "log.parquet", row_group_size=3)
    return folder / "log.parquet"


def to_pandas(rows: Sequence[Row], folder: Path) -> object:
    import pandas as pd

    frame = pd.DataFrame({name: _numeric(column) for name, column in columns(rows).items()})
    return frame.assign(day=pd.to_datetime(frame["day"]))


def to_polars(rows: Sequence[Row], folder: Path) -> object:
    import polars as pl

    frame = pl.DataFrame({name: _numeric(column) for name, column in columns(rows).items()})
    return frame.with_columns(pl.col("day").str.to_date(), pl.col("action").cast(pl.Categorical))


def _numeric(column: list[object]) -> list[object]:
    """A column of whole and broken numbers as one of floats, as typed columns need it."""
    some = {type(value) for value in column} - {type(None)}
    return [None if v is None else float(str(v)) for v in column] if float in some else column


def _file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


FORMS: dict[str, Callable[[Sequence[Row], Path], object]] = {
    "a JSON list": to_json,
    "CSV": to_csv,
    "CSV of Excel in Europe": to_excel_csv,
    "UTF-16 with tabs": to_utf16_tabs,
    "rows": to_list,
    "an Arrow table": to_arrow,
    "Parquet": to_parquet,
    "a pandas frame": to_pandas,
    "a polars frame": to_polars,
}
