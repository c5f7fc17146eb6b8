"""What a case or a scenario says was done: a file of rows, runs, levels, a plan; all add up.

A run is a compact log: `comment: "5x10 0x12 40x1"` is five a day for ten days, then none, then
forty.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np

from estimator.actions import vocabulary
from estimator.coverage import Coverage, Span
from estimator.days import to_day
from estimator.entries import WORD, Entry, is_word, shown
from estimator.errors import listed
from estimator.log import OWNER, ActivityLog, Coded, Value, concat
from estimator.score.rows import Floats
from estimator.whatif import Plan

LONGEST = 36_600  # days of one run: a century
_RUN = re.compile(r"(\d+(?:\.\d+)?)x(\d{1,9})")
_FORM = "a run is <count>x<days>, such as 5x10"
NO_ACTION = "no such action", "rules/actions.yaml lists them"

LOG_KEYS = ("start", "log", "levels", "plan", "covers", "complete")
ReadLog = Callable[[Path], ActivityLog]
Attributes = dict[str, Value]
Row = tuple[str, int, float, Attributes]  # action, day, count or state, attributes


def activity(entry: Entry, end: date, read_log: ReadLog) -> ActivityLog | None:
    """The log of an entry's `log`, `levels` and `plan`, up to `end`; None where one is faulty.

    Covered are: in a file, what it says; of runs, their action on their days; of a plan, its
    actions from `start` to `end`. `covers` says it in their place, `complete` covers everything.
    """
    begins, runs, plan = map(entry.at, ("start", "log", "plan"))
    is_file = isinstance(runs.raw, str)
    if not begins.is_there and (plan.is_there or (runs.is_there and not is_file)):
        entry.missing("start", "the day that the runs begin on")
    start = begins.of(date) or end
    if start > end:
        begins.note(f"is after the day that is scored, {end} (got {start})")
    logs = [runs.of_file(read_log) or ActivityLog.empty()] if is_file else []
    rows, spans = [*_levels(entry.at("levels"), to_day(start))], []
    for action, first, counts, attributes in () if is_file else _series(runs, to_day(start)):
        days = np.flatnonzero(counts)
        rows += [(action, first + int(day), counts[day], attributes) for day in days]
        spans.append(Span(action, first, first + len(counts) - 1))
    if rows or spans or not logs:
        logs.append(_log_of(rows, spans))
    log = concat([*logs, *_of_plan(plan, start, end)])
    if log.n_accounts > 1:
        runs.note(f"holds {log.n_accounts} accounts; a log here is of one")
    covers = _covers(entry, log.coverage)
    return None if entry.document.found else log.with_coverage(covers)


def _log_of(rows: list[Row], spans: list[Span]) -> ActivityLog:
    names = sorted({name for *_, attributes in rows for name in attributes})
    return ActivityLog.build(
        day=[day for _, day, _, _ in rows],
        action=Coded.of([action for action, *_ in rows]),
        count=[count for _, _, count, _ in rows],
        attributes={name: Coded.of([one.get(name) for *_, one in rows]) for name in names},
        coverage=Coverage(tuple(spans)),
        accounts=[OWNER],
    )


def expanded(text: str) -> Floats:
    """The counts of the days, one after the other: shape (n_days,).

    Raises: ValueError with what is wrong.

    >>> expanded("5x2 0x1 40x1").tolist()
    [5.0, 5.0, 0.0, 40.0]
    """
    runs = [(word, _RUN.fullmatch(word)) for word in text.split()]
    counts, days = [], []
    for word, fit in runs:
        if fit is None:
            raise ValueError(f"not a run (got {shown(word)}); {_FORM}")
        counts.append(float(fit[1]))
        days.append(int(fit[2]))
    if not 0 < sum(days) <= LONGEST:
        raise ValueError(f"speaks of {sum(days)} days; right are 1 to {LONGEST}")
    return np.repeat(np.array(counts), days)


def _series(entry: Entry, first: int) -> Iterator[tuple[str, int, Floats, Attributes]]:
    """Each series of a compact log: its action, its first day, its counts, shape (n_days,)."""
    form = "a mapping of actions to runs such as 5x10 0x12"
    for action, one in entry.known(vocabulary(), *NO_ACTION, form):
        if vocabulary()[action].level:
            one.note_key("is a level; give its state under levels")
            continue
        for runs in one.elements() if isinstance(one.raw, tuple) else (one,):
            yield from _one_series(runs, action, first)


def _one_series(
    entry: Entry, action: str, first: int
) -> Iterator[tuple[str, int, Floats, Attributes]]:
    """Runs, or a mapping of `runs`, the day they start `from`, and attributes."""
    runs, attributes = entry, {}
    if not isinstance(entry.raw, str):
        entry.mapping(("runs", "from", "with"), required=("runs",))
        runs, day = entry.at("runs"), entry.at("from").of(date)
        attributes = dict(_attributes(entry.at("with"), action))
        first = first if day is None else to_day(day)
    try:
        if text := runs.of(str):
            yield action, first, expanded(text), attributes
    except ValueError as error:
        runs.note(str(error))


def _attributes(entry: Entry, action: str) -> Iterator[tuple[str, Value]]:
    names = vocabulary()[action].attributes
    what, right = f"{action} has no such attribute", f"it has {listed(names) or 'none'}"
    for name, one in entry.known(names, what, right, "a mapping of attributes"):
        if is_word(one.raw):
            yield name, one.raw
        else:
            one.other(WORD)


def _levels(entry: Entry, start: int) -> Iterator[Row]:
    """The states that `levels` gives: `connections: 600`, `profile_section: [photo, about]`."""
    levels = {name: known for name, known in vocabulary().items() if known.level}
    what, right = "no such level", f"levels are {listed(levels)}"
    for action, one in entry.known(levels, what, right, "a mapping of levels to their states"):
        if not levels[action].attributes:
            yield from _state(one, action, {}, start)
            continue
        attribute = levels[action].attributes[0]
        if isinstance(one.raw, tuple):  # of what is present; else a mapping of 1, present, and 0
            for name in filter(None, (each.of(str) for each in one.elements())):
                yield action, start, 1.0, {attribute: name}
            continue
        for name, own in one.items(f"a list of each {attribute} that is there, or a mapping"):
            yield from _state(own, action, {attribute: name}, start)


def _state(entry: Entry, action: str, attributes: Attributes, start: int) -> Iterator[Row]:
    """One state, from the start or from a day of its own: `600`, `{value: 600, from: ...}`."""
    value, day = entry, None
    if isinstance(entry.raw, dict):
        entry.mapping(("value", "from"), required=("value",))
        value, day = entry.at("value"), entry.at("from").of(date)
    state = value.number()
    if state is not None:
        yield action, start if day is None else to_day(day), state, attributes


def _of_plan(entry: Entry, start: date, end: date) -> list[ActivityLog]:
    """The log of the plan in the file that is named; its actions are covered."""
    plan = entry.of_file(Plan.from_yaml)
    if plan is None:
        return []
    log = plan.to_log(start, end)
    acts = [name for name in log.actions if not vocabulary()[name].level]
    spans = (Span(name, to_day(start), to_day(end)) for name in acts)
    return [log.with_coverage(Coverage(tuple(spans)))]


def _covers(entry: Entry, otherwise: Coverage) -> Coverage:
    """What `complete` or `covers` says; without either, what the parts of the log say."""
    if entry.at("complete").of(bool):
        return Coverage.complete()
    spans = []
    form = "a mapping of actions to [first day, last day]"
    for action, one in entry.at("covers").known(vocabulary(), *NO_ACTION, form):
        match one.raw:
            case (date() as first, date() as last) if first <= last:
                spans.append(Span(action, to_day(first), to_day(last)))
            case _:
                one.other("is [first day, last day]")
    return Coverage(tuple(spans)) if entry.at("covers").is_there else otherwise
