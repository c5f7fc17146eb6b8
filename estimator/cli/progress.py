"""A line that says how far reading has come: only on a terminal, only when it lasts."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from os import environ
from time import monotonic

import click

SOON = 0.5  # seconds in which nothing is shown
OFTEN = 0.1  # seconds between two looks of the line
WIDTH = 30


Told = Callable[[int, int], None]  # what a reader calls now and then: so much of so much


@contextmanager
def progress(quiet: bool) -> Iterator[Told | None]:
    """What to tell how far one is; None where nobody looks. The line is gone afterwards."""
    if quiet or not sys.stderr.isatty() or environ.get("TERM") == "dumb":
        yield None
        return
    shown = _Shown()
    try:
        yield shown
    finally:
        shown.clear()


class _Shown:
    def __init__(self) -> None:
        self._next = monotonic() + SOON
        self._drawn = False

    def __call__(self, done: int, total: int) -> None:
        if monotonic() < self._next:
            return
        self._next = monotonic() + OFTEN
        self._drawn = True
        click.echo(f"\rreading {bar(done, total)}", nl=False, err=True)

    def clear(self) -> None:
        if self._drawn:
            click.echo(f"\r{' ' * (WIDTH + 16)}\r", nl=False, err=True)


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
