"""Folders of which only their own log can tell what they hold: rows that were replaced lie in them.

A Delta or an Iceberg table is read where the library that its makers maintain is installed.
"""

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote, urlparse

from estimator.errors import LogError

UNUSUAL = "the library of its makers fails on it"
INSTEAD = "write its rows as plain Parquet, with the library that keeps it"


def is_table(root: Path) -> bool:
    """Whether a folder is one table of Parquet that is kept in folders: by a log, or by names."""
    folders = [path.name for path in root.iterdir() if path.is_dir()]
    if {"_delta_log", ".hoodie"} & {*folders} or _is_iceberg(root):
        return True
    files = [path for path in root.iterdir() if path.is_file() and path.name[0] not in "._"]
    named = any("=" in name for name in folders)
    return (named or not files) and any(root.rglob("*.parquet"))


def _is_iceberg(root: Path) -> bool:
    return any((root / "metadata").glob("*.metadata.json"))


def files_today(root: Path) -> list[Path] | None:
    """The files that hold the rows of such a table; None for any other folder.

    Raises: LogError for a table that cannot be read, saying what it is and what to do.
    """
    if (root / "_delta_log").is_dir():
        return _paths(_of_delta(root))
    if _is_iceberg(root):
        return _paths(_of_iceberg(root))
    if (root / ".hoodie").is_dir():
        raise LogError.at(root, f"is a Hudi table, and holds rows that were replaced; {INSTEAD}")
    return None


def _of_delta(root: Path) -> Iterable[str]:
    library = _needed(root, "a Delta table", "deltalake", "deltalake")
    try:
        table = library.DeltaTable(str(root))
        table.to_pyarrow_dataset()  # raises where rows are marked as deleted, or columns renamed
        return [str(uri) for uri in table.file_uris()]
    except Exception as error:  # of its own kinds, which have no common one
        raise _unreadable(root, "a Delta table", UNUSUAL) from error


def _of_iceberg(root: Path) -> Iterable[str]:
    catalog = _needed(root, "an Iceberg table", "pyiceberg.table", "pyiceberg[pyarrow]")
    newest = max((root / "metadata").glob("*.metadata.json"), key=lambda p: p.stat().st_mtime_ns)
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
    return [task.file.file_path for task in tasks]


def _needed(root: Path, what: str, module: str, package: str) -> ModuleType:
    try:
        return import_module(module)
    except ImportError:
        how = f"pip install '{package}' and it is read by its log, or {INSTEAD}"
        raise LogError.at(root, f"is {what}, and holds rows that were replaced; {how}") from None


def _unreadable(root: Path, what: str, why: str) -> LogError:
    return LogError.at(root, f"is {what} that cannot be read by its log ({why}); {INSTEAD}")


def _paths(uris: Iterable[str]) -> list[Path]:
    return sorted(Path(unquote(urlparse(uri).path) if "://" in uri else uri) for uri in uris)
