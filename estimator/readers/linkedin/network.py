"""The owner among the people of an export, and Invitations ⋈ Connections.

Whose export it is, is told by the invitations and checked against the messages; then who was asked,
who said yes, and when.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from estimator.readers.linkedin.batch import Ints, Mask, Records
from estimator.readers.linkedin.fields import IN, OUT, SENT
from estimator.readers.linkedin.messages import Part
from estimator.readers.linkedin.people import NEVER, NOBODY

WINDOW, UNDECIDED = 180, 14  # days an accepted invitation is shown; days until most are decided
MOST = 0.95  # of conversations hold the owner (measured: 1.00; the next person 0.00-0.01)


@dataclass
class Owner:
    """The owner's numbers (addresses and names) in one archive.

    known: whether the messages' direction can be told; share: of conversations that hold the
    owner; disputed: invitations and messages disagree.
    """

    people: set[int] = field(default_factory=set)
    known: bool = False
    share: float | None = None
    disputed: bool = False


def of_invitations(invitations: Records) -> int | None:
    """The inviter of the outgoing and invitee of the incoming; None when no one is in most."""
    way = invitations["way"]
    for inviter, invitee in (("inviter", "invitee"), ("inviter_name", "invitee_name")):
        ends = (invitations[inviter][way == OUT], invitations[invitee][way == IN])
        people = np.concatenate(ends)
        people = people[people != NOBODY]
        if len(people):
            count = np.bincount(people)
            if count.max() >= MOST * len(people):
                return int(count.argmax())
    return None


def of_messages(part: Part) -> int | None:
    """The one person in almost every conversation; None when there is none, or two of them."""
    count = np.bincount(part.person, minlength=2)
    second, most = np.sort(count)[-2:]
    in_most = most >= MOST * len(np.unique(part.talk)) and most > second
    return int(count.argmax()) if in_most else None


def find_owner(
    invitations: Records,
    messages: Records,
    part: Part,
    profiles: set[int],
    alike: Callable[[int, int], bool],
) -> Owner:
    """The owner of one archive: (a) by invitations, (b) by messages, (c) by the profile's name.

    Files of some years know the owner by name, others by address. Messages bear both, so the
    rows under the owner's name tell the address; what they leave open stays unknown. Who is in
    almost every conversation is the owner, too, under a name that is `alike`, as with a title.
    """
    by_invitations, often = of_invitations(invitations), of_messages(part)
    sent = messages["way"] == SENT
    said = _several(messages["sender"][sent]) | _several(messages["name"][sent])
    owner = Owner(profiles | said, bool(said))
    chosen = by_invitations if by_invitations is not None else often
    if chosen is not None:
        owner.people.add(chosen)
    if often is not None:
        names = {often} | _several(messages["name"][messages["sender"] == often])
        if any(alike(one, own) for one in names for own in owner.people):
            owner.people.add(often)
    settled = _complete(owner.people, messages, often)
    owner.known |= settled and (chosen is not None or _wrote(messages, owner.people))
    if len(part.talk) and (settled or said):
        owner.share = part.share(owner.people)
        owner.disputed = owner.share < MOST and by_invitations is not None and not said
        owner.known &= not owner.disputed
    return owner


def _complete(owner: set[int], messages: Records, often: int | None) -> bool:
    """Adds to the owner's numbers the address behind a name, and the names behind an address.

    False when the name stands for several people and the rows do not tell which one it is.
    often: who is in almost every conversation; without rows of theirs under another name they
    are the owner, who then wrote nothing.
    """
    sender, name = messages["sender"], messages["name"]
    own = np.isin(name, list(owner)) & (sender != NOBODY)
    addresses = _several(sender[own])
    if not addresses & owner and len(addresses) > 1:
        # nobody writes to himself: who writes to the owner's name alone only shares that name
        addresses -= _several(sender[own & np.isin(messages["to"], list(owner))])
    elif addresses & owner:
        addresses &= owner
    if len(addresses) > 1:
        return False
    owner |= addresses
    owner |= _several(name[np.isin(sender, list(owner - {NOBODY}))])
    if often is not None and not addresses and not _wrote(messages, {often} | owner):
        owner.add(often)
    return True


def _several(people: Ints) -> set[int]:
    """The people of a column."""
    return {*np.unique(people).tolist()} - {NOBODY}


def _wrote(messages: Records, people: Iterable[int]) -> bool:
    """Whether a row was written by one of the people, by address or by name."""
    among = list(people)
    rows = np.isin(messages["sender"], among) | np.isin(messages["name"], among)
    return bool(rows.any())


def sent_by(messages: Records, owner: set[int]) -> Mask:
    """Which rows the owner wrote: as the file says, else by the sender's address or name."""
    people = list(owner)
    by_person = np.isin(messages["sender"], people)
    by_name = (messages["sender"] == NOBODY) & np.isin(messages["name"], people)
    said = messages["way"]
    return np.asarray(np.where(said >= 0, said == SENT, by_person | by_name), dtype=bool)


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
