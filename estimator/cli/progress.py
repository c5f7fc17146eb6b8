"""A line that says how far work has come: only on a terminal, only when it lasts."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from os import environ
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
    def __init__(self) -> None:
        self._next = monotonic() + SOON
        self._what = ""  # whose line is there

    def __call__(self, what: str, done: int, total: int) -> None:
        if self._what not in ("", what):
            return  # a part of the work whose line is there
        if done >= total > 0:
            self.clear()  # what comes next may be printed
        elif monotonic() >= self._next:
            self._next = monotonic() + OFTEN
            self._what = what
            click.echo(f"\r{what} {bar(done, total)}", nl=False, err=True)

    def clear(self) -> None:
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
