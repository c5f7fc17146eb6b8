"""What comes through a pipe and is read from its place on disk: kept in a folder that is removed.

The folder is the process's own, readable by its owner alone.
"""

import shutil
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol


class Readable(Protocol):
    """What hands out bytes: the rest of a stream."""

    def read(self, size: int = ..., /) -> bytes | None: ...


def spooled(start: bytes, rest: Readable | None, name: str, while_open: ExitStack) -> Path:
    """The path of a file called `name` with the bytes of both, there until the stack closes."""
    folder = while_open.enter_context(TemporaryDirectory(prefix="ssi-"))
    path = Path(folder) / name
    with path.open("wb") as file:
        file.write(start)
        if rest is not None:
            shutil.copyfileobj(rest, file)  # type: ignore[misc]  # None ends a raw stream too
    return path
