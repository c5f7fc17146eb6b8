"""How far estimates lie from readings, pillar by pillar, beside what anybody could have said."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum

from estimator.checks.cases import Case
from estimator.checks.trials import Trial
from estimator.explanation.formula_shifts import Residual
from estimator.notebook import AsJson
from estimator.reading import PILLARS, Reading

LAST, MEAN, AVERAGE = "last reading", "mean of readings", "group average"


@dataclass(frozen=True)
class Held(Residual):
    """One recorded pillar of a case, its residual, and what each rival that knows any says of it:
    the reading before it, the mean of all before it, LinkedIn's own average of a group.
    """

    case: str = ""
    said: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Rival(AsJson):
    """A trivial estimate: its mean absolute error, and ours on the same readings."""

    readings: int
    error: float
    ours: float


@dataclass(frozen=True)
class Accuracy(AsJson):
    """One pillar: the mean absolute error and the mean residual over its readings, in points.

    rivals: by name; None where no reading has what that rival needs.
    """

    pillar: str
    readings: int
    accounts: int
    error: float
    bias: float
    rivals: dict[str, Rival | None]


def held_of(trials: Iterable[Trial]) -> tuple[Held, ...]:
    """Every recorded pillar of the cases with its estimate, each account in the order of days."""
    return tuple(held for one in trials for held in _held(one))


def accuracies(held: Sequence[Held]) -> tuple[Accuracy, ...]:
    """The accuracy of each pillar that has a reading."""
    by_pillar = {pillar: [one for one in held if one.pillar == pillar] for pillar in PILLARS}
    return tuple(
        Accuracy(
            pillar=pillar,
            readings=len(ones),
            accounts=len({one.account for one in ones}),
            error=mean_error(ones),
            bias=fsum(one.residual for one in ones) / len(ones),
            rivals={name: _rival(ones, name) for name in (LAST, MEAN, AVERAGE)},
        )
        for pillar, ones in by_pillar.items()
        if ones
    )


def mean_error(held: Sequence[Held]) -> float:
    """The mean absolute residual, in points."""
    return fsum(abs(one.residual) for one in held) / len(held)


def _held(one: Trial) -> Iterator[Held]:
    before: dict[tuple[str, str], list[tuple[object, float]]] = {}
    for day, reading, _ in one.case.dated if isinstance(one.case, Case) else ():
        for pillar, recorded in reading.pillars.items():
            earlier = before.setdefault((reading.account, pillar), [])
            past = [value for then, value in earlier if then != day]
            said = {LAST: past[-1], MEAN: fsum(past) / len(past)} if past else {}
            residual = one.scores[day][0].at("points", pillar, day) - recorded
            said |= _average(reading, pillar)
            yield Held(reading.account, day, pillar, recorded, residual, one.case.name, said)
            earlier.append((day, recorded))


def _average(reading: Reading, pillar: str) -> dict[str, float]:
    """LinkedIn's own average of the member's industry, else of the network."""
    groups = (group.pillars for group in (reading.industry, reading.network) if group is not None)
    return next(({AVERAGE: own[pillar]} for own in groups if pillar in own), {})


def _rival(held: Sequence[Held], name: str) -> Rival | None:
    both = [one for one in held if name in one.said]
    if not both:
        return None
    theirs = fsum(abs(one.said[name] - one.recorded) for one in both) / len(both)
    return Rival(len(both), theirs, mean_error(both))
