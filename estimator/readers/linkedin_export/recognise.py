"""Whether a path is LinkedIn's export: by names in it, or by the header of a loose table."""

import io
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path, PurePosixPath

from estimator.readers.linkedin_export.names import EXPORT_NAME, NEVER_OPENED, is_hidden, title
from estimator.readers.linkedin_export.records import HEADER_WITHIN, find_header
from estimator.readers.linkedin_export.registry import TABLES, kind_by_header, kind_of
from estimator.readers.linkedin_export.text import Encoding, lines

LOOKED_AT = 2000  # files of a folder
LOOSE = TABLES | {""}


def is_export(path: Path) -> bool:
    """Whether `path` is an export as ZIP or folder, or a loose file of one.

    A ZIP or folder is one when it holds a file, or a ZIP, with the name of one; a file named as
    LinkedIn names its archives is taken for one even when it cannot be opened.
    """
    try:
        if path.is_dir():
            return any(map(_is_known, islice(_below(path), LOOKED_AT)))
        if not path.is_file():
            return False
        if path.suffix.lower() == ".zip" or zipfile.is_zipfile(path):
            return EXPORT_NAME.search(path.name) is not None or any(map(_is_known, _members(path)))
        return title(path.name).extension in LOOSE and _is_loose(path)
    except OSError:
        return False


def name_by_header(content: bytes) -> str | None:
    """What LinkedIn calls a table whose header only one kind of file has; None for any other."""
    start = islice(lines(io.BytesIO(content), Encoding()), HEADER_WITHIN)
    kind = kind_by_header(start)
    return None if kind is None else kind.file


def _is_known(name: str) -> bool:
    plain = PurePosixPath(name.replace("\\", "/"))
    known = title(plain.name)
    if is_hidden(name):
        return False
    if known.extension == "zip":
        return EXPORT_NAME.search(plain.name) is not None
    return kind_of(known, str(plain.parent)) is not None or (
        known.extension in TABLES and known.stem in NEVER_OPENED
    )


def _below(root: Path) -> Iterator[str]:
    return (str(path.relative_to(root)) for path in sorted(root.rglob("*")))


def _members(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as packed:
            return packed.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return []


def _is_loose(path: Path) -> bool:
    """Whether a loose table's header is that of its name's kind, or of one kind alone."""
    known = title(path.name)
    if known.stem in NEVER_OPENED:
        return False
    with path.open("rb") as stream:
        start = list(islice(lines(stream, Encoding()), HEADER_WITHIN))
    kind = kind_of(known, "")
    if kind is not None and find_header(iter(start), frozenset(kind.required))[0] is not None:
        return True
    return kind_by_header(start) is not None
