"""Every signal of a model at every reading: amounts of the log, laid beside the readings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat
from estimator.calibration.cases import Cases
from estimator.calibration.terms import Pillar, Term
from estimator.log import ActivityLog
from estimator.pillars import population
from estimator.rules.model import Model, SignalModel
from estimator.signals import Amounts, Range, amounts

AT_ONCE = 100_000  # accounts times days up to which a run of days is quicker than its days


def pillars_at(cases: Cases, model: Model) -> dict[str, Pillar]:
    """The pillars at every reading."""
    parts = [(part, _amounts(model, cases.logs[part.log], part)) for part in _parts(cases)]
    return {
        pillar.name: Pillar(
            pillar,
            {s.path: _term(s, cases, parts) for s in pillar.signals},
            np.array([min(pillar.cap, pillar.ceiling(seat)) for seat in cases.seat]),
        )
        for pillar in model.pillars
    }


@dataclass(frozen=True, eq=False)
class _Part:
    """The rows of one log and seat on some days: what is computed at once."""

    log: int
    seat: Seat
    days: Range
    rows: npt.NDArray[np.intp]


Known = Mapping[str, Amounts]


def _parts(cases: Cases) -> list[_Part]:
    """All rows, cut by log and seat, and by day where a run of days would be large."""
    rows: dict[tuple[int, Seat], list[int]] = {}
    for row, key in enumerate(zip(cases.log.tolist(), cases.seat, strict=True)):
        rows.setdefault(key, []).append(row)
    return [
        part
        for (log, seat), some in rows.items()
        for part in _by_day(log, seat, np.array(some), cases)
    ]


def _by_day(log: int, seat: Seat, rows: npt.NDArray[np.intp], cases: Cases) -> Iterator[_Part]:
    day = cases.day[rows]
    whole = Range(int(day.min()), int(day.max()))
    if whole.n_days * cases.logs[log].n_accounts <= AT_ONCE:
        yield _Part(log, seat, whole, rows)
    else:
        for one in np.unique(day).tolist():
            yield _Part(log, seat, Range(one, one), rows[day == one])


def _amounts(model: Model, log: ActivityLog, part: _Part) -> Known:
    """The amounts of every signal the seat has: (n_accounts, n_days) each."""
    signals = [s for pillar in model.pillars for s in pillar.signals if s.applies(part.seat)]
    return {s.path: amounts(s, log, part.days) for s in signals}


def _term(signal: SignalModel, cases: Cases, parts: Sequence[tuple[_Part, Known]]) -> Term:
    amount, unseen, stand_in = (np.zeros(len(cases)) for _ in range(3))
    for part, known in parts:
        if signal.path in known:
            seen, rows = known[signal.path], part.rows
            shape = cases.logs[part.log].n_accounts, part.days.n_days
            place = cases.account[rows], cases.day[rows] - part.days.first
            amount[rows] = np.broadcast_to(seen.amount, shape)[place]
            unseen[rows] = 1.0 - np.broadcast_to(seen.known, shape)[place]
            if unseen[rows].any():
                population_share = population(signal.unknown, known)[0]
                stand_in[rows] = np.broadcast_to(population_share, shape)[place]
    return Term(signal, amount, unseen, stand_in)
