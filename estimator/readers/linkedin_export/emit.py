"""Rows of the log from what was read: what the owner did, a day at a time."""

import numpy as np

from estimator.readers.linkedin_export.columns import Ints, Mask
from estimator.readers.linkedin_export.content import (
    DOCUMENT,
    FORMATS,
    GROUP,
    IMAGE,
    REACTIONS,
    REPOST,
    TARGETS,
    UPLOADS,
    VIDEO,
)
from estimator.readers.linkedin_export.merge import Merged
from estimator.readers.linkedin_export.network import IN, NEVER, OUT, UNDECIDED, WINDOW, Joined
from estimator.readers.linkedin_export.people import NOBODY
from estimator.readers.linkedin_export.rows import Rows, flags, numbers, words
from estimator.readers.linkedin_export.seniority import LEVELS
from estimator.readers.linkedin_export.shelf import Shelf
from estimator.readers.linkedin_export.talks import ANSWER_WITHIN, Talks
from estimator.readers.linkedin_export.tally import SECONDS

# file -> the action each of its rows is
PLAIN = {
    "instant_reposts": "repost",
    "votes": "vote",
    "searches": "people_search",
    "company_follows": "company_follow",
    "events": "event_attended",
    "endorsements_received": "endorsement_received",
    "endorsements_given": "endorsement_given",
    "recommendations_received": "recommendation_received",
    "recommendations_given": "recommendation_given",
    "articles": "article",
}
OWN_ACTS = [
    "shares",
    "comments",
    "reactions",
    "instant_reposts",
    "votes",
    "searches",
    "company_follows",
    "member_follows",
    "hashtag_follows",
    "saved_items",
    "learning",
    "articles",
    "endorsements_given",
    "recommendations_given",
    "rich_media",
]
FORM_OF_UPLOAD = {0: IMAGE, 1: DOCUMENT, 2: VIDEO}


def content_rows(rows: Rows, shelf: Shelf) -> None:
    """Posts, reposts, comments, reactions, votes and what is done in groups."""
    shares, media = shelf.merged("shares"), shelf.merged("rich_media")
    form = _refined(shares, media)
    posts = form < REPOST
    rows.add(
        "post",
        shares.day[posts],
        format=words(form[posts], FORMATS),
        words=numbers(shares.values["words"][posts]),
    )
    rows.add("repost", shares.day[form == REPOST])
    rows.add("group_activity", shares.day[form == GROUP])
    if not shelf.shows("shares"):
        for upload, media_form in FORM_OF_UPLOAD.items():
            found = media.values["upload"] == upload
            rows.add("post", media.day[found], format=FORMATS[media_form])
    comments = shelf.merged("comments")
    rows.add("comment", comments.day, words=numbers(comments.values["words"]))
    reactions = shelf.merged("reactions")
    target = reactions.values["target"]
    rows.add(
        "reaction",
        reactions.day,
        type=words(reactions.values["type"], REACTIONS),
        target=words(target, TARGETS),
    )
    group = TARGETS.index("group")
    rows.add("group_activity", reactions.day[target == group])
    votes = shelf.merged("votes")
    rows.add("group_activity", votes.day[votes.values["target"] == group])


def plain_rows(rows: Rows, shelf: Shelf) -> None:
    """Files whose every row is one act."""
    for kind, action in PLAIN.items():
        rows.add(action, shelf.merged(kind).day)
    follows = shelf.merged("member_follows")
    rows.add("member_follow", follows.day[follows.values["active"] == 1])


def _refined(shares: Merged, media: Merged) -> Ints:
    """The form of each share; a picture is a document or film when only such were uploaded then."""
    form = shares.values["form"].copy()
    for upload, better in ((1, DOCUMENT), (2, VIDEO)):
        is_upload = media.values["upload"] == upload
        others = np.isin(media.values["upload"], list(FORM_OF_UPLOAD)) & ~is_upload
        days = np.setdiff1d(media.day[is_upload], media.day[others])
        form[(form == IMAGE) & np.isin(shares.day, days)] = better
    return form


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


def message_rows(rows: Rows, found: Talks, first_connected: Ints, snapshot: int) -> None:
    """Messages, answers and InMail.

    first_connected: shape (n_people,), the day each person was connected, -1 for never. An
    opening row with a subject to someone not connected then is taken for InMail and is no
    message. `opening` marks the message that began a conversation, and the first of a run of
    messages that waits for an answer.
    """
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


def active_rows(rows: Rows, shelf: Shelf, joined: Joined, own_days: Ints) -> None:
    """One row for each day with an own act of any kind.

    own_days: the days of the owner's messages.
    """
    days = [shelf.merged(kind).day for kind in OWN_ACTS]
    days += [own_days, joined.sent[joined.way == OUT]]
    days.append(joined.accepted[(joined.way == IN) & (joined.accepted >= joined.sent)])
    rows.add("active_day", np.unique(np.concatenate(days)))


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


def media_days(media: Merged, upload: str) -> Ints:
    """The days on which a kind of picture was uploaded."""
    return np.asarray(media.day[media.values["upload"] == UPLOADS.index(upload)], dtype=np.int64)
