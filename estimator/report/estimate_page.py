"""The estimate of one account, of many, and of every day."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from estimator.explanation.comparisons import band_of
from estimator.report.blocks import (
    Cell,
    Closing,
    Headline,
    Line,
    Notes,
    Page,
    PageColumn,
    PageTable,
    Picture,
    Piece,
    Said,
    Section,
)
from estimator.report.charts import Chart, ChartLine
from estimator.report.gaps import Gap, gaps, left_open, strongest
from estimator.report.strips import SEEN, TOLD, TRACK, UNKNOWN, WALL, Bar, Spark, TotalBar
from estimator.report.wording import (
    amount,
    between,
    counted,
    finite,
    label,
    percent,
    points,
    recorded_said,
    seat_words,
    short_day,
    shortened,
    signed,
    with_seat,
)
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
SMALLEST = 0.05  # points from which on one decimal shows them
BRIEF, LONGER = 3, 6  # rows of a list in text, and on a page


def estimate_page(result: Estimate, model: Model) -> Page:
    """Total, pillars, reasons, what is unknown, what it is."""
    day_seat = f"{result.on}, {seat_words(result.seat)}"
    total, called = result.total, band_of(finite(result.total.points), result.rank)
    level = f"{percent(total.level)} interval {between(total.low, total.high)}"
    seen = sum(map(seen_of, result.pillars.values()))
    most = sum(map(reach_of, result.pillars.values()))
    told = sum(map(told_of, result.pillars.values()))
    notes = (*result.warnings, *doubts_said(result.readings))
    bar = Bar(total.points, seen, most, POINTS_OF_ALL, total.low, total.high, told)
    key = (SEEN_KEY, *([TOLD_KEY] if told > seen else []), *SURE_KEY)
    return Page(
        heading="Social Selling Index",
        about=f"{shortened(result.account, 30)}, {day_seat}",
        title=f"Social Selling Index: {points(total.points)} ({called})",
        sections=[
            Section(
                [
                    Headline(points(total.points), called, right=level),
                    Picture(TotalBar(bar, key)),
                    Said([f"{result.account}, {day_seat}; {level}."], forms="m"),
                    Said(
                        [
                            *recorded_said(result.recorded, result.on, result.total.points),
                            *ranks(result),
                        ]
                    ),
                ]
            ),
            Section([_pillars(result, seen)]),
            days_before(result),
            _reasons(result, model),
            _gaps(result, model),
            Section([Notes(notes), _signs(result), Closing(result.stamp, result.pillars)]),
        ],
    )


SEEN_KEY, TOLD_KEY = ("seen", "in the log"), ("read", "your readings")
SURE_KEY = (("unknown", "assumed for the rest"), ("interval", "interval"))


def estimate_rows(result: Estimate) -> Iterator[Json]:
    """The one row of the CSV: account, on, seat, then points, low and high of total and pillars."""
    row: Json = {"account": result.account, "on": result.on.isoformat(), "seat": result.seat}
    parts: dict[str, Interval | PillarEstimate] = {"total": result.total, **result.pillars}
    for name, part in parts.items():
        row |= {name: part.points, f"{name}_low": part.low, f"{name}_high": part.high}
    yield row | (recorded_cells(result.recorded[-1]) if result.recorded else {})


def seen_of(pillar: PillarEstimate) -> float:
    """The points of a pillar that the log itself shows."""
    return pillar.points * (1.0 - pillar.unknown_share)


def told_of(pillar: PillarEstimate) -> float:
    """The points of a pillar that the log or the member's own readings say."""
    seen = seen_of(pillar)
    return seen + (pillar.told or 0.0) * (pillar.points - seen)


def reach_of(pillar: PillarEstimate) -> float:
    """The most points that the seat can have in a pillar, with all of its signals at their most."""
    seats = (one for one in pillar.signals.values() if one.state != "not_applicable")
    signals = sum(one.max for one in seats)
    return max(min(pillar.cap, pillar.ceiling, signals), pillar.points)


def ranks(result: Estimate) -> list[str]:
    """The place in each group whose average was given or read, a sentence each."""
    read = {} if result.readings is None else result.readings.groups
    of = {who: f" (your reading of {short_day(d, beside=result.on)})" for who, d in read.items()}
    return [
        f"Top {place['top_percent']:.0f} % of the {group}, whose average is"
        f" {amount(place['average'])}{of.get(group, '')}."
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
    return f"{used.used}, the newest {counted(abs(used.age), 'days')} {ago}"


def doubts_said(used: ReadingsUsed | None) -> list[str]:
    """What is to be said of readings that are not taken at their word, or surprise."""
    found: dict[tuple[date | None, str], list[str]] = {}
    for one in used.doubted if used else ():
        found.setdefault((one.on, one.why), []).append(f"{one.what} {signed(one.off)}")
    why = {
        "odd": "against those before and after; it hardly counts",
        "dip": "and back within days: taken for a fault of LinkedIn's",
        "newest": "against what came before; the next reading will tell",
    }
    return [
        f"your reading of {on}: {', '.join(off)} {why[kind]}" for (on, kind), off in found.items()
    ]


def _pillars(result: Estimate, seen: float) -> PageTable:
    total = result.total
    rows: list[list[Cell]] = [
        [
            name,
            points(one.points),
            amount(round(reach_of(one), 1)),
            Bar(
                *(one.points, seen_of(one), reach_of(one), one.cap, one.low, one.high),
                told=told_of(one),
            ),
            between(one.low, one.high),
            f"most {amount(round(reach_of(one), 1))}" if reach_of(one) < one.cap else "",
            percent(one.unknown_share),
        ]
        for name, one in result.pillars.items()
    ]
    unknown = 1 - seen / total.points if total.points else 0.0
    last: list[Cell] = [Piece(text, "title") for text in ("total", points(total.points))]
    last += ["", "", between(total.low, total.high), "", percent(unknown)]
    columns = [
        PageColumn("pillar", 12, style="name"),
        PageColumn("points", 6, tail=2, right=True, style="points"),
        PageColumn("most", right=True, forms="mh"),
        PageColumn(tail=2, forms="th", drawn=True),
        PageColumn("interval", 9, tail=2, style="aside"),
        PageColumn(wide=12, style="aside", forms="t", least=ROOM),
        PageColumn("not in the log", right=True, forms="m"),
    ]
    return PageTable(columns, rows, heads="mh", total=last, indent=2)


def reasons_of(result: Estimate, model: Model) -> list[list[Cell]]:
    """What brings the most points, the first first: points, pillar, signal, what was seen."""
    found = [
        (one.points, [points(one.points), one.pillar, one.signal, one.said])
        for one in strongest(result, model, LONGER)
    ]
    if result.readings is not None:
        said = readings_said(result.readings)
        found += [
            (abs(by), [signed(by), name, "your readings", said])
            for name, one in result.pillars.items()
            if abs(by := one.from_readings or 0.0) >= SMALLEST
        ]
    return [[*row] for _, row in sorted(found, key=lambda one: -one[0])[:LONGER]]


def _reasons(result: Estimate, model: Model) -> Section:
    columns = [
        PageColumn("points", 6, tail=2, right=True, style="points"),
        PageColumn("pillar", 12, tail=2, style="name", least=ROOM),
        PageColumn("signal", 22, tail=2),
        PageColumn("seen", style="aside"),
    ]
    table = PageTable(columns, reasons_of(result, model), "mh", brief=BRIEF)
    return Section([table], "Strongest reasons")


def _gaps(result: Estimate, model: Model) -> Section:
    found = gaps(result, model)
    rows = [
        [f"≤ {points(gap.most)}", ", ".join(gap.pillars), gap.what, " or ".join(gap.sources)]
        for gap in found[:LONGER]
    ]
    columns = [
        PageColumn("points", 6, tail=2, right=True, style="unknown"),
        PageColumn("pillar", 12, tail=2, style="name", least=ROOM),
        PageColumn("what", 22, tail=2),
        PageColumn("where it could come from", style="aside"),
    ]
    table = PageTable(
        *(columns, rows, "mh"),
        brief=BRIEF,
        rest=_rest(found[LONGER:], result),
        brief_rest=_rest(found[BRIEF:], result),
    )
    return Section([table], "Not in the log", aside=", and where it could come from")


def _rest(unknown: list[Gap], result: Estimate) -> str:
    """What is left of a list of gaps that was cut; empty when nothing is."""
    most = points(left_open((gap.most for gap in unknown), result))
    return f"and {len(unknown)} more, together up to {most}" if unknown else ""


def _signs(result: Estimate) -> Said:
    read = [f"{TOLD} your readings"] if result.readings else []
    signs = [f"{SEEN} in the log", *read, f"{UNKNOWN} assumed", f"{TRACK} not reached"]
    if any(reach_of(pillar) < pillar.cap for pillar in result.pillars.values()):
        signs.append(f"{WALL} the most {with_seat(result.seat).lower()}")
    return Said(["  ".join(signs)], "aside", 0, forms="t")


# --- every day -----------------------------------------------------------------------------------


def history_page(result: History, model: Model) -> Page:
    """The total as a chart with every pillar as a line; of many accounts a line each."""
    n = len(result.accounts)
    who = shortened(result.accounts[0], 30) if n == 1 else counted(n, "accounts")
    notes = (*result.warnings, *doubts_said(result.readings))
    return Page(
        heading="Social Selling Index, day by day",
        about=f"{who}, {seat_words(result.seat)}",
        title=f"Social Selling Index, {result.start} to {result.end}",
        sections=[
            Section([Said([f"{with_seat(result.seat)}."], forms="m")]),
            *(_one_history(result, model) if n == 1 else _histories(result)),
            Section([Notes(notes), Closing(result.stamp, result.pillars)]),
        ],
    )


def history_chart(
    result: History, name: str = "total", i: int = 0, cap: float | None = None, height: int = 240
) -> Chart:
    """The days of one account's total or pillar over their interval."""
    middle, low, high = (
        np.atleast_2d(column[name])[i] for column in (result.points, result.low, result.high)
    )
    level = f"{percent(result.level)} interval"
    own = ChartLine(name, middle, guess=~result.settled_days(name, i))
    chart = Chart(result.start, [own], low, high, level, cap=cap, name=name, height=height)
    read = [*(result.readings.seen if result.readings else ()), *result.recorded]
    shown = [(r.captured, r.points[name]) for r in read if name in r.points]
    dots = [(d, p) for d, p in shown if d and result.start <= d <= result.end]
    return replace(chart, readings=dots)


@dataclass(frozen=True)
class Lately:
    """The days up to an estimate, which are only worked out where somebody draws them."""

    estimate: Estimate
    start: date

    def lines(self, width: int) -> list[Line]:
        """Nothing: `history` draws them in text."""
        return []

    @cached_property
    def _chart(self) -> Chart:
        """The chart of the total, under the rules of the estimate."""
        log, rules, end = self.estimate.log, self.estimate.rules, self.estimate.on
        assert log is not None and rules is not None  # asked for only then
        read = self.estimate.readings.seen if self.estimate.readings else ()
        days = history(log, rules, self.start, end, self.estimate.seat, readings=read)
        return history_chart(days)

    def figure(self, ident: str) -> str:
        """That chart."""
        return self._chart.figure(ident)

    @property
    def key(self) -> list[tuple[str, str]]:
        """That of the chart."""
        return self._chart.key


def days_before(result: Estimate, start: date | None = None) -> Section:
    """What came before an estimate, for a page; since thirteen weeks where no day is given."""
    if result.log is None or result.rules is None:
        return Section([])
    since = start or result.on - timedelta(weeks=13)
    heading = "The days between" if start else "The last thirteen weeks"
    return Section([Picture(Lately(result, since), forms="h")], heading, forms="h")


def _one_history(result: History, model: Model) -> list[Section]:
    caps = {pillar.name: pillar.cap for pillar in model.pillars}
    names = ("total", *result.pillars)
    rows = [_days_row(result, result.accounts[0], name, name) for name in names]
    small = ((name, history_chart(result, name, 0, caps[name], 140)) for name in result.pillars)
    return [
        Section([Picture(history_chart(result))]),
        Section(
            [_days_table("", rows, "t"), *_edges(result), Said(recorded_said(result.recorded))]
        ),
        *(Section([Picture(one, forms="h")], name, forms="h", small=True) for name, one in small),
    ]


def _histories(result: History) -> list[Section]:
    rows = [_days_row(result, who, who, "total", i) for i, who in enumerate(result.accounts)]
    first = "first is the first day of which as much is known as of the last"
    said = Said([f"{result.start} to {result.end}, total; {first}"], "aside", forms="th")
    return [Section([said]), Section([_days_table("account", rows)])]


def _days_table(named: str, rows: list[list[Cell]], drawn: str = "th") -> PageTable:
    """drawn: the forms in which a line of its days stands in a row."""
    columns = [
        PageColumn("account", forms="m"),
        PageColumn("", 12, style="name", said=named),
        PageColumn("first", 6, tail=2, right=True),
        PageColumn("lowest", right=True, forms="mh"),
        PageColumn("highest", right=True, forms="mh"),
        PageColumn(forms=drawn, drawn=True),
        PageColumn("last", 7, right=True, style="points"),
        PageColumn("change", 8, right=True, style="aside"),
    ]
    return PageTable(columns, rows, indent=2, margin=3)


def _days_row(result: History, account: str, said: str, name: str, i: int = 0) -> list[Cell]:
    """first and change are of the days that can be held against each other."""
    series, comparable = np.atleast_2d(result.points[name])[i], result.comparable(name, i)
    first, change = "–", "–"
    if comparable is not None:
        first, change = points(comparable[0]), signed(comparable[1] - comparable[0])
    ends = points(float(series.min())), points(float(series.max()))
    return [account, said, first, *ends, Spark(series), points(float(series[-1])), change]


def _edges(result: History) -> list[Said]:
    """What began or ended to be known, and which days are therefore not counted."""
    if not result.edges:
        return []
    told = [
        f"{'Known from' if edge.begins else 'Known until'} {short_day(edge.day, beside=result.end)}"
        f"{' on' if edge.begins else ''}: "
        + ", ".join(label(a) + " (else inferred)" * (a in edge.inferred) for a in edge.actions)
        + "."
        for edge in result.edges
    ]
    settled = np.flatnonzero(result.settled_days("total"))
    between = "no day shows as much of everything as another"
    if len(settled):
        ends = [short_day(result.days[int(place)], beside=result.end) for place in settled[[0, -1]]]
        between = f"first and change of the total are of {ends[0]} to {ends[1]}"
    return [Said([" ".join([*told, f"The dotted days rest on what is assumed: {between}."])])]
