"""A file or folder that appears whole or not at all, and never in the place of one that is read.

What is written lies beside its target under a name of its own until all of it is there. A process
that is told to end (SIGTERM, SIGHUP) takes it away; what a killed one leaves, the next writer does.
"""

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from glob import escape
from pathlib import Path
from secrets import token_hex
from shutil import copymode, rmtree
from types import FrameType

from estimator.errors import InputError, reason

ENDING = [s for name in ("SIGTERM", "SIGHUP") if (s := getattr(signal, name, None)) is not None]
PART, NEW, OLD = ".part", "new", "old"

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
    if path.is_dir():
        raise InputError.at(path, "cannot be written, it is a folder; name a file")
    if path.exists() and not path.is_file():
        yield path
        return
    make = partial(Path.touch, mode=0o600 if secret else 0o666, exist_ok=False)
    with _beside(path, make) as (target, beside):
        if target.exists() and not secret:
            copymode(target, beside)
        yield beside
        if secret:
            with suppress(OSError):  # another came before it, or a disk without hard links
                os.link(beside, target)
        if not (secret and target.exists()):
            beside.replace(target)


@contextmanager
def atomic_folder(path: Path) -> Iterator[Path]:
    """A path beside `path` to make a folder at, which takes its place when the block ends well.

    A folder that was there is replaced whole, and stays when the block fails.

    Raises: InputError when the path cannot be written to.
    """
    with _beside(path, partial(Path.mkdir, mode=0o700)) as (target, beside):
        yield beside / NEW
        if target.exists():
            target.rename(beside / OLD)
        (beside / NEW).rename(target)


@contextmanager
def ended_in_order() -> Iterator[None]:
    """Lets the signals that end a process end it by way of what is cleaned up behind it."""

    def end(number: int, _: FrameType | None) -> None:
        raise SystemExit(128 + number)

    usual = {}
    with suppress(ValueError):  # only the main thread may say what a signal does
        usual = {one: signal.signal(one, end) for one in ENDING}
    try:
        yield
    finally:
        for one, before in usual.items():
            signal.signal(one, before)


def check_not_input(path: Path, inputs: Iterable[Path]) -> None:
    """Nothing when the path may be written to.

    Raises: InputError when it is a file that is read, by whatever name, or lies in a folder that
    is read and is there already.
    """
    for given in inputs:
        if _is_read(path, given):
            raise InputError.at(
                path, "is a source of this command and is not written over; choose another name"
            )


def _is_read(path: Path, given: Path) -> bool:
    """Whether who writes to the path writes over what is given, or a part of it."""
    here, there = path.resolve(), given.resolve()
    if here == there or not (path.exists() and given.exists()):
        return here == there
    if path.is_dir() and here in there.parents:  # a folder is replaced whole
        return True
    inner = given.rglob("*") if given.is_dir() else ()
    same = any(one.exists() and one.samefile(path) for one in (given, *inner))
    return same or (given.is_dir() and there in here.parents)


@contextmanager
def _beside(path: Path, make: Callable[[Path], None]) -> Iterator[tuple[Path, Path]]:
    """What a path leads to, and a new file or folder beside it, gone at the end; a lock tells that
    from a leftover.

    Raises: InputError, naming the path, for what the system does not allow there.
    """
    target = path.resolve() if path.is_symlink() else path
    try:
        with ExitStack() as at_end:
            at_end.enter_context(ended_in_order())
            _remove_leftovers(target)
            while True:
                beside = target.with_name(f".{target.name}.{token_hex(4)}{PART}")
                make(beside)
                with suppress(OSError, AttributeError):
                    at_end.callback(os.close, descriptor := os.open(beside, os.O_RDONLY))
                    locks.flock(descriptor, locks.LOCK_EX)
                if beside.exists():  # else another took it for a leftover just before
                    break
            at_end.callback(_remove, beside)
            yield target, beside
    except OSError as error:
        raise InputError.at(path, f"cannot be written ({reason(error)})") from None


def _remove_leftovers(target: Path) -> None:
    for left in target.parent.glob(f".{escape(target.name)}.*{PART}"):
        with ExitStack() as at_end, suppress(OSError, AttributeError):
            at_end.callback(os.close, descriptor := os.open(left, os.O_RDONLY))
            locks.flock(descriptor, locks.LOCK_EX | locks.LOCK_NB)  # fails while its writer lives
            if (left / OLD).exists() and not target.exists():  # it was killed between two renames
                (left / OLD).rename(target)
            _remove(left)


def _remove(beside: Path) -> None:
    if beside.is_dir():
        rmtree(beside, ignore_errors=True)
    else:
        beside.unlink(missing_ok=True)
