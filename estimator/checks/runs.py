"""Compact logs: `comment: "5x10 0x12 40x1"` is five a day for ten days, then none, then forty."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from estimator.actions import vocabulary
from estimator.checks.entries import Entry
from estimator.days import to_day
from estimator.log import Value
from estimator.rules.near import listed, near_miss
from estimator.rules.quantity import shown

Floats = npt.NDArray[np.float64]

LONGEST = 36_600  # days of one run: a century
_RUN = re.compile(r"(\d+(?:\.\d+)?)x(\d{1,9})")
_FORM = "a run is <count>x<days>, such as 5x10"


@dataclass(frozen=True, eq=False)
class Daily:
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


def daily(entry: Entry, first: int) -> Iterator[Daily]:
    """What a compact log says of each of its actions, from the day `first` on."""
    for action, one in entry.items("a mapping of actions to runs such as 5x10 0x12"):
        if _is_act(one, action):
            raws = one.raw if isinstance(one.raw, tuple) else (one.raw,)
            for place, raw in enumerate(raws):
                path = one.path if raw is one.raw else (*one.path, place)
                yield from _daily(Entry(one.document, path, raw), action, first)


def _is_act(entry: Entry, action: str) -> bool:
    """Whether the action may stand in a compact log; what is wrong with it is noted."""
    known = vocabulary()
    place = entry.document.at_key(entry.path)
    if action not in known:
        hint = near_miss(action, known) or "; rules/actions.yaml lists them"
        entry.document.note(entry.path, f"no such action{hint}", place)
    elif known[action].level:
        entry.document.note(entry.path, "is a level; give its state under levels", place)
    return action in known and not known[action].level


def _daily(entry: Entry, action: str, first: int) -> Iterator[Daily]:
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
        yield Daily(action, first, expanded(text), attributes)
    except ValueError as error:
        runs.note(str(error))


def _attributes(entry: Entry, action: str) -> Iterator[tuple[str, Value]]:
    known = vocabulary()[action].attributes
    for name, one in entry.items("a mapping of attributes"):
        if name not in known:
            hint = near_miss(name, known) or f"; it has {listed(known) or 'none'}"
            place = entry.document.at_key(one.path)
            entry.document.note(one.path, f"{action} has no such attribute{hint}", place)
        elif isinstance(one.raw, str | bool | int | float):
            yield name, one.raw
        else:
            one.note(f"is a word, a number or a truth value (got {shown(one.raw)})")
