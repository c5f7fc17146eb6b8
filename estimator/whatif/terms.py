"""What each signal amounts to under many plans at once, each the book's own amount.

A log is a sum of rows, so the amount of a flow is that of the baseline and, for each part of a
plan, that of the part alone: both come from `estimator.signals`, the second once for an act on the
first day and shifted from there, since shifting log and day together changes nothing. Where a day
counts at most so much, or only as a day, the days are added up before they are counted. A rate is
made of two such flows. A level that acts raise by one each is what it was and their number so far.
Where none of this holds (a checklist, a level that is set), every combination that occurs among the
plans is scored as an account of its own.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from estimator.rules.match import actions_of
from estimator.rules.model import SignalModel
from estimator.score.rows import matching
from estimator.signals import amounts
from estimator.signals.amounts import fading
from estimator.whatif.adding import Counted, Flow, Rated, Summed, Table, Taken, product
from estimator.whatif.habits import practice
from estimator.whatif.outlook import by_day
from estimator.whatif.parts import Part, Picks, Setting
from estimator.whatif.plans import Acts, Floats
from estimator.whatif.term import EVERY, Term

FEW = 2  # a part with less than one version for so many plans is worked out once a version


def terms(setting: Setting, taken: Taken) -> list[Term]:
    """Every signal of the seat under the plans."""
    found: dict[str, Term] = {}
    exact: dict[tuple[int, ...], list[SignalModel]] = {}
    for signal in setting.signals:
        parts = setting.touches.parts(signal)
        if not parts:
            seen = setting.base[signal.path]
            found[signal.path] = Term(signal, (), _same(seen.amount), _same(seen.known))
        elif (term := _linear(signal, parts, setting, taken)) is not None:
            found[signal.path] = term
        else:
            exact.setdefault(parts, []).append(signal)
    for parts, signals in exact.items():
        found |= {term.signal.path: term for term in _exactly(signals, parts, setting, taken)}
    return [_with_source(found[signal.path], found) for signal in setting.signals]


def _same(values: Floats) -> Table:
    """The table of an amount that no plan moves."""
    return Table(values, np.zeros(0, dtype=np.intp))


def _with_source(term: Term, found: dict[str, Term]) -> Term:
    """The term with the signal it is inferred from, if there is one and it matters."""
    source = found.get(term.signal.unknown.inferred_from or "")
    if source is None or term.is_shown:
        return term
    parts = tuple(sorted({*term.parts, *source.parts}))
    return replace(term, parts=parts, source=source)


def _linear(
    signal: SignalModel, parts: tuple[int, ...], setting: Setting, taken: Taken
) -> Term | None:
    """The signal where acts add up: a flow, days, a rate of flows, a level that acts raise by one
    each; None where they do not."""
    if signal.kind == "rate":
        return _rate(signal, parts, setting, taken)
    seen = setting.base[signal.path]
    if signal.kind in ("flow", "days"):
        flow = _flow(signal, seen.amount, setting, taken)
        return Term(signal, parts, flow, _same(seen.known))
    acts = setting.touches.acts(signal.match)
    if signal.kind != "stock" or any(setting.act(*one).level for one in acts):
        return None
    (level,) = {practice().raises[setting.act(*one).action] for one in acts}
    if setting.ahead.levels[level] is None:  # one that is unknown stays so
        return Term(signal, parts, _same(seen.amount), _same(seen.known))
    scored = slice(setting.days.first - setting.ahead.first, None)
    grown = tuple(np.cumsum(table, axis=1)[:, scored] for table in _tables(acts, parts, setting))
    return Term(
        signal, parts, _as_table(Summed(parts, seen.amount, grown, taken)), _same(seen.known)
    )


def _rate(signal: SignalModel, parts: tuple[int, ...], setting: Setting, taken: Taken) -> Term:
    """The term of a rate, of the flows of what is answered and of what is sent."""
    answered, sent = (
        replace(signal, kind="flow", match=match, per_day_max=None)
        for match in (signal.match, signal.of)
    )
    came, went, shown = setting.without.rate_flows(signal, setting.days)
    rated = Rated(
        signal, _flow(answered, came, setting, taken), _flow(sent, went, setting, taken), shown
    )
    each = rated.of_each() if len(parts) == 1 else None
    if each is None:
        return Term(signal, parts, rated, rated)
    rows = taken.picks[:, parts[0]]
    return Term(signal, parts, Table(each.amount, rows), Table(each.known, rows))


def _tables(
    acts: Sequence[tuple[int, int]], parts: tuple[int, ...], setting: Setting
) -> tuple[Floats, ...]:
    """What each of the parts does, of these acts, on each day to come: (n_versions, n_days)."""
    return tuple(
        _added([setting.act(p, place).counts for p, place in acts if p == part]) for part in parts
    )


def _added(counts: Sequence[Floats]) -> Floats:
    first, *others = counts
    return np.sum([first, *others], axis=0) if others else first


def _flow(signal: SignalModel, base: Floats, setting: Setting, taken: Taken) -> Flow:
    """The amount of a flow or of days; base: that of the log and what is assumed."""
    acts, ahead = setting.touches.acts(signal.match), setting.ahead
    if not acts:
        return _same(base)
    parts = tuple(sorted({part for part, _ in acts}))
    tables = _tables(acts, parts, setting)
    present = [setting.act(*one).present.any(axis=0) for one in acts]
    done = np.flatnonzero(np.any(present, axis=0))
    tables = tuple(table[:, done] for table in tables)
    response = _response(signal, setting, done)
    if signal.kind == "flow" and signal.per_day_max is None:
        added = tuple(product(table, response) for table in tables)
        return _as_table(Summed(parts, base, added, taken))
    rows = matching(signal.match, ahead.ahead)
    daily = by_day(ahead.ahead, rows, ahead.first, ahead.last)[None, done]
    return _as_table(Counted(signal, parts, base, daily, tables, response, taken))


def _as_table(flow: Summed | Counted) -> Flow:
    """The same as a table, where one part with few versions for the plans moves it."""
    taken, n = flow.taken, len(flow.tables[0])
    if len(flow.parts) > 1 or taken.times is not None or FEW * n > len(taken):
        return flow
    (part,) = flow.parts
    every = np.zeros((n, taken.picks.shape[1]), dtype=np.intp)
    every[:, part] = np.arange(n)
    return Table(replace(flow, taken=Taken(every)).of(EVERY), taken.picks[:, part])


def _response(signal: SignalModel, setting: Setting, done: Picks) -> Floats:
    """What one act on each of the days `done` amounts to on each scored day."""
    days, weights = setting.days, fading(signal).weights()
    age = np.arange(days.first, days.last + 1) - (setting.ahead.first + done)[:, None]
    inside = (age >= 0) & (age < len(weights))
    return np.where(inside, weights[np.where(inside, age, 0)], 0.0)


def _exactly(
    signals: Sequence[SignalModel], parts: tuple[int, ...], setting: Setting, taken: Taken
) -> list[Term]:
    """Signals of the same parts, with every combination that occurs as an account."""
    combined, rows = _combined(parts, setting, taken)
    acts = [
        act
        for place, part in enumerate(parts)
        for act in _versions(setting.parts[part], combined, place)
    ]
    log = setting.ahead.only(_actions(signals)).log(acts)
    full = (len(combined), setting.days.n_days)
    return [
        Term(
            *(signal, parts, Table(np.broadcast_to(seen.amount, full), rows)),
            Table(np.broadcast_to(seen.known, full), rows),
        )
        for signal, seen in ((s, amounts(s, log, setting.days)) for s in signals)
    ]


def _combined(parts: tuple[int, ...], setting: Setting, taken: Taken) -> tuple[Taken, Picks]:
    """The combinations that occur of these parts, and which of them each plan has."""
    picks, times = taken.picks[:, parts], taken.times
    if times is not None:
        each, rows = np.unique(times[:, parts], axis=0, return_inverse=True)
        return Taken(np.zeros(each.shape, dtype=np.intp), each), rows.ravel()
    if len(parts) == 1:
        n_versions = len(setting.parts[parts[0]][0].counts)
        return Taken(np.arange(n_versions)[:, None]), picks[:, 0]
    combined, rows = np.unique(picks, axis=0, return_inverse=True)
    return Taken(combined), rows.ravel()


def _versions(part: Part, taken: Taken, place: int) -> list[Acts]:
    """The acts of a part in each of the combinations."""
    acts = [act.of(taken.picks[:, place]) for act in part]
    times = taken.times
    return acts if times is None else [act.versions(times[:, place, None]) for act in acts]


def _actions(signals: Sequence[SignalModel]) -> set[str]:
    """The actions that the signals look at, and those that raise a level they look at."""
    matches = [m for s in signals for m in (s.match, s.of, *(i.match for i in s.items))]
    named = {action for match in matches for action in actions_of(match)}
    return named | {act for act, level in practice().raises.items() if level in named}
