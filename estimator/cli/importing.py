"""`ssi import`: sources of any kind into one log; what it covers and what it lacks."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from estimator.cli.options import A_FILE, A_FOLDER, Sources, command, option

if TYPE_CHECKING:
    from estimator.actions import Seat
    from estimator.readers.outcome import Outcome
    from estimator.rules import Rules

STDOUT = Path("-")


@dataclass(frozen=True)
class ImportOptions:
    """Where the log goes, and what is kept of names and readings."""

    output: Path = option(
        "The log: .jsonl or .parquet; - is JSON lines on standard output.",
        *("FILE", "-o --output"),
        required=True,
    )
    force: bool = option("Write over a log; never over a source.")
    anonymise: bool = option("Every account goes by a pseudonym.")
    salt_file: Path | None = option(
        "The secret of pseudonyms; made when not there, beside the log where none is named.",
        "FILE",
        type=A_FILE,
    )
    folder: Path | None = option(
        "Store the readings that the sources hold there.", "DIR", "--readings", type=A_FOLDER
    )
    seat: "Seat" = option(
        "Whose signals to list: free, premium or sales_navigator.",
        default="free",
        show_default=True,
    )


@command("import", "ssi import Complete_LinkedInDataExport_05-19-2026.zip -o log.jsonl")
def import_sources(wanted: ImportOptions, read: Sources) -> None:
    """Read sources of any kind into one log, and say what it covers and what it lacks.

    Every file is reported: rows read, rows left out and why, the days it speaks of. Then the
    signals that can be scored, those that cannot, and where to get them. Nothing of a message,
    a name or an address is in the log: accounts that are more than a word, or are made of a name,
    go by pseudonyms, with --anonymise all of them.
    """
    from estimator.cli.given_sources import gather
    from estimator.cli.output import writable
    from estimator.errors import InputError
    from estimator.readers.anonymise import anonymised_outcome, is_person, salt_of, without_texts
    from estimator.report.wording import counted
    from estimator.rules import load_rules

    if wanted.anonymise and wanted.salt_file is None and str(wanted.output) == "-":
        raise click.UsageError("--anonymise needs --salt-file FILE where no log is written")
    rules, target, salt = load_rules(), wanted.output, wanted.salt_file
    if wanted.anonymise and salt is None:
        salt = target.with_suffix(".salt")  # private, and found again the next time
    read_too = [*read.sources, *([str(salt)] if salt else [])]
    if target != STDOUT:
        writable(target, read_too, wanted.force)
    outcome = gather(read, rules)
    log, notes = without_texts(outcome.log)
    people = sum(map(is_person, {*log.accounts, *(one.account for one in outcome.readings)}))
    if people and salt is None:
        if target == STDOUT:
            what = f"{counted(people, 'accounts')} may be names or addresses"
            raise InputError.at("account", f"{what}; add --salt-file FILE")
        salt = target.with_suffix(".salt")
        told = f"{counted(people, 'accounts')} under pseudonyms; their secret is in {salt}"
        notes.append(f"{told}: give it with --salt-file for other logs of these people")
    outcome = replace(outcome, log=log, notes=(*outcome.notes, *notes))
    if salt is not None and (people or wanted.anonymise):
        outcome = anonymised_outcome(outcome, salt_of(salt), wanted.anonymise)
    _put(outcome, target, read_too)
    _tell(outcome, rules, wanted, read.quiet)


def _put(outcome: "Outcome", target: Path, sources: Iterable[str]) -> None:
    """Writes the log."""
    from estimator.readers.writing import jsonl, write_log

    if target != STDOUT:
        write_log(outcome.log, target, inputs=[Path(source) for source in sources])
        return
    for block in jsonl(outcome.log):
        sys.stdout.buffer.write(block)
    sys.stdout.buffer.flush()


def _tell(outcome: "Outcome", rules: "Rules", wanted: ImportOptions, quiet: bool) -> None:
    """Says what was read, what it can show, and what became of the readings in it, which it stores.

    That is the result where the log went to a file; otherwise it stands beside it.
    """
    from estimator.cli.output import show, width
    from estimator.cli.telling import in_full
    from estimator.days import to_day
    from estimator.reading.files import store_readings
    from estimator.report.blocks import BLANK, line
    from estimator.report.gaps import import_page
    from estimator.report.text_form import lines_of, plain
    from estimator.report.wording import counted

    page = import_page(outcome.log, rules.on(to_day(rules.calibrated_until)), wanted.seat)
    report = [line(one) for one in outcome.gave]
    report += [BLANK] if report else []
    report += [*map(line, in_full(outcome)), BLANK, *lines_of(page, width())]
    if outcome.missing:
        report += [BLANK, line("What these sources never show")]
        report += [line(f"  {sentence}") for sentence in outcome.missing]
    if outcome.readings:
        found = counted(len(outcome.readings), "readings")
        if wanted.folder is not None:
            store_readings(outcome.readings, wanted.folder)
        stored = (
            f"stored in {wanted.folder}" if wanted.folder else "found; --readings DIR stores them"
        )
        report += [BLANK, line(f"{found} {stored}")]
    if wanted.output != STDOUT:
        show([*report, BLANK, line(f"written to {wanted.output}")])
    elif not quiet:
        click.echo(plain(report), nl=False, err=True)
