"""The estimate of one account, of many, and of every day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from estimator.explanation.comparisons import band_of
from estimator.report import wording as say
from estimator.report.blocks import (
    POINTS,
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
    numbers,
)
from estimator.report.charts import Chart, ChartLine
from estimator.report.gaps import gaps, left_open, strongest
from estimator.report.strips import SEEN, TOLD, TRACK, UNKNOWN, WALL, Bar, Spark
from estimator.rules.model import Model
from estimator.score import history
from estimator.score.results import (
    Estimate,
    History,
    Interval,
    Json,
    PillarEstimate,
    ReadingsUsed,
    recorded_cells,
)

POINTS_OF_ALL = 100.0
ROOM = 64  # columns from which a line has room for a second explanation
BRIEF, LONGER = 3, 6  # rows of a list in text, and on a page
SEEN_KEY, TOLD_KEY = ("seen", "in the log"), ("read", "your readings")
PILLAR = PageColumn("pillar", 12, tail=2, style="name", least=ROOM)
SURE_KEY = (("unknown", "assumed for the rest"), ("interval", "interval"))


def estimate_page(result: Estimate, model: Model) -> Page:
    """Total, pillars, reasons, what is unknown, what it is."""
    day_seat = f"{result.on}, {say.seat_words(result.seat)}"
    total, called = result.total, band_of(say.finite(result.total.points), result.rank)
    bars = {name: bar_of(one) for name, one in result.pillars.items()}
    parts = [[bar.seen, bar.ceiling, bar.told] for bar in bars.values()]
    seen, most, told = np.sum(parts, axis=0).tolist()
    key = (SEEN_KEY, *([TOLD_KEY] if told > seen else []), *SURE_KEY)
    bar = Bar(total.points, seen, most, POINTS_OF_ALL, total.low, total.high, told, key)
    level = say.level_said(total.level, total.low, total.high)
    recorded = say.recorded_said(result.recorded, result.on, total.points)
    notes = (*result.warnings, *doubts_said(result.readings))
    columns = [POINTS, PILLAR, PageColumn("signal", 22, tail=2), PageColumn("seen", style="aside")]
    reasons = PageTable(columns, reasons_of(result, model), "mh", brief=BRIEF)
    return Page(
        heading="Social Selling Index",
        about=f"{say.shortened(result.account, 30)}, {day_seat}",
        title=f"Social Selling Index: {say.points(total.points)} ({called})",
        sections=[
            Section(
                [
                    Headline(say.points(total.points), called, right=level),
                    Picture(bar),
                    Said([f"{result.account}, {day_seat}; {level}."], forms="m"),
                    Said([*recorded, *ranks(result)]),
                ]
            ),
            Section([_pillars(result, bars, seen)]),
            days_before(result),
            Section([reasons], "Strongest reasons"),
            _gaps(result, model),
            ending(notes, result.stamp, result.pillars, _signs(result, bars)),
        ],
    )


def estimate_rows(result: Estimate) -> Iterator[Json]:
    """The one row of the CSV: account, on, seat, then points, low and high of total and pillars."""
    row: Json = {"account": result.account, "on": result.on.isoformat(), "seat": result.seat}
    parts: dict[str, Interval | PillarEstimate] = {"total": result.total, **result.pillars}
    for name, part in parts.items():
        row |= {name: part.points, f"{name}_low": part.low, f"{name}_high": part.high}
    yield row | (recorded_cells(result.recorded[-1]) if result.recorded else {})


def bar_of(pillar: PillarEstimate) -> Bar:
    """The bar of a pillar: what the log itself shows, then what the member's own readings say; the
    most that the seat can have, with all of its signals at their most.
    """
    seen = pillar.points * (1.0 - pillar.unknown_share)
    signals = sum(one.max for one in pillar.signals.values() if one.state != "not_applicable")
    reach = max(min(pillar.cap, pillar.ceiling, signals), pillar.points)
    told = seen + (pillar.told or 0.0) * (pillar.points - seen)
    return Bar(pillar.points, seen, reach, pillar.cap, pillar.low, pillar.high, told)


def ranks(result: Estimate) -> list[str]:
    """The place in each group whose average was given or read, a sentence each."""
    read = {} if result.readings is None else result.readings.groups
    of = {
        who: f" (your reading of {say.short_day(d, beside=result.on)})" for who, d in read.items()
    }
    return [
        f"Top {place['top_percent']:.0f} % of the {group}, whose average is"
        f" {say.amount(place['average'])}{of.get(group, '')}."
        for group, place in (result.rank or {}).items()
    ]


def readings_said(used: ReadingsUsed) -> str:
    """How many readings moved an estimate, and how old the newest is.

    >>> readings_said(ReadingsUsed(3, date(2026, 5, 7), 12, 4.2))
    '3, the newest 12 days ago'
    """
    if used.age == 0:
        return f"{used.used}, the newest of this day"
    ago = "ago" if used.age > 0 else "later"
    return f"{used.used}, the newest {say.counted(abs(used.age), 'days')} {ago}"


WHY_DOUBTED = {
    "odd": "against those before and after; it hardly counts",
    "dip": "and back within days: taken for a fault of LinkedIn's",
    "newest": "against what came before; the next reading will tell",
}


def doubts_said(used: ReadingsUsed | None) -> list[str]:
    """What is to be said of readings that are not taken at their word, or surprise."""
    found: dict[tuple[date | None, str], list[str]] = {}
    for one in used.doubted if used else ():
        found.setdefault((one.on, one.why), []).append(f"{one.what} {say.signed(one.off)}")
    return [
        f"your reading of {on}: {', '.join(off)} {WHY_DOUBTED[why]}"
        for (on, why), off in found.items()
    ]


def _pillars(result: Estimate, bars: dict[str, Bar], seen: float) -> PageTable:
    total, rows = result.total, list[list[Cell]]()
    for name, bar in bars.items():
        most, one = say.amount(round(bar.ceiling, 1)), result.pillars[name]
        short = f"most {most}" if bar.ceiling < bar.cap else ""
        ends, unknown = say.between(one.low, one.high), say.percent(one.unknown_share)
        rows.append([name, say.points(bar.points), most, bar, ends, short, unknown])
    unknown = say.percent(1 - seen / total.points if total.points else 0.0)
    last: list[Cell] = [Piece(text, "title") for text in ("total", say.points(total.points))]
    columns = [
        PageColumn("pillar", 12, style="name"),
        POINTS,
        PageColumn("most", right=True, forms="mh"),
        PageColumn(tail=2, forms="th", drawn=True),
        PageColumn("interval", 9, tail=2, style="aside"),
        PageColumn(wide=12, style="aside", forms="t", least=ROOM),
        PageColumn("not in the log", right=True, forms="m"),
    ]
    last += ["", "", say.between(total.low, total.high), "", unknown]
    return PageTable(columns, rows, heads="mh", total=last, indent=2)


def reasons_of(result: Estimate, model: Model) -> list[list[str]]:
    """What brings the most points, the first first: points, pillar, signal, what was seen."""
    found = [
        (one.points, [say.points(one.points), one.pillar, one.signal, one.said])
        for one in strongest(result, model, LONGER)
    ]
    if result.readings is not None:
        said = readings_said(result.readings)
        found += [
            (abs(by), [say.signed(by), name, "your readings", said])
            for name, one in result.pillars.items()
            if abs(by := one.from_readings or 0.0) >= say.SMALLEST
        ]
    return [row for _, row in sorted(found, key=lambda one: -one[0])[:LONGER]]


def _gaps(result: Estimate, model: Model) -> Section:
    found = gaps(result, model)
    rows = [
        [f"≤ {say.points(gap.most)}", ", ".join(gap.pillars), gap.what, " or ".join(gap.sources)]
        for gap in found[:LONGER]
    ]
    columns = [replace(POINTS, style="unknown"), PILLAR, PageColumn("what", 22, tail=2)]
    columns.append(PageColumn("where it could come from", style="aside"))
    rests = {}
    for shown in (BRIEF, LONGER):
        rest = found[shown:]
        most = say.points(left_open((gap.most for gap in rest), result))
        rests[shown] = f"and {len(rest)} more, together up to {most}" if rest else ""
    table = PageTable(
        *(columns, rows, "mh"), brief=BRIEF, rest=rests[LONGER], brief_rest=rests[BRIEF]
    )
    return Section([table], "Not in the log", aside=", and where it could come from")


def _signs(result: Estimate, bars: dict[str, Bar]) -> Said:
    read = [f"{TOLD} your readings"] if result.readings else []
    signs = [f"{SEEN} in the log", *read, f"{UNKNOWN} assumed", f"{TRACK} not reached"]
    if any(bar.ceiling < bar.cap for bar in bars.values()):
        signs.append(f"{WALL} the most {say.with_seat(result.seat).lower()}")
    return Said(["  ".join(signs)], "aside", 0, forms="t")


# --- every day -----------------------------------------------------------------------------------


def history_page(result: History, model: Model) -> Page:
    """The total as a chart with every pillar as a line; of many accounts a line each."""
    n, days = len(result.accounts), f"{result.start} to {result.end}"
    who = say.shortened(result.accounts[0], 30) if n == 1 else say.counted(n, "accounts")
    notes = (*result.warnings, *doubts_said(result.readings))
    if n == 1:
        own = _one_history(result, model)
    else:
        first = "first is the first day of which as much is known as of the last"
        said = Said([f"{days}, total; {first}"], "aside", forms="th")
        rows = [_days_row(result, who, "total", i) for i, who in enumerate(result.accounts)]
        own = [Section([said]), Section([_days_table("account", rows)])]
    return Page(
        heading="Social Selling Index, day by day",
        about=f"{who}, {say.seat_words(result.seat)}",
        title=f"Social Selling Index, {days}",
        sections=[
            Section([Said([f"{say.with_seat(result.seat)}."], forms="m")]),
            *own,
            ending(notes, result.stamp, result.pillars),
        ],
    )


def history_chart(
    result: History, name: str = "total", cap: float | None = None, height: int = 240
) -> Chart:
    """The days of one account's total or pillar over their interval."""
    middle, low, high = (part[name].ravel() for part in (result.points, result.low, result.high))
    level = f"{say.percent(result.level)} interval"
    read = [*(result.readings.seen if result.readings else ()), *result.recorded]
    shown = [(r.captured, r.points[name]) for r in read if name in r.points]
    return Chart(
        result.start,
        [ChartLine(name, middle, guess=~result.settled_days(name))],
        *(low, high, level),
        cap=cap,
        readings=[(d, p) for d, p in shown if d and result.start <= d <= result.end],
        name=name,
        height=height,
    )


def days_before(result: Estimate, start: date | None = None) -> Section:
    """What came before an estimate, for a page; since thirteen weeks where no day is given."""
    log, rules, since = result.log, result.rules, start or result.on - timedelta(weeks=13)
    if log is None or rules is None:
        return Section([])
    read = result.readings.seen if result.readings else ()

    def chart() -> Chart:
        return history_chart(history(log, rules, since, result.on, result.seat, readings=read))

    heading = "The days between" if start else "The last thirteen weeks"
    return Section([Picture(chart, forms="h")], heading, forms="h")


def _one_history(result: History, model: Model) -> list[Section]:
    rows = [_days_row(result, name, name) for name in ("total", *result.pillars)]
    small = {one.name: history_chart(result, one.name, one.cap, 140) for one in model.pillars}
    table, recorded = _days_table("", rows, "t"), Said(say.recorded_said(result.recorded))
    return [
        Section([Picture(history_chart(result))]),
        Section([table, Said(_edges(result)), recorded]),
        *(
            Section([Picture(one, forms="h")], name, forms="h", small=True)
            for name, one in small.items()
        ),
    ]


def _days_table(named: str, rows: list[list[Cell]], drawn: str = "th") -> PageTable:
    """drawn: the forms in which a line of its days stands in a row."""
    columns = [
        PageColumn("account", forms="m"),
        PageColumn("", 12, style="name", said=named),
        *numbers(tail=2, first=6),
        *(PageColumn(head, right=True, forms="mh") for head in ("lowest", "highest")),
        PageColumn(forms=drawn, drawn=True),
        *numbers("points", last=7),
        *numbers("aside", change=8),
    ]
    return PageTable(columns, rows, indent=2, margin=3)


def _days_row(result: History, said: str, name: str, i: int = 0) -> list[Cell]:
    """first and change are of the days that can be held against each other."""
    series, comparable = np.atleast_2d(result.points[name])[i], result.comparable(name, i)
    first, change = "–", "–"
    if comparable is not None:
        first, change = say.points(comparable[0]), say.signed(comparable[1] - comparable[0])
    low, high, last = (say.points(float(one)) for one in (series.min(), series.max(), series[-1]))
    return [result.accounts[i], said, first, low, high, Spark(series), last, change]


def _edges(result: History) -> list[str]:
    """What began or ended to be known, and which days are therefore not counted."""
    if not result.edges:
        return []
    told = []
    for edge in result.edges:
        words, on = ("Known from", " on") if edge.begins else ("Known until", "")
        acts = [say.label(a) + " (else inferred)" * (a in edge.inferred) for a in edge.actions]
        told.append(f"{words} {say.short_day(edge.day, beside=result.end)}{on}: {', '.join(acts)}.")
    settled = np.flatnonzero(result.settled_days("total"))
    held = "no day shows as much of everything as another"
    if len(settled):
        ends = [
            say.short_day(result.days[int(place)], beside=result.end) for place in settled[[0, -1]]
        ]
        held = f"first and change of the total are of {ends[0]} to {ends[1]}"
    return [" ".join([*told, f"The dotted days rest on what is assumed: {held}."])]
