"""All archives as one: whose they are, invitations joined, conversations in order.

And when each act was done, to the second where the files tell: to know it again elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from estimator.errors import LogError
from estimator.readers.linkedin.fields import IN, OUT, REPOST
from estimator.readers.linkedin.kinds import KINDS
from estimator.readers.linkedin.messages import Part, Talks, parts, talks, together
from estimator.readers.linkedin.network import (
    NEVER,
    Acceptance,
    Joined,
    acceptance,
    connected,
    join,
)
from estimator.readers.linkedin.owner import MOST, Owner, find_owner, sent_by
from estimator.readers.linkedin.people import CLOSED, NOBODY, Book, Ints
from estimator.readers.linkedin.shelf import Shelf
from estimator.readers.linkedin.tally import SECONDS

RECENT, FEW = 90, 5  # days; connections so few that chance may keep them out of Invitations


@dataclass(frozen=True)
class Export:
    """What the files say once they are joined.

    found: None when it is not known whose messages they are.
    """

    shelf: Shelf
    owners: list[Owner]
    joined: Joined
    found: Talks | None
    first_connected: Ints

    @property
    def acceptance(self) -> Acceptance:
        """The acceptance of the owner's invitations, as of the newest archive."""
        return acceptance(self.joined, self.shelf.last_day)

    @property
    def recent(self) -> tuple[int, int]:
        """How many of the last days' connections are in Invitations, of how many there are.

        Measured: 91 to 100 % of them, whoever invited.
        """
        after = self.shelf.last_day - RECENT
        found = int((self.joined.accepted > after).sum())
        return found, int((self.shelf.merged("connections").day > after).sum())

    def doubtful(self) -> dict[str, str]:
        """What files cannot show although they are there: action -> why, if that is worth a word.

        Invitations that hold hardly one of the newest connections are another's, cut, or name
        nobody: their rows do not say that nobody accepted. Connections without titles do not say
        that none of them is senior, messages without subjects not that none was InMail.
        """
        doubts: dict[str, str] = {}
        links, messages = self.shelf.merged("connections"), self.shelf.merged("messages")
        named = links.values["name"] != NOBODY
        if named.sum() >= FEW and not bool((links.values["seniority"] != NOBODY).any()):
            doubts["senior_connections"] = ""
        if len(messages) and "subject" not in messages.columns:
            why = "messages have no column of subjects"
            doubts |= dict.fromkeys(("inmail_sent", "inmail_replied"), why)
        if not self.shelf.shows("invitations"):
            return doubts
        found, recent = self.recent
        joined = self.joined
        out = joined.way == OUT
        nameless = int((out & ~joined.named).sum())
        if nameless > (1 - MOST) * out.sum():
            why = f"{nameless} of {int(out.sum())} invitations do not say who was invited"
            doubts["invitation_accepted"] = why
        if recent >= FEW and found < recent / 2:
            why = f"{found} of {recent} connections of the last {RECENT} days are in Invitations"
            doubts["invitation_accepted"] = why
            if (joined.sent > self.shelf.last_day - RECENT).sum() < recent / 2:
                doubts |= dict.fromkeys(("invitation_sent", "invitation_received"), why)
        return doubts


def joined_up(shelf: Shelf) -> Export:
    """The shelf with its owner, its invitations joined, its conversations in order.

    Raises: LogError when the archives are of different people.
    """
    archives = range(len(shelf.archives))
    talking = [parts(shelf.merged("messages", n).values, shelf.book) for n in archives]
    owners = [_owner(shelf, number, talking[number]) for number in archives]
    _one_person(owners, shelf)
    messages = shelf.merged("messages")
    own = {person for owner in owners for person in owner.people}
    links = shelf.merged("connections")
    values = links.values
    people = connected(
        len(shelf.book.people), links.day, values["address"], values["name"], values["seniority"]
    )
    invitations = shelf.merged("invitations")
    found = None
    if not len(messages) or _are_known(owners):
        by_owner = sent_by(messages.values, own)
        part, closed = together(talking), shelf.book.people.find(CLOSED)
        found = talks(messages.seconds, messages.values, by_owner, part, own, closed)
    return Export(
        shelf, owners, join(invitations.day, invitations.values, people), found, people.day
    )


def _are_known(owners: list[Owner]) -> bool:
    return any(owner.known for owner in owners) and not any(owner.disputed for owner in owners)


def _owner(shelf: Shelf, number: int, part: Part) -> Owner:
    invitations = shelf.merged("invitations", number)
    messages = shelf.merged("messages", number)
    names = shelf.merged("profile", number).values["name"]
    profiles = set(names.tolist()) - {NOBODY}
    return find_owner(invitations.values, messages.values, part, profiles, shelf.book.are_alike)


def _one_person(owners: list[Owner], shelf: Shelf) -> None:
    names = [_names(owner, shelf.book) for owner in owners] if len(owners) > 1 else [set[int]()]
    for one, other in combinations(range(len(owners)), 2):
        if names[one] and names[other] and not owners[one].people & owners[other].people:
            labels = f"{shelf.archives[one].label}, {shelf.archives[other].label}"
            what = "archives of different people; read one person's archives at a time"
            raise LogError.at(labels, what)


def _names(owner: Owner, book: Book) -> set[int]:
    named = {code for key, code in book.people.places.items() if key.startswith("name:")}
    return owner.people & named


EXACT, MINUTE, A_DAY = 1, 60, SECONDS


def times_of(export: Export) -> Mapping[str, tuple[Ints, int]]:
    """For each action the seconds of the acts that the files show, and how coarse they are."""
    shelf, joined, found = export.shelf, export.joined, export.found
    times = {
        kind.action: (
            shelf.merged(kind.name).seconds,
            MINUTE if "us_short" in kind.forms else EXACT,
        )
        for kind in KINDS
        if kind.action
    }
    times["article"] = times["article"][0], A_DAY  # the change log has it when it was first saved
    shares, invitations = shelf.merged("shares"), shelf.merged("invitations")
    form = shares.values["form"]
    again = shelf.merged("instant_reposts").seconds
    times["post"] = shares.seconds[form < REPOST], EXACT
    times["repost"] = np.append(again, shares.seconds[form == REPOST]), EXACT
    for action, way in (("invitation_sent", OUT), ("invitation_received", IN)):
        times[action] = invitations.seconds[joined.way == way], MINUTE
    yes = (joined.way == OUT) & (joined.accepted != NEVER)
    times["invitation_accepted"] = joined.accepted[yes] * SECONDS, A_DAY
    if found is not None:
        times["message_sent"] = found.seconds[found.own], EXACT
        times["message_received"] = found.seconds[~found.own], EXACT
    return times
