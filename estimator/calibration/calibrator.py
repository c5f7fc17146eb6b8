"""Calibrator: calibration with scikit-learn's manners, without needing scikit-learn."""

from collections.abc import Sequence
from datetime import date
from importlib import import_module
from typing import Self

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat
from estimator.calibration.calibrating import calibrate, calibrated
from estimator.calibration.cases import paired
from estimator.calibration.fit import Fit
from estimator.calibration.placing import pillars_at
from estimator.calibration.validation import points_of, totals_of
from estimator.errors import NotEnoughEvidence
from estimator.log import ActivityLog
from estimator.reading import Reading
from estimator.results import Estimate
from estimator.rules import Rules
from estimator.score import estimate

Floats = npt.NDArray[np.float64]
Logs = ActivityLog | Sequence[ActivityLog]


class Calibrator:
    """A model of the SSI with numbers that are fitted: `fit`, `predict`, `score`.

    `logs` is one log of any number of accounts, or as many logs as readings, the i-th reading of
    the i-th log. `fit_` is the last fit, with its report.
    """

    fit_: Fit

    def __init__(self, rules: Rules, seat: Seat = "free") -> None:
        self.rules = rules
        self.seat = seat

    def fit(self, logs: Logs, readings: Sequence[Reading]) -> Self:
        """This calibrator, fitted. Raises: NotEnoughEvidence when no reading can be used."""
        if isinstance(logs, ActivityLog) or len(logs) != len(readings):
            self.fit_ = calibrate(logs, list(readings), self.rules, self.seat)
        else:
            pairs = paired(list(logs), list(readings), self.seat, one_each=True)
            self.fit_ = calibrated(pairs, self.rules)
        return self

    def predict(self, logs: Logs, on: date | None = None) -> Floats:
        """The estimated total of every account of the logs, on a day or each log's last one.

        Where accounts end in different months, as in a file of monthly reports, name the day of
        each month in turn; `score` takes the day of each reading.
        """
        listed = [logs] if isinstance(logs, ActivityLog) else list(logs)
        found = [estimate(log, self._fitted(), on, self.seat) for log in listed]
        totals = [
            np.array([one.total.points]) if isinstance(one, Estimate) else one.total
            for one in found
        ]
        return np.concatenate([np.zeros(0), *totals])

    def score(self, logs: Logs, readings: Sequence[Reading]) -> float:
        """Minus the mean absolute error of the totals on the days of the readings: more is better.

        Raises: NotEnoughEvidence when no reading shows a total.
        """
        each = not isinstance(logs, ActivityLog) and len(logs) == len(readings)
        listed = [logs] if isinstance(logs, ActivityLog) else list(logs)
        cases = paired(listed, list(readings), self.seat, one_each=each).cases
        totals, told = totals_of(cases)
        if not told.any():
            raise NotEnoughEvidence("no reading shows a total to be held against")
        model = self._fitted().on(int(cases.day[-1]))
        points = points_of(pillars_at(cases, model)).sum(axis=1)
        return -float(np.abs(points - totals)[told].mean())

    def _fitted(self) -> Rules:
        if not hasattr(self, "fit_"):
            raise NotEnoughEvidence("this calibrator has seen no reading; call fit first")
        return self.fit_.rules

    def get_params(self, deep: bool = True) -> dict[str, object]:
        """What it was made with. deep: of no meaning here."""
        return {"rules": self.rules, "seat": self.seat}

    def set_params(self, **params: object) -> Self:
        """This calibrator with other settings. Raises: ValueError for one it does not have."""
        for name, value in params.items():
            if name not in self.get_params():
                raise ValueError(f"no such setting: {name}; there are rules and seat")
            setattr(self, name, value)
        return self

    def __sklearn_tags__(self) -> object:
        """What scikit-learn asks of an estimator; nobody else calls this."""
        words = import_module("sklearn.utils")
        return words.Tags(
            estimator_type="regressor",
            target_tags=words.TargetTags(required=True),
            input_tags=words.InputTags(two_d_array=False),
        )

    def __repr__(self) -> str:
        return f"Calibrator({self.rules.name!r}, seat={self.seat!r})"
