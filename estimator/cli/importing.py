"""`ssi import`: sources of any kind into one log; what it covers and what it lacks."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from estimator.cli import words
from estimator.cli.options import Input, Output, takes_input

if TYPE_CHECKING:
    from estimator.actions import Seat


@click.command("import")
@takes_input
@click.option(
    "-o", "--output", "output", required=True, metavar="FILE",
    help="The log: .jsonl or .parquet; - is JSON lines on standard output.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Write over a log; never over a source.")
@click.option("--anonymise", is_flag=True, help="Names of accounts become pseudonyms.")
@click.option(
    "--salt-file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="The secret of --anonymise: FILE.salt beside the log without one; made when not there.",
)  # fmt: skip
@click.option(
    "--readings", "folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="Store the readings that the sources hold there.",
)  # fmt: skip
@click.option(
    "--seat", type=words.seat, default="free", show_default=True, metavar="SEAT",
    help="Whose signals to list: free, premium or sales_navigator.",
)  # fmt: skip
def command(
    read: Input,
    output: str,
    force: bool,
    anonymise: bool,
    salt_file: Path | None,
    folder: Path | None,
    seat: "Seat",
) -> None:  # fmt: skip
    """Read sources of any kind into one log, and say what it covers and what it lacks.

    Every file is reported: rows read, rows left out and why, the days it speaks of. Then the
    signals that can be scored, those that cannot, and where to get them. Nothing of a message,
    a name or an address is in the log.
    """
    from estimator.cli.logs import import_log

    if salt_file is not None and not anonymise:
        raise click.UsageError("--anonymise and --salt-file FILE go together")
    if anonymise and salt_file is None:
        if output == "-":
            raise click.UsageError("--anonymise needs --salt-file FILE where no log is written")
        salt_file = Path(output).with_suffix(".salt")  # private, and found again the next time
    import_log(read, Output(None, Path(output), force), salt_file, folder, seat)
