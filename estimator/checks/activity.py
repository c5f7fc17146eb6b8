"""What a case or a scenario says was done: a file of rows, runs, levels, a plan; all add up.

A run is a compact log: `comment: "5x10 0x12 40x1"` is five a day for ten days, then none, then
forty.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from estimator.actions import vocabulary
from estimator.coverage import Coverage, Span
from estimator.days import to_day
from estimator.errors import listed, near_miss
from estimator.log import OWNER, ActivityLog, Coded, Value, concat
from estimator.rules.entries import Entry
from estimator.rules.quantity import WORD, is_word, shown
from estimator.score.rows import Floats
from estimator.whatif import Plan

LONGEST = 36_600  # days of one run: a century
_RUN = re.compile(r"(\d+(?:\.\d+)?)x(\d{1,9})")
_FORM = "a run is <count>x<days>, such as 5x10"


@dataclass(frozen=True, eq=False)
class DailyCounts:
    """One action, day by day from `first` on: counts of shape (n_days,)."""

    action: str
    first: int
    counts: Floats
    attributes: tuple[tuple[str, Value], ...] = ()

    @property
    def last(self) -> int:
        return self.first + len(self.counts) - 1


def expanded(text: str) -> Floats:
    """The counts of the days, one after the other: shape (n_days,).

    Raises: ValueError with what is wrong.

    >>> expanded("5x2 0x1 40x1").tolist()
    [5.0, 5.0, 0.0, 40.0]
    """
    counts: list[float] = []
    days: list[int] = []
    for word in text.split():
        fit = _RUN.fullmatch(word)
        if fit is None:
            raise ValueError(f"not a run (got {shown(word)}); {_FORM}")
        counts.append(float(fit[1]))
        days.append(int(fit[2]))
    if not 0 < sum(days) <= LONGEST:
        raise ValueError(f"speaks of {sum(days)} days; right are 1 to {LONGEST}")
    return np.repeat(np.array(counts), days)


def daily(entry: Entry, first: int) -> Iterator[DailyCounts]:
    """What a compact log says of each of its actions, from the day `first` on."""
    for action, one in entry.items("a mapping of actions to runs such as 5x10 0x12"):
        if _is_act(one, action):
            raws = one.raw if isinstance(one.raw, tuple) else (one.raw,)
            for place, raw in enumerate(raws):
                path = one.path if raw is one.raw else (*one.path, place)
                yield from _daily_counts(Entry(one.document, path, raw), action, first)


def _is_act(entry: Entry, action: str) -> bool:
    """Whether the action may stand in a compact log; what is wrong with it is noted."""
    known = vocabulary()
    is_level = action in known and known[action].level
    if is_level:
        entry.note_key("is a level; give its state under levels")
    return _is_action(entry, action) and not is_level


def _is_action(entry: Entry, action: str) -> bool:
    if action not in vocabulary():
        hint = near_miss(action, vocabulary()) or "; rules/actions.yaml lists them"
        entry.note_key(f"no such action{hint}")
    return action in vocabulary()


def _daily_counts(entry: Entry, action: str, first: int) -> Iterator[DailyCounts]:
    """One series: runs, or a mapping of `runs`, the day they start `from`, and attributes."""
    attributes: tuple[tuple[str, Value], ...] = ()
    runs = entry
    if not isinstance(entry.raw, str):
        entry = entry.mapping(("runs", "from", "with"), required=("runs",))
        runs, attributes = entry.at("runs"), tuple(_attributes(entry.at("with"), action))
        day = entry.at("from").day()
        first = first if day is None else to_day(day)
    text = runs.text()
    if text is None:
        return
    try:
        yield DailyCounts(action, first, expanded(text), attributes)
    except ValueError as error:
        runs.note(str(error))


def _attributes(entry: Entry, action: str) -> Iterator[tuple[str, Value]]:
    known = vocabulary()[action].attributes
    for name, one in entry.items("a mapping of attributes"):
        if name not in known:
            hint = near_miss(name, known) or f"; it has {listed(known) or 'none'}"
            one.note_key(f"{action} has no such attribute{hint}")
        elif is_word(one.raw):
            yield name, one.raw
        else:
            one.note(f"{WORD} (got {shown(one.raw)})")


ReadLog = Callable[[Path], ActivityLog]
Level = tuple[str, int, float, tuple[tuple[str, Value], ...]]  # action, day, state, attributes

LOG_KEYS = ("start", "log", "levels", "plan", "covers", "complete")


def activity(entry: Entry, end: date, read_log: ReadLog) -> ActivityLog | None:
    """The log of an entry's `log`, `levels` and `plan`, up to `end`; None where one is faulty.

    Covered are: in a file, what it says; of runs, their action on their days; of a plan, its
    actions from `start` to `end`. `covers` says it in their place, `complete` covers everything.
    """
    begun = entry.at("start").day()
    if begun is None:
        _needs_start(entry)
    start = end if begun is None else begun
    if start > end:
        entry.at("start").note(f"is after the day that is scored, {end} (got {start})")
    written = _file(entry.at("log"), read_log)
    series = list(daily(entry.at("log"), to_day(start))) if written is None else []
    logs = [] if written is None else [written]
    levels = list(_levels(entry.at("levels"), to_day(start)))
    if series or levels or not logs:
        logs.append(_of_series(series, levels))
    log = concat([*logs, *_of_plan(entry.at("plan"), start, end)])
    if log.n_accounts > 1:
        entry.at("log").note(f"holds {log.n_accounts} accounts; a log here is of one")
    covers = _covers(entry, log.coverage)
    return None if entry.document.found else log.with_coverage(covers)


def _needs_start(entry: Entry) -> None:
    """Notes a missing day where something is written that begins on it."""
    log = entry.at("log").raw
    if (log is not None and not isinstance(log, str)) or entry.at("plan").is_there:
        entry.at("start").note("missing; the day that the runs begin on")


def _file(entry: Entry, read_log: ReadLog) -> ActivityLog | None:
    """The log of the file that is named; None where `log` is no name of a file."""
    if not isinstance(entry.raw, str):
        return None
    return entry.of_file(read_log) or ActivityLog.empty()


def _of_series(series: Sequence[DailyCounts], levels: Sequence[Level]) -> ActivityLog:
    """The rows of runs and levels, with the days of the runs covered."""
    rows: list[Level] = [*levels]
    for one in series:
        days = np.flatnonzero(one.counts)
        rows += [(one.action, one.first + int(d), one.counts[d], one.attributes) for d in days]
    names = sorted({name for *_, attributes in rows for name, _ in attributes})
    return ActivityLog.build(
        day=[day for _, day, _, _ in rows],
        action=Coded.of([action for action, *_ in rows]),
        count=[count for _, _, count, _ in rows],
        attributes={name: Coded.of([dict(a).get(name) for *_, a in rows]) for name in names},
        coverage=Coverage(tuple(Span(one.action, one.first, one.last) for one in series)),
        accounts=[OWNER],
    )


def _levels(entry: Entry, start: int) -> Iterator[Level]:
    """The states that `levels` gives: `connections: 600`, `profile_section: [photo, about]`."""
    for action, one in entry.items("a mapping of levels to their states"):
        kind = vocabulary().get(action)
        if kind is None or not kind.level:
            levels = [name for name, known in vocabulary().items() if known.level]
            hint = near_miss(action, levels) or f"; levels are {listed(levels)}"
            one.note_key(f"no such level{hint}")
        elif kind.attributes:
            yield from _named(one, action, kind.attributes[0], start)
        else:
            yield from _state(one, action, (), start)


def _named(entry: Entry, action: str, attribute: str, start: int) -> Iterator[Level]:
    """States by attribute: a list of what is present, or a mapping of 1 (present) and 0."""
    if isinstance(entry.raw, tuple):
        for one in entry.elements("a list"):
            name = one.text()
            if name is not None:
                yield action, start, 1.0, ((attribute, name),)
        return
    for name, one in entry.items(f"a list of each {attribute} that is there, or a mapping"):
        yield from _state(one, action, ((attribute, name),), start)


def _state(
    entry: Entry, action: str, attributes: tuple[tuple[str, Value], ...], start: int
) -> Iterator[Level]:
    """One state, from the start or from a day of its own: `600`, `{value: 600, from: ...}`."""
    value, day = entry, None
    if isinstance(entry.raw, Mapping):
        entry = entry.mapping(("value", "from"), required=("value",))
        value, day = entry.at("value"), entry.at("from").day()
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
    if entry.at("complete").truth():
        return Coverage.complete()
    covers = entry.at("covers")
    if not covers.is_there:
        return otherwise
    return Coverage(tuple(_spans(covers)))


def _spans(entry: Entry) -> Iterator[Span]:
    for action, one in entry.items("a mapping of actions to [first day, last day]"):
        days = one.raw if isinstance(one.raw, tuple) else ()
        first, last = days if len(days) == 2 else (None, None)
        if not _is_action(one, action):
            continue
        if isinstance(first, date) and isinstance(last, date) and first <= last:
            yield Span(action, to_day(first), to_day(last))
        else:
            one.note(f"is [first day, last day] (got {shown(one.raw)})")
