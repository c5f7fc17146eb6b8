"""`explain`: why an estimate is what it is, and why it moved, split exactly."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import overload

from estimator.actions import Seat
from estimator.days import to_day
from estimator.errors import LogError
from estimator.explanation.attribution import Cause, ChangePart, kept
from estimator.explanation.comparisons import Recorded, averages_of, comparisons, nearest
from estimator.explanation.day import Explanation, reasons_of
from estimator.explanation.prospects import Day
from estimator.explanation.rule_changes import RuleMixture, RuleSet
from estimator.log import ActivityLog
from estimator.notebook import AsJson, Shown
from estimator.reading import Reading
from estimator.rules import Rules
from estimator.rules.forms import Regime
from estimator.rules.model import Model
from estimator.score import estimate
from estimator.score.estimate import known_kinds
from estimator.score.results import Estimate, Json, Stamp

DONE: tuple[Cause, ...] = ("came", "faded", "left", "level")


@dataclass(frozen=True)
class PillarChange(AsJson, also="change"):
    """One pillar on two days, in points, and the parts that add up to its change."""

    before: float
    after: float
    parts: tuple[ChangePart, ...]

    @property
    def change(self) -> float:
        return self.after - self.before


@dataclass(frozen=True, repr=False)
class Change(
    Shown,
    schema="ssi.change/1",
    apart="before after parts regimes",
    also="account seat from=start to=end pillars causes=by_cause actions=by_action",
):
    """Why the estimate of an account moved between two days.

    parts: the biggest first; they add up to the change, in every pillar and in all. recorded:
    what readings say of the same days, None without any near both. regimes: LinkedIn's known
    changes of formula in between.
    """

    before: Estimate
    after: Estimate
    parts: tuple[ChangePart, ...]
    recorded: Recorded | None = None
    regimes: tuple[Regime, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def account(self) -> str:
        return self.after.account

    @property
    def seat(self) -> Seat:
        return self.after.seat

    @property
    def start(self) -> date:
        return self.before.on

    @property
    def end(self) -> date:
        return self.after.on

    @property
    def stamp(self) -> Stamp:
        return self.after.stamp

    @property
    def change(self) -> float:
        """The points of the total on the day after minus those on the day before."""
        return self.after.total.points - self.before.total.points

    @property
    def pillars(self) -> Mapping[str, PillarChange]:
        return {
            name: PillarChange(
                self.before.pillars[name].points,
                self.after.pillars[name].points,
                tuple(part for part in self.parts if part.pillar == name),
            )
            for name in self.after.pillars
        }

    def by_cause(self) -> dict[Cause, float]:
        """The points of each cause, over all pillars."""
        causes = dict.fromkeys(part.cause for part in self.parts)
        return {c: sum(part.points for part in self.parts if part.cause == c) for c in causes}

    def by_action(self) -> dict[str, float]:
        """The points of each action or item that came, faded, left or changed, over all pillars.

        One action can move several signals: a post is a share, too. Rates are left out.
        """
        points: dict[str, float] = {}
        acts = [part for part in self.parts if part.cause in DONE]
        for moved in (one for part in acts for one in part.moved):
            if moved.points is not None:
                points[moved.name] = points.get(moved.name, 0.0) + moved.points
        return points

    def to_dict(self) -> Json:
        ends = {"before": self.before, "after": self.after}
        points = {name: one.total.points for name, one in ends.items()}
        return {
            **super().to_dict(),
            "total": {**points, "change": self.change},
            "regimes": [
                {"id": one.id, "from": one.from_.isoformat(), "note": one.note}
                for one in self.regimes
            ],
            "rank": {name: one.to_dict()["rank"] for name, one in ends.items()},
            "stamp": {name: one.stamp.to_dict() for name, one in ends.items()},
        }

    def __repr__(self) -> str:
        ends = f"{self.before.total.points:.1f} to {self.after.total.points:.1f}"
        days = f"{self.start} to {self.end}"
        return f"Change({self.account}, {days}: {ends} in {len(self.parts)} parts)"


def _parts(log: ActivityLog, before: Estimate, after: Estimate) -> Iterator[ChangePart]:
    """The parts of the change; those of a way back are those of the way there, undone."""
    if before.on > after.on:
        yield from (part.backwards() for part in _parts(log, after, before))
        return
    sides: dict[Model, RuleSet] = {}  # one, where both ends say the same
    days = to_day(before.on), to_day(after.on)
    for day, rules in zip(days, (before.rules, after.rules), strict=True):
        assert rules is not None  # an estimate made here has them
        if (model := rules.on(day)) not in sides:
            sides[model] = RuleSet(rules, *(Day(log, model, one, after.seat) for one in days))
    ends_of = [*sides.values()]
    both = {name: (before.pillars[name], pillar) for name, pillar in after.pillars.items()}
    uncut = {name: (then.uncut, now.uncut) for name, (then, now) in both.items()}
    yield from RuleMixture(ends_of[0], ends_of[-1]).parts(uncut)
    for name, (then, now) in both.items():  # what the member's own readings add, and did not before
        ends = then.from_readings or 0.0, now.from_readings or 0.0
        yield ChangePart("readings", name, None, ends[1] - ends[0], *ends, unit="points")


def _unheld(
    readings: Sequence[Reading], own: Sequence[Reading], recorded: Recorded | None
) -> Iterator[str]:
    """Why readings that were given say nothing of the change."""
    if readings and not own:
        yield f"none of the {len(readings)} readings is of this account"
    elif readings and recorded is None:
        near = comparisons().readings.near
        what = "what nothing explains is not shown: no reading for each day"
        yield f"{what}, at most {near} days from it"


@overload
def explain(estimate: Estimate, /) -> Explanation: ...


@overload
def explain(
    log: ActivityLog,
    rules: Rules,
    start: date,
    end: date,
    *,
    seat: Seat = "free",
    rules_before: Rules | None = None,
    readings: Iterable[Reading] = (),
) -> Change: ...


def explain(
    log: Estimate | ActivityLog,
    rules: Rules | None = None,
    start: date | None = None,
    end: date | None = None,
    *,
    seat: Seat = "free",
    rules_before: Rules | None = None,
    readings: Iterable[Reading] = (),
) -> Explanation | Change:
    """The reasons of an estimate; or, of a log and two days, the change between them in parts.

    `explain(estimate)` traces every signal: what is seen and what is assumed, the numbers used
    and who vouches for them, what is left, what one more action brings, when it fades.

    `explain(log, rules, start, end)` splits the change of the estimate of one account. Its
    parts add up to the change, in every pillar and in all, and no order of things matters. With
    `rules_before`, the first day is scored by those: what the rules changed is a part of its own.
    `readings` are recorded responses of the same account; with one near either day the change
    also says what no part explains.

    Raises: ValueError for an estimate without the log and rules it was made of; LogError for a
    log of several accounts.

    >>> from datetime import date
    >>> from estimator.rules import load_rules
    >>> explain(ActivityLog.empty(), load_rules(), date(2026, 5, 1), date(2026, 5, 8)).parts
    ()
    """
    if isinstance(log, Estimate):
        return reasons_of(log)
    if rules is None or start is None or end is None:
        raise TypeError("explain takes an estimate, or a log, rules and two days")
    known_kinds(log, rules, readings)
    ends, given = ((start, rules_before or rules), (end, rules)), tuple(readings)
    if log.n_accounts != 1:
        what = f"has {log.n_accounts} accounts; a change is of one, see log.of_account(name)"
        raise LogError.at("log", what)
    own = [reading for reading in given if reading.account == log.accounts[0]]
    found = [nearest(own, day) for day, _ in ends]
    before, after = (
        estimate(log, by, day, seat, averages_of(near) or None, own)
        for (day, by), near in zip(ends, found, strict=True)
    )
    recorded, (one, other) = None, found
    if one is not None and other is not None and one[0] != other[0]:
        on_their_days = ((rules_before or rules, one[0]), (rules, other[0]))
        alone = (estimate(log, by, day, seat) for by, day in on_their_days)
        recorded = Recorded.of(one, other, alone)
    first, last = sorted((start, end))
    return Change(
        before=before,
        after=after,
        parts=kept(_parts(log, before, after)),
        recorded=recorded,
        regimes=tuple(r for r in rules.regimes if first < r.from_ <= last),
        warnings=(*after.warnings, *_unheld(given, own, recorded)),
    )
