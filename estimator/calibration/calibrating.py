"""`calibrate`: from logs and readings to other numbers of the rules, or the reason against it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import NormalDist

import numpy as np

from estimator.actions import Seat
from estimator.calibration.cases import Cases, Paired, paired
from estimator.calibration.conformal import LEVELS, HalfWidth, half_width
from estimator.calibration.fit import Fit, FittedNumber, Report
from estimator.calibration.identified import covariance, groups, profile
from estimator.calibration.ladder import OFFSET, rung_of
from estimator.calibration.numbers import Free
from estimator.calibration.regimes import of_one_regime, suspected
from estimator.calibration.search import Solution, prepared, searched
from estimator.calibration.terms import Pillar
from estimator.calibration.validation import FIT, RIVALS, Foretold, foretold
from estimator.calibration.writing import proposed, written
from estimator.days import to_date
from estimator.errors import NotEnoughEvidence
from estimator.log import ActivityLog
from estimator.reading import PILLARS, Reading
from estimator.rules import Rules

AT_BOUND = 1e-3  # of the range between a number's bounds


def calibrate(
    logs: ActivityLog | Sequence[ActivityLog],
    readings: Sequence[Reading],
    rules: Rules,
    seat: Seat = "free",
) -> Fit:
    """The numbers of the rules that explain the readings best, and how far they can be trusted.

    A reading goes to the account of its name; where there is one account, it goes to that one.
    `seat` is that of readings which state none. How much is fitted depends on how many readings
    there are (`estimator.calibration.ladder`); with fewer than four nothing is. A fit that does
    not foretell later readings better than trivial rivals is not accepted; `fit.rules` then holds
    what it would have proposed.

    Raises: NotEnoughEvidence when no reading can be used, with the reasons.
    """
    listed = [logs] if isinstance(logs, ActivityLog) else list(logs)
    return calibrated(paired(listed, readings, seat), rules)


def calibrated(pairs: Paired, rules: Rules) -> Fit:
    """The fit of readings that have found their accounts. See `calibrate`."""
    if not len(pairs.cases):
        reasons = "; ".join(f"{n} of them: {why}" for why, n in pairs.set_aside.items())
        raise NotEnoughEvidence(f"no reading can be used ({reasons or 'there is none'})")
    cases, notes = of_one_regime(pairs.cases, rules)
    rung = rung_of(len(cases))
    model = rules.on(int(cases.day[-1]))
    pillars = prepared(cases, model, rung)
    solutions = searched(cases, pillars, rules, rung)
    ahead = foretold(cases, pillars, rules, rung)
    refused = _refused(cases, rung is OFFSET, solutions, ahead)
    widths = {w: tuple(half_width(r, q) for q in LEVELS) for w, r in ahead.by[FIT].items()}
    report = replace(
        _report(cases, rung.name, pillars, solutions, ahead, widths, model.level),
        set_aside=pairs.set_aside,
        notes=(*notes, *suspected(cases, pillars, rules)),
    )
    moved = {path: v for solution in solutions for path, v in solution.values.items()}
    proposal = proposed(cases, rules, moved, widths)
    return Fit(
        rules=proposal.rules if moved else rules,
        base=rules,
        accepted=not refused,
        refused=refused,
        report=report,
        overlay=written(proposal, rules) if moved else "",
        _evidence=(cases, model, solutions),
    )


def _refused(cases: Cases, is_offset: bool, solutions: Sequence[Solution], ahead: Foretold) -> str:
    """Why the fit is not accepted; empty when it is."""
    if is_offset:
        return f"{len(cases)} readings are too few to fit anything; 4 are the least"
    if not any(solution.values for solution in solutions):
        return "the readings move no number"
    own = ahead.overall(FIT)
    if own is None:
        return "no later reading is left to foretell; readings of several days are needed"
    for rival in RIVALS:
        error = ahead.overall(rival)
        if error is not None and error <= own:
            return f"it foretells no better than the {rival} ({own:.2f} points off, {error:.2f})"
    return ""


def _report(
    cases: Cases,
    rung: str,
    pillars: Mapping[str, Pillar],
    solutions: Sequence[Solution],
    ahead: Foretold,
    widths: Mapping[str, tuple[HalfWidth, ...]],
    level: float,
) -> Report:
    errors = {
        who: {w: e for w in (*PILLARS, "total") if (e := ahead.error(who, w)) is not None}
        for who in (FIT, *RIVALS)
    }
    return Report(
        readings=len(cases),
        accounts=len(np.unique(cases.member)),
        first=to_date(int(cases.day[0])),
        last=to_date(int(cases.day[-1])),
        rung=rung,
        offsets=_offsets(cases, pillars),
        numbers=tuple(n for s in solutions for n in _numbers(s, level)),
        frozen={name: why for s in solutions for name, why in s.chosen.frozen.items()},
        free=sum(solution.candidates for solution in solutions),
        rank=sum(solution.chosen.rank for solution in solutions),
        groups=tuple(g for s in solutions for g in groups(s.block, s.inner)),
        foretold=max((len(r) for r in ahead.by[FIT].values()), default=0),
        errors=errors,
        intervals=widths,
        level=level,
    )


def _offsets(cases: Cases, pillars: Mapping[str, Pillar]) -> dict[str, float]:
    """Estimated minus recorded by the rules as they are: the mean, by pillar."""
    return {
        name: float((pillars[name].points - cases.recorded[:, i])[cases.shown[:, i]].mean())
        for i, name in enumerate(PILLARS)
        if cases.shown[:, i].any()
    }


def _numbers(solution: Solution, level: float) -> list[FittedNumber]:
    block, z = solution.block, NormalDist().inv_cdf((1.0 + level) / 2.0)
    left = covariance(block, solution.inner)
    found = []
    for place, free in enumerate(block.free):
        value = free.outer(float(solution.inner[place]))
        low, high = profile(block, solution.inner, place, z, left)
        told = 1.0 - float(left[place, place])
        found.append(
            FittedNumber(free.name, free.start, value, low, high, told, _bound(free, value))
        )
    return found


def _bound(free: Free, value: float) -> float | None:
    room = AT_BOUND * (free.high - free.low)
    return next((b for b in (free.low, free.high) if abs(value - b) < room), None)
