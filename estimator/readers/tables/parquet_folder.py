"""A folder of Parquet files as one table: which files they are, and each column's type in all.

The plain reader and every engine read a folder by this one rule. pyarrow is imported here, and
only when such a folder is read.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import accumulate, chain, groupby
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from estimator.days import to_date
from estimator.errors import LogError
from estimator.log import ActivityLog, Coded, concat
from estimator.readers.merging import each_once
from estimator.readers.registry import KnownSource
from estimator.readers.tables.cells import shown
from estimator.readers.tables.column_types import (
    CORE,
    are_names,
    cast,
    each_written,
    engine_type,
    named,
    of_a_session,
    together,
    usual,
    usual_type,
    written,
)
from estimator.readers.tables.columns import NOT_RENAMED, Table, names_in_log
from estimator.readers.tables.frames import (
    DAMAGED,
    Content,
    content_of,
    is_index,
    metadata_of,
    mixed_in,
)
from estimator.readers.tables.gathering import Share, table_of
from estimator.readers.tables.heading import heading_for
from estimator.readers.tables.judging import NO_DAY, are_days, days_of, outcome_of
from estimator.readers.tables.lakes import files_today, is_parquet

ROWS = 1 << 18  # read at a time
NOTHING = "__HIVE_DEFAULT_PARTITION__"  # what the name of a folder says where there is no value
ABSENT = {"count": "1"}  # of a file without the column; in a cell, nothing is a fault
ISO = re.compile(r"\d{4}-\d\d-\d\d")
UNREADABLE = (pa.ArrowException, OSError, ValueError)
LISTED = 5  # files that are named


@dataclass(frozen=True)
class File:
    """A file by its footer. keys: what the names of its folders say, as `account=007`.

    schema: with the names that columns have in a log; own: those that they have in the file.
    """

    path: str
    keys: Mapping[str, str | None]
    schema: pa.Schema
    own: Mapping[str, str]
    groups: Sequence[int]  # rows of each

    @classmethod
    def of(
        cls, path: Path, said: Mapping[str, str | None], called: Mapping[str, str] = NOT_RENAMED
    ) -> "File":
        """Raises: LogError for a file that cannot be read, or two columns of one name."""
        keys = {name: said[old] for old, name in names_in_log([*said], path, called).items()}
        try:
            with pq.ParquetFile(path) as file:
                footer, schema = file.metadata, file.schema_arrow
                groups = [footer.row_group(k).num_rows for k in range(footer.num_row_groups)]
        except UNREADABLE:
            raise LogError.at(path, DAMAGED) from None
        new = names_in_log(schema.names, path, called)
        renamed = pa.schema([f.with_name(new[f.name]) for f in schema], schema.metadata)
        return cls(str(path), keys, renamed, {name: old for old, name in new.items()}, groups)

    @property
    def stated(self) -> Content:
        """What the file states of the log but for its types."""
        content = content_of(self.schema)
        return {key: value for key, value in content.items() if key != "mixed"}

    @property
    def n_rows(self) -> int:
        return sum(self.groups)


Piece = tuple[File, int]  # a row group


@dataclass(frozen=True)
class FolderForm:
    """The form that the rows of all files have.

    mixed: columns of several types, each value as JSON. days: those that people wrote as 5/3/2026,
    as 2026-03-05; all files together tell which is the month.
    """

    schema: pa.Schema
    mixed: frozenset[str]
    days: Mapping[str, str]

    def batches(
        self, file: File, groups: Sequence[int] | None = None, rows: int = ROWS
    ) -> Iterator[pa.Table]:
        """The rows of a file, or of some of its row groups, with the columns of the schema."""
        own = {name for name, _ in _types(file)} - {*file.keys}
        written_already = mixed_in(content_of(file.schema))
        with pq.ParquetFile(file.path) as opened:
            names = [file.own[name] for name in self.schema.names if name in own]
            read = opened.iter_batches(rows, row_groups=groups, columns=names)
            for batch in _undamaged(read, file.path):
                columns = []
                for name, kind in zip(self.schema.names, self.schema.types, strict=True):
                    said = pa.scalar(file.keys.get(name, ABSENT.get(name)), pa.string())
                    there = name in own
                    held = batch[file.own[name]] if there else pa.repeat(said, batch.num_rows)
                    told = file.schema.field(name).metadata if there else None
                    column = usual(pa.chunked_array([held]), name, told)
                    as_json = name in self.mixed and name not in written_already
                    column = written(column, name) if as_json else cast(column, name, kind)
                    if name == "day" and self.days:
                        column = each_written(column, lambda text: self.days.get(text, text))
                    columns.append(column)
                yield named(pa.table(columns, self.schema))

    def narrowed(self, names: Iterable[str]) -> "FolderForm":
        """The form with only the columns of these names."""
        fields = [self.schema.field(name) for name in names if name in self.schema.names]
        return replace(self, schema=pa.schema(fields))


@dataclass(frozen=True)
class Folder:
    """A log in Parquet files, of which the rows are not read yet.

    content: what all files state of it. left_out: sentences on files that are not among them.
    """

    name: str
    files: Sequence[File]
    form: FolderForm
    content: Content
    left_out: Sequence[str] = ()

    @property
    def schema(self) -> pa.Schema:
        """The columns, and as metadata what the files state."""
        return self.form.schema.with_metadata(metadata_of(self.content))

    @property
    def n_rows(self) -> int:
        return sum(file.n_rows for file in self.files)

    def pieces(self) -> list[Piece]:
        """The row groups of all files."""
        return [(file, group) for file in self.files for group in range(len(file.groups))]

    def batches(self, rows: int = ROWS, columns: Iterable[str] | None = None) -> Iterator[pa.Table]:
        """The rows of all files, so many at a time, with all columns or those of these names."""
        form = self.form if columns is None else self.form.narrowed(columns)
        for file in self.files:
            yield from form.batches(file, rows=rows)


def table_of_folder(folder: Folder) -> Table:
    """The table that a folder of Parquet files is. Raises: LogError."""

    def share() -> Share:
        start = 0
        for table in folder.batches():
            yield from ((start, name, table[name]) for name in table.column_names)
            start += table.num_rows

    ends = accumulate(file.n_rows for file in folder.files)
    names = [Path(file.path).name for file in folder.files]
    table = table_of(folder.schema, folder.n_rows, [share()], folder.name, "Parquet")
    return replace(table, files=tuple(zip(ends, names, strict=True)), notes=folder.left_out)


def folder_of(path: str | Path) -> Folder:
    """The folder, or the one file, as one log for an engine, by the footers.

    Where its files state different coverage they are several logs, and each is read for what it
    covers of its own accounts, as the plain reader has it.

    Raises: LogError for one without Parquet files, for one that does not say whose each row is, for
    a column in types that no one type holds, and for a table that only its own log can tell of and
    that cannot be read by it.
    """
    folders = folders_of(path)
    files = [file for folder in folders for file in folder.files]
    content = folders[0].content if len(folders) == 1 else _of_several(folders)
    folder = _folder(Path(path).name, files, content, folders[0].left_out)
    check_columns(folder.schema, path)
    return folder


def folders_of(path: str | Path, files: Sequence[Path] = ()) -> list[Folder]:
    """The folder, or these files of it, as one log; as several where they state different coverage.

    Raises: LogError, as `folder_of`.
    """
    root, others, left_out = Path(path), list[str](), list[str]()
    today = files_today(root) if root.is_dir() and not files else None
    if today is None:
        paths = [*files]
        if not files:
            paths, others = _listed(root) if root.is_dir() else ([root], [])
            root = root if root.is_dir() else root.parent
        paths, left_out = _each_once(paths)
        today = [(one, _said(one, root)) for one in paths]
    if not today:
        raise LogError.at(path, f"holds no Parquet file (got {len(others)} others)")
    if others:
        named = ", ".join(others[:LISTED]) + " ..." * (len(others) > LISTED)
        what = f"{named}: no Parquet, left out; `ssi import` reads tables of other kinds"
        left_out = [what, *left_out]
    found = [File.of(*one) for one in today]
    if days := _called_days(found):
        found = [File.of(*one, days) for one in today]
    sentences = (of_a_session(file.schema, file.schema.metadata) for file in found)
    left_out += dict.fromkeys(chain.from_iterable(sentences))
    if all(file.stated == found[0].stated for file in found):
        return [_folder(Path(path).name, found, found[0].stated, left_out)]
    return [_folder(Path(one.path).name, [one], one.stated, left_out) for one in found]


def _folder(name: str, files: Sequence[File], content: Content, left_out: Sequence[str]) -> Folder:
    schema, mixed = _united(files)
    if mixed:
        content = {**content, "mixed": sorted(mixed)}
    form = FolderForm(schema, mixed, {})
    form = replace(form, days=_days_in(form, files))
    return Folder(name, files, form, content, left_out)


def _of_several(folders: Iterable[Folder]) -> Content:
    """What several logs cover together, each of its own accounts."""
    logs, spoken = list[ActivityLog](), set[str]()
    for folder in folders:
        with suppress(LogError):  # nothing of it can be used, and the survey tells
            log = outcome_of(table_of_folder(folder)).log
            spoken |= {log.accounts[code] for code in np.unique(log.account).tolist()}
            logs.append(log.where(np.zeros(log.n_rows, dtype=bool)))
    if not logs:
        return {}
    whole = concat(logs)
    return {**heading_for(whole), "accounts": [n for n in whole.accounts if n not in spoken]}


def _said(path: Path, root: Path) -> dict[str, str | None]:
    """What the names of a file's folders say, as `account=007`."""
    inner = path.parent.relative_to(root).parts if path.is_relative_to(root) else ()
    pairs = [part.partition("=") for part in inner if "=" in part]
    return {name: None if said == NOTHING else unquote(said) for name, _, said in pairs}


def _undamaged(batches: Iterable[pa.RecordBatch], path: str) -> Iterator[pa.RecordBatch]:
    """The batches of a file. Raises: LogError, naming it, where one of them cannot be read."""
    try:
        yield from batches
    except UNREADABLE:
        raise LogError.at(path, DAMAGED) from None


def check_columns(schema: pa.Schema, where: object) -> None:
    """Nothing when each row says whose it is, when and what. Raises: LogError when it cannot."""
    absent = [name for name in ("account", "day", "action") if name not in schema.names]
    if absent:
        found = ", ".join(map(shown, schema.names)) or "none"
        what = f"no column {' and no column '.join(absent)} (got {found})"
        raise LogError.at(where, f"{what}; a log for an engine says whose each row is")
    kind = schema.field("account").type
    if not are_names(kind):
        raise LogError.at("account", f"holds no names (got {kind}); texts or numbers do")


def _listed(root: Path) -> tuple[list[Path], list[str]]:
    """The Parquet files below a folder, and the names of others; hidden ones are passed over."""
    files = [path for path in sorted(root.rglob("*")) if path.is_file()]
    inner = {path: path.relative_to(root) for path in files}
    seen = [path for path in files if not any(part[0] in "._" for part in inner[path].parts)]
    parquet = list(filter(is_parquet, seen))
    return parquet, [str(inner[path]) for path in seen if path not in parquet]


def _each_once(paths: Sequence[Path]) -> tuple[list[Path], list[str]]:
    """The files without those that hold the same bytes as another of their folder, as downloads do
    that were made twice; and a note of each.
    """
    kept, notes = list[Path](), list[str]()
    for _, some in groupby(paths, key=lambda path: path.parent):
        sources, repeats = each_once([KnownSource(path.name, "parquet", path) for path in some])
        kept += [Path(str(source.content)) for source in sources]
        notes += repeats
    return kept, notes


def _types(file: File) -> Iterator[tuple[str, pa.DataType]]:
    """The columns of a file that somebody has a word for, as every engine has them.

    Raises: LogError for a column of every log that nobody has a word for.
    """
    yield from ((name, pa.string()) for name in file.keys)
    for field in file.schema:
        kind = engine_type(field.name, usual_type(field))
        if kind is None and field.name in CORE:
            what = f"{field.name} holds no such thing (got {field.type}); write text or numbers"
            raise LogError.at(file.path, what)
        if kind is not None and field.name not in file.keys and not is_index(field.name):
            yield field.name, kind


def _united(files: Sequence[File]) -> tuple[pa.Schema, frozenset[str]]:
    """The columns of all files, and the names of those that hold values of several types.

    Raises: LogError, naming two files, for a column of every log that has no one type.
    """
    types: dict[str, dict[pa.DataType, str]] = defaultdict(dict)
    mixed: set[str] = set()
    for file in files:
        mixed |= mixed_in(content_of(file.schema))
        for name, kind in _types(file):
            types[name].setdefault(kind, file.path)
    fields = []
    for name, held in types.items():
        kind = together(name, held)
        if kind is None and name in CORE:
            told = " and ".join(f"{file} ({kind})" for kind, file in list(held.items())[:2])
            raise LogError.at(name, f"is of different types in {told}; write it as one")
        if kind is None:
            mixed.add(name)
        fields.append((name, pa.string() if name in mixed or kind is None else kind))
    return pa.schema(fields), frozenset(mixed & types.keys())


def _called_days(files: Sequence[File]) -> Mapping[str, str]:
    """What the one column of days is called, where only what it holds in all of them tells."""
    form = FolderForm(*_united(files), {})
    if "day" in form.schema.names or "action" not in form.schema.names:
        return NOT_RENAMED
    others = [name for name in form.schema.names if name not in CORE and name not in form.mixed]
    held = [name for name in others if are_days(_texts_in(form, files, name))]
    names = {*held, *(file.own[name] for file in files for name in held if name in file.own)}
    return dict.fromkeys(names, "day") if len(held) == 1 else NOT_RENAMED


def _texts_in(form: FolderForm, files: Sequence[File], name: str) -> tuple[str, ...]:
    """The distinct texts of a column in all files, sorted; none where it holds others."""
    if name not in form.schema.names or form.schema.field(name).type != pa.string():
        return ()
    tables = (table for file in files for table in form.narrowed([name]).batches(file))
    texts = {text for table in tables for text in pc.unique(table[name]).to_pylist()}
    return tuple(sorted(texts - {None}))


def _days_in(form: FolderForm, files: Sequence[File]) -> dict[str, str]:
    """The days that people wrote in another form than 2026-03-05, in that form."""
    values = _texts_in(form, files, "day")
    numbers = days_of(Coded(np.zeros(0, dtype=np.int32), values))[:-1].tolist()
    return {
        text: to_date(number).isoformat()
        for text, number in zip(values, numbers, strict=True)
        if number != NO_DAY and not ISO.match(text)
    }
