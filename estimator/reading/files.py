"""Files of readings: all that a path holds, and one put beside the others."""

import hashlib
import json
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

from estimator.atomic_file import atomic_file
from estimator.errors import FailedRead, Fault, InputError, ReadingError, SourceWarning, reason
from estimator.reading.envelope import SOURCE_FACTS, source_of
from estimator.reading.histories import records
from estimator.reading.numerals import SLACK, half_unit
from estimator.reading.reading import Reading

FEW = 50  # readings of one day that are compared with each other; of more, equal ones are one

_IN_FOLDERS = frozenset({".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".xlsx"})

Others = Callable[[Path], Sequence[Reading] | None]


def read_readings(path: str | Path, others: Others = lambda _: None) -> tuple[Reading, ...]:
    """The readings that `path` holds, the earliest first, the undated last, each once.

    A path is a folder of files, one JSON envelope or payload, JSON lines, the history of another
    tool (JSON or CSV), a note of days and numbers, or a saved page. Rows of a table without a
    score are passed over, days of zeros with a SourceWarning. others: reads a file that another
    room knows; None for all else.

    Raises: ReadingError with every fault of every file; of a narrower kind where all agree.
    """
    readings: list[Reading] = []
    errors: list[ReadingError] = []
    for file in _files(Path(path)):
        try:
            known = others(file)
            if known is not None:
                readings += known
                continue
            for record in records(file):
                try:
                    readings.append(Reading.from_payload(record.payload, where=record.where))
                except ReadingError as error:
                    errors.append(error)
        except ReadingError as error:
            errors.append(error)
    if errors and not (readings and all(isinstance(error, FailedRead) for error in errors)):
        raise _together(errors)
    if errors:
        warnings.warn("\n".join(f"{e}; left out" for e in errors), SourceWarning, stacklevel=2)
    if not readings:
        raise ReadingError.at(path, "holds no reading; right are files of recorded /ssi responses")
    return each_once(readings)


def each_once(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """The readings by day, the undated last, without those that say what another one says.

    One says what another says when account and day are the same and the numbers that both hold
    agree within rounding. What either knows besides, a seat or a rank, is kept.

    >>> day = {"captured": date(2026, 5, 1)}
    >>> each_once([Reading(overall=47, **day), Reading(overall=47.0, seat="free", **day)])
    (Reading(2026-05-01, total 47.0),)
    """
    days: dict[tuple[object, ...], list[Reading]] = {}
    for reading in sorted(readings, key=_fullest_first):
        day: object = reading.captured or (reading.captured_text, _exactly(reading))
        kept = days.setdefault((reading.account, day), [])
        places = range(len(kept)) if len(kept) <= FEW else ()
        place = next((n for n in places if says_the_same(kept[n], reading)), None)
        if place is None:
            kept.append(reading)
        else:
            kept[place] = with_what_it_lacks(kept[place], reading)
    return tuple(sorted((r for kept in days.values() for r in kept), key=_when))


def says_the_same(one: Reading, other: Reading) -> bool:
    """Whether the numbers that both hold agree within rounding, and there are any."""
    mine, theirs = _numbers(one), _numbers(other)
    common = mine.keys() & theirs.keys()
    return one == other or (
        bool(common)
        and all(
            abs(mine[name] - theirs[name])
            <= max(half_unit(mine[name]), half_unit(theirs[name])) + SLACK
            for name in common
        )
    )


def with_what_it_lacks(one: Reading, other: Reading) -> Reading:
    """The reading, with what it does not say taken from another one of the same numbers."""
    lacking = {f.name: getattr(other, f.name) for f in fields(one) if not _says(one, f.name)}
    return replace(one, **lacking)


def _says(reading: Reading, name: str) -> bool:
    value = getattr(reading, name)
    return value is not None and (name == "flags" or value != {})


def _numbers(reading: Reading) -> dict[str, float]:
    total = reading.total if reading.overall is None else reading.overall
    return dict(reading.pillars) | ({} if total is None else {"total": total})


def _exactly(reading: Reading) -> tuple[tuple[str, float], ...]:
    return tuple(sorted((name, round(value, 4)) for name, value in _numbers(reading).items()))


def _fullest_first(reading: Reading) -> tuple[int, int, int, str]:
    """Readings in an order of their own: those with most and most exact numbers first."""
    numbers = _numbers(reading)
    digits = sum(len(repr(value)) for value in numbers.values())
    said = sum(_says(reading, f.name) for f in fields(reading))
    return -len(numbers), -digits, -said, json.dumps(reading.to_envelope(), sort_keys=True)


def store_reading(reading: Reading, folder: str | Path) -> Path:
    """The file that now holds the reading: `<day or undated>-<digest>.json` in `folder`.

    Only the numbers, the day, the pseudonym, the seat, the evidence and the facts of its source
    are written; notes stay out, for they are free text. A reading whose numbers are there for
    its account and day stays in the file it has, which learns what it did not say.

    Raises: ReadingError when it is none, when its seat is another than that which is stored, or
    when its file is there with other content.
    """
    [file] = store_readings([reading], folder)
    return file


def store_readings(readings: Iterable[Reading], folder: str | Path) -> list[Path]:
    """The files that now hold the readings, in their order; see `store_reading`."""
    place = Path(folder)
    by_day: dict[str, list[Path]] = {}
    for file in sorted(place.glob("*.json")) if place.is_dir() else ():
        by_day.setdefault(file.name.rpartition("-")[0], []).append(file)
    there: dict[tuple[str, str], dict[Path, Reading]] = {}
    stored = []
    for reading in readings:
        new = _fit_to_stay(reading, str(place))
        day = _day(new)
        for file in by_day.pop(day, ()):  # each is read once, however many are stored
            if (held := _readable(file)) is not None:
                there.setdefault((day, held.account), {})[file] = held
        stored.append(_stored(new, place, there.setdefault((day, new.account), {})))
    return stored


def _fit_to_stay(reading: Reading, where: str) -> Reading:
    """The reading without free text and local paths. Raises: ReadingError when it is none."""
    source = source_of(reading.source, SOURCE_FACTS)
    if "repo" not in source:
        source.pop("path", None)  # without a repository it is a path of somebody's computer
    return Reading.from_payload(replace(reading, source=source).to_envelope(), where=where)


def _day(reading: Reading) -> str:
    return "undated" if reading.captured is None else reading.captured.isoformat()


def _stored(new: Reading, folder: Path, there: dict[Path, Reading]) -> Path:
    """there: the readings of its account and day that the folder holds, by file."""
    day = _day(new)
    known = [new.account, new.captured_text if new.captured is None else day, _exactly(new)]
    digest = hashlib.sha256(json.dumps(known).encode()).hexdigest()[:8]
    file = folder / f"{day}-{digest}.json"
    candidates = (
        there if new.captured is not None else {f: r for f, r in there.items() if f == file}
    )
    for other, held in candidates.items():
        if says_the_same(held, new):
            if None not in (held.seat, new.seat) and held.seat != new.seat:
                what = f"is stored with the seat {held.seat} (got {new.seat}); remove it first"
                raise ReadingError.at(other, what)
            fullest, rest = sorted((held, new), key=_fullest_first)
            there[other] = with_what_it_lacks(fullest, rest)
            if there[other] != held:
                _write(other, there[other])
            return other
    if file.exists():
        what = "is there with other content; a recorded reading is never written over"
        raise ReadingError.at(file, what)
    _write(file, new)
    there[file] = new
    return file


def _readable(file: Path) -> Reading | None:
    try:
        return Reading.from_payload(file.read_text(encoding="utf-8"), where=str(file))
    except (ReadingError, OSError, UnicodeDecodeError):
        return None


def _write(file: Path, reading: Reading) -> None:
    text = json.dumps(reading.to_envelope(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with atomic_file(file) as beside:
            beside.write_text(text, encoding="utf-8", newline="\n")
    except FileExistsError:
        raise ReadingError.at(file.parent, "is a file; readings go into a folder") from None
    except OSError as error:
        raise ReadingError.at(file, f"cannot be written ({reason(error)})") from None
    except InputError as error:
        raise ReadingError(error.faults) from None


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(f for f in path.iterdir() if f.suffix.casefold() in _IN_FOLDERS)
    elif path.exists():
        yield path
    else:
        raise ReadingError.at(path, "no such file or folder")


def _together(errors: list[ReadingError]) -> ReadingError:
    """One error with all the faults, of the kind that they share."""
    kinds = {type(error) for error in errors}
    kind = kinds.pop() if len(kinds) == 1 else ReadingError
    faults: list[Fault] = [fault for error in errors for fault in error.faults]
    return kind(faults)


def _when(reading: Reading) -> tuple[date, str, str]:
    day = date.max if reading.captured is None else reading.captured
    return day, reading.captured_text or "", reading.account
