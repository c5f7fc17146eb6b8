"""A number of the rules: its name, its value on a day, who vouches for it, where it is written."""

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from math import inf
from typing import Self

from estimator.days import to_day
from estimator.document import KeyPath
from estimator.entries import Entry, shown
from estimator.errors import listed, near_miss
from estimator.rules.quantity import STATUSES, Quantity

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


@dataclass(frozen=True)
class Speaker:
    """The status and source of every number near it that names none."""

    status: str
    source: str

    def beside(self, raw: object) -> Self:
        """Who vouches inside a mapping, which may name a status and a source."""
        if not isinstance(raw, dict):
            return self
        status, source = raw.get("status"), raw.get("source")
        return type(self)(
            status if isinstance(status, str) and status in STATUSES else self.status,
            source if isinstance(source, str) else self.source,
        )


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
    at: Entry, quantity: Quantity, speaker: Speaker, sources: Collection[str]
) -> Number | None:
    """The number that an entry of a file states, or None with every fault noted.

    An entry is bare, when `speaker` vouches for it, or a mapping with some of `KEYS`.
    """
    before = len(at.document.found)
    said = {"value": at}
    if isinstance(at.raw, dict):
        _judge_keys(at, sources)
        said = {key: one for key, one in at.items() if one.is_there}
    dated = _dated(said, quantity)
    bounds = _bounds(said["bounds"], quantity) if "bounds" in said else None
    if len(at.document.found) > before or not dated:
        return None
    number = Number(
        value=dated[-1][1],
        status=str(said["status"].raw) if "status" in said else speaker.status,
        source=str(said["source"].raw) if "source" in said else speaker.source,
        bounds=bounds,
        dated=dated if "values" in said else (),
        quantity=quantity,
        where=at.document.where(at.document.at_key(at.path)),
    )
    for key, what in number.faults():
        said.get(key, at).note(what)
    return number if len(at.document.found) == before else None


def _judge_keys(at: Entry, sources: Collection[str]) -> None:
    for key, one in at.known(KEYS, right=f"a number has {listed(KEYS)}"):
        if key == "status" and one.is_there and one.raw not in STATUSES:
            hint = near_miss(one.raw, STATUSES) or f"; it is one of {listed(STATUSES)}"
            one.note(f"no such status (got {shown(one.raw)}){hint}")
        elif key == "source" and one.is_there and one.raw not in tuple(sources):
            one.note(no_source(one.raw, sources))
    if isinstance(at.raw, dict) and ("value" in at.raw) == ("values" in at.raw):
        at.note("needs a value, or values by date; one of the two")


def no_source(got: object, sources: Collection[str]) -> str:
    """The sentence about a source that `sources` does not list."""
    hint = near_miss(got, sources) or f"; sources lists {listed(sources)}"
    return f"no such source (got {shown(got)}){hint}"


def _dated(said: Mapping[str, Entry], quantity: Quantity) -> tuple[tuple[int, float], ...]:
    """(first day, value) of each value, oldest first; a plain one holds since 0."""
    if "values" not in said:
        value = _value(said["value"], quantity) if "value" in said else None
        return () if value is None else ((0, value),)
    values, found = said["values"], []
    if not isinstance(values.raw, dict) or not values.raw:
        values.note("is a mapping of a date to a value")
        return ()
    for day in values.raw:
        one = values.at(day)
        value = _value(one, quantity)
        if not isinstance(day, date):
            one.note("its key is a date such as 2017-02-10")
        elif value is not None:
            found.append((to_day(day), value))
    return tuple(sorted(found))


def _bounds(at: Entry, quantity: Quantity) -> tuple[float, float] | None:
    if not isinstance(at.raw, tuple) or len(at.raw) != 2:
        count = f"a list of {len(at.raw)}" if isinstance(at.raw, tuple) else shown(at.raw)
        at.note(f"is a list of two, the lowest and the highest (got {count})")
        return None
    low, high = (_value(at._replace(raw=one), quantity) for one in at.raw)
    return None if low is None or high is None else (low, high)


def _value(at: Entry, quantity: Quantity) -> float | None:
    try:
        return quantity.value_of(at.raw) if at.is_there else None
    except ValueError as error:
        at.note(str(error))
        return None
