"""The same numbers in polars: one frame an action, sorted by account and day; one group-by a
signal, of days over a whole-number key; all signals collected together.

Prepared: the frames. Tried on a million rows of 10,000 accounts, and not kept: frames sorted by
day, their windows cut out as slices (1.5 times as long; of ten million rows 1.2 times, and of those
of 200,000 accounts the same); the streaming engine (the same within
noise, with nothing prepared a little longer); one group-by of all signals (a little longer);
`collect_all` of the pillars, scattered into columns (the same); counts as float64 (a little
shorter, for twice the memory). With nothing prepared, and from a file, rows that no window reaches
are left out first (0.8 times as long), of a file before its
texts become codes (0.8 times as long again). For histories see `polars_history`.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from benchmarks.speed.model import PILLARS, codes_of, cut_of, model, signals
from benchmarks.speed.peers.polars_shares import (
    COUNT,
    X,
    from_key,
    key,
    rate_share,
    reached,
    share_of,
    weight,
)
from benchmarks.speed.team import DAYS, FIRST, ON, Team
from estimator.decay import Decay
from estimator.rules.match import Match
from estimator.rules.model import SignalModel

if TYPE_CHECKING:
    from benchmarks.speed.plans import Plans

Floats = npt.NDArray[np.float64]


class InPolars:
    """A frame an action, sorted by day when it is prepared for more than one question."""

    def __init__(self, team: Team) -> None:
        self._keep(pl.DataFrame(team.columns()), team.n_accounts, prepared=True)

    def _keep(self, frame: pl.DataFrame, n_accounts: int, prepared: bool) -> None:
        self.n_accounts, self.prepared = n_accounts, prepared
        parts = frame.partition_by("action", as_dict=True, include_key=False)
        self.frames = {code: self._tidy(part) for (code,), part in parts.items()}

    def _tidy(self, frame: pl.DataFrame) -> pl.DataFrame:
        if not self.prepared:
            return frame
        return frame.sort("account", "day").with_columns(pl.col("account").set_sorted())

    def snapshot(self) -> pl.DataFrame:
        """Points by pillar on the scored day."""
        accounts = pl.LazyFrame({"account": np.arange(self.n_accounts, dtype=np.int32)})
        for pillar in model().pillars:
            parts = [part for signal in signals(pillar) for part in self._points(signal)]
            points = pl.concat(parts).group_by("account").agg(pl.col("points").sum())
            points = points.select(
                "account", pl.col("points").clip(upper_bound=cut_of(pillar)).alias(pillar.name)
            )
            accounts = accounts.join(points, on="account", how="left", maintain_order="left")
        return accounts.fill_null(0.0).collect()

    @classmethod
    def from_raw(cls, team: Team) -> pl.DataFrame:
        """The snapshot of columns as they come, without the rows that no window reaches."""
        made = cls.__new__(cls)
        made._keep(pl.DataFrame(team.columns()).filter(reached()), team.n_accounts, prepared=False)
        return made.snapshot()

    def _points(self, signal: SignalModel) -> Iterator[pl.LazyFrame]:
        """Account and points, of the accounts that a signal touches."""
        amounts = {"flow": self._flow, "days": self._days, "rate": self._rate}.get(
            signal.kind, self._held
        )
        amount = amounts(signal)
        if amount is None:
            return
        share = rate_share(signal) if signal.kind == "rate" else share_of(signal.curve, X)
        points = (signal.points * share).cast(pl.Float64).alias("points")
        yield amount.select("account", points)

    def _flow(self, signal: SignalModel) -> pl.LazyFrame | None:
        return self._decayed(signal.match, signal.decay, signal.per_day_max)

    def _decayed(
        self, match: Match, decay: Decay, most: float | None = None
    ) -> pl.LazyFrame | None:
        rows = self._rows(match, ON - decay.window + 1, ON - decay.lag)
        if rows is None:
            return None
        if most is not None:
            daily = rows.group_by(key()).agg(COUNT.sum().clip(upper_bound=most))
            rows = daily.select(*from_key(), "count")
        return (
            rows.select("account", (COUNT * weight(decay)).alias("x"))
            .group_by("account")
            .agg(X.sum())
        )

    def _days(self, signal: SignalModel) -> pl.LazyFrame | None:
        rows = self._rows(signal.match, ON - signal.decay.window + 1, ON - signal.decay.lag)
        if rows is None:
            return None
        days = rows.filter(pl.col("count") > 0).select(key()).unique()
        return days.group_by(from_key()[0]).agg(pl.len().cast(pl.Float64).alias("x"))

    def _rate(self, signal: SignalModel) -> pl.LazyFrame | None:
        of = self._decayed(signal.of, signal.decay)
        part = self._decayed(signal.match, signal.decay)
        if of is None or part is None:
            return None
        both = of.rename({"x": "of"}).join(part, on="account", how="left")
        return both.with_columns(X.fill_null(0.0))

    def _held(self, signal: SignalModel) -> pl.LazyFrame | None:
        """A level, or the weights of the items present."""
        if signal.kind == "stock":
            rows = self._rows(signal.match, None, ON)
            return None if rows is None else rows.group_by("account").agg(self._last().alias("x"))
        items = [
            rows.group_by("account").agg(((self._last() > 0) * item.weight).alias("x"))
            for item in signal.items
            if (rows := self._rows(item.match, None, ON)) is not None
        ]
        return pl.concat(items).group_by("account").agg(X.sum())

    def _last(self) -> pl.Expr:
        return COUNT.last() if self.prepared else COUNT.sort_by("day").last()

    def _rows(self, match: Match, first: int | None, last: int) -> pl.LazyFrame | None:
        """The rows that match, of some days, in parts sorted by account and day."""
        parts = []
        for action, asked in codes_of(match):
            frame = self.frames.get(action)
            if frame is None:
                continue
            rows = self._between(frame, first, last)
            for column, codes in asked:
                rows = rows.filter(pl.col(column).is_in(codes))
            parts.append(rows.select("account", "day", "count"))
        return pl.concat(parts) if parts else None

    def _between(self, frame: pl.DataFrame, first: int | None, last: int) -> pl.LazyFrame:
        return frame.lazy().filter(pl.col("day").is_between(first or 0, last))

    @classmethod
    def history_of(cls, team: Team) -> pl.DataFrame:
        """The history of columns as they come."""
        return cls(team).history()

    def history(self) -> pl.DataFrame:
        """Points by pillar, account and day: see `polars_history`."""
        from benchmarks.speed.peers.polars_history import Dense, history

        return history(Dense(self._rows, self.n_accounts, FIRST, DAYS))

    @classmethod
    def plans_of(cls, asked: "Plans") -> Callable[[], pl.DataFrame]:
        """Points by pillar, plan and day: a history in which every plan is an account."""
        from benchmarks.speed.peers.polars_history import Continued, history

        past, ahead = cls(asked.past), pl.DataFrame(asked.ahead.columns()).drop("account")
        doing = pl.DataFrame(asked.doing)
        columns = ["account", "day", "action", "count"]

        def answer() -> pl.DataFrame:
            picks = pl.DataFrame(asked.picks())
            plans = picks.select(pl.col("account").unique())
            rows = picks.join(doing, on=["habit", "rate"]).select(columns)
            whole = pl.concat([rows, plans.join(ahead.select(columns[1:]), how="cross")])
            made = cls.__new__(cls)
            made._keep(whole, asked.n_plans, prepared=True)
            ahead_of = asked.first, asked.n_days
            return history(Continued(made._rows, asked.n_plans, *ahead_of, past._rows))

        return answer


def to_array(result: pl.DataFrame | tuple[list[str], pl.DataFrame]) -> Floats:
    """Pillars last: (n_accounts * n_days, 4); accounts of a file in the order of their names."""
    if isinstance(result, tuple):
        ordered: Floats = to_array(result[1])[np.argsort(result[0])]
        return ordered
    points: Floats = result.select(PILLARS).to_numpy()
    return points


def version() -> str:
    return str(pl.__version__)
