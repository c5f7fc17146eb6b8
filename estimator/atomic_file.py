"""A file that appears whole or not at all, and never in the place of one that is read."""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from tempfile import mkstemp

from estimator.errors import InputError

try:
    import fcntl as locks
except ImportError:  # Windows has none: there, a leftover is not told from a file being written
    locks = None  # type: ignore[assignment]


@contextmanager
def atomic_file(path: Path, *, inputs: Iterable[Path] = (), secret: bool = False) -> Iterator[Path]:
    """A path beside `path` to write to, which takes its place when the block ends well.

    What was there stays until then, and stays when the block fails. Each call writes under a
    name of its own, so that of two at once the later one wins whole. What killed runs left of
    the same file is removed. A device or a pipe is written to itself. secret: a file that is new,
    for its owner's eyes alone, and that of two at once the first one makes.

    Raises: InputError when the path is one of the inputs or in one of them, or when it cannot
    be written to.
    """
    check_not_input(path, inputs)
    target = path.resolve() if path.is_symlink() else path
    if target.exists() and not target.is_file() and not target.is_dir():
        yield target
        return
    try:
        if target.is_dir():
            raise InputError.at(path, "cannot be written, it is a folder; name a file")
        _remove_leftovers(target)
        descriptor, beside = _part_of(target)
        try:
            beside.chmod(0o600 if secret else _mode(target))
            yield beside
            if secret:
                os.link(beside, target)
            else:
                beside.replace(target)
        finally:
            os.close(descriptor)
            beside.unlink(missing_ok=True)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise InputError.at(path, f"cannot be written ({why})") from None


def check_not_input(path: Path, inputs: Iterable[Path]) -> None:
    """Nothing when the path may be written to.

    Raises: InputError when it is a file that is read, by whatever name, or lies in a folder that
    is read and is there already.
    """
    for given in inputs:
        within = given.is_dir() and given.resolve() in path.resolve().parents
        same = path.resolve() == given.resolve()
        if same or (path.exists() and given.exists() and (within or path.samefile(given))):
            raise InputError.at(
                path, "is a source of this command and is not written over; choose another name"
            )


def _mode(target: Path) -> int:
    """The permissions of the file that is replaced, or those that a new one has."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


def _part_of(target: Path) -> tuple[int, Path]:
    """A new file beside the target, locked, by which it is told from a leftover."""
    while True:
        descriptor, name = mkstemp(suffix=".part", prefix=f".{target.name}.", dir=target.parent)
        with suppress(OSError, AttributeError):
            locks.flock(descriptor, locks.LOCK_EX)
        if Path(name).exists():  # else another took it for a leftover just before
            return descriptor, Path(name)
        os.close(descriptor)


def _remove_leftovers(target: Path) -> None:
    for left in target.parent.glob(f".{escape(target.name)}.*.part"):
        with suppress(OSError, AttributeError), left.open("rb") as file:
            locks.flock(file, locks.LOCK_EX | locks.LOCK_NB)  # fails while its writer lives
            left.unlink()
