"""`ssi readings`: recorded `/ssi` responses, checked and stored without anything personal."""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from estimator.cli.options import A_FILE, A_FOLDER, Arguments, argument, group, option
from estimator.cli.words import Choice

if TYPE_CHECKING:
    from estimator.actions import Seat
    from estimator.errors import ReadingError
    from estimator.reading import Reading

STDIN = "-"


class InFolder(Arguments):
    """What is done in a folder of readings."""

    folder: Path = option(
        "The folder that keeps readings.",
        *("DIR", "--to --in"),
        type=A_FOLDER,
        default="readings",
        show_default=True,
    )

    def stored(self) -> "list[tuple[Path, Reading]]":
        """The stored readings by day, each with its file. Raises: ReadingError without a folder."""
        from estimator.errors import ReadingError
        from estimator.reading import Reading

        if not self.folder.is_dir():
            what = "no such folder of readings; ssi readings add FILE makes one"
            raise ReadingError.at(self.folder, what)
        found = []
        for file in sorted(self.folder.glob("*.json")):
            try:
                reading = Reading.from_payload(file.read_text("utf-8"), where=str(file))
            except UnicodeDecodeError:
                what = "not UTF-8 text; this is no stored reading"
                raise ReadingError.at(file, what) from None
            found.append((file, reading))
        return found


class AddReadings(InFolder):
    """Check recorded /ssi responses and store each as a file of its own.

    FILE is a payload or envelope (JSON), a list or JSON lines of them, the history of another
    tool, a note with the columns date and total or the four pillars, or lines such as 2026-05-19
    52.6, a saved page, a usage report, or - for standard input. Only numbers, the day, the
    pseudonym, the seat and the kind of source are kept; the file that was read stays as it is.
    A reading that is there already stays in its one file. Seats that a report knows by their
    names go by pseudonyms that nobody can make of a name without the secret.
    """

    example = "ssi readings add note.csv"

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

    def run(self) -> None:
        from estimator.cli.given_sources import latest
        from estimator.errors import ReadingError
        from estimator.reading.files import store_readings

        read, failed = self.read()
        for reading in read:
            if reading.captured is not None and reading.captured > latest():
                lies = f"lies in the future (got {reading.captured})"
                raise ReadingError.at("captured", f"{lies}; give the day it was recorded on")
        read = self.under_secret(read)
        stored = store_readings(read, self.folder)
        for file, reading in zip(stored, read, strict=True):
            click.echo(f"{file}  {_summary(reading)}")
        for remark, n in Counter(remark for one in read for remark in _remarks(one)).items():
            of = "" if n == len(read) == 1 else f"{n} of {len(read)}: "
            click.echo(f"  {of}{remark}", err=True)
        for error in failed:
            click.echo(f"{error}; left out", err=True)

    def read(self) -> "tuple[list[Reading], list[ReadingError]]":
        """The readings in the files, and what a tool wrote where the page had not loaded.

        Raises: ReadingError for anything else that is no reading, and where there is no reading.
        """
        from estimator.errors import FailedRead, ReadingError
        from estimator.readers.recorded import readings_in
        from estimator.reading.histories import records_in

        known = {n: getattr(self, n) for n in ("captured", "seat", "account", "evidence")}
        given = {name: str(value) for name, value in known.items() if value is not None}
        readings: list[Reading] = []
        failed: list[ReadingError] = []
        for file in self.files:
            if file == STDIN:
                if sys.stdin is None:
                    what = "is not connected; give a file instead"
                    raise ReadingError.at("standard input", what)
                records = records_in(sys.stdin.buffer.read(), "standard input")
                found = readings_in(records, given)
            elif Path(file).is_file():
                found = readings_in(Path(file), given)
            else:
                what = "no such file; a reading is a file or - for standard input"
                raise ReadingError.at(file, what)
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

    def under_secret(self, read: "list[Reading]") -> "list[Reading]":
        """The readings, those of people under pseudonyms; their secret is named."""
        from estimator.readers.anonymise import is_person, pseudonym, salt_of
        from estimator.report.wording import counted

        people = {one.account for one in read if is_person(one.account)}
        if not people or self.account is not None:
            return read
        file = self.salt_file or self.folder.resolve().with_suffix(".salt")
        salt = salt_of(file)
        told = f"{counted(len(people), 'accounts')} under pseudonyms; their secret is in {file}"
        click.echo(f"{told}: ssi import --salt-file makes logs that these readings join", err=True)
        names = {name: pseudonym(name, salt) for name in people}
        return [replace(one, account=names.get(one.account, one.account)) for one in read]


class ListReadings(InFolder):
    """List the stored readings, the earliest first.

    A line each: file, day, account, seat, numbers.
    """

    example = "ssi readings list"

    place: Path | None = argument("[DIR]")

    def run(self) -> None:
        self.folder = self.place or self.folder
        for file, reading in self.stored():
            seat = reading.seat or "seat unknown"
            click.echo(f"{file.name}  {reading.account}, {seat}, {_summary(reading)}")


class NamedReadings(InFolder):
    """What is done with stored readings that are named."""

    names: tuple[str, ...] = argument("NAME...", required=True)

    def named(self, single: bool = False) -> "dict[Path, Reading]":
        """The stored readings by their files, of the names in turn.

        Raises: ReadingError for a name that none begins with, or several and it must be a single.
        """
        from estimator.errors import ReadingError

        there = self.stored()
        found: dict[Path, Reading] = {}
        for name in self.names:
            start = Path(name).name
            some = {file: r for file, r in there if start and file.name.startswith(start)}
            if not some:
                what = f"is not in {self.folder}; ssi readings list shows what is"
                raise ReadingError.at(name, what)
            if single and len(some) > 1:
                several = ", ".join(file.name for file in some)
                what = f"is the beginning of several ({several}); name one file"
                raise ReadingError.at(name, what)
            found |= some
        return found


class ShowReadings(NamedReadings):
    """Show stored readings. NAME is a file of the folder, the beginning of one, or a day."""

    example = "ssi readings show 2026-05-01"

    def run(self) -> None:
        for file, reading in self.named().items():
            click.echo(f"{file.name}  {_summary(reading)}")
            click.echo(f"  account {reading.account}, seat {reading.seat or 'unknown'}")
            for name, place in reading.groups.items():
                known = {"rank": place.rank, "average": place.average, "members": place.size}
                said = ", ".join(f"{key} {value:g}" for key, value in known.items() if value)
                click.echo(f"  {name}: {said or 'named alone'}")
            for key, value in (("evidence", reading.evidence), *reading.source.items()):
                if value is not None:
                    click.echo(f"  {key}: {value}")
            for remark in _remarks(reading):
                click.echo(f"  {remark}")


class RemoveReadings(NamedReadings):
    """Remove stored readings. NAME is a file of the folder, or the beginning of a single one."""

    example = "ssi readings remove 2026-05-01"

    def run(self) -> None:
        for file, reading in self.named(single=True).items():
            file.unlink()
            click.echo(f"{file.name} removed: {_summary(reading)}")


readings = group(
    "readings",
    "Recorded /ssi responses: check, store, list, show and remove them.",
    add=AddReadings,
    list=ListReadings,
    show=ShowReadings,
    remove=RemoveReadings,
)


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
