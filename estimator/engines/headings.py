"""What a table says of itself in its metadata, and whose its rows are."""

import json
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from estimator.errors import LogError
from estimator.log import OWNER
from estimator.readers.tables.column_types import cast, engine_type
from estimator.readers.tables.frames import HEADING

Content = Mapping[str, object]


def content_of(table: "pa.Table | pa.Schema") -> Content | None:
    """What the metadata of a table written by `ssi import` states; None where it states nothing."""
    schema = table.schema if isinstance(table, pa.Table) else table
    said = (schema.metadata or {}).get(HEADING)
    if said is None:
        return None
    try:
        content = json.loads(said)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, Mapping) and "covers" in content else None


def with_heading(table: pa.Table, content: Content | None) -> pa.Table:
    """The table with this in its metadata and nothing else; with None, nothing at all."""
    said = None if content is None else {HEADING: json.dumps(content, sort_keys=True)}
    return table.replace_schema_metadata(said)


def named(table: pa.Table) -> pa.Table:
    """The table with its accounts by name: the one form in which equal accounts are equal.

    What names none is the owner's, as everywhere. A column that holds no names stays as it is.
    """
    if "account" not in table.column_names:
        return table
    column, place = table.column("account"), table.column_names.index("account")
    if not _names(column.type):
        return table
    names = cast(column, "account", pa.string())
    unnamed = pc.or_kleene(pc.is_null(names), pc.equal(pc.fill_null(names, ""), ""))
    return table.set_column(place, "account", pc.if_else(unnamed, OWNER, names))


def check_accounts(schema: pa.Schema) -> None:
    """Nothing when every row says whose it is. Raises: LogError when no engine could tell."""
    if "account" not in schema.names:
        raise LogError.at("account", "no such column; a log for an engine says whose each row is")
    kind = schema.field("account").type
    if not _names(kind):
        raise LogError.at("account", f"holds no names (got {kind}); texts or whole numbers do")


def _names(kind: pa.DataType) -> bool:
    return bool(engine_type("account", kind) == pa.string())


def silent(content: Content | None) -> pa.Table | None:
    """A table without a row of the accounts that a log names although they did nothing.

    None when there are none. They are scored once, whatever the log is cut into.
    """
    if content is None or not content.get("accounts"):
        return None
    columns = {name: pa.array([], pa.string()) for name in ("account", "day", "action")}
    return with_heading(pa.table(columns), content)


def spoken(content: Content | None) -> Content | None:
    """What a log states, without the accounts that did nothing: what each part of it states."""
    if content is None:
        return None
    return {key: value for key, value in content.items() if key != "accounts"}
