"""`ssi explain`: why the index is what it is, why it moved, what a number rests on, a team."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from estimator.cli import options
from estimator.cli.words import day


@dataclass(frozen=True)
class ExplainOptions:
    """What is to be explained: a day, a change, a path of the rules, a team."""

    on: date | None
    first: date | None
    last: date | None
    readings: Path | None
    path: str | None
    team: bool
    names: bool
    rules_before: tuple[str, ...]


QUESTION = (
    options.ON,
    click.option("--from", "first", type=day, metavar="DATE", help="Why it moved since this day."),
    click.option(
        "--to", "last", type=day, metavar="DATE",
        help="... until this day; the log's last by default. Alone: since four weeks before.",
    ),
    options.READINGS,
    click.option(
        "--why", "path", metavar="PATH",
        help="The numbers of a pillar, signal or number with their sources; needs no SOURCE.",
    ),
    click.option("--team", is_flag=True, help="All accounts as a table, under pseudonyms."),
    click.option("--names", is_flag=True, help="With --team: the names of the accounts."),
    click.option(
        "--rules-before", multiple=True, metavar="FILE",
        help="Other rules for the first day: what do they change? Repeatable.",
    ),
)  # fmt: skip


@click.command(
    "explain", cls=options.Command,
    example="ssi explain log.jsonl\nssi explain log.jsonl --from 2026-03-16 --to 2026-05-16",
)  # fmt: skip
@options.packed(ExplainOptions, "asked", QUESTION)
@options.takes_scoring
@options.takes_output
@options.packed(options.Averages, "averages", options.AVERAGES)
@options.may_take_input
def command(
    read: options.Input,
    asked: ExplainOptions,
    by: options.Scoring,
    averages: options.Averages,
    write: options.Output,
) -> None:
    """Explain the index: every signal of a day, or every cause of a change between two.

    With --from or --to the change is split into what came, what faded, what left the window,
    levels, caps and rules, to the last point. `ssi explain --why find.people_searches` follows
    every number of a signal to its source.
    """
    from estimator.cli.explaining import explain_sources

    explain_sources(read, asked, averages.given, by, write)
