"""All kinds of files that are read, found by name or, for a loose table, by header."""

from collections.abc import Iterable

from estimator.readers.linkedin_export import acts, feed, messages, network, profile
from estimator.readers.linkedin_export.feed import ARTICLES
from estimator.readers.linkedin_export.kinds import Kind
from estimator.readers.linkedin_export.names import Title
from estimator.readers.linkedin_export.records import find_header

KINDS = (
    *profile.KINDS,
    *network.KINDS,
    *messages.KINDS,
    *feed.KINDS,
    *acts.KINDS,
    ARTICLES,
)
BY_NAME = {kind.name: kind for kind in KINDS}
BY_STEM = {stem: kind for kind in KINDS for stem in kind.stems}
TABLES = frozenset({"csv", "tsv"})


def kind_of(title: Title, folder: str) -> Kind | None:
    """The kind of a file by its name and folder; None for one that is not read."""
    if title.extension in TABLES:
        return BY_STEM.get(title.stem)
    return ARTICLES if title.extension == "html" and "articles" in folder.lower() else None


def kind_by_header(start: Iterable[str]) -> Kind | None:
    """The kind of a table whose first lines hold a header that only this kind has."""
    lines = list(start)
    for kind in KINDS:
        if kind.distinct and find_header(iter(lines), frozenset(kind.required))[0] is not None:
            return kind
    return None


def shown(title: Title, folder: str, otherwise: str = "a file") -> str:
    """A file's name as messages may show it: its kind's, never a person's number or title."""
    kind = kind_of(title, folder)
    if kind is None:
        return otherwise
    part = f"_{title.part}" if title.part else ""
    stem, dot, extension = kind.file.rpartition(".")
    return f"{stem}{part}{dot}{extension}"
