"""Folders of which only their own log can tell what they hold: rows that were replaced lie in them.

A Delta or an Iceberg table is read where the library that its makers maintain is installed.
"""

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from itertools import islice
from operator import itemgetter
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

from estimator.errors import LogError

UNUSUAL = "the library of its makers fails on it"
Kept = tuple[Path, Mapping[str, str | None]]  # a file, and the values that all its rows have
SCHEME = re.compile("^file:(//)?")
LOOKED_AT = 10_000  # files below a folder, for one of Parquet
INSTEAD = "write its rows as plain Parquet, with the library that keeps it"


def is_table(root: Path) -> bool:
    """Whether a folder is one table of Parquet that is kept in folders, and nothing else beside."""
    folders = [path.name for path in root.iterdir() if path.is_dir()]
    if {"_delta_log", ".hoodie"} & {*folders} or _is_iceberg(root):
        return True
    files = [path for path in root.iterdir() if path.is_file() and path.name[0] not in "._"]
    named = any("=" in name for name in folders)
    return (named or all(map(is_parquet, files))) and is_below(root)


def is_below(root: Path) -> bool:
    """Whether there is Parquet in the folders of a folder."""
    return any(map(is_parquet, islice(root.glob("*/**/*"), LOOKED_AT)))


def is_parquet(path: Path) -> bool:
    """Whether a file is one of Parquet, by its first bytes, or is called so and holds anything."""
    if not path.is_file():
        return False
    with path.open("rb") as opened:
        begins = opened.read(4)
    return begins == b"PAR1" or (bool(begins) and path.suffix == ".parquet")


def _is_iceberg(root: Path) -> bool:
    return any((root / "metadata").glob("*.metadata.json"))


def files_today(root: Path) -> list[Kept] | None:
    """The files that hold the rows of such a table; None for any other folder.

    Raises: LogError for a table that cannot be read, saying what it is and what to do.
    """
    if (root / "_delta_log").is_dir():
        return sorted(_of_delta(root), key=itemgetter(0))
    if _is_iceberg(root):
        return sorted(_of_iceberg(root), key=itemgetter(0))
    if (root / ".hoodie").is_dir():
        raise LogError.at(root, f"is a Hudi table, and holds rows that were replaced; {INSTEAD}")
    return None


def _of_delta(root: Path) -> Iterator[Kept]:
    library = _needed(root, "a Delta table", "deltalake", "deltalake")
    try:
        table = library.DeltaTable(str(root))
        table.to_pyarrow_dataset()  # raises where rows are marked as deleted, or columns renamed
        names = table.metadata().partition_columns
        files = import_module("pyarrow").table(table.get_add_actions(flatten=True)).to_pylist()
    except Exception as error:  # of its own kinds, which have no common one
        raise _unreadable(root, "a Delta table", UNUSUAL) from error
    for file in files:  # what its folders are called proves nothing
        values = {name: file[f"partition.{name}"] for name in names}
        keys = {name: None if v is None else str(v) for name, v in values.items()}
        keys |= {name: str(v).lower() for name, v in values.items() if isinstance(v, bool)}
        stated = SCHEME.sub("", file["path"])  # deltalake 1.0 has it as on the disk
        path = root / stated
        yield path if path.exists() else root / unquote(stated), keys


def _of_iceberg(root: Path) -> Iterator[Kept]:
    catalog = _needed(root, "an Iceberg table", "pyiceberg.table", "pyiceberg[pyarrow]")
    newest = max((root / "metadata").glob("*.metadata.json"), key=_version)
    try:
        table = catalog.StaticTable.from_metadata(str(newest))
        tasks = list(table.scan().plan_files())
        columns = {field.field_id: field.name for field in table.schema().fields}
        older = [field for schema in table.metadata.schemas for field in schema.fields]
    except Exception as error:  # of its own kinds, which have no common one
        raise _unreadable(root, "an Iceberg table", UNUSUAL) from error
    if any(task.delete_files for task in tasks):
        raise _unreadable(root, "an Iceberg table", "rows are marked as deleted beside its files")
    if any(columns.get(field.field_id) != field.name for field in older):
        raise _unreadable(root, "an Iceberg table", "columns were renamed or removed")
    yield from ((Path(SCHEME.sub("", task.file.file_path)), {}) for task in tasks)


def _version(path: Path) -> tuple[int, int]:
    """That of `00003-a1b2.metadata.json` or `v3.metadata.json`; a copy has the times of copying."""
    number = re.match(r"v?(\d+)", path.name)
    return int(number[1]) if number else -1, path.stat().st_mtime_ns


def _needed(root: Path, what: str, module: str, package: str) -> ModuleType:
    try:
        return import_module(module)
    except ImportError:
        how = f"pip install '{package}' and it is read by its log, or {INSTEAD}"
        raise LogError.at(root, f"is {what}, and holds rows that were replaced; {how}") from None


def _unreadable(root: Path, what: str, why: str) -> LogError:
    return LogError.at(root, f"is {what} that cannot be read by its log ({why}); {INSTEAD}")
