"""Files of readings: all that a path holds, and one put beside the others."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from estimator.errors import Fault, ReadingError
from estimator.reading.envelope import SOURCE_FACTS, source_of
from estimator.reading.histories import records
from estimator.reading.model import Reading

_IN_FOLDERS = frozenset({".json", ".jsonl", ".ndjson", ".csv"})


def read_readings(path: str | Path) -> tuple[Reading, ...]:
    """The readings that `path` holds, the earliest first, the undated last.

    A path is a folder of files, one JSON envelope or payload, JSON lines, the history of another
    tool (JSON or CSV), or a saved page. Rows of a table without a score are passed over.

    Raises: ReadingError with every fault of every file; of a narrower kind where all agree.
    """
    readings: list[Reading] = []
    errors: list[ReadingError] = []
    for file in _files(Path(path)):
        try:
            for record in records(file):
                try:
                    readings.append(Reading.from_payload(record.payload, where=record.where))
                except ReadingError as error:
                    errors.append(error)
        except ReadingError as error:
            errors.append(error)
    if errors:
        raise _together(errors)
    if not readings:
        raise ReadingError.at(path, "holds no reading; right are files of recorded /ssi responses")
    return tuple(sorted(readings, key=_when))


def store_reading(reading: Reading, folder: str | Path) -> Path:
    """The file that now holds the reading: `<day or undated>-<digest>.json` in `folder`.

    Only the numbers, the day, the pseudonym, the seat, the evidence and the facts of its source
    are written; notes stay out, for they are free text. The same reading has the same file.

    Raises: ReadingError when it is none, or when the file is there with other content.
    """
    source = source_of(reading.source, SOURCE_FACTS)
    if "repo" not in source:
        source.pop("path", None)  # without a repository it is a path of somebody's computer
    envelope = replace(reading, source=source).to_envelope()
    stored = Reading.from_payload(envelope, where=str(folder))
    text = json.dumps(stored.to_envelope(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    day = "undated" if stored.captured is None else stored.captured.isoformat()
    file = Path(folder) / f"{day}-{digest}.json"
    _write_once(file, text)
    return file


def _write_once(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError:
        if not file.is_file():
            raise ReadingError.at(file.parent, "is a file; readings go into a folder") from None
        if file.read_text(encoding="utf-8") != text:
            what = "is there with other content; a recorded reading is never written over"
            raise ReadingError.at(file, what) from None
    except OSError as error:
        raise ReadingError.at(file, f"cannot be written ({error.strerror})") from None


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
