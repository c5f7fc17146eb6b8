"""The next thing worth trying: what to do otherwise for a while so that readings tell more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, inf

import numpy as np

from estimator.actions import Seat, vocabulary
from estimator.calibration.design import Cases, design_of
from estimator.calibration.identified import Settled, covariance
from estimator.calibration.problem import Subproblem, candidates
from estimator.coverage import Coverage, Span
from estimator.log import ActivityLog, Coded, concat
from estimator.notebook import AsJson
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


def recommended(
    cases: Cases, rules: Rules, model: Model, solutions: Sequence[Settled]
) -> Experiment | None:
    """The experiment on the account last read that tells most of the points of one signal."""
    last = cases.where(np.arange(len(cases)) == len(cases) - 1)
    day, log = int(last.day[0]), last.log_of(0)
    log = log.where(log.day <= day)
    usual = usual_habit(log, day)
    blocks = [replace(s.block, free=candidates("points", s.block.design, rules)) for s in solutions]
    blocks = [block for block in blocks if block.free]

    def after(habit: Mapping[str, float]) -> list[Floats]:
        return _after(last, model, blocks, continued(log, day, habit, DAYS))

    otherwise, best, most = after(usual), None, 0.0
    for action, per_day in _trials(model, usual, last.seat[0]):
        worth = 1.0 if action in usual else NEW
        tried = after({**usual, action: per_day})
        for block, alike, one in zip(blocks, otherwise, tried, strict=True):
            place = int((alike - one).argmax())
            gain = worth * float(alike[place] - one[place])
            if one[place] > ENOUGH * alike[place] or (best is not None and gain <= most):
                continue
            most = gain
            best = Experiment(
                action=action,
                per_day=per_day,
                usual=usual.get(action, 0.0),
                days=DAYS,
                every=EVERY,
                number=block.free[place].name,
                before=float(_deviation(block, covariance(block, block.start))[place]),
                after=float(one[place]),
                otherwise=float(alike[place]),
            )
    return best


def _trials(model: Model, usual: Mapping[str, float], seat: Seat) -> Iterator[tuple[str, float]]:
    """What one does oneself, left for a while; and what one never did, done for a while."""
    for action in sorted(usual):
        if vocabulary()[action].minutes is not None:
            yield action, 0.0
    tried = set(usual)
    for signal in (s for s in model.signals(seat).values() if s.kind == "flow"):
        action = next(iter(actions_of(signal.match)), "")
        half_at, kind = getattr(signal.curve, "half_at", None), vocabulary()[action]
        if action not in tried and kind.minutes is not None and half_at is not None:
            tried.add(action)
            limit = kind.weekly_limit(seat)
            a_day = inf if limit is None else limit // 7
            per_day = min(ceil(half_at / DAYS), signal.per_day_max or inf, a_day)
            if per_day >= 1 and per_day * kind.minutes <= MINUTES:
                yield action, float(per_day)


def _after(
    last: Cases, model: Model, blocks: Sequence[Subproblem], log: ActivityLog
) -> list[Floats]:
    """The standard deviations of each block's numbers once all of its targets were read in the days
    that a log goes on after the last reading."""
    days = np.arange(int(last.day[0]) + EVERY, int(last.day[0]) + DAYS + 1, EVERY)
    n, found = len(days), []
    places = np.zeros(n, dtype=np.int64)
    cases = replace(last, logs=(log,), log=places, account=places, day=days, seat=last.seat * n)
    ahead = design_of(cases, model)
    for block in blocks:
        each = np.repeat(np.unique(block.target, return_index=True)[1], n)  # a row of each target
        read = replace(
            block,
            design=ahead.only(block.design.most),
            rows=np.arange(len(each)) % n,
            over=block.over[:, each],
            target=block.target[each],
            recorded=np.zeros(len(each)),
            weight=np.ones(len(each)),
            noise=block.noise[each],
        )
        told = replace(read, recorded=read.residuals(read.design)).informed(block.start)
        known = np.linalg.inv(covariance(block, block.start)) + told.T @ told
        found.append(_deviation(block, np.asarray(np.linalg.inv(known))))
    return found


def _deviation(block: Subproblem, spread: Floats) -> Floats:
    result: Floats = np.sqrt(np.diag(spread)) * block.spread
    return result
