"""The message file, row by row: who wrote to whom when; of the text only a number stays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from estimator.readers.linkedin_export.columns import Ints
from estimator.readers.linkedin_export.kinds import Kind, Values
from estimator.readers.linkedin_export.people import CLOSED, NOBODY, Book

YES = frozenset({"yes", "true"})
SENT, RECEIVED, UNSAID = 1, 0, -1
WAYS = {"OUTGOING": SENT, "INCOMING": RECEIVED}
NO_TEXT = 0
BY_NAME = "\0"  # marks recipients that are known by name alone


def message(fields: Sequence[str], book: Book) -> Values | str:
    """Key, conversation, sender by address and name, recipients, whom, direction, subject, text.

    The text is a number that is the same for the same text, the recipient's first name aside.
    """
    talk, name, url, to, urls, subject, content, folder, direction, draft, talk_draft = fields
    if folder.strip().upper() == "SPAM":
        return "spam folder"
    if draft.lower() in YES or talk_draft.lower() in YES:
        return "draft"
    way = WAYS.get(direction.upper(), UNSAID) if direction else UNSAID
    if "spinmail" in content:
        return "sponsored"
    sender = book.address(url)
    by_name = book.name(name)
    if sender == NOBODY and way == UNSAID:
        return "sender's account is closed" if name.strip() == CLOSED else "no sender (sponsored)"
    talk = talk or BY_NAME + (name if way == RECEIVED else to)
    first = to.partition(" ")[0]
    text = hash(content.replace(first, "") if first else content) if content else NO_TEXT
    key = hash((talk, url or name, content))
    recipients = book.recipients.of(urls or (to if to == CLOSED else BY_NAME + to))
    code = book.conversations.of(talk)
    inmail = int(bool(subject.strip()))
    return key, code, sender, by_name, recipients, book.name(to), way, inmail, text


COLUMNS = (
    "conversationid conversationtitle from senderprofileurl to recipientprofileurls date subject"
    " content folder direction ismessagedraft isconversationdraft attachments"
    " isconversationarchived"
)
KINDS = (
    Kind(
        name="messages",
        file="messages.csv",
        domains=("INBOX",),
        stems=("messages",),
        columns=tuple(COLUMNS.split()),
        required=("from", "date", "content"),
        takes=(
            "conversationid",
            "from",
            "senderprofileurl",
            "to",
            "recipientprofileurls",
            "subject",
            "content",
            "folder",
            "direction",
            "ismessagedraft",
            "isconversationdraft",
        ),
        parse=message,
        values=("key", "talk", "sender", "name", "recipients", "to", "way", "subject", "text"),
        dates=("date",),
        forms=("iso_utc", "us_short"),
        distinct=True,
    ),
)


@dataclass(frozen=True)
class Part:
    """Who takes part in which conversation: distinct pairs, both of shape (n_pairs,)."""

    talk: Ints
    person: Ints

    def share(self, people: Iterable[int]) -> float:
        """The share of conversations that one of the people takes part in; 0 without any."""
        everyone = len(np.unique(self.talk))
        own = np.unique(self.talk[np.isin(self.person, list(people))])
        return len(own) / everyone if everyone else 0.0


def parts(values: dict[str, Ints], book: Book) -> Part:
    """The participants of every conversation: its senders and all recipients.

    Where a file has no addresses of recipients, people go by name, senders too.
    """
    listed = book.recipients.values()
    by_name = np.array([text.startswith(BY_NAME) for text in listed] + [False])
    named = by_name[values["recipients"]] & (values["name"] != NOBODY)
    sender = np.where(named, values["name"], values["sender"])
    senders = _pairs(values["talk"], np.where(sender == NOBODY, values["name"], sender))
    talk, recipients = _pairs(values["talk"], values["recipients"])
    people = {code: _people(listed[code], book) for code in np.unique(recipients).tolist()}
    each = [people[code] for code in recipients.tolist()]
    person = np.array([p for listed_people in each for p in listed_people], dtype=np.int64)
    talk = np.repeat(talk, [len(listed_people) for listed_people in each])
    talk, person = _pairs(np.append(senders[0], talk), np.append(senders[1], person))
    known = person != NOBODY
    return Part(talk[known], person[known])


def together(several: Sequence[Part]) -> Part:
    """The participants that any of the archives shows."""
    talk = np.concatenate([part.talk for part in several])
    return Part(*_pairs(talk, np.concatenate([part.person for part in several])))


def _pairs(one: Ints, other: Ints) -> tuple[Ints, Ints]:
    """The distinct pairs of two columns of numbers from -1 on, sorted."""
    base = int(other.max(initial=0)) + 2
    both = np.unique((one + 1) * base + other + 1)
    return both // base - 1, both % base - 1


def _people(text: str, book: Book) -> list[int]:
    """The people a list of recipients names: addresses joined by a bare comma, or one name."""
    if text == CLOSED:
        return [book.people.of(CLOSED)]
    if text.startswith(BY_NAME):
        return [book.name(text[1:])]
    return [book.address(url) for url in text.split(",") if url.strip()]
