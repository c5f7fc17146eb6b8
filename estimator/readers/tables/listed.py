"""A list of rows, each a mapping from column to value."""

from collections.abc import Mapping, Sequence

from estimator.errors import LogError
from estimator.readers.tables.columns import Coders, Table


def rows_table(items: Sequence[object], name: str = "rows") -> Table:
    """The table of the given rows; one that only states coverage may be among them.

    Raises: LogError when an item is no mapping.
    """
    headings: list[tuple[str, object]] = []
    rows: list[Mapping[str, object]] = []
    places: list[int] = []
    for place, item in enumerate(items, 1):
        if not isinstance(item, Mapping):
            right = "a row is a mapping, as {'day': '2026-03-05', 'action': 'comment'}"
            raise LogError.at(f"{name}:{place}", f"is a {type(item).__name__}; {right}")
        if "covers" in item and "action" not in item:
            headings.append((f"{name}:{place}", item))
        else:
            rows.append(item)
            places.append(place)
    coders = Coders()
    coders.add_rows(rows, places)
    return coders.table(name, "rows", headings)
