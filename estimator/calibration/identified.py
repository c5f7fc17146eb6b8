"""What readings determine of the numbers and what they cannot tell apart; and the best numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.linalg import qr

from estimator.calibration.design import Cases, Design
from estimator.calibration.problem import (
    PER_NUMBER,
    Rung,
    Subproblem,
    candidates,
    fitted,
)
from estimator.notebook import AsJson
from estimator.rules import Rules
from estimator.score.rows import Floats

Places = npt.NDArray[np.intp]

TELLS = 1.0  # as much as the prior: with less, the rules' own number is the better guess
CLEARLY = 3.0  # the same, of a curve or half-life beyond what other numbers explain
HARDLY = 0.05
ALIKE = 0.8  # cosine of two columns from which on they are named together
TOGETHER = 0.9  # correlation from which on only a sum or a trade-off is known


@dataclass(frozen=True, eq=False)
class Settled:
    """A block with the numbers that were kept, where they came to rest, and why others were frozen.

    candidates: how many there were. rank: how many combinations of these the readings tell more of
    than the prior does.
    """

    block: Subproblem
    inner: Floats
    frozen: Mapping[str, str]
    candidates: int
    rank: int

    @property
    def values(self) -> dict[str, float]:
        """The numbers of the rules that moved, by path."""
        every = zip(self.block.free, self.block.outer(self.inner), strict=True)
        moved = ((free.moves, value) for free, value in every if value != free.start)
        return {path: value * part for moves, value in moved for path, part in moves.items()}


def searched(cases: Cases, design: Design, rules: Rules, rung: Rung) -> list[Settled]:
    """The best numbers for the readings, block by block."""
    names = [[*design.most]] if cases.only_total.any() else [[name] for name in design.most]
    return [_solved(cases, design.only(block), rules, rung) for block in names]


def _solved(cases: Cases, design: Design, rules: Rules, rung: Rung) -> Settled:
    free = candidates(rung, design, rules)
    block = Subproblem.of(cases, design, free)
    kept, frozen, rank = chosen(block, max(len(block.rows) // PER_NUMBER, 1))
    block, inner = fitted(replace(block, free=[free[place] for place in sorted(kept)]))
    return Settled(block, inner, frozen, len(free), rank)


def chosen(block: Subproblem, at_most: int) -> tuple[list[int], dict[str, str], int]:
    """Which of the block's free numbers the readings can tell something of; why not of others, by
    name; and the rank of all.

    All points and factors of which they say more than the prior does: those that move together
    share what is to be explained, as their priors have it. Of curves and half-lives only those
    that change what no other number kept can, the clearest first, `at_most` numbers in all.
    """
    told = block.informed(block.start)
    names = [free.name for free in block.free]
    if not told.size:
        return [], dict.fromkeys(names, "no reading shows its pillar"), 0
    told = np.asarray(np.linalg.qr(told, mode="r"))  # the same lengths and angles in few rows
    rank = int((np.linalg.svd(told, compute_uv=False) > TELLS).sum())
    length = np.linalg.norm(told, axis=0)
    straight = np.array([free.straight for free in block.free])
    linear = np.flatnonzero(straight & (length > TELLS))
    bent = np.flatnonzero(~straight & (length > TELLS))
    kept = [*linear.tolist(), *_beyond(told, linear, bent, at_most - len(linear))]
    frozen = {n: _why(told, i, kept, names) for i, n in enumerate(names) if i not in kept}
    return kept, frozen, rank


def _beyond(told: Floats, taken: Places, others: Places, at_most: int) -> list[int]:
    """Those of the other columns that say something which the taken ones do not."""
    if at_most < 1 or not len(others):
        return []
    basis: Floats = qr(told[:, taken], mode="economic")[0] if len(taken) else told[:, :0]
    rest = told[:, others] - basis @ (basis.T @ told[:, others])
    triangle, order = qr(rest, mode="r", pivoting=True)
    size = min(triangle.shape)
    clear = np.abs(np.asarray(triangle[:size, :size]).diagonal())
    return [int(others[i]) for i, c in zip(order, clear, strict=False) if c > CLEARLY][:at_most]


def _why(told: Floats, place: int, kept: Sequence[int], names: Sequence[str]) -> str:
    column = told[:, place]
    length = float(np.linalg.norm(column))
    if length < HARDLY:
        return "no reading depends on it"
    if length < TELLS:
        return "the readings say less of it than the rules do"
    cosines = {
        k: abs(float(column @ told[:, k])) / (length * float(np.linalg.norm(told[:, k])))
        for k in kept
    }
    nearest = max(cosines, key=lambda k: cosines[k], default=None)
    if nearest is not None and cosines[nearest] > ALIKE:
        return f"moves together with {names[nearest]}"
    return "not to be known apart from the others"


def covariance(block: Subproblem, inner: Floats) -> Floats:
    """Covariance of the free numbers after the readings, in spreads of their priors."""
    told = block.informed(inner)
    result: Floats = np.asarray(np.linalg.inv(told.T @ told + np.eye(len(inner))))
    return result


@dataclass(frozen=True)
class Confounded(AsJson):
    """Numbers that the readings tell only together. points: what they are worth in sum, with its
    standard deviation, where all are points of one pillar.
    """

    names: tuple[str, ...]
    correlation: float
    points: tuple[float, float] | None


def groups(block: Subproblem, inner: Floats) -> list[Confounded]:
    """The kept numbers that are strongly correlated, each with its strongest partners."""
    spread = covariance(block, inner)
    deviation = np.sqrt(np.diag(spread))
    correlation = np.abs(spread / np.outer(deviation, deviation)) - np.eye(len(inner))
    found, seen = [], set[int]()
    for i, tied in enumerate(correlation > TOGETHER):
        members = sorted({i, *np.flatnonzero(tied).tolist()} - seen)
        if i in seen or len(members) < 2:
            continue
        seen |= set(members)
        own, points = [block.free[j] for j in members], None
        if not any(free.logarithmic for free in own):
            weights = np.zeros(len(inner))
            weights[members] = block.spread[members]
            total = sum(block.outer(inner)[j] for j in members)
            points = total, float(np.sqrt(weights @ spread @ weights))
        names = tuple(free.name for free in own)
        found.append(Confounded(names, float(correlation[i, tied].max()), points))
    return found


def profile(
    block: Subproblem, inner: Floats, place: int, z: float, left: Floats
) -> tuple[float, float]:
    """The interval of one number in which the fit, all others refitted, is not z worse.

    left: the covariance after the readings. The others follow along the valley it describes, the
    true cost is taken there, and the step corrected by it once.
    """
    free, deviation = block.free[place], float(np.sqrt(left[place, place]))
    along = left[:, place] / left[place, place] * block.spread / block.spread[place]
    best, ends = block.cost(inner), []
    for side in (-1.0, 1.0):
        step = side * z * deviation * free.spread
        tried = np.clip(inner + along * step, *block.ends)
        worse, went = block.cost(tried) - best, tried[place] - inner[place]
        if worse > 0 and went:
            went *= min(max(z / np.sqrt(worse), 0.5), 2.0)
        ends.append(free.outer(float(inner[place] + went)))
    return ends[0], ends[1]
