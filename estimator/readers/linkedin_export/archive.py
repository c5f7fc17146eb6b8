"""Where the files are: a ZIP, a ZIP in a ZIP, a folder (also one called `….zip`), a loose file.

Nothing is unpacked to disk; a member is a name, a size and a way to read its bytes.
"""

import os
import zipfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from estimator.errors import Fault
from estimator.readers.linkedin_export.names import (
    EXPORT_NAME,
    NEVER_OPENED,
    Title,
    escapes,
    export_day,
    inner_name,
    is_hidden,
    named_complete,
    tame,
    title,
)
from estimator.readers.linkedin_export.packed import (
    DAMAGE,
    is_zip,
    made_on,
    opened,
    refusal_of,
)
from estimator.readers.linkedin_export.registry import kind_of, shown
from estimator.readers.linkedin_export.sources import Archive, Member
from estimator.readers.linkedin_export.tally import SECONDS

MEMBERS = 20_000
MEMBER_BYTES = 2 << 30
TOTAL_BYTES = 6 << 30
DEPTH = 3
EMPTY = "an empty ZIP: it holds no files; download the export again"
DAMAGED = "not a whole ZIP; download it again (LinkedIn's link lasts 72 hours) or unpack it"


def find(paths: Iterable[Path], stack: ExitStack) -> list[Archive]:
    """The archives that the paths hold, in their order; open ZIPs are closed by `stack`."""
    finder = _Finder(stack)
    for path in paths:
        finder.path(path)
    return [a for a in finder.archives if a.members or a.faults or a.stems or a.others]


class _Finder:
    def __init__(self, stack: ExitStack) -> None:
        self.stack = stack
        self.archives: list[Archive] = []
        self.bytes = 0

    def begin(self, label: str, name: str, loose: bool = False) -> Archive:
        archive = Archive(label, export_day(name), named_complete(name), loose)
        self.archives.append(archive)
        return archive

    def path(self, path: Path) -> None:
        archive = self.begin(path.name or str(path), path.name)
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
        except OSError as error:
            archive.faults.append(Fault(archive.label, f"cannot be read ({error.strerror})"))

    def lone(self, path: Path) -> None:
        """A file given by itself; all of them are taken together as one export."""
        archive = next((a for a in self.archives if a.loose), None)
        self.loose_file(path, str(path.parent), archive or self.begin("loose files", "", True))

    def loose_file(self, path: Path, folder: str, archive: Archive) -> None:
        found = path.stat()
        made = int(found.st_mtime // SECONDS)
        self.take(archive, title(path.name), folder, found.st_size, made, lambda: path.open("rb"))

    def folder(self, root: Path, archive: Archive) -> None:
        """Every file below a folder; a link is not followed, a folder named as an export is one."""
        entries = sorted(_walk(root))
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
            if not is_hidden(str(inside)):
                self.file(path, str(inside.parent), begun[own])

    def file(self, path: Path, folder: str, archive: Archive) -> None:
        if path.is_symlink():
            what = "a symbolic link; not followed"
            archive.refuse(title(path.name), folder, tame(path.name), what)
        elif path.suffix.lower() == ".zip":
            self.nested(path.name, lambda: path.open("rb"), archive, DEPTH)
        else:
            self.loose_file(path, folder, archive)

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
        last = {info.filename: place for place, info in enumerate(infos)}
        for place, info in enumerate(infos):
            if last[info.filename] == place and not is_hidden(info.filename):
                self.packed(packed, info, archive, depth)

    def packed(
        self, packed: zipfile.ZipFile, info: zipfile.ZipInfo, archive: Archive, depth: int
    ) -> None:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        known, folder = title(path.name), str(path.parent)
        packs = known.extension == "zip"
        if refusal := refusal_of(info, packs or kind_of(known, folder) is not None):
            archive.refuse(known, folder, tame(path.name), refusal, astray=escapes(info.filename))
            return

        def opens() -> BinaryIO:
            return opened(packed, info)

        if packs:
            self.nested(path.name, opens, archive, depth)
        else:
            self.take(archive, known, folder, info.file_size, made_on(info), opens)

    def take(
        self,
        archive: Archive,
        known: Title,
        folder: str,
        size: int,
        made: int,
        opens: Callable[[], BinaryIO],
    ) -> None:
        """Notes a file, and keeps it as a member when it may be opened."""
        archive.made = max(archive.made, made)
        archive.note(known)
        wanted = kind_of(known, folder) is not None
        if not (wanted or (archive.loose and known.stem not in NEVER_OPENED)):
            archive.others += 1
            return
        self.bytes += size
        if size > MEMBER_BYTES or self.bytes > TOTAL_BYTES:
            what = f"too large to be an export's file (got {size} bytes); not read"
            archive.refuse(known, folder, "a table", what)
            return
        name = shown(known, folder, "a table")
        where = name if archive.loose else f"{archive.label}:{name}"
        latest = archive.day or made
        archive.members.append(Member(where, known, folder, size, opens, archive.loose, latest))


def _walk(root: Path) -> Iterable[Path]:
    for folder, _, names in os.walk(root, followlinks=False):
        yield from (Path(folder) / name for name in names)
