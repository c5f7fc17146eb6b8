"""Every kind of file that is read, each declared once in `kinds.toml`.

How it is found, what its columns are called, how its dates are written, what is taken from a row,
which acts it shows and how far back, and under which domain the portability API has it. What other
modules need to know of a file they derive from these declarations.
"""

import io
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from estimator.delimited import first_lines
from estimator.readers.linkedin import fields
from estimator.readers.linkedin.records import HEADER_WITHIN, find_header
from estimator.readers.linkedin.titles import Title, squeezed

TABLES = frozenset({"csv", "tsv"})


@dataclass(frozen=True)
class Kind:
    """One kind of file.

    file: its usual name, which with `also` gives every squeezed name it has had; columns: every
    squeezed column known; required: those its header must hold; dates: columns that hold its date,
    the first that is filled counts (none: the file is undated), in one of `forms`; takes: columns
    handed to `parse`, which returns one number for each of `values`.

    action: what each row is, with `attributes` (values, and the words their numbers stand for);
    shows: the actions that the file shows, each together with all other files that show it;
    tells: what a reader of the log lacks without it; days: how many days before the archive it
    reaches, all of them when None; cut: the lengths at which LinkedIn cuts it (measured).
    own_act: whether a row is an act of the owner's on its day; everybodys: whether every archive
    of a member holds it; complete_only: whether only a Complete archive does; domains: of the
    portability API, whose pages hold its rows.

    multiline: whether a field may hold line breaks; tail: a last column whose text may hold
    unquoted delimiters; escaped: `date, link, text` with `\\"` and bare line breaks; distinct: its
    header alone tells it from any other table; ahead: its dates may lie after the archive's.
    """

    name: str
    file: str
    parse: fields.Parse
    columns: tuple[str, ...]
    required: tuple[str, ...]
    takes: tuple[str, ...]
    values: tuple[str, ...] = ("key",)
    dates: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    action: str = ""
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shows: tuple[str, ...] = ()
    tells: str = ""
    days: int | None = None
    cut: tuple[int, ...] = ()
    own_act: bool = False
    everybodys: bool = False
    complete_only: bool = False
    domains: tuple[str, ...] = ()
    multiline: bool = True
    tail: str | None = None
    escaped: bool = False
    distinct: bool = False
    ahead: bool = False

    @property
    def stems(self) -> tuple[str, ...]:
        """Every squeezed name that the file has had, without its suffix."""
        return (squeezed(self.file.partition(".")[0]), *self.also)


_WORDS = ("columns", "required", "takes", "values", "dates", "forms", "also", "shows", "domains")


def _declared() -> Iterator[Kind]:
    """The kinds that `kinds.toml` declares, in its order."""
    text = files(__package__).joinpath("kinds.toml").read_text(encoding="utf-8")
    for name, facts in tomllib.loads(text).items():
        held: dict[str, Any] = {
            fact: tuple(told.split()) if fact in _WORDS else told for fact, told in facts.items()
        }  # of as many types as a Kind has fields
        held.setdefault("columns", ())
        held.setdefault("takes", held["columns"])
        held["parse"] = getattr(fields, held["parse"])
        held["cut"] = tuple(held.get("cut", ()))
        held["attributes"] = {
            value: getattr(fields, words) if words else ()
            for value, words in held.get("attributes", {}).items()
        }
        yield Kind(name, **held)


KINDS = tuple(_declared())
BY_NAME = {kind.name: kind for kind in KINDS}
ARTICLES = BY_NAME["articles"]
LISTS = tuple(kind for kind in KINDS if kind.parse is fields.named)  # sections of the profile
BY_STEM = {stem: kind for kind in KINDS if kind is not ARTICLES for stem in kind.stems}
SHOWN_BY = {
    action: tuple(kind for kind in KINDS if action in kind.shows)
    for action in sorted({action for kind in KINDS for action in kind.shows})
}
"""action -> the kinds that must all be there for it to be shown."""

# Names that only a Complete archive lists; their presence, not their content, is looked at.
# Contacts are a box of the quick export too (measured in 2 of 5 folders of 2023).
SIGNS_OF_COMPLETE = frozenset(
    stem for kind in KINDS if kind.complete_only for stem in kind.stems
) | {
    *("logins", "securitychallenges", "adsclicked", "lanadsengagement", "inferences"),
    *("inferencesaboutyou", "calendar", "accountstatushistory"),
}
SIGNS = 3  # so many of them make an archive complete; a file or two were picked, or are left over


def kind_of_file(title: Title, folder: str) -> Kind | None:
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


def name_by_header(content: bytes) -> str | None:
    """What LinkedIn calls a table whose header only one kind of file has; None for any other."""
    kind = kind_by_header(first_lines(io.BytesIO(content), HEADER_WITHIN))
    return None if kind is None else kind.file


def is_header(names: Iterable[str]) -> bool:
    """Whether a table with these columns can only be a file of an export.

    >>> is_header(["Date", "Link", "Message"]), is_header(["date", "comments"])
    (True, False)
    """
    columns = {*map(squeezed, names)}
    return any(kind.distinct and columns.issuperset(kind.required) for kind in KINDS)


def name_shown(title: Title, folder: str, otherwise: str = "a file") -> str:
    """A file's name as messages may show it: its kind's, never a person's number or title."""
    kind = kind_of_file(title, folder)
    if kind is None:
        return otherwise
    part = f"_{title.part}" if title.part else ""
    stem, dot, extension = kind.file.rpartition(".")
    return f"{stem}{part}{dot}{extension}"
