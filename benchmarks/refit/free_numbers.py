"""Which numbers of the rules the evidence here decides, and between which bounds.

Not among them is what the seat-months would drive to nothing although LinkedIn lists it (people
searches, days active, messages sent, requests accepted), and what follows from another number (a
rate nobody knows is its prior): the rules state those as assumed.

The bounds are those the rules state, unless `NARROWER` says why not; numbers of `unknown` state
none, so theirs stand here.
"""

from benchmarks.refit.fitting import Free
from estimator.rules import Rules

INFERRED = {"most": (0.1, 0.95), "share": (0.02, 0.4)}
FITTED: dict[str, tuple[str, ...]] = {
    "brand": (
        *("audience.points", "audience.half_at", "audience.unknown.share"),
        *("profile.unknown.share", "profile.unknown.most", "profile.unknown.half_at"),
        *("endorsements_received.unknown.share", "endorsements_received.unknown.half_at"),
        *("followers_gained.unknown.share", "followers_gained.unknown.half_at"),
        *("posts.unknown.share", "articles.unknown.share"),
    ),
    "find": (
        *("reach.points", "profile_views_with_seat.points", "profile_views_with_seat.half_at"),
        *("leads_saved.points", "leads_saved.half_at", "leads_held.points", "leads_held.full_at"),
        *("accounts_saved.points", "accounts_saved.half_at"),
        *("accounts_held.points", "accounts_held.full_at", "lists_held.points"),
        *("people_searches.unknown.share", "profile_views.unknown.share"),
        *("days_active.unknown.share", "leads_saved.unknown.share"),
        "accounts_saved.unknown.share",
    ),
    "insight": (
        *("reactions.points", "reactions.half_at", "comments.points", "comments.half_at"),
        *("shares.points", "engagement_received.points"),
        *("reactions.unknown.share", "reactions.unknown.most", "reactions.unknown.half_at"),
        *("comments.unknown.share", "comments.unknown.most", "comments.unknown.half_at"),
        *("shares.unknown.share", "shares.unknown.most", "shares.unknown.half_at"),
        "engagement_received.unknown.share",
        *("engagement_received.unknown.most", "engagement_received.unknown.half_at"),
        "messages_sent.unknown.share",
    ),
    "relationship": (
        *("connections.half_at", "connections.steepness"),
        *("network_with_seat.points", "network_with_seat.half_at", "network_with_seat.steepness"),
        *("connections.unknown.share", "invitations_accepted.unknown.share"),
    ),
}
NARROWER = {  # where a fact of the evidence leaves less room than the rules do
    # 5 to 10 likes and 1 or 2 comments a run bring 5.9 points in a day and 7.0 in nine
    "insight.reactions.points": (3.0, 4.6),
    "insight.reactions.half_at": (5.0, 20.0),
    "insight.comments.points": (2.6, 4.6),
    "insight.comments.half_at": (1.5, 6.0),
    # the average member is active on some days, reacts a little, invites a little
    "find.days_active.unknown.share": (0.1, 0.4),
    "insight.reactions.unknown.share": (0.06, 0.4),
    "insight.comments.unknown.share": (0.04, 0.4),
    "insight.messages_sent.unknown.share": (0.05, 0.4),
    "brand.profile.unknown.share": (0.7, 1.0),
    "brand.audience.unknown.share": (0.2, 0.8),
    "brand.profile.unknown.half_at": (10.0, 400.0),
    "relationship.connections.unknown.share": (0.7, 1.0),
}
SCALE = 20.0  # an inferred signal's half_at may be this many times smaller or larger


def free_numbers(rules: Rules, pillar: str) -> list[Free]:
    """The numbers of a pillar that are fitted."""
    return [_free(rules, f"{pillar}.{name}") for name in FITTED[pillar]]


def _free(rules: Rules, path: str) -> Free:
    last, value = path.rpartition(".")[2], rules.value(path)
    scale = (value / SCALE, value * SCALE)
    low, high = NARROWER.get(path) or rules.number(path).bounds or INFERRED.get(last, scale)
    return Free(path, low, high)
