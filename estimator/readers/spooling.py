"""What comes through a pipe and is read from its place on disk: gone when the process is.

The bytes are in a file that has no name where the system allows it (Linux): nothing is left of
them however the process ends. Elsewhere they are in a folder that the process removes, also when
it is told to end (SIGTERM, SIGHUP). Both are readable by their owner alone.
"""

import os
import shutil
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Protocol

from estimator.atomic_file import ended_in_order


class Readable(Protocol):
    """What hands out bytes: the rest of a stream."""

    def read(self, size: int = ..., /) -> bytes | None: ...


def spooled(start: bytes, rest: Readable | None, name: str, while_open: ExitStack) -> Path:
    """The path of a file called `name` with the bytes of both, there until the stack closes."""
    while_open.enter_context(ended_in_order())
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
