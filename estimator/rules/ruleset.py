"""Rules: what one or more rule files say, frozen; another value is another `Rules`."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Self

from estimator.days import Range, to_date, to_day
from estimator.errors import Fault, RulesError, near_miss
from estimator.form import Form
from estimator.rules import forms
from estimator.rules.building import build, signals_of
from estimator.rules.laws import broken, change_days
from estimator.rules.model import Model
from estimator.rules.numbers import FADING, Number, Speaker, name_of, no_source
from estimator.rules.quantity import quantities_of
from estimator.rules.signal_forms import AnySignal


@dataclass(frozen=True, eq=False, repr=False)
class Rules:
    """The rules: which signals there are, and every number by its name.

    A number's name is its path without the words every path holds:
    `find.people_searches.half_at` is `pillars.find.signals.people_searches.saturation.half_at`;
    both are understood. Rules that say the same are equal and have one digest, wherever they were
    read and whatever they are called. calibrated_until: the day of the newest reading that the
    numbers were held against.
    """

    name: str
    calibrated_until: date
    file: forms.RuleFile
    _numbers: Mapping[str, Number]
    sources: Mapping[str, forms.Source]
    _models: dict[int, Model] = field(default_factory=dict)

    @property
    def regimes(self) -> tuple[forms.Regime, ...]:
        """LinkedIn's known changes of formula, oldest first."""
        return tuple(sorted(self.file.regimes, key=lambda regime: regime.from_))

    @property
    def pillars(self) -> tuple[str, ...]:
        """The names of the pillars, in their one order."""
        return tuple(self.file.pillars.stated())

    @property
    def speaker(self) -> Speaker:
        """Who vouches for a number that names nobody."""
        return Speaker(self.file.defaults.status, self.file.defaults.source)

    def signals(self) -> Mapping[str, AnySignal]:
        """Every signal by `pillar.name`, those that are off too: kind, about, advice, seats."""
        return signals_of(self.file)

    def numbers(self) -> Mapping[str, Number]:
        """Every number by name, in the order of the file."""
        return dict(self._numbers)

    def number(self, path: str) -> Number:
        """The number at a path; for a signal's decay, the default where it states none.

        Raises: RulesError with the nearest path there is.
        """
        return self._numbers[self.stated(path)]

    def stated(self, path: str) -> str:
        """The name under which a number stands: that of the default, where it is inherited.

        Raises: RulesError with the nearest path there is.

        >>> from estimator.rules import load_rules
        >>> load_rules().stated("find.people_searches.half_life")
        'defaults.half_life'
        """
        name = self.resolve(path)
        return name if name in self._numbers else f"defaults.{name.rpartition('.')[2]}"

    def value(self, path: str, on: date | int | None = None) -> float:
        """The value of a number on a day; the newest without one. Durations are in days.

        Raises: RulesError with the nearest path there is.

        >>> from estimator.rules import load_rules
        >>> load_rules().value("find.cap")
        25.0
        """
        return self.number(path).on(to_day(on) if isinstance(on, date) else on)

    def resolve(self, path: str) -> str:
        """The name of the number that a path means. Raises: RulesError with the nearest."""
        name = name_of(tuple(path.split(".")))
        signal = name.rpartition(".")[0]
        if name in self._numbers or (signal in self.signals() and name in self.inherited(signal)):
            return name
        hint = near_miss(name, self._numbers) or "; `ssi rules show` lists every number"
        raise RulesError.at(path, f"no such number{hint}")

    def inherited(self, signal: str) -> tuple[str, ...]:
        """The names of the decay numbers that a signal takes from the defaults."""
        names = (f"{signal}.{last}" for last in FADING[self.signals()[signal].kind])
        return tuple(name for name in names if name not in self._numbers)

    def on(self, day: int) -> Model:
        """The model as the rules stand on a day (days since 1970-01-01)."""
        period = sum(change <= day for change in self.change_days())
        if period not in self._models:
            self._models[period] = build(self.file, self._numbers, day)
        return self._models[period]

    def change_days(self) -> tuple[int, ...]:
        """The days on which some number changes, oldest first."""
        return self._change_days

    @cached_property
    def _change_days(self) -> tuple[int, ...]:
        return change_days(self._numbers)

    def replace(
        self,
        values: Mapping[str, float | Number],
        sources: Mapping[str, forms.Source] | None = None,
        calibrated_until: date | None = None,
    ) -> Self:
        """A copy with other values; these rules stay as they are.

        values: by path, in days for durations. A plain value that differs is nobody's finding:
        the defaults vouch for it, its bounds stay. A `Number` brings its own status and source;
        without bounds it keeps those there are. sources: those that are new. calibrated_until:
        another day, if the values were held against newer readings.

        Raises: RulesError with every fault: unknown paths, values out of range or bounds,
        unknown sources, laws that would break.
        """
        known = {**self.sources, **(sources or {})}
        numbers = dict(self._numbers)
        faults = [Fault(f"sources.{name}", what) for name, what in self.clashes(sources or {})]
        for path, value in values.items():
            number = self._moved(path, value)
            faults += [Fault(path, what) for _, what in number.faults()]
            if number.source not in known:
                faults.append(Fault(path, no_source(number.source, known)))
            numbers[self.resolve(path)] = number
        faults = faults or [Fault(*one) for one in broken(numbers)]
        if faults:
            raise RulesError(faults)
        until = calibrated_until or self.calibrated_until
        return replace(self, _numbers=numbers, sources=known, calibrated_until=until, _models={})

    def clashes(self, sources: Mapping[str, forms.Source]) -> list[tuple[str, str]]:
        """(name, what is wrong) for each source that would change the meaning of one there is."""
        what = "these rules have another source of that name; cite yours by another"
        there = self.sources
        return [(name, what) for name, one in sources.items() if there.get(name, one) != one]

    def _moved(self, path: str, value: float | Number) -> Number:
        there = self.number(path)
        if not isinstance(value, Number):
            return there.moved(float(value), self.speaker)
        return replace(value.with_bounds(there.bounds), quantity=there.quantity)

    def named(self, name: str) -> Self:
        """The rules under another name."""
        return replace(self, name=name)

    def to_overlay(
        self,
        values: Mapping[str, float | Number],
        note: str,
        sources: Mapping[str, forms.Source] | None = None,
        calibrated_until: date | None = None,
    ) -> str:
        """The text of an overlay file that lays the values on these rules, as `replace` does.

        Raises: RulesError with every fault, when these rules do not take the values.
        """
        from estimator.rules.overlay import overlay_text  # noqa: PLC0415  # few write one

        return overlay_text(self, values, note, sources or {}, calibrated_until)

    @cached_property
    def sha256(self) -> str:
        """The digest of all that the rules say; comments and the order of keys do not count."""
        text = json.dumps(plain(self), sort_keys=True, separators=(",", ":"), allow_nan=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def __getstate__(self) -> dict[str, object]:
        """What pickle keeps: what the rules say, and no model that was built of it."""
        kept = ("name", "calibrated_until", "file", "_numbers", "sources")
        return {name: vars(self)[name] for name in kept} | {"_models": {}}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rules) and self.sha256 == other.sha256

    def __hash__(self) -> int:
        return hash(self.sha256)

    def __repr__(self) -> str:
        return f"Rules({self.name!r}, {len(self._numbers)} numbers, sha256={self.sha256[:12]})"


def periods(rules: Rules, days: Range) -> list[Range]:
    """The days in stretches on which no number of the rules changes."""
    edges = [days.first, *(day for day in rules.change_days() if days.first < day <= days.last)]
    return [Range(first, end - 1) for first, end in pairwise([*edges, days.last + 1])]


# --- what rules say, as plain data: the base of their digest and of every comparison ---

# An overlay has its own, and what rules are called is no part of what they say.
APART = ("name", "version", "calibrated_until", "sources")
Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


def plain(rules: Rules) -> dict[str, Plain]:
    """The rules as JSON takes them: `rules` without its numbers, `numbers` by name, `sources`."""
    return {
        "calibrated_until": str(rules.calibrated_until),
        "rules": plain_form(rules.file),
        "sources": {name: plain_form(one) for name, one in rules.sources.items()},
        "numbers": {name: plain_number(one) for name, one in rules.numbers().items()},
    }


def plain_number(number: Number) -> dict[str, Plain]:
    """A number as JSON takes it: value or values, status, source, bounds."""
    said: dict[str, Plain] = {"status": number.status, "source": number.source}
    if number.bounds is not None:
        said["bounds"] = [word(bound) for bound in number.bounds]
    if not number.dated:
        return {"value": word(number.value), **said}
    return {"values": {str(to_date(day)): word(v) for day, v in number.dated}, **said}


def word(value: float) -> float | str:
    """The value, or the word for one that JSON cannot hold."""
    return "never" if value == float("inf") else value


def plain_form(value: object) -> Plain:
    """A form, a match or what is in them as JSON takes it, without numbers and what is absent."""
    if isinstance(value, Form):
        return _entries(_told(value))
    if is_dataclass(value) and not isinstance(value, type):
        parts = {one.name: getattr(value, one.name) for one in fields(value) if one.init}
        return {"is": type(value).__name__.lower(), **_entries(parts)}
    if isinstance(value, Mapping):
        return _entries({str(key): one for key, one in value.items()})
    if isinstance(value, tuple):
        return [plain_form(one) for one in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _told(form: Form) -> dict[str, object]:
    """What a form holds by key, but for numbers and what the rules hold beside their file."""
    left_out = {*quantities_of(type(form)), *APART}
    return {key: value for key, value in form.by_key().items() if key not in left_out}


def _entries(told: Mapping[str, object]) -> dict[str, Plain]:
    """The entries that say something: nothing that is None or empty."""
    entries = {key: plain_form(value) for key, value in told.items()}
    return {key: value for key, value in entries.items() if value not in (None, {}, [])}
