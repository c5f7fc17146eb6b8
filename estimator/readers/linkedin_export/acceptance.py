"""The rate at which the owner's invitations are accepted, from the window that shows it fairly."""

from dataclasses import dataclass

import numpy as np

from estimator.readers.linkedin_export.joining import NEVER, Joined
from estimator.readers.linkedin_export.network import OUT

WINDOW, UNDECIDED = 180, 14  # days an accepted invitation is shown; days until most are decided


@dataclass(frozen=True)
class Acceptance:
    """Of the invitations sent from `first` to `last` (days), how many were accepted.

    An upper bound: withdrawn invitations are in no export. lags: days from sent to accepted.
    """

    first: int
    last: int
    sent: int
    accepted: int
    lags: tuple[int, ...]

    @property
    def rate(self) -> float | None:
        """accepted / sent; None when none was sent.

        >>> Acceptance(0, 166, 4, 3, (0, 1, 5)).rate
        0.75
        """
        return self.accepted / self.sent if self.sent else None

    def interval(self, z: float = 1.2816) -> tuple[float, float]:
        """Wilson's interval of the rate; `z` of 1.2816 is 80 %.

        >>> low, high = Acceptance(0, 166, 100, 60, ()).interval()
        >>> round(low, 2), round(high, 2)
        (0.54, 0.66)
        """
        n = max(self.sent, 1)
        share, spread = self.accepted / n, z * z / n
        middle = (share + spread / 2) / (1 + spread)
        half = z / (1 + spread) * ((share * (1 - share) + spread / 4) / n) ** 0.5
        return max(middle - half, 0.0), min(middle + half, 1.0)


def acceptance(joined: Joined, snapshot: int) -> Acceptance:
    """Acceptance of the owner's invitations of the 180 days before the archive, but its last 14.

    Older accepted ones are purged from the export while pending ones stay; newer ones are not
    yet decided.
    """
    first, last = snapshot - WINDOW, snapshot - UNDECIDED
    rows = (joined.way == OUT) & (joined.sent >= first) & (joined.sent <= last)
    yes = rows & (joined.accepted != NEVER) & (joined.lag >= 0)
    lags = tuple(int(lag) for lag in np.sort(joined.lag[yes]))
    return Acceptance(first, last, int(rows.sum()), int(yes.sum()), lags)
