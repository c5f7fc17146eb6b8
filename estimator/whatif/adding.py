"""Amounts under many plans: from a table, as a sum of parts, of days that are counted first, or as
the rate of two flows."""

from dataclasses import dataclass

import numpy as np

from estimator.rules.model import SignalModel
from estimator.signals import Amounts, into_rate
from estimator.whatif.parts import Picks
from estimator.whatif.plans import Floats

UNSHARED = 1 << 18  # multiplications so few that libraries leave them to one thread
HEIGHT = 16  # rows of a piece


@dataclass(frozen=True, eq=False)
class Table:
    """Amounts that only take the values of a table: plan i has row `rows[i]`."""

    values: Floats
    rows: Picks

    def of(self, plans: slice) -> Floats:
        """The amount under each of the plans: shape (n_plans or 1, n_days)."""
        return self.values if len(self.values) == 1 else self.values[self.rows[plans]]


@dataclass(frozen=True, eq=False)
class Taken:
    """What many plans take of the parts: plan i version `picks[i, j]` of part j, or, where every
    part has one version, `times[i, j]` times it."""

    picks: Picks
    times: Floats | None = None

    def __len__(self) -> int:
        return len(self.picks)

    def together(
        self, plans: slice, base: Floats, parts: tuple[int, ...], tables: tuple[Floats, ...]
    ) -> Floats:
        """The base and what each of the parts adds to it under each of the plans."""
        if self.times is not None:
            times = self.times[plans][:, (0, *parts)]
            times[:, 0] = 1.0
            return product(times, np.concatenate([base, *tables]))
        amount = tables[0][self.picks[plans, parts[0]]]
        amount += base
        for part, table in zip(parts[1:], tables[1:], strict=True):
            amount += table[self.picks[plans, part]]
        return amount


@dataclass(frozen=True, eq=False)
class Summed:
    """A flow that parts add to: the baseline and a table of each part."""

    parts: tuple[int, ...]
    base: Floats
    tables: tuple[Floats, ...]
    taken: Taken

    def of(self, plans: slice) -> Floats:
        """The amount under each of the plans: shape (n_plans, n_days)."""
        return self.taken.together(plans, self.base, self.parts, self.tables)


@dataclass(frozen=True, eq=False)
class Counted:
    """A signal that looks at whole days: what parts do on each is added up, then counted.

    daily: what the baseline holds on the days on which a plan does anything, shape (1, n_done);
    tables: what each part does on them. response: what a count of 1 on each of them amounts to,
    shape (n_done, n_days).
    """

    signal: SignalModel
    parts: tuple[int, ...]
    base: Floats
    daily: Floats
    tables: tuple[Floats, ...]
    response: Floats
    taken: Taken

    def of(self, plans: slice) -> Floats:
        """The amount under each of the plans: shape (n_plans, n_days)."""
        daily = self.taken.together(plans, self.daily, self.parts, self.tables)
        more = counted(self.signal, daily)
        more -= counted(self.signal, self.daily)
        amount = product(more, self.response)
        amount += self.base
        return amount


Flow = Table | Summed | Counted


@dataclass(frozen=True, eq=False)
class Rated:
    """A rate of two flows. covered: the part of both that the log shows, shape (1, n_days)."""

    signal: SignalModel
    answered: Flow
    sent: Flow
    covered: Floats

    def seen(self, plans: slice) -> Amounts:
        """The rate under each of the plans, and whether it is known: (n_plans or 1, n_days)."""
        return self._seen(self.answered.of(plans), self.sent.of(plans))

    def of_each(self) -> Amounts | None:
        """The same in each version of the one part that moves it; None where they are no tables."""
        if isinstance(self.answered, Table) and isinstance(self.sent, Table):
            return self._seen(self.answered.values, self.sent.values)
        return None

    def _seen(self, *flows: Floats) -> Amounts:
        shape = np.broadcast_shapes(*(flow.shape for flow in flows))
        rate, total = (np.broadcast_to(flow, shape).copy() for flow in flows)
        known = into_rate(self.signal, rate, total, self.covered)
        return Amounts(rate, known)

    def of(self, plans: slice) -> Floats:
        """The rate under each of the plans: shape (n_plans or 1, n_days)."""
        return self.seen(plans).amount


def counted(signal: SignalModel, daily: Floats) -> Floats:
    """What of each day's count a flow or a number of days takes in, as a new array."""
    if signal.kind == "days":
        return (daily > 0).astype(np.float64)
    return np.minimum(daily, np.inf if signal.per_day_max is None else signal.per_day_max)


def product(rows: Floats, matrix: Floats) -> Floats:
    """rows @ matrix, to the last bit the same however many threads there are, and the same for a
    row alone as among others.

    Libraries share a large product among threads, and where they cut it decides how it is rounded;
    so it is made of pieces that are not worth sharing, of one shape.

    >>> product(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]])).tolist()
    [[11.0]]
    """
    (n, inner), n_days = rows.shape, matrix.shape[1]
    step = max(UNSHARED // (HEIGHT * max(inner, 1)), 1)
    n_pieces = -(-n // HEIGHT)
    if n < n_pieces * HEIGHT:
        rows = np.concatenate([rows, np.zeros((n_pieces * HEIGHT - n, inner))])
    pieces = np.ascontiguousarray(rows).reshape(n_pieces, HEIGHT, inner)
    made = np.empty((n_pieces, HEIGHT, n_days))
    for start in range(0, n_days, step):
        run = slice(start, start + step)
        np.matmul(pieces, matrix[:, run], out=made[:, :, run])
    return made.reshape(n_pieces * HEIGHT, n_days)[:n]
