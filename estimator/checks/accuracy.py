"""How far estimates lie from readings, pillar by pillar, beside what anybody could have said."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum

from estimator.checks.cases import Case
from estimator.checks.trials import Trial
from estimator.notebook import AsJson
from estimator.reading import PILLARS, Reading


@dataclass(frozen=True)
class Held:
    """One recorded pillar and its estimate. average: LinkedIn's own of a group, with the reading.

    account: whose it is; last: the reading before it; mean: of all before it. None where there is
    none.
    """

    case: str
    account: str
    on: date
    pillar: str
    estimated: float
    recorded: float
    average: float | None = None
    last: float | None = None
    mean: float | None = None

    @property
    def residual(self) -> float:
        return self.estimated - self.recorded


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


RIVALS: dict[str, Callable[[Held], float | None]] = {
    "last reading": lambda held: held.last,
    "mean of readings": lambda held: held.mean,
    "group average": lambda held: held.average,
}


def held_of(trials: Iterable[Trial]) -> tuple[Held, ...]:
    """Every recorded pillar of the cases with its estimate, each account in the order of days."""
    return tuple(held for one in trials if isinstance(one.case, Case) for held in _held(one))


def accuracies(held: Sequence[Held]) -> tuple[Accuracy, ...]:
    """The accuracy of each pillar that has a reading."""
    by_pillar = {pillar: [one for one in held if one.pillar == pillar] for pillar in PILLARS}
    return tuple(_accuracy(pillar, ones) for pillar, ones in by_pillar.items() if ones)


def mean_error(held: Sequence[Held]) -> float:
    """The mean absolute residual, in points."""
    return fsum(abs(one.residual) for one in held) / len(held)


def _held(one: Trial) -> Iterator[Held]:
    assert isinstance(one.case, Case)
    before: dict[tuple[str, str], list[tuple[date, float]]] = {}
    for day, reading, _ in one.case.dated:
        for pillar, recorded in reading.pillars.items():
            earlier = before.setdefault((reading.account, pillar), [])
            past = [value for then, value in earlier if then < day]
            yield Held(
                one.case.name,
                reading.account,
                day,
                pillar,
                one.scores[day][0].points(pillar, day),
                recorded,
                average=_average(reading, pillar),
                last=past[-1] if past else None,
                mean=fsum(past) / len(past) if past else None,
            )
            earlier.append((day, recorded))


def _average(reading: Reading, pillar: str) -> float | None:
    """LinkedIn's own average of the member's industry, else of the network."""
    for group in (reading.industry, reading.network):
        if group is not None and pillar in group.pillars:
            return group.pillars[pillar]
    return None


def _accuracy(pillar: str, held: Sequence[Held]) -> Accuracy:
    return Accuracy(
        pillar=pillar,
        readings=len(held),
        accounts=len({one.account for one in held}),
        error=mean_error(held),
        bias=fsum(one.residual for one in held) / len(held),
        rivals={name: _rival(held, says) for name, says in RIVALS.items()},
    )


def _rival(held: Sequence[Held], says: Callable[[Held], float | None]) -> Rival | None:
    both = [(one, said) for one in held if (said := says(one)) is not None]
    if not both:
        return None
    theirs = fsum(abs(said - one.recorded) for one, said in both) / len(both)
    return Rival(len(both), theirs, mean_error([one for one, _ in both]))
