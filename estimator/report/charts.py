"""Series of days drawn with characters: a line chart with its interval, and lines of one row."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from estimator.report.lines import Line, Span, Style

Floats = npt.NDArray[np.float64]

STEPS = "▁▂▃▄▅▆▇█"
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # by row and column of a cell
EMPTY_CELL = 0x2800  # the braille sign without a dot
WITHIN = "·"
LEAST_SPAN = 4.0  # points: a series that hardly moves must look as if it hardly moves


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


def chart(points: Floats, low: Floats, high: Floats, width: int, height: int) -> list[Line]:
    """A line through `points` over its interval, `height` rows with the scale on the left.

    All have the shape (n_days,). The scale is in whole fives.
    """
    bottom, top = scale(float(low.min()), float(high.max()))
    dots = line_dots(points, (bottom, top), width, height)
    ends = (resampled(series, width) for series in (low, high))
    inside = within_band(next(ends), next(ends), (bottom, top), height)
    labels = [top, *[None] * (height - 2), bottom] if height > 1 else [top]
    labels[height // 2] = (top + bottom) / 2
    return [
        (Span(scale_mark(label), "aside"), *_cells(dots[row], inside[row]))
        for row, label in enumerate(labels)
    ]


def scale(low: float, high: float) -> tuple[float, float]:
    """The whole tens below and above, at least ten apart.

    >>> scale(41.0, 59.5), scale(50, 50)
    ((40.0, 60.0), (50.0, 60.0))
    """
    bottom = 10.0 * np.floor(low / 10.0)
    return float(bottom), float(max(10.0 * np.ceil(high / 10.0), bottom + 10.0))


def day_axis(first: str, last: str, width: int) -> Line:
    """The first and the last day below a chart, at its ends."""
    return (
        Span(" " * MARGIN + first + " " * max(width - len(first) - len(last), 1) + last, "aside"),
    )


def resampled(values: Floats, width: int) -> Floats:
    """The mean of each of `width` stretches of the series; interpolated when it is shorter.

    >>> resampled(np.array([1.0, 3.0, 5.0, 7.0]), 2).tolist()
    [2.0, 6.0]
    """
    if len(values) < width:
        places = np.linspace(0, len(values) - 1, width)
        stretched: Floats = np.interp(places, np.arange(len(values)), values)
        return stretched
    edges = np.linspace(0, len(values), width + 1).astype(int)
    return np.add.reduceat(values, edges[:-1]) / np.diff(edges)


MARGIN = 5


def scale_mark(value: float | None) -> str:
    """The scale beside one row of a chart, with a number where there is one."""
    return " " * (MARGIN - 1) + "│" if value is None else f"{value:>{MARGIN - 2}.0f} ┤"


def line_dots(
    points: Floats, ends: tuple[float, float], width: int, height: int
) -> npt.NDArray[np.int64]:
    """The braille pattern of every cell, shape (height, width); 0 where the line is not."""
    bottom, top = ends
    columns = resampled(points, 2 * width)
    rows = np.rint((top - columns) / (top - bottom) * (4 * height - 1)).astype(int)
    cells = np.zeros((height, width), dtype=np.int64)
    before = rows[0]
    for column, row in enumerate(rows):
        for dot in range(*_between(before, row)):
            cells[dot // 4, column // 2] |= DOTS[dot % 4][column % 2]
        before = row
    return cells


def _between(before: int, now: int) -> tuple[int, int]:
    """The rows of dots that join a point to the one before it."""
    if before == now:
        return now, now + 1
    return (before + 1, now + 1) if before < now else (now, before)


def within_band(
    low: Floats, high: Floats, ends: tuple[float, float], height: int
) -> npt.NDArray[np.bool_]:
    """Which cells lie within the interval, shape (height, width)."""
    bottom, top = ends
    middles = top - (np.arange(height)[:, None] + 0.5) * (top - bottom) / height
    return (middles >= low) & (middles <= high)


def _cells(dots: Sequence[int], inside: Sequence[bool]) -> Iterator[Span]:
    text, style = "", _style_of(dots[0])
    for pattern, within in zip(dots, inside, strict=True):
        if _style_of(pattern) != style:
            yield Span(text, style)
            text, style = "", _style_of(pattern)
        text += chr(EMPTY_CELL + pattern) if pattern else WITHIN if within else " "
    yield Span(text, style)


def _style_of(pattern: int) -> Style:
    return "seen" if pattern else "track"
