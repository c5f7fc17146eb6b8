"""The rows of a table that cannot be used, kind by kind, each with its sentence."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from estimator.actions import vocabulary
from estimator.dates import comes_day_first, in_column_of_days
from estimator.days import FOUNDED, LAST, to_date, to_day
from estimator.log import Coded, Value
from estimator.readers.tables.cells import MOST, Odd, day_of, shown, tidy, veiled
from estimator.readers.tables.columns import Table

LONGEST = 40  # signs of a day in any form
SECTION = "profile_section"  # the one level that may leave its count out: the section is there
NO_DAY = np.iinfo(np.int64).min

Rows = npt.NDArray[np.intp]
DayNumbers = npt.NDArray[np.int64]

NONE: Rows = np.zeros(0, dtype=np.intp)


@dataclass(frozen=True)
class Rejected:
    """The rows a kind of fault concerns, and the sentence for one of them."""

    kind: str
    rows: Rows
    sentence: Callable[[int], str]


def days_of(column: Coded) -> DayNumbers:
    """The day number of every distinct value of the column; NO_DAY where a value is no date.

    What a spreadsheet made of days is read where it leaves no doubt: `05.03.2026` is day first, and
    of `5/3/2026` the other days of the column tell, that they follow each other too, or it is none.
    """
    numbers = [day_of(value) for value in column.values]
    if None in numbers:
        numbers = _rewritten(column.values, numbers)
    return np.array([NO_DAY if n is None else n for n in numbers] + [NO_DAY], dtype=np.int64)


def _rewritten(values: Sequence[Value], numbers: Sequence[int | None]) -> list[int | None]:
    """The numbers, with those of days in other forms where the whole column settles them."""
    other = {
        place: in_column_of_days(value)
        for place, (value, number) in enumerate(zip(values, numbers, strict=True))
        if number is None and isinstance(value, str) and len(value) < LONGEST
    }
    both = [pair for pair in {*other.values()} if None not in pair]
    in_order = [sorted(both, key=itemgetter(n)) for n in (0, 1)]  # whatever the order of the rows
    order = comes_day_first(other.values(), runs=in_order)
    sure = {
        n: pair[order or 0] for n, pair in other.items() if order is not None or len({*pair}) == 1
    }
    return [sure.get(place, number) for place, number in enumerate(numbers)]


def rejections(table: Table, days: DayNumbers, not_after: int) -> Iterator[Rejected]:
    """Every kind of fault a row may have, the plainest first."""
    yield from _without_day_or_action(table)
    yield from _wrong_days(table.column("day"), days[:-1], min(not_after, to_day(LAST)))
    yield from _wrong_names(table)
    yield from _wrong_counts(table)
    yield from _bare_levels(table)
    yield from _broken_levels(table)


def _without_day_or_action(table: Table) -> Iterator[Rejected]:
    for name, example in (("day", "2026-03-05"), ("action", "comment")):
        column = table.column(name)
        rows = rows_where(column, [value == "" for value in column.values], missing=True)
        what = f"the row has no {name}; write one, as {example}"
        yield Rejected(f"no {name}", rows, _always(what))


def _always(what: str) -> Callable[[int], str]:
    return lambda _: what


def _wrong_days(day: Coded, days: DayNumbers, last: int) -> Iterator[Rejected]:
    unread = days == NO_DAY
    yield Rejected(
        "not a date",
        rows_where(day, unread),
        lambda row: f"day is not a date (got {veiled(day[row])}); write it as 2026-03-05",
    )
    first = to_day(FOUNDED)
    span = f"{FOUNDED} to {to_date(last)}"
    yield Rejected(
        "impossible day",
        rows_where(day, ~unread & ((days < first) | (days > last))),
        lambda row: f"day is impossible (got {veiled(day[row])}); days are {span}",
    )


def _wrong_names(table: Table) -> Iterator[Rejected]:
    action, account = table.column("action"), table.column("account")
    yield Rejected(
        "action is not a word",
        rows_where(action, _other_than(action.values, lambda value: type(value) is str)),
        lambda row: f"action is not a word (got {shown(action[row])}); comment is one",
    )
    yield Rejected(
        "account is not a name",
        rows_where(account, _other_than(account.values, _is_name)),
        lambda row: f"account is not a name (got {shown(account[row])}); write a text or number",
    )


def _other_than(values: Sequence[Value], right: Callable[[Value], bool]) -> list[bool]:
    """Which of the values are not right; texts, of which there may be very many, always are."""
    if {*map(type, values)} <= {str}:
        return []
    return [not right(value) for value in values]


def _is_name(value: Value) -> bool:
    return not isinstance(value, Odd | bool) and not isinstance(tidy(value), float)


def _wrong_counts(table: Table) -> Iterator[Rejected]:
    column, numbers = table.column("count"), table.numbers
    if numbers is not None:
        fine = not len(numbers) or (numbers.min() >= 0 and numbers.max() <= MOST)
        rows = NONE if fine else np.flatnonzero(~((numbers >= 0) & (numbers <= MOST)))
    else:
        empty = [value == "" for value in column.values]
        bare = table.rectangular and "count" in table.columns
        what = "count is empty; write a number, or leave it out for 1"
        yield Rejected("empty count", rows_where(column, empty, missing=bare), _always(what))
        wrong = [value != "" and count_of(value) is None for value in column.values]
        rows = rows_where(column, wrong)

    def sentence(row: int) -> str:
        count = column[row] if numbers is None else float(numbers[row])
        got = veiled(count)
        what = "beyond anything real" if _is_beyond(count) else _fault_of(got)
        return f"count is {what} (got {got}); a count is a number from 0 to {MOST:,.0f}"

    yield Rejected("count", rows, sentence)


def _is_beyond(count: Value | None) -> bool:
    return isinstance(count, int | float) and MOST < count < float("inf")


def _fault_of(got: str) -> str:
    if got in ("inf", "-inf", "nan"):
        return "not finite"
    return "negative" if got.startswith("-") else "not a number"


def _bare_levels(table: Table) -> Iterator[Rejected]:
    action, count = table.column("action"), table.column("count")
    level = [_needs_count(value) for value in action.values]
    if table.numbers is None and any(level):
        rows = rows_where(count, [value == "" for value in count.values], missing=True)
        yield Rejected(
            "level without a count",
            rows[np.array([*level, False])[action.codes[rows]]],
            lambda row: f"{action[row]} is a level and has no count; its count is the state",
        )


def _broken_levels(table: Table) -> Iterator[Rejected]:
    """Levels of people and things that are not whole: nobody has half a connection."""
    action, count, numbers = table.column("action"), table.column("count"), table.numbers
    level = np.array([*map(_needs_count, action.values), False])
    if not level.any():
        return
    if numbers is not None:
        broken = np.floor(numbers) != numbers
    else:
        whole = [(n := count_of(value)) is None or n.is_integer() for value in count.values]
        broken = ~np.array([*whole, True])[count.codes]
    yield Rejected(
        "level is not whole",
        np.flatnonzero(level[action.codes] & broken),
        lambda row: (
            f"{action[row]} counts whole ones"
            f" (got {veiled(count[row] if numbers is None else float(numbers[row]))})"
        ),
    )


def _needs_count(action: Value) -> bool:
    known = vocabulary().get(str(action))
    return known is not None and known.level and action != SECTION


def count_of(value: Value) -> float | None:
    """The count that a value is; None when it is no number from 0 to the most there can be."""
    if isinstance(value, str | bool) or not 0 <= value <= MOST:
        return None
    return float(value)


def rows_where(
    column: Coded, wrong: Sequence[bool] | npt.NDArray[np.bool_], *, missing: bool = False
) -> Rows:
    """The rows that hold one of the wrong values, and with `missing` those that hold none."""
    rows_lack = missing and bool((column.codes < 0).any())
    if not np.any(wrong) and not rows_lack:
        return NONE
    return np.flatnonzero(np.append(np.asarray(wrong, dtype=bool), missing)[column.codes])
