"""All archives as one: whose they are, invitations joined, conversations in order.

And when each act was done, to the second where the files tell: to know it again elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from estimator.errors import LogError
from estimator.readers.linkedin.acts import AskedFor, asked_for
from estimator.readers.linkedin.batch import Ints
from estimator.readers.linkedin.fields import REPOST
from estimator.readers.linkedin.kinds import KINDS
from estimator.readers.linkedin.messages import Talks, parts, talks
from estimator.readers.linkedin.network import MOST, Joined, Owner, find_owner, join, sent_by
from estimator.readers.linkedin.people import CLOSED, NEVER, NOBODY
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

    @property
    def recent(self) -> tuple[int, int]:
        """How many of the last days' connections are in Invitations, of how many there are.

        Measured: 91 to 100 % of them, whoever invited.
        """
        after = self.shelf.last_day - RECENT
        found = int((self.joined.accepted > after).sum())
        return found, int((self.shelf.merged("connections").day > after).sum())

    @cached_property
    def asked_for(self) -> AskedFor | None:
        """The connections asked for before the days that Invitations shows, where it tells."""
        doubted = "invitation_accepted" in self.doubts
        return None if doubted else asked_for(self.shelf, self.joined)

    @cached_property
    def doubts(self) -> dict[str, str]:
        """What files cannot show although they are there: action -> why, if that is worth a word.

        Invitations that hold hardly one of the newest connections are another's, cut, or name
        nobody: their rows do not say that nobody accepted. Connections without titles do not say
        that none of them is senior, messages without subjects not that none was InMail.
        """
        doubts: dict[str, str] = {}
        links, messages = self.shelf.merged("connections"), self.shelf.merged("messages")
        named = (links["name"] != NOBODY).sum()
        if named >= FEW and not bool((links["seniority"] != NOBODY).any()):
            doubts["senior_connections"] = ""
        if len(messages) and "subject" not in messages.columns:
            why = "messages have no column of subjects"
            doubts |= dict.fromkeys(("inmail_sent", "inmail_replied"), why)
        if not self.shelf.shows("invitations"):
            return doubts
        found, recent = self.recent
        joined = self.joined
        nameless, sent = int((joined.mine & ~joined.named).sum()), int(joined.mine.sum())
        if nameless > (1 - MOST) * sent:
            why = f"{nameless} of {sent} invitations do not say who was invited"
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
    book, messages = shelf.book, shelf.merged("messages")
    owners = []
    for number in range(len(shelf.archives)):
        held = shelf.merged("messages", number)
        profiles = {*shelf.merged("profile", number)["name"].tolist()} - {NOBODY}
        invitations = shelf.merged("invitations", number)
        owners.append(find_owner(invitations, held, parts(held, book), profiles, book.are_alike))
    _one_person(owners, shelf)
    joined = join(shelf.merged("invitations"), shelf.merged("connections"), len(book.people))
    known = any(owner.known for owner in owners) and not any(owner.disputed for owner in owners)
    found = None
    if known or not len(messages):
        own = {person for owner in owners for person in owner.people}
        closed = book.people.get(CLOSED, NOBODY)
        found = talks(messages, sent_by(messages, own), parts(messages, book), own, closed)
    return Export(shelf, owners, joined, found)


def _one_person(owners: list[Owner], shelf: Shelf) -> None:
    """Nothing when all archives can be of one person. Raises: LogError otherwise."""
    named = {code for key, code in shelf.book.people.items() if key.startswith("name:")}
    for (one, its), (other, others) in combinations(enumerate(owners), 2):
        if its.people & named and others.people & named and not its.people & others.people:
            labels = f"{shelf.archives[one].label}, {shelf.archives[other].label}"
            what = "archives of different people; read one person's archives at a time"
            raise LogError.at(labels, what)


EXACT, MINUTE, A_DAY = 1, 60, SECONDS


def times_of(export: Export) -> Mapping[str, tuple[Ints, int]]:
    """For each action the seconds of the acts that the files show, and how coarse they are."""
    shelf, joined, found = export.shelf, export.joined, export.found
    times = {
        kind.action: (
            shelf.merged(kind.name)["seconds"],
            MINUTE if "us_short" in kind.forms else EXACT,
        )
        for kind in KINDS
        if kind.action
    }
    times["article"] = times["article"][0], A_DAY  # the change log has it when it was first saved
    shares, invitations = shelf.merged("shares"), shelf.merged("invitations")
    posts = shares["form"] < REPOST
    again = shares["seconds"][shares["form"] == REPOST]
    times["post"] = shares["seconds"][posts], EXACT
    times["repost"] = np.append(times["repost"][0], again), EXACT
    times["invitation_sent"] = invitations["seconds"][joined.mine], MINUTE
    times["invitation_received"] = invitations["seconds"][~joined.mine], MINUTE
    yes = joined.mine & (joined.accepted != NEVER)
    times["invitation_accepted"] = joined.accepted[yes] * SECONDS, A_DAY
    if found is not None:
        times["message_sent"] = found.seconds[found.own], EXACT
        times["message_received"] = found.seconds[~found.own], EXACT
    return times
