"""Formulas of anchoring that know nothing of readings."""

import numpy as np

from estimator.anchoring.selection import Floats, Ints, Mask

TINY = 1e-3  # points: no model is surer of a pillar than this


def weighed(squares: Floats, n: Ints | Floats, trust: float) -> Floats:
    """The weights of the versions, (n_groups, n_versions).

    squares: Q of each, the sum over the n readings after the first, (n_groups,). Without any the
    model stands alone. With trust 1, a version that was off by the root of 3 in the one reading
    counts a quarter of one that was right:

    >>> weighed(np.array([[3.0, 0.0]]), np.array([1]), 1.0)
    array([[0.2, 0.8]])
    """
    more = n[:, None]
    likely = -0.5 * (trust + more) * np.log1p(squares / trust)
    likely[:, 1:] = np.where(more > 0, likely[:, 1:], -np.inf)
    weights: Floats = np.exp(likely - likely.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return weights


def scale(steps: Floats, n: Ints, gap: Floats, away: Ints | Floats, trust: float) -> Floats:
    """S of days so far away from a reading, from n steps squared, `gap` days each.

    Eleven weeks in which nothing moved say much of tomorrow, and of the day in eleven weeks as much
    as one of them:

    >>> scale(0.0, 11, 7.0, np.array([1, 77]), 1.0).round(2)
    array([0.08, 0.5 ])
    """
    part = np.minimum(gap / np.maximum(away, 1.0), 1.0)
    most: Floats = np.maximum(
        (trust + steps * part) / (trust + n * part), (trust + steps) / (trust + n)
    )
    return most


def between(low: Floats, high: Floats, part: float | Floats | Mask) -> Floats:
    """A half-width, so far from that below the model to that above it."""
    side: Floats = np.maximum(low + part * (high - low), TINY)
    return side


def kept(total: Floats, points: Floats, most: Floats, unsure: Floats) -> Floats:
    """The points with the total that is wanted, as far as the cuts let them.

    What one pillar cannot hold goes to the others, by what they are unsure of (square points).
    """
    for _ in range(3):  # one round a pillar that meets its own cut on the way
        over = total - points.sum(axis=0)
        room = np.where(over > 0, most - points, points)
        give = unsure * (room > 1e-9)
        points = np.clip(points + over * give / np.maximum(give.sum(axis=0), 1e-12), 0.0, most)
    return points
