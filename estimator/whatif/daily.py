"""What one account does on each day, by action: found by match without a look at every row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from estimator.log import ActivityLog
from estimator.matching import by_action, matching
from estimator.rules.match import Match
from estimator.whatif.spread import Acts, Floats, to_rows


def by_day(log: ActivityLog, rows: npt.NDArray[np.bool_], first: int, last: int) -> Floats:
    """How much the rows of one account hold on each day: shape (last - first + 1,)."""
    inside = rows & (log.day >= first) & (log.day <= last)
    sums = np.bincount(log.day[inside] - first, log.count[inside], max(last - first + 1, 0))
    return sums.astype(np.float64, copy=False)


@dataclass(frozen=True, eq=False)
class Daily:
    """The rows of a log of one account on the days `first` to `last`, day by day."""

    log: ActivityLog
    first: int
    last: int

    def done(self, match: Match) -> Floats | float:
        """How much of it matches on each day, shape (n_days,); 0 where no action does."""
        found: Floats | float = 0.0
        for place, rest in by_action(match, self.log.actions):
            if rest is not None:  # attributes decide
                return by_day(self.log, matching(match, self.log), self.first, self.last)
            found = found + self._by_action[place]
        return found

    @cached_property
    def _by_action(self) -> Floats:
        """Shape (n_actions, n_days)."""
        log, n_days = self.log, self.last - self.first + 1
        inside = (log.day >= self.first) & (log.day <= self.last)
        place = log.action[inside] * np.intp(n_days) + (log.day[inside] - self.first)
        sums = np.bincount(place, log.count[inside], len(log.actions) * n_days)
        return sums.reshape(len(log.actions), n_days).astype(np.float64, copy=False)


@dataclass(frozen=True, eq=False)
class Planned:
    """What a plan does on each day to come, each of its acts in one version or in several."""

    acts: Sequence[Acts]

    def of(self, match: Match) -> list[Acts]:
        """The acts that match."""
        found: list[Acts] = []
        for place, rest in by_action(match, self._named):
            if rest is not None:
                rows = matching(match, self._probe)
                own = set(self._probe.day[rows].tolist())
                return [act for i, act in enumerate(self.acts) if i in own]
            found += self._by_action[self._named[place]]
        return found

    @cached_property
    def actions(self) -> frozenset[str]:
        """The actions that are done."""
        return frozenset(self._by_action)

    @cached_property
    def _by_action(self) -> Mapping[str, list[Acts]]:
        found: dict[str, list[Acts]] = {}
        for act in self.acts:
            found.setdefault(act.action, []).append(act)
        return found

    @cached_property
    def _named(self) -> tuple[str, ...]:
        return tuple(sorted(self._by_action))

    @cached_property
    def _probe(self) -> ActivityLog:
        """Each act as the row of a day of its own."""
        once = np.eye(len(self.acts), dtype=bool)
        return to_rows(
            [
                Acts(act.action, act.attributes, once[i : i + 1] * 1.0, once[i : i + 1])
                for i, act in enumerate(self.acts)
            ],
            0,
        )
