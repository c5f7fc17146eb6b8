"""Whose export it is: from the invitations, checked against the messages."""

from dataclasses import dataclass, field

import numpy as np

from estimator.readers.linkedin_export.columns import Ints, Mask
from estimator.readers.linkedin_export.messages import SENT, Part
from estimator.readers.linkedin_export.network import IN, OUT
from estimator.readers.linkedin_export.people import NOBODY

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
    invitations: dict[str, Ints], messages: dict[str, Ints], part: Part, profiles: set[int]
) -> Owner:
    """The owner of one archive: (a) by invitations, (b) by messages, (c) by the profile's name."""
    by_invitations, by_messages = of_invitations(invitations), of_messages(part)
    said = _senders(messages)
    owner = Owner(profiles | said, bool(said), by_invitations, by_messages)
    chosen = by_invitations if by_invitations is not None else by_messages
    named = _named(messages, profiles)
    if chosen is None and len(named) == 1:
        chosen = next(iter(named))
    if chosen is not None:
        owner.people |= {chosen} | _names(messages, chosen)
        owner.known = True
    if len(part.talk):
        owner.share = part.share(owner.people)
        owner.disputed = (
            by_invitations is not None
            and by_messages is not None
            and by_messages not in owner.people
            and owner.share < MOST
        )
    return owner


def _named(messages: dict[str, Ints], profiles: set[int]) -> set[int]:
    """The addresses that sent messages under the profile's name."""
    rows = np.isin(messages["name"], list(profiles - {NOBODY}))
    return set(messages["sender"][rows].tolist()) - {NOBODY}


def _senders(messages: dict[str, Ints]) -> set[int]:
    """Who wrote the rows that the file itself calls outgoing."""
    rows = messages["way"] == SENT
    return set(np.unique([messages["sender"][rows], messages["name"][rows]]).tolist()) - {NOBODY}


def _names(messages: dict[str, Ints], person: int) -> set[int]:
    """The names a person's messages bear."""
    return set(np.unique(messages["name"][messages["sender"] == person]).tolist()) - {NOBODY}


def sent_by(messages: dict[str, Ints], owner: set[int]) -> Mask:
    """Which rows the owner wrote: as the file says, else by the sender's address or name."""
    people = list(owner)
    by_person = np.isin(messages["sender"], people)
    by_name = (messages["sender"] == NOBODY) & np.isin(messages["name"], people)
    said = messages["way"]
    return np.asarray(np.where(said >= 0, said == SENT, by_person | by_name), dtype=bool)
