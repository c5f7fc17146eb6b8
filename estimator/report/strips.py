"""Bars, leaps and sparks: pictures of one row, as characters for text and as SVG for pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate, pairwise

import numpy as np

from estimator.report.blocks import Line, Piece, line
from estimator.report.wording import finite, points, signed
from estimator.score.rows import Floats

SEEN, TOLD, UNKNOWN, TRACK, WALL = "█", "▓", "░", "·", "│"
STEPS = "▁▂▃▄▅▆▇█"
LEAST_SPAN = 4.0  # points: a series that hardly moves must look as if it hardly moves
LONG = 1000  # of a bar or line in its own units


@dataclass(frozen=True)
class Bar:
    """Points out of `cap`: `seen` of them from the log, then up to `told` from the member's own
    readings; nothing is possible above `ceiling`. Also a picture of its own, with its interval.
    """

    points: float
    seen: float
    ceiling: float
    cap: float
    low: float | None = None
    high: float | None = None
    told: float = 0.0
    key: Sequence[tuple[str, str]] = ()

    def draw(self, width: int) -> Line:
        """The bar, exactly `width` characters long.

        >>> "".join(piece.text for piece in Bar(10, seen=8, ceiling=15, cap=20).draw(20))
        '████████░░·····│    '
        """
        seen, points = (self._cells(value, width) for value in (self.seen, self.points))
        told = max(min(self._cells(self.told, width), points), seen)
        end = max(self._cells(self.ceiling, width), points)
        wall = WALL if end < width else ""
        return (
            Piece(SEEN * seen, "seen"),
            Piece(TOLD * (told - seen), "seen"),
            Piece(UNKNOWN * (points - told), "unknown"),
            Piece(TRACK * (end - points) + wall, "track"),
            Piece(" " * (width - end - len(wall))),
        )

    def _cells(self, value: float, width: int) -> int:
        cells = round(width * finite(value) / self.cap)
        return max(cells, 1) if value >= 0.05 * self.cap / width else cells

    def lines(self, width: int) -> list[Line]:
        """The bar, and below it the interval with its ends as numbers."""
        marks = whisker(self.low or 0.0, self.points, self.high or 0.0, self.cap, width - 4)
        return [(Piece("  "), *self.draw(width - 4)), line("  ", Piece(marks, "aside"))]

    def svg(self) -> str:
        """The bar with its interval across it."""
        low, high = self.low or 0.0, self.high or 0.0
        parts = [
            ("track", 0, self.ceiling, 0, 40),
            ("unknown", self.seen, self.points, 0, 40),
            ("read", self.seen, max(self.told, self.seen), 0, 40),
            ("seen", 0, self.seen, 0, 40),
        ]
        said = f"{points(self.points)} of {min(self.cap, self.ceiling):g}"
        if self.high is not None:
            parts.append(("interval", low, high, 17, 6))
            said += f", between {points(low)} and {points(high)}"
        return _strip(said, (_rect(w, a / self.cap, b / self.cap, y, h) for w, a, b, y, h in parts))

    def figure(self, ident: str) -> str:
        """The bar in a frame of its own height."""
        return f'<div class="total-bar">{self.svg()}</div>'


def whisker(low: float, points: float, high: float, cap: float, width: int) -> str:
    """The interval as a line below a bar of the same width, with its ends as numbers.

    >>> whisker(40, 52, 60, cap=100, width=50).strip()
    '40 ├─────┼───┤ 60'
    """
    ends = [finite(value) for value in (low, points, high)]
    first, middle, last = (min(round(width * value / cap), width - 1) for value in ends)
    marks = ["─"] * (last - first + 1)
    marks[middle - first] = "┼"
    marks[0], marks[-1] = "├", "┤" if last > first else "│"
    left, right = f"{low:.0f} ", f" {high:.0f}"
    if first < len(left):
        return f"{' ' * first}{''.join(marks)} {low:.0f}–{high:.0f}"
    return f"{' ' * (first - len(left))}{left}{''.join(marks)}{right}"


@dataclass(frozen=True)
class Leap:
    """A total on its way: by how many points it moves, where on the whole way the piece begins and
    how long it is, as parts of that way.
    """

    moved: float
    first: float
    long: float

    def draw(self, width: int) -> Line:
        """The piece, in a line exactly `width` characters long.

        >>> "".join(piece.text for piece in Leap(-2, first=0.5, long=0.5).draw(8))
        '    ░░░░'
        """
        first = min(round(self.first * width), width - 1)
        long = min(max(round(self.long * width), 1), width - first)
        up = self.moved > 0
        drawn = Piece(SEEN * long, "seen") if up else Piece(UNKNOWN * long, "unknown")
        return (Piece(" " * first), drawn, Piece(" " * (width - first - long)))

    def svg(self) -> str:
        """The piece on the whole way."""
        kind = "seen" if self.moved > 0 else "unknown"
        last = self.first + max(self.long, 0.004)
        rects = (_rect("track", 0, 1), _rect(kind, self.first, last))
        return _strip(f"{signed(self.moved)} points", rects)


def leaps(start: float, moves: Iterable[float]) -> Sequence[Leap]:
    """A leap for each move, one beginning where the one before it ended.

    >>> [(leap.first, leap.long) for leap in leaps(40.0, [-2.0, 1.0])]
    [(0.0, 1.0), (0.0, 0.5)]
    """
    totals = [*accumulate(moves, initial=start)]
    low, whole = min(totals), max(max(totals) - min(totals), 1e-9)
    return [
        Leap(then - now, (min(now, then) - low) / whole, abs(then - now) / whole)
        for now, then in pairwise(totals)
    ]


@dataclass(frozen=True)
class Spark:
    """A series in one row, between its least and its greatest value."""

    values: Floats

    def draw(self, width: int) -> Line:
        """One character for every stretch of days.

        >>> Spark(np.array([0.0, 4.0, 8.0, 8.0])).draw(4)[0].text
        '▁▅██'
        """
        part = _parts_of_span(resampled(self.values, width))
        places = np.minimum(part * len(STEPS), len(STEPS) - 1).astype(int)
        return (Piece("".join(STEPS[place] for place in places), "seen"),)

    def svg(self) -> str:
        """A small line without a scale."""
        path = path_of(4 + 32 * (1 - _parts_of_span(self.values)))
        said = f"{points(float(self.values[0]))} to {points(float(self.values[-1]))}"
        return _strip(said, [drawn("polyline", "line", points=path)])


def _parts_of_span(values: Floats) -> Floats:
    """Where each value stands between the least and the greatest, which are some points apart."""
    parts: Floats = (values - values.min()) / max(np.ptp(values), LEAST_SPAN)
    return parts


def resampled(values: Floats, width: int) -> Floats:
    """The mean of each of `width` stretches of the series; interpolated when it is shorter.

    >>> resampled(np.array([1.0, 3.0, 5.0, 7.0]), 2).tolist()
    [2.0, 6.0]
    """
    finite(float(np.sum(values)))
    if len(values) < width:
        return interpolated(values, width)
    edges = np.linspace(0, len(values), width + 1).astype(int)
    return np.add.reduceat(values, edges[:-1]) / np.diff(edges)


def interpolated(values: Floats, width: int) -> Floats:
    """The series at `width` places, evenly from its first to its last."""
    places = np.linspace(0, len(values) - 1, width)
    found: Floats = np.interp(places, np.arange(len(values)), values)
    return found


def drawn(name: str, what: str, inner: str = "", **given: object) -> str:
    """An element of a drawing that is `what`; the style sheet of the page says how that looks.

    >>> drawn("line", "grid", x1=0, y1=2.04)
    '<line class="grid" x1="0" y1="2.0"/>'
    """
    head = f'<{name} class="{what}"'
    for key, value in given.items():
        said = f"{finite(value):.1f}" if isinstance(value, float) else value
        head += f' {key.replace("_", "-")}="{said}"'
    return f"{head}>{inner}</{name}>" if inner else f"{head}/>"


def path_of(y: Floats, x: Floats | None = None) -> str:
    """The points of a line; over the whole length where no places are given."""
    places = np.linspace(0, LONG, len(y)) if x is None else x
    return " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(places, y, strict=True))


def _strip(said: str, parts: Iterable[str]) -> str:
    """A drawing as long as the page lets it be."""
    return (
        f'<svg class="bar" viewBox="0 0 {LONG} 40" preserveAspectRatio="none" role="img"'
        f' aria-label="{escape(said)}"><title>{escape(said)}</title>{"".join(parts)}</svg>'
    )


def _rect(what: str, start: float, end: float, y: int = 0, height: int = 40) -> str:
    first, last = (LONG * min(max(finite(share), 0.0), 1.0) for share in (start, end))
    return drawn("rect", what, x=first, y=y, width=max(last - first, 0.0), height=height)
