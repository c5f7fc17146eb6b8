"""Where the files are: a ZIP, a ZIP in a ZIP, a folder (also one called `….zip`), a loose file.

Nothing is unpacked to disk; a member is a name, a size and a way to read its bytes.
"""

import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import BinaryIO

from estimator.days import to_day
from estimator.delimited import first_lines
from estimator.errors import Fault, reason
from estimator.readers.linkedin.kinds import (
    BY_STEM,
    SIGNS,
    SIGNS_OF_COMPLETE,
    TABLES,
    Kind,
    kind_by_header,
    kind_of_file,
    name_shown,
)
from estimator.readers.linkedin.records import HEADER_WITHIN, find_header
from estimator.readers.linkedin.tally import SECONDS
from estimator.readers.linkedin.titles import (
    EXPORT_NAME,
    NEVER_OPENED,
    Title,
    escapes,
    inner_name,
    is_hidden,
    said_by,
    tame,
    title,
)

LINKEDINS = NEVER_OPENED | SIGNS_OF_COMPLETE | BY_STEM.keys()  # names of its files


@dataclass(frozen=True)
class Member:
    """One file: where it is (as faults name it), what its name says, its folder and its bytes.

    kind: what it is by its name, None for a loose table whose name does not tell. latest: the day
    it was written, or its archive was made; 0 when that is not known. quoted: as CSV is, also where
    LinkedIn's own file escapes; so are rows that come as JSON.
    """

    where: str
    title: Title
    folder: str
    kind: Kind | None
    size: int
    open: Callable[[], BinaryIO]
    latest: int = 0
    quoted: bool = False


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

    def refuse(
        self, known: Title, kind: Kind | None, fault: Fault, *, astray: bool = False
    ) -> None:
        """Notes a file that is there and is not read: what it holds is not known."""
        if kind is not None:
            (self.astray if astray else self.refused).add(kind.name)
        self.sealed |= known.extension == "zip"
        self.faults.append(fault)

    def is_complete(self) -> bool:
        """Whether all categories are in it, so that an absent file means nothing was done.

        A name is not enough: the first of LinkedIn's two mails bears it too, without the files,
        and who unpacks an archive may keep some of it. One of two files that every archive holds
        must be there as well, and both without the name.
        """
        if self.loose or self.sealed or len(self.stems & SIGNS_OF_COMPLETE) < SIGNS:
            return False
        kept = len({"connections", "profile"} & self.stems)
        return kept == 2 if self.complete is None else self.complete and kept > 0

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
        return "part of a Complete archive" if self.stems & SIGNS_OF_COMPLETE else "Basic"


RATIO, RATIO_FROM = 250, 16 << 20  # a text compresses 3 to 30 times; a bomb a thousand times
SYMLINK, LINK = 0o120000, "a symbolic link; not followed"
ASTRAY = "its path leads out of the archive; not read"
# what a damaged ZIP makes the standard library raise
BROKEN = (
    *(OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
    UnicodeError,  # of a text that is UTF-16 by half
)
DAMAGE = (*BROKEN, ValueError, struct.error, OverflowError)
MEMBERS = 20_000
MEMBER_BYTES = 2 << 30
TOTAL_BYTES = 6 << 30
DEPTH = 3
EMPTY = "an empty ZIP: it holds no files; download the export again"
DAMAGED = "not a whole ZIP; download it again (LinkedIn's link lasts 72 hours) or unpack it"


def opened(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    """The bytes of a member. Raises: BadZipFile for whatever a damaged header makes of it."""
    try:
        # what zipfile calls IO[bytes] reads as BinaryIO does
        return packed.open(info)  # type: ignore[return-value]
    except (ValueError, struct.error, OverflowError) as error:
        raise zipfile.BadZipFile("the header of a member is damaged") from error


def made_on(info: zipfile.ZipInfo) -> int:
    """The day a member bears in its ZIP; 0 for none that a calendar has."""
    try:
        return to_day(date(*info.date_time[:3]))
    except ValueError:
        return 0


def refusal_of(info: zipfile.ZipInfo) -> str:
    """Why a member is not read, if it is wanted; empty when it may be."""
    ratio = info.file_size // max(info.compress_size, 1)
    if escapes(info.filename):
        return ASTRAY
    if (info.external_attr >> 16) & 0o170000 == SYMLINK:
        return LINK
    if info.flag_bits & 1:
        return "encrypted; unpack it with its password first"
    if info.file_size > RATIO_FROM and ratio > RATIO:
        return f"unpacks to {ratio} times its size, more than {RATIO}; not read"
    return ""


Within = Mapping[Path, Sequence[Path]]
NOTHING_WITHIN: Within = MappingProxyType({})


def find(
    paths: Iterable[Path],
    stack: ExitStack,
    beside: frozenset[Path] = frozenset(),
    within: Within = NOTHING_WITHIN,
) -> list[Archive]:
    """The archives that the paths hold, in their order; open ZIPs are closed by `stack`.

    beside: files in folders that are no part of an archive; within: by folder, files that are.
    """
    finder = _Finder(stack, beside)
    for path in paths:
        finder.path(path, within.get(path, ()))
    found = [a for a in finder.archives if a.members or a.faults or a.stems & LINKEDINS]
    return found or [a for a in finder.archives if a.stems or a.others]


class _Finder:
    def __init__(self, stack: ExitStack, beside: frozenset[Path]) -> None:
        self.stack, self.beside = stack, beside
        self.archives: list[Archive] = []
        self.bytes = 0

    def begin(self, label: str, name: str, loose: bool = False) -> Archive:
        archive = Archive(label, *said_by(name), loose)
        self.archives.append(archive)
        return archive

    def path(self, path: Path, within: Sequence[Path] = ()) -> None:
        archive = self.begin(path.name or path.resolve().name, path.name)
        try:
            if path.is_dir():
                self.folder(path, archive)
            elif not path.exists():
                archive.faults.append(Fault(archive.label, "no such file or folder"))
            elif not path.is_file():
                archive.faults.append(Fault(archive.label, "neither a file nor a folder"))
            elif path.suffix.lower() == ".zip" or is_zip(path):
                self.zipped(lambda: path.open("rb"), archive, DEPTH)
            else:
                self.lone(path)
            for table in within:
                self.on_disk(table, table.name, archive) if path.is_dir() else self.lone(table)
        except OSError as error:
            archive.faults.append(Fault(archive.label, f"cannot be read ({reason(error)})"))

    def lone(self, path: Path) -> None:
        """A file given by itself; all of them are taken together as one export."""
        archive = next((a for a in self.archives if a.loose), None)
        self.on_disk(path, str(path), archive or self.begin("loose files", "", True))

    def on_disk(self, path: Path, name: str, archive: Archive, refusal: str = "") -> None:
        found = path.lstat() if refusal else path.stat()
        made = int(found.st_mtime // SECONDS)
        self.file(archive, name, found.st_size, made, lambda: path.open("rb"), DEPTH, refusal)

    def folder(self, root: Path, archive: Archive) -> None:
        """Every file below a folder; a link is not followed, a folder named as an export is one."""
        entries = sorted(Path(at) / one for at, _, names in os.walk(root) for one in names)
        if len(entries) > MEMBERS:
            what = f"{len(entries)} files, more than {MEMBERS}; name the export's own folder"
            archive.faults.append(Fault(archive.label, what))
            return
        begun: dict[str, Archive] = {"": archive}
        for path in entries:
            inside = path.relative_to(root)
            own = next((p for p in inside.parent.parts if EXPORT_NAME.search(p)), "")
            if own not in begun:
                begun[own] = self.begin(f"{archive.label}:{inner_name(own)}", own)
            if not is_hidden(str(inside)) and path not in self.beside:
                self.on_disk(path, str(inside), begun[own], LINK if path.is_symlink() else "")

    def zipped(self, opens: Callable[[], BinaryIO], archive: Archive, depth: int) -> None:
        try:
            packed = self.stack.enter_context(zipfile.ZipFile(self.stack.enter_context(opens())))
            infos = [i for i in packed.infolist() if i.filename and not i.filename.endswith("/")]
        except DAMAGE:
            archive.faults.append(Fault(archive.label, DAMAGED))
            return
        if not infos:
            archive.faults.append(Fault(archive.label, EMPTY))
        if len(infos) > MEMBERS:
            what = f"{len(infos)} members, more than {MEMBERS}; not read"
            archive.faults.append(Fault(archive.label, what))
            return
        for name, info in {info.filename: info for info in infos}.items():  # of two the last
            if not is_hidden(name):
                opens, why = partial(opened, packed, info), refusal_of(info)
                self.file(archive, name, info.file_size, made_on(info), opens, depth, why)

    def nested(self, name: str, opens: Callable[[], BinaryIO], outer: Archive, depth: int) -> None:
        label = f"{outer.label}:{inner_name(name)}"
        if depth <= 1:
            outer.sealed = True
            outer.faults.append(Fault(label, f"ZIPs are nested more than {DEPTH} deep; not opened"))
            return
        inner = self.begin(label, name)
        if not EXPORT_NAME.search(name):
            inner.day, inner.complete = outer.day, outer.complete
        self.zipped(opens, inner, depth - 1)
        outer.sealed |= bool(inner.faults) and not inner.stems

    def file(
        self,
        archive: Archive,
        name: str,
        size: int,
        made: int,
        opens: Callable[[], BinaryIO],
        depth: int,
        refusal: str,
    ) -> None:
        """Notes a file, and keeps it as a member when it may be opened.

        refusal: why it may not. Of what nobody wants, only a path or a link that leads out is told.
        """
        path = PurePosixPath(name.replace("\\", "/"))
        known, folder = title(path.name), str(path.parent)
        kind, packs = kind_of_file(known, folder), known.extension == "zip"
        if known.extension in ("csv", "tsv", "html"):
            archive.stems.add(known.stem)
        where = "" if archive.loose else f"{archive.label}:"
        if refusal and (kind or packs or refusal in (ASTRAY, LINK)):
            fault = Fault(where + name_shown(known, folder, tame(path.name)), refusal)
            archive.refuse(known, kind, fault, astray=refusal == ASTRAY)
            return
        if packs:
            self.nested(path.name, opens, archive, depth)
            return
        archive.made = max(archive.made, made)
        if kind is None and (not archive.loose or known.stem in NEVER_OPENED):
            archive.others += 1
            return
        self.bytes += size
        where += name_shown(known, folder, "a table")
        if size > MEMBER_BYTES or self.bytes > TOTAL_BYTES:
            what = f"too large to be an export's file (got {size} bytes); not read"
            archive.refuse(known, kind, Fault(where, what))
            return
        member = Member(where, known, folder, kind, size, opens, archive.day or made)
        archive.members.append(member)


def is_zip(path: Path) -> bool:
    """Whether the file is a ZIP, a damaged one too."""
    with path.open("rb") as stream:
        return stream.read(4) == b"PK\x03\x04" or zipfile.is_zipfile(path)


LOOKED_AT = 2000  # files of a folder


def is_export(path: Path) -> bool:
    """Whether `path` is an export as ZIP or folder, or a loose file of one.

    A ZIP or folder is one when it holds a file, or a ZIP, with the name of one; a file named as
    LinkedIn names its archives is taken for one even when it cannot be opened.
    """
    try:
        if path.is_dir():
            below = (str(file.relative_to(path)) for file in sorted(path.rglob("*")))
            return any(map(_is_known, islice(below, LOOKED_AT)))
        if not path.is_file():
            return False
        if path.suffix.lower() == ".zip" or zipfile.is_zipfile(path):
            return EXPORT_NAME.search(path.name) is not None or any(map(_is_known, _members(path)))
        known, kind = title(path.name), kind_of_file(title(path.name), "")
        if known.extension not in TABLES | {""} or known.stem in NEVER_OPENED:
            return False
        with path.open("rb") as stream:
            start = first_lines(stream, HEADER_WITHIN)
        named = kind is not None and find_header(iter(start), frozenset(kind.required))[0]
        return bool(named) or kind_by_header(start) is not None
    except OSError:
        return False


def _is_known(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    known = title(path.name)
    if is_hidden(name):
        return False
    if known.extension == "zip":
        return EXPORT_NAME.search(path.name) is not None
    never = known.extension in TABLES and known.stem in NEVER_OPENED
    return never or kind_of_file(known, str(path.parent)) is not None


def _members(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as packed:
            return packed.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return []
