"""Case: what is known of a real account, its recorded readings, and what may be asked of them.

A folder with `case.yaml`; what is not known of the account stays unknown.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from estimator.actions import SEATS, Seat
from estimator.checks.activity import KEYS as LOG_KEYS
from estimator.checks.activity import ReadLog, activity
from estimator.checks.entries import Entry, opened, refuse
from estimator.errors import ReadingError
from estimator.log import ActivityLog
from estimator.reading import PILLARS, Reading, read_readings

SCHEMA = "ssi-case/1"
FILE = "case.yaml"
UNKNOWN = "unknown"
KEYS = ("schema", "about", "seat", "on", "readings", "known", "tolerances", "widths", *LOG_KEYS)


@dataclass(frozen=True)
class Known:
    """One thing that is documented of an account, and where."""

    what: str
    source: str


@dataclass(frozen=True, eq=False)
class Case:
    """One account: its log, its readings, its seat.

    seats: the one it has, or all it may have when that is not known; the interval is then the one
    around those of all. on: the day of readings that are not dated to the day. tolerances: the
    residual's most, in points, by pillar. widths: the interval's most, in points, by pillar. A
    pillar without a tolerance must only lie inside its interval.
    """

    name: str
    log: ActivityLog
    readings: tuple[Reading, ...]
    seats: tuple[Seat, ...] = ("free",)
    on: date | None = None
    tolerances: Mapping[str, float] = field(default_factory=dict)
    widths: Mapping[str, float] = field(default_factory=dict)
    about: str = ""
    known: tuple[Known, ...] = ()
    where: str = ""
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def dated(self) -> tuple[tuple[date, Reading, str], ...]:
        """The readings with the day each is held against and where each is named, earliest first.

        Raises: ReadingError when a reading has no day and the case names none.
        """
        placed = (
            (self._day(reading), reading, self.place(f"readings.{i}"))
            for i, reading in enumerate(self.readings)
        )
        return tuple(sorted(placed, key=lambda one: one[0]))

    def place(self, key: str) -> str:
        """Where something that is asked stands, as file:line:column: `widths.brand`."""
        return self.places.get(key, self.where)

    def _day(self, reading: Reading) -> date:
        day = reading.captured or self.on
        if day is None:
            what = "a reading is not dated to the day; say which with on"
            raise ReadingError.at(self.where or self.name, what)
        return day


def read_case(folder: Path, read_log: ReadLog) -> Case:
    """The case that a folder (or its `case.yaml`) states; `read_log` reads a file of rows.

    Raises: InputError with every fault, each with file, line and column.
    """
    file = folder / FILE if folder.is_dir() else folder
    entry = opened(file).mapping(KEYS, required=("schema", "about", "seat", "readings"))
    entry.at("schema").word([SCHEMA])
    places: dict[str, str] = {}
    readings, on = _readings(entry.at("readings"), places), entry.at("on").day()
    if on is None and not entry.at("on").is_there and _undated(readings):
        entry.at("readings").note("one is not dated to the day; say with on which day it is of")
    days = [day for day in (on, *(r.captured for r in readings)) if day is not None]
    log = activity(entry, max(days, default=date.max), read_log)
    seat = entry.at("seat").word((*SEATS, UNKNOWN))
    case = Case(
        name=file.parent.name,
        log=log or ActivityLog.empty(),
        readings=readings,
        seats=tuple(name for name in SEATS if seat in (name, UNKNOWN)),
        on=on,
        tolerances=dict(_points(entry.at("tolerances"), places)),
        widths=dict(_points(entry.at("widths"), places)),
        about=entry.at("about").text() or "",
        known=tuple(_known(entry.at("known"))),
        where=f"{file}:1:1",
        places=places,
    )
    if entry.document.found:
        refuse(entry.document)
    return case


def _undated(readings: tuple[Reading, ...]) -> bool:
    return any(reading.captured is None for reading in readings)


def _readings(entry: Entry, places: dict[str, str]) -> tuple[Reading, ...]:
    """The readings of the files that are named; where each is named goes to `places`."""
    found: list[Reading] = []
    for one in entry.elements("a list of files of readings"):
        path = one.file()
        try:
            found += [] if path is None else read_readings(path)
            places |= {f"readings.{i}": one.where for i in range(len(places), len(found))}
        except ReadingError as error:
            for fault in error.faults:
                one.note(str(fault))
    return tuple(found)


def _points(entry: Entry, places: dict[str, str]) -> Iterator[tuple[str, float]]:
    """Points by pillar; where each stands goes to `places`."""
    if not entry.is_there:
        return
    entry.mapping(PILLARS)
    for pillar in PILLARS:
        points = entry.at(pillar).number()
        if points is not None:
            places[f"{entry.path[0]}.{pillar}"] = entry.at(pillar).where
            yield pillar, points


def _known(entry: Entry) -> Iterator[Known]:
    for one in entry.elements("a list of {what, source}"):
        one.mapping(("what", "source"), required=("what", "source"))
        what, source = one.at("what").text(), one.at("source").text()
        if what and source:
            yield Known(what, source)
