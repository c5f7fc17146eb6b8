"""Rows of the log about other people: invitations, messages, InMail."""

import numpy as np

from estimator.readers.linkedin_export.acceptance import UNDECIDED, WINDOW
from estimator.readers.linkedin_export.columns import Ints, Mask
from estimator.readers.linkedin_export.joining import NEVER, Joined
from estimator.readers.linkedin_export.network import OUT
from estimator.readers.linkedin_export.people import NOBODY
from estimator.readers.linkedin_export.rows import Rows, flags, numbers, words
from estimator.readers.linkedin_export.seniority import LEVELS
from estimator.readers.linkedin_export.talks import ANSWER_WITHIN, Talks
from estimator.readers.linkedin_export.tally import SECONDS


def invitation_rows(rows: Rows, joined: Joined, snapshots: list[int]) -> None:
    """Invitations on the day they were sent, acceptances on the day of the connection.

    snapshots: the days of the archives that show invitations, the newest first. Only the 180
    days before one of them count: older rows are pending or late ones, the others are purged.
    `decided` marks the invitations sent at least 14 days before the newest archive, and what
    came of them: a rate over these is not lowered by those that nobody has answered yet.
    """
    mine, sent = joined.way == OUT, joined.sent
    shown = _shown(sent, snapshots)
    decided = shown & (sent <= max(snapshots, default=0) - UNDECIDED)
    out = mine & shown
    rows.add(
        "invitation_sent",
        sent[out],
        note=flags(joined.note[out]),
        decided=flags(decided[out]),
    )
    yes = mine & (joined.accepted >= sent) & _shown(joined.accepted, snapshots)
    rows.add(
        "invitation_accepted",
        joined.accepted[yes],
        seniority=words(joined.seniority[yes], LEVELS),
        decided=flags(decided[yes]),
    )
    rows.add("invitation_received", sent[~mine & shown])


def _shown(day: Ints, snapshots: list[int]) -> Mask:
    """Which days lie in the 180 days before one of the archives."""
    shown = np.zeros(len(day), dtype=bool)
    for snapshot in snapshots:
        shown |= (day >= snapshot - WINDOW) & (day <= snapshot)
    return shown


def message_rows(rows: Rows, found: Talks, first_connected: Ints | None, snapshot: int) -> None:
    """Messages, answers and InMail.

    first_connected: shape (n_people,), the day each person was connected, -1 for never; None
    when connections are not known. An opening row with a subject to someone not connected then is
    taken for InMail and is no message; who may be connected was sent a message. `opening` marks
    the message that began a conversation, and the first of a run of messages that waits for an
    answer.
    """
    stranger = np.zeros(len(found.day), dtype=bool)
    if first_connected is not None:
        since = first_connected[found.other]
        stranger = (since == NEVER) | (since > found.day)
    began = found.opens & found.own & found.pair
    inmail = began & found.subject & stranger
    decided = found.day <= snapshot - UNDECIDED
    sent = found.own & ~inmail
    rows.add(
        "message_sent",
        found.day[sent],
        bulk=flags(found.bulk[sent]),
        opening=flags(began[sent]),
    )
    rows.add("inmail_sent", found.day[inmail])
    replied = found.reply != NEVER
    for action, begun in (("message_replied", began & ~inmail), ("inmail_replied", inmail)):
        yes = begun & replied
        rows.add(action, found.reply[yes] // SECONDS, decided=flags(decided[yes]))
    asks = found.asks & found.pair
    got = ~found.own
    rows.add("message_received", found.day[got], opening=flags(asks[got]))
    wait = found.answer - found.seconds
    answered = asks & (found.answer != NEVER) & (wait <= ANSWER_WITHIN)
    hours = -(-wait[answered] // 3600)
    rows.add("message_answered", found.answer[answered] // SECONDS, hours=numbers(hours))


def own_message_days(found: Talks, joined: Joined) -> Ints:
    """The days on which the owner wrote.

    The note of an invitation stands among the messages on the day the other side accepted it;
    that day is not one of the owner's.
    """
    noted = (joined.way == OUT) & (joined.note == 1) & (joined.person != NOBODY)
    accepted = np.full(max(joined.person.max(initial=0), found.other.max(initial=0)) + 2, NEVER)
    accepted[joined.person[noted]] = joined.accepted[noted]
    is_note = found.opens & found.pair & (accepted[found.other] == found.day)
    own = found.own & ~is_note
    return np.asarray(found.day[own], dtype=np.int64)
