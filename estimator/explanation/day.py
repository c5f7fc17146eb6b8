"""Why an estimate is what it is: every signal traced, every number with who vouches for it; and a
pillar, a signal or a number followed to its sources.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from estimator.actions import Seat, unit_of
from estimator.days import to_date, to_day
from estimator.explanation.comparisons import Distance, band_of, distances
from estimator.explanation.prospects import (
    Day,
    Fading,
    NextAction,
    fading_of,
    next_action,
    share_of,
)
from estimator.notebook import AsJson, Shown
from estimator.rules import Rules
from estimator.rules.laws import named_signal
from estimator.rules.match import actions_of
from estimator.rules.model import Kind, PillarModel, SignalModel
from estimator.rules.rule_contents import numbers_of, show
from estimator.score.results import Estimate, Interval, PillarEstimate, SignalEstimate, Stamp

OF_KIND = {"rate": "of 1", "days": "days", "checklist": "weights"}


def unit(signal: SignalModel) -> str:
    """What an amount of the signal is counted in; `acts` when its actions have several units.

    >>> from estimator.rules import load_rules
    >>> insight = {signal.name: signal for signal in load_rules().on(0).pillars[2].signals}
    >>> unit(insight["comments"]), unit(insight["response_rate"])
    ('comments', 'of 1')
    """
    return OF_KIND.get(signal.kind) or unit_of(actions_of(signal.match))


@dataclass(frozen=True)
class NumberUsed(AsJson, endless="value"):
    """A number of the rules as it stood on the day.

    path: its name; `defaults.half_life` where a signal states none of its own. value: in its
    unit, infinite for a half-life of `never`. written: as a rule file has it. source: the key of
    its source. title: what a reader would look for.
    """

    path: str
    value: float
    written: str
    unit: str
    status: str
    source: str
    title: str


def used(rules: Rules, names: Iterable[str], day: int) -> tuple[NumberUsed, ...]:
    """The numbers of these names, as they stand on the day."""
    return tuple(
        NumberUsed(
            path=rules.stated(name),
            value=(value := (number := rules.number(name)).on(day)),
            written=number.quantity.write(value),
            unit=number.quantity.unit,
            status=number.status,
            source=number.source,
            title=rules.sources[number.source].title,
        )
        for name in names
    )


@dataclass(frozen=True, kw_only=True)
class SignalReason(SignalEstimate, also="assumed", apart="status source"):
    """One signal of an estimate, traced.

    amount: what the log shows, in `unit`; None where it shows nothing of it. points: of `max`;
    seen and assumed are its two parts. left: what the signal lacks of its most; reachable: how
    much of that the pillar has room for. inferred_from: the signal behind what is assumed.
    next, fading: None where there is no such thing.
    """

    kind: Kind
    unit: str
    seen: float
    left: float
    reachable: float
    next: NextAction | None
    fading: Fading | None
    numbers: tuple[NumberUsed, ...]
    about: str
    advice: str

    @property
    def assumed(self) -> float:
        """The points that rest on what the log cannot show."""
        return self.points - self.seen


@dataclass(frozen=True)
class PillarReason(AsJson):
    """One pillar of an estimate, traced.

    uncut: the sum of its signals. cut_by_cap: what the cap takes of it; cut_by_ceiling: what the
    seat's ceiling takes of the rest. known, unknown: the parts of its points that the log shows,
    and that rest on what it cannot show. left: up to what the seat can reach with all of its
    signals. signals: those that the seat has; other_seats: the names of those it does not.
    """

    points: float
    low: float
    high: float
    uncut: float
    cap: float
    ceiling: float
    cut_by_cap: float
    cut_by_ceiling: float
    known: float
    unknown: float
    left: float
    numbers: tuple[NumberUsed, ...]
    signals: Mapping[str, SignalReason]
    other_seats: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Explanation(
    Shown,
    schema="ssi.explanation/1",
    apart="estimate",
    also="account on seat total rank=estimate.rank warnings stamp",
):
    """The reasons of an estimate. band, marks: what its total is held against."""

    estimate: Estimate
    pillars: Mapping[str, PillarReason]
    band: str
    marks: tuple[Distance, ...]

    @property
    def account(self) -> str:
        return self.estimate.account

    @property
    def on(self) -> date:
        return self.estimate.on

    @property
    def seat(self) -> Seat:
        return self.estimate.seat

    @property
    def total(self) -> Interval:
        return self.estimate.total

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.estimate.warnings

    @property
    def stamp(self) -> Stamp:
        return self.estimate.stamp

    def __repr__(self) -> str:
        signals = sum(len(pillar.signals) for pillar in self.pillars.values())
        total = f"{self.total.points:.1f}, {self.band}"
        return f"Explanation({self.account} on {self.on}: {total}; {signals} signals)"


def reasons_of(estimate: Estimate) -> Explanation:
    """The reasons of an estimate. Raises: ValueError when it was not made by `estimate`."""
    if estimate.log is None or estimate.rules is None:
        raise ValueError("the estimate has no log and rules; explain one that estimate() returned")
    day = to_day(estimate.on)
    scored = Day(estimate.log, estimate.rules.on(day), day, estimate.seat)
    pillars = {
        pillar.name: _pillar(pillar, estimate.pillars[pillar.name], scored, estimate.rules)
        for pillar in scored.model.pillars
    }
    total = estimate.total.points
    return Explanation(estimate, pillars, band_of(total, estimate.rank), distances(total))


def _pillar(model: PillarModel, seen: PillarEstimate, day: Day, rules: Rules) -> PillarReason:
    most, here = min(seen.cap, seen.ceiling), day.model.signals(day.seat)
    own = {one.name: one for one in model.signals if one.path in here}
    reach = min(most, sum(one.points for one in own.values()))
    cuts = [f"{model.name}.{name}" for name in ("cap", f"ceiling.{day.seat}", "spread")]
    return PillarReason(
        *(seen.points, seen.low, seen.high, seen.uncut, seen.cap, seen.ceiling),
        cut_by_cap=max(seen.uncut - seen.cap, 0.0),
        cut_by_ceiling=max(min(seen.uncut, seen.cap) - seen.ceiling, 0.0),
        known=seen.points * (1.0 - seen.unknown_share),
        unknown=seen.points * seen.unknown_share,
        left=max(reach - seen.points, 0.0),
        numbers=used(rules, [name for name in cuts if name in rules.numbers()], day.day),
        signals={
            name: _signal(one, seen.signals[name], day, rules, most - seen.uncut)
            for name, one in own.items()
        },
        other_seats=tuple(one.name for one in model.signals if one.path not in here),
    )


def _signal(
    model: SignalModel, seen: SignalEstimate, day: Day, rules: Rules, room: float
) -> SignalReason:
    form, left = rules.signals()[model.path], seen.max - seen.points
    return SignalReason(
        **vars(seen),
        kind=model.kind,
        unit=unit(model),
        seen=seen.max * share_of(model, seen.amount or 0.0),
        left=left,
        reachable=min(left, max(room, 0.0)),
        next=next_action(model, day, room),
        fading=fading_of(model, day),
        numbers=used(rules, numbers_of(rules, model.path), day.day),
        about=form.about or "",
        advice=form.advice or "",
    )


# --- a path followed to its sources --------------------------------------------------------------


@dataclass(frozen=True)
class Cited(NumberUsed, endless="value"):
    """A number with all there is to know of it.

    path: the name under which the rules state it. written, bounds: as a rule file has them; dated:
    the first day of each value, where it ever changes. range: what it can be at all. where: the
    `file:line:column` it stands at, empty for a value that was laid over it by a program.
    """

    range: str
    bounds: tuple[str, str] | None
    dated: tuple[tuple[str, str], ...]
    kind: str
    url: str | None
    seen: str | None
    note: str | None
    where: str


@dataclass(frozen=True)
class SignalWords(AsJson):
    """What a signal looks at and why it is in, in the words of the rules."""

    kind: str
    about: str
    advice: str
    off: str
    seats: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Why(Shown, schema="ssi.why/1"):
    """What stands behind a path of the rules. signals, numbers: by name, in the order of the file.

    standing: the signal on the day of an estimate, where one was given and it has the signal.
    """

    path: str
    rules: str
    sha256: str
    signals: Mapping[str, SignalWords]
    numbers: tuple[Cited, ...]
    standing: SignalReason | None = None
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Why({self.path}: {len(self.numbers)} numbers)"


def why(rules: Rules, path: str, estimate: Estimate | None = None) -> Why:
    """Every number at a path followed to its source: of a pillar, of a signal, or one alone.

    path: a name such as `find`, `find.people_searches` (or `people_searches` alone), or
    `find.people_searches.half_at`. With an estimate, also what the signal stands at in it.

    Raises: RulesError with the nearest path there is.

    >>> from estimator.rules import load_rules
    >>> [number.path for number in why(load_rules(), "people_searches").numbers][:2]
    ['find.people_searches.per_day_max', 'find.people_searches.half_at']
    """
    shown = show(rules, named_signal(path, rules.signals()) or path)
    pillar, _, name = shown.path.partition(".")
    reasons = reasons_of(estimate).pillars.get(pillar) if estimate else None
    words = {
        path: (one.kind, one.about or "", one.advice or "", one.off or "", tuple(one.seats or ()))
        for path, one in shown.signals.items()
    }
    return Why(
        path=shown.path,
        rules=rules.name,
        sha256=rules.sha256,
        signals={path: SignalWords(*of) for path, of in words.items()},
        numbers=tuple(_cited(rules, name) for name in shown.numbers),
        standing=reasons.signals.get(name) if reasons else None,
        warnings=estimate.warnings if estimate else (),
    )


def _cited(rules: Rules, name: str) -> Cited:
    number = rules.number(name)
    source, write = rules.sources[number.source], number.quantity.write
    return Cited(
        path=rules.stated(name),
        value=number.value,
        written=number.written,
        unit=number.quantity.unit,
        status=number.status,
        source=number.source,
        title=source.title,
        range=number.quantity.range,
        bounds=number.bounds and (write(number.bounds[0]), write(number.bounds[1])),
        dated=tuple((to_date(day).isoformat(), write(value)) for day, value in number.dated),
        kind=source.kind,
        url=source.url,
        seen=None if source.seen is None else source.seen.isoformat(),
        note=source.note,
        where=number.where,
    )
