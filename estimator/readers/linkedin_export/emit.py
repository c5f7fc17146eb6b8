"""Rows of the log from what was read: what the owner did, a day at a time."""

import numpy as np

from estimator.readers.linkedin_export.columns import Ints
from estimator.readers.linkedin_export.content import (
    DOCUMENT,
    FORM_OF_UPLOAD,
    FORMATS,
    GROUP,
    IMAGE,
    REACTIONS,
    REPOST,
    TARGETS,
    UPLOADS,
    VIDEO,
)
from estimator.readers.linkedin_export.joining import Joined
from estimator.readers.linkedin_export.merge import Merged
from estimator.readers.linkedin_export.network import IN, OUT
from estimator.readers.linkedin_export.rows import Rows, numbers, words
from estimator.readers.linkedin_export.shelf import Shelf

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


def active_rows(rows: Rows, shelf: Shelf, joined: Joined, own_days: Ints) -> None:
    """One row for each day with an own act of any kind.

    own_days: the days of the owner's messages.
    """
    days = [shelf.merged(kind).day for kind in OWN_ACTS]
    days += [own_days, joined.sent[joined.way == OUT]]
    days.append(joined.accepted[(joined.way == IN) & (joined.accepted >= joined.sent)])
    rows.add("active_day", np.unique(np.concatenate(days)))


def media_days(media: Merged, upload: str) -> Ints:
    """The days on which a kind of picture was uploaded."""
    return np.asarray(media.day[media.values["upload"] == UPLOADS.index(upload)], dtype=np.int64)
