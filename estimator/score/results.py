"""What a score is made of: frozen results that hold numbers unrounded and know no files.

One account on one day comes with its trace, each signal's state, amount, share and points. Many
accounts or many days are columns, never an object an account.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol

import numpy as np

from estimator.actions import Seat
from estimator.anchoring.selection import Doubt
from estimator.log import ActivityLog
from estimator.notebook import AsJson, Shown
from estimator.reading import Reading
from estimator.rules import Rules
from estimator.score.rows import Flags, Floats

Json = dict[str, object]
State = Literal["scored", "zero", "unknown", "not_applicable"]


class Digested(Protocol):
    """What has a digest, which takes a while to work out when it is big."""

    @property
    def sha256(self) -> str: ...


@dataclass(frozen=True, eq=False, repr=False)
class Stamp(
    AsJson,
    apart="rules log readings",
    also="rules_sha256 log_sha256",
    maybe="readings_sha256",
):
    """What a result was computed from; the same stamp means the same numbers.

    rules, log, readings: the digest of each, or the thing itself, which is digested when somebody
    looks; readings is None where none moved the result.
    """

    engine: str
    rules: str | Digested
    log: str | Digested
    on: str
    seat: Seat
    calibrated_until: str
    readings: str | Digested | None = None

    rules_sha256 = property(lambda self: _digest(self.rules))
    log_sha256 = property(lambda self: _digest(self.log))
    readings_sha256 = property(lambda self: self.readings and _digest(self.readings))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stamp) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash(tuple(self.to_dict().values()))

    def __repr__(self) -> str:
        return f"Stamp({', '.join(f'{key}={value!r}' for key, value in self.to_dict().items())})"


def _digest(of: str | Digested) -> str:
    return of if isinstance(of, str) else of.sha256


@dataclass(frozen=True)
class Interval(AsJson):
    """Points and the range they lie in at `level` (0.8: four times in five)."""

    points: float
    low: float
    high: float
    level: float


@dataclass(frozen=True)
class SignalEstimate(AsJson):
    """One signal of one account on one day.

    amount: what the log shows, None where it shows nothing of it. known: the part of it the log
    could have shown, in [0, 1]. points = max * share; low and high are the same for the ends of
    what the unknown part may be. inferred_from: the signal that stands in for the unknown part,
    None where the population does.
    """

    state: State
    amount: float | None
    known: float
    share: float
    points: float
    low: float
    high: float
    max: float
    status: str
    source: str
    inferred_from: str | None = None


@dataclass(frozen=True)
class PillarEstimate(AsJson):
    """One pillar: its points and interval after both cuts, and where they come from.

    uncut: the sum of its signals before cap and ceiling. unknown_share: the part of that sum that
    rests on what the log cannot show, in [0, 1]. from_readings: the points that the member's own
    readings add to or take from what the signals come to. told: the part of the variance that they
    take away, in [0, 1]. Both are None without readings.
    """

    points: float
    low: float
    high: float
    cap: float
    ceiling: float
    uncut: float
    unknown_share: float
    signals: Mapping[str, SignalEstimate]
    from_readings: float | None = None
    told: float | None = None

    def to_dict(self) -> Json:
        return {name: value for name, value in super().to_dict().items() if value is not None}


@dataclass(frozen=True)
class ReadingsUsed(AsJson, apart="seen"):
    """The member's own readings that moved a result.

    age: days from the newest to the scored day, below 0 for one of a later day. doubted: those that
    are not taken at their word, and the newest where it surprises. groups: of each group whose
    average was taken from a reading, the day of that reading. points: what they add to the total.
    seen: the readings themselves, oldest first, for charts; no part of what it says.
    """

    used: int
    newest: date
    age: int
    points: float
    doubted: tuple[Doubt, ...] = ()
    groups: Mapping[str, date] = field(default_factory=dict)
    seen: tuple[Reading, ...] = field(default=(), compare=False, repr=False)


def _held(result: "Estimate | History") -> list[Json]:
    """The scores that the sources hold, as JSON takes them."""
    return [
        {"account": r.account, "on": str(r.captured), "total": r.total, "pillars": dict(r.pillars)}
        for r in result.recorded
    ]


@dataclass(frozen=True, repr=False)
class Estimate(
    Shown, schema="ssi.estimate/1", apart="api_names log rules", maybe="readings recorded=held"
):
    """The estimated SSI of one account on one day, with its reasons.

    rank: for each group whose average was given, {"average", "top_percent"}; None without any.
    readings: what of the member's own readings moved it; None where none did. recorded: the newest
    score that the sources themselves hold, which moved nothing.
    log, rules: what it was made of, for `explain`; no part of what it says.
    """

    on: date
    seat: Seat
    account: str
    total: Interval
    pillars: Mapping[str, PillarEstimate]
    stamp: Stamp
    api_names: Mapping[str, str]
    rank: Mapping[str, Mapping[str, float]] | None = None
    warnings: tuple[str, ...] = ()
    readings: ReadingsUsed | None = None
    recorded: tuple[Reading, ...] = ()
    log: ActivityLog | None = field(default=None, compare=False)
    rules: Rules | None = field(default=None, compare=False)

    held = property(_held)

    def to_response(self) -> dict[str, Any]:
        """The estimate in the shape of the documented `/ssi` 200 response."""
        return {
            "success": True,
            "accountId": self.account,
            "memberScore": {
                "overall": self.total.points,
                "pillars": [
                    {"pillar": self.api_names[name], "score": pillar.points}
                    for name, pillar in self.pillars.items()
                ],
            },
            "groupScore": [self._group(name) for name in self.rank or {}],
            **{name: self._group(name) for name in self.rank or {}},
            "activeSeat": self.seat == "sales_navigator",
        }

    def _group(self, name: str) -> Json:
        group = (self.rank or {})[name]
        rank, average = group["top_percent"], group["average"]
        return {"group": name.upper(), "rank": rank, "averageScore": average}

    def __repr__(self) -> str:
        t = self.total
        return f"Estimate({self.account} on {self.on}: {t.points:.1f}, {t.low:.1f}..{t.high:.1f})"


class ByPillar(Shown):
    """Columns by pillar and for "total"."""

    points: Mapping[str, Floats]

    @property
    def total(self) -> Floats:
        return self.points["total"]

    @property
    def pillars(self) -> dict[str, Floats]:
        return {name: column for name, column in self.points.items() if name != "total"}


@dataclass(frozen=True, repr=False, eq=False)
class Estimates(
    ByPillar,
    schema="ssi.estimates/1",
    apart="points low high recorded moved said",
    also="accounts=rows",
):
    """The estimates of many accounts on one day, as columns of shape (n_accounts,).

    points, low, high: by pillar and for "total"; low and high are empty when not asked for.
    moved: what changed since the record before, by name, None where that is not known; said: since
    when.
    """

    on: date
    seat: Seat
    accounts: tuple[str, ...]
    points: Mapping[str, Floats]
    low: Mapping[str, Floats]
    high: Mapping[str, Floats]
    level: float
    stamp: Stamp
    warnings: tuple[str, ...] = ()
    recorded: tuple[Reading, ...] = ()
    moved: Mapping[str, Sequence[float | None]] = field(default_factory=dict)
    said: str = ""

    def columns(self) -> Mapping[str, Any]:
        """The table by column, a row an account; numbers are the arrays themselves."""
        n = len(self.accounts)
        told: dict[str, Any] = {"account": list(self.accounts)}
        told |= {"on": [self.on] * n, "seat": [self.seat] * n}
        told |= _side_by_side(self, lambda column: column)
        if self.recorded:
            scores = {reading.account: recorded_cells(reading) for reading in self.recorded}
            for name, nothing in recorded_cells(None).items():
                told[name] = [scores.get(who, {}).get(name, nothing) for who in self.accounts]
        return told | dict(self.moved)

    def rows(self) -> Iterator[Json]:
        """One flat dictionary an account, in the order of the CSV's columns."""
        columns = {**self.columns(), "on": [self.on.isoformat()] * len(self.accounts)}
        plain = (c.tolist() if isinstance(c, np.ndarray) else c for c in columns.values())
        for row in zip(*plain, strict=True):
            yield dict(zip(columns, row, strict=True))

    def __repr__(self) -> str:
        return f"Estimates({len(self.accounts)} accounts on {self.on})"


@dataclass(frozen=True)
class CoverageEdge(AsJson):
    """A day on which a log begins (the first shown) or ends (the last) to show some actions."""

    day: date
    begins: bool
    actions: tuple[str, ...]
    inferred: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False, eq=False)
class History(
    ByPillar,
    schema="ssi.history/1",
    apart="start end accounts points low high settled",
    also="days",
    maybe="edges readings recorded=held",
):
    """Scores day by day: arrays of shape (n_days,), or (n_accounts, n_days) for many accounts.

    points, low, high: by pillar and for "total"; low and high are empty when not asked for.
    settled: by the same names, the days that rest on as little of what is assumed as any of them,
    (n_days,), or (n_accounts, n_days). edges: of one account, where its log begins or ends to show
    something; the days that are not settled lie around them.
    """

    start: date
    end: date
    seat: Seat
    accounts: tuple[str, ...]
    points: Mapping[str, Floats]
    low: Mapping[str, Floats]
    high: Mapping[str, Floats]
    level: float
    stamp: Stamp
    warnings: tuple[str, ...] = field(default=())
    settled: Mapping[str, Flags] = field(default_factory=dict)
    edges: tuple[CoverageEdge, ...] = ()
    readings: ReadingsUsed | None = None
    recorded: tuple[Reading, ...] = ()

    held = property(_held)

    def settled_days(self, name: str, account: int = 0) -> Flags:
        """The settled days of one account's pillar, or total: shape (n_days,)."""
        settled = np.atleast_2d(self.settled.get(name, np.ones(len(self.days), dtype=bool)))
        return np.asarray(settled[min(account, len(settled) - 1)])

    def comparable(self, name: str, account: int = 0) -> tuple[float, float] | None:
        """The points on the first and on the last settled day, which can be held against each
        other. None where there are not two, but of one day alone.
        """
        places = np.flatnonzero(self.settled_days(name, account))
        series = np.atleast_2d(self.points[name])[account]
        told = len(places) > (series.size > 1)
        return (float(series[places[0]]), float(series[places[-1]])) if told else None

    @property
    def days(self) -> list[date]:
        first = self.start.toordinal()
        return [date.fromordinal(first + i) for i in range(self.total.shape[-1])]

    def columns(self) -> Mapping[str, Any]:
        """The table by column, a row an account and day, the days of an account together."""
        n = self.total.shape[-1]
        days = np.datetime64(self.start) + np.arange(n)
        told: dict[str, Any] = {
            "account": np.repeat(np.array(self.accounts, dtype=object), n),
            "day": np.tile(days, len(self.accounts)),
            "seat": np.full(n * len(self.accounts), self.seat, dtype=object),
        }
        return told | _side_by_side(self, np.ravel)

    def series(self, account: int, name: str) -> Json:
        """Points, low and high of one account's pillar (or total) as plain lists."""
        return {
            key: np.atleast_2d(column[name])[account].tolist()
            for key, column in (("points", self.points), ("low", self.low), ("high", self.high))
            if name in column
        }

    def to_dict(self) -> Json:
        """The JSON form, schema `ssi.history/1`; with many accounts a list of them."""
        own = [
            {
                "account": account,
                "total": self.series(i, "total"),
                "pillars": {name: self.series(i, name) for name in self.pillars},
            }
            for i, account in enumerate(self.accounts)
        ]
        many = {"schema": "ssi.histories/1", "accounts": own}
        return super().to_dict() | (own[0] if len(own) == 1 else many)

    def __repr__(self) -> str:
        return f"History({len(self.accounts)} accounts, {self.start} to {self.end})"


def recorded_cells(reading: Reading | None) -> Json:
    """What a row of a table says of a recorded score: nothing where an account has none."""
    if reading is None:
        return {"recorded": "", "recorded_on": ""}
    return {"recorded": reading.total, "recorded_on": str(reading.captured)}


def _side_by_side(
    result: "Estimates | History", shaped: Callable[[Floats], Floats]
) -> dict[str, Any]:
    """Points, low and high of the total and of each pillar, as columns in the order of the CSV."""
    return {
        f"{name}{suffix}": shaped(part[name])
        for name in ("total", *result.pillars)
        for suffix, part in (("", result.points), ("_low", result.low), ("_high", result.high))
        if name in part
    }
