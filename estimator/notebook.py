"""How a result shows itself: in a notebook as its report, to other libraries as a table.

Pages are drawn by `report`, a room further down, which results do not know: it is named here and
imported when a notebook asks.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any

from estimator.days import to_day

if TYPE_CHECKING:
    import pandas

HIGH = 640  # pixels of a report in a notebook; it scrolls inside


class Shown:
    """A result that notebooks draw and tables take: pandas, polars, DuckDB and pyarrow."""

    def to_dict(self) -> dict[str, object]:
        raise NotImplementedError

    def columns(self) -> Mapping[str, Sequence[object]]:
        """The result as a table: values by name of column, a row as in its CSV."""
        told = import_module("estimator.report").columns_of(self)
        return {name: _of_one_kind(values) for name, values in told.items()}

    def to_frame(self) -> "pandas.DataFrame":
        """The result as a data frame of pandas, a row as in its CSV. Raises: ImportError."""
        import pandas  # noqa: PLC0415  # only who has it asks

        return pandas.DataFrame(dict(self.columns()))

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The result as an Arrow stream, which polars, DuckDB and pyarrow take as a table.

        Raises: ImportError without pyarrow (extra `data`).
        """
        import pyarrow  # noqa: PLC0415  # only who has it asks

        return pyarrow.table(dict(self.columns())).__arrow_c_stream__(requested_schema)

    def _repr_html_(self) -> str:
        """The report, in a frame of its own so that its style stays its own."""
        from html import escape  # noqa: PLC0415  # nobody else needs the names of signs

        stamp: Any = getattr(self, "stamp", None)
        rules: Any = getattr(stamp, "rules", None)
        if rules is None or isinstance(
            rules, str
        ):  # a digest: the rules are not here to be told of
            return f"<pre>{escape(repr(self))}</pre>"
        model = rules.on(to_day(date.fromisoformat(stamp.on)))
        page = import_module("estimator.report").render(self, "html", model)
        style = f"width:100%;height:{HIGH}px;border:0"
        return f'<iframe style="{style}" srcdoc="{escape(page)}"></iframe>'


def _of_one_kind(values: list[object]) -> list[object]:
    """The values as they are; all as texts where texts and numbers stand in one column."""
    kinds = {type(value) for value in values if value is not None}
    if str not in kinds or len(kinds) == 1:
        return values
    return [value if value is None else str(value) for value in values]
