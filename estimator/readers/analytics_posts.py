"""The two rankings of the TOP POSTS sheet, joined on the post, never on the row."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from estimator.readers.analytics_sheet import dates_of, header_of
from estimator.readers.workbook import Cells

FULL = 50  # posts in a ranking that is cut off
NEAR = 5_000  # milliseconds between an activity and the share it announces
MS_A_DAY = 86_400_000

_ID = re.compile(r"(activity|ugcPost|share)(?::|%3A|-)(\d{15,22})", re.IGNORECASE)


@dataclass(frozen=True)
class Post:
    """A ranked post: the kind and number of its id, the time in it (ms), its day."""

    kind: str
    number: int
    day: int

    @property
    def time(self) -> int:
        """When the id was given out, in milliseconds since 1970; ids hold it above 22 bits."""
        return self.number >> 22

    def is_same(self, other: "Post") -> bool:
        """Whether it is the same post, though one may be its activity and one its share."""
        if self.kind == other.kind:
            return self.number == other.number
        return abs(self.time - other.time) <= NEAR


@dataclass(frozen=True)
class Rankings:
    """The posts of all rankings, each once. full: whether a ranking is cut off."""

    posts: tuple[Post, ...]
    full: bool
    records: int
    unread: int


def rankings_of(rows: Sequence[Cells]) -> Rankings | None:
    """The posts a sheet ranks; None when it has no header of a ranking.

    A post without a date that can be read has the one in its id.
    """
    top = header_of(rows, ("post url",))
    if top is None:
        return None
    names = [cell.lower() for cell in rows[top]]
    places = [place for place, name in enumerate(names) if name == "post url"]
    lists = [list(_ranked(rows[top + 1 :], names, place)) for place in places]
    posts: list[Post] = []
    for ranked in lists:
        for post in ranked:
            if post is not None and not any(post.is_same(other) for other in posts):
                posts.append(post)
    return Rankings(
        tuple(posts),
        any(len(ranked) >= FULL for ranked in lists),
        sum(map(len, lists)),
        sum(post is None for ranked in lists for post in ranked),
    )


def _ranked(rows: Sequence[Cells], names: Sequence[str], place: int) -> Iterator[Post | None]:
    """The posts of the ranking whose links stand in this column; None for a link without id."""
    found = [row for row in rows if place < len(row) and row[place]]
    at = next((p for p in range(place, len(names)) if "date" in names[p]), None)
    days = dates_of(["" if at is None or at >= len(row) else row[at] for row in found])
    for row, day in zip(found, days, strict=True):
        match = _ID.search(row[place])
        if match is None:
            yield None
        else:
            number = int(match[2])
            shown = day if day is not None else (number >> 22) // MS_A_DAY
            yield Post(match[1].lower(), number, shown)
