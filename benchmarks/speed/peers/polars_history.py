"""The history in polars: a dense column of accounts times days a signal, each account behind days
of nothing as long as the window, so that one rolling sum serves all accounts.

Tried on a hundred thousand rows of 1,000 accounts, and not kept: differences of running sums
instead of rolling ones (1.2 times as long), the streaming engine (the same), frames that are not
sorted first (the same).
"""

import math
from collections.abc import Callable

import numpy as np
import polars as pl

from benchmarks.speed.model import cut_of, model, signals
from benchmarks.speed.peers.polars_shares import COUNT, X, rate_share, share_of
from estimator.decay import Decay
from estimator.rules.match import Match
from estimator.rules.model import SignalModel

Rows = Callable[[Match, int | None, int], pl.LazyFrame | None]


class Grid:
    """Accounts times days, and the days of nothing before each account's first."""

    def __init__(self, decay: Decay, n_accounts: int, first: int, n_days: int) -> None:
        self.long = decay.shown >= n_days  # then nothing leaves within the range
        self.before = decay.lag if self.long else decay.window
        self.width, self.first, self.n_accounts = self.before + n_days, first, n_accounts
        since = np.arange(self.width) - self.before
        self.fading = math.isfinite(decay.half_life)
        self.grown = pl.Series(np.tile(np.exp2(since / decay.half_life), n_accounts))
        self.left = pl.Series(np.tile(np.exp2(-np.arange(n_days) / decay.half_life), n_accounts))
        self.shown = pl.Series(np.tile(since >= 0, n_accounts))
        self.start = pl.Series(np.tile(since == -self.before, n_accounts))

    def cell(self) -> pl.Expr:
        """The place of an account's day."""
        day = pl.col("day") - self.first + self.before
        return (pl.col("account") * self.width + day).alias("cell")


def history(dense: "Dense") -> pl.DataFrame:
    """Points by pillar, one row an account and day."""
    pillars = []
    for pillar in model().pillars:
        points = [
            dense.share(signal).select((signal.points * X).alias(signal.path))
            for signal in signals(pillar)
        ]
        total = pl.sum_horizontal(pl.all()).clip(upper_bound=cut_of(pillar))
        pillars.append(pl.concat(points, how="horizontal").select(total.alias(pillar.name)))
    return pl.concat(pillars, how="horizontal").collect()


class Dense:
    """Dense columns of amounts, as lazy frames of one column `x`."""

    def __init__(self, rows: Rows, n_accounts: int, first: int, n_days: int) -> None:
        self.rows, self.n_accounts, self.first, self.n_days = rows, n_accounts, first, n_days
        self._grids: dict[Decay, Grid] = {}
        self._levels: dict[Match, pl.LazyFrame] = {}

    def share(self, signal: SignalModel) -> pl.LazyFrame:
        """A signal's share of every account and day."""
        if signal.kind == "rate":
            part, of = (self.flow(match, signal.decay) for match in (signal.match, signal.of))
            both = pl.concat([part, of.rename({"x": "of"})], how="horizontal")
            return both.select(rate_share(signal).alias("x"))
        if signal.kind == "flow":
            amount = self.flow(signal.match, signal.decay, signal.per_day_max)
        elif signal.kind == "days":
            flat = Decay(math.inf, signal.decay.window, signal.decay.lag)
            amount = self.flow(signal.match, flat, once=True)
        elif signal.kind == "stock":
            amount = self.level(signal.match)
        else:
            present = [
                self.level(item.match).select(((X > 0) * item.weight).alias(item.name))
                for item in signal.items
            ]
            amount = pl.concat(present, how="horizontal").select(
                pl.sum_horizontal(pl.all()).alias("x")
            )
        return amount.select(share_of(signal.curve, X).alias("x"))

    def flow(
        self, match: Match, decay: Decay, most: float | None = None, once: bool = False
    ) -> pl.LazyFrame:
        """The decayed sum; `once` counts days, not what was done on them."""
        grid = self._grid(decay)
        last = self.first + self.n_days - 1
        rows = self.rows(match, self.first - grid.before, last)
        sums = pl.zeros(self.n_accounts * grid.width, dtype=pl.Float64, eager=True)
        if rows is not None:
            daily = rows.group_by(grid.cell()).agg(COUNT.sum().clip(upper_bound=most)).collect()
            cells, value = daily["cell"], daily["count"]
            value = (value > 0).cast(pl.Float64) if once else value
            value = value * grid.grown.gather(cells) if grid.fading else value
            sums = sums.scatter(cells, value)
        if grid.long:
            since = pl.when("start").then(X.cum_sum() - X).forward_fill()
            window = (X.cum_sum() - since).shift(decay.lag)
        else:
            window = X.rolling_sum(decay.shown, min_samples=1).shift(decay.lag)
        frame = pl.LazyFrame({"x": sums, "shown": grid.shown, "start": grid.start})
        shown = frame.select(window, "shown").filter("shown").select("x")
        return shown.select(X * grid.left) if grid.fading else shown

    def level(self, match: Match) -> pl.LazyFrame:
        """The last state stated."""
        if match not in self._levels:
            starts = np.arange(self.n_accounts) * self.n_days
            states = pl.repeat(None, self.n_accounts * self.n_days, dtype=pl.Float64, eager=True)
            states = states.scatter(starts, self.state_before(match))
            rows = self.rows(match, None, self.first + self.n_days - 1)
            if rows is not None:
                cell = pl.col("account") * self.n_days + (pl.col("day") - self.first)
                stated = rows.select(cell.alias("cell"), COUNT).collect()
                states = states.scatter(stated["cell"], stated["count"])
            filled = pl.LazyFrame({"x": states}).select(X.forward_fill()).collect()
            self._levels[match] = filled.lazy()
        return self._levels[match]

    def state_before(self, match: Match) -> float:
        """The state before the first row; nothing is stated before the team's log begins."""
        return 0.0

    def _grid(self, decay: Decay) -> Grid:
        if decay not in self._grids:
            self._grids[decay] = Grid(decay, self.n_accounts, self.first, self.n_days)
        return self._grids[decay]


class Continued(Dense):
    """Dense columns of plans, all of them going on from one account's past.

    Days are past or to come, and sums over days add up; so what the past leaves is worked out once.
    """

    def __init__(self, rows: Rows, n_plans: int, first: int, n_days: int, past: Rows) -> None:
        super().__init__(rows, n_plans, first, n_days)
        self.past = Dense(past, 1, first, n_days)

    def flow(
        self, match: Match, decay: Decay, most: float | None = None, once: bool = False
    ) -> pl.LazyFrame:
        left = self.past.flow(match, decay, most, once).collect()["x"].to_numpy()
        left = pl.Series(np.tile(left, self.n_accounts))
        return super().flow(match, decay, most, once).select(X + left)

    def state_before(self, match: Match) -> float:
        rows = self.past.rows(match, None, self.first - 1)
        state = None if rows is None else rows.select(COUNT.last()).collect().item()
        return 0.0 if state is None else float(state)
