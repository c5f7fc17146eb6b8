"""A team: many accounts by level and by improvement, under pseudonyms unless names are wanted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

import numpy as np

from estimator.actions import Seat
from estimator.log import ActivityLog
from estimator.notebook import AsJson, Shown
from estimator.rules import Rules
from estimator.score import estimate_accounts
from estimator.score.edges import uneven
from estimator.score.results import Estimates, Stamp


@dataclass(frozen=True)
class TeamMember(AsJson):
    """One account of a team. by_level, by_improvement: its place, 1 is the first.

    total, pillars: points on the last day; change: since the first, None without one.
    """

    name: str
    total: float
    pillars: Mapping[str, float]
    change: float | None
    changes: Mapping[str, float]
    by_level: int
    by_improvement: int | None


@dataclass(frozen=True, repr=False)
class Team(Shown, schema="ssi.team/1"):
    """The accounts of a log on a day, by improvement since another, or by level without one.

    average: of the totals, and of the pillars by name, on the last day. named: whether members go
    by the names of their accounts.
    """

    on: date
    since: date | None
    seat: Seat
    members: tuple[TeamMember, ...]
    average: Mapping[str, float]
    named: bool
    stamp: Stamp
    warnings: tuple[str, ...] = ()

    def ordered_by_level(self) -> tuple[TeamMember, ...]:
        """The members, the highest total first."""
        return tuple(sorted(self.members, key=lambda member: member.by_level))

    def __repr__(self) -> str:
        return f"Team({len(self.members)} accounts on {self.on})"


def team(
    log: ActivityLog,
    rules: Rules,
    on: date | None = None,
    since: date | None = None,
    *,
    seat: Seat = "free",
    names: bool = False,
    called: Callable[[str], str] | None = None,
) -> Team:
    """The accounts of a log as a table: by improvement between two days, or by level on one.

    `on` defaults to the log's last day. Members are "seat 1", "seat 2", ... by their level on that
    day, in both tables; nobody who has the roster can reckon them from it, and a number may be
    another one next week. `called` gives each account another pseudonym, `names` shows it.

    Raises: NotEnoughEvidence for a log without a day when `on` is not given.
    """
    now = estimate_accounts(log, rules, on, seat)
    then = None if since is None else estimate_accounts(log, rules, since, seat)
    told = () if since is None else uneven(log, rules, since, now.on, seat)
    members = _members(now, then)
    key = "by_level" if then is None else "by_improvement"
    # of two in one place the seat goes by its digest: the order of names would tell of them
    if not names:
        digest = {m.name: sha256(m.name.encode("utf-8", "replace")).hexdigest() for m in members}
        members.sort(key=lambda m: (m.by_level, digest[m.name]))
        numbered = (called(m.name) if called else f"seat {n}" for n, m in enumerate(members, 1))
        members = [replace(m, name=name) for m, name in zip(members, numbered, strict=True)]
    ordered = sorted(members, key=lambda m: (getattr(m, key), m.name if names else 0))
    return Team(
        on=now.on,
        since=since,
        seat=seat,
        members=tuple(ordered),
        average={name: float(column.mean()) for name, column in now.points.items()},
        named=names,
        stamp=now.stamp,
        warnings=(*now.warnings, *told),
    )


def _members(now: Estimates, then: Estimates | None) -> list[TeamMember]:
    change = {n: c - then.points[n] for n, c in now.points.items()} if then is not None else {}
    level, improvement = _places(now.total), _places(change["total"]) if change else None
    return [
        TeamMember(
            name=name,
            total=float(now.total[i]),
            pillars={pillar: float(column[i]) for pillar, column in now.pillars.items()},
            change=float(change["total"][i]) if change else None,
            changes={n: float(column[i]) for n, column in change.items() if n != "total"},
            by_level=level[i],
            by_improvement=improvement[i] if improvement else None,
        )
        for i, name in enumerate(now.accounts)
    ]


def _places(points: np.ndarray) -> list[int]:
    """The place of each, the most points first; the same points share the better place."""
    higher = len(points) - np.searchsorted(np.sort(points), points, side="right")
    return [int(n) + 1 for n in higher]
