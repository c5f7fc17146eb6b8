"""Workbooks of the same days: which of them counts, and what to say where they differ."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from estimator.dates import Days
from estimator.days import to_date
from estimator.readers.outcome import FileReport
from estimator.readers.post_rankings import Post

REVISED_DAYS = 14  # before a workbook's end, within which LinkedIn still revises what it showed
ONE_MEMBER = 1.25  # at most, of the followers that two workbooks of one member show on a day


@dataclass
class Workbook:
    """What one workbook holds: sums by action and day, covered days, posts, a report a sheet."""

    name: str
    counts: dict[str, dict[int, float]] = field(default_factory=dict)
    posts: dict[Post, int] = field(default_factory=dict)
    files: list[FileReport] = field(default_factory=list)
    full: bool = False

    @property
    def days(self) -> Days:
        """The first and the last day that any sheet has a row of."""
        every = [day for days in self.counts.values() for day in days]
        return min(every), max(every)


def newest_last(books: Iterable[Workbook]) -> list[Workbook]:
    """The workbooks, the one whose days end last at the end.

    Of two that end on one day the newer is the one that shows more on the last day of which they
    differ: LinkedIn revises the last days upwards.
    """

    def age(book: Workbook) -> tuple[int, list[float], int]:
        seen, (first, last) = book.counts.get("impression", {}), book.days
        return last, [seen.get(last - n, 0.0) for n in range(REVISED_DAYS)], first

    return sorted(books, key=age)


def disagreements(books: Sequence[Workbook]) -> Iterator[str]:
    """A note where two workbooks tell of the same day differently; the later one counts."""
    for older, newer in itertools.combinations(books, 2):
        days = {
            day
            for action, counts in newer.counts.items()
            for day, n in counts.items()
            if action != "followers" and older.counts.get(action, {}).get(day, n) != n
        }
        if days:
            n_days = f"{len(days)} days" if len(days) > 1 else "a day"
            why = "its days end later"
            if newer.days[1] == older.days[1]:
                why = "both end on one day, and LinkedIn revises the last days upwards"
            yield (
                f"{newer.name} and {older.name} disagree on {n_days}, the first of them "
                f"{to_date(min(days))}; {newer.name} counts, {why}"
            )


def of_two_members(books: Sequence[Workbook]) -> Iterator[str]:
    """A warning where two workbooks show followers that no one member can have on the same day."""
    for older, newer in itertools.combinations(books, 2):
        one, other = (book.counts.get("followers", {}) for book in (older, newer))
        day = max(one.keys() & other.keys(), default=None)
        if day is None:
            continue
        few, many = sorted((one[day], other[day]))
        if many > max(few, 1.0) * ONE_MEMBER:
            yield (
                f"{older.name} and {newer.name} show {one[day]:,.0f} and {other[day]:,.0f} "
                f"followers on {to_date(day)}: of two members? Give the workbooks of one alone"
            )
