"""A list of rows, each a mapping from column to value."""

from collections.abc import Mapping, Sequence

from estimator.errors import Fault, LogError
from estimator.readers.tables.columns import Coders, Table
from estimator.readers.tables.heading import LATE, is_heading, late_heading


def rows_table(items: Sequence[object], name: str = "rows") -> Table:
    """The table of the given rows; the first may only state coverage.

    Raises: LogError when an item is no mapping.
    """
    headings: list[tuple[str, object]] = []
    late: list[Fault] = []
    rows: list[Mapping[str, object]] = []
    places: list[int] = []
    for place, item in enumerate(items, 1):
        if not isinstance(item, Mapping):
            right = "a row is a mapping, as {'day': '2026-03-05', 'action': 'comment'}"
            raise LogError.at(f"{name}:{place}", f"is a {type(item).__name__}; {right}")
        if is_heading(item) and (rows or headings):
            late.append(late_heading(f"{name}:{place}"))
        elif is_heading(item):
            headings.append((f"{name}:{place}", item))
        else:
            rows.append(item)
            places.append(place)
    coders = Coders()
    coders.add_rows(rows, places)
    return coders.table(name, "rows", headings, {LATE: late})
