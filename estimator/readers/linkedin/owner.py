"""Whose export it is: from the invitations, checked against the messages."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from estimator.readers.linkedin.fields import IN, OUT, SENT
from estimator.readers.linkedin.messages import Part
from estimator.readers.linkedin.people import NOBODY, Ints, Mask

MOST = 0.95  # of conversations hold the owner (measured: 1.00; the next person 0.00-0.01)


@dataclass
class Owner:
    """The owner's numbers (addresses and names) in one archive.

    known: whether the messages' direction can be told; by_invitations, by_messages: what each
    file says alone, None when it cannot tell; share: of conversations that hold the owner;
    disputed: the two disagree.
    """

    people: set[int] = field(default_factory=set)
    known: bool = False
    by_invitations: int | None = None
    by_messages: int | None = None
    share: float | None = None
    disputed: bool = False


def of_invitations(values: dict[str, Ints]) -> int | None:
    """The inviter of the outgoing and invitee of the incoming; None when no one is in most."""
    for inviter, invitee in (("inviter", "invitee"), ("inviter_name", "invitee_name")):
        ends = (values[inviter][values["way"] == OUT], values[invitee][values["way"] == IN])
        people = np.concatenate(ends)
        people = people[people != NOBODY]
        if len(people):
            count = np.bincount(people)
            if count.max() >= MOST * len(people):
                return int(count.argmax())
    return None


def of_messages(part: Part) -> int | None:
    """The one person in almost every conversation; None when there is none, or two of them."""
    n_talks = len(np.unique(part.talk))
    if not n_talks:
        return None
    count = np.bincount(part.person)
    best = int(count.argmax())
    many = np.sort(count)[::-1]
    if many[0] < MOST * n_talks or (len(many) > 1 and many[1] == many[0]):
        return None
    return best


def find_owner(
    invitations: dict[str, Ints],
    messages: dict[str, Ints],
    part: Part,
    profiles: set[int],
    alike: Callable[[int, int], bool],
) -> Owner:
    """The owner of one archive: (a) by invitations, (b) by messages, (c) by the profile's name.

    Files of some years know the owner by name, others by address. Messages bear both, so the
    rows under the owner's name tell the address; what they leave open stays unknown. Who is in
    almost every conversation is the owner, too, under a name that is `alike`, as with a title.
    """
    by_invitations, by_messages = of_invitations(invitations), of_messages(part)
    said = _senders(messages)
    owner = Owner(profiles | said, bool(said), by_invitations, by_messages)
    chosen = by_invitations if by_invitations is not None else by_messages
    if chosen is not None:
        owner.people |= {chosen}
    if by_messages is not None and any(
        alike(one, own) for one in _names_of(by_messages, messages) for own in owner.people
    ):
        owner.people.add(by_messages)
    settled = _complete(owner.people, messages, by_messages)
    owner.known |= settled and (chosen is not None or _wrote(messages, owner.people))
    if len(part.talk) and (settled or said):
        owner.share = part.share(owner.people)
        owner.disputed = owner.share < MOST and by_invitations is not None and not said
        owner.known &= not owner.disputed
    return owner


def _complete(owner: set[int], messages: dict[str, Ints], often: int | None) -> bool:
    """Adds to the owner's numbers the address behind a name, and the names behind an address.

    False when the name stands for several people and the rows do not tell which one it is.
    often: who is in almost every conversation; without rows of theirs under another name they
    are the owner, who then wrote nothing.
    """
    sender, name = messages["sender"], messages["name"]
    own = np.isin(name, list(owner)) & (sender != NOBODY)
    addresses = set(np.unique(sender[own]).tolist())
    if not addresses & owner and len(addresses) > 1:
        # nobody writes to himself: who writes to the owner's name alone only shares that name
        to_self = own & np.isin(messages["to"], list(owner))
        addresses -= set(np.unique(sender[to_self]).tolist())
    elif addresses & owner:
        addresses &= owner
    if len(addresses) > 1:
        return False
    owner |= addresses
    owner |= set(np.unique(name[np.isin(sender, list(owner - {NOBODY}))]).tolist()) - {NOBODY}
    if often is not None and not addresses and not _wrote(messages, {often} | owner):
        owner.add(often)
    return True


def _names_of(person: int, messages: dict[str, Ints]) -> set[int]:
    """The person's number, and those of the names that their rows bear."""
    return {person, *np.unique(messages["name"][messages["sender"] == person]).tolist()} - {NOBODY}


def _wrote(messages: dict[str, Ints], people: set[int]) -> bool:
    """Whether a row was written by one of the people, by address or by name."""
    rows = np.isin(messages["sender"], list(people)) | np.isin(messages["name"], list(people))
    return bool(rows.any())


def _senders(messages: dict[str, Ints]) -> set[int]:
    """Who wrote the rows that the file itself calls outgoing."""
    rows = messages["way"] == SENT
    return set(np.unique([messages["sender"][rows], messages["name"][rows]]).tolist()) - {NOBODY}


def sent_by(messages: dict[str, Ints], owner: set[int]) -> Mask:
    """Which rows the owner wrote: as the file says, else by the sender's address or name."""
    people = list(owner)
    by_person = np.isin(messages["sender"], people)
    by_name = (messages["sender"] == NOBODY) & np.isin(messages["name"], people)
    said = messages["way"]
    return np.asarray(np.where(said >= 0, said == SENT, by_person | by_name), dtype=bool)
