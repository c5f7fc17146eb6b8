"""What became of acts between two days: came, faded, left, or only began or ended to be known."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from estimator.explanation.attribution import Cause
from estimator.log import ActivityLog
from estimator.score.rows import Flags, Floats


def causes(then: Floats, now: Floats) -> Iterator[tuple[Cause, Flags]]:
    """Which days' actions came, faded and left, by what they counted and what they count."""
    yield "came", (then == 0) & (now > 0)
    yield "faded", (then > 0) & (now > 0)
    yield "left", (then > 0) & (now == 0)


@dataclass(frozen=True, eq=False)
class Edge:
    """Where the log begins or ends to show an action, seen from two days.

    What counts now at some age was as likely done as what counted then at that age. Where the log
    did not show that day, the act is news, but no activity that came: its day is among `began`.
    Days whose acts count then, and which the log does not show at their age now, are `ended`.
    Shapes (n_days,). since, until: the first day that is shown, and the last; None where none is.
    """

    began: Flags
    ended: Flags
    since: int | None
    until: int | None

    @classmethod
    def of(
        cls,
        log: ActivityLog,
        action: str,
        days: tuple[int, int],
        first: int,
        weights: tuple[Floats, Floats],
    ) -> "Edge":
        """weights: what an act of each day from `first` on counts on either day."""
        by, n_days = days[1] - days[0], len(weights[0])
        shown = log.coverage.days(action, log.accounts, first - by, days[1] + by)[0]
        earlier, here, later = (shown[place : place + n_days] for place in (0, by, 2 * by))
        began, ended = here & ~earlier & (weights[1] > 0), here & ~later & (weights[0] > 0)
        dark = np.flatnonzero(~shown) + first - by
        since = until = None
        if began.any():
            since = int(dark[dark < first + began.argmax()].max()) + 1
        if ended.any():
            until = int(dark[dark > first + np.flatnonzero(ended)[-1]].min()) - 1
        return cls(began, ended, since, until)

    @classmethod
    def joined(cls, edges: Sequence[tuple["Edge", Floats]]) -> "Edge":
        """The edge of all actions together; beside each, what was done of it, (n_days,)."""
        day_counts = [(edge, done > 0) for edge, done in edges]
        began, ended = (
            np.logical_or.reduce([side & done for side, done in sides])
            for sides in (
                [(edge.began, done) for edge, done in day_counts],
                [(edge.ended, done) for edge, done in day_counts],
            )
        )
        days = edge_days(edge for edge, _ in edges)
        return cls(began, ended, days[0], days[1])


def edge_days(edges: Iterable[Edge]) -> tuple[int | None, int | None]:
    """The first day shown after which something is known, and the last; None where none is."""
    listed = [*edges]
    since = [edge.since for edge in listed if edge.since is not None]
    until = [edge.until for edge in listed if edge.until is not None]
    return min(since, default=None), max(until, default=None)


def fates(
    then: Floats, now: Floats, edge: Edge, counted: Floats | None = None
) -> Iterator[tuple[Cause, Floats, Floats]]:
    """What became of the acts of each day, with their weights before and after: (n_days,) each.

    Who does the same every day has come as much as he has faded and left, so what is known of one
    day alone is weighed up: an act that was known before and still is has faded, and what it counts
    at an age of which nothing was known then is taken from what came, as far as there is any; where
    the log ends it is the other way round. counted: what was done on each day, (n_days,).
    """
    among = dict(causes(then, now))
    came, faded, left = among.values()
    gone = (left | faded) & edge.ended
    known = (came & edge.began) | gone
    part = np.where(known, 1.0, 0.0)  # of each day's acts, what is no matter of activity
    if counted is not None:
        fresh, lost = came & ~known, (left | faded) & ~known
        gain, loss = counted * now, counted * (then - now)
        part[fresh] = _of(gain[faded & edge.began & ~gone].sum(), gain[fresh].sum())
        part[lost] = _of(gain[faded & gone].sum(), loss[lost].sum())
    for cause, days in among.items():
        kept = np.where(days, 1.0 - part, 0.0)
        yield cause, then * kept, now * kept
    yield "known", then * part, now * part


def _of(some: float, whole: float) -> float:
    return min(some / whole, 1.0) if whole > 0 else 0.0
