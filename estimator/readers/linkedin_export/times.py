"""When each act was done, to the second where the files tell: to know it again elsewhere."""

from collections.abc import Mapping

import numpy as np

from estimator.readers.linkedin_export.columns import Ints
from estimator.readers.linkedin_export.content import REPOST
from estimator.readers.linkedin_export.joining import NEVER
from estimator.readers.linkedin_export.network import IN, OUT
from estimator.readers.linkedin_export.tally import SECONDS
from estimator.readers.linkedin_export.whole import Export

EXACT, MINUTE, A_DAY = 1, 60, SECONDS
PLAIN = {
    "comment": ("comments", EXACT),
    "reaction": ("reactions", EXACT),
    "endorsement_given": ("endorsements_given", EXACT),
    "endorsement_received": ("endorsements_received", EXACT),
    "recommendation_given": ("recommendations_given", MINUTE),
    "recommendation_received": ("recommendations_received", MINUTE),
    "article": ("articles", A_DAY),
}


def times_of(export: Export) -> Mapping[str, tuple[Ints, int]]:
    """For each action the seconds of the acts that the files show, and how coarse they are."""
    shelf, joined, found = export.shelf, export.joined, export.found
    times = {
        action: (shelf.merged(kind).seconds, coarse) for action, (kind, coarse) in PLAIN.items()
    }
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
