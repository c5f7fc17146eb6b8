"""What each signal amounts to under many plans at once, each the book's own amount.

A log is a sum of rows, so the amount of a flow is that of the baseline and, for each part of a
plan, that of the part alone: both come from `estimator.signals`, the second once for an act on the
first day and shifted from there, since shifting log and day together changes nothing. Where a day
counts at most so much, or only as a day, the days are added up before they are counted. A level
that acts raise by one each is what it was and their number so far. Where none of this holds (a
rate, a checklist, a level that is set), every combination that occurs among the plans is scored as
an account of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from estimator.matching import matching
from estimator.pillars import population, signal_shares
from estimator.rules.match import actions_of
from estimator.rules.model import SignalModel
from estimator.signals import Amounts, Range, amounts
from estimator.whatif.adding import Counted, Summed, Table, added
from estimator.whatif.outlook import by_day
from estimator.whatif.parts import Picks, Setting, Touches, touches, versions
from estimator.whatif.practice import practice
from estimator.whatif.spread import Acts, Floats, to_rows

EVERY = slice(None)


@dataclass(frozen=True, eq=False)
class Term:
    """One signal under every plan: what is seen of it, how much of it is known, and the signal
    that the rest is inferred from where a plan moves that one too."""

    signal: SignalModel
    parts: tuple[int, ...]
    amount: Table | Summed | Counted
    known: Table
    source: "Term | None" = None

    def seen(self, plans: slice) -> Amounts:
        """What is seen and how much is known under each of the plans."""
        return Amounts(self.amount.of(plans), self.known.of(plans))

    def effective(self, plans: slice) -> Floats:
        """Seen amount and what is assumed for the unseen: what the curve is asked under each of
        the plans, shape (n_plans or 1, n_days)."""
        if self.known.values.min() >= 1:
            return self.amount.of(plans)
        seen = {self.signal.path: self.seen(plans)}
        if self.source is not None:
            seen[self.source.signal.path] = self.source.seen(plans)
        return effective(self.signal, seen)

    @property
    def table(self) -> Table | None:
        """What the curve is asked as a table, where it only takes the values of one."""
        moving = self.source is not None and self.source.parts
        if not isinstance(self.amount, Table) or moving:
            return None
        seen = {self.signal.path: Amounts(self.amount.values, self.known.values)}
        if self.source is not None:
            seen[self.source.signal.path] = self.source.seen(EVERY)
        return Table(effective(self.signal, seen), self.amount.rows)


def effective(signal: SignalModel, seen: dict[str, Amounts]) -> Floats:
    """Seen amount and what the population has in the place of what is not seen."""
    own = seen[signal.path]
    share, _, _ = population(signal.unknown, seen)
    return own.amount + (1.0 - own.known) * signal.curve.amount(share)


def terms(setting: Setting, picks: Picks) -> list[Term]:
    """Every signal of the seat under the plans: plan i takes version `picks[i, j]` of part j."""
    log = setting.ahead.log()
    base = signal_shares(setting.model.pillars, log, setting.days, setting.seat)
    touched = touches(setting.parts)
    own = {signal.path: touched.parts(signal) for signal in setting.signals}
    found: dict[str, Term] = {}
    exact: dict[tuple[int, ...], list[SignalModel]] = {}
    for signal in setting.signals:
        seen, parts = base[signal.path].amounts, own[signal.path]
        if not parts:
            found[signal.path] = Term(signal, (), _same(seen.amount), _same(seen.known))
        elif (amount := _linear(signal, parts, seen.amount, setting, touched, picks)) is not None:
            found[signal.path] = Term(signal, parts, amount, _same(seen.known))
        else:
            exact.setdefault(parts, []).append(signal)
    for parts, signals in exact.items():
        found |= {term.signal.path: term for term in _exactly(signals, parts, setting, picks)}
    return [_with_source(found[signal.path], found) for signal in setting.signals]


def _same(values: Floats) -> Table:
    """The table of an amount that no plan moves."""
    return Table(values, np.zeros(0, dtype=np.intp))


def _with_source(term: Term, found: dict[str, Term]) -> Term:
    """The term with the signal it is inferred from, if there is one and it matters."""
    source = found.get(term.signal.unknown.inferred_from or "")
    if source is None or term.known.values.min() >= 1:
        return term
    parts = tuple(sorted({*term.parts, *source.parts}))
    return replace(term, parts=parts, source=source)


def _linear(
    signal: SignalModel,
    parts: tuple[int, ...],
    base: Floats,
    setting: Setting,
    touched: Touches,
    picks: Picks,
) -> Table | Summed | Counted | None:
    """The amount where acts add up: of a flow, of days, of a level that acts raise by one each;
    None where they do not."""
    acts = [(part, setting.parts[part][place]) for part, place in touched.acts(signal.match)]
    tables = tuple(np.sum([act.counts for p, act in acts if p == part], axis=0) for part in parts)
    if signal.kind in ("flow", "days"):
        return _flow(signal, parts, base, tables, acts[0][1], setting, picks)
    if signal.kind != "stock" or any(act.level for _, act in acts):
        return None
    (level,) = {practice().raises[act.action] for _, act in acts}
    if setting.ahead.levels[level] is None:  # one that is unknown stays so
        return _same(base)
    scored = slice(setting.days.first - setting.ahead.first, None)
    grown = tuple(np.cumsum(table, axis=1)[:, scored][:, : base.shape[1]] for table in tables)
    if len(parts) == 1:
        return Table(base + grown[0], picks[:, parts[0]])
    return Summed(parts, base, grown, picks)


def _flow(
    signal: SignalModel,
    parts: tuple[int, ...],
    base: Floats,
    tables: tuple[Floats, ...],
    act: Acts,
    setting: Setting,
    picks: Picks,
) -> Table | Summed | Counted:
    """tables: what each part does on each day to come; act: one of those the signal looks at."""
    ahead = setting.ahead
    done = np.flatnonzero(np.any([table.any(axis=0) for table in tables], axis=0))
    tables = tuple(table[:, done] for table in tables)
    response = _response(signal, act, setting, done)
    rows = matching(signal.match, ahead.ahead)
    daily = by_day(ahead.ahead, rows, ahead.first, ahead.last)[None, done]
    if len(parts) == 1:
        table = base + added(signal, daily, daily + tables[0], response)
        return Table(table, picks[:, parts[0]])
    if signal.kind == "flow" and signal.per_day_max is None:
        amount = tuple(table @ response for table in tables)
        return Summed(parts, base, amount, picks)
    return Counted(signal, parts, base, daily, tables, response, picks)


def _response(signal: SignalModel, act: Acts, setting: Setting, done: Picks) -> Floats:
    """What one act on each of the days `done` amounts to on each scored day."""
    ahead, days = setting.ahead, setting.days
    one = replace(act, counts=np.ones((1, 1)), present=np.ones((1, 1), dtype=bool))
    uncut = replace(signal, per_day_max=None)
    since = amounts(uncut, to_rows([one], ahead.first), Range(ahead.first, ahead.last)).amount[0]
    age = np.arange(days.first, days.last + 1) - (ahead.first + done)[:, None]
    return np.where(age >= 0, since[np.maximum(age, 0)], 0.0)


def _exactly(
    signals: Sequence[SignalModel], parts: tuple[int, ...], setting: Setting, picks: Picks
) -> list[Term]:
    """Signals of the same parts, with every combination that occurs as an account."""
    combined, rows = _combined(parts, setting, picks)
    acts = [
        act
        for place, part in enumerate(parts)
        for act in versions(setting.parts[part], combined[:, place])
    ]
    log = setting.ahead.only(_actions(signals)).log(acts)
    wanted = {signal.path for signal in signals}
    pillars = tuple(
        replace(p, signals=tuple(s for s in p.signals if s.path in wanted))
        for p in setting.model.pillars
    )
    shares = signal_shares(pillars, log, setting.days, setting.seat)
    full = (len(combined), setting.days.n_days)
    return [
        Term(
            *(signal, parts, Table(np.broadcast_to(seen.amount, full), rows)),
            Table(np.broadcast_to(seen.known, full), rows),
        )
        for signal, seen in ((s, shares[s.path].amounts) for s in signals)
    ]


def _combined(parts: tuple[int, ...], setting: Setting, picks: Picks) -> tuple[Picks, Picks]:
    """The combinations of versions that occur, and which of them each plan has."""
    if len(parts) == 1:
        n_versions = len(setting.parts[parts[0]][0].counts)
        return np.arange(n_versions)[:, None], picks[:, parts[0]]
    combined, rows = np.unique(picks[:, parts], axis=0, return_inverse=True)
    return combined, rows.ravel()


def _actions(signals: Sequence[SignalModel]) -> set[str]:
    """The actions that the signals look at, and those that raise a level they look at."""
    matches = [m for s in signals for m in (s.match, s.of, *(i.match for i in s.items))]
    named = {action for match in matches for action in actions_of(match)}
    return named | {act for act, level in practice().raises.items() if level in named}
