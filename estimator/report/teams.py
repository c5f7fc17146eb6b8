"""A team as a table: by improvement between two days, and by level."""

from collections.abc import Iterator, Mapping

from estimator.explanation import Team
from estimator.report.dates import days_between
from estimator.report.lines import BLANK, Line, Span, apart, line, paragraph, shortened
from estimator.report.numbers import counted, points, signed
from estimator.report.sentences import calibrated, seat_words
from estimator.results import Json
from estimator.rules.model import Model

TEMPLATE = "team"
WIDE = 76
NAMED = 20


def text(result: Team, model: Model, width: int) -> list[Line]:
    """The tables as text; the first by improvement where there are two days."""
    about = f"{counted(len(result.members), 'accounts')}, {result.on}, {seat_words(result.seat)}"
    return [
        *apart(line(Span("Team", "title")), line(about), width),
        BLANK,
        *(_improvement(result, width) if result.since else ()),
        *_level(result, width),
        *(one for w in result.warnings for one in paragraph(w, width, "warning", "! ")),
        *paragraph(calibrated(result.stamp.calibrated_until), width, "aside", ""),
    ]


def rows(result: Team) -> Iterator[Json]:
    """One row a member, in the order of the table: total, pillars, change, both places."""
    for member in result.members:
        change = {} if member.change is None else {"change": member.change}
        place = {} if member.by_improvement is None else {"by_improvement": member.by_improvement}
        total = {"member": member.name, "on": result.on.isoformat(), "total": member.total}
        yield {**total, **member.pillars, **change, "by_level": member.by_level, **place}


def page(result: Team, model: Model) -> Mapping[str, object]:
    """What the Markdown and HTML templates show."""
    return {
        "result": result,
        "days": days_between(result.since, result.on) if result.since else "",
        "calibrated": calibrated(result.stamp.calibrated_until),
    }


def _improvement(result: Team, width: int) -> Iterator[Line]:
    assert result.since is not None  # asked for only then
    days = days_between(result.since, result.on)
    yield line(Span("By improvement", "title"), Span(f", {days}", "aside"))
    yield _heading(result, "change", width)
    for member in result.members:
        columns = {name: signed(worth) for name, worth in member.changes.items()}
        yield _row(member.by_improvement, member.name, signed(member.change or 0.0), columns, width)
    yield BLANK


def _level(result: Team, width: int) -> Iterator[Line]:
    yield line(Span("By level", "title"))
    yield _heading(result, "total", width)
    for member in result.ordered_by_level():
        columns = {name: points(worth) for name, worth in member.pillars.items()}
        yield _row(member.by_level, member.name, points(member.total), columns, width)
    average = {name: points(worth) for name, worth in result.average.items() if name != "total"}
    yield _row(None, "average", points(result.average["total"]), average, width)
    yield BLANK


def _heading(result: Team, first: str, width: int) -> Line:
    names = [name for name in result.average if name != "total"]
    pillars = "".join(f"{name:>{len(name) + 2}}" for name in names) if width >= WIDE else ""
    return line(Span(f"{'':6}{'':<{NAMED}}{first:>8}{pillars}", "aside"))


def _row(place: int | None, name: str, total: str, columns: Mapping[str, str], width: int) -> Line:
    shown = f"{place:>4}  " if place is not None else " " * 6
    pillars = "".join(f"{worth:>{len(pillar) + 2}}" for pillar, worth in columns.items())
    return line(
        Span(shown, "aside"),
        Span(f"{shortened(name, NAMED):<{NAMED}}", "name"),
        Span(f"{total:>8}", "points"),
        pillars if width >= WIDE else "",
    )
