"""The forms an argument may take: a day, a seat, a period, a column and what it counts.

What is wrong with an argument is said here, in words of ours: those of Click change with Click.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from estimator.errors import near_miss

if TYPE_CHECKING:
    from estimator.actions import Seat


CORE = ("day", "action", "count", "account")  # what a table's columns may be called


def day(text: str) -> date:
    """The calendar day written as 2026-05-19, of those that a log may have.

    Raises: click.BadParameter.
    """
    from estimator.days import FOUNDED, LAST  # imports numpy

    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.max
    if found.isoformat() != text:
        raise click.BadParameter(f"not a date (got {text!r}); write it as 2026-05-19")
    if not FOUNDED <= found <= LAST:
        raise click.BadParameter(f"an impossible day (got {text}); days are {FOUNDED} to {LAST}")
    return found


def seat(text: str) -> "Seat":
    """The seat of that name. Raises: click.BadParameter with the nearest."""
    from estimator.actions import SEATS

    word = text.lower().replace("-", "_").replace(" ", "_")
    for name in SEATS:
        if name == word:
            return name
    near = near_miss(word, SEATS) or f"; seats are {', '.join(SEATS)}"
    raise click.BadParameter(f"no such seat (got {text!r}){near}")


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
    if column in CORE and action not in CORE:  # day=date means the same as date=day
        column, action = action, column
    if not sign or not column.strip() or not action.strip():
        raise click.BadParameter(f'write "Column=action" (got {text!r})')
    return column.strip(), action.strip()


class Choice(click.Choice[str]):
    """One of some words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self.choices:
            what = f"not known (got {value!r}); it is {', '.join(self.choices)}"
            raise click.BadParameter(what, ctx, param)
        return str(value)


class NumberType(click.FloatRange):
    """A number within bounds; a whole one where `whole` says so."""

    def __init__(self, least: float, most: float | None = None, whole: bool = False) -> None:
        super().__init__(least, most)
        self.whole = whole

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            found = int(value) if self.whole else float(value)
        except ValueError:
            found = float("nan")
        if not (self.min or 0) <= found <= (float("inf") if self.max is None else self.max):
            kind = "a whole number" if self.whole else "a number"
            least = f"of {self.min:g} or more"
            right = f"{kind} {least if self.max is None else f'from {self.min:g} to {self.max:g}'}"
            raise click.BadParameter(f"cannot be (got {value!r}); it is {right}", ctx, param)
        return found


@contextmanager
def needed(what: str, extra: str) -> Iterator[None]:
    """Raises: click.UsageError naming the extra, when what is imported here is not installed."""
    try:
        yield
    except ImportError as error:
        how = f"pip install 'ssi-estimator[{extra}]'"
        raise click.UsageError(f"{what} needs {error.name}: {how}") from None


def told(error: click.UsageError) -> click.UsageError:
    """The error in words of ours, the argument first; what we said ourselves stays as it is."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error
    param = getattr(error, "param", None)
    named = max(param.opts, key=len) if isinstance(param, click.Option) else ""
    place = named or (param and (param.metavar or param.human_readable_name)) or ""
    if isinstance(error, click.NoSuchOption):
        near = f"; did you mean {error.possibilities[0]}?" if error.possibilities else ""
        what = f"{error.option_name}: no such option{near}"
    elif isinstance(error, click.MissingParameter):
        meant = param.help if isinstance(param, click.Option) and param.help else ""
        what = f"{place}: missing; {meant or '`-h` says what belongs there'}"
    elif not _is_clicks(error):
        what = f"{place}: {error.message}" if place else error.message
    elif place or isinstance(error, click.BadOptionUsage):
        place = place or getattr(error, "option_name", "")
        file = isinstance(getattr(param, "type", None), click.Path)
        wrong = "a folder where a file belongs, or no such file" if file else "cannot be used so"
        what = f"{place}: {wrong}; `-h` says what belongs there"
    else:
        what = "an argument too many, or in a wrong place; `-h` says what belongs where"
    return click.UsageError(what, error.ctx)


def _is_clicks(error: Exception) -> bool:
    """Whether the error was raised by Click itself."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_globals["__name__"].startswith("click.")
