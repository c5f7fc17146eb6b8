"""What `import` does once its arguments are clear."""

import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click

from estimator.cli.given_sources import gather
from estimator.cli.importing import ImportOptions
from estimator.cli.options import Input
from estimator.cli.output import show, width, writable
from estimator.cli.telling import in_full
from estimator.days import to_day
from estimator.errors import InputError
from estimator.readers.anonymise import anonymised_outcome, is_person, salt_of, without_texts
from estimator.readers.outcome import Outcome
from estimator.readers.writing import jsonl, write_log
from estimator.reading import store_readings
from estimator.report.blocks import BLANK, Line, line
from estimator.report.gaps import import_page
from estimator.report.text_form import lines_of, plain
from estimator.report.wording import counted
from estimator.rules import load_rules

STDOUT = Path("-")


def import_log(read: Input, wanted: ImportOptions) -> None:
    """Reads the sources, writes their log, reports on every file and on what the log can show."""
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
            raise InputError.at("account", f"{what}; add --anonymise --salt-file FILE")
        salt = target.with_suffix(".salt")
        notes.append(f"{counted(people, 'accounts')} under pseudonyms; their secret is in {salt}")
    outcome = replace(outcome, log=log, notes=(*outcome.notes, *notes))
    if salt is not None:
        outcome = anonymised_outcome(outcome, salt_of(salt), wanted.anonymise)
    _put(outcome, target, read_too)
    stored = _stored(outcome, wanted.folder)
    model = rules.on(to_day(rules.calibrated_until))
    report = [
        *(line(one) for one in outcome.gave),
        *([BLANK] if outcome.gave else []),
        *(line(said) for said in in_full(outcome)),
        BLANK,
        *lines_of(import_page(outcome.log, model, wanted.seat), width()),
        *_sentences(outcome.missing),
        *stored,
    ]
    _tell(report, target, read.quiet)


def _put(outcome: Outcome, target: Path, sources: Iterable[str]) -> None:
    if target != STDOUT:
        write_log(outcome.log, target, inputs=[Path(source) for source in sources])
        return
    for block in jsonl(outcome.log):
        sys.stdout.buffer.write(block)
    sys.stdout.buffer.flush()


def _stored(outcome: Outcome, folder: Path | None) -> list[Line]:
    """Stores the readings of the sources, when a folder is given for them, and says where."""
    n = len(outcome.readings)
    if not n:
        return []
    if folder is None:
        return [BLANK, line(f"{counted(n, 'readings')} found; --readings DIR stores them")]
    store_readings(outcome.readings, folder)
    return [BLANK, line(f"{counted(n, 'readings')} stored in {folder}")]


def _sentences(missing: Iterable[str]) -> list[Line]:
    said = [line(f"  {sentence}") for sentence in missing]
    return [BLANK, line("What these sources never show"), *said] if said else []


def _tell(report: list[Line], target: Path, quiet: bool) -> None:
    """The report is the result where the log went to a file; otherwise it stands beside it."""
    if target != STDOUT:
        show([*report, BLANK, line(f"written to {target}")])
    elif not quiet:
        click.echo(plain(report), nl=False, err=True)
