"""Why an estimate is what it is, and what a number of it rests on."""

from collections.abc import Iterator

from estimator.explanation.citing import Cited, Why
from estimator.explanation.day import Explanation, PillarReason, SignalReason
from estimator.report.blocks import (
    Block,
    Bullets,
    Cell,
    Closing,
    Headline,
    Notes,
    Page,
    PageColumn,
    PageTable,
    Picture,
    Piece,
    Said,
    Section,
    line,
)
from estimator.report.change_page import whole_amount
from estimator.report.estimate_page import days_before, ranks, told_of
from estimator.report.strips import Bar, TotalBar
from estimator.report.wording import (
    amount,
    between,
    label,
    percent,
    points,
    seat_words,
    shortened,
    signed,
)
from estimator.rules.model import Model
from estimator.score.results import Json

TABLE = 76  # columns from which a signal has room for what comes next
NONE = "–"
OF_A_ROW = ("unit", "points", "max", "seen", "assumed", "reachable")
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
    """The total, then the signals of each pillar."""
    total, about = result.total, f"{result.on.isoformat()}, {seat_words(result.seat)}"
    level = f"{percent(total.level)} interval {between(total.low, total.high)}"
    found, marks = ranks(result.estimate), _marks(result)
    signals = [one for pillar in result.pillars.values() for one in pillar.signals.values()]
    rates = [RATES] if any(one.kind == "rate" and one.known for one in signals) else []
    head: list[Block] = [
        Headline(points(total.points), result.band, right=level),
        Said([f"{result.account}, {about}; {level}."], forms="m"),
        Said(found),
        Bullets(marks, "aside"),
    ]
    return Page(
        heading="Why the index is what it is",
        about=f"{shortened(result.account, 30)}, {about}",
        title=f"Why the index is {points(total.points)} ({result.band})",
        sections=[
            Section(head),
            days_before(result.estimate),
            *(
                _pillar(name, pillar, told_of(result.estimate.pillars[name]))
                for name, pillar in result.pillars.items()
            ),
            Section(
                [
                    Notes(result.warnings),
                    Said([LEGEND, *rates], "aside", 0, forms="th", least=TABLE),
                    Said([HINT], "aside", 0),
                    Closing(result.stamp, result.pillars),
                ]
            ),
        ],
    )


def reasons_rows(result: Explanation) -> Iterator[Json]:
    """One row a signal: where it stands, what is seen, assumed and left, what comes next."""
    for pillar, reason in result.pillars.items():
        for name, signal in reason.signals.items():
            yield {
                "account": result.account,
                "on": result.on.isoformat(),
                "pillar": pillar,
                "signal": name,
                "state": signal.state,
                "amount": "" if signal.amount is None else signal.amount,
                **{key: getattr(signal, key) for key in OF_A_ROW},
                "next_gain": "" if signal.next is None else signal.next.shown,
                "half_in": "" if signal.fading is None else signal.fading.half_in,
                "gone_in": "" if signal.fading is None else signal.fading.gone_in,
            }


def _marks(result: Explanation) -> list[str]:
    """How far the total is from each reference point above it, and what that is."""
    return [
        f"{signed(mark.points)} to {amount(mark.at)}: {mark.name}"
        for mark in result.marks
        if mark.points > 0
    ]


def _pillar(name: str, pillar: PillarReason, told: float) -> Section:
    """told: the points of it that the log or the member's own readings say."""
    cuts = [
        f"the {what} of {amount(at)} cuts {points(cut)}"
        for what, at, cut in (
            ("cap", pillar.cap, pillar.cut_by_cap),
            ("ceiling", pillar.ceiling, pillar.cut_by_ceiling),
        )
        if cut > 0
    ]
    read = f"{points(told - pillar.known)} by your readings, " if told > pillar.known else ""
    parts = (
        f"{points(pillar.known)} in the log, {read}{points(pillar.points - told)} assumed,"
        f" {points(pillar.left)} left"
    )
    reach = pillar.points + pillar.left
    bar = Bar(pillar.points, pillar.known, reach, pillar.cap, pillar.low, pillar.high, told)
    others = ", ".join(map(label, pillar.other_seats))
    blocks: list[Block] = [
        Said([f"{one}." for one in (parts, *map(str.capitalize, cuts))], forms="m"),
        Picture(TotalBar(bar), forms="h"),
        Said(cuts, "warning", forms="th"),
        _signals(pillar),
        Said([f"with another seat: {others}"] if others else [], "aside", forms="th"),
    ]
    most = f" of {amount(round(reach, 1))}"
    return Section(blocks, name, points(pillar.points), most, right=parts)


def _signals(pillar: PillarReason) -> PageTable:
    """The signals of a pillar, those that bring the most points first."""
    columns = [
        PageColumn("points", 6, tail=2, right=True, style="points"),
        PageColumn("most", 4, tail=2, right=True),
        PageColumn("signal", 22, tail=1, style="name", fold="wrap"),
        PageColumn("seen", tail=1, fold="wrap"),
        PageColumn("one more", 9, right=True, style="aside", least=TABLE),
        PageColumn("halved in", 10, right=True, style="aside", least=TABLE),
    ]
    worth = [one for one in pillar.signals.items() if one[1].max > 0]  # others are inferred from
    ranked = sorted(worth, key=lambda one: (-one[1].points, one[0]))
    rows: list[list[Cell]] = [
        [
            points(one.points),
            points(one.max),
            label(name),
            Piece(seen_said(one), "seen" if one.state in ("scored", "zero") else "unknown"),
            next_said(one),
            half_said(one),
        ]
        for name, one in ranked
    ]
    return PageTable(columns, rows)


def seen_said(signal: SignalReason) -> str:
    """What a signal was seen to be, or what stands in for it."""
    if signal.state == "unknown" and signal.inferred_from is not None:
        return f"inferred from {label(signal.inferred_from.partition('.')[2])}"
    if signal.state == "unknown" or signal.amount is None:
        return "not in the log"
    word = "seen" if signal.kind == "checklist" else "known"
    partly = f", {percent(signal.known)} {word}" if 0 < signal.known < 1 else ""
    return f"{_amount(signal, signal.amount)}{partly}"


def _amount(signal: SignalReason, value: float) -> str:
    if signal.kind == "rate":
        return percent(value)
    if signal.kind == "checklist":
        whole = sum(one.value for one in signal.numbers if one.path.endswith(".weight"))
        return f"{percent(value / whole)} filled"
    return f"{whole_amount(value)} {signal.unit}"


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
        groups.setdefault(_owner(number, result), []).append(number)
    closing = Said([f"rules {result.rules}, {result.sha256[:12]}"], "aside", forms="h")
    return Page(
        title=result.path,
        sections=[
            *(_group(path, found, result) for path, found in groups.items()),
            Section([*_sources(result), closing], "sources", forms="t"),
        ],
    )


def why_rows(result: Why) -> Iterator[Json]:
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


def _owner(number: Cited, result: Why) -> str:
    """The signal a number belongs to, or the path that was asked for."""
    own = [path for path in result.signals if number.path.startswith(f"{path}.")]
    if own:
        return own[0]
    inherited = number.path.startswith("defaults.") and len(result.signals) == 1
    return next(iter(result.signals)) if inherited else result.path


def _group(path: str, numbers: list[Cited], result: Why) -> Section:
    looked = result.signals.get(path)
    blocks: list[Block] = []
    kind = ""
    if looked is not None:
        about = looked.off or looked.about
        advice = [f"Advice: {looked.advice}"] if looked.advice else []
        now = [_standing(result)] if result.standing is not None else []
        named = line(Piece(path, "title"), f", {looked.kind}: {about}")
        blocks += [
            Said([named, *advice, *now], forms="m"),
            Said([about], forms="th"),
            Said(advice, "aside", forms="th"),
            Said(now, "points", forms="th"),
        ]
        seats = f", {' or '.join(looked.seats)} only" if looked.seats else ""
        kind = f"  {looked.kind}{', off' if looked.off else ''}{seats}"
    return Section([*blocks, _numbers(path, numbers)], path, aside=kind, forms="th")


def _standing(result: Why) -> str:
    """Where the signal stands in the estimate."""
    signal = result.standing
    assert signal is not None  # asked for only then
    parts = [f"{points(signal.points)} of {points(signal.max)} points, {seen_said(signal)}"]
    parts += [f"one more {next_said(signal)}"] if signal.next else []
    parts += [f"half gone in {half_said(signal)}"] if signal.fading else []
    return f"Now: {'; '.join(parts)}"


def _numbers(path: str, numbers: list[Cited]) -> PageTable:
    columns = [
        PageColumn(wide=22, forms="t"),
        PageColumn(style="points", forms="t"),
        PageColumn(forms="t", fold="under"),
        PageColumn("number", style="name", forms="mh"),
        PageColumn("value", right=True, forms="mh"),
        *(PageColumn(head, forms="mh") for head in ("unit", "status", "bounds", "source")),
        PageColumn("stands at", forms="mh"),
    ]
    return PageTable(columns, [_number(one, path) for one in numbers], heads="mh", indent=2)


def _number(number: Cited, path: str) -> list[str]:
    written = number.written
    unit = f" {number.unit}" if number.unit and not written.endswith((" d", "never")) else ""
    facts = [number.status, f"source {number.source}"]
    if number.bounds:
        facts.append(f"between {number.bounds[0]} and {number.bounds[1]}")
    facts += [f"{value} from {day}" for day, value in number.dated]
    facts += [number.where] if number.where else []
    bounds = " to ".join(map(str, number.bounds)) if number.bounds else ""
    return [
        *(number.path.removeprefix(f"{path}."), f"{written}{unit}", ", ".join(facts)),
        *(number.path, written, number.unit, number.status, bounds, number.title, number.where),
    ]


def _sources(result: Why) -> Iterator[Block]:
    found = {number.source: number for number in result.numbers}
    for name, number in sorted(found.items()):
        yield Said([line(name, Piece(f"  {number.kind}", "aside"))], forms="t")
        seen = f", seen {number.seen}" if number.seen else ""
        yield Said([f"{number.title}{seen}"], "aside", 4, forms="t")
        if number.url:
            yield Said([line(Piece(number.url, "aside"))], indent=4, forms="t")
