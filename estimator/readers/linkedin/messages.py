"""Conversations: who takes part, who began, who answered and how fast; one text to many is bulk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from estimator.readers.linkedin.fields import NAME_ALONE, NO_TEXT
from estimator.readers.linkedin.network import NEVER, UNDECIDED
from estimator.readers.linkedin.people import CLOSED, NOBODY, Book, Ints, Mask
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


def parts(values: dict[str, Ints], book: Book) -> Part:
    """The participants of every conversation: its senders and all recipients.

    Where a file has no addresses of recipients, people go by name, senders too.
    """
    listed = book.recipients.values()
    by_name = np.array([text.startswith(NAME_ALONE) for text in listed] + [False])
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
    if text.startswith(NAME_ALONE):
        return [book.name(text[1:])]
    return [book.address(url) for url in text.split(",") if url.strip()]


BULK_PEOPLE, BULK_SECONDS = 5, 7 * SECONDS
ANSWER_WITHIN = 30 * SECONDS


@dataclass(frozen=True)
class Talks:
    """Messages sorted by conversation and time; masks and columns of shape (n_rows,).

    own: written by the owner; opens: the first row of its conversation; pair: between two people
    with an address (what a closed account answered is not shown);
    asks: first of a run of the other side's rows; answer: seconds of the owner's next row in
    that conversation, -1 without one; reply: seconds of the other side's first row after an
    opening row, -1 without one; bulk: the owner's text that went to five people in a week.
    """

    seconds: Ints
    talk: Ints
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


def talks(
    seconds: Ints, values: dict[str, Ints], own: Mask, part: Part, owner: set[int], closed: int
) -> Talks:
    """The conversations of the merged message rows.

    part: who takes part in each; owner: the owner's numbers; closed: that of a closed account.
    """
    order = np.lexsort([-np.arange(len(seconds)), seconds, values["talk"]])
    when, talk, own = seconds[order], values["talk"][order], own[order]
    opens = np.ones(len(talk), dtype=bool)
    opens[1:] = talk[1:] != talk[:-1]
    others, other = _others(part, owner, int(talk.max(initial=-1)) + 1)
    before_own = np.roll(own, 1)
    asks = ~own & (opens | before_own)
    return Talks(
        seconds=when,
        talk=talk,
        other=other[talk],
        own=own,
        opens=opens,
        pair=(others[talk] == 1) & (other[talk] != closed),
        subject=values["subject"][order] == 1,
        bulk=_bulk(when, talk, values["text"][order], own),
        asks=asks,
        answer=np.where(asks, _next(own, when, talk), NEVER),
        reply=np.where(opens & own, _next(~own, when, talk), NEVER),
    )


def _others(part: Part, owner: set[int], n_talks: int) -> tuple[Ints, Ints]:
    """How many people besides the owner each conversation has, and one of them."""
    rest = ~np.isin(part.person, list(owner))
    count = np.bincount(part.talk[rest], minlength=n_talks)
    one = np.full(max(n_talks, len(count)), NEVER, dtype=np.int64)
    one[part.talk[rest]] = part.person[rest]
    return count, one


def _next(rows: Mask, seconds: Ints, talk: Ints) -> Ints:
    """The time of the next marked row at or after each row in its conversation, -1 if none."""
    n = len(rows)
    place = np.where(rows, np.arange(n), n)
    following = np.minimum.accumulate(place[::-1])[::-1]
    inside = following < n
    found = np.where(inside, following, 0)
    same = inside & (talk[found] == talk) if n else inside
    return np.where(same, seconds[found], NEVER) if n else seconds


def _bulk(seconds: Ints, talk: Ints, text: Ints, own: Mask) -> Mask:
    """The owner's rows whose text reached five conversations within a week."""
    rows = np.flatnonzero(own & (text != NO_TEXT))
    order = rows[np.lexsort([seconds[rows], text[rows]])]
    first = np.unique(np.stack([text[order], talk[order]]), axis=1, return_index=True)[1]
    heads = order[np.sort(first)]
    t, s = text[heads], seconds[heads]
    gap = BULK_PEOPLE - 1
    many = np.zeros(len(heads), dtype=bool)
    if len(heads) > gap:
        close = (t[gap:] == t[:-gap]) & (s[gap:] - s[:-gap] <= BULK_SECONDS)
        for step in range(BULK_PEOPLE):
            many[step : step + len(close)] |= close
    bulk = np.zeros(len(seconds), dtype=bool)
    bulk[heads[many]] = True
    return bulk


@dataclass(frozen=True)
class Response:
    """Of the two-person conversations the owner began, how many were answered and how fast.

    Those begun in the last 14 days before the archive are left out: an answer may yet come.
    """

    begun: int
    replied: int
    median_hours: float | None

    @property
    def rate(self) -> float | None:
        """replied / begun; None when none was begun."""
        return self.replied / self.begun if self.begun else None


def response(found: Talks, snapshot: int) -> Response:
    """The response that the owner gets."""
    begun = found.opens & found.own & found.pair & (found.day <= snapshot - UNDECIDED)
    replied = begun & (found.reply != NEVER)
    waits = (found.reply - found.seconds)[replied] / 3600
    return Response(int(begun.sum()), len(waits), float(np.median(waits)) if len(waits) else None)


def own_response(found: Talks, snapshot: int) -> Response:
    """The response that the owner gives: to each run of the other side's rows, within 30 days."""
    asked = found.asks & found.pair & (found.day <= snapshot - UNDECIDED)
    answered = asked & (found.answer != NEVER) & (found.answer - found.seconds <= ANSWER_WITHIN)
    waits = (found.answer - found.seconds)[answered] / 3600
    return Response(int(asked.sum()), len(waits), float(np.median(waits)) if len(waits) else None)
