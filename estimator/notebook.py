"""How a result shows itself: in a notebook as its report, to other libraries as a table.

Pages are drawn by `report`, a room further down, which results do not know: it is named here and
imported when a notebook asks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from importlib import import_module
from math import inf
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar

from estimator.days import to_day

if TYPE_CHECKING:
    import pandas

HIGH = 640  # pixels of a report in a notebook; it scrolls inside


class AsJson:
    """A frozen dataclass that says its fields as JSON takes them.

    class Effect(AsJson, schema="ssi.rules-effect/1", apart="log", also="change from=start")

    schema: the name of the form. apart: fields that are not said. also: what is said besides,
    properties and methods, `key=attribute` where the key is another. maybe: what is said only
    where there is something to say. endless: numbers that may be infinite, for which JSON has no
    word; it says none. Any other is for the form to refuse.
    """

    _said: ClassVar[tuple[str, list[str], list[str], list[str], list[str]]]

    def __init_subclass__(
        cls, schema: str = "", apart: str = "", also: str = "", maybe: str = "", endless: str = ""
    ) -> None:
        cls._said = schema, apart.split(), also.split(), maybe.split(), endless.split()

    def to_dict(self) -> dict[str, Any]:
        """The result as JSON takes it, numbers unrounded."""
        schema, apart, also, maybe, endless = self._said
        hidden = {*apart, *(word.partition("=")[0] for word in maybe)}
        told: dict[str, Any] = {"schema": schema} if schema else {}
        own = (f.name for f in fields(self) if f.name not in hidden)  # type: ignore[arg-type]  # is one
        for word in (*own, *also, *maybe):
            key, _, attribute = word.partition("=")
            value = plain(attrgetter(attribute or key)(self))
            if word not in maybe or value not in (None, []):
                told[key] = None if key in endless and value in (inf, -inf) else value
        return told


def plain(value: Any) -> Any:  # whatever a result holds
    """The value as JSON takes it: days as texts, tuples and columns as lists."""
    for name in ("to_dict", "isoformat", "tolist"):
        if hasattr(value, name):
            return getattr(value, name)()
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, Iterator | tuple | list):
        return [plain(one) for one in value]
    return plain(value()) if callable(value) else value


class Shown(AsJson):
    """A result that notebooks draw and tables take: pandas, polars, DuckDB and pyarrow."""

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
