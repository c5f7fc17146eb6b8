"""Bars, leaps and sparks: pictures of one row, as characters for text and as SVG for pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from estimator.report.blocks import Line, Piece, line
from estimator.report.wording import finite, points, signed
from estimator.score.rows import Floats

SEEN, TOLD, UNKNOWN, TRACK, WALL = "█", "▓", "░", "·", "│"
STEPS = "▁▂▃▄▅▆▇█"
LEAST_SPAN = 4.0  # points: a series that hardly moves must look as if it hardly moves
LONG = 1000  # of a bar or line in its own units
# What a drawing looks like where no style sheet is; that of the page goes over it.
PAINT = {
    "track": 'fill="#eef2f4"',
    "seen": 'fill="#1f6f8b"',
    "read": 'fill="#5d9db2"',
    "unknown": 'fill="#a9cdd8"',
    "interval": 'fill="#1d2a33" stroke="#fff" vector-effect="non-scaling-stroke"',
    "within": 'fill="#a9cdd8" fill-opacity="0.45"',
    "line": 'fill="none" stroke="#1f6f8b" stroke-width="2"',
    "line alone": 'fill="none" stroke="#66757f" stroke-width="2" stroke-dasharray="6 4"',
    "line guess": 'fill="none" stroke="#1f6f8b" stroke-width="2" stroke-dasharray="1 4"',
    "dot": 'fill="none" stroke="#b3541e" stroke-width="9" stroke-linecap="round"',
    "grid": 'stroke="#dfe5e9"',
    "today": 'stroke="#66757f"',
    "mark": 'fill="#66757f" font-size="12"',
    "mark last": 'fill="#66757f" font-size="12" font-weight="600"',
    "at": 'fill="none" pointer-events="all"',
}


@dataclass(frozen=True)
class Bar:
    """Points out of `cap`: `seen` of them from the log, then up to `told` from the member's own
    readings; nothing is possible above `ceiling`.
    """

    points: float
    seen: float
    ceiling: float
    cap: float
    low: float | None = None
    high: float | None = None
    told: float = 0.0

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

    def svg(self) -> str:
        """The bar with its interval across it."""
        low, high = self.low or 0.0, self.high or 0.0
        parts = [
            ("track", 0, self.ceiling, 0, 40),
            ("unknown", self.seen, self.points, 0, 40),
            ("read", self.seen, max(self.told, self.seen), 0, 40),
            ("seen", 0, self.seen, 0, 40),
        ]
        if self.high is not None:
            parts.append(("interval", low, high, 17, 6))
        said = f"{points(self.points)} of {min(self.cap, self.ceiling):g}"
        told = said if self.high is None else f"{said}, between {points(low)} and {points(high)}"
        return _strip(told, (_rect(w, a / self.cap, b / self.cap, y, h) for w, a, b, y, h in parts))


@dataclass(frozen=True)
class TotalBar:
    """The bar of a total with its interval below it."""

    bar: Bar
    key: Sequence[tuple[str, str]] = ()

    def lines(self, width: int) -> list[Line]:
        """The bar, and below it the interval with its ends as numbers."""
        bar, wide = self.bar, width - 4
        marks = whisker(bar.low or 0.0, bar.points, bar.high or 0.0, bar.cap, wide)
        return [(Piece("  "), *bar.draw(wide)), line("  ", Piece(marks, "aside"))]

    def figure(self, ident: str) -> str:
        """The bar in a frame of its own height."""
        return f'<div class="total-bar">{self.bar.svg()}</div>'


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
    """A total on its way: from `before` by `moved`, between the lowest and highest it reaches."""

    before: float
    moved: float
    low: float
    high: float

    def draw(self, width: int) -> Line:
        """The piece, in a line exactly `width` characters long.

        >>> "".join(piece.text for piece in Leap(40, -2, low=36, high=40).draw(8))
        '    ░░░░'
        """
        first, long = (round(part * width) for part in self._parts())
        first, long = min(first, width - 1), max(long, 1)
        sign = SEEN if self.moved > 0 else UNKNOWN
        return (
            Piece(" " * first),
            Piece(sign * min(long, width - first), "seen" if self.moved > 0 else "unknown"),
            Piece(" " * max(width - first - long, 0)),
        )

    def svg(self) -> str:
        """The piece on the whole way."""
        first, long = self._parts()
        kind = "seen" if self.moved > 0 else "unknown"
        rects = (_rect("track", 0, 1), _rect(kind, first, max(first + long, first + 0.004)))
        return _strip(f"{signed(self.moved)} points", rects)

    def _parts(self) -> tuple[float, float]:
        """Where the piece begins and how long it is, as parts of the whole way."""
        whole = max(self.high - self.low, 1e-9)
        first = min(self.before, self.before + self.moved) - self.low
        return first / whole, abs(self.moved) / whole


def leaps(start: float, moves: Iterable[float]) -> Sequence[Leap]:
    """A leap for each move, one beginning where the one before it ended.

    >>> [leap.before for leap in leaps(40.0, [-2.0, 1.0])]
    [40.0, 38.0]
    """
    totals, moved = [start], list(moves)
    for move in moved:
        totals.append(totals[-1] + move)
    low, high = min(totals), max(totals)
    return [Leap(at, move, low, high) for at, move in zip(totals[:-1], moved, strict=True)]


@dataclass(frozen=True)
class Spark:
    """A series in one row, between its least and its greatest value."""

    values: Floats

    def draw(self, width: int) -> Line:
        """One character for every stretch of days."""
        return (Piece(spark(self.values, width), "seen"),)

    def svg(self) -> str:
        """A small line without a scale."""
        low = float(self.values.min())
        span = max(float(self.values.max()) - low, LEAST_SPAN)
        path = path_of(4 + 32 * (1 - (self.values - low) / span))
        said = f"{points(float(self.values[0]))} to {points(float(self.values[-1]))}"
        return _strip(said, [drawn("polyline", "line", points=path)])


def spark(values: Floats, width: int) -> str:
    """One character for every stretch of days, between the least and the greatest value.

    >>> spark(np.array([0.0, 4.0, 8.0, 8.0]), 4)
    '▁▅██'
    """
    columns = resampled(values, width)
    low = float(columns.min())
    span = max(float(columns.max()) - low, LEAST_SPAN)
    places = np.minimum((columns - low) / span * len(STEPS), len(STEPS) - 1)
    return "".join(STEPS[int(place)] for place in places)


def resampled(values: Floats, width: int) -> Floats:
    """The mean of each of `width` stretches of the series; interpolated when it is shorter.

    >>> resampled(np.array([1.0, 3.0, 5.0, 7.0]), 2).tolist()
    [2.0, 6.0]
    """
    finite(float(np.sum(values)))
    if len(values) < width:
        places = np.linspace(0, len(values) - 1, width)
        stretched: Floats = np.interp(places, np.arange(len(values)), values)
        return stretched
    edges = np.linspace(0, len(values), width + 1).astype(int)
    return np.add.reduceat(values, edges[:-1]) / np.diff(edges)


def drawn(name: str, what: str = "", inner: str = "", **given: object) -> str:
    """An element of a drawing that is `what`, as painted where no style sheet is.

    >>> drawn("line", "grid", x1=0, y1=2.04)
    '<line class="grid" stroke="#dfe5e9" x1="0" y1="2.0"/>'
    """
    own = f' class="{what}" {PAINT.get(what, "")}'.rstrip() if what else ""
    rest = "".join(f' {key.replace("_", "-")}="{_written(value)}"' for key, value in given.items())
    return f"<{name}{own}{rest}>{inner}</{name}>" if inner else f"<{name}{own}{rest}/>"


def path_of(y: Floats, x: Floats | None = None) -> str:
    """The points of a line; over the whole length where no places are given."""
    places = np.linspace(0, LONG, len(y)) if x is None else x
    return " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(places, y, strict=True))


def _written(value: object) -> str:
    return f"{finite(value):.1f}" if isinstance(value, float) else str(value)


def _strip(said: str, parts: Iterable[str]) -> str:
    """A drawing as long as the page lets it be."""
    return (
        f'<svg class="bar" viewBox="0 0 {LONG} 40" preserveAspectRatio="none" role="img"'
        f' aria-label="{escape(said)}"><title>{escape(said)}</title>{"".join(parts)}</svg>'
    )


def _rect(what: str, start: float, end: float, y: int = 0, height: int = 40) -> str:
    first, last = (LONG * min(max(finite(share), 0.0), 1.0) for share in (start, end))
    return drawn("rect", what, x=first, y=y, width=max(last - first, 0.0), height=height)
