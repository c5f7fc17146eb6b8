"""Invitations ⋈ Connections: who was asked, who said yes and when, and at what rate."""

from dataclasses import dataclass

import numpy as np

from estimator.readers.linkedin.fields import OUT
from estimator.readers.linkedin.people import NOBODY, Ints, Mask

NEVER = -1


@dataclass(frozen=True)
class Joined:
    """Invitations beside the connection they led to; all of shape (n_invitations,).

    sent: UTC day; way: OUT or IN; named: whether the row says whom it is with, by an address or
    by a name of one person; person: the counterpart among the connections, -1 for none;
    accepted: UTC day, -1 when the counterpart is not connected; lag: accepted - sent where
    accepted, negative only when a file was shifted.
    """

    sent: Ints
    way: Ints
    note: Ints
    named: Mask
    person: Ints
    accepted: Ints
    seniority: Ints

    @property
    def lag(self) -> Ints:
        return self.accepted - self.sent


@dataclass(frozen=True)
class Connected:
    """Since when each person is connected, and how senior: shape (n_people,), -1 for not known."""

    day: Ints
    seniority: Ints
    by_address: bool

    def find(self, address: Ints, name: Ints) -> Ints:
        """The person's number in these columns: by address; by name only where one side has none.

        A name that stands for two people is nobody's.
        """
        found = np.where(self.day[address] != NEVER, address, NOBODY)
        if self.by_address:
            name = np.where(address == NOBODY, name, NOBODY)
        by_name = np.where(self.day[name] != NEVER, name, NOBODY)
        return np.where(found != NOBODY, found, by_name)


def connected(n_people: int, day: Ints, address: Ints, name: Ints, level: Ints) -> Connected:
    """The connections by person; the place -1 of each column stands for nobody.

    day, address, name, level: shape (n_connections,), the newest archive first.
    """
    days = np.full(n_people + 1, NEVER, dtype=np.int64)
    levels = np.full(n_people + 1, NOBODY, dtype=np.int64)
    times = np.bincount(name[name != NOBODY], minlength=n_people)
    single = name != NOBODY
    single[single] = times[name[single]] == 1
    for people, rows in ((name, single), (address, address != NOBODY)):
        order = np.flatnonzero(rows)[::-1]  # of two rows of one person the first one stays
        days[people[order]], levels[people[order]] = day[order], level[order]
    days[NOBODY], levels[NOBODY] = NEVER, NOBODY
    return Connected(days, levels, bool((address != NOBODY).any()))


def join(day: Ints, values: dict[str, Ints], people: Connected) -> Joined:
    """Invitations ⋈ Connections: the counterpart's connection, if there is one."""
    out = values["way"] == OUT
    address = np.where(out, values["invitee"], values["inviter"])
    name = np.where(out, values["invitee_name"], values["inviter_name"])
    name = _unambiguous(address, name)
    named = (address != NOBODY) | (name != NOBODY)
    person = people.find(address, name)
    accepted = np.where(_is_last(day, values["way"], person, people), people.day[person], NEVER)
    level = people.seniority[person]
    return Joined(day, values["way"], values["note"], named, person, accepted, level)


def _is_last(day: Ints, way: Ints, person: Ints, people: Connected) -> Mask:
    """Which invitations can have led to the connection: of several to one person, the last
    before it; earlier ones were withdrawn. One after it (a shifted file) stays to be seen."""
    late = day > people.day[person]
    order = np.lexsort([day, late, way, person])
    follows = np.zeros(len(order), dtype=bool)
    a, b = order[:-1], order[1:]
    follows[:-1] = (person[a] == person[b]) & (way[a] == way[b]) & ~late[b]
    last = np.ones(len(order), dtype=bool)
    last[order] = ~follows
    return last


def _unambiguous(address: Ints, name: Ints) -> Ints:
    """The names, without those that two addresses share."""
    pairs = np.unique(np.stack([name, address])[:, address != NOBODY], axis=1)
    names, times = np.unique(pairs[0], return_counts=True)
    return np.where(np.isin(name, names[times > 1]), NOBODY, name)


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
