"""What is asked of one account, asked of each of a team: a row an account."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from estimator.notebook import Shown
from estimator.planning import Solution
from estimator.report.blocks import Cell, Closing, Notes, Page, PageColumn, PageTable, Section
from estimator.report.whatif_page import beside_words
from estimator.report.wording import (
    between,
    counted,
    minutes,
    points,
    seat_words,
    short_day,
    signed,
)
from estimator.rules.model import Model
from estimator.score.results import Json, Stamp
from estimator.whatif import Projection


@dataclass(frozen=True, repr=False)
class EachAccount(Shown):
    """The projection, or the plan, of every account, by its name: what gains most stands first."""

    of: Mapping[str, Projection | Solution]
    warnings: tuple[str, ...] = ()

    @property
    def ordered(self) -> list[tuple[str, Projection | Solution]]:
        return sorted(self.of.items(), key=lambda one: (-_lift(projection_of(one[1])), one[0]))

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


def _lift(one: Projection) -> float:
    return float(one.lift["total"][-1])


def each_page(result: EachAccount, model: Model) -> Page:
    """A table of today, without and with the plan; of plans found, what they take and whether."""
    first = next(iter(result.of.values()))
    one, n = projection_of(first), counted(len(result.of), "accounts")
    columns = [
        PageColumn("account", 12, style="name"),
        PageColumn("today", 7, right=True),
        PageColumn("without", 9, right=True),
        PageColumn("with", 7, right=True, style="points"),
        PageColumn("lift", 7, tail=2, right=True),
        PageColumn("interval", 11, style="aside"),
    ]
    if isinstance(first, Solution):
        columns += [PageColumn("a week", 11, tail=2, right=True), PageColumn("target")]
    rows = [_row(name, answer, columns) for name, answer in result.ordered]
    title = f"{'Plan' if isinstance(first, Solution) else 'What if'}, {beside_words(one)}"
    about = f"{n}, {one.today} to {one.until}, {seat_words(one.planned.seat)}"
    table = PageTable(columns, rows, indent=2)
    closing = [Notes(result.warnings), Closing(result.stamp)]
    return Page(f"{title}: {about}", [Section([table]), Section(closing)], title, about)


def _row(name: str, answer: Projection | Solution, columns: list[PageColumn]) -> list[Cell]:
    one = projection_of(answer)
    series = (one.actual, one.baseline, one.planned)
    today, without, planned = (points(float(part.total[-1])) for part in series)
    ends = between(*(float(side["total"][-1]) for side in (one.planned.low, one.planned.high)))
    row: list[Cell] = [name, today, without, planned, signed(_lift(one)), ends]
    return (
        [*row, minutes(answer.minutes), _verdict(answer)] if isinstance(answer, Solution) else row
    )


def _verdict(found: Solution) -> str:
    if not found.is_reached:
        return "not reachable"
    if found.is_there:
        return "is there"
    return "" if found.reached_on is None else f"on {short_day(found.reached_on, beside=found.by)}"


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
