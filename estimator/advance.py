"""How far long work has come, told to whoever listens; nobody does unless a terminal is there."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Listener = Callable[[str, int, int], None]  # what is done, so much of so much
T = TypeVar("T")

_LISTENER: ContextVar[Listener | None] = ContextVar("_LISTENER", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """What is done inside tells the listener how far it has come."""
    before = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(before)


def advanced(what: str, done: int, total: int) -> None:
    """Tells whoever listens that so much of the work is done."""
    listener = _LISTENER.get()
    if listener is not None:
        listener(what, done, total)


@contextmanager
def lasting(what: str) -> Iterator[None]:
    """Work that cannot tell how far it is: whoever listens is told that it begins and ends.

    >>> with listening(print), lasting("planning"):
    ...     pass
    planning 0 0
    planning 1 1
    """
    advanced(what, 0, 0)
    try:
        yield
    finally:
        advanced(what, 1, 1)


def advancing(
    what: str, items: Iterable[T], total: int, size: Callable[[T], int] | None = None
) -> Iterator[T]:
    """The items; whoever listens is told after each how far the work has come.

    size: how much of the total an item is; one of it without.

    >>> with listening(print):
    ...     found = [item for item in advancing("scoring", "ab", 2)]
    scoring 1 2
    scoring 2 2
    """
    done = 0
    for item in items:
        yield item
        done += 1 if size is None else size(item)
        advanced(what, done, total)
