"""`calibrate`: from logs and readings to other numbers of the rules, or the reason against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from statistics import NormalDist

import numpy as np

from estimator.actions import Seat
from estimator.calibration.design import Cases, Design, design_of, paired
from estimator.calibration.experiments import Experiment, recommended
from estimator.calibration.identified import (
    Confounded,
    Settled,
    covariance,
    groups,
    profile,
    searched,
)
from estimator.calibration.problem import LEAST, followed, rung_of
from estimator.calibration.validation import (
    ALONE,
    FIT,
    LEVELS,
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
from estimator.score.rows import Floats


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
    enough = [p for p in found if (place == p).sum() >= LEAST]
    newest = max(enough, default=found[-1])
    others = int((place != newest).sum())
    if not others:
        return cases, ()
    names = ["before any known regime", *(f"of {regime.id}" for regime in rules.regimes)]
    told = f"{others} readings of other formulas were not used; those {names[newest]} were"
    return cases.where(place == newest), (told,)


def suspected(cases: Cases, design: Design, rules: Rules) -> list[str]:
    """A sentence about each change of formula that these readings look mixed across.

    Sought in the residuals of the rules as they are: a fit would bend to a shift and hide it.
    """
    member = cases.member
    most = np.argsort(-np.bincount(member), kind="stable")[:LOOKED_AT]
    rows, pillars = np.nonzero(cases.shown & np.isin(member, most)[:, None])
    recorded = cases.recorded[rows, pillars].tolist()
    residual = (_points(design) - cases.recorded)[rows, pillars].tolist()
    days, whose = cases.day[rows].tolist(), member[rows].tolist()
    every = zip(whose, days, pillars.tolist(), recorded, residual, strict=True)
    held = [Residual(str(m), to_date(d), PILLARS[p], read, off) for m, d, p, read, off in every]
    return [
        f"formula shift suspected on {shift.on}: readings of {shift.who()} "
        f"moved by {shift.points:+.1f} points with no activity to explain it; those before and "
        "after were fitted together"
        for shift in shifts(held, rules)
    ]


def _points(design: Design) -> Floats:
    """The points of every pillar: (n, 4)."""
    points = design.points
    return np.stack([points[name] for name in PILLARS], axis=1)


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
    cases, aside = paired(listed, readings, seat)
    if not len(cases):
        reasons = "; ".join(f"{n} of them: {why}" for why, n in aside.items())
        raise NotEnoughEvidence(f"no reading can be used ({reasons or 'there is none'})")
    cases, notes = of_one_regime(cases, rules)
    rung, model = rung_of(len(cases)), rules.on(int(cases.day[-1]))
    design = design_of(cases, model)
    if rung == "shapes":
        design = design.followed(followed(design), cases)
    solutions = searched(cases, design, rules, rung)
    ahead = foretold(cases, design, rules, rung)
    report = replace(
        _report(cases, design, solutions, ahead, model.level),
        set_aside=aside,
        notes=(*notes, *suspected(cases, design, rules)),
    )
    moved = {path: v for solution in solutions for path, v in solution.values.items()}
    refused = _refused(report, moved, ahead)
    fitted, overlay = proposed(cases, rules, moved, report.intervals) if moved else (rules, "")
    return Fit(
        rules=fitted,
        base=rules,
        accepted=not refused,
        refused=refused,
        report=report,
        overlay=overlay,
        _evidence=(cases, model, solutions),
    )


def _report(
    cases: Cases, design: Design, solutions: Sequence[Settled], ahead: Foretold, level: float
) -> Report:
    off = _points(design) - cases.recorded
    return Report(
        readings=len(cases),
        accounts=len(np.unique(cases.member)),
        first=to_date(int(cases.day[0])),
        last=to_date(int(cases.day[-1])),
        rung=rung_of(len(cases)),
        offsets={
            name: float(off[shown, i].mean())
            for i, (name, shown) in enumerate(zip(PILLARS, cases.shown.T, strict=True))
            if shown.any()
        },
        numbers=tuple(n for s in solutions for n in _numbers(s, level)),
        frozen={name: why for s in solutions for name, why in s.frozen.items()},
        free=sum(solution.candidates for solution in solutions),
        rank=sum(solution.rank for solution in solutions),
        groups=tuple(g for s in solutions for g in groups(s.block, s.inner)),
        foretold=max((len(r) for r in ahead.by[FIT].values()), default=0),
        errors=ahead.errors(),
        intervals={w: tuple(half_width(r, q) for q in LEVELS) for w, r in ahead.by[ALONE].items()},
        level=level,
    )


def _refused(report: Report, moved: Mapping[str, float], ahead: Foretold) -> str:
    """Why the fit is not accepted; empty when it is."""
    if report.rung == "offset":
        return f"{report.readings} readings are too few to fit anything; 4 are the least"
    if not moved:
        return "the readings move no number"
    own, base = ahead.off(FIT), ahead.off(SHIPPED)
    if not len(own):
        return "they are of too few days: no later reading is left to predict"
    nearer = base - own
    if nearer.mean() <= nearer.std() / np.sqrt(len(nearer)):  # what chance does one time in six
        off = f"{own.mean():.2f} points off a pillar, those {base.mean():.2f}"
        return f"it predicts no better than the {SHIPPED}, or by no more than chance does ({off})"
    return ""


def _numbers(solution: Settled, level: float) -> list[FittedNumber]:
    block, z = solution.block, NormalDist().inv_cdf((1.0 + level) / 2.0)
    left = covariance(block, solution.inner)
    found = []
    for place, (free, value) in enumerate(
        zip(block.free, block.outer(solution.inner), strict=True)
    ):
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

    The spread of a pillar goes with them where enough readings were foretold to know it: the
    standard deviation of its misses, from the interval that holds 80 %; never below half of what it
    was: the readings are of few habits, the rules of many members.
    """
    digest, n = cases.sha256, len(cases)
    first, until = (to_date(int(cases.day[i])) for i in (0, -1))
    name = f"readings-{digest[:8]}"
    source = Source.model_validate(
        {
            "kind": "fit",
            "title": f"Fit to {n} readings, {first} to {until}",
            "seen": until,
            "readings": n,
            "from": first,
            "to": until,
            "sha256": digest,
        }
    )
    spreads = {
        f"{what}.spread": max(width[0].points / SD_OF_80, rules.value(f"{what}.spread") / 2)
        for what, width in widths.items()
        if what != "total" and width and width[0].points is not None
    }
    values = {}
    for path, value in {**moved, **spreads}.items():
        low, high = rules.number(path).bounds or (0.0, float("inf"))
        rounded = min(max(float(f"{value:.{DIGITS}g}"), low), high)
        values[path] = Number(rounded, "fitted", name)
    until = max(rules.calibrated_until, until)
    fitted = rules.replace(values, {name: source}, until).named(f"{rules.name}+{name}")
    note = f"{source.title}; made by ssi calibrate"
    return fitted, rules.to_overlay(values, note, {name: source}, until)
