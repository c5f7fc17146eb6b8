"""The rankings of posts in a workbook: links with ids, each with what stands beside it.

An id tells when it was given out. A post may be linked by its activity or by the share that this
announces; the ids of both are given out within seconds of each other.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from estimator.dates import Either, either_order
from estimator.readers.workbook import Sheet

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
