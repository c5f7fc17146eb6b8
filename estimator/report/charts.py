"""Lines of days over their interval, as characters for text and as SVG for pages.

A chart's outer SVG has no view box: its units are pixels down and per cents across, so letters
keep their size on a telephone and on a wide screen; only the lines inside are stretched.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import escape
from itertools import groupby

import numpy as np
import numpy.typing as npt

from estimator.report.blocks import Line, Piece, Style, length, line
from estimator.report.strips import LONG, drawn, interpolated, path_of, resampled
from estimator.report.wording import between, days_between, finite, points, short_day
from estimator.score.rows import Flags, Floats

DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # by row and column of a cell
EMPTY_CELL = 0x2800  # the braille sign without a dot
READ = "●"
WITHIN = "·"
SIGNS: tuple[tuple[str, Style], ...] = (("⠉⠉", "seen"), ("⠈⠈", "aside"))  # with it, and without
MARGIN = 5  # characters of the scale beside a chart of text
LEFT, WIDE = 7.0, 83.0  # of a chart: where its lines begin and how far they go, in per cent
TOP, BELOW = 22, 26  # pixels above the lines, and below them for the days
MOST_POINTS, MOST_HOVERS = 240, 92  # of a line: more than anybody sees or meets
GUESSED = 0.5  # the part of a place's days from which on it is drawn as one that is assumed
SMALL = 180  # pixels: a chart of that height at most shows half as much


@dataclass(frozen=True)
class ChartLine:
    """A line of a chart: what it is in the key, and its points, shape (n_days,).

    alone: what comes without a plan; it is drawn beside the others and has no interval. guess: the
    days on which it rests on what is assumed, shape (n_days,).
    """

    name: str
    points: Floats
    alone: bool = False
    guess: Flags | None = None

    def dotted(self, wide: int) -> Flags:
        """Which of so many places are drawn as what is assumed, or comes without a plan."""
        if self.guess is None:
            return np.full(wide, self.alone)
        return resampled(self.guess.astype(float), wide) > GUESSED


@dataclass(frozen=True)
class Chart:
    """Lines of days over the interval of the first of them, from `start` on.

    lines: those with the plan first. low, high: shape (n_days,). today: after it all is to come.
    level: of the interval, in words. cap: the scale of a page goes from 0 to it; None: around what
    there is. readings: recorded points, drawn as dots. name: of a small chart.
    """

    start: date
    lines_of_days: Sequence[ChartLine]
    low: Floats
    high: Floats
    level: str
    rows: int = 10
    today: date | None = None
    cap: float | None = None
    readings: Sequence[tuple[date, float]] = field(default=())
    name: str = "total"
    height: int = 240

    @property
    def end(self) -> date:
        """The last day."""
        return self.start + timedelta(days=len(self.low) - 1)

    def _along(self, day: date) -> float:
        """Where a day stands, as a part of the whole length."""
        return (day - self.start).days / max(len(self.low) - 1, 1)

    def _around(self) -> tuple[float, float]:
        """The scale around all that is drawn."""
        lines = [one.points for one in self.lines_of_days]
        values = np.concatenate([self.low, self.high, *lines, [at for _, at in self.readings]])
        return scale(float(values.min()), float(values.max()))

    # --- as text -------------------------------------------------------------------------------

    def lines(self, width: int) -> list[Line]:
        """Rows of characters: the scale on the left, days below, a key where there are several."""
        wide, ends = width - MARGIN - 2, self._around()
        made = [line_dots(one.points, ends, wide, self.rows) for one in self.lines_of_days]
        for one, dots in zip(self.lines_of_days, made, strict=True):
            dots[:, one.dotted(wide) & (np.arange(wide) % 2 == 0)] = 0  # every other column
        first, *others = made
        for day, read in self.readings:
            down = dot_rows(np.array([read]), ends, self.rows)[0] // 4
            first[down, round(self._along(day) * (wide - 1))] = ord(READ) - EMPTY_CELL
        beside = others[0] if others else np.zeros_like(first)
        # a mean would blur the step with which a plan begins
        along = resampled if self.today is None else interpolated
        middles = ends[1] - (np.arange(self.rows)[:, None] + 0.5) * (ends[1] - ends[0]) / self.rows
        inside = (middles >= along(self.low, wide)) & (middles <= along(self.high, wide))
        labels = [f"{' ' * (MARGIN - 1)}│"] * self.rows
        for n, value in ((0, ends[1]), (self.rows // 2, sum(ends) / 2), (-1, ends[0])):
            labels[n] = f"{value:>{MARGIN - 2}.0f} ┤"
        rows = [
            (Piece(label, "aside"), *_cells(first[n], beside[n], inside[n]))
            for n, label in enumerate(labels)
        ]
        return [*rows, self._axis(wide), *self._key(width)]

    def _axis(self, width: int) -> Line:
        """The first day, today and the last day below the chart, each at its place."""
        first, last = self.start.isoformat(), self.end.isoformat()
        marks = first
        if self.today is not None:
            place = round(width * ((self.today - self.start).days + 1) / len(self.low))
            place = min(max(place, len(first) + 1), width - 2 * len(last) - 2)
            marks = f"{first:<{place}}{self.today}"
        return line(Piece(f"{' ' * MARGIN}{marks}{last:>{max(width - len(marks), 1)}}", "aside"))

    def _key(self, width: int) -> Iterator[Line]:
        """What the dots are, and the lines where there are several; on one line if it is wide."""
        own: list[tuple[str, Style, str]] = []
        if len(self.lines_of_days) > 1:
            own += [(*SIGNS[one.alone], one.name) for one in self.lines_of_days]
            own.append((2 * WITHIN, "track", self.level))
        if self.readings:
            own.append((READ, "seen", "your readings"))
        parts = [line("  ", Piece(sign, style), f" {said}") for sign, style, said in own]
        if parts and sum(map(length, parts)) <= width:
            yield tuple(piece for part in parts for piece in part)
        else:
            yield from parts

    # --- as SVG --------------------------------------------------------------------------------

    @property
    def key(self) -> list[tuple[str, str]]:
        """The class of each part, and what it is; nothing below a small chart of a pillar."""
        if self.name != "total":
            return []
        guessed = any(one.guess is not None and one.guess.any() for one in self.lines_of_days)
        several = len(self.lines_of_days) > 1
        return [
            ("line", "so far, then with the plan" if several else "estimate"),
            *([("alone", "without it")] if several else []),
            *([("guess", "assumed in part")] if guessed else []),
            ("within", self.level),
            *([("dot", "your readings")] if self.readings else []),
        ]

    def figure(self, ident: str) -> str:
        """The chart with axes, days, values under the pointer and words for who cannot see it."""
        first, *others = self.lines_of_days
        low, high = float(self.low[-1]), float(self.high[-1])
        said = [f"{first.name}: from {_at(first, 0)} to {_at(first, -1)}"]
        said += [f"{self.level} at the end {between(low, high)}"]
        said += [f"{one.name}: {_at(one, -1)} at the end" for one in others]
        said += [f"{len(self.readings)} readings"] if self.readings else []
        title = f"{self.name}, {days_between(self.start, self.end)}"
        lines = f'<svg x="{LEFT}%" y="{TOP}" width="{WIDE}%" height="{self._plot}"'
        return (
            f'<svg class="chart" width="100%" height="{self.height}" role="img"'
            f' aria-labelledby="{ident}t {ident}d"><title id="{ident}t">{escape(title)}</title>'
            f'<desc id="{ident}d">{escape("; ".join(said))}.</desc>{"".join(self._axes())}{lines}'
            f' overflow="visible" viewBox="0 0 {LONG} {self._plot}" preserveAspectRatio="none">'
            f"{''.join(self._inside())}</svg>{''.join(self._ends())}</svg>"
        )

    @property
    def _plot(self) -> int:
        """The pixels that the lines have from top to bottom."""
        return self.height - TOP - BELOW

    @property
    def _scale(self) -> tuple[float, float]:
        """The least and the greatest value of a page's scale."""
        return self._around() if self.cap is None else (0.0, self.cap)

    def _down(self, values: Floats) -> Floats:
        """How many pixels below the top of the lines each value stands."""
        bottom, top = self._scale
        finite(float(np.sum(values)))
        down: Floats = self._plot * (1 - np.clip((values - bottom) / (top - bottom), 0, 1))
        return down

    def _axes(self) -> Iterator[str]:
        bottom, top = self._scale
        most = 5 if self.height > SMALL else 3  # stretches between lines of the grid
        step = next(s for s in (5.0, 10.0, 20.0, 25.0, 50.0, 100.0) if (top - bottom) / s <= most)
        values = np.arange(np.ceil(bottom / step) * step, top + 0.01, step)
        for value, y in zip(values, (TOP + self._down(values)).tolist(), strict=True):
            yield drawn("line", "grid", x1=f"{LEFT}%", x2=f"{LEFT + WIDE}%", y1=y, y2=y)
            yield _mark(f"{value:g}", LEFT - 1, y + 4, "end")
        n = len(self.low) - 1
        for days, anchor, is_there in ((0, "start", 0), (n // 2, "middle", 14), (n, "end", 1)):
            if n >= is_there:
                day = self.start + timedelta(days=days)
                said = short_day(day, beside=None if day == self.start else self.start)
                yield _mark(said, LEFT + WIDE * self._along(day), self.height - 6.0, anchor)
        if self.today is not None:
            place = self._along(self.today)
            anchor = "start" if place < 0.2 else "end" if place > 0.8 else "middle"
            said = f"today, {short_day(self.today, beside=self.start)}"
            yield _mark(said, LEFT + WIDE * place, TOP - 8.0, anchor)

    def _inside(self) -> Iterator[str]:
        wide = min(max(len(self.low), 2), MOST_POINTS if self.height > SMALL else MOST_POINTS // 2)
        over, under = (self._down(resampled(ends, wide)) for ends in (self.high, self.low))
        there = np.linspace(0, LONG, wide)
        around = f"{path_of(over, there)} {path_of(under[::-1], np.linspace(LONG, 0, wide))}"
        yield drawn("polygon", "within", points=around)
        if self.today is not None:
            x = LONG * self._along(self.today)
            yield drawn("line", "today", x1=x, x2=x, y1=0, y2=self._plot)
        for one in reversed(self.lines_of_days):
            yield from self._line(one, there)
        for day, value in self.readings:
            x, y = LONG * self._along(day), float(self._down(np.array([value]))[0])
            yield drawn("path", "dot", d=f"M{x:.1f} {y:.1f}h.01")
        yield from self._hovers()

    def _line(self, one: ChartLine, x: Floats) -> Iterator[str]:
        """The line; in stretches where some of its days rest on what is assumed."""
        y = self._down(resampled(one.points, len(x)))
        dotted = one.dotted(len(x))
        for run in np.split(np.arange(len(x)), np.flatnonzero(np.diff(dotted)) + 1):
            kind = "line alone" if one.alone else "line guess" if dotted[run[0]] else "line"
            part = slice(max(run[0] - 1, 0), run[-1] + 1)  # joined to what comes before it
            yield drawn("polyline", kind, points=path_of(y[part], x[part]))

    def _hovers(self) -> Iterator[str]:
        """Columns that nobody sees, each with the values of its day."""
        n = len(self.low)
        most = MOST_HOVERS if self.height > SMALL else MOST_HOVERS // 2
        places = np.unique(np.linspace(0, n - 1, min(n, most)).astype(int)).tolist()
        recorded, wide = dict(self.readings), LONG / len(places)
        for k, place in enumerate(places):
            day = self.start + timedelta(days=place)
            first, *others = (f"{one.name} {_at(one, place)}" for one in self.lines_of_days)
            low, high = float(self.low[place]), float(self.high[place])
            said = [f"{first} ({between(low, high)})", *others]
            said += [f"recorded {points(recorded[day])}"] if day in recorded else []
            title = f"<title>{escape(f'{short_day(day)}: {chr(10).join(said)}')}</title>"
            yield drawn("rect", "at", title, x=k * wide, y=0, width=wide, height=self._plot)

    def _ends(self) -> Iterator[str]:
        """The last value of each line at its end, none upon another."""
        taken: list[float] = []
        for one in self.lines_of_days:
            y = TOP + 4 + float(self._down(one.points[-1:])[0])
            for other in taken:
                if abs(y - other) < 14:
                    y = other + (14 if y >= other else -14)
            taken.append(y)
            what = "mark" if one.alone else "mark last"
            yield _mark(_at(one, -1), LEFT + WIDE + 1, y, "start", what)


def scale(low: float, high: float) -> tuple[float, float]:
    """The whole tens below and above, at least ten apart.

    >>> scale(41.0, 59.5), scale(50, 50)
    ((40.0, 60.0), (50.0, 60.0))
    """
    bottom = 10.0 * np.floor(finite(low) / 10.0)
    return float(bottom), float(max(10.0 * np.ceil(finite(high) / 10.0), bottom + 10.0))


def line_dots(
    points: Floats, ends: tuple[float, float], width: int, height: int
) -> npt.NDArray[np.int64]:
    """The braille pattern of every cell, shape (height, width); 0 where the line is not."""
    rows = dot_rows(resampled(points, 2 * width), ends, height).tolist()
    cells = np.zeros((height, width), dtype=np.int64)
    for column, (before, row) in enumerate(zip([rows[0], *rows], rows, strict=False)):
        for dot in range(min(before + 1, row), max(row + 1, before)):  # joined to the one before
            cells[dot // 4, column // 2] |= DOTS[dot % 4][column % 2]
    return cells


def dot_rows(points: Floats, ends: tuple[float, float], height: int) -> npt.NDArray[np.int64]:
    """The row of dots, from the top, in which each value stands; four a row of characters."""
    bottom, top = ends
    return np.rint((top - points) / (top - bottom) * (4 * height - 1)).astype(np.int64)


def _cells(
    solid: npt.NDArray[np.int64], dotted: npt.NDArray[np.int64], inside: Flags
) -> Iterator[Piece]:
    """A row of cells: the first line over the second, over the interval; runs of one style."""
    row = zip(solid.tolist(), dotted.tolist(), inside.tolist(), strict=True)
    styles: tuple[Style, ...] = ("track", "aside", "seen")
    for style, run in groupby(row, lambda cell: 2 * bool(cell[0]) or int(bool(cell[1]))):
        cells = ((one or other, within) for one, other, within in run)
        signs = (chr(EMPTY_CELL + dots) if dots else WITHIN if w else " " for dots, w in cells)
        yield Piece("".join(signs), styles[style])


def _at(one: ChartLine, place: int) -> str:
    return points(float(one.points[place]))


def _mark(said: str, x: float, y: float, anchor: str, what: str = "mark") -> str:
    return drawn("text", what, escape(said), x=f"{x:.2f}%", y=y, text_anchor=anchor)
