"""The amounts of a team's signals on the scored day: what the rule layer alone starts from."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.speed.files import kept_team, load, save
from benchmarks.speed.model import SEAT, model
from benchmarks.speed.team import ON
from estimator.pillars import signal_shares, stand_ins
from estimator.rules.model import SignalModel
from estimator.signals import Range


@dataclass(frozen=True)
class Amounts:
    """Signals by path, each an array of amounts of shape (n_accounts,).

    What is not known of a signal is in them as the amount that has the population's share.
    """

    by_path: dict[str, npt.NDArray[np.float64]]

    @property
    def n_accounts(self) -> int:
        return len(next(iter(self.by_path.values())))

    @property
    def n_bytes(self) -> int:
        return sum(amount.nbytes for amount in self.by_path.values())

    def first(self, n_accounts: int) -> "Amounts":
        """Those of the first so many accounts."""
        return Amounts({path: amount[:n_accounts] for path, amount in self.by_path.items()})


def scored(pillar_signals: tuple[SignalModel, ...]) -> list[SignalModel]:
    """The signals of a pillar that the benchmark's seat has."""
    return [signal for signal in pillar_signals if signal.applies(SEAT)]


def kept_amounts(folder: Path, rows: int, accounts: int) -> Amounts:
    """The amounts of a team, from the folder if they were found before."""
    path = folder / f"amounts-{rows}-{accounts}"
    if not path.exists():
        save(path, _amounts(folder, rows, accounts))
    return Amounts(load(path))


def _amounts(folder: Path, rows: int, accounts: int) -> dict[str, npt.NDArray[np.float64]]:
    from benchmarks.speed.peers.ours import log_of

    log = log_of(kept_team(folder, rows, accounts))
    shares = signal_shares(model().pillars, log, Range(ON, ON), SEAT)
    known = {path: share.amounts for path, share in shares.items()}
    signals = {s.path: s for pillar in model().pillars for s in pillar.signals}
    return {
        path: (seen.amount + (1.0 - seen.known) * stand_ins(signals[path], known)[0])[:, 0]
        for path, seen in known.items()
    }
