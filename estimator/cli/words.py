"""The forms an argument may take: a day, a seat, a period, a column and what it counts."""

from datetime import date
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from estimator.actions import Seat


def day(text: str) -> date:
    """The calendar day written as 2026-05-19. Raises: click.BadParameter."""
    try:
        found = date.fromisoformat(text)
        if found.isoformat() == text:
            return found
    except ValueError:
        pass
    raise click.BadParameter(f"not a date (got {text!r}); write it as 2026-05-19")


def points(text: str) -> float:
    """A score from 0 to 100. Raises: click.BadParameter."""
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if 0 <= found <= 100:
        return found
    raise click.BadParameter(f"not a score (got {text!r}); write a number from 0 to 100")


def seat(text: str) -> "Seat":
    """The seat of that name. Raises: click.BadParameter with the nearest."""
    from estimator.actions import SEATS

    word = text.lower().replace("-", "_").replace(" ", "_")
    for name in SEATS:
        if name == word:
            return name
    from difflib import get_close_matches

    near = get_close_matches(word, SEATS, n=1)
    hint = f"did you mean {near[0]}?" if near else f"seats are {', '.join(SEATS)}"
    raise click.BadParameter(f"no such seat (got {text!r}); {hint}")


def period(text: str) -> tuple[date, date]:
    """Two days with a colon between, as 2026-01-01:2026-03-31. Raises: click.BadParameter."""
    first, _, last = text.partition(":")
    days = day(first), day(last)
    if days[0] > days[1]:
        raise click.BadParameter(f"ends before it begins (got {text!r}); write FIRST:LAST")
    return days


def meaning(text: str) -> tuple[str, str]:
    """A column and the action it counts, as Searches=people_search. Raises: click.BadParameter."""
    column, sign, action = text.rpartition("=")
    if not sign or not column.strip() or not action.strip():
        raise click.BadParameter(f'write "Column=action" (got {text!r})')
    return column.strip(), action.strip()
