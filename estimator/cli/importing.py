"""`ssi import`: sources of any kind into one log; what it covers and what it lacks."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

import estimator
from estimator.cli.options import A_FILE, A_FOLDER, Input, argument, option

if TYPE_CHECKING:
    from estimator.actions import Seat
    from estimator.readers.outcome import Outcome
    from estimator.rules import Rules

STDOUT = Path("-")


class ImportCommand(Input):
    """Read sources of any kind into one log, and say what it covers and what it lacks.

    Every file is reported: rows read, rows left out and why, the days it speaks of. Then the
    signals that can be scored, those that cannot, and where to get them. Nothing of a message,
    a name or an address is in the log: accounts that are more than a word, or are made of a name,
    go by pseudonyms, with --anonymise all of them.
    """

    example = "ssi import Complete_LinkedInDataExport_05-19-2026.zip -o log.jsonl"

    sources: tuple[str, ...] = argument("SOURCE...", required=True)
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

    def run(self) -> None:
        from estimator.cli.given_sources import gather
        from estimator.cli.output import writable
        from estimator.errors import InputError
        from estimator.readers import anonymise
        from estimator.readers.writing import jsonl, write_log
        from estimator.report.wording import counted

        is_shown, salt = self.output == STDOUT, self.salt_file
        if self.anonymise and salt is None:
            if is_shown:
                what = "--anonymise needs --salt-file FILE where no log is written"
                raise click.UsageError(what)
            salt = self.output.with_suffix(".salt")  # private, and found again the next time
        rules, read = estimator.load_rules(), [*self.sources, *([str(salt)] if salt else [])]
        if not is_shown:
            writable(self.output, read, self.force)
        outcome = gather(self, rules)
        log, notes = anonymise.without_texts(outcome.log)
        accounts = {*log.accounts, *(one.account for one in outcome.readings)}
        people = sum(map(anonymise.is_person, accounts))
        if people and salt is None:
            if is_shown:
                what = f"{counted(people, 'accounts')} may be names or addresses"
                raise InputError.at("account", f"{what}; add --salt-file FILE")
            salt = self.output.with_suffix(".salt")
            told = f"{counted(people, 'accounts')} under pseudonyms; their secret is in {salt}"
            notes.append(f"{told}: give it with --salt-file for other logs of these people")
        outcome = replace(outcome, log=log, notes=(*outcome.notes, *notes))
        if salt is not None and (people or self.anonymise):
            secret = anonymise.salt_of(salt)
            outcome = anonymise.anonymised_outcome(outcome, secret, self.anonymise)
        if is_shown:
            for block in jsonl(outcome.log):
                sys.stdout.buffer.write(block)
            sys.stdout.buffer.flush()
        else:
            write_log(outcome.log, self.output, inputs=[*map(Path, read)])
        self.tell(outcome, rules)

    def tell(self, outcome: "Outcome", rules: "Rules") -> None:
        """Says what was read, what it can show, and what became of the readings in it, which it
        stores.

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

        page = import_page(outcome.log, rules.on(to_day(rules.calibrated_until)), self.seat)
        report = [*map(line, outcome.gave), *([BLANK] if outcome.gave else [])]
        report += [*map(line, in_full(outcome)), BLANK, *lines_of(page, width())]
        if outcome.missing:
            report += [BLANK, line("What these sources never show")]
            report += [line(f"  {sentence}") for sentence in outcome.missing]
        if outcome.readings:
            stored = "found; --readings DIR stores them"
            if self.folder is not None:
                store_readings(outcome.readings, self.folder)
                stored = f"stored in {self.folder}"
            report += [BLANK, line(f"{counted(len(outcome.readings), 'readings')} {stored}")]
        if self.output != STDOUT:
            show([*report, BLANK, line(f"written to {self.output}")])
        elif not self.quiet:
            click.echo(plain(report), nl=False, err=True)
