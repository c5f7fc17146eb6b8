"""Trivial rivals: what the same columns reach without a model of the index."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from benchmarks.refit.seat_months import SeatMonths

Floats = npt.NDArray[np.float64]
Predict = Callable[[SeatMonths], Floats]


def constant(train: SeatMonths, pillar: str) -> Predict:
    mean = float(train.recorded[pillar].mean())
    return lambda seats: np.full(len(seats.month), mean)


def linear(train: SeatMonths, pillar: str) -> Predict:
    return _least_squares(train, pillar, lambda column: column)


def log_linear(train: SeatMonths, pillar: str) -> Predict:
    return _least_squares(train, pillar, np.log1p)


def _least_squares(train: SeatMonths, pillar: str, form: Callable[[Floats], Floats]) -> Predict:
    def design(seats: SeatMonths) -> Floats:
        columns = [form(column) for column in seats.columns.values()]
        return np.column_stack([np.ones(len(seats.month)), *columns])

    weights = np.linalg.lstsq(design(train), train.recorded[pillar], rcond=None)[0]
    return lambda seats: np.clip(design(seats) @ weights, 0.0, 25.0)


RIVALS = {"constant": constant, "linear": linear, "linear in log1p": log_linear}
