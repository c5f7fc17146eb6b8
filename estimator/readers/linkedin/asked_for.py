"""Connections that the owner asked for, before the days that Invitations shows: inferred.

Connections has the day of every connection there still is, not who asked. Invitations has who
asked, of the last 180 days. The share that holds there is taken for all other days: a number of
its own, which never counts as an invitation accepted that a file states.
"""

from dataclasses import dataclass

from estimator.coverage import Coverage, Span
from estimator.readers.linkedin.acts import Rows, shown
from estimator.readers.linkedin.export import Export
from estimator.readers.linkedin.fields import OUT
from estimator.readers.linkedin.network import NEVER, WINDOW
from estimator.readers.linkedin.people import Ints

ACTION = "connection_asked_for"
LEAST = 10  # connections in the days that Invitations shows; of fewer the share is chance


@dataclass(frozen=True)
class AskedFor:
    """Of `made` connections, in days from `since` on, `own` were asked for by the owner.

    own_days: a day for each of these; before: a day for each connection of other days.
    """

    since: int
    last: int
    made: int
    own_days: Ints
    before: Ints

    @property
    def share(self) -> float:
        return min(len(self.own_days) / self.made, 1.0)

    def add_to(self, rows: Rows) -> Coverage:
        """Adds the rows; what they cover, for as long as there were connections."""
        rows.add(ACTION, self.own_days)
        rows.add(ACTION, self.before, self.share)
        return Coverage((Span(ACTION, None, self.last),))


def asked_for(export: Export) -> AskedFor | None:
    """What Connections tells of requests accepted; None where Invitations does not show whose
    they were, or too few connections.
    """
    shelf, joined = export.shelf, export.joined
    both = set(shelf.shows("invitations")) & set(shelf.shows("connections"))
    if not both or "invitation_accepted" in export.doubtful():
        return None
    snapshots = [shelf.snapshot[number] for number in both]
    made = shelf.merged("connections").day
    within = shown(made, snapshots)
    yes = (joined.way == OUT) & (joined.accepted >= joined.sent) & (joined.accepted != NEVER)
    own = joined.accepted[yes & shown(joined.accepted, snapshots)]
    if within.sum() < LEAST:
        return None
    since = min(snapshots) - WINDOW
    return AskedFor(since, max(snapshots), int(within.sum()), own, made[~within])
