"""A value of a strict YAML file and where it stands: each question notes what is wrong with it."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from pathlib import Path
from typing import NoReturn, TypeVar

from estimator.errors import Fault, InputError, RulesError, listed, near_miss, reason
from estimator.rules.document import Document, read_document
from estimator.rules.document import KeyPath as Keys
from estimator.rules.quantity import shown

Content = TypeVar("Content")


@dataclass(frozen=True)
class Entry:
    """`raw` at the keys `path` of a document; None where nothing is written.

    `text`, `number`, `day` and the like give None, with the fault noted, for a value of another
    kind; None alone for one that is not there.
    """

    document: Document
    path: Keys
    raw: object

    def note(self, what: str) -> None:
        """Adds a fault of this entry."""
        self.document.note(self.path, what)

    def note_key(self, what: str) -> None:
        """Adds a fault of the key of this entry."""
        self.document.note(self.path, what, self.document.at_key(self.path))

    @property
    def where(self) -> str:
        """`file:line:column` of the value."""
        return self.document.where(self.document.at_value(self.path))

    @property
    def is_there(self) -> bool:
        return self.raw is not None

    def at(self, key: str) -> "Entry":
        """The entry at a key of this mapping."""
        raw = self.raw.get(key) if isinstance(self.raw, Mapping) else None
        return Entry(self.document, (*self.path, key), raw)

    def mapping(
        self, known: Collection[str], required: Collection[str] = (), form: str = "a mapping"
    ) -> "Entry":
        """This entry, judged as a mapping of the known keys."""
        for key, one in self.items(form):
            if key not in known:
                hint = near_miss(key, known) or f"; known are {listed(known)}"
                one.note_key(f"unknown key{hint}")
        for key in required:
            if isinstance(self.raw, Mapping) and key not in self.raw:
                path = (*self.path, key)
                self.document.note(path, "missing; it is required", self.document.at_key(self.path))
        return self

    def items(self, form: str) -> Iterator[tuple[str, "Entry"]]:
        """Key and entry of a mapping; `form` says in a fault what is right."""
        if not isinstance(self.raw, Mapping):
            if self.is_there or not self.path:
                self.other(f"is {form}")
            return
        for key in self.raw:
            yield str(key), Entry(self.document, (*self.path, str(key)), self.raw[key])

    def elements(self, form: str) -> Iterator["Entry"]:
        """The entries of a list; `form` says in a fault what is right."""
        if isinstance(self.raw, tuple):
            for place, raw in enumerate(self.raw):
                yield Entry(self.document, (*self.path, place), raw)
        elif form:
            self._other(f"is {form}")

    def text(self) -> str | None:
        """The text that stands here."""
        if isinstance(self.raw, str) and self.raw.strip():
            return self.raw
        self._other("is text")
        return None

    def number(self, least: float = 0.0) -> float | None:
        """The number that stands here, not below `least`."""
        if isinstance(self.raw, bool) or not isinstance(self.raw, int | float):
            self._other("is a number")
            return None
        number = finite(self.raw)
        if number is not None and number >= least:
            return number
        self._other(f"is a number, {least:g} or more")
        return None

    def day(self) -> date | None:
        """The calendar day that stands here."""
        if isinstance(self.raw, date):
            return self.raw
        self._other("is a date such as 2026-05-19")
        return None

    def truth(self) -> bool | None:
        """true or false."""
        if isinstance(self.raw, bool):
            return self.raw
        self._other("is true or false")
        return None

    def word(self, known: Collection[str]) -> str | None:
        """One of the known words."""
        if self.raw in tuple(known):
            return str(self.raw)
        hint = near_miss(self.raw, known) or f"; it is one of {listed(known)}"
        if self.is_there:
            self.note(f"not known (got {shown(self.raw)}){hint}")
        return None

    def file(self) -> Path | None:
        """The file or folder that is named here, as seen from the document's own folder."""
        text = self.text()
        if text is None:
            return None
        path = Path(self.document.name).parent / text
        try:
            if path.exists():
                return path
        except OSError:  # a name that no file can have
            pass
        self._other("no such file or folder beside this one")
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

    def _other(self, right: str) -> None:
        """Notes a value of another kind; nothing for one that is not there."""
        if self.is_there:
            self.other(right)

    def other(self, right: str) -> None:
        """Notes that the value, or that there is none, is not what would be right."""
        self.note(f"{right} (got {shown(self.raw)})")


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


def opened(path: Path) -> Entry:
    """The whole content of a YAML file as an entry. Raises: InputError when it is not YAML."""
    return entry_of(text_of(path), str(path))


def entry_of(text: str, name: str) -> Entry:
    """The content of a YAML text as an entry; `name` is what faults call it. Raises: InputError."""
    try:
        document = read_document(text, name)
    except RulesError as error:
        raise InputError(error.faults) from None
    return Entry(document, (), document.tree)


def refuse(document: Document, more: Collection[Fault] = ()) -> NoReturn:
    """Raises: InputError with every fault of the document, in its order."""
    raise InputError([*(fault for _, fault in sorted(document.found)), *more])
