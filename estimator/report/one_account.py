"""The estimate of one account: its page of text, its row, and what the other pages show."""

from collections.abc import Iterator, Mapping

from estimator.report.bars import SEEN, TRACK, UNKNOWN, WALL, Bar, whisker
from estimator.report.lines import BLANK, Line, Span, apart, line, paragraph, shortened
from estimator.report.numbers import amount, between, percent, points
from estimator.report.reasons import Gap, gaps, strongest
from estimator.report.sentences import band, calibrated, seat_words
from estimator.results import Estimate, Interval, Json, PillarEstimate
from estimator.rules.model import Model

TEMPLATE = "estimate"
WIDE = 64  # columns from which a line has room for a second explanation
POINTS_OF_ALL = 100.0
INDENT = "  "


def text(result: Estimate, model: Model, width: int) -> list[Line]:
    """The estimate as a page of text: total, pillars, reasons, what is unknown, what it is."""
    return [
        *apart(line(Span("Social Selling Index", "title")), line(_about(result)), width),
        BLANK,
        *_total(result, width),
        BLANK,
        *(_pillar(name, pillar, width) for name, pillar in result.pillars.items()),
        BLANK,
        *_reasons(result, model, width),
        *_gaps(result, model, width),
        *_closing(result, width),
    ]


def rows(result: Estimate) -> Iterator[Json]:
    """The one row of the CSV: account, on, seat, then points, low and high of total and pillars."""
    row: Json = {"account": result.account, "on": result.on.isoformat(), "seat": result.seat}
    parts: dict[str, Interval | PillarEstimate] = {"total": result.total, **result.pillars}
    for name, part in parts.items():
        row |= {name: part.points, f"{name}_low": part.low, f"{name}_high": part.high}
    yield row


def page(result: Estimate, model: Model) -> Mapping[str, object]:
    """What the Markdown and HTML templates show."""
    unknown = gaps(result, model)
    return {
        "result": result,
        "band": band(result.total.points),
        "seen": seen_of_all(result),
        "reasons": strongest(result, model, 6),
        "gaps": unknown[:6],
        "rest": rest(unknown[6:]),
        "ranks": ranks(result),
        "calibrated": calibrated(result.stamp.calibrated_until),
    }


def seen_of(pillar: PillarEstimate) -> float:
    """The points of a pillar that the log itself shows."""
    return pillar.points * (1.0 - pillar.unknown_share)


def seen_of_all(result: Estimate) -> float:
    """The points of the total that the log itself shows."""
    return sum(seen_of(pillar) for pillar in result.pillars.values())


def most_of_all(result: Estimate) -> float:
    """The most points this seat can have."""
    return sum(min(pillar.cap, pillar.ceiling) for pillar in result.pillars.values())


def ranks(result: Estimate) -> list[str]:
    """The place in each group whose average was given, a sentence each."""
    return [
        f"Top {place['top_percent']:.0f} % of the {group}, whose average is"
        f" {amount(place['average'])}"
        for group, place in (result.rank or {}).items()
    ]


def rest(unknown: list[Gap]) -> str:
    """What is left of a list of gaps that was cut; empty when nothing is."""
    if not unknown:
        return ""
    return f"and {len(unknown)} more, together up to {points(sum(g.most for g in unknown))}"


def _about(result: Estimate) -> str:
    return f"{shortened(result.account, 30)}, {result.on.isoformat()}, {seat_words(result.seat)}"


def _total(result: Estimate, width: int) -> Iterator[Line]:
    total, wide = result.total, width - 2 * len(INDENT)
    headline = line(INDENT, Span(points(total.points), "points"), f"  {band(total.points)}")
    level = f"{percent(total.level)} interval {between(total.low, total.high)}"
    yield from apart(headline, line(Span(level, "aside"), INDENT), width)
    bar = Bar(total.points, seen_of_all(result), most_of_all(result), POINTS_OF_ALL)
    yield (Span(INDENT), *bar.draw(wide))
    marks = whisker(total.low, total.points, total.high, POINTS_OF_ALL, wide)
    yield line(INDENT, Span(marks, "aside"))
    for sentence in ranks(result):
        yield line(INDENT, sentence)


def _pillar(name: str, pillar: PillarEstimate, width: int) -> Line:
    wide = max(width - (47 if width >= WIDE else 36), 8)
    bar = Bar(pillar.points, seen_of(pillar), pillar.ceiling, pillar.cap)
    ceiling = f"  ceiling {amount(pillar.ceiling)}" if pillar.ceiling < pillar.cap else ""
    return (
        Span(f"{INDENT}{shortened(name, 12):<12}", "name"),
        Span(f"{points(pillar.points):>6}  ", "points"),
        *bar.draw(wide),
        Span(f"  {between(pillar.low, pillar.high):<9}", "aside"),
        Span(ceiling if width >= WIDE else "", "aside"),
    )


def _reasons(result: Estimate, model: Model, width: int) -> Iterator[Line]:
    found = strongest(result, model)
    if found:
        yield line(Span("Strongest reasons", "title"))
        for reason in found:
            number = Span(f"{points(reason.points):>6}  ", "points")
            yield _entry(number, reason.pillar, reason.signal, reason.said, width)
        yield BLANK


def _gaps(result: Estimate, model: Model, width: int) -> Iterator[Line]:
    found = gaps(result, model)
    if found:
        yield line(Span("Not in the log", "title"), Span(", and where it could come from", "aside"))
        for gap in found[:3]:
            number = Span(f"{'≤ ' + points(gap.most):>6}  ", "unknown")
            pillars = gap.pillars[0] if len(gap.pillars) == 1 else f"{len(gap.pillars)} pillars"
            yield _entry(number, pillars, gap.what, " or ".join(gap.sources), width)
        if len(found) > 3:
            yield line(" " * 8, Span(rest(found[3:]), "aside"))
        yield BLANK


def _entry(number: Span, pillar: str, name: str, about: str, width: int) -> Line:
    """A line of a list: a number, the pillar where there is room for it, a name, more of it."""
    beside = f"{pillar:<14}" if width >= WIDE else ""
    named = 22 if width >= WIDE else 20
    rest_of_line = shortened(about, width - 10 - len(beside) - named)
    name = f"{shortened(name, named):<{named}}  "
    return line(number, Span(beside, "name"), name, Span(rest_of_line, "aside"))


def _closing(result: Estimate, width: int) -> Iterator[Line]:
    for warning in result.warnings:
        yield from paragraph(warning, width, "warning", indent="! ")
    legend = [f"{SEEN} in the log", f"{UNKNOWN} assumed", f"{TRACK} not reached"]
    if any(pillar.ceiling < pillar.cap for pillar in result.pillars.values()):
        legend.append(f"{WALL} ceiling")
    yield line(Span("  ".join(legend), "aside"))
    yield from paragraph(calibrated(result.stamp.calibrated_until), width, "aside", indent="")
