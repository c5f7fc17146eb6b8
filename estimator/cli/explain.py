"""`ssi explain`: why the index is what it is, why it moved, what a number rests on, a team."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from estimator.cli.options import ON, Input, Output, Scoring, may_take_input, takes_output
from estimator.cli.options import takes_scoring as by_rules
from estimator.cli.words import day, points


@dataclass(frozen=True)
class Question:
    """What is to be explained: a day, a change, a path of the rules, a team."""

    on: date | None
    first: date | None
    last: date | None
    readings: Path | None
    path: str | None
    team: bool
    names: bool
    rules_before: tuple[str, ...]
    averages: dict[str, float]


@click.command("explain")
@may_take_input
@ON
@click.option("--from", "first", type=day, metavar="DATE", help="Why it moved since this day.")
@click.option(
    "--to", "last", type=day, metavar="DATE",
    help="... until this day; the log's last by default. Alone: since four weeks before.",
)  # fmt: skip
@click.option(
    "--readings", type=click.Path(path_type=Path), metavar="DIR",
    help="Recorded readings: what no cause explains, and the averages for ranks.",
)  # fmt: skip
@click.option(
    "--why", "path", metavar="PATH",
    help="The numbers of a pillar, signal or number with their sources; needs no SOURCE.",
)  # fmt: skip
@click.option("--team", is_flag=True, help="All accounts as a table, under pseudonyms.")
@click.option("--names", is_flag=True, help="With --team: the names of the accounts.")
@by_rules
@click.option(
    "--rules-before", multiple=True, metavar="FILE",
    help="Other rules for the first day: what do they change? Repeatable.",
)  # fmt: skip
@click.option("--industry-average", "industry", type=points, metavar="POINTS", help="For the rank.")
@click.option("--network-average", "network", type=points, metavar="POINTS", help="The same.")
@takes_output
def command(
    read: Input,
    on: date | None,
    first: date | None,
    last: date | None,
    readings: Path | None,
    path: str | None,
    team: bool,
    names: bool,
    by: Scoring,
    rules_before: tuple[str, ...],
    industry: float | None,
    network: float | None,
    write: Output,
) -> None:  # fmt: skip
    """Explain the index: every signal of a day, or every cause of a change between two.

    With --from or --to the change is split into what came, what faded, what left the window,
    levels, caps and rules, to the last point. `ssi explain --why find.people_searches` follows
    every number of a signal to its source.
    """
    from estimator.cli.explaining import explain_sources

    given = {"industry": industry, "network": network}
    averages = {group: value for group, value in given.items() if value is not None}
    asked = Question(on, first, last, readings, path, team, names, rules_before, averages)
    explain_sources(read, asked, by, write)
