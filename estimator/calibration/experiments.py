"""The next thing worth trying: what to do otherwise for a while so that readings tell more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, inf

import numpy as np

from estimator.actions import vocabulary
from estimator.calibration.design import PillarDesign, pillars_at
from estimator.calibration.identified import covariance
from estimator.calibration.observations import Cases
from estimator.calibration.problem import POINTS, Misfit, Subproblem, candidates
from estimator.calibration.search import Settled
from estimator.coverage import Coverage, Span
from estimator.log import ActivityLog, Coded, concat
from estimator.notebook import AsJson
from estimator.reading import PILLARS
from estimator.rules import Rules
from estimator.rules.match import actions_of
from estimator.rules.model import Model
from estimator.score.rows import Floats

USUAL = 28  # days that show what an account usually does


def usual_habit(log: ActivityLog, day: int) -> dict[str, float]:
    """How much of each action the account did in a day of its last weeks."""
    recent = log.day > day - USUAL
    sums = np.bincount(log.action[recent], log.count[recent], len(log.actions))
    return {
        action: float(total) / USUAL
        for action, total in zip(log.actions, sums, strict=True)
        if not vocabulary()[action].level and total > 0
    }


def continued(log: ActivityLog, day: int, habit: Mapping[str, float], n_days: int) -> ActivityLog:
    """The log with the habit for the days to come, all of which it would show."""
    actions = [action for action, per_day in habit.items() if per_day > 0]
    days = np.arange(day + 1, day + n_days + 1)
    more = ActivityLog.build(
        day=np.tile(days, len(actions)),
        action=Coded.of(np.repeat(actions, n_days).tolist()),
        count=np.repeat([habit[action] for action in actions], n_days),
        account=Coded.constant(log.accounts[0], n_days * len(actions)),
        accounts=log.accounts,
    )
    joined = concat([log, more])
    to_come = Coverage((Span(None, day + 1, day + n_days),))
    return joined.with_coverage(log.coverage | to_come)


DAYS = 14  # that an experiment lasts
EVERY = 2  # days from one reading to the next
MINUTES = 15.0  # a day that one more thing may take
NEW = 0.2  # what it counts to learn of something one never does, beside what one does
ENOUGH = 0.9  # of a number's uncertainty: an experiment that leaves more of it is not worth it


@dataclass(frozen=True)
class Experiment(AsJson):
    """What to do otherwise, everything else as before. days, every: for how many days, and after
    how many each a reading. per_day, usual: how many a day (0: none) where so many were usual.
    number: what that tells most of. before, after, otherwise: its standard deviation now, then,
    and after as many readings without any change.
    """

    action: str
    per_day: float
    usual: float
    days: int
    every: int
    number: str
    before: float
    after: float
    otherwise: float


@dataclass(frozen=True, eq=False)
class Ground:
    """What is known so far: the numbers that may move, their blocks, and the account to try on."""

    blocks: Sequence[Subproblem]
    model: Model
    log: ActivityLog
    last: Cases
    usual: Mapping[str, float]


def recommended(
    cases: Cases, rules: Rules, model: Model, solutions: Sequence[Settled]
) -> Experiment | None:
    """The experiment on the account last read that tells most of the points of one signal."""
    last = cases.where(np.arange(len(cases)) == len(cases) - 1)
    day, whole = int(last.day[0]), cases.logs[int(last.log[0])]
    log = whole.of_account(whole.accounts[int(last.account[0])])
    log = log.where(log.day <= day)
    here = replace(last, logs=(log,), log=np.array([0]), account=np.array([0]))
    blocks = [_all_points(s.block, rules) for s in solutions]
    ground = Ground(blocks, model, log, here, usual_habit(log, day))
    alike = _after(ground, ground.usual)
    found = [
        told
        for action, per_day in _trials(ground)
        for told in _told(ground, alike, action, per_day)
    ]
    return max(found, key=lambda one: one[0], default=(0.0, None))[1]


def _all_points(block: Subproblem, rules: Rules) -> Subproblem:
    """The block with the points of every signal free."""
    free = [f for pillar in block.pillars.values() for f in candidates(POINTS, pillar, rules)]
    return replace(block, free=tuple(free))


def _trials(ground: Ground) -> Iterator[tuple[str, float]]:
    """What one does oneself, left for a while; and what one never did, done for a while."""
    for action in sorted(ground.usual):
        if vocabulary()[action].minutes is not None:
            yield action, 0.0
    seat, tried = ground.last.seat[0], set(ground.usual)
    for signal in (s for p in ground.model.pillars for s in p.signals if s.kind == "flow"):
        action = next(iter(actions_of(signal.match)), "")
        half_at = getattr(signal.curve, "half_at", None)
        own = action not in tried and vocabulary()[action].minutes is not None
        if own and half_at is not None and signal.applies(seat):
            tried.add(action)
            limit = vocabulary()[action].weekly_limit(seat)
            a_day = inf if limit is None else limit // 7
            per_day = min(ceil(half_at / DAYS), signal.per_day_max or inf, a_day)
            if per_day >= 1 and per_day * (vocabulary()[action].minutes or 0) <= MINUTES:
                yield action, float(per_day)


def _told(
    ground: Ground, alike: Sequence[Floats], action: str, per_day: float
) -> Iterator[tuple[float, Experiment]]:
    """What the trial tells of one number of each block more than reading on does."""
    tried = _after(ground, {**ground.usual, action: per_day})
    for block, after, otherwise in zip(ground.blocks, tried, alike, strict=True):
        place = int((otherwise - after).argmax()) if len(after) else -1
        if place < 0 or after[place] > ENOUGH * otherwise[place]:
            continue
        worth = 1.0 if action in ground.usual else NEW
        yield (
            worth * float(otherwise[place] - after[place]),
            Experiment(
                action=action,
                per_day=per_day,
                usual=ground.usual.get(action, 0.0),
                days=DAYS,
                every=EVERY,
                number=block.free[place].name,
                before=float(_deviation(block, covariance(block, block.start))[place]),
                after=float(after[place]),
                otherwise=float(otherwise[place]),
            ),
        )


def _after(ground: Ground, habit: Mapping[str, float]) -> list[Floats]:
    """The standard deviations of each block's numbers after readings under a habit."""
    last, day = ground.last, int(ground.last.day[0])
    days = np.arange(day + EVERY, day + DAYS + 1, EVERY)
    n = len(days)
    cases = replace(
        last,
        logs=(continued(ground.log, day, habit, DAYS),),
        log=np.zeros(n, dtype=np.int64),
        account=np.zeros(n, dtype=np.int64),
        day=days,
        seat=last.seat * n,
        weight=np.ones(n),
        recorded=np.zeros((n, len(PILLARS))),
        shown=np.ones((n, len(PILLARS)), dtype=bool),
        total=np.zeros(n),
    )
    ahead = pillars_at(cases, ground.model)
    return [_told_of(block, ahead, n) for block in ground.blocks]


def _told_of(block: Subproblem, ahead: Mapping[str, PillarDesign], n: int) -> Floats:
    """The deviations once each of the block's targets was read on all n days ahead."""
    if not block.free:
        return np.zeros(0)
    rows, ones = np.arange(n), np.ones(n)
    targets = (
        Misfit(t.pillars, rows, sum((ahead[p].points for p in t.pillars), np.zeros(n)), ones)
        for t in block.targets
    )
    pillars = {name: ahead[name] for name in block.pillars}
    told = replace(block, pillars=pillars, targets=tuple(targets)).informed(block.start)
    known = np.linalg.inv(covariance(block, block.start)) + told.T @ told
    return _deviation(block, np.asarray(np.linalg.inv(known)))


def _deviation(block: Subproblem, spread: Floats) -> Floats:
    result: Floats = np.sqrt(np.diag(spread)) * block.spread
    return result
