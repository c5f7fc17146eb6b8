"""Scenario: a few lines of activity and the numbers that must come of them (`*.ssi.yaml`)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from estimator.actions import SEATS, Seat
from estimator.checks.activity import KEYS as LOG_KEYS
from estimator.checks.activity import ReadLog, activity
from estimator.checks.entries import Entry, opened, refuse
from estimator.errors import RulesError
from estimator.log import ActivityLog
from estimator.reading import PILLARS
from estimator.rules import Rules, load_rules
from estimator.rules.near import listed, near_miss

SCHEMA = "ssi-scenario/1"
ENDING = ".ssi.yaml"
KEYS = ("schema", "name", "about", "rules", "on", "seat", "checks", *LOG_KEYS)
OF_SIGNALS = {"amounts": "amount", "points": "points"}
CHECKS = (*OF_SIGNALS, "pillars", "total")


@dataclass(frozen=True)
class Expected:
    """One number that must come out: equal to `value`, give or take `tolerance`.

    figure: `insight.comments amount`, `insight.comments points`, `insight` or `total`. keys: where
    the value stands in the file; where: the same as file:line:column.
    """

    figure: str
    value: float
    tolerance: float
    where: str
    keys: tuple[str | int, ...]


@dataclass(frozen=True, eq=False)
class Scenario:
    """A log, a day, a seat, and what must come of them.

    rules: its own; None leaves it to the rules that are checked. file: where it stands.
    """

    name: str
    log: ActivityLog
    on: date
    seat: Seat
    expected: tuple[Expected, ...]
    rules: Rules | None = None
    file: Path | None = None


def read_scenario(path: Path, read_log: ReadLog, rules: Rules) -> Scenario:
    """The scenario that a file states; `read_log` reads a file of rows.

    rules: those that are checked; they say which signals there are where it names none of its own.

    Raises: InputError with every fault, each with file, line and column.
    """
    entry = opened(path).mapping(KEYS, required=("schema", "name", "on", "checks"))
    entry.at("schema").word([SCHEMA])
    own, on = _rules(entry.at("rules")), entry.at("on").day()
    log = activity(entry, on or date.max, read_log)
    expected = tuple(_expected(entry.at("checks"), own or rules))
    if entry.at("checks").is_there and not expected and not entry.document.found:
        entry.at("checks").note(f"checks nothing; give some of {listed(CHECKS)}")
    name, seat = entry.at("name").text(), entry.at("seat").word(SEATS)
    if entry.document.found or on is None or log is None or name is None:
        refuse(entry.document)
    seats: dict[str | None, Seat] = {None: "free", **{seat: seat for seat in SEATS}}
    return Scenario(name, log, on, seats[seat], expected, own, path)


def _rules(entry: Entry) -> Rules | None:
    """The rules of the files that are named, one laid on the other."""
    files = [entry] if isinstance(entry.raw, str) else [*entry.elements("a file, or a list")]
    paths = [path for path in (one.file() for one in files) if path is not None]
    if not paths:
        return None
    try:
        return _loaded(tuple((path, path.read_bytes()) for path in paths))
    except RulesError as error:
        for fault in error.faults:
            entry.note(str(fault))
        return None


@lru_cache(maxsize=32)
def _loaded(files: tuple[tuple[Path, bytes], ...]) -> Rules:
    """The rules of the files; the same content is read once."""
    return load_rules(*(path for path, _ in files))


def _expected(entry: Entry, rules: Rules) -> Iterator[Expected]:
    if not entry.is_there:
        return
    entry.mapping(CHECKS)
    for kind, word in OF_SIGNALS.items():
        for signal, one in _of(entry.at(kind), [*_running(rules)]):
            yield from _number(one, f"{signal} {word}")
    for pillar, one in _of(entry.at("pillars"), PILLARS):
        yield from _number(one, pillar)
    if entry.at("total").is_there:
        yield from _number(entry.at("total"), "total")


def _running(rules: Rules) -> Mapping[str, object]:
    return {path: form for path, form in rules.signals().items() if form.off is None}


def _of(entry: Entry, known: tuple[str, ...] | list[str]) -> Iterator[tuple[str, Entry]]:
    """The entries of a mapping whose keys are known; the others are noted."""
    for key, one in entry.items("a mapping of names to numbers"):
        if key in known:
            yield key, one
        else:
            hint = near_miss(key, known) or f"; there are {listed(known)}"
            place = entry.document.at_key(one.path)
            entry.document.note(one.path, f"not checked by that name{hint}", place)


def _number(entry: Entry, figure: str) -> Iterator[Expected]:
    """`12.5`, or `{value: 12.5, tolerance: 0.1}`."""
    value, tolerance = entry, 0.0
    if isinstance(entry.raw, Mapping):
        entry.mapping(("value", "tolerance"), required=("value",))
        value, tolerance = entry.at("value"), entry.at("tolerance").number() or 0.0
    number = value.number()
    if number is not None:
        yield Expected(figure, number, tolerance, value.where, value.path)


def is_scenario(path: Path) -> bool:
    """Whether a file is one of scenarios, by its ending."""
    return path.name.endswith(ENDING)
