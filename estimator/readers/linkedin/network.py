"""Invitations ⋈ Connections: who was asked, who said yes, and when."""

from dataclasses import dataclass

import numpy as np

from estimator.readers.linkedin.batch import Ints, Mask, Records
from estimator.readers.linkedin.fields import OUT
from estimator.readers.linkedin.people import NOBODY

NEVER = -1
WINDOW, UNDECIDED = 180, 14  # days an accepted invitation is shown; days until most are decided


@dataclass(frozen=True)
class Joined:
    """Invitations beside the connection they led to; all but `since` of shape (n_invitations,).

    sent: UTC day; named: whether the row says whom it is with, by an address or by a name of one
    person; person: the counterpart among the connections, -1 for none; accepted: UTC day, -1 when
    the counterpart is not connected, before `sent` only when a file was shifted. mine: whether it
    is the owner's. since: the day each person was connected, -1 for never, of shape
    (n_people + 1,); its last place stands for nobody.
    """

    sent: Ints
    mine: Mask
    note: Ints
    named: Mask
    person: Ints
    accepted: Ints
    seniority: Ints
    since: Ints


def join(invitations: Records, connections: Records, n_people: int) -> Joined:
    """Invitations ⋈ Connections: the counterpart's connection, if there is one.

    It is found by address; by name only where one side has none, and the name is of one person.
    """
    since, levels = np.full((2, n_people + 1), NOBODY, dtype=np.int64)
    ends, called = connections["address"], connections["name"]
    single = np.bincount(called[called != NOBODY], minlength=n_people + 1)[called] == 1
    for people, rows in ((called, single), (ends, ends != NOBODY)):
        order = np.flatnonzero(rows & (people != NOBODY))[::-1]  # the first of two rows stays
        since[people[order]] = connections.day[order]
        levels[people[order]] = connections["seniority"][order]
    sent, mine = invitations.day, invitations["way"] == OUT
    address = np.where(mine, invitations["invitee"], invitations["inviter"])
    name = np.where(mine, invitations["invitee_name"], invitations["inviter_name"])
    pairs = np.unique(np.stack([name, address])[:, address != NOBODY], axis=1)
    names, times = np.unique(pairs[0], return_counts=True)
    name = np.where(np.isin(name, names[times > 1]), NOBODY, name)  # two addresses share it
    by_name = name
    if bool((ends != NOBODY).any()):
        by_name = np.where(address == NOBODY, name, NOBODY)
    by_name = np.where(since[by_name] != NEVER, by_name, NOBODY)
    person = np.where(since[address] != NEVER, address, by_name)
    # of several invitations to one person only the last before the connection can have led to it:
    # earlier ones were withdrawn; one after it (a shifted file) stays to be seen
    late = sent > since[person]
    order = np.lexsort([sent, late, mine, person])
    a, b = order[:-1], order[1:]
    last = np.ones(len(order), dtype=bool)
    last[a] = (person[a] != person[b]) | (mine[a] != mine[b]) | late[b]
    return Joined(
        sent=sent,
        mine=mine,
        note=invitations["note"],
        named=(address != NOBODY) | (name != NOBODY),
        person=person,
        accepted=np.where(last, since[person], NEVER),
        seniority=levels[person],
        since=since,
    )
