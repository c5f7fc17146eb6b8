"""A team: a row an account, of its score, or of what would be asked of one account alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from estimator.notebook import Shown
from estimator.planning.solution import Solution
from estimator.report import wording as say
from estimator.report.blocks import (
    Cell,
    Page,
    PageColumn,
    PageTable,
    Piece,
    Said,
    Section,
    ending,
    numbers,
)
from estimator.report.strips import Bar
from estimator.report.whatif_page import beside_words, lift_cells
from estimator.rules.model import Model
from estimator.score.results import Estimates, Json, Stamp
from estimator.whatif import Projection

TABLE, WHOLE = 76, 100  # columns from which a table has room for the pillars, and for both
MOST_DETAILED = 500  # accounts of which a page shows each by itself
ALL = 100.0
BESIDE = {"change": "change", "recorded": "recorded", "recorded_change": "its change"}
NAME = 20  # characters of an account: `--account` wants the whole of it


def accounts_page(result: Estimates, model: Model) -> Page:
    """Totals, the highest first, beside what was recorded; the average; each account by itself."""
    n, total = say.counted(len(result.accounts), "accounts"), result.total
    order = sorted(range(len(total)), key=lambda i: (-total[i], result.accounts[i]))
    level = f"{result.on}, {say.seat_words(result.seat)}; {say.percent(result.level)} intervals."
    low, quarter, three, high = map(say.points, np.quantile(total, [0, 0.25, 0.75, 1]))
    said = [f"Half of them have {quarter} to {three}, all {low} to {high}."]
    said += [result.said] if result.said else []
    return Page(
        heading="Social Selling Index",
        about=f"{n}, {result.on}, {say.seat_words(result.seat)}",
        title=f"Social Selling Index of {n}",
        sections=[
            Section([Said([level], forms="m"), Said(said), _totals(result, order)]),
            *([_one_by_one(result, order, model)] if len(order) <= MOST_DETAILED else []),
            ending(result.warnings, result.stamp, result.pillars),
        ],
    )


def _totals(result: Estimates, order: Sequence[int]) -> PageTable:
    """A row an account in the order given; below, the averages."""
    names = [result.accounts[i] for i in order]
    links = [Piece(name, link=f"#a{i}") for name, i in zip(names, order, strict=True)]
    ends = [say.between(result.low["total"][i], result.high["total"][i]) for i in order]
    bars = [_bar(result, "total", i, ALL) for i in order]
    pillars = [(name, *_cells(column.tolist(), order)) for name, column in result.pillars.items()]
    scores = {one.account: one.total for one in result.recorded}
    held = {"recorded": [scores.get(name) for name in result.accounts]} if scores else {}
    more = {**result.moved, **held}
    beside = [(head, *_cells(more[key], order, key)) for key, head in BESIDE.items() if key in more]
    room, total = WHOLE if beside else TABLE, _cells(result.total.tolist(), order)
    parts: list[tuple[PageColumn, Sequence[Cell], str]] = [
        (PageColumn("account", -1, most=NAME, style="name", forms="tm"), names, "average"),
        (PageColumn("account", style="name", forms="h"), links, "average"),
        *(
            (PageColumn(name, max(len(name), 5) + 2, right=True, forms="t", least=room), own, mean)
            for name, own, mean in pillars
        ),
        (PageColumn("total", 8, tail=2, right=True, style="points"), *total),
        (PageColumn(forms="h", drawn=True), bars, ""),
        (PageColumn("interval", 9, tail=2, style="aside", forms="t"), ends, ""),
        (PageColumn("interval", right=True, forms="mh"), ends, ""),
        *((PageColumn(head, len(head) + 2, right=True), own, mean) for head, own, mean in beside),
        *((PageColumn(name, right=True, forms="mh"), own, mean) for name, own, mean in pillars),
        (PageColumn(most=23, forms="t", drawn=True, least=room), bars, ""),
    ]
    columns, cells, means = zip(*parts, strict=True)
    last = [Piece(mean, "title") if mean else "" for mean in means]
    return PageTable(columns, [*zip(*cells, strict=True)], total=last, totals="tmh", indent=2)


def _cells(
    values: Sequence[float | None], order: Sequence[int], key: str = ""
) -> tuple[list[str], str]:
    """The values in the order of the table, and their mean; what is not known as a dash."""
    said = say.signed if "change" in key else say.points
    known = [value for value in values if value is not None]
    mean = said(sum(known) / len(known)) if known else "–"
    return ["–" if (value := values[i]) is None else said(value) for i in order], mean


def _bar(result: Estimates, name: str, i: int, cap: float) -> Bar:
    worth, low, high = (float(c[name][i]) for c in (result.points, result.low, result.high))
    return Bar(worth, worth, cap, cap, low, high)


def _one_by_one(result: Estimates, order: Sequence[int], model: Model) -> Section:
    """Every account with its pillars, where the list of a page leads."""
    columns = [PageColumn("account", style="name"), PageColumn("pillar")]
    columns += [PageColumn("points", right=True), PageColumn(drawn=True)]
    rows: list[list[Cell]] = []
    for i in order:
        own: Cell = Piece(result.accounts[i], link=f"a{i}")
        for pillar in model.pillars:
            bar = _bar(result, pillar.name, i, pillar.cap)
            ends = say.between(bar.low or 0.0, bar.high or 0.0)
            rows.append([own, pillar.name, say.points(bar.points), bar, ends])
            own = ""
    table = PageTable([*columns, PageColumn("interval", right=True)], rows, forms="h")
    return Section([table], "Each account", forms="h")


@dataclass(frozen=True, repr=False)
class EachAccount(Shown):
    """The projection, or the plan, of every account, by its name: what gains most stands first."""

    of: Mapping[str, Projection | Solution]
    warnings: tuple[str, ...] = ()

    @property
    def ordered(self) -> list[tuple[str, Projection | Solution]]:
        lifts = {who: projection_of(one).lift["total"][-1] for who, one in self.of.items()}
        return sorted(self.of.items(), key=lambda one: (-lifts[one[0]], one[0]))

    @property
    def stamp(self) -> Stamp:
        return next(iter(self.of.values())).stamp

    def to_dict(self) -> Json:
        """The JSON form, schema `ssi.each/1`: of each account what it has when asked alone."""
        each = [{"account": name, "result": one.to_dict()} for name, one in self.ordered]
        warnings = list(self.warnings)
        return {"schema": "ssi.each/1", "accounts": each, "warnings": warnings}

    def __repr__(self) -> str:
        return f"EachAccount({len(self.of)} accounts)"


def projection_of(one: Projection | Solution) -> Projection:
    return one.projection if isinstance(one, Solution) else one


def each_page(result: EachAccount, model: Model) -> Page:
    """A table of today, without and with the plan; of plans found, what they take and whether."""
    first = next(iter(result.of.values()))
    one, n = projection_of(first), say.counted(len(result.of), "accounts")
    are_found = isinstance(first, Solution)
    columns = [
        PageColumn("account", -1, most=NAME, style="name"),
        *numbers(today=7, without=9),
        *numbers("points", with_=7),
        *numbers(tail=2, lift=7),
        PageColumn("interval", 11, style="aside", least=WHOLE if are_found else 0),
        *([*numbers(tail=2, a_week=11), PageColumn("target", 13)] if are_found else []),
    ]
    rows = []
    for name, found in result.ordered:
        takes = [say.minutes(found.minutes), _verdict(found)] if isinstance(found, Solution) else []
        rows.append([name, *lift_cells(projection_of(found), "total"), *takes])
    title = f"{'Plan' if are_found else 'What if'}, {beside_words(one)}"
    about = f"{n}, {one.today} to {one.until}, {say.seat_words(one.planned.seat)}"
    table = Section([PageTable(columns, rows, indent=2)])
    sections = [table, ending(result.warnings, result.stamp)]
    return Page(f"{title}: {about}", sections, title, about)


def _verdict(found: Solution) -> str:
    if not found.is_reached:
        return "not reachable"
    if found.is_there:
        return "is there"
    return (
        "" if found.reached_on is None else f"on {say.short_day(found.reached_on, beside=found.by)}"
    )


def each_rows(result: EachAccount) -> Iterator[Json]:
    """One row an account: the days, points of total and pillars with and without, what it takes."""
    for name, answer in result.ordered:
        one = projection_of(answer)
        row: Json = {"account": name, "on": one.today.isoformat(), "until": one.until.isoformat()}
        parts = (("", one.planned), ("_without", one.baseline), ("_today", one.actual))
        for pillar in ("total", *one.planned.pillars):
            row |= {pillar + end: float(part.points[pillar][-1]) for end, part in parts}
        if isinstance(answer, Solution):
            on = answer.reached_on
            row |= {"minutes": answer.minutes, "reachable": answer.is_reached}
            row |= {"reached_on": "" if on is None else on.isoformat()}
        yield row
