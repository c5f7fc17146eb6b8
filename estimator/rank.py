"""Rank: from a score and the average of a group to the place "Top N %" in that group."""

from statistics import NormalDist

_NORMAL = NormalDist()


def rank(score: float, average: float, spread: float) -> float:
    """The share of a group, in percent, that scores above `score`: 1 is near the top, 99 the end.

    100 · (1 − Φ((score − average) / spread)), Φ the normal distribution. score, average, spread:
    points. The result is not rounded and lies within [0, 100]; pages show whole 1 to 99.

    Raises: ValueError unless spread is above 0.
    Source: 23 (score, average, rank) triples of recorded readings; `fixtures/readings`.

    >>> rank(35, 35, 14)
    50.0
    """
    if not spread > 0:
        raise ValueError(f"spread is not above 0 (got {spread}); it is points, such as 14")
    return 100.0 * _NORMAL.cdf((average - score) / spread)
