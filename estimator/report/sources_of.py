"""A pillar, a signal or a number followed to its sources, as text."""

from collections.abc import Iterator, Mapping

from estimator.explanation import Why
from estimator.explanation.citing import Cited, Looked
from estimator.report.lines import BLANK, Line, Span, line, paragraph
from estimator.report.numbers import points
from estimator.report.traced import half_said, next_said, seen_said
from estimator.results import Json
from estimator.rules.model import Model

TEMPLATE = "why"


def text(result: Why, model: Model, width: int) -> list[Line]:
    """Each signal with what it looks at, then every number of it, then their sources."""
    groups = grouped(result).items()
    return [
        *(one for path, found in groups for one in _group(path, found, result, width)),
        *_sources(result, width),
    ]


def rows(result: Why) -> Iterator[Json]:
    """One row a number."""
    for number in result.numbers:
        low, high = number.bounds or ("", "")
        yield {
            "path": number.path,
            "value": number.written,
            "unit": number.unit,
            "status": number.status,
            "low": low,
            "high": high,
            "source": number.source,
            "title": number.title,
            "where": number.where,
        }


def page(result: Why, model: Model) -> Mapping[str, object]:
    """What the Markdown and HTML templates show."""
    return {"result": result, "groups": grouped(result), "now": standing_said(result)}


def grouped(result: Why) -> dict[str, list[Cited]]:
    """The numbers by the signal they belong to, and the rest by the path that was asked for."""
    groups: dict[str, list[Cited]] = {}
    for number in result.numbers:
        groups.setdefault(_owner(number, result), []).append(number)
    return groups


def _owner(number: Cited, result: Why) -> str:
    own = [path for path in result.signals if number.path.startswith(f"{path}.")]
    if own:
        return own[0]
    inherited = number.path.startswith("defaults.") and len(result.signals) == 1
    return next(iter(result.signals)) if inherited else result.path


def _group(path: str, numbers: list[Cited], result: Why, width: int) -> Iterator[Line]:
    looked = result.signals.get(path)
    yield line(Span(path, "title"), Span(_kind(looked), "aside"))
    if looked is not None:
        yield from paragraph(looked.off or looked.about, width)
        if looked.advice:
            yield from paragraph(f"Advice: {looked.advice}", width, "aside")
    if result.standing is not None and looked is not None:
        yield from paragraph(standing_said(result), width, "points")
    for number in numbers:
        yield from _number(number, path, width)
    yield BLANK


def standing_said(result: Why) -> str:
    """Where the signal stands in the estimate; empty without one."""
    signal = result.standing
    if signal is None:
        return ""
    worth = f"{points(signal.points)} of {points(signal.max)} points"
    after = [f"one more {next_said(signal)}"] if signal.next else []
    after += [f"half gone in {half_said(signal)}"] if signal.fading else []
    return f"Now: {'; '.join([f'{worth}, {seen_said(signal)}', *after])}"


def _kind(looked: Looked | None) -> str:
    if looked is None:
        return ""
    seats = f", {' or '.join(looked.seats)} only" if looked.seats else ""
    return f"  {looked.kind}{', off' if looked.off else ''}{seats}"


def _number(number: Cited, path: str, width: int) -> Iterator[Line]:
    unit = f" {number.unit}" if number.unit and not number.written.endswith((" d", "never")) else ""
    yield line(
        f"  {number.path.removeprefix(f'{path}.'):<22}",
        Span(f"{number.written}{unit}", "points"),
    )
    facts = [number.status, f"source {number.source}"]
    if number.bounds:
        facts.append(f"between {number.bounds[0]} and {number.bounds[1]}")
    facts += [f"{value} from {day}" for day, value in number.dated]
    facts += [number.where] if number.where else []
    yield from paragraph(", ".join(facts), width, "aside", " " * 24)


def _sources(result: Why, width: int) -> Iterator[Line]:
    yield line(Span("sources", "title"))
    told = {number.source: number for number in result.numbers}
    for name, number in sorted(told.items()):
        yield line(f"  {name}", Span(f"  {number.kind}", "aside"))
        seen = f", seen {number.seen}" if number.seen else ""
        yield from paragraph(f"{number.title}{seen}", width, "aside", " " * 4)
        if number.url:
            yield line(" " * 4, Span(number.url, "aside"))
