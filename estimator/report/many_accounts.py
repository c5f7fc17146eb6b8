"""The estimates of many accounts: a table, a row an account."""

from collections.abc import Iterator, Mapping

from estimator.report.bars import Bar
from estimator.report.lines import BLANK, Line, Span, apart, line, paragraph, shortened
from estimator.report.numbers import between, counted, points
from estimator.report.sentences import band, calibrated, seat_words
from estimator.results import Estimates, Json
from estimator.rules.model import Model

TEMPLATE = "estimates"
WIDE = 76


def text(result: Estimates, model: Model, width: int) -> list[Line]:
    """A table of totals and, where there is room for them, pillars."""
    wide = width >= WIDE
    about = f"{counted(len(result.accounts), 'accounts')}, {result.on}, {seat_words(result.seat)}"
    return [
        *apart(line(Span("Social Selling Index", "title")), line(about), width),
        BLANK,
        _heading(result, width, wide),
        *(_row(result, i, width, wide) for i in range(len(result.accounts))),
        BLANK,
        *(part for w in result.warnings for part in paragraph(w, width, "warning", "! ")),
        *paragraph(calibrated(result.stamp.calibrated_until), width, "aside", ""),
    ]


def rows(result: Estimates) -> Iterator[Json]:
    """The rows of the CSV, one an account."""
    return result.rows()


def page(result: Estimates, model: Model) -> Mapping[str, object]:
    """What the Markdown and HTML templates show."""
    until = calibrated(result.stamp.calibrated_until)
    return {"result": result, "rows": list(result.rows()), "band": band, "calibrated": until}


def _heading(result: Estimates, width: int, wide: bool) -> Line:
    pillars = "".join(f"{name:>{_column(name)}}" for name in result.pillars) if wide else ""
    name = f"  {'account':<{_name_width(width, wide)}}"
    return line(Span(f"{name}{pillars}   total  {'interval':<9}", "aside"))


def _row(result: Estimates, i: int, width: int, wide: bool) -> Line:
    named = _name_width(width, wide)
    pillars = (
        f"{points(float(column[i])):>{_column(name)}}" for name, column in result.pillars.items()
    )
    total, low, high = (float(c["total"][i]) for c in (result.points, result.low, result.high))
    return line(
        Span(f"  {shortened(result.accounts[i], named):<{named}}", "name"),
        "".join(pillars) if wide else "",
        Span(f"{points(total):>8}  ", "points"),
        Span(f"{between(low, high):<9}", "aside"),
        *_bar(total, width - (sum(map(_column, result.pillars)) if wide else 0) - named - 21),
    )


def _bar(total: float, space: int) -> Line:
    if space < 8:
        return ()
    return (Span("  "), *Bar(total, total, 100.0, 100.0).draw(min(space - 2, 25)))


def _column(pillar: str) -> int:
    return max(len(pillar), 5) + 2


def _name_width(width: int, wide: bool) -> int:
    return 12 if wide else max(min(width - 30, 20), 8)
