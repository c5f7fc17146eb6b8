"""What a typed column becomes in a log: one rule for files, data frames and every engine.

A name is a text: numbers, UUIDs and bytes are written out. A day is the day its writer
meant: that of the calendar of the moment's own zone. A count is a number, whatever its width.
pyarrow is imported here, and only when such a table is read.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from operator import methodcaller
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as kinds

from estimator.log import OWNER

CORE = ("account", "day", "action", "count")
PERIOD = b"pandas.period"
DAMAGED_TEXT = methodcaller("decode", errors="replace")
SPARK = b"org.apache.spark.sql.parquet.row.metadata"
ELSEWHERE = (
    "Spark wrote its days as moments, and not the zone of its session: they are UTC's days; where "
    "they were another zone's, write cast(day as date)"
)
TEXTS = ("string", "large_string", "string_view")  # by name: not every pyarrow has the last


def usual(  # noqa: PLR0911  # a kind each
    column: pa.ChunkedArray, name: str, told: Mapping[bytes, bytes] | None = None
) -> pa.ChunkedArray:
    """The column in the form that readers of a log know; one without a word stays as it is.

    Codes and runs are written out, but for codes of texts. told: the metadata of its field, which
    say what a number is where the library is not at hand that knows the type.
    """
    if told and told.get(b"ARROW:extension:name") == PERIOD and kinds.is_integer(column.type):
        return _days_of_periods(column, json.loads(told[b"ARROW:extension:metadata"]).get("freq"))
    kind, is_name = column.type, name.strip().lower() == "account"
    if isinstance(kind, pa.BaseExtensionType):
        return usual(_unwrapped(column, str(getattr(kind, "extension_name", ""))), name)
    if kinds.is_run_end_encoded(kind):
        decoded = [pc.run_end_decode(chunk) for chunk in column.chunks]
        return usual(pa.chunked_array(decoded, kind.value_type), name)
    if kinds.is_dictionary(kind) and str(kind.value_type) not in TEXTS:
        return usual(column.cast(kind.value_type), name)
    if not _is_sound(column):
        text = column.cast(pa.large_string()).cast(pa.large_binary())
        return _named_by_bytes(text) if is_name else each_written(text, DAMAGED_TEXT)
    if "binary" in str(kind) and not kinds.is_nested(kind):  # not the lists of bytes
        column = column.cast(pa.large_binary())
        return _named_by_bytes(column) if is_name else each_written(column, _text)
    if kinds.is_float16(kind):
        return usual(column.cast(pa.float32()), name)
    if kinds.is_decimal(kind) or (is_name and kinds.is_floating(kind)):
        short = kinds.is_decimal(kind) and kind.bit_width < 128  # for which Arrow has few functions
        column = column.cast(pa.decimal128(kind.precision, kind.scale)) if short else column
        return each_written(column, _number) if is_name else column.cast(pa.float64(), safe=False)
    if kinds.is_timestamp(kind):
        return _days(column)
    if kinds.is_date64(kind):
        return column.cast(pa.date32())
    return column


def usual_type(field: pa.Field) -> pa.DataType:
    """The type of a column once it is `usual`."""
    return usual(pa.chunked_array([], field.type), field.name, field.metadata).type


def is_number(kind: pa.DataType) -> bool:
    """Whether the values are whole or broken numbers."""
    return bool(kinds.is_integer(kind) or kinds.is_floating(kind))


def engine_type(name: str, kind: pa.DataType) -> pa.DataType | None:
    """What a column of a log that is cut into pieces is cast to; None where nobody has a word.

    Every engine has these few types: text, whole and broken number, truth, day.
    """
    kind = usual(pa.chunked_array([], kind), name).type
    kind = kind.value_type if kinds.is_dictionary(kind) else kind
    whole = kinds.is_integer(kind)
    if str(kind) in TEXTS or (name == "account" and (whole or kinds.is_null(kind))):
        return pa.string()
    if kinds.is_date32(kind):
        return kind if name == "day" else pa.string()
    if kinds.is_null(kind) or kinds.is_boolean(kind):
        return kind
    if whole and name != "count" and kind != pa.uint64():
        return pa.int64()
    return pa.float64() if is_number(kind) else None


def together(name: str, several: Iterable[pa.DataType]) -> pa.DataType | None:
    """The one type of a column that has several of `engine_type`; None where none holds them all.

    An attribute of which none does is `written`: its values as JSON.

    >>> together("words", [pa.int64(), pa.null(), pa.float64()])
    DataType(double)
    """
    found = {str(kind): kind for kind in several if not kinds.is_null(kind)}
    if len(found) < 2:
        return next(iter(found.values()), pa.string())
    if found.keys() <= {"int64", "double"}:
        return pa.float64()
    return pa.string() if name == "day" and found.keys() <= {"string", "date32[day]"} else None


def cast(column: pa.ChunkedArray, name: str, kind: pa.DataType) -> pa.ChunkedArray:
    """The column as a type that `engine_type` or `together` gave it."""
    column = usual(column, name)
    if kinds.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return column.cast(kind, safe=not kinds.is_floating(kind))


def written(column: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    """The column with each value as JSON, which a heading calls `mixed`: 40 and "40" stay two."""
    kind = engine_type(name, column.type)
    if kind is None or kinds.is_null(kind):
        return pa.chunked_array([pa.nulls(len(column), pa.string())])
    return each_written(cast(column, name, kind), json.dumps)


def each_written(column: pa.ChunkedArray, write: Callable[..., str | None]) -> pa.ChunkedArray:
    """The column's texts, each of its distinct values written once."""
    coded = column.combine_chunks().dictionary_encode()
    coded = coded.chunk(0) if isinstance(coded, pa.ChunkedArray) else coded
    names = [None if value is None else write(value) for value in coded.dictionary.to_pylist()]
    return pa.chunked_array([pa.array(names, pa.string()).take(coded.indices)])


def named(table: pa.Table) -> pa.Table:
    """The table with its accounts by name: the one form in which equal accounts are equal.

    What names none is the owner's, as everywhere. A column that holds no names stays as it is.
    """
    if "account" not in table.column_names:
        return table
    column, place = table.column("account"), table.column_names.index("account")
    if not are_names(column.type):
        return table
    names = pc.fill_null(cast(column, "account", pa.string()), "")
    if pc.any(unnamed := pc.equal(names, "")).as_py():
        names = pc.if_else(unnamed, OWNER, names)
    return table.set_column(place, "account", names)


def are_names(kind: pa.DataType) -> bool:
    """Whether values of the type name accounts."""
    return bool(engine_type("account", kind) == pa.string())


def of_a_session(schema: pa.Schema, told: Mapping[bytes, bytes] | None) -> tuple[str, ...]:
    """A sentence where the days of a file are moments of Spark's, which a file has without a zone.

    told: the metadata of the file. Spark's moments that mean no zone are in microseconds.
    """
    days = [field.type for field in schema if field.name.strip().lower() == "day"]
    moments = (kind for kind in days if kinds.is_timestamp(kind))
    placed = any(kind.tz is not None or kind.unit == "ns" for kind in moments)
    return (ELSEWHERE,) if placed and SPARK in (told or {}) else ()


def _unwrapped(column: pa.ChunkedArray, extension: str) -> pa.ChunkedArray:
    """A column of an extension as one of its own: UUIDs as texts, periods of a day as days."""
    stored = pa.chunked_array([c.storage for c in column.chunks], column.type.storage_type)
    if extension == "arrow.uuid":
        return each_written(stored, lambda value: str(UUID(bytes=value)))
    if extension == PERIOD.decode():
        return _days_of_periods(stored, getattr(column.type, "freq", None))
    return stored


def _days_of_periods(column: pa.ChunkedArray, length: object) -> pa.ChunkedArray:
    """The days that periods of this length are; a month is no day."""
    if length != "D":
        return pa.chunked_array([pa.nulls(len(column), pa.duration("s"))])
    return column.cast(pa.int32()).cast(pa.date32())


def _days(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The day of each moment, in the calendar of the zone it was written with."""
    if column.type.tz is not None:
        try:
            column = pc.local_timestamp(column)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):  # a zone this machine has not
            column = column.cast(pa.timestamp(column.type.unit, "UTC"))
            column = column.cast(pa.timestamp(column.type.unit))
    return column.cast(pa.date32(), safe=False)


def _named_by_bytes(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Bytes that are a text as that text; others as a UUID where they are 16, else in hex."""

    def name(value: bytes) -> str:
        text = _text(value.rstrip(b"\0"))
        if text is not None and text.isprintable():
            return text
        return str(UUID(bytes=value)) if len(value) == 16 else value.hex()

    return each_written(column, name)


def _is_sound(column: pa.ChunkedArray) -> bool:
    """Whether texts are UTF-8, which no reader of Parquet makes sure of."""
    coded = kinds.is_dictionary(column.type)
    try:
        for chunk in column.chunks if coded or str(column.type) in TEXTS else ():
            (chunk.dictionary if coded else chunk).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _text(value: bytes) -> str | None:
    """What some older writers leave of a text; None where it is none."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return None


def _number(value: Decimal | float) -> str | None:
    """A number that is a name: 40.0 is 40, as a column of whole numbers with a gap is in pandas."""
    number = Decimal(repr(value)) if isinstance(value, float) else value
    text = f"{number:f}"
    if not number.is_finite():
        return None
    return text.rstrip("0").removesuffix(".") if "." in text else text
