"""Where a log begins or ends to show what signals look at, within the days of a history.

A window fills with what is known a day at a time, so for a while points rise or fall by what was
assumed before, whoever does the same every day. Those days cannot be held against the others.
"""

from collections.abc import Iterator
from datetime import date

import numpy as np

from estimator.actions import Seat
from estimator.days import Range, to_date, to_day
from estimator.decay import Decay
from estimator.log import ActivityLog
from estimator.rules import Rules
from estimator.rules.match import actions_of
from estimator.rules.model import Model, SignalModel
from estimator.score.results import CoverageEdge
from estimator.score.rows import Flags, levels_of, slots_of
from estimator.score.shown import covered_part

ALIKE = 0.05  # of a window's weight: days that show this much less than the best are told apart


def settled_days(log: ActivityLog, model: Model, days: Range, seat: Seat) -> dict[str, Flags]:
    """The days that show as much of every window as any day of the range, by pillar and "total".

    Shapes (n_accounts, n_days), or (1, n_days) where all accounts are covered alike.
    """
    signals = model.signals(seat)
    of_signal = {path: _settled(signal, log, days) for path, signal in signals.items()}
    settled = {pillar.name: np.ones((1, days.n_days), dtype=bool) for pillar in model.pillars}
    for path, signal in signals.items():
        for one in (path, signal.unknown.inferred_from):
            if one in of_signal:
                name = path.partition(".")[0]
                settled[name] = settled[name] & of_signal[one]
    every = np.ones((1, days.n_days), dtype=bool)
    for own in settled.values():
        every = every & own
    return {**settled, "total": every}


def uneven(log: ActivityLog, rules: Rules, since: date, on: date, seat: Seat) -> tuple[str, ...]:
    """The sentence about changes between two days of which the log does not show as much of both;
    none where it does.
    """
    days = Range(to_day(since), to_day(on))
    both = settled_days(log, rules.on(days.last), days, seat)["total"][:, [0, -1]]
    settled = np.broadcast_to(both, (log.n_accounts, 2)).min(axis=1)
    if settled.all():
        return ()
    accounts = int(np.sum(~settled))
    who = "" if accounts == log.n_accounts else f" of {accounts} account{'s' * (accounts > 1)}"
    return (
        f"the log does not show as much of {since} as of {on}: part of each change{who} is what had"
        " to be assumed then",
    )


def coverage_edges(
    log: ActivityLog, model: Model, days: Range, seat: Seat
) -> tuple[CoverageEdge, ...]:
    """The days on which a log of one account begins or ends to show an action, the earliest first,
    of those that leave some day of the range unsettled.
    """
    found: dict[tuple[int, bool], dict[str, bool]] = {}
    signals = model.signals(seat)
    for signal in signals.values():
        source = signals.get(signal.unknown.inferred_from or "")
        for action, decay in _looked_at(signal):
            if _action_settled(action, decay, log, days).all():
                continue
            first = days.first - (decay.window if decay else 0)
            if decay is None:
                shown = _stated(action, log, days)[0]
            else:
                shown = log.coverage.days(action, log.accounts, first, days.last)[0]
            for place in np.flatnonzero(shown[1:] != shown[:-1]).tolist():
                begins = not shown[place]
                there = found.setdefault((first + place + begins, begins), {})
                beyond = source is not None and _is_shown(source, log, first + place + 1 - begins)
                there[action] = there.get(action, False) or beyond
    return tuple(
        CoverageEdge(
            to_date(day),
            begins,
            tuple(sorted(actions)),
            tuple(sorted(name for name, inferred in actions.items() if inferred)),
        )
        for (day, begins), actions in sorted(found.items())
    )


def _is_shown(signal: SignalModel, log: ActivityLog, day: int) -> bool:
    """Whether the log of one account shows on a day all that a signal looks at."""
    actions = (action for action, _ in _looked_at(signal))
    return all(log.coverage.days(one, log.accounts, day, day)[0, 0] for one in actions)


def _settled(signal: SignalModel, log: ActivityLog, days: Range) -> Flags:
    settled = np.ones((1, days.n_days), dtype=bool)
    for action, decay in _looked_at(signal):
        settled = settled & _action_settled(action, decay, log, days)
    return settled


def _action_settled(action: str, decay: Decay | None, log: ActivityLog, days: Range) -> Flags:
    if decay is None:
        stated = _stated(action, log, days)
        return np.asarray(stated | ~stated.any(axis=1, keepdims=True))
    part = covered_part([action], log, days.first, days.last, decay)
    settled: Flags = part >= part.max(axis=1, keepdims=True) - ALIKE
    return settled


def _stated(level: str, log: ActivityLog, days: Range) -> Flags:
    """The days on which a level is known: covered, or once a row stated it. Before its first row
    nobody knows it, so the day it is first seen is no change of it.
    """
    covered = covered_part([level], log, days.first, days.last) > 0
    since = np.full(log.n_accounts, np.iinfo(np.int32).max, dtype=np.int64)
    if level in log.actions:
        rows = np.flatnonzero(log.action == log.actions.index(level))
        np.minimum.at(since, log.account[rows], log.day[rows])
    if (since > days.last).all():
        return covered
    every = np.arange(days.first, days.last + 1)
    return np.asarray(covered | (since[:, None] <= every))


def _looked_at(signal: SignalModel) -> Iterator[tuple[str, Decay | None]]:
    """The actions of a signal, each with the decay of its window; None for a level."""
    slots = slots_of(signal)
    decay = slots[0].decay if slots else None
    matches = [*(slot.match for slot in slots), *levels_of(signal)]
    for action in sorted({action for match in matches for action in actions_of(match)}):
        yield action, decay
