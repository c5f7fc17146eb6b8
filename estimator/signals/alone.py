"""The amounts of one account on one day: all flows in one sum, each level looked up once.

The numbers are those of `estimator.signals.amounts`, bit for bit: the rows of a flow are added in
the same order, and rows outside its window as nothing. What is the same for every log (what a
signal looks at, what an age counts) is worked out once and kept with the signals that ask.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from estimator.decay import Decay
from estimator.layout import Layout, Rows
from estimator.rules.match import Condition, Every, Match, actions_of
from estimator.rules.model import SignalModel
from estimator.signals.amounts import fading, rate_of
from estimator.signals.flows import decayed
from estimator.signals.known import TODAY, covered_part
from estimator.signals.levels import level, newest

Floats = npt.NDArray[np.float64]
Known = tuple[float, float]  # an amount, and the part of it that the log could have shown

FEW = 256  # rows of an action up to which a search for those of a window saves nothing


class Flow(NamedTuple):
    """A decayed sum that a signal needs; most: of a day.

    actions: those whose rows it adds up; None where more than the action decides.
    """

    match: Match
    decay: Decay
    most: float | None
    actions: tuple[str, ...] | None

    @classmethod
    def of(cls, match: Match, decay: Decay, most: float | None = None) -> "Flow":
        return cls(match, decay, most, decided_by(match))


class Asked:
    """What some signals ask of a log of one account, whatever log and day it is."""

    def __init__(self, signals: Iterable[SignalModel]) -> None:
        self.signals = tuple(signals)
        self.looked = {s.path: s.known_by or actions_of(s.match) for s in self.signals}
        items = (item for signal in self.signals for item in signal.items)
        self.values = {item.match: _one_value(item.match) for item in items}
        self.flows: list[Flow] = []
        self.place: dict[str, int] = {}  # of a signal's first flow; a rate has two
        for signal in self.signals:
            self.place[signal.path] = len(self.flows)
            self.flows += _flows_of(signal)
        self.most = np.array([np.inf if f.most is None else f.most for f in self.flows])
        self.width = max((f.decay.window for f in self.flows), default=0) + 1
        self.weights = np.zeros((len(self.flows), self.width))  # of each age, the last one's 0
        for row, flow in zip(self.weights, self.flows, strict=True):
            row[: flow.decay.window] = flow.decay.weights()


def _flows_of(signal: SignalModel) -> list[Flow]:
    if signal.kind == "flow":
        return [Flow.of(signal.match, signal.decay, signal.per_day_max)]
    both = (signal.match, signal.of) if signal.kind == "rate" else ()
    return [Flow.of(match, signal.decay) for match in both]


def decided_by(match: Match) -> tuple[str, ...] | None:
    """The actions of which a match takes every row, and no other; None where it asks for more.

    >>> decided_by(Condition("action", "eq", ("post", "article")))
    ('article', 'post')
    """
    if isinstance(match, Condition) and match.column == "action" and match.operator == "eq":
        return tuple(dict.fromkeys(actions_of(match)))
    return None


def _one_value(match: Match) -> tuple[str, str, str] | None:
    """The action, attribute and value of a match that asks for one of each."""
    parts = match.parts if isinstance(match, Every) else ()
    if len(parts) != 2:
        return None
    first, second = sorted(parts, key=lambda part: decided_by(part) is None)
    actions = decided_by(first) or ()
    if not isinstance(second, Condition) or second.operator != "eq" or len(actions) != 1:
        return None
    one, *more = second.values
    return None if more or not isinstance(one, str) else (actions[0], second.column, one)


def amounts_alone(asked: Asked, layout: Layout, day: int) -> dict[str, Known]:
    """The amount of every signal on the day, and how much of it is known, by path.

    layout: of a log of one account.
    """
    one = _Alone(asked, layout, day)
    return {signal.path: one.known(signal) for signal in asked.signals}


class _Alone:
    """One account on one day."""

    def __init__(self, asked: Asked, layout: Layout, day: int) -> None:
        self.asked, self.layout, self.day = asked, layout, day
        self._runs = dict(zip(layout.log.actions, layout.by_action, strict=True))
        self._levels: dict[Match, Known] = {}
        self._values: dict[tuple[str, str], Mapping[str, float]] = {}
        self._sums = self._summed().tolist()

    def known(self, signal: SignalModel) -> Known:
        """The amount of a signal, and how much of it is known."""
        path = signal.path
        match signal.kind:
            case "flow":
                return self._sums[self.asked.place[path]], self._part(path, signal)
            case "stock":
                return self._level(signal.match)
            case "rate":
                return self._rate(signal)
            case "days":
                return self._active(signal), self._part(path, signal)
        return self._items(signal)

    def _part(self, path: str, signal: SignalModel) -> float:
        return self._covered(self.asked.looked[path], fading(signal))

    def _rows(self, actions: Iterable[str]) -> list[Rows]:
        """The rows of some actions, as the log has them in turn."""
        runs = self._runs
        found = [runs[name] for name in actions if name in runs]
        return [rows for rows in found if len(rows.day)]

    def _summed(self) -> Floats:
        """All flows: shape (n_flows,)."""
        which: list[int] = []
        among: list[Rows] = []
        apart: list[int] = []
        for place, flow in enumerate(self.asked.flows):
            rows = None if flow.actions is None else self._rows(flow.actions)
            if rows is None or (flow.most is not None and not _each_day_once(rows)):
                apart.append(place)
                continue
            for run in rows:
                among.append(run if len(run.day) <= FEW else self._within(run, flow.decay))
                which.append(place)
        sums = self._added(which, among) if which else np.zeros(len(self.asked.flows))
        for place in apart:
            sums[place] = self._apart(self.asked.flows[place])
        return sums

    def _added(self, which: Sequence[int], among: Sequence[Rows]) -> Floats:
        """The rows, each beside the place of its flow, added up by flow."""
        asked = self.asked
        flow = np.repeat(which, [len(rows.day) for rows in among])
        count = np.concatenate([rows.count for rows in among])
        age = self.day - np.concatenate([rows.day for rows in among])
        age = np.minimum(age.view(np.uint32), asked.width - 1)  # a day to come is far away, too
        weight = asked.weights.take(flow * asked.width + age)
        left = np.minimum(count, asked.most.take(flow)) * weight
        return np.bincount(flow, left, len(asked.flows)).astype(np.float64, copy=False)

    def _apart(self, flow: Flow) -> float:
        ((_, sums),) = decayed(flow.match, self.layout, self.day, self.day, flow.decay, flow.most)
        return sums.item()

    def _within(self, rows: Rows, decay: Decay) -> Rows:
        return rows.between(self.day - decay.window + 1, self.day - decay.lag)

    def _active(self, signal: SignalModel) -> float:
        """On how many days of its window something was done."""
        window, actions = signal.decay.window, decided_by(signal.match)
        rows = self._rows(actions) if actions else [self.layout.rows(signal.match)]
        if not rows:
            return 0.0
        age = self.day - np.concatenate([run.day for run in rows])
        done = np.concatenate([run.count for run in rows]) > 0
        done &= (age >= signal.decay.lag) & (age < window)
        days = np.zeros(window, dtype=bool)
        days[age[done]] = True
        return float(np.count_nonzero(days))

    def _rate(self, signal: SignalModel) -> Known:
        place = self.asked.place[signal.path]
        matches = signal.match, signal.of
        shown = min(self._covered(actions_of(match), signal.decay) for match in matches)
        return rate_of(signal, self._sums[place], self._sums[place + 1], shown)

    def _items(self, signal: SignalModel) -> Known:
        """The weights of the items present; known: the weights of the items the log can judge."""
        amount = known = every = 0.0
        for item in signal.items:
            state, judged = self._item(item.match)
            amount += item.weight * (state > 0)
            known += item.weight * judged
            every += item.weight
        return amount, known / every

    def _item(self, match: Match) -> Known:
        asked = self.asked.values[match]
        if asked is None:
            return self._level(match)
        action, column, value = asked
        if (action, column) not in self._values:
            self._values[action, column] = self._told(action, column)
        told = self._values[action, column].get(value)
        return (0.0, self._covered((action,), TODAY)) if told is None else (told, 1.0)

    def _told(self, action: str, column: str) -> Mapping[str, float]:
        """The newest level of an action by each value of an attribute; of a day's, the highest."""
        log, rows = self.layout.log, self._runs.get(action)
        coded = log.attributes.get(column)
        if coded is None or rows is None:
            return {}
        run = log.actions.index(action)
        codes = coded.codes[self.layout.order[slice(*self.layout.starts[run : run + 2])]]
        order = np.lexsort((rows.count, rows.day))
        order = order[(rows.day <= self.day)[order]]
        state = np.full(len(coded.values) + 1, -1.0)  # the last is of rows without a value
        state[codes[order]] = rows.count[order]
        pairs = zip(coded.values, state.tolist()[:-1], strict=True)
        return {value: one for value, one in pairs if isinstance(value, str) and one >= 0.0}

    def _level(self, match: Match) -> Known:
        if match not in self._levels:
            self._levels[match] = self._stated(match)
        return self._levels[match]

    def _stated(self, match: Match) -> Known:
        actions = decided_by(match)
        if actions is None or len(actions) != 1:
            state, known = level(match, self.layout, self.day, self.day)
            return state.item(), known.item()
        for rows in self._rows(actions):
            told = rows if rows.day[-1] <= self.day else rows.between(None, self.day)
            if len(told.day):
                return newest(told).item(), 1.0
        return 0.0, self._covered(actions, TODAY)

    def _covered(self, actions: tuple[str, ...], decay: Decay) -> float:
        return covered_part(actions, self.layout, self.day, self.day, decay).item()


def _each_day_once(rows: Sequence[Rows]) -> bool:
    """Whether no two of the rows are of one day."""
    return not rows or (len(rows) == 1 and rows[0].single)
