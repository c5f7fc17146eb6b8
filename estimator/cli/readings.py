"""`ssi readings`: recorded `/ssi` responses, checked and stored without anything personal."""

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from estimator.cli import words
from estimator.cli.app import Group

if TYPE_CHECKING:
    from estimator.reading import Reading
    from estimator.reading.histories import Record

STDIN = "-"


@click.group("readings", cls=Group)
def command() -> None:
    """Recorded /ssi responses: check and store them."""


@command.command("add")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--captured", type=words.day, metavar="DATE", help="The day it was recorded on.")
@click.option("--seat", type=words.seat, metavar="SEAT", help="free, premium or sales_navigator.")
@click.option("--account", metavar="NAME", help="A pseudonym; me by default.")
@click.option(
    "--evidence",
    type=click.Choice(("real", "likely")),
    help="How sure it is that it is LinkedIn's.",
)
@click.option(
    "--to", "folder", type=click.Path(path_type=Path, file_okay=False), default="readings",
    show_default=True, metavar="DIR", help="The folder that keeps readings.",
)  # fmt: skip
def add(
    files: tuple[str, ...],
    captured: date | None,
    seat: str | None,
    account: str | None,
    evidence: str | None,
    folder: Path,
) -> None:
    """Check recorded /ssi responses and store each as a file of its own.

    FILE is a payload or envelope (JSON), a list or JSON lines of them, the history of another
    tool, a saved page, or - for standard input. Only numbers, the day, the pseudonym, the seat
    and the kind of source are kept; the file that was read stays as it is.
    """
    from estimator.cli.sources import latest
    from estimator.errors import ReadingError
    from estimator.reading import Reading, store_reading

    day = captured and captured.isoformat()
    readings = [
        Reading.from_payload(
            record.payload, where=record.where, captured=day, account=account, seat=seat,
            evidence=evidence,
        )
        for record in _records(files)
    ]  # fmt: skip
    for reading in readings:
        if reading.captured is not None and reading.captured > latest():
            lies = f"lies in the future (got {reading.captured}); give the day it was recorded on"
            raise ReadingError.at("captured", lies)
    for reading in readings:
        click.echo(f"{store_reading(reading, folder)}  {_summary(reading)}")
        for remark in _remarks(reading):
            click.echo(f"  {remark}", err=True)


def _records(files: Sequence[str]) -> Iterator["Record"]:
    from estimator.errors import ReadingError
    from estimator.reading.histories import Record, records

    for file in files:
        if file == STDIN:
            text = sys.stdin.buffer.read().decode("utf-8-sig", "replace")
            yield Record("standard input", text)
        elif Path(file).is_file():
            yield from records(Path(file))
        else:
            raise ReadingError.at(file, "no such file; a reading is a file or - for standard input")


def _summary(reading: "Reading") -> str:
    from estimator.report.wording import points

    day = reading.captured or "undated"
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
