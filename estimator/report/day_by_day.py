"""A history: the total as a chart, every pillar as a line, a row a day."""

from collections.abc import Iterator, Mapping

import numpy as np

from estimator.report.charts import MARGIN, chart, day_axis, spark
from estimator.report.lines import BLANK, Line, Span, apart, line, paragraph, shortened
from estimator.report.numbers import counted, points, signed
from estimator.report.sentences import calibrated, seat_words
from estimator.results import Floats, History, Json
from estimator.rules.model import Model

TEMPLATE = "history"
HEIGHT = 10
NUMBERS = 40  # columns of a row that are not its line


def text(result: History, model: Model, width: int) -> list[Line]:
    """The chart of one account with its pillars; for many a line each."""
    body = _one if len(result.accounts) == 1 else _many
    until = calibrated(result.stamp.calibrated_until)
    return [
        *apart(
            line(Span("Social Selling Index, day by day", "title")), line(_about(result)), width
        ),
        BLANK,
        *body(result, width),
        BLANK,
        *(part for w in result.warnings for part in paragraph(w, width, "warning", "! ")),
        *paragraph(until, width, "aside", ""),
    ]


def rows(result: History) -> Iterator[Json]:
    """One row an account and day: account, day, seat, points, low and high of total and pillars."""
    columns = (("", result.points), ("_low", result.low), ("_high", result.high))
    for i, account in enumerate(result.accounts):
        for d, day in enumerate(result.days):
            row: Json = {"account": account, "day": day.isoformat(), "seat": result.seat}
            for name in ("total", *result.pillars):
                row |= {name + end: float(of_account(c[name], i)[d]) for end, c in columns}
            yield row


def page(result: History, model: Model) -> Mapping[str, object]:
    """What the Markdown and HTML templates show."""
    return {
        "result": result,
        "series": of_account,
        "caps": {pillar.name: pillar.cap for pillar in model.pillars},
        "summary": [(a, list(_changes(result, i))) for i, a in enumerate(result.accounts)],
        "calibrated": calibrated(result.stamp.calibrated_until),
    }


def of_account(column: Floats, i: int) -> Floats:
    """The series of one account, shape (n_days,)."""
    series: Floats = np.atleast_2d(column)[i]
    return series


def _changes(result: History, i: int) -> Iterator[tuple[str, Floats]]:
    for name in ("total", *result.pillars):
        yield name, of_account(result.points[name], i)


def _about(result: History) -> str:
    n = len(result.accounts)
    who = shortened(result.accounts[0], 30) if n == 1 else counted(n, "accounts")
    return f"{who}, {seat_words(result.seat)}"


def _one(result: History, width: int) -> Iterator[Line]:
    wide = width - MARGIN - 2
    middle, low, high = (
        of_account(column["total"], 0) for column in (result.points, result.low, result.high)
    )
    yield from chart(middle, low, high, wide, HEIGHT)
    yield day_axis(result.start.isoformat(), result.end.isoformat(), wide)
    yield BLANK
    yield _heading("", width)
    for name, column in _changes(result, 0):
        yield _row(name, column, width)


def _many(result: History, width: int) -> Iterator[Line]:
    yield line(Span(f"  {result.start} to {result.end}, total", "aside"))
    yield BLANK
    yield _heading("account", width)
    for i, account in enumerate(result.accounts):
        yield _row(account, of_account(result.points["total"], i), width)


def _heading(name: str, width: int) -> Line:
    space = " " * max(width - NUMBERS, 8)
    return line(Span(f"  {name:<12}{'first':>6}{'':>2}{space}{'last':>7}{'change':>8}", "aside"))


def _row(name: str, series: Floats, width: int) -> Line:
    first, last = float(series[0]), float(series[-1])
    return line(
        Span(f"  {shortened(name, 12):<12}", "name"),
        f"{points(first):>6}  ",
        Span(spark(series, max(width - NUMBERS, 8)), "seen"),
        Span(f"{points(last):>7}", "points"),
        Span(f"{signed(last - first):>8}", "aside"),
    )
