"""Conversations: who takes part, who began, who answered and how fast; one text to many is bulk."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from estimator.readers.linkedin.batch import Ints, Mask, Records
from estimator.readers.linkedin.fields import NAME_ALONE, NO_TEXT
from estimator.readers.linkedin.people import CLOSED, NEVER, NOBODY, AddressBook
from estimator.readers.linkedin.tally import SECONDS


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


def parts(messages: Records, book: AddressBook) -> Part:
    """The participants of every conversation: its senders and all recipients.

    A list of recipients is addresses joined by a bare comma, or one name. Where a file has no
    addresses of recipients, people go by name, senders too.
    """
    listed = [*book.recipients]
    by_name = np.array([text.startswith(NAME_ALONE) for text in listed] + [False])
    named = by_name[messages["recipients"]] & (messages["name"] != NOBODY)
    sender = np.where(named | (messages["sender"] == NOBODY), messages["name"], messages["sender"])
    talk, recipients = _pairs(messages["talk"], messages["recipients"])
    people: dict[int, list[int]] = {}
    for code in np.unique(recipients).tolist():
        if (text := listed[code]) == CLOSED:
            people[code] = [book.people[CLOSED]]
        elif text.startswith(NAME_ALONE):
            people[code] = [book.names[text[1:]]]
        else:
            people[code] = [book.addresses[url] for url in text.split(",") if url.strip()]
    each = [people[code] for code in recipients.tolist()]
    person = np.array([one for several in each for one in several], dtype=np.int64)
    talk = np.repeat(talk, [len(several) for several in each])
    talk, person = _pairs(np.append(messages["talk"], talk), np.append(sender, person))
    known = person != NOBODY
    return Part(talk[known], person[known])


def _pairs(one: Ints, other: Ints) -> tuple[Ints, Ints]:
    """The distinct pairs of two columns of numbers from -1 on, sorted."""
    base = int(other.max(initial=0)) + 2
    both = np.unique((one + 1) * base + other + 1)
    return both // base - 1, both % base - 1


BULK_PEOPLE, BULK_SECONDS = 5, 7 * SECONDS
ANSWER_WITHIN = 30 * SECONDS


@dataclass(frozen=True)
class Talks:
    """Messages sorted by conversation and time; masks and columns of shape (n_rows,).

    own: written by the owner; opens: the first row of its conversation; pair: between two people
    with an address (what a closed account answered is not shown); bulk: the owner's text that went
    to five people in a week. asks: first of a run of the other side's rows between two; answer:
    seconds of the owner's next row within 30 days, -1 without one; reply: seconds of the other
    side's first row after an opening row of the owner's, -1 without one.
    """

    seconds: Ints
    other: Ints
    own: Mask
    opens: Mask
    pair: Mask
    subject: Mask
    bulk: Mask
    asks: Mask
    answer: Ints
    reply: Ints

    @property
    def day(self) -> Ints:
        return self.seconds // SECONDS


def talks(messages: Records, own: Mask, part: Part, owner: set[int], closed: int) -> Talks:
    """The conversations of the merged message rows.

    part: who takes part in each; owner: the owner's numbers; closed: that of a closed account.
    """
    seconds, talk = messages["seconds"], messages["talk"]
    order = np.lexsort([-np.arange(len(seconds)), seconds, talk])
    when, talk, own = seconds[order], talk[order], own[order]
    opens = np.ones(len(talk), dtype=bool)
    opens[1:] = talk[1:] != talk[:-1]
    rest = ~np.isin(part.person, list(owner))  # besides the owner
    n_talks = max(int(column.max(initial=-1)) + 1 for column in (talk, part.talk))
    others = np.bincount(part.talk[rest], minlength=n_talks)
    other = np.full(n_talks, NEVER, dtype=np.int64)
    other[part.talk[rest]] = part.person[rest]
    pair = (others[talk] == 1) & (other[talk] != closed)
    asks = pair & ~own & (opens | np.roll(own, 1))
    answer = np.where(asks, _next(own, when, talk), NEVER)
    return Talks(
        seconds=when,
        other=other[talk],
        own=own,
        opens=opens,
        pair=pair,
        subject=messages["subject"][order] == 1,
        bulk=_bulk(when, talk, messages["text"][order], own),
        asks=asks,
        answer=np.where(answer - when <= ANSWER_WITHIN, answer, NEVER),
        reply=np.where(opens & own, _next(~own, when, talk), NEVER),
    )


def _next(rows: Mask, seconds: Ints, talk: Ints) -> Ints:
    """The time of the next marked row at or after each row in its conversation, -1 if none."""
    n = len(rows)
    place = np.where(rows, np.arange(n), n)
    following = np.minimum.accumulate(place[::-1])[::-1]
    same = np.append(talk, NEVER)[following] == talk
    return np.where(same, np.append(seconds, NEVER)[following], NEVER)


def _bulk(seconds: Ints, talk: Ints, text: Ints, own: Mask) -> Mask:
    """The owner's rows whose text reached five conversations within a week."""
    rows = np.flatnonzero(own & (text != NO_TEXT))
    order = rows[np.lexsort([seconds[rows], text[rows]])]
    first = np.unique(np.stack([text[order], talk[order]]), axis=1, return_index=True)[1]
    heads = order[np.sort(first)]
    t, s = text[heads], seconds[heads]
    gap = BULK_PEOPLE - 1
    close = np.flatnonzero((t[gap:] == t[:-gap]) & (s[gap:] - s[:-gap] <= BULK_SECONDS))
    bulk = np.zeros(len(seconds), dtype=bool)
    for step in range(BULK_PEOPLE):
        bulk[heads[close + step]] = True
    return bulk
