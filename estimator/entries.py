"""A value of a strict YAML file and where it stands: each question notes what is wrong with it."""

import os
from collections.abc import Callable, Collection, Iterator
from datetime import date
from math import isfinite
from numbers import Real
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard, TypeVar

from estimator.document import Document, KeyPath, Place, read_document
from estimator.errors import InputError, listed, near_miss, reason

Content = TypeVar("Content")
WORD = "is a word, a number or a truth value"
RIGHT: dict[type, str] = {
    str: "is text",
    date: "is a date such as 2026-05-19",
    bool: "is true or false",
}


class Entry(NamedTuple):
    """`raw` at the keys `path` of a document; None where nothing is written.

    `of`, `number`, `word` and the like give None, with the fault noted, for a value of another
    kind; None alone for one that is not there.
    """

    document: Document
    path: KeyPath
    raw: object

    @property
    def place(self) -> Place:
        """Line and column of the value, or of where it should be."""
        return self.document.at_value(self.path)

    @property
    def where(self) -> str:
        """`file:line:column` of the value."""
        return self.document.where(self.place)

    @property
    def is_there(self) -> bool:
        return self.raw is not None

    def note(self, what: str) -> None:
        """Adds a fault of this entry."""
        self.document.note(self.path, what)

    def note_key(self, what: str) -> None:
        """Adds a fault of the key of this entry."""
        self.document.note(self.path, what, self.document.at_key(self.path))

    def other(self, right: str) -> None:
        """Notes that the value, or that there is none, is not what would be right."""
        self.note(f"{right} (got {shown(self.raw)})")

    def missing(self, key: str, needed: str = "it is required") -> None:
        """Notes that a key of this mapping is not there."""
        self.document.note((*self.path, key), f"missing; {needed}", self.document.at_key(self.path))

    def at(self, key: str | int | date) -> "Entry":
        """The entry at a key of this mapping, or at a place in this list."""
        if isinstance(self.raw, tuple) and isinstance(key, int):
            return Entry(self.document, (*self.path, key), self.raw[key])
        raw = self.raw.get(key) if isinstance(self.raw, dict) else None
        return Entry(self.document, (*self.path, str(key)), raw)

    def mapping(
        self, known: Collection[str], required: Collection[str] = (), form: str = "a mapping"
    ) -> "Entry":
        """This entry, judged as a mapping of the known keys."""
        for _ in self.known(known, form=form):
            pass
        for key in required:
            if isinstance(self.raw, dict) and key not in self.raw:
                self.missing(key)
        return self

    def known(
        self,
        words: Collection[str],
        what: str = "unknown key",
        right: str = "",
        form: str = "a mapping",
    ) -> Iterator[tuple[str, "Entry"]]:
        """Key and entry of those whose key is known; of others `what` is wrong, and `right`."""
        for key, one in self.items(form):
            if key in words:
                yield key, one
            else:
                hint = near_miss(key, words) or f"; {right or f'known are {listed(words)}'}"
                one.note_key(f"{what}{hint}")

    def items(self, form: str = "a mapping") -> Iterator[tuple[str, "Entry"]]:
        """Key and entry of a mapping; `form` says in a fault what is right."""
        if isinstance(self.raw, dict):
            yield from ((str(key), self.at(key)) for key in self.raw)
        elif self.is_there or not self.path:
            self.other(f"is {form}")

    def elements(self, form: str = "a list") -> Iterator["Entry"]:
        """The entries of a list; `form` says in a fault what is right."""
        if isinstance(self.raw, tuple):
            yield from map(self.at, range(len(self.raw)))
        elif form and self.is_there:
            self.other(f"is {form}")

    def of(self, kind: type[Content]) -> Content | None:
        """The value, if it is one of a kind: a text, a day, true or false."""
        if isinstance(self.raw, str) and kind is str and not self.raw.strip():
            self.note("is empty; say it in words")
        elif isinstance(self.raw, kind):
            return self.raw
        elif self.is_there:
            self.other(RIGHT[kind])
        return None

    def number(self) -> float | None:
        """The number that stands here, 0 or more."""
        number = finite(self.raw)
        if number is not None and number >= 0:
            return number
        if self.is_there:
            self.other("is a number, 0 or more")
        return None

    def word(self, known: Collection[str]) -> Any:
        """One of the known words."""
        if self.raw in tuple(known):
            return self.raw
        if self.is_there:
            self.note(not_known(self.raw, known))
        return None

    def file(self) -> Path | None:
        """The file or folder that is named here, as seen from the document's own folder."""
        text = self.of(str)
        if text is None:
            return None
        path = Path(self.document.name).parent / text
        if os.path.exists(path):  # noqa: PTH110  # which no name is too long for
            return path
        self.other("no such file or folder beside this one")
        return None

    def of_file(self, read: Callable[[Path], Content]) -> Content | None:
        """What `read` makes of the file that is named here; None where it is faulty, or none is."""
        path = self.file()
        try:
            return None if path is None else read(path)
        except InputError as error:
            for fault in error.faults:
                self.note(str(fault))
            return None


def shown(raw: object) -> str:
    """A value of a file in a message: short, on one line.

    >>> shown("x" * 50), shown({"a": 1}), shown(None)
    ("'xxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'", 'a mapping', 'nothing')
    """
    if raw is None:
        return "nothing"
    if isinstance(raw, dict):
        return "a mapping"
    if isinstance(raw, tuple | list):
        return "a list"
    if isinstance(raw, str):
        return repr(raw if len(raw) <= 30 else raw[:29] + "…")
    return str(raw).lower() if isinstance(raw, bool) else str(raw)


def not_known(got: object, words: Collection[str]) -> str:
    """The sentence about a word that is none of those there are."""
    few = " or ".join(words) if len(words) < 4 else f"one of {listed(words)}"
    return f"not known (got {shown(got)}){near_miss(got, words) or f'; it is {few}'}"


def is_word(raw: object) -> TypeGuard[str | bool | int | float]:
    """Whether a value can be an attribute's; an endless number cannot."""
    return isinstance(raw, str | int) or (isinstance(raw, Real) and isfinite(raw))


def finite(raw: object) -> float | None:
    """The number that a file states; None where it states none, or one that no number holds.

    >>> finite(3), finite(True), finite(10**400), finite(float("nan"))
    (3.0, None, None, None)
    """
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    try:
        return float(raw) if isfinite(raw) else None
    except OverflowError:  # a whole number may have any number of digits, a float may not
        return None


def text_of(
    path: Path, name: str = "", kind: type[InputError] = InputError, right: str = ""
) -> str:
    """The text of a file, which faults call by its name.

    Raises: an error of that kind when it cannot be read, with what would be right, or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise kind.at(name or path, f"{reason(error)}{right}") from None
    except UnicodeDecodeError as error:
        where = f"not UTF-8 (byte {error.start + 1}); save it as UTF-8"
        raise kind.at(name or path, where) from None
    except ValueError:  # a name with a zero byte
        raise kind.at(name or path, f"is the name of no file{right}") from None


def entry_of(text: str, name: str, kind: type[InputError] = InputError) -> Entry:
    """The content of a YAML text as an entry; `name` is what faults call it.

    Raises: an error of the kind when it is not YAML.
    """
    document = read_document(text, name, kind)
    return Entry(document, (), document.tree)
