"""A line that says how far work has come: only on a terminal, only when it lasts."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from os import environ
from threading import Event, RLock, Thread
from time import monotonic

import click

from estimator.advance import listening

SOON = 0.5  # seconds in which nothing is shown
OFTEN = 0.1  # seconds between two looks of the line
WIDTH = 30


@contextmanager
def progress(quiet: bool) -> Iterator[None]:
    """Shows how far the work inside has come, where somebody looks. The line is gone afterwards."""
    if quiet or not sys.stderr.isatty() or environ.get("TERM") == "dumb":
        yield
        return
    shown = _Shown()
    try:
        with listening(shown):
            yield
    finally:
        shown.clear()


class _Shown:
    """The line. Work that cannot tell how far it is has a thread that counts its seconds."""

    def __init__(self) -> None:
        self._next = monotonic() + SOON
        self._what = ""  # whose line is there
        self._drawing = RLock()
        self._lasts, self._over = "", Event()  # what counts its seconds, until when

    def __call__(self, what: str, done: int, total: int) -> None:
        if done >= total > 0:
            self._ended(what)  # what comes next may be printed
        elif done or total:
            self._draw(what, bar(done, total))
        elif not self._lasts:
            self._lasts, self._over = what, Event()
            Thread(target=self._count, args=(what, self._over), daemon=True).start()

    def _count(self, what: str, over: Event) -> None:
        begun = monotonic()
        while not over.wait(OFTEN):
            with self._drawing:
                if not over.is_set():
                    self._draw(what, f"{monotonic() - begun:.0f} s")

    def _draw(self, what: str, how_far: str) -> None:
        with self._drawing:
            if self._what in ("", what) and monotonic() >= self._next:  # else a part of other work
                self._next = monotonic() + OFTEN
                self._what = what
                click.echo(f"\r{what} {how_far}", nl=False, err=True)

    def _ended(self, what: str) -> None:
        with self._drawing:
            if self._lasts == what:
                self._over.set()
                self._lasts = ""
            if self._what == what:
                self._wipe()

    def clear(self) -> None:
        """Nothing stands there any more, nor comes."""
        with self._drawing:
            self._over.set()
            self._wipe()

    def _wipe(self) -> None:
        if self._what:
            click.echo(f"\r{' ' * (WIDTH + 8 + len(self._what))}\r", nl=False, err=True)
            self._what = ""


def bar(done: int, total: int) -> str:
    """How far `done` is on the way to `total`; only the number where the way is not known.

    >>> bar(1, 4), bar(1200, 0)
    ('━━━━━━━╺━━━━━━━━━━━━━━━━━━━━━━  25 %', '1,200')
    """
    if total <= 0:
        return f"{done:,}"
    part = min(done / total, 1.0)
    full = int(part * WIDTH)
    return f"{'━' * full}{'╺' * (full < WIDTH)}{'━' * (WIDTH - full - 1)} {part:>4.0%}".replace(
        "%", " %"
    )
