"""What a change of rules does to a score, in points, split by number.

Within a pillar, up to six numbers that differ share the change by Shapley's value, more by the mean
of two orders, that of the file and its reverse. Either way the parts add up to the change, and no
number is favoured for standing first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from estimator.actions import Seat
from estimator.checks.mixing import Mixing, points_of
from estimator.checks.trials import scored
from estimator.days import to_date
from estimator.log import ActivityLog
from estimator.rules import Rules
from estimator.score import last_day


@dataclass(frozen=True)
class Cause:
    """One number that differs, or one signal that differs in more than numbers.

    before, after: its values as the rules write them, None where they have none. points: what it
    does to each pillar that it touches.
    """

    name: str
    before: str | None
    after: str | None
    points: Mapping[str, float]

    @property
    def total(self) -> float:
        return sum(self.points.values())

    def to_dict(self) -> dict[str, object]:
        return {**vars(self), "points": dict(self.points), "total": self.total}


@dataclass(frozen=True)
class Effect:
    """A score before and after a change of rules: points by pillar and "total", and the causes.

    The points of the causes add up to the change, pillar by pillar. Largest first.
    """

    account: str
    on: date
    seat: Seat
    before: Mapping[str, float]
    after: Mapping[str, float]
    causes: tuple[Cause, ...]

    @property
    def change(self) -> dict[str, float]:
        """After minus before, by pillar and "total"."""
        return {name: self.after[name] - self.before[name] for name in self.after}

    def to_dict(self) -> dict[str, object]:
        """The JSON form, schema `ssi.rules-effect/1`; numbers unrounded."""
        return {
            "schema": "ssi.rules-effect/1",
            "account": self.account,
            "on": self.on.isoformat(),
            "seat": self.seat,
            "before": dict(self.before),
            "after": dict(self.after),
            "change": self.change,
            "causes": [cause.to_dict() for cause in self.causes],
        }


def effect(
    log: ActivityLog, before: Rules, after: Rules, on: date | None = None, seat: Seat = "free"
) -> Effect:
    """What the change from one rule set to another does to the score of a log of one account.

    `on` defaults to the log's last day.

    Raises: NotEnoughEvidence for a log without a day when `on` is not given.
    """
    day = to_date(last_day(log)) if on is None else on
    was, now = (scored(log, rules, day, day, seat) for rules in (before, after))
    mixing = Mixing(before, after, was, now)
    parts: dict[str, dict[str, float]] = {}
    for pillar in before.pillars:
        for player, points in mixing.shared(pillar).items():
            if points:
                parts.setdefault(player, {})[pillar] = points
    causes = (
        Cause(player, mixing.written(before, player), mixing.written(after, player), points)
        for player, points in parts.items()
    )
    largest = tuple(sorted(causes, key=lambda one: (-abs(one.total), one.name)))
    return Effect(log.accounts[0], day, seat, points_of(was), points_of(now), largest)
