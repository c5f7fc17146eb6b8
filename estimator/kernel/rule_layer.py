"""The rules alone: points from amounts, for those who have the amounts already."""

from collections.abc import Mapping, Sequence
from types import ModuleType

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat
from estimator.kernel.blocks import FEW
from estimator.kernel.program import shape_of
from estimator.rules.model import PillarModel, SignalModel
from estimator.saturation import Exp, Hyperbolic, Linear
from estimator.threads import each, threads

Floats = npt.NDArray[np.float64]

TILE = 1 << 15  # accounts at a time: what is in between stays in the cache


def points_of(
    pillars: Sequence[PillarModel], amounts: Mapping[str, Floats], seat: Seat, fast: bool = False
) -> dict[str, Floats]:
    """Each pillar's points after both cuts, shape (n_accounts,), from amounts by signal's path.

    amounts: shape (n_accounts,) each, of signals that the seat has; a signal without amounts adds
    nothing. fast: by compiled loops (extra `fast`), the accounts shared among threads.
    """
    n_accounts = len(next(iter(amounts.values()), ()))
    points = {pillar.name: np.zeros(n_accounts) for pillar in pillars}
    loops = _loops() if fast else None

    def some(run: slice) -> None:
        for pillar in pillars:
            total = points[pillar.name][run]
            for signal in pillar.signals:
                if signal.applies(seat) and signal.path in amounts:
                    _add(signal, amounts[signal.path][run], total, loops)
            np.minimum(total, min(pillar.cap, pillar.ceiling(seat)), out=total)

    if loops is None:
        for run in _runs(n_accounts, TILE):
            some(run)
    else:
        each(some, _runs(n_accounts, max(-(-n_accounts // threads()), TILE)))
    return points


def _loops() -> ModuleType:
    from estimator.kernel.fast import compiled  # noqa: PLC0415 only where there is work for it

    return compiled()


def _runs(n_accounts: int, length: int) -> list[slice]:
    return [slice(start, start + length) for start in range(0, n_accounts, length)]


def _add(signal: SignalModel, amount: Floats, total: Floats, loops: ModuleType | None) -> None:
    """Adds a signal's points to the total of each account."""
    if loops is not None and isinstance(signal.curve, Exp | Hyperbolic | Linear):
        curve, at, *_ = shape_of(signal.curve)
        loops.add_shares(curve, at, signal.points, amount, 0, len(amount), total)
        return
    there = amount > 0
    if np.count_nonzero(there) * FEW < len(amount):
        accounts = there.nonzero()[0]
        total[accounts] += signal.points * signal.curve.share(amount[accounts])
        return
    share = signal.curve.share(amount)
    share *= signal.points
    total += share
