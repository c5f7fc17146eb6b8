"""Why an estimate is what it is, and what a number of it rests on."""

from collections.abc import Iterator

from estimator.explanation.day import Cited, Explanation, PillarReason, SignalReason, Why
from estimator.report import wording as say
from estimator.report.blocks import (
    POINTS,
    Block,
    Bullets,
    Cell,
    Headline,
    Page,
    PageColumn,
    PageTable,
    Picture,
    Piece,
    Said,
    Section,
    ending,
    line,
    numbers,
)
from estimator.report.estimate_page import bar_of, days_before, ranks
from estimator.report.machine_forms import cells_of
from estimator.report.strips import Bar
from estimator.rules.model import Model
from estimator.score.results import Json

TABLE = 76  # columns from which a signal has room for what comes next
NONE = "–"
HINT = "Every number of a signal with its source: ssi explain --why"
LEGEND = (
    "most: what the signal can bring; one more: the points of one more, on the day it counts most;"
    " halved in: until half of what counts today is gone if nothing more is done"
)
RATES = (
    "acceptance lately and conversations answered (of those begun) count recent ones the most,"
    " undecided ones too, and begin at what is usual; ssi import counts the plain shares, of what"
    " is old enough to be decided"
)


def reasons_page(result: Explanation, model: Model) -> Page:
    """The total, how far it is from each reference point above it, the signals of each pillar."""
    total, about = result.total, f"{result.on.isoformat()}, {say.seat_words(result.seat)}"
    level = say.level_said(total.level, total.low, total.high)
    above = (mark for mark in result.marks if mark.points > 0)
    marks = [f"{say.signed(mark.points)} to {say.amount(mark.at)}: {mark.name}" for mark in above]
    signals = [one for pillar in result.pillars.values() for one in pillar.signals.values()]
    rates = [RATES] if any(one.kind == "rate" and one.known for one in signals) else []
    head: list[Block] = [
        Headline(say.points(total.points), result.band, right=level),
        Said([f"{result.account}, {about}; {level}."], forms="m"),
        Said(ranks(result.estimate)),
        Bullets(marks, "aside"),
    ]
    return Page(
        heading="Why the index is what it is",
        about=f"{say.shortened(result.account, 30)}, {about}",
        title=f"Why the index is {say.points(total.points)} ({result.band})",
        sections=[
            Section(head),
            days_before(result.estimate),
            *(
                _pillar(name, pillar, bar_of(result.estimate.pillars[name]))
                for name, pillar in result.pillars.items()
            ),
            ending(
                *(result.warnings, result.stamp, result.pillars),
                Said([LEGEND, *rates], "aside", 0, forms="th", least=TABLE),
                Said([HINT], "aside", 0),
            ),
        ],
    )


def reasons_rows(result: Explanation) -> Iterator[Json]:
    """One row a signal: where it stands, what is seen, assumed and left, what comes next."""
    for pillar, reason in result.pillars.items():
        for name, signal in reason.signals.items():
            own = {"account": result.account, "on": result.on.isoformat(), "pillar": pillar}
            own |= {"signal": name}
            yield (
                own
                | cells_of(signal, "state amount unit points max seen assumed reachable")
                | {
                    "next_gain": "" if signal.next is None else signal.next.shown,
                    "half_in": "" if signal.fading is None else signal.fading.half_in,
                    "gone_in": "" if signal.fading is None else signal.fading.gone_in,
                }
            )


def _pillar(name: str, pillar: PillarReason, bar: Bar) -> Section:
    cuts = [
        f"the {what} of {say.amount(at)} cuts {say.points(cut)}"
        for what, at, cut in (
            ("cap", pillar.cap, pillar.cut_by_cap),
            ("ceiling", pillar.ceiling, pillar.cut_by_ceiling),
        )
        if cut > 0
    ]
    read = f"{say.points(bar.told - bar.seen)} by your readings, " if bar.told > bar.seen else ""
    parts = (
        f"{say.points(bar.seen)} in the log, {read}{say.points(bar.points - bar.told)} assumed,"
        f" {say.points(pillar.left)} left"
    )
    others = ", ".join(map(say.label, pillar.other_seats))
    blocks: list[Block] = [
        Said([f"{one}." for one in (parts, *map(str.capitalize, cuts))], forms="m"),
        Picture(bar, forms="h"),
        Said(cuts, "warning", forms="th"),
        _signals(pillar),
        Said([f"with another seat: {others}"] if others else [], "aside", forms="th"),
    ]
    most = f" of {say.amount(round(bar.ceiling, 1))}"
    return Section(blocks, name, say.points(bar.points), most, right=parts)


def _signals(pillar: PillarReason) -> PageTable:
    """The signals of a pillar, those that bring the most points first."""
    columns = [
        POINTS,
        *numbers(tail=2, most=4),
        PageColumn("signal", 22, tail=1, style="name", fold="wrap"),
        PageColumn("seen", tail=1, fold="wrap"),
        *numbers("aside", least=TABLE, one_more=9, halved_in=10),
    ]
    worth = [one for one in pillar.signals.items() if one[1].max > 0]  # others are inferred from
    rows = list[list[Cell]]()
    for name, one in sorted(worth, key=lambda one: (-one[1].points, one[0])):
        seen = Piece(seen_said(one), "seen" if one.state in ("scored", "zero") else "unknown")
        ahead = next_said(one), half_said(one)
        rows.append([say.points(one.points), say.points(one.max), say.label(name), seen, *ahead])
    return PageTable(columns, rows)


def seen_said(signal: SignalReason) -> str:
    """What a signal was seen to be, or what stands in for it."""
    if signal.state == "unknown" and signal.inferred_from is not None:
        return f"inferred from {say.label(signal.inferred_from.partition('.')[2])}"
    if signal.state == "unknown" or signal.amount is None:
        return "not in the log"
    said, word = f"{say.amount(signal.amount)} {signal.unit}", "known"
    if signal.kind == "rate":
        said = say.percent(signal.amount)
    elif signal.kind == "checklist":
        whole = sum(one.value for one in signal.numbers if one.path.endswith(".weight"))
        said, word = f"{say.percent(signal.amount / whole)} filled", "seen"
    return f"{said}, {say.percent(signal.known)} {word}" if 0 < signal.known < 1 else said


def next_said(signal: SignalReason) -> str:
    """What one more brings, with the decimals that a small gain needs."""
    if signal.next is None:
        return NONE
    shown = signal.next.shown
    if shown >= 0.05:
        return f"+{shown:.2f}"
    return "+0" if shown < 0.0005 else f"+{shown:.3f}"


def half_said(signal: SignalReason) -> str:
    """In how many days half of it is gone."""
    return NONE if signal.fading is None else f"{signal.fading.half_in} d"


# --- a number and its sources --------------------------------------------------------------------


def why_page(result: Why, model: Model) -> Page:
    """Each signal with what it looks at, then every number of it, then their sources."""
    groups: dict[str, list[Cited]] = {}
    for number in result.numbers:
        own = (path for path in result.signals if number.path.startswith(f"{path}."))
        inherited = number.path.startswith("defaults.") and len(result.signals) == 1
        other = next(iter(result.signals)) if inherited else result.path
        groups.setdefault(next(own, other), []).append(number)
    told = list[Block]()
    for name, one in sorted({number.source: number for number in result.numbers}.items()):
        seen = f", seen {one.seen}" if one.seen else ""
        told += source_said(name, one.kind, f"{one.title}{seen}", one.url)
    told.append(Said([f"rules {result.rules}, {result.sha256[:12]}"], "aside", forms="h"))
    return Page(
        title=result.path,
        sections=[
            *(_group(path, found, result) for path, found in groups.items()),
            Section(told, "sources", forms="t"),
        ],
    )


def why_rows(result: Why) -> Iterator[Json]:
    """One row a number."""
    for number in result.numbers:
        low, high = number.bounds or ("", "")
        own = {"path": number.path, "value": number.written, **cells_of(number, "unit status")}
        yield {**own, "low": low, "high": high, **cells_of(number, "source title where")}


def _group(path: str, found: list[Cited], result: Why) -> Section:
    looked = result.signals.get(path)
    blocks, kind = list[Block](), ""
    if looked is not None:
        about = looked.off or looked.about
        advice = [f"Advice: {looked.advice}"] if looked.advice else []
        now = []
        if (one := result.standing) is not None:  # where the signal stands in the estimate
            parts = [f"{say.points(one.points)} of {say.points(one.max)} points, {seen_said(one)}"]
            parts += [f"one more {next_said(one)}"] if one.next else []
            parts += [f"half gone in {half_said(one)}"] if one.fading else []
            now = [f"Now: {'; '.join(parts)}"]
        named = line(Piece(path, "title"), f", {looked.kind}: {about}")
        blocks = [
            Said([named, *advice, *now], forms="m"),
            Said([about], forms="th"),
            Said(advice, "aside", forms="th"),
            Said(now, "points", forms="th"),
        ]
        seats = f", {' or '.join(looked.seats)} only" if looked.seats else ""
        kind = f"  {looked.kind}{', off' if looked.off else ''}{seats}"
    columns = [
        PageColumn(wide=22, forms="t"),
        PageColumn(style="points", forms="t"),
        PageColumn(forms="t", fold="under"),
        PageColumn("number", style="name", forms="mh"),
        PageColumn("value", right=True, forms="mh"),
        *(PageColumn(head, forms="mh") for head in ("unit", "status", "bounds", "source")),
        PageColumn("stands at", forms="mh"),
    ]
    table = PageTable(columns, [_number(one, path) for one in found], heads="mh", indent=2)
    return Section([*blocks, table], path, aside=kind, forms="th")


def _number(number: Cited, path: str) -> list[str]:
    written, bounds = number.written, number.bounds
    unit = f" {number.unit}" if number.unit and not written.endswith((" d", "never")) else ""
    facts = [number.status, f"source {number.source}"]
    facts += [f"between {bounds[0]} and {bounds[1]}"] if bounds else []
    facts += [f"{value} from {day}" for day, value in number.dated]
    facts += [number.where] if number.where else []
    within = " to ".join(bounds) if bounds else ""
    return [
        *(number.path.removeprefix(f"{path}."), f"{written}{unit}", ", ".join(facts)),
        *(number.path, written, number.unit, number.status, within, number.title, number.where),
    ]


def source_said(name: str, kind: str, title: str, url: str | None = None) -> list[Block]:
    """A source, as text has it below the numbers that rest on it."""
    address = [line(Piece(url, "aside"))] if url else []
    return [
        Said([line(name, Piece(f"  {kind}", "aside"))], forms="t"),
        Said([title], "aside", 4, forms="t"),
        Said(address, indent=4, forms="t"),
    ]
