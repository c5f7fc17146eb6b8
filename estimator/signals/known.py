"""How much of what a signal looks at the log could have shown: from coverage alone, no rows.

Accounts that are covered alike are one class, so a log of a whole team is judged a few times, not
once an account.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from estimator.coverage import Span
from estimator.decay import Decay, flow_over
from estimator.log import ActivityLog

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]
Bounds = tuple[tuple[int | None, int | None], ...]  # first and last days, both included

TODAY = Decay(np.inf, window=1)


class Some(Protocol):
    """Some neighbouring accounts of a log, as a `Layout` is of them."""

    @property
    def log(self) -> ActivityLog: ...
    @property
    def first_account(self) -> int: ...
    @property
    def n_accounts(self) -> int: ...


class Everyone(NamedTuple):
    """All accounts of a log."""

    log: ActivityLog
    first_account: int
    n_accounts: int

    @classmethod
    def of(cls, log: ActivityLog) -> "Everyone":
        return cls(log, 0, log.n_accounts)


@dataclass(frozen=True, eq=False)
class Classes:
    """Accounts covered alike: for each class, the covered days of the actions it names.

    by_action: the bounds of an action; those of None, said of every action, are in all of them.
    of_account: shape (n_accounts,), None when there is one class.
    """

    by_action: tuple[Mapping[str | None, Bounds], ...]
    of_account: Codes | None

    def bounds_of_all(self, action: str) -> Bounds:
        """The bounds of an action where there is one class."""
        (covered,) = self.by_action
        return covered.get(action, covered[None])

    def bounds(self, action: str) -> list[Bounds]:
        return [covered.get(action, covered[None]) for covered in self.by_action]


def covered_part(
    actions: Iterable[str], accounts: Some, first: int, last: int, decay: Decay
) -> Floats:
    """The part of the window's weight that is covered, the mean over the actions, in [0, 1].

    Shape (n_accounts, n_days), or (1, n_days) where all accounts are covered alike.
    """
    classes = _classes_of(accounts.log)
    if classes.of_account is None:
        return _mean([_part(b, first, last, decay) for b in map(classes.bounds_of_all, actions)])
    parts = [
        [_part(bounds, first, last, decay) for bounds in classes.bounds(action)]
        for action in actions
    ]
    by_class = _mean([np.concatenate(part) for part in parts])
    if (by_class == by_class[0]).all():
        return whole(last - first + 1) if is_whole(by_class) else by_class[:1]
    run = slice(accounts.first_account, accounts.first_account + accounts.n_accounts)
    return by_class.T[:, classes.of_account[run]].T


def covered_on(actions: Iterable[str], accounts: Some, first: int, last: int) -> Floats:
    """The part of the actions that is covered on each day itself. See `covered_part`."""
    return covered_part(actions, accounts, first, last, TODAY)


@lru_cache(maxsize=256)
def whole(n_days: int) -> Floats:
    """Everything covered on each day: ones of shape (1, n_days), always the same array."""
    ones = np.ones((1, n_days))
    ones.setflags(write=False)
    return ones


def is_whole(part: Floats) -> bool:
    """Whether everything is covered for every account on every day."""
    return part is whole(part.shape[1]) or not part.size or bool(part.min() >= 1.0)


def _mean(parts: list[Floats]) -> Floats:
    if all(part is parts[0] for part in parts):
        return parts[0]
    return sum(parts[1:], parts[0]) / len(parts)


def _part(bounds: Bounds, first: int, last: int, decay: Decay) -> Floats:
    """The part of the window's weight that lies within the bounds: shape (1, n_days), read-only."""
    begin = first - decay.window + 1
    for low, high in bounds:
        if (low is None or low <= begin) and (high is None or high >= last):
            return whole(last - first + 1)
    return _some_of(bounds, first, last, decay)


@lru_cache(maxsize=1 << 14)
def _some_of(bounds: Bounds, first: int, last: int, decay: Decay) -> Floats:
    """The same where no one of the bounds holds all of it."""
    begin, n_days = first - decay.window + 1, last - first + 1
    covered = np.zeros((1, last - begin + 1))
    for low, high in bounds:
        covered[0, Span(None, low, high).days(begin, last)] = 1.0
    if covered.all():
        return whole(n_days)
    part: Floats = flow_over(decay, covered) / decay.weights().sum()
    part[part > 1.0 - 1e-9] = 1.0  # what rounding left of a full window is made whole
    part.setflags(write=False)
    return part


def _classes_of(log: ActivityLog) -> Classes:
    """The classes of the log's accounts, made at the first call and kept with the log."""
    kept = vars(log).get("_classes")
    if not isinstance(kept, Classes):
        kept = _classes(log)
        vars(log)["_classes"] = kept
    return kept


def _classes(log: ActivityLog) -> Classes:
    common = [span for span in log.coverage.spans if span.account is None]
    if len(common) == len(log.coverage.spans):
        return Classes((_by_action(common),), None)
    own: dict[str, list[Span]] = {name: [] for name in log.accounts}
    for span in log.coverage.spans:
        if span.account in own:
            own[span.account].append(span)
    places: dict[tuple[tuple[str | None, int | None, int | None], ...], int] = {}
    of_account = np.zeros(log.n_accounts, dtype=np.int32)
    for code, spans in enumerate(own.values()):
        alike = tuple((span.action, span.first, span.last) for span in spans)
        of_account[code] = places.setdefault(alike, len(places))
    by_action = [_by_action([*common, *(Span(*bounds) for bounds in alike)]) for alike in places]
    return Classes(tuple(by_action), of_account if len(places) > 1 else None)


def _by_action(spans: Iterable[Span]) -> Mapping[str | None, Bounds]:
    listed: dict[str | None, list[tuple[int | None, int | None]]] = {None: []}
    for span in spans:
        listed.setdefault(span.action, []).append((span.first, span.last))
    general = listed[None]
    return {
        action: tuple(general if action is None else general + bounds)
        for action, bounds in listed.items()
    }
