"""How much may be fitted, by how many readings there are; each rung asks the data for more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from estimator.calibration.numbers import Free, scale_of, single
from estimator.calibration.terms import Pillar
from estimator.rules import Rules
from estimator.rules.model import SignalModel

PER_NUMBER = 3  # readings of a pillar for each number of it that may move


@dataclass(frozen=True)
class Rung:
    """name: what is fitted. readings: from how many on."""

    name: str
    readings: int


OFFSET = Rung("offset", 0)
SCALE = Rung("scale", 4)
POINTS = Rung("points", 12)
SHAPES = Rung("shapes", 40)
LADDER = (OFFSET, SCALE, POINTS, SHAPES)


def rung_of(n_readings: int) -> Rung:
    """The rung that so many readings reach.

    >>> [rung_of(n).name for n in (3, 4, 12, 40)]
    ['offset', 'scale', 'points', 'shapes']
    """
    return [rung for rung in LADDER if rung.readings <= n_readings][-1]


def candidates(rung: Rung, pillar: Pillar, rules: Rules) -> list[Free]:
    """The numbers of a pillar that this rung asks the data for."""
    if rung is OFFSET:
        return []
    if rung is SCALE:
        scale = scale_of(pillar, rules)
        return [scale] if scale.paths and scale.low < scale.high else []
    paths = [f"{s.path}.points" for s in pillar.model.signals]
    if rung is SHAPES:
        paths += [path for s in pillar.model.signals for path in _shape(s, pillar, rules)]
    return [free for path in paths if (free := single(path, rules)) is not None]


def _shape(signal: SignalModel, pillar: Pillar, rules: Rules) -> Iterator[str]:
    """Where the curve of a signal bends, and how its flow fades."""
    for name in ("half_at", "full_at"):
        if f"{signal.path}.{name}" in rules.numbers():
            yield f"{signal.path}.{name}"
    if pillar.terms[signal.path].fading is not None:
        yield f"{signal.path}.half_life"


def followed(pillars: Mapping[str, Pillar]) -> Sequence[str]:
    """The flows whose half-life may move.

    Not those from which an unknown signal of some reading is inferred: that would move with it.
    """
    terms = [term for pillar in pillars.values() for term in pillar.terms.values()]
    sources = {t.signal.unknown.inferred_from for t in terms if t.unseen.any()}
    return [
        t.signal.path
        for t in terms
        if t.signal.kind == "flow"
        and isfinite(t.signal.decay.half_life)
        and t.signal.path not in sources
        and t.amount.any()
    ]
