"""The same numbers in plain Python: dictionaries and loops, one account after the other."""

import platform
from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from benchmarks.speed.model import codes_of, cut_of, model, signals
from benchmarks.speed.team import DAYS, FIRST, ON, Team
from estimator.decay import Decay
from estimator.rules.match import Match
from estimator.rules.model import SignalModel
from estimator.saturation import Curve, Exp, Hill, Hyperbolic, Linear

if TYPE_CHECKING:
    from benchmarks.speed.plans import Plans

Floats = npt.NDArray[np.float64]
Row = tuple[int, float, dict[str, int]]


class InPlainPython:
    """The rows of each account and action: (day, count, attributes), in the order of their days."""

    def __init__(self, team: Team) -> None:
        self.accounts: list[dict[int, list[Row]]] = [
            defaultdict(list) for _ in range(team.n_accounts)
        ]
        columns = (column.tolist() for column in team.columns().values())
        for account, day, action, count, section, hours in zip(*columns, strict=True):
            row = (day, count, {"section": section, "hours": hours})
            self.accounts[account][action].append(row)

    def snapshot(self) -> list[list[float]]:
        """Points by pillar, one row an account."""
        return [self._points(rows, ON) for rows in self.accounts]

    @classmethod
    def history_of(cls, team: Team) -> list[list[float]]:
        """The history of columns as they come."""
        return cls(team).history()

    def history(self) -> list[list[float]]:
        """Points by pillar, one row an account and day."""
        days = range(FIRST, FIRST + DAYS)
        return [self._points(rows, on) for rows in self.accounts for on in days]

    @classmethod
    def plans_of(cls, asked: "Plans") -> Callable[[], list[list[float]]]:
        """Points by pillar, one row a plan and day: what was done, is assumed and planned."""
        made = cls(asked.past)
        doing = [column.tolist() for column in asked.doing.values()]
        added: dict[tuple[int, int], list[tuple[int, Row]]] = defaultdict(list)
        for habit, rate, day, action, count in zip(*doing, strict=True):
            added[habit, rate].append((action, (day, count, {})))
        ahead = cls(asked.ahead).accounts[0]

        def rows_of(plan: list[int]) -> dict[int, list[Row]]:
            rows = {action: list(own) for action, own in made.accounts[0].items()}
            for action, own in ahead.items():
                rows.setdefault(action, []).extend(own)
            for pick in enumerate(plan):
                for action, row in added[pick]:
                    rows.setdefault(action, []).append(row)
            return rows

        def answer() -> list[list[float]]:
            days = range(asked.first, asked.first + asked.n_days)
            plans: list[list[int]] = asked.per_week.astype(int).tolist()
            every = map(rows_of, plans)
            return [made._points(rows, on) for rows in every for on in days]

        return answer

    def _points(self, rows: dict[int, list[Row]], on: int) -> list[float]:
        return [
            min(sum(s.points * share(s, rows, on) for s in signals(pillar)), cut_of(pillar))
            for pillar in model().pillars
        ]


def share(signal: SignalModel, rows: dict[int, list[Row]], on: int) -> float:
    """A signal's share on a day."""
    if signal.kind == "rate":
        return share_of_rate(signal, rows, on)
    if signal.kind == "flow":
        return share_of(
            signal.curve, decayed(signal.match, rows, on, signal.decay, signal.per_day_max)
        )
    if signal.kind == "days":
        decay = signal.decay
        active = {day for day, count, _ in matching(signal.match, rows) if count > 0}
        return share_of(signal.curve, sum(decay.lag <= on - day < decay.window for day in active))
    if signal.kind == "stock":
        return share_of(signal.curve, last(signal.match, rows, on))
    present = sum(item.weight for item in signal.items if last(item.match, rows, on) > 0)
    return share_of(signal.curve, present)


def share_of_rate(signal: SignalModel, rows: dict[int, list[Row]], on: int) -> float:
    """The share of a rate; of too little, the population's."""
    part = decayed(signal.match, rows, on, signal.decay)
    of = decayed(signal.of, rows, on, signal.decay)
    if of == 0:
        return 0.0
    if of < signal.min_of * (1 - 1e-12):
        return signal.unknown.share
    prior = signal.prior_weight
    return share_of(signal.curve, min((part + signal.prior_rate * prior) / (of + prior), 1.0))


def matching(match: Match, rows: dict[int, list[Row]]) -> list[Row]:
    """The rows that match."""
    return [
        row
        for action, asked in codes_of(match)
        for row in rows.get(action, ())
        if all(row[2][column] in codes for column, codes in asked)
    ]


def decayed(
    match: Match, rows: dict[int, list[Row]], on: int, decay: Decay, most: float | None = None
) -> float:
    """The decayed sum on a day."""
    daily: dict[int, float] = defaultdict(float)
    for day, count, _ in matching(match, rows):
        if decay.lag <= on - day < decay.window:
            daily[day] += count
    most = float("inf") if most is None else most
    half_life = decay.half_life
    return sum(min(n, most) * float(0.5 ** ((on - d) / half_life)) for d, n in daily.items())


def last(match: Match, rows: dict[int, list[Row]], on: int) -> float:
    """The last state on or before a day."""
    past = [(day, count) for day, count, _ in matching(match, rows) if day <= on]
    return max(past, default=(0, 0.0))[1]


def share_of(curve: Curve, x: float) -> float:
    """The share of an amount."""
    match curve:
        case Exp(half_at=at):
            return 1.0 - float(0.5 ** (x / at))
        case Hyperbolic(half_at=at):
            return x / (x + at)
        case Hill(half_at=at, steepness=steep):
            return 1.0 - 1.0 / (1.0 + float((x / at) ** steep))
        case Linear(full_at=at):
            return min(x / at, 1.0)
    raise NotImplementedError(type(curve))


def to_array(result: list[list[float]]) -> Floats:
    """Pillars last: (n_accounts * n_days, 4)."""
    return np.array(result)


def version() -> str:
    return platform.python_version()
