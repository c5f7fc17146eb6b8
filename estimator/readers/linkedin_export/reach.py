"""Coverage: which actions the archives would have shown, and from when to when; what is missing."""

from estimator.actions import vocabulary
from estimator.coverage import Coverage, Span
from estimator.readers.linkedin_export.acceptance import WINDOW
from estimator.readers.linkedin_export.registry import BY_NAME
from estimator.readers.linkedin_export.shelf import Shelf

SEARCH_DAYS = 730
FOLLOWS_SHOWN = (99, 198, 199)  # a list of company follows of this length is cut (measured)

# action -> the files that must be there for its whole history to be shown
HISTORY = {
    "article": ("articles",),
    "comment": ("comments",),
    "company_follow": ("company_follows",),
    "connections": ("connections",),
    "coworker_connections": ("connections", "positions"),
    "endorsement_given": ("endorsements_given",),
    "endorsement_received": ("endorsements_received",),
    "event_attended": ("events",),
    "group_activity": ("shares", "reactions", "votes"),
    "inmail_replied": ("messages", "connections"),
    "inmail_sent": ("messages", "connections"),
    "member_follow": ("member_follows",),
    "message_answered": ("messages",),
    "message_received": ("messages",),
    "message_replied": ("messages",),
    "message_sent": ("messages",),
    "post": ("shares",),
    "reaction": ("reactions",),
    "recommendation_given": ("recommendations_given",),
    "recommendation_received": ("recommendations_received",),
    "repost": ("shares", "instant_reposts"),
    "senior_connections": ("connections",),
    "vote": ("votes",),
}
ACTIVITY = [
    "shares",
    "comments",
    "reactions",
    "instant_reposts",
    "votes",
    "messages",
    "invitations",
    "searches",
]
INVITING = ("invitation_accepted", "invitation_received", "invitation_sent")

COMPLETE = (
    "only a Complete archive shows them; on LinkedIn: Settings > Data privacy > Get a copy of your "
    "data > the larger archive (arrives within 48 hours, its link lasts 72)"
)
FROM_COMPLETE = {
    "shares": "posts",
    "comments": "comments",
    "reactions": "reactions",
    "instant_reposts": "reposts",
    "votes": "votes",
    "searches": "searches",
    "member_follows": "members followed",
}
FROM_BASIC = {
    "connections": "connections and acceptance of invitations",
    "invitations": "invitations sent and received",
    "messages": "messages and response rate",
    "profile": "profile sections",
    "endorsements_received": "endorsements received",
    "recommendations_received": "recommendations received",
}
ALWAYS = (
    "followers, impressions, engagement received: LinkedIn's creator analytics workbook (XLSX)",
    "profile views made, leads and accounts saved, lists: a Sales Navigator usage report, or a "
    "line a day written by hand",
    "profile views and search appearances received, searches saved: in no file; by hand",
    "invitations declined or withdrawn, groups joined: the data portability API (EEA and "
    "Switzerland, the last 28 days); accepted ones from before the last 180 days: an older archive",
    "comments in groups: in no file",
)
PHOTO = "profile photo: shown only when it was uploaded lately; a line by hand settles it"


def coverage(shelf: Shelf, owner_known: bool, doubtful: frozenset[str]) -> Coverage:
    """What the archives state about each action, no more.

    doubtful: the actions that a file holds in a form that does not tell them.
    """
    spans = []
    for action, kinds in HISTORY.items():
        if "messages" in kinds and not owner_known:
            continue
        both = set.intersection(*(set(shelf.shows(kind)) for kind in kinds))
        if both:
            # the number of connections a few weeks ago is a good one of today
            level = vocabulary()[action].level
            last = max(
                shelf.snapshot[number] if level else min(shelf.until(k, number) for k in kinds)
                for number in both
            )
            spans.append(Span(action, _first(shelf, action), last))
    for number in shelf.shows("invitations"):
        first, last = shelf.snapshot[number] - WINDOW, shelf.until("invitations", number)
        needs = dict.fromkeys(doubtful, False)
        if number not in shelf.shows("connections"):
            needs["invitation_accepted"] = False
        spans += [Span(a, first, last) for a in INVITING if needs.get(a, True)]
    for number in shelf.shows("searches"):
        last = shelf.until("searches", number)
        first = int(shelf.merged("searches", number).day.min(initial=last - SEARCH_DAYS))
        spans.append(Span("people_search", first, last))
    spans += [
        Span("active_day", shelf.snapshot[number] - SEARCH_DAYS, shelf.snapshot[number])
        for number, archive in enumerate(shelf.archives)
        if archive.is_complete() and owner_known and all(number in shelf.shows(k) for k in ACTIVITY)
    ]
    return Coverage(tuple(spans))


def _first(shelf: Shelf, action: str) -> int | None:
    """The first day shown: none (all of it), or where a list that is cut off begins."""
    if action == "company_follow":
        follows = [b for b in shelf.of("company_follows") if b.tally.records in FOLLOWS_SHOWN]
        if follows:
            return min(int(b.day.min(initial=shelf.last_day)) for b in follows)
    return None


def missing(shelf: Shelf, owner_known: bool, photo_known: bool) -> tuple[str, ...]:
    """What the archives could not show and where to get it, a sentence each."""
    sentences = []
    lacking = [kind for kind in FROM_COMPLETE if not shelf.shows(kind)]
    if lacking:
        what = ", ".join([*(FROM_COMPLETE[kind] for kind in lacking), "days active"])
        some = len(lacking) < len(FROM_COMPLETE)
        files = ", ".join(BY_NAME[kind].file for kind in lacking)
        sentences.append(f"{what}: {f'{files} of the same archive' if some else COMPLETE}")
    for kind, what in FROM_BASIC.items():
        if not shelf.shows(kind):
            sentences.append(f"{what}: {BY_FILE[kind]} of any archive, Basic or Complete")
    if shelf.shows("messages") and not owner_known:
        sentences.append(
            "messages sent and answered: give Invitations.csv or Profile.csv of the same archive "
            "too, so that the owner is known"
        )
    if not photo_known:
        sentences.append(PHOTO)
    return (*sentences, *ALWAYS)


BY_FILE = {
    "connections": "Connections.csv",
    "invitations": "Invitations.csv",
    "messages": "messages.csv",
    "profile": "Profile.csv",
    "endorsements_received": "Endorsement_Received_Info.csv",
    "recommendations_received": "Recommendations_Received.csv",
}
