"""What is checked: cases and scenarios, read from the files that state them.

A case is what is known of a real account, its recorded readings, and what may be asked of them: a
folder with `case.yaml`; what is not known of the account stays unknown. A scenario is a few lines
of activity and the numbers that must come of them (`*.ssi.yaml`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from estimator.actions import SEATS, Seat
from estimator.checks.activity import LOG_KEYS, ReadLog, activity
from estimator.entries import Entry, entry_of, text_of
from estimator.errors import Fault, InputError, ReadingError, listed
from estimator.log import ActivityLog
from estimator.reading import PILLARS, Reading
from estimator.reading.files import read_readings, says_the_same
from estimator.rules import Rules, load_rules

CASE_SCHEMA = "ssi-case/1"
CASE_FILE = "case.yaml"
UNKNOWN = "unknown"
ASKED = ("tolerances", "widths", "misses")
CASE_KEYS = ("schema", "about", "seat", "on", "readings", "known", *ASKED, *LOG_KEYS)


@dataclass(frozen=True, eq=False)
class Case:
    """One account: its log, its readings, its seat.

    seats: the one it has, or all it may have when that is not known; the interval is then the one
    around those of all. on: the day of readings that are not dated to the day. tolerances: the
    residual's most, in points, by pillar. widths: the interval's most, in points, by pillar. A
    pillar without a tolerance must only lie inside its interval. misses: how far outside it a
    reading may lie, in points, by pillar; one account in five is a miss of an 80 % interval. known:
    what is documented of the account, and where.
    """

    name: str
    log: ActivityLog
    readings: tuple[Reading, ...]
    seats: tuple[Seat, ...] = ("free",)
    on: date | None = None
    tolerances: Mapping[str, float] = field(default_factory=dict)
    widths: Mapping[str, float] = field(default_factory=dict)
    misses: Mapping[str, float] = field(default_factory=dict)
    about: str = ""
    known: tuple[tuple[str, str], ...] = ()
    where: str = ""
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def dated(self) -> tuple[tuple[date, Reading, str], ...]:
        """The readings with the day each is held against and where each is named, earliest first.

        A reading that says what another one of its account and day says is told once.

        Raises: ReadingError when a reading has no day and the case names none.
        """
        days: dict[tuple[date, str], list[tuple[date, Reading, str]]] = {}
        for i, reading in enumerate(self.readings):
            day = reading.captured or self.on
            if day is None:
                what = "a reading is not dated to the day; say which with on"
                raise ReadingError.at(self.where or self.name, what)
            there = days.setdefault((day, reading.account), [])
            if not any(says_the_same(other, reading) for _, other, _ in there):
                there.append((day, reading, self.place(f"readings.{i}")))
        placed = [one for there in days.values() for one in there]
        return tuple(sorted(placed, key=lambda one: one[0]))

    def place(self, key: str) -> str:
        """Where something that is asked stands, as file:line:column: `widths.brand`."""
        return self.places.get(key, self.where)


def read_case(folder: Path, read_log: ReadLog) -> Case:
    """The case that a folder (or its `case.yaml`) states; `read_log` reads a file of rows.

    Raises: InputError with every fault, each with file, line and column.
    """
    file = folder / CASE_FILE if folder.is_dir() else folder
    entry = entry_of(text_of(file), str(file))
    entry.mapping(CASE_KEYS, required=("schema", "about", "seat", "readings"))
    entry.at("schema").word([CASE_SCHEMA])
    named = entry.at("readings").elements("a list of files of readings")
    found = [(one, file.where) for file in named for one in file.of_file(read_readings) or ()]
    places = {f"readings.{i}": where for i, (_, where) in enumerate(found)}
    readings, on = tuple(one for one, _ in found), entry.at("on").of(date)
    if not entry.at("on").is_there and None in [one.captured for one in readings]:
        entry.at("readings").note("one is not dated to the day; say with on which day it is of")
    days = [day for day in (on, *(one.captured for one in readings)) if day is not None]
    log = activity(entry, max(days, default=date.max), read_log)
    seat = entry.at("seat").word((*SEATS, UNKNOWN))
    case = Case(
        name=file.parent.name,
        log=log or ActivityLog.empty(),
        readings=readings,
        seats=tuple(name for name in SEATS if seat in (name, UNKNOWN)),
        on=on,
        **{key: _points(entry.at(key), places) for key in ASKED},
        about=entry.at("about").of(str) or "",
        known=tuple(_known(entry.at("known"))),
        where=f"{file}:1:1",
        places=places,
    )
    entry.document.judge()
    return case


def _points(entry: Entry, places: dict[str, str]) -> dict[str, float]:
    """Points by pillar; where each stands goes to `places`."""
    pillars = dict(entry.known(PILLARS))
    places |= {f"{entry.path[0]}.{name}": one.where for name, one in pillars.items()}
    return {n: points for n, one in pillars.items() if (points := one.number()) is not None}


def _known(entry: Entry) -> Iterator[tuple[str, str]]:
    for one in entry.elements("a list of {what, source}"):
        one.mapping(("what", "source"), required=("what", "source"))
        what, source = one.at("what").of(str), one.at("source").of(str)
        if what and source:
            yield what, source


SCENARIO_SCHEMA = "ssi-scenario/1"
ENDING = ".ssi.yaml"
SCENARIO_KEYS = ("schema", "name", "about", "rules", "on", "seat", "checks", *LOG_KEYS)
CHECKS = ("amounts", "points", "pillars", "total")


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
    entry = entry_of(text_of(path), str(path))
    entry.mapping(SCENARIO_KEYS, required=("schema", "name", "on", "checks"))
    entry.at("schema").word([SCENARIO_SCHEMA])
    own, on, checks = _rules(entry.at("rules")), entry.at("on").of(date), entry.at("checks")
    log = activity(entry, on or date.max, read_log)
    expected = tuple(_expected(checks, own or rules))
    if checks.is_there and not expected and not entry.document.found:
        checks.note(f"checks nothing; give some of {listed(CHECKS)}")
    name, seat = entry.at("name").of(str), entry.at("seat").word(SEATS)
    entry.document.judge()
    assert on and log and name  # otherwise a fault was found
    return Scenario(name, log, on, seat or "free", expected, own, path)


def _rules(entry: Entry) -> Rules | None:
    """The rules of the files that are named, one laid on the other."""
    files = [entry] if isinstance(entry.raw, str) else [*entry.elements("a file, or a list")]
    paths = [path for path in (one.file() for one in files) if path is not None]
    try:
        return _loaded(tuple((path, text_of(path)) for path in paths)) if paths else None
    except InputError as error:
        for fault in error.faults:
            entry.note(str(fault))
        return None


@lru_cache(maxsize=32)
def _loaded(files: tuple[tuple[Path, str], ...]) -> Rules:
    """The rules of the files; the same content is read once."""
    return load_rules(*(path for path, _ in files))


def _expected(entry: Entry, rules: Rules) -> Iterator[Expected]:
    """What is checked, each `12.5`, or `{value: 12.5, tolerance: 0.1}`."""
    entry.mapping(CHECKS)
    signals = [path for path, one in rules.signals().items() if one.off is None]
    known = {
        "amounts": (signals, " amount"),
        "points": (signals, " points"),
        "pillars": (PILLARS, ""),
    }
    found = []
    for kind, (names, word) in known.items():
        right, form = f"there are {listed(names)}", "a mapping of names to numbers"
        ones = entry.at(kind).known(names, "not checked by that name", right, form)
        found += [(f"{name}{word}", one) for name, one in ones]
    for figure, one in (*found, ("total", entry.at("total"))):
        value, tolerance = one, 0.0
        if isinstance(one.raw, dict):
            one.mapping(("value", "tolerance"), required=("value",))
            value, tolerance = one.at("value"), one.at("tolerance").number() or 0.0
        number = value.number()
        if number is not None:
            yield Expected(figure, number, tolerance, value.where, value.path)


def is_scenario(path: Path) -> bool:
    """Whether a file is one of scenarios, by its ending."""
    return path.name.endswith(ENDING)


Checked = Case | Scenario


def read_checks(paths: Iterable[Path], read_log: ReadLog, rules: Rules) -> tuple[Checked, ...]:
    """The cases and scenarios that lie at or below the paths, in the order of their names.

    read_log: how a file of rows is read. rules: those that will be checked.

    Raises: InputError with every fault of every file, and for a path that holds none.
    """
    found: list[Checked] = []
    faults: list[Fault] = []
    for path in paths:
        if not (files := [*_files(path)]):
            what = f"holds no case ({CASE_FILE}) and no scenario (*{ENDING})"
            faults.append(Fault(str(path), what))
        for file in files:
            try:
                scenario = is_scenario(file) and read_scenario(file, read_log, rules)
                found.append(scenario or read_case(file, read_log))
            except InputError as error:
                faults += error.faults
    if faults:
        raise InputError(faults)
    return tuple(found)


def _files(path: Path) -> Iterator[Path]:
    if not path.exists():
        raise InputError.at(path, "no such file or folder")
    if path.is_file() and (is_scenario(path) or path.name == CASE_FILE):
        yield path
    for name in (CASE_FILE, f"*{ENDING}") if path.is_dir() else ():
        for file in sorted(path.rglob(name)):  # those of an environment beside them are not meant
            if not any(part.startswith(".") for part in file.relative_to(path).parts):
                yield file
