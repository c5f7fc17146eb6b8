"""What readings determine of the numbers, and what they cannot tell apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import qr

from estimator.calibration.problem import Subproblem
from estimator.notebook import AsJson
from estimator.score.rows import Floats

Places = npt.NDArray[np.intp]
Ends = tuple[float, float]

TELLS = 1.0  # as much as the prior: with less, the rules' own number is the better guess
CLEARLY = 3.0  # the same, of a curve or half-life beyond what other numbers explain
HARDLY = 0.05
ALIKE = 0.8  # cosine of two columns from which on they are named together
TOGETHER = 0.9  # correlation from which on only a sum or a trade-off is known


@dataclass(frozen=True)
class Chosen:
    """kept: the numbers the readings can tell. frozen: the others, and why, by name.

    rank: how many combinations of all candidates the readings tell more of than the prior does.
    """

    kept: tuple[int, ...]
    frozen: Mapping[str, str]
    rank: int


def chosen(block: Subproblem, at_most: int) -> Chosen:
    """Which of the block's free numbers the readings can tell something of.

    All points and factors of which they say more than the prior does: those that move together
    share what is to be explained, as their priors have it. Of curves and half-lives only those
    that change what no other number kept can, the clearest first, `at_most` numbers in all.
    """
    told = block.informed(block.start)
    names = [free.name for free in block.free]
    if not told.size:
        return Chosen((), dict.fromkeys(names, "no reading shows its pillar"), 0)
    told = np.asarray(np.linalg.qr(told, mode="r"))  # the same lengths and angles in few rows
    rank = int((np.linalg.svd(told, compute_uv=False) > TELLS).sum())
    length = np.linalg.norm(told, axis=0)
    straight = np.array([not f.logarithmic or f.is_factor for f in block.free])
    linear = np.flatnonzero(straight & (length > TELLS))
    bent = np.flatnonzero(~straight & (length > TELLS))
    kept = [*linear.tolist(), *_beyond(told, linear, bent, at_most - len(linear))]
    frozen = {names[i]: _why(told, i, kept, names) for i in range(len(names)) if i not in kept}
    return Chosen(tuple(kept), frozen, rank)


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
    correlation = spread / np.outer(deviation, deviation)
    found, seen = [], set[int]()
    for i in range(len(inner)):
        tied = [j for j in range(len(inner)) if j != i and abs(correlation[i, j]) > TOGETHER]
        members = tuple(sorted({i, *tied} - seen))
        if i not in seen and len(members) > 1:
            seen |= set(members)
            strongest = max(abs(float(correlation[i, j])) for j in tied)
            names = tuple(block.free[j].name for j in members)
            found.append(Confounded(names, strongest, _sum(block, inner, spread, members)))
    return found


def _sum(
    block: Subproblem, inner: Floats, spread: Floats, members: Sequence[int]
) -> tuple[float, float] | None:
    if any(block.free[j].logarithmic for j in members):
        return None
    weights = np.zeros(len(inner))
    weights[list(members)] = block.spread[list(members)]
    total = sum(block.free[j].outer(float(inner[j])) for j in members)
    return total, float(np.sqrt(weights @ spread @ weights))


def profile(block: Subproblem, inner: Floats, place: int, z: float, left: Floats) -> Ends:
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
