"""How much of what a signal looks at the log could have shown: from coverage alone, no rows.

A log of a team covers most of its accounts alike. Accounts of the same spans are one class, so that
the part of a window that is covered is worked out a few times, not once an account.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from estimator.coverage import Span
from estimator.decay import Decay, flow_between
from estimator.log import ActivityLog
from estimator.rules.match import actions_of
from estimator.rules.model import SignalModel
from estimator.score.rows import Floats, levels_of, slots_of

Codes = npt.NDArray[np.int32]
Bounds = tuple[tuple[int | None, int | None], ...]  # first and last days, both included
Cover = tuple[tuple[str, ...], Decay]  # what a signal looks at, and how that fades

TODAY = Decay(np.inf, window=1)
EVERYBODY = slice(None)


# Of each log that was asked for, its classes; kept as long as it is.
_CLASSES: WeakKeyDictionary[
    ActivityLog, tuple[Sequence[Mapping[str | None, Bounds]], Codes | None]
] = WeakKeyDictionary()


def covered_part(
    actions: Iterable[str],
    log: ActivityLog,
    first: int,
    last: int,
    decay: Decay = TODAY,
    accounts: slice = EVERYBODY,
) -> Floats:
    """The part of the window's weight that is covered, the mean over the actions, in [0, 1].

    Shape (n_accounts, n_days) for the accounts of the slice, or (1, n_days) where all of them are
    covered alike. Without a decay it is the part of the actions that is covered on each
    day itself.
    """
    return covered_parts([(tuple(actions), decay)], log, first, last, accounts)[0]


def covered_parts(
    covers: Iterable[Cover], log: ActivityLog, first: int, last: int, accounts: slice = EVERYBODY
) -> list[Floats]:
    """The part of each cover, see `covered_part`."""
    if log not in _CLASSES:
        _CLASSES[log] = _classes(log)
    by_action, of_account = _CLASSES[log]
    if of_account is None:
        return [_mean_part(by_action[0], *cover, first, last) for cover in covers]
    present, place = np.unique(of_account[accounts], return_inverse=True)
    found = []
    for cover in covers:
        parts = [_mean_part(by_action[code], *cover, first, last) for code in present.tolist()]
        alike = all(part is parts[0] for part in parts)
        found.append(parts[0] if alike else np.concatenate(parts)[place])
    return found


def _mean_part(
    covered: Mapping[str | None, Bounds],
    actions: Iterable[str],
    decay: Decay,
    first: int,
    last: int,
) -> Floats:
    """The mean over the actions of their covered parts, for accounts of one class: (1, n_days)."""
    bounds = (covered.get(action, covered[None]) for action in actions)
    parts = [_part(one, first, last, decay) for one in bounds]
    if all(part is parts[0] for part in parts):
        return parts[0]  # and not a mean of equals, which rounding may move
    return sum(parts[1:], parts[0]) / len(parts)


@lru_cache(maxsize=256)
def whole(n_days: int) -> Floats:
    """Everything covered on each day: ones of shape (1, n_days), always the same array."""
    ones = np.ones((1, n_days))
    ones.setflags(write=False)
    return ones


def is_whole(part: Floats) -> bool:
    """Whether everything is covered for every account on every day."""
    return part is whole(part.shape[1]) or not part.size or bool(part.min() >= 1.0)


def _part(bounds: Bounds, first: int, last: int, decay: Decay) -> Floats:
    """The part of the window's weight that lies within the bounds: shape (1, n_days), read-only."""
    begin = first - decay.window + 1
    for low, high in bounds:
        if (low is None or low <= begin) and (high is None or high >= last):
            return whole(last - first + 1)
    return _some_of(bounds, first, last, decay)


@lru_cache(maxsize=1 << 14)
def _some_of(bounds: Bounds, first: int, last: int, decay: Decay) -> Floats:
    """The part where no one of the bounds holds the whole window."""
    begin = first - decay.window + 1
    covered = np.zeros(last - begin + 1, dtype=bool)
    for low, high in bounds:
        covered[Span(None, low, high).days(begin, last)] = True
    if covered.all():
        return whole(last - first + 1)
    day = covered.nonzero()[0].astype(np.int32) + np.int32(begin)
    columns = np.zeros_like(day), day, np.ones(len(day))
    part: Floats = flow_between(decay, *columns, first, last, 1) / decay.weights().sum()
    part[part > 1.0 - 1e-9] = 1.0  # what rounding left of a full window is made whole
    part.setflags(write=False)
    return part


def _classes(log: ActivityLog) -> tuple[Sequence[Mapping[str | None, Bounds]], Codes | None]:
    """The classes of the log's accounts: for each, the covered days of the actions it names, those
    said of every action, under None, in all of them; and the class of each account, None for one.
    """
    common = [span for span in log.coverage.spans if span.account is None]
    if len(common) == len(log.coverage.spans):
        return [_by_action(common)], None
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
    return by_action, of_account if len(places) > 1 else None


def _by_action(spans: Iterable[Span]) -> Mapping[str | None, Bounds]:
    listed: dict[str | None, list[tuple[int | None, int | None]]] = {None: []}
    for span in spans:
        listed.setdefault(span.action, []).append((span.first, span.last))
    general = listed[None]
    return {
        action: tuple(general if action is None else general + bounds)
        for action, bounds in listed.items()
    }


def covers_of(signal: SignalModel) -> list[Cover]:
    """The actions that must be covered for each slot or level of a signal to be known, and how what
    is long ago counts there.
    """
    levels = [(actions_of(match), TODAY) for match in levels_of(signal)]
    return levels or [(signal.known_by or actions_of(s.match), s.decay) for s in slots_of(signal)]
