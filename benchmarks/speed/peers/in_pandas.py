"""The same numbers in pandas: one frame an action; a group-by a signal for one day, and for a
history a frame of days by accounts with rolling sums.

Prepared: the frames, sorted by day and account, so that a window is a slice. Tried on a million
rows of 10,000 accounts, and not kept: frames sorted by account (1.2 times as long), group-bys that
do not sort (the same). For histories, of a hundred thousand rows of 1,000 accounts: differences of
running sums instead of rolling ones (1.4 times as long).
"""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.speed.model import PILLARS, ROUNDED, codes_of, cut_of, model, signals
from benchmarks.speed.team import DAYS, FIRST, ON, Team
from estimator.decay import Decay
from estimator.rules.match import Match
from estimator.rules.model import SignalModel

if TYPE_CHECKING:
    from benchmarks.speed.plans import Plans

Floats = npt.NDArray[np.float64]
SPAN = 1024  # an account and a day are one whole number


class InPandas:
    """A frame an action, sorted by day."""

    def __init__(self, team: Team) -> None:
        self._keep(pd.DataFrame(team.columns()), team.n_accounts)

    def _keep(self, frame: pd.DataFrame, n_accounts: int) -> None:
        self.n_accounts, self.first, self.n_days = n_accounts, FIRST, DAYS
        frame = frame.sort_values(["day", "account"], kind="stable")
        self.frames = dict(iter(frame.groupby("action")))

    def snapshot(self) -> pd.DataFrame:
        """Points by pillar, one row an account."""
        accounts = pd.RangeIndex(self.n_accounts)
        points = {}
        for pillar in model().pillars:
            total = pd.Series(0.0, accounts)
            for signal in signals(pillar):
                part = self._points(signal)
                total = total.add(part, fill_value=0.0) if part is not None else total
            points[pillar.name] = total.clip(upper=cut_of(pillar))
        return pd.DataFrame(points)

    def _points(self, signal: SignalModel) -> pd.Series | None:
        if signal.kind == "rate":
            of = self._decayed(signal.of, signal.decay)
            part = self._decayed(signal.match, signal.decay)
            if of is None or part is None:
                return None
            return signal.points * rate_share(signal, part.reindex(of.index, fill_value=0.0), of)
        if signal.kind == "flow":
            amount = self._decayed(signal.match, signal.decay, signal.per_day_max)
        elif signal.kind == "days":
            rows = self._rows(signal.match, ON - signal.decay.window + 1, ON - signal.decay.lag)
            if rows is None:
                return None
            keys = (rows["account"] * SPAN + (ON - rows["day"]))[rows["count"] > 0].unique()
            amount = pd.Series(keys // SPAN).value_counts()
        elif signal.kind == "stock":
            amount = self._last(signal.match)
        else:
            items = [(self._last(item.match) > 0) * item.weight for item in signal.items]
            amount = pd.concat(items).groupby(level=0).sum()
        return None if amount is None else signal.points * signal.curve.share(amount.astype(float))

    def _decayed(self, match: Match, decay: Decay, most: float | None = None) -> pd.Series | None:
        rows = self._rows(match, ON - decay.window + 1, ON - decay.lag)
        if rows is None:
            return None
        count = rows["count"].astype(np.float64)
        if most is None:
            account, age = rows["account"], ON - rows["day"]
        else:
            count = (
                count.groupby(rows["account"] * SPAN + (ON - rows["day"])).sum().clip(upper=most)
            )
            account, age = count.index // SPAN, count.index % SPAN
        return (count * np.exp2(-age / decay.half_life)).groupby(np.asarray(account)).sum()

    def _last(self, match: Match) -> pd.Series:
        rows = self._rows(match, None, ON)
        if rows is None:
            return pd.Series(dtype=np.float64)
        return (
            rows.drop_duplicates("account", keep="last").set_index("account")["count"].astype(float)
        )

    def _rows(self, match: Match, first: int | None, last: int) -> pd.DataFrame | None:
        """The rows that match, of some days, sorted by day within an action."""
        parts = []
        for action, asked in codes_of(match):
            if action in self.frames:
                rows = self.frames[action]
                day = rows["day"].to_numpy()
                start = 0 if first is None else day.searchsorted(np.int32(first))
                rows = rows.iloc[start : day.searchsorted(np.int32(last), "right")]
                for column, codes in asked:
                    rows = rows[rows[column].isin(codes)]
                parts.append(rows)
        return pd.concat(parts) if parts else None

    @classmethod
    def history_of(cls, team: Team) -> dict[str, Floats]:
        """The history of columns as they come."""
        return cls(team).history()

    def history(self) -> dict[str, Floats]:
        """Points by pillar: arrays of days by accounts."""
        levels: dict[Match, Floats] = {}
        points = {}
        for pillar in model().pillars:
            total = np.zeros((self.n_days, self.n_accounts))
            for signal in signals(pillar):
                total += signal.points * self._share(signal, levels)
            points[pillar.name] = np.minimum(total, cut_of(pillar))
        return points

    @classmethod
    def plans_of(cls, asked: "Plans") -> Callable[[], dict[str, Floats]]:
        """Points by pillar, plan and day: a history in which every plan is an account."""
        past = cls(asked.past)
        ahead = pd.DataFrame(asked.ahead.columns()).drop(columns="account")
        doing = pd.DataFrame(asked.doing)

        def answer() -> dict[str, Floats]:
            picks = pd.DataFrame(asked.picks())
            plans = picks[["account"]].drop_duplicates()
            rows = picks.merge(doing, on=["habit", "rate"]).drop(columns=["habit", "rate"])
            made = Continued.__new__(Continued)
            made._keep(pd.concat([rows, plans.merge(ahead, how="cross")]), asked.n_plans)
            made.first, made.n_days = past.first, past.n_days = asked.first, asked.n_days
            made.past = past
            return made.history()

        return answer

    def _share(self, signal: SignalModel, levels: dict[Match, Floats]) -> Floats:
        if signal.kind == "rate":
            part, of = (self._flow(match, signal.decay) for match in (signal.match, signal.of))
            rate: Floats = rate_share(signal, part, of)
            return rate
        if signal.kind in ("flow", "days"):
            flow: Floats = signal.curve.share(self._flow(signal.match, signal.decay, signal))
            return flow
        matches = [item.match for item in signal.items] or [signal.match]
        for match in matches:
            if match not in levels:
                levels[match] = self._level(match)
        if signal.kind == "stock":
            return signal.curve.share(levels[signal.match])
        present = np.zeros((self.n_days, self.n_accounts))
        for item in signal.items:
            present += (levels[item.match] > 0) * item.weight
        return signal.curve.share(present)

    def _flow(self, match: Match, decay: Decay, of: SignalModel | None = None) -> Floats:
        days = of is not None and of.kind == "days"
        half_life = math.inf if days else decay.half_life
        first = self.first - self._before(decay)
        daily = self._daily(match, first)
        if days:
            daily = (daily > 0).astype(float)
        elif of is not None and of.per_day_max is not None:
            daily = daily.clip(upper=of.per_day_max)
        since = np.arange(first - self.first, self.n_days)[:, None]
        grown = daily * np.exp2(since / half_life)
        sums = grown.rolling(decay.shown, min_periods=1).sum().shift(decay.lag, fill_value=0.0)
        left: Floats = (sums.to_numpy() * np.exp2(-since / half_life))[self.first - first :]
        return left

    def _before(self, decay: Decay) -> int:
        """How many days before the first are looked at; the team's log begins with the first."""
        return decay.window if self.first > FIRST else 0

    def _daily(self, match: Match, first: int) -> pd.DataFrame:
        last = self.first + self.n_days - 1
        rows, days = self._rows(match, first, last), np.arange(first, last + 1)
        if rows is None:
            return pd.DataFrame(0.0, index=days, columns=range(self.n_accounts))
        sums = rows.groupby(["day", "account"])["count"].sum().astype(np.float64)
        daily = sums.unstack(fill_value=0.0)
        return daily.reindex(index=days, columns=range(self.n_accounts), fill_value=0.0)

    def _level(self, match: Match) -> Floats:
        last = self.first + self.n_days - 1
        rows, before = self._rows(match, None, last), self._state_before(match)
        if rows is None:
            return np.full((self.n_days, self.n_accounts), before)
        states = rows.groupby(["day", "account"])["count"].max().astype(np.float64).unstack()
        days = np.arange(self.first, last + 1)
        states = states.reindex(index=days, columns=range(self.n_accounts))
        held: Floats = states.ffill().fillna(before).to_numpy()
        return held

    def _state_before(self, match: Match) -> float:
        """The state before the first row; nothing is stated before the team's log begins."""
        return 0.0


class Continued(InPandas):
    """Plans that all go on from one account's past.

    Days are past or to come, and sums over days add up; so what the past leaves is worked out once.
    """

    past: InPandas

    def _flow(self, match: Match, decay: Decay, of: SignalModel | None = None) -> Floats:
        return super()._flow(match, decay, of) + self.past._flow(match, decay, of)

    def _before(self, decay: Decay) -> int:
        return 0

    def _state_before(self, match: Match) -> float:
        rows = self.past._rows(match, None, self.first - 1)
        return 0.0 if rows is None or rows.empty else float(rows["count"].iloc[-1])


def rate_share(signal: SignalModel, part: Any, of: Any) -> Any:
    """The share of a rate, in the form that is given; of too little, the population's."""
    rate = (part + signal.prior_rate * signal.prior_weight) / (of + signal.prior_weight)
    share = signal.curve.share(np.minimum(rate, 1.0))
    enough = np.where(of >= signal.min_of * ROUNDED, share, signal.unknown.share)
    share = np.where(of < 1e-9, 0.0, enough)
    return pd.Series(share, of.index) if isinstance(of, pd.Series) else share


def to_array(result: "pd.DataFrame | dict[str, Floats]") -> Floats:
    """Pillars last: (n_accounts * n_days, 4)."""
    if isinstance(result, pd.DataFrame):
        points: Floats = result[list(PILLARS)].to_numpy()
        return points
    return np.stack([result[name].T.ravel() for name in PILLARS], axis=-1)


def version() -> str:
    return str(pd.__version__)
