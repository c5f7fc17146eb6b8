"""Workbooks of analytics: which of several counts on a day, and the rankings of posts in one.

A ranking holds links with ids, each with what stands beside it. An id tells when it was given out.
A post may be linked by its activity or by the share that this announces; the ids of both are given
out within seconds of each other.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from estimator.dates import Days, Either, either_order
from estimator.days import to_date
from estimator.readers.outcome import FileReport
from estimator.readers.workbook import Sheet

REVISED_DAYS = 14  # before a workbook's end, within which LinkedIn still revises what it showed
ONE_MEMBER = 1.25  # at most, of the followers that two workbooks of one member show on a day
SEARCHED = 10  # rows within which the days begin, or the posts
NEAR = 5_000  # milliseconds between an activity and the share it announces
POST_ID = re.compile(r"(activity|ugcPost|share)(?::|%3A|-)(\d{15,22})", re.IGNORECASE)


@dataclass(frozen=True)
class Post:
    """A ranked post: the kind and number of its id; the date beside it, in either order."""

    kind: str
    number: int
    shown: Either

    @property
    def time(self) -> int:
        """When the id was given out, in milliseconds since 1970; ids hold it above 22 bits."""
        return self.number >> 22

    def is_same(self, other: "Post") -> bool:
        """Whether it is the same post, though one may be its activity and one its share."""
        if self.kind == other.kind:
            return self.number == other.number
        return abs(self.time - other.time) <= NEAR


def is_one_post(sheets: Sequence[Sheet]) -> bool:
    """Whether a workbook is the analytics of a single post: its link beside a title, few rows."""
    rows = sheets[0].rows[:3] if sheets else []
    return any(len(cells) == 2 and POST_ID.search(cells[1]) for _, cells in rows)


def header_of_posts(sheet: Sheet) -> int | None:
    """The place of the row above the first link to a post."""
    for place, (_, cells) in enumerate(sheet.rows[: SEARCHED + 1]):
        if any(POST_ID.search(cell) for cell in cells):
            return place - 1
    return None


def rankings_of(sheet: Sheet) -> tuple[list[Post], list[int]]:
    """The posts of a sheet's rankings, each once, and how long each ranking is."""
    top = header_of_posts(sheet)
    if top is None or top < 0 or is_one_post([sheet]):
        return [], []
    names, below = sheet.rows[top][1], [cells for _, cells in sheet.rows[top + 1 :]]
    links = [n for n in range(len(names)) if any(POST_ID.search(cell_at(c, n)) for c in below)]
    posts: list[Post] = []
    for at in links:
        until = next((n for n in links if n > at), len(names))
        for cells in below:
            match = POST_ID.search(cell_at(cells, at))
            beside = [either_order(cell_at(cells, n)) for n in range(at + 1, until)]
            shown = next((pair for pair in beside if pair != (None, None)), (None, None))
            if match is not None:
                posts.append(Post(match[1].lower(), int(match[2]), shown))
    return each_post_once(posts), [sum(bool(cell_at(cells, at)) for cells in below) for at in links]


def each_post_once(posts: Iterable[Post]) -> list[Post]:
    """The posts without those that are another one before them."""
    near: dict[int, list[Post]] = {}
    kept = []
    for post in posts:
        place = post.time // NEAR
        around = [other for n in (place - 1, place, place + 1) for other in near.get(n, ())]
        if not any(post.is_same(other) for other in around):
            near.setdefault(place, []).append(post)
            kept.append(post)
    return kept


def cell_at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


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
