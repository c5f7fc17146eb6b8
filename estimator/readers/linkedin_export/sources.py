"""An archive and its members: names, sizes and ways to read bytes; nothing is opened here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO

from estimator.errors import Fault
from estimator.readers.linkedin_export.names import COMPLETE_ONLY, SIGNS, Title
from estimator.readers.linkedin_export.registry import kind_of, shown


@dataclass(frozen=True)
class Member:
    """One file: where it is (as faults name it), what its name says, its folder and its bytes.

    latest: the day it was written, or its archive was made; 0 when that is not known.
    """

    where: str
    title: Title
    folder: str
    size: int
    open: Callable[[], BinaryIO]
    loose: bool = False
    latest: int = 0


@dataclass
class Archive:
    """One export: the files that came together.

    day: the day in its name; made: the latest day a file in it was written, for an export whose
    files hold no date at all; complete: what its name says, None when it does not; stems: every
    file name in it, opened or not; others: files that are not needed. refused: the kinds of
    files that are in it and may not be read; astray: of those whose path leads out of it; sealed:
    a ZIP in it cannot be read, whatever it holds; pages: it is made from the portability API's.
    """

    label: str
    day: int | None = None
    complete: bool | None = None
    loose: bool = False
    pages: bool = False
    members: list[Member] = field(default_factory=list)
    stems: set[str] = field(default_factory=set)
    others: int = 0
    made: int = 0
    refused: set[str] = field(default_factory=set)
    astray: set[str] = field(default_factory=set)
    sealed: bool = False
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def note(self, known: Title) -> None:
        """Notes that a file is there, whether it is read or not."""
        if known.extension in ("csv", "tsv", "html"):
            self.stems.add(known.stem)

    def refuse(
        self, known: Title, folder: str, name: str, what: str, *, astray: bool = False
    ) -> None:
        """Notes a file that is there and is not read: what it holds is not known.

        name: what to call it when it is of no kind.
        """
        kind = kind_of(known, folder)
        if kind is not None:
            (self.astray if astray else self.refused).add(kind.name)
        self.sealed |= known.extension == "zip"
        self.note(known)
        name = shown(known, folder, name)
        self.faults.append(Fault(name if self.loose else f"{self.label}:{name}", what))

    def is_complete(self) -> bool:
        """Whether all categories are in it, so that an absent file means nothing was done.

        A name is not enough: the first of LinkedIn's two mails bears it too, without the files,
        and who unpacks an archive may keep some of it. Without the name the files every archive
        holds must be there as well.
        """
        if self.loose or self.sealed or len(self.stems & COMPLETE_ONLY) < SIGNS:
            return False
        named = self.complete
        return {"connections", "profile"} <= self.stems if named is None else named

    @property
    def is_one_piece(self) -> bool:
        """Whether LinkedIn put the files together, rather than the user one by one."""
        return not self.loose and not self.pages

    @property
    def sort(self) -> str:
        """What the archive is called: by its name and what is in it, never more than that."""
        if not self.is_one_piece:
            return ""
        if self.is_complete():
            return "Complete"
        return "part of a Complete archive" if self.stems & COMPLETE_ONLY else "Basic"
