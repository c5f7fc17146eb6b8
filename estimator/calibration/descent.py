"""Bounded least squares by Gauss-Newton steps: made for many rows and few numbers.

Each step minimises the linearised sum of squares inside the bounds, from a triangle as small as
the numbers are few; a step that makes things worse is shortened by Levenberg's damping.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.optimize import lsq_linear

Floats = npt.NDArray[np.float64]
Slopes = Callable[[], Floats]
Evaluated = tuple[Floats, Slopes]  # residuals (n_rows,); their derivatives (n_rows, n) when asked

STEPS = 30
CLOSE = 1e-7  # of the sum of squares: a step that gains less is the last
DAMPED = 1e-3  # of the curvature, the first damping there is; then ten times that, ...
STIFF = 1e6


def descended(
    evaluate: Callable[[Floats], Evaluated], start: Floats, low: Floats, high: Floats
) -> Floats:
    """The point between low and high with the least sum of squares, from the start downhill."""
    at = np.clip(start, low, high)
    residual, slopes = evaluate(at)
    damping, cost = 0.0, float(residual @ residual)
    for _ in range(STEPS):
        slope = slopes()
        curve, gradient = slope.T @ slope, slope.T @ residual
        if not gradient.any():
            break
        gained = 0.0
        while damping < STIFF:
            trial = np.clip(at + _step(curve, gradient, damping, low - at, high - at), low, high)
            tried, more = evaluate(trial)
            gained = cost - float(tried @ tried)
            if gained >= 0:
                break
            damping = max(damping * 10.0, DAMPED)
        if gained < 0:
            break
        at, residual, slopes, cost = trial, tried, more, cost - gained
        damping = damping / 10.0 if damping > DAMPED else 0.0
        if gained <= CLOSE * cost:
            break
    return at


def _step(curve: Floats, gradient: Floats, damping: float, low: Floats, high: Floats) -> Floats:
    """The step inside the box that minimises the damped quadratic."""
    damped = curve + np.diag(damping * np.diag(curve))
    triangle = np.linalg.cholesky(damped)
    free: Floats = np.asarray(-np.linalg.solve(damped, gradient))
    if (free >= low).all() and (free <= high).all():
        return free
    wide = np.maximum(high - low, 1e-12)
    found = lsq_linear(
        triangle.T, -np.linalg.solve(triangle, gradient), (low, low + wide), method="bvls"
    )
    result: Floats = found.x
    return result
