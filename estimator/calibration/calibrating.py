"""`calibrate`: from logs and readings to other numbers of the rules, or the reason against it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from statistics import NormalDist

import numpy as np

from estimator.actions import Seat
from estimator.calibration.design import PillarDesign
from estimator.calibration.experiments import Experiment, recommended
from estimator.calibration.identified import Confounded, covariance, groups, profile
from estimator.calibration.observations import Cases, Paired, paired
from estimator.calibration.problem import OFFSET, SCALE, rung_of
from estimator.calibration.search import Settled, prepared, searched
from estimator.calibration.validation import (
    ALONE,
    FIT,
    LEVELS,
    RIVALS,
    SHIPPED,
    Foretold,
    HalfWidth,
    foretold,
    half_width,
)
from estimator.days import to_date, to_day
from estimator.errors import NotEnoughEvidence
from estimator.explanation.formula_shifts import Residual, shifts
from estimator.log import ActivityLog
from estimator.notebook import AsJson
from estimator.reading import PILLARS, Reading
from estimator.rules import Number, Rules
from estimator.rules.forms import Source
from estimator.rules.model import Model


@dataclass(frozen=True)
class FittedNumber(AsJson):
    """A number that the readings moved, or could have.

    low, high: the interval of its profile at the level of the report. told: how much of the
    prior's variance the readings took away, in [0, 1]. bound: the bound it lies at, if any.
    """

    path: str
    was: float
    value: float
    low: float
    high: float
    told: float
    bound: float | None = None


@dataclass(frozen=True)
class Report(AsJson):
    """What was fitted, how far it can be trusted, and what the readings cannot tell.

    readings, accounts: how many there are. rung: "offset", "scale", "points" or "shapes". offsets:
    estimated minus recorded by the rules as they were, by pillar. errors: mean absolute error of
    what was predicted, by who did and of what. free: numbers asked for; rank: combinations
    of them that the readings tell more of than the rules do. set_aside: readings that were not
    used, and why.
    intervals: of the fit without readings, by pillar and for the total.
    """

    readings: int
    accounts: int
    first: date
    last: date
    rung: str
    offsets: Mapping[str, float]
    numbers: tuple[FittedNumber, ...] = ()
    frozen: Mapping[str, str] = field(default_factory=dict)
    free: int = 0
    rank: int = 0
    groups: tuple[Confounded, ...] = ()
    foretold: int = 0
    errors: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    intervals: Mapping[str, tuple[HalfWidth, ...]] = field(default_factory=dict)
    level: float = 0.8
    set_aside: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Fit(
    AsJson,
    schema="ssi.fit/1",
    apart="rules base overlay _evidence",
    also="base_sha256=base.sha256 rules_sha256=rules.sha256 experiment",
):
    """A fit of the rules to readings, and whether it holds.

    rules: those proposed. base: those it began from. accepted: whether they predict better
    than the base, both anchored on the readings so far; refused: why not, "" when they do.
    overlay: the text of the file that lays the fit on the base, "" when nothing moved.
    """

    rules: Rules
    base: Rules
    accepted: bool
    refused: str
    report: Report
    overlay: str
    _evidence: tuple[Cases, Model, Sequence[Settled]]

    @cached_property
    def experiment(self) -> Experiment | None:
        """What to do otherwise for a fortnight so that readings tell most; None: nothing would."""
        cases, model, solutions = self._evidence
        return recommended(cases, self.base, model, solutions)

    def __repr__(self) -> str:
        verdict = "accepted" if self.accepted else f"refused: {self.refused}"
        return f"Fit({self.report.rung}, {self.report.readings} readings, {verdict})"


LOOKED_AT = 20  # accounts, those with the most readings: a change of formula shows in all


def of_one_regime(cases: Cases, rules: Rules) -> tuple[Cases, tuple[str, ...]]:
    """The readings since the newest known change of formula, and a sentence about the others.

    When too few are that new to fit anything, the regime before it is taken, and so on.
    """
    starts = [to_day(regime.from_) for regime in rules.regimes]
    place = np.searchsorted(starts, cases.day, side="right")
    found = [int(p) for p in np.unique(place)]
    enough = [p for p in found if (place == p).sum() >= SCALE.readings]
    newest = max(enough, default=found[-1])
    others = int((place != newest).sum())
    if not others:
        return cases, ()
    names = ["before any known regime", *(f"of {regime.id}" for regime in rules.regimes)]
    told = f"{others} readings of other formulas were not used; those {names[newest]} were"
    return cases.where(place == newest), (told,)


def suspected(cases: Cases, pillars: Mapping[str, PillarDesign], rules: Rules) -> tuple[str, ...]:
    """A sentence about each change of formula that these readings look mixed across.

    Sought in the residuals of the rules as they are: a fit would bend to a shift and hide it.
    """
    return tuple(
        f"formula shift suspected on {shift.on}: readings of {shift.who()} "
        f"moved by {shift.points:+.1f} points with no activity to explain it; those before and "
        "after were fitted together"
        for shift in shifts([*_held(cases, pillars)], rules)
    )


def _held(cases: Cases, pillars: Mapping[str, PillarDesign]) -> Iterator[Residual]:
    member = cases.member
    most = np.argsort(-np.bincount(member), kind="stable")[:LOOKED_AT]
    looked_at = np.isin(member, most)
    for place, name in enumerate(PILLARS):
        points = pillars[name].points
        for row in np.flatnonzero(cases.shown[:, place] & looked_at):
            recorded = float(cases.recorded[row, place])
            residual = float(points[row]) - recorded
            day = to_date(int(cases.day[row]))
            yield Residual(str(member[row]), day, name, recorded, residual)


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
    there are (`estimator.calibration.problem`); with fewer than four nothing is, and the report
    says how well the rules foretell them once anchored. A fit that does not foretell later readings
    better than the rules do, both anchored, is not accepted; `fit.rules` then holds what it would
    have proposed.

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
    widths = {w: tuple(half_width(r, q) for q in LEVELS) for w, r in ahead.by[ALONE].items()}
    report = replace(
        _report(cases, rung.name, pillars, solutions, ahead, widths, model.level),
        set_aside=pairs.set_aside,
        notes=(*notes, *suspected(cases, pillars, rules)),
    )
    moved = {path: v for solution in solutions for path, v in solution.values.items()}
    fitted, overlay = proposed(cases, rules, moved, widths) if moved else (rules, "")
    return Fit(
        rules=fitted,
        base=rules,
        accepted=not refused,
        refused=refused,
        report=report,
        overlay=overlay,
        _evidence=(cases, model, solutions),
    )


def _refused(cases: Cases, is_offset: bool, solutions: Sequence[Settled], ahead: Foretold) -> str:
    """Why the fit is not accepted; empty when it is."""
    if is_offset:
        return f"{len(cases)} readings are too few to fit anything; 4 are the least"
    if not any(solution.values for solution in solutions):
        return "the readings move no number"
    own = ahead.overall(FIT)
    if own is None:
        return "they are of too few days: no later reading is left to predict"
    gain, base = ahead.gain(), ahead.overall(SHIPPED)
    if gain[0] <= gain[1]:  # what chance alone would do one time in six
        off = f"{own:.2f} points off a pillar, those {base:.2f}"
        return f"it predicts no better than the {SHIPPED}, or by no more than chance does ({off})"
    return ""


def _report(
    cases: Cases,
    rung: str,
    pillars: Mapping[str, PillarDesign],
    solutions: Sequence[Settled],
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


def _offsets(cases: Cases, pillars: Mapping[str, PillarDesign]) -> dict[str, float]:
    """Estimated minus recorded by the rules as they are: the mean, by pillar."""
    return {
        name: float((pillars[name].points - cases.recorded[:, i])[cases.shown[:, i]].mean())
        for i, name in enumerate(PILLARS)
        if cases.shown[:, i].any()
    }


def _numbers(solution: Settled, level: float) -> list[FittedNumber]:
    block, z = solution.block, NormalDist().inv_cdf((1.0 + level) / 2.0)
    left = covariance(block, solution.inner)
    found = []
    for place, free in enumerate(block.free):
        value = free.outer(float(solution.inner[place]))
        low, high = profile(block, solution.inner, place, z, left)
        told = 1.0 - float(left[place, place])
        room = AT_BOUND * (free.high - free.low)
        bound = next((b for b in (free.low, free.high) if abs(value - b) < room), None)
        found.append(FittedNumber(free.name, free.start, value, low, high, told, bound))
    return found


# --- a fit as numbers of the rules ---------------------------------------------------------------

DIGITS = 5  # significant, of a fitted number
SD_OF_80 = 1.2816  # standard deviations that four misses in five stay within


def proposed(
    cases: Cases,
    rules: Rules,
    moved: Mapping[str, float],
    widths: Mapping[str, tuple[HalfWidth, ...]],
) -> tuple[Rules, str]:
    """The base with the moved numbers, each fitted, with the readings as its source; and the text
    of the overlay that lays them on it.

    The spread of a pillar goes with them where enough readings were foretold to know it.
    """
    name, source = _source(cases)
    values = {
        path: _number(rules, path, value, name)
        for path, value in {**moved, **_spreads(rules, widths)}.items()
    }
    until = max(rules.calibrated_until, to_date(int(cases.day[-1])))
    fitted = rules.replace(values, {name: source}, until).named(f"{rules.name}+{name}")
    note = f"{source.title}; made by ssi calibrate"
    return fitted, rules.to_overlay(values, note, {name: source}, until)


def _number(rules: Rules, path: str, value: float, source: str) -> Number:
    low, high = rules.number(path).bounds or (0.0, float("inf"))
    rounded = min(max(float(f"{value:.{DIGITS}g}"), low), high)
    return Number(rounded, "fitted", source)


def _spreads(rules: Rules, widths: Mapping[str, tuple[HalfWidth, ...]]) -> dict[str, float]:
    """The standard deviation of each pillar's misses, from the interval that holds 80 %; never
    below half of what it was: the readings are of few habits, the rules of many members.
    """
    return {
        f"{what}.spread": max(width[0].points / SD_OF_80, rules.value(f"{what}.spread") / 2)
        for what, width in widths.items()
        if what != "total" and width and width[0].points is not None
    }


def _source(cases: Cases) -> tuple[str, Source]:
    first, last = (to_date(int(cases.day[i])) for i in (0, -1))
    digest = cases.sha256
    n = len(cases)
    return f"readings-{digest[:8]}", Source.model_validate(
        {
            "kind": "fit",
            "title": f"Fit to {n} readings, {first} to {last}",
            "seen": last,
            "readings": n,
            "from": first,
            "to": last,
            "sha256": digest,
        }
    )
