"""The chart of a projection: solid what was and what comes with the plan, dotted without it."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from estimator.report.charts import (
    EMPTY_CELL,
    MARGIN,
    WITHIN,
    line_dots,
    scale,
    scale_mark,
    within_band,
)
from estimator.report.lines import Line, Span, Style, length, line
from estimator.report.numbers import percent
from estimator.results import Floats
from estimator.whatif import Projection

HEIGHT = 12
EVERY_OTHER = 2  # columns of dots of the line without the plan: it is drawn dotted
WORDS = {"continue": "as in the last {} weeks", "nothing": "nothing done"}


def three_lines(result: Projection, width: int) -> list[Line]:
    """The chart of the total: solid the past and the plan, dotted what comes without it."""
    with_plan, alone = (
        np.concatenate([result.actual.total, part.total])
        for part in (result.planned, result.baseline)
    )
    low, high = (
        np.concatenate([past["total"], part["total"]])
        for past, part in (
            (result.actual.low, result.planned.low),
            (result.actual.high, result.planned.high),
        )
    )
    ends = scale(float(min(low.min(), alone.min())), float(high.max()))
    solid, dotted = (line_dots(one, ends, width, HEIGHT) for one in (with_plan, alone))
    dotted[:, ::EVERY_OTHER] = 0
    inside = within_band(_stretched(low, width), _stretched(high, width), ends, HEIGHT)
    labels = [ends[1], *[None] * (HEIGHT - 2), ends[0]]
    labels[HEIGHT // 2] = sum(ends) / 2
    drawn = [
        (Span(scale_mark(label), "aside"), *_cells(solid[row], dotted[row], inside[row]))
        for row, label in enumerate(labels)
    ]
    return [*drawn, _days(result, width)]


def without(result: Projection) -> str:
    """What the line without the plan assumes."""
    return WORDS[result.assumed].format(result.weeks)


def _stretched(values: Floats, width: int) -> Floats:
    stretched: Floats = np.interp(
        np.linspace(0, len(values) - 1, width), np.arange(len(values)), values
    )
    return stretched


def _cells(
    solid: npt.NDArray[np.int64], dotted: npt.NDArray[np.int64], inside: npt.NDArray[np.bool_]
) -> Iterator[Span]:
    for one, other, within in zip(solid.tolist(), dotted.tolist(), inside.tolist(), strict=True):
        style: Style = "seen" if one else "aside" if other else "track"
        empty = WITHIN if within else " "
        yield Span(chr(EMPTY_CELL + (one or other)) if one or other else empty, style)


def _days(result: Projection, width: int) -> Line:
    """The first day, today and the last day below the chart, each at its place."""
    first, today, last = (str(d) for d in (result.actual.start, result.today, result.until))
    n_days = len(result.actual.total) + len(result.planned.total)
    place = round(width * len(result.actual.total) / n_days)
    place = min(max(place, len(first) + 1), width - 2 * len(last) - 2)
    marks = f"{first:<{place}}{today}"
    return line(Span(f"{' ' * MARGIN}{marks}{last:>{max(width - len(marks), 1)}}", "aside"))


def legend(result: Projection, width: int) -> Iterator[Line]:
    """What the lines of the chart are, on one line where there is room."""
    solid, dotted = chr(EMPTY_CELL + 0x09), chr(EMPTY_CELL + 0x08)
    parts = [
        line("  ", Span(solid * 2, "seen"), " so far, then with the plan"),
        line("  ", Span(dotted * 2, "aside"), f" without it: {without(result)}"),
        line("  ", Span(WITHIN * 2, "track"), f" {percent(result.planned.level)} interval"),
    ]
    if sum(map(length, parts)) <= width:
        yield tuple(span for part in parts for span in part)
    else:
        yield from parts
