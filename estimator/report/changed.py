"""A change between two days: a waterfall of its causes, the biggest first."""

from collections.abc import Iterator, Mapping
from textwrap import wrap

from estimator.explanation import Change, Part
from estimator.report.causes import said
from estimator.report.dates import days_between, short_day
from estimator.report.lines import BLANK, Line, Span, apart, line, paragraph, shortened
from estimator.report.numbers import amount, counted, points, signed
from estimator.report.reasons import SMALLEST, label
from estimator.report.sentences import calibrated, seat_words
from estimator.report.waterfall import Leap, leaps
from estimator.results import Json
from estimator.rules.model import Model

TEMPLATE = "change"
WIDE = 72  # columns from which a cause has room for a bar and its pillar
BAR = 8
MOST = 12  # causes told one by one
INDENT = "  "


def text(result: Change, model: Model, width: int) -> list[Line]:
    """The change as a page of text: ends, causes, pillars, what readings say."""
    return [
        *apart(line(Span("Why the index moved", "title")), line(_about(result)), width),
        BLANK,
        *_ends(result, width),
        *_causes(result, width),
        *_pillars(result, width),
        *_by_action(result, width),
        *_recorded(result, width),
        *_closing(result, width),
    ]


def rows(result: Change) -> Iterator[Json]:
    """One row a part: the days, pillar, signal, cause, points, before, after, unit, and words."""
    for part in result.parts:
        yield {
            "account": result.account,
            "from": result.start.isoformat(),
            "to": result.end.isoformat(),
            "pillar": part.pillar,
            "signal": part.signal or "",
            "cause": part.cause,
            "points": part.points,
            "before": "" if part.before is None else part.before,
            "after": "" if part.after is None else part.after,
            "unit": part.unit,
            "said": said(part, result.start, result.end),
        }


def page(result: Change, model: Model) -> Mapping[str, object]:
    """What the Markdown and HTML templates show."""
    told, rest = worth_telling(result)
    way = leaps(result.before.total.points, (part.points for part in told))
    return {
        "result": result,
        "days": days_between(result.start, result.end),
        "parts": [(part, said(part, result.start, result.end)) for part in told],
        "drawings": [leap.drawing() for leap in way],
        "rest": rest_said(rest),
        "ranks": ranks_moved(result),
        "actions": actions(result),
        "shift": SHIFT,
        "calibrated": calibrated(result.stamp.calibrated_until),
    }


SHIFT = (
    "A change of LinkedIn's formula is suspected: what no cause explains has one sign in all four"
    " pillars."
)


def worth_telling(result: Change) -> tuple[list[Part], list[Part]]:
    """The parts that a reader sees one by one, and the rest."""
    big = [part for part in result.parts if abs(part.points) >= SMALLEST][:MOST]
    return big, list(result.parts[len(big) :])


def rest_said(rest: list[Part]) -> str:
    """What is left of the causes; empty when nothing is."""
    if not rest:
        return ""
    worth = signed(sum(part.points for part in rest))
    return f"{counted(len(rest), 'smaller causes')}, together {worth}"


def ranks_moved(result: Change) -> list[str]:
    """The place in each group on either day, whose average moves, too."""
    before, after = result.before.rank or {}, result.after.rank or {}
    return [
        f"Top {before[group]['top_percent']:.0f} % of the {group} then, top"
        f" {after[group]['top_percent']:.0f} % now; its average went from"
        f" {amount(before[group]['average'])} to {amount(after[group]['average'])}"
        for group in before
        if group in after
    ]


def actions(result: Change) -> list[tuple[str, float]]:
    """The actions and items that moved the index, the strongest first."""
    told = [(label(name), worth) for name, worth in result.by_action().items()]
    ranked = sorted(told, key=lambda one: (-abs(one[1]), one[0]))
    return [one for one in ranked if abs(one[1]) >= SMALLEST]


def _about(result: Change) -> str:
    return f"{shortened(result.account, 30)}, {seat_words(result.seat)}"


def _ends(result: Change, width: int) -> Iterator[Line]:
    before, after = result.before.total.points, result.after.total.points
    yield line(
        INDENT,
        Span(f"{points(before)} → {points(after)}", "points"),
        f"  {signed(result.change)}",
        Span(f"  {days_between(result.start, result.end)}", "aside"),
    )
    for sentence in ranks_moved(result):
        yield from paragraph(sentence, width)
    yield BLANK


def _causes(result: Change, width: int) -> Iterator[Line]:
    told, rest = worth_telling(result)
    if not result.parts:
        yield line(INDENT, "Nothing in the log or the rules moved it.")
        yield BLANK
        return
    yield line(Span("Causes", "title"), Span(", the biggest first", "aside"))
    way = leaps(result.before.total.points, (part.points for part in told))
    for part, leap in zip(told, way, strict=True):
        yield from _cause(part, leap, result, width)
    if rest:
        yield line(" " * 8, Span(rest_said(rest), "aside"))
    yield BLANK


def _cause(part: Part, leap: Leap, result: Change, width: int) -> Iterator[Line]:
    beside = 8 + BAR + 15 if width >= WIDE else 8
    first, *more = wrap(said(part, result.start, result.end), width - beside)
    yield (
        Span(f"{signed(part.points):>6}  ", "points"),
        *(leap.draw(BAR) if width >= WIDE else ()),
        Span(f"  {part.pillar:<13}" if width >= WIDE else "", "name"),
        Span(first),
    )
    yield from (line(" " * beside, one) for one in more)


def _pillars(result: Change, width: int) -> Iterator[Line]:
    days = [short_day(day, beside=result.end) for day in (result.start, result.end)]
    yield line(Span(f"{'':16}{days[0]:>8}{days[1]:>9}{'change':>9}", "aside"))
    for name, pillar in result.pillars.items():
        yield line(
            Span(f"{INDENT}{name:<14}", "name"),
            f"{points(pillar.before):>8}",
            Span(f"{points(pillar.after):>9}", "points"),
            f"{signed(pillar.change):>9}",
        )
    yield BLANK


def _by_action(result: Change, width: int) -> Iterator[Line]:
    told = [f"{name} {signed(worth)}" for name, worth in actions(result)]
    if told:
        yield line(Span("By action", "title"))
        yield from paragraph(", ".join(told), width)
        yield BLANK


def _recorded(result: Change, width: int) -> Iterator[Line]:
    held = result.recorded
    if held is None:
        return
    yield line(
        Span("Held against readings", "title"),
        Span(f" of {days_between(held.start, held.end)}", "aside"),
    )
    yield line(Span(f"{'':16}{'recorded':>8}{'estimated':>11}{'unexplained':>13}", "aside"))
    for name, rest in held.rests.items():
        yield line(
            Span(f"{INDENT}{name:<14}", "name"),
            f"{signed(rest.recorded):>8}{signed(rest.estimated):>11}",
            Span(f"{signed(rest.unexplained):>13}", "points"),
        )
    if held.formula_shift:
        yield from paragraph(SHIFT, width, "warning", "! ")
    yield BLANK


def _closing(result: Change, width: int) -> Iterator[Line]:
    for regime in result.regimes:
        what = f"LinkedIn's formula changed on {regime.from_}: {regime.note}"
        yield from paragraph(what, width, "warning", "! ")
    for warning in result.warnings:
        yield from paragraph(warning, width, "warning", "! ")
    yield from paragraph(calibrated(result.stamp.calibrated_until), width, "aside", "")
