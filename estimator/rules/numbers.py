"""A number of the rules: its name, its value on a day, who vouches for it, where it is written."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from math import inf
from typing import Self

from estimator.days import to_day
from estimator.errors import listed, near_miss
from estimator.rules.document import KeyPath
from estimator.rules.quantity import STATUSES, Quantity, shown

SKIPPED = frozenset({"pillars", "signals", "decay", "saturation"})
OF_A_PILLAR = {"api_name", "cap", "ceiling", "spread", "spread_least", "spread_part"}
RESERVED = SKIPPED | OF_A_PILLAR  # no signal or item has such a name
FADING: dict[str, tuple[str, ...]] = {
    "flow": ("half_life", "window", "lag"),
    "rate": ("half_life", "window", "lag"),
    "days": ("window", "lag"),
    "stock": (),
    "checklist": (),
}


def name_of(path: KeyPath) -> str:
    """The name of the number at a path of a rule file.

    >>> name_of(("pillars", "find", "signals", "people_searches", "saturation", "half_at"))
    'find.people_searches.half_at'
    """
    return ".".join(str(part) for part in path if part not in SKIPPED)


ANYTHING = Quantity("Anything", "", least=-inf)
KEYS = ("value", "values", "status", "source", "bounds")
Note = Callable[[tuple[str, ...], str], None]  # the keys below the number, what is wrong


@dataclass(frozen=True)
class Speaker:
    """The status and source of every number near it that names none."""

    status: str
    source: str


@dataclass(frozen=True)
class Number:
    """`value` is the newest; `dated` holds (first day, value), oldest first, if it ever changes.

    status: sourced, fitted or assumed. source: a key of the rules' `sources`. bounds: what a
    calibration may move it between. quantity: its unit and range. where: `file:line:column`.
    """

    value: float
    status: str
    source: str
    bounds: tuple[float, float] | None = None
    dated: tuple[tuple[int, float], ...] = ()
    quantity: Quantity = field(default=ANYTHING, compare=False, repr=False)
    where: str = field(default="", compare=False, repr=False)

    def on(self, day: int | None = None) -> float:
        """The value on a day: the newest that is not after it; before the first, the first.

        >>> Number(2.0, "assumed", "guess", dated=((10, 1.0), (20, 2.0))).on(19)
        1.0
        """
        if day is None or not self.dated:
            return self.value
        return self.dated[max(bisect_right(self.dated, (day, inf)) - 1, 0)][1]

    @property
    def every_value(self) -> tuple[float, ...]:
        """Each value it ever has, oldest first."""
        return tuple(value for _, value in self.dated) or (self.value,)

    @property
    def written(self) -> str:
        """The value as a file states it: `30 d`."""
        return self.quantity.write(self.value)

    def faults(self) -> list[tuple[str, str]]:
        """(key, what is wrong) for each value out of its range or its bounds."""
        low, high = self.bounds or (-inf, inf)
        write = self.quantity.write
        found = [("value", what) for what in map(self.quantity.wrong, self.every_value) if what]
        found += [("bounds", what) for what in map(self.quantity.wrong, self.bounds or ()) if what]
        if low > high:
            found.append(("bounds", f"[{write(low)}, {write(high)}] is the wrong way round"))
        elif not found:
            found = [
                ("value", f"{write(v)} lies outside its bounds [{write(low)}, {write(high)}]")
                for v in self.every_value
                if not low <= v <= high
            ]
        return found

    def with_bounds(self, bounds: tuple[float, float] | None) -> Self:
        """The number with these bounds, unless it has its own."""
        return replace(self, bounds=bounds) if self.bounds is None else self

    def moved(self, value: float, speaker: Speaker, where: str = "") -> Self:
        """The number with one other value for every day, stated at `where`; `speaker` vouches.

        Its bounds, unit and range stay. The same value changes nothing.
        """
        if not self.dated and value == self.value:
            return self
        status, source = speaker.status, speaker.source
        return replace(self, value=value, dated=(), status=status, source=source, where=where)


def read_number(
    raw: object,
    quantity: Quantity,
    speaker: Speaker,
    sources: Collection[str],
    note: Note,
    where: str = "",
) -> Number | None:
    """The number that an entry of a file states, or None with every fault noted.

    An entry is bare, when `speaker` vouches for it, or a mapping with some of `KEYS`.
    """
    faulty = False

    def found(keys: tuple[str, ...], what: str) -> None:
        nonlocal faulty
        faulty = True
        note(keys, what)

    entry = raw if isinstance(raw, Mapping) else {"value": raw}
    nested = isinstance(raw, Mapping)
    _judge_keys(entry, sources, found)
    dated = _read_values(entry, quantity, found, nested)
    bounds = _read_bounds(entry.get("bounds"), quantity, found) if "bounds" in entry else None
    if faulty or not dated:
        return None
    number = Number(
        value=dated[-1][1],
        status=str(entry.get("status", speaker.status)),
        source=str(entry.get("source", speaker.source)),
        bounds=bounds,
        dated=dated if "values" in entry else (),
        quantity=quantity,
        where=where,
    )
    for key, what in number.faults():
        found((key,) if nested and key in entry else (), what)
    return None if faulty else number


def _judge_keys(entry: Mapping[str, object], sources: Collection[str], found: Note) -> None:
    for key in entry:
        if key not in KEYS:
            hint = near_miss(key, KEYS) or f"; a number has {listed(KEYS)}"
            found((str(key),), f"unknown key{hint}")
    if ("value" in entry) == ("values" in entry):
        found((), "needs a value, or values by date; one of the two")
    if entry.get("status", STATUSES[0]) not in STATUSES:
        got = entry["status"]
        hint = near_miss(got, STATUSES) or f"; it is one of {listed(STATUSES)}"
        found(("status",), f"no such status (got {shown(got)}){hint}")
    if "source" in entry and entry["source"] not in tuple(sources):
        found(("source",), no_source(entry["source"], sources))


def no_source(got: object, sources: Collection[str]) -> str:
    """The sentence about a source that `sources` does not list."""
    hint = near_miss(got, sources) or f"; sources lists {listed(sources)}"
    return f"no such source (got {shown(got)}){hint}"


def _read_values(
    entry: Mapping[str, object], quantity: Quantity, found: Note, nested: bool
) -> tuple[tuple[int, float], ...]:
    """(first day, value) of each value of the entry, oldest first; a plain one holds since 0."""
    if "values" not in entry:
        if entry.get("value") is None:
            return ()  # noted already: missing, or empty
        value = _read(entry.get("value"), quantity, found, ("value",) if nested else ())
        return () if value is None else ((0, value),)
    values = entry["values"]
    if not isinstance(values, Mapping) or not values:
        found(("values",), "is a mapping of a date to a value")
        return ()
    dated = []
    for day, raw in values.items():
        value = _read(raw, quantity, found, ("values", str(day)))
        if not isinstance(day, date):
            found(("values", str(day)), "its key is a date such as 2017-02-10")
        elif value is not None:
            dated.append((to_day(day), value))
    return tuple(sorted(dated))


def _read_bounds(raw: object, quantity: Quantity, found: Note) -> tuple[float, float] | None:
    if not isinstance(raw, tuple) or len(raw) != 2:
        count = f"a list of {len(raw)}" if isinstance(raw, tuple) else shown(raw)
        found(("bounds",), f"is a list of two, the lowest and the highest (got {count})")
        return None
    low, high = (_read(one, quantity, found, ("bounds",)) for one in raw)
    return None if low is None or high is None else (low, high)


def _read(raw: object, quantity: Quantity, found: Note, keys: tuple[str, ...]) -> float | None:
    try:
        return quantity.read(raw)
    except ValueError as error:
        found(keys, str(error))
        return None
