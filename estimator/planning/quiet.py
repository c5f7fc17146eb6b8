"""Keeping a solver's own words out of the output of whoever asked."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

STDOUT = 1  # the number every process knows its standard output by


class _Silence:
    """Standard output put aside while at least one thread is silent."""

    def __init__(self) -> None:
        self.lock, self.threads = Lock(), 0
        self.kept: int | None = None  # the real output; None: there is none to keep clean

    def begin(self) -> None:
        with self.lock:
            self.threads += 1
            if self.threads > 1:
                return
            try:
                sys.stdout.flush()
                self.kept = os.dup(STDOUT)
            except (OSError, ValueError, AttributeError):  # no such output
                return
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, STDOUT)
            os.close(nowhere)

    def end(self) -> None:
        with self.lock:
            self.threads -= 1
            if self.threads == 0 and self.kept is not None:
                os.dup2(self.kept, STDOUT)
                os.close(self.kept)
                self.kept = None


_silence = _Silence()


@contextmanager
def quiet() -> Iterator[None]:
    """Lets nothing written below Python reach standard output, in this thread or in others that
    ask for the same meanwhile.

    HiGHS as scipy 1.17 brings it prints a line about its own repairs, whatever it is told, which
    would spoil `--format json`.
    """
    _silence.begin()
    try:
        yield
    finally:
        _silence.end()
