"""`ssi readings`: recorded `/ssi` responses, checked and stored without anything personal."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from estimator.cli.app import CommandGroup
from estimator.cli.options import A_FILE, A_FOLDER, argument, command, option
from estimator.cli.words import Choice

if TYPE_CHECKING:
    from estimator.actions import Seat
    from estimator.errors import ReadingError
    from estimator.reading import Reading

STDIN = "-"
FOLDER = option(
    "The folder that keeps readings.",
    *("DIR", "--to --in"),
    type=A_FOLDER,
    default="readings",
    show_default=True,
)
NAMES = argument("NAME...", required=True)


@dataclass(frozen=True)
class ReadingFiles:
    """Files of readings, and what is known of them besides."""

    files: tuple[str, ...] = argument("FILE...", required=True)
    captured: date | None = option("The day it was recorded on.")
    seat: "Seat | None" = option("free, premium or sales_navigator.")
    account: str | None = option("A pseudonym; me by default.", "NAME")
    evidence: str | None = option(
        "How sure it is that it is LinkedIn's.", type=Choice(("real", "likely"))
    )
    salt_file: Path | None = option(
        "The secret of pseudonyms; made when not there, beside the folder where none is named.",
        "FILE",
        type=A_FILE,
    )
    folder: Path = FOLDER


@click.group("readings", cls=CommandGroup)
def readings() -> None:
    """Recorded /ssi responses: check, store, list, show and remove them."""


@command("add", "ssi readings add note.csv", of=readings)
def add(asked: ReadingFiles) -> None:
    """Check recorded /ssi responses and store each as a file of its own.

    FILE is a payload or envelope (JSON), a list or JSON lines of them, the history of another
    tool, a note with the columns date and total or the four pillars, or lines such as 2026-05-19
    52.6, a saved page, a usage report, or - for standard input. Only numbers, the day, the
    pseudonym, the seat and the kind of source are kept; the file that was read stays as it is.
    A reading that is there already stays in its one file. Seats that a report knows by their
    names go by pseudonyms that nobody can make of a name without the secret.
    """
    from estimator.cli.given_sources import latest
    from estimator.errors import ReadingError
    from estimator.reading.files import store_readings

    known = {name: getattr(asked, name) for name in ("captured", "seat", "account", "evidence")}
    given = {name: str(value) for name, value in known.items() if value is not None}
    read, failed = _given(asked.files, given)
    for reading in read:
        if reading.captured is not None and reading.captured > latest():
            lies = f"lies in the future (got {reading.captured}); give the day it was recorded on"
            raise ReadingError.at("captured", lies)
    read = _under_secret(read, asked)
    stored = store_readings(read, asked.folder)
    remarks: dict[str, int] = {}
    for file, reading in zip(stored, read, strict=True):
        click.echo(f"{file}  {_summary(reading)}")
        for remark in _remarks(reading):
            remarks[remark] = remarks.get(remark, 0) + 1
    for remark, n in remarks.items():
        of = "" if n == len(read) == 1 else f"{n} of {len(read)}: "
        click.echo(f"  {of}{remark}", err=True)
    for error in failed:
        click.echo(f"{error}; left out", err=True)


def _under_secret(read: list["Reading"], asked: ReadingFiles) -> list["Reading"]:
    """The readings, those of people under pseudonyms; standard error is told of their secret."""
    from estimator.readers.anonymise import is_person, pseudonym, salt_of
    from estimator.report.wording import counted

    people = {one.account for one in read if is_person(one.account)}
    if not people or asked.account is not None:
        return read
    file = asked.salt_file or asked.folder.resolve().with_suffix(".salt")
    salt = salt_of(file)
    told = f"{counted(len(people), 'accounts')} under pseudonyms; their secret is in {file}"
    click.echo(f"{told}: ssi import --salt-file makes logs that these readings join", err=True)
    names = {name: pseudonym(name, salt) for name in people}
    return [replace(one, account=names.get(one.account, one.account)) for one in read]


def _given(
    files: Sequence[str], given: dict[str, str]
) -> tuple[list["Reading"], list["ReadingError"]]:
    """The readings in the files, and what a tool wrote where the page had not loaded.

    Raises: ReadingError for anything else that is no reading, and where there is no reading.
    """
    from estimator.errors import FailedRead, ReadingError
    from estimator.readers.recorded import readings_in
    from estimator.reading.histories import records_in

    readings: list[Reading] = []
    failed: list[ReadingError] = []
    for file in files:
        if file == STDIN:
            if sys.stdin is None:
                raise ReadingError.at("standard input", "is not connected; give a file instead")
            records = records_in(sys.stdin.buffer.read(), "standard input")
            found = readings_in(records, given)
        elif Path(file).is_file():
            found = readings_in(Path(file), given)
        else:
            raise ReadingError.at(file, "no such file; a reading is a file or - for standard input")
        for one in found:
            if isinstance(one, FailedRead):
                failed.append(one)
            elif isinstance(one, ReadingError):
                raise one
            else:
                readings.append(one)
    if not readings:
        raise ReadingError(fault for error in failed for fault in error.faults)
    return readings, failed


@command("list", "ssi readings list", of=readings)
def list_readings(place: Path | None = argument("[DIR]"), folder: Path = FOLDER) -> None:
    """List the stored readings, the earliest first.

    A line each: file, day, account, seat, numbers.
    """
    for file, reading in _stored(place or folder):
        seat = reading.seat or "seat unknown"
        click.echo(f"{file.name}  {reading.account}, {seat}, {_summary(reading)}")


@command("show", "ssi readings show 2026-05-01", of=readings)
def show(names: tuple[str, ...] = NAMES, folder: Path = FOLDER) -> None:
    """Show stored readings. NAME is a file of the folder, the beginning of one, or a day."""
    for file, reading in _named(names, folder):
        click.echo(f"{file.name}  {_summary(reading)}")
        click.echo(f"  account {reading.account}, seat {reading.seat or 'unknown'}")
        for name, group in reading.groups.items():
            known = {"rank": group.rank, "average": group.average, "members": group.size}
            said = ", ".join(f"{key} {value:g}" for key, value in known.items() if value)
            click.echo(f"  {name}: {said or 'named alone'}")
        for key, value in (("evidence", reading.evidence), *reading.source.items()):
            if value is not None:
                click.echo(f"  {key}: {value}")
        for remark in _remarks(reading):
            click.echo(f"  {remark}")


@command("remove", "ssi readings remove 2026-05-01", of=readings)
def remove(names: tuple[str, ...] = NAMES, folder: Path = FOLDER) -> None:
    """Remove stored readings. NAME is a file of the folder, or the beginning of a single one."""
    from estimator.errors import ReadingError

    for name in names:
        found = _named([name], folder)
        if len(found) > 1:
            several = ", ".join(file.name for file, _ in found)
            raise ReadingError.at(name, f"is the beginning of several ({several}); name one file")
    for file, reading in _named(names, folder):
        file.unlink()
        click.echo(f"{file.name} removed: {_summary(reading)}")


def _stored(folder: Path) -> list[tuple[Path, "Reading"]]:
    """The stored readings by day, each with its file. Raises: ReadingError for no such folder."""
    from estimator.errors import ReadingError
    from estimator.reading import Reading

    if not folder.is_dir():
        raise ReadingError.at(folder, "no such folder of readings; ssi readings add FILE makes one")
    found = []
    for file in sorted(folder.glob("*.json")):
        try:
            reading = Reading.from_payload(file.read_text("utf-8"), where=str(file))
        except UnicodeDecodeError:
            raise ReadingError.at(file, "not UTF-8 text; this is no stored reading") from None
        found.append((file, reading))
    return found


def _named(names: Sequence[str], folder: Path) -> list[tuple[Path, "Reading"]]:
    """The stored readings of these names. Raises: ReadingError for a name that none begins with."""
    from estimator.errors import ReadingError

    there = _stored(folder)
    found: dict[Path, Reading] = {}
    for name in names:
        start = Path(name).name
        some = {file: r for file, r in there if start and file.name.startswith(start)}
        if not some:
            raise ReadingError.at(name, f"is not in {folder}; ssi readings list shows what is")
        found |= some
    return list(found.items())


def _summary(reading: "Reading") -> str:
    from estimator.report.wording import points

    day = reading.captured or reading.captured_text or "undated"
    total = "?" if reading.total is None else points(reading.total)
    pillars = ", ".join(f"{name} {points(value)}" for name, value in reading.pillars.items())
    return f"{day}, total {total}" + (f": {pillars}" if pillars else "")


def _remarks(reading: "Reading") -> Iterator[str]:
    from estimator.reading import FLAGS

    if reading.captured is None:
        yield "its day is not known; a fit needs one (--captured DATE)"
    if reading.seat is None:
        yield "its seat is not known (--seat free, premium or sales_navigator)"
    yield from (FLAGS[flag] for flag in reading.flags)
