"""`ssi import`: sources of any kind into one log; what it covers and what it lacks."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from estimator.cli import words
from estimator.cli.options import Command, Input, packed, takes_input

if TYPE_CHECKING:
    from estimator.actions import Seat


@dataclass(frozen=True)
class ImportOptions:
    """Where the log goes, and what is kept of names and readings."""

    output: Path
    force: bool
    anonymise: bool
    salt_file: Path | None
    folder: Path | None
    seat: "Seat"


WANTED = (
    click.option(
        "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE",
        help="The log: .jsonl or .parquet; - is JSON lines on standard output.",
    ),
    click.option("--force", is_flag=True, help="Write over a log; never over a source."),
    click.option("--anonymise", is_flag=True, help="Every account goes by a pseudonym."),
    click.option(
        "--salt-file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
        help="The secret of --anonymise; made when not there, beside the log where none is named.",
    ),
    click.option(
        "--readings", "folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
        help="Store the readings that the sources hold there.",
    ),
    click.option(
        "--seat", type=words.seat, default="free", show_default=True, metavar="SEAT",
        help="Whose signals to list: free, premium or sales_navigator.",
    ),
)  # fmt: skip


@click.command(
    "import", cls=Command,
    example="ssi import Complete_LinkedInDataExport_05-19-2026.zip -o log.jsonl",
)  # fmt: skip
@packed(ImportOptions, "wanted", WANTED)
@takes_input
def command(read: Input, wanted: ImportOptions) -> None:
    """Read sources of any kind into one log, and say what it covers and what it lacks.

    Every file is reported: rows read, rows left out and why, the days it speaks of. Then the
    signals that can be scored, those that cannot, and where to get them. Nothing of a message,
    a name or an address is in the log: accounts that are more than a word go by pseudonyms, with
    --anonymise all of them.
    """
    from estimator.cli.logs import import_log

    if wanted.salt_file is not None and not wanted.anonymise:
        raise click.UsageError("--anonymise and --salt-file FILE go together")
    if wanted.anonymise and wanted.salt_file is None and str(wanted.output) == "-":
        raise click.UsageError("--anonymise needs --salt-file FILE where no log is written")
    import_log(read, wanted)
