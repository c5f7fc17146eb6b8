"""What comes through a pipe and is read from its place on disk: gone when the process is.

The bytes are in a file that has no name where the system allows it (Linux): nothing is left of
them however the process ends. Elsewhere they are in a folder that the process removes, also when
it is told to end (SIGTERM, SIGHUP). Both are readable by their owner alone.
"""

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from types import FrameType
from typing import Protocol

_ENDING = [s for name in ("SIGTERM", "SIGHUP") if (s := getattr(signal, name, None)) is not None]


class Readable(Protocol):
    """What hands out bytes: the rest of a stream."""

    def read(self, size: int = ..., /) -> bytes | None: ...


def spooled(start: bytes, rest: Readable | None, name: str, while_open: ExitStack) -> Path:
    """The path of a file called `name` with the bytes of both, there until the stack closes."""
    while_open.enter_context(_ended_in_order())
    folder = Path(while_open.enter_context(TemporaryDirectory(prefix="ssi-")))
    path = folder / name
    unnamed = while_open.enter_context(TemporaryFile())  # noqa: SIM115  # the stack closes it
    place = Path(f"/proc/{os.getpid()}/fd/{unnamed.fileno()}")
    if place.exists():
        path.symlink_to(place)
    with path.open("wb") as file:
        file.write(start)
        if rest is not None:
            shutil.copyfileobj(rest, file)  # type: ignore[misc]  # None ends a raw stream too
    return path


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Lets the signals that end a process end it by way of what is cleaned up behind it."""

    def end(number: int, _: FrameType | None) -> None:
        raise SystemExit(128 + number)

    usual = {}
    with suppress(ValueError):  # only the main thread may say what a signal does
        usual = {one: signal.signal(one, end) for one in _ENDING}
    try:
        yield
    finally:
        for one, before in usual.items():
            signal.signal(one, before)
