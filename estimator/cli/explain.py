"""`ssi explain`: why the index is what it is, why it moved, what a number rests on, a team."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from estimator.cli import options
from estimator.cli.options import option

if TYPE_CHECKING:
    from estimator.cli.given_sources import ScoresKnown
    from estimator.report import Result

FOUR_WEEKS = timedelta(days=28)


@dataclass(frozen=True)
class ExplainOptions:
    """What is to be explained: a day, a change, a path of the rules, a team."""

    on: date | None = options.ON
    first: date | None = option("Why it moved since this day.", flags="--from")
    last: date | None = option(
        "... until this day; the log's last by default. Alone: since four weeks before.",
        flags="--to",
    )
    readings: Path | None = options.READINGS
    path: str | None = option(
        "The numbers of a pillar, signal or number with their sources; needs no SOURCE.",
        *("PATH", "--why"),
    )
    team: bool = option("All accounts as a table, under pseudonyms.")
    names: bool = option("With --team: the names of the accounts.")
    salt_file: Path | None = options.SALT
    rules_before: tuple[str, ...] = option(
        "Other rules for the first day: what do they change? Repeatable.", "FILE"
    )


@options.command(
    "explain", "ssi explain log.jsonl\nssi explain log.jsonl --from 2026-03-16 --to 2026-05-16"
)
def explain(
    asked: ExplainOptions,
    by: options.Scoring,
    write: options.Output,
    averages: options.Averages,
    read: options.Input,
) -> None:
    """Explain the index: every signal of a day, or every cause of a change between two.

    With --from or --to the change is split into what came, what faded, what left the window,
    levels, caps and rules, to the last point. `ssi explain --why find.people_searches` follows
    every number of a signal to its source.
    """
    from estimator.cli.given_sources import known_of
    from estimator.cli.output import deliver, deliver_known
    from estimator.explanation.citing import why
    from estimator.rules import load_rules

    _refuse_contradictions(read, asked)
    if asked.path is not None and not read.sources:
        rules = load_rules(*by.rules)
        deliver(why(rules, asked.path), rules.on(0), write)
        return
    known = known_of(read, by, asked.readings, asked.last or asked.on, "explained on {}")
    result = _explained(known, _first(known.today, read, asked), asked, averages.given)
    # the score that the sources hold is of one account, not of a team
    deliver_known(result, known, read, write, known.today, beside=not asked.team)


def _refuse_contradictions(read: options.Input, asked: ExplainOptions) -> None:
    """Nothing when the arguments go together. Raises: click.UsageError when they do not."""
    if not read.sources and asked.path is None and asked.readings is None:
        raise click.UsageError("name a SOURCE to explain, or a PATH of the rules with --why")
    if asked.on and (asked.first or asked.last):
        raise click.UsageError("--on is one day; a change is between --from and --to")
    if asked.path and (asked.team or asked.first or asked.last or asked.rules_before):
        raise click.UsageError("--why is of one day and one account; leave the rest out")
    if (asked.names or asked.salt_file) and not asked.team:
        raise click.UsageError(f"{'--names' if asked.names else '--salt-file'} goes with --team")
    if asked.names and asked.salt_file:
        raise click.UsageError("--names shows the names that --salt-file hides; give one of them")


def _first(last: date, read: options.Input, asked: ExplainOptions) -> date | None:
    """The first day of a change, None when none is asked for."""
    if asked.first and asked.first > last:
        raise click.UsageError(f"--from {asked.first} is later than --to {last}")
    if asked.first or not asked.last:
        return asked.first or (last if asked.rules_before else None)
    first = last - FOUR_WEEKS
    if not read.quiet:
        from estimator.cli.telling import say

        say(f"since {first}, four weeks before; --from DATE names another")
    return first


def _explained(
    known: "ScoresKnown",
    first: date | None,
    asked: ExplainOptions,
    averages: Mapping[str, float],
) -> "Result":
    from estimator.cli.given_sources import pseudonyms
    from estimator.explanation.change import explain as explained
    from estimator.explanation.citing import why
    from estimator.explanation.comparisons import averages_of, nearest
    from estimator.explanation.teams import team
    from estimator.rules import load_rules
    from estimator.score import estimate_account

    rules, log, last, seat = known.rules, known.log, known.today, known.seat
    if asked.team:
        called = pseudonyms(asked.salt_file)
        return team(log, rules, last, first, seat=seat, names=asked.names, called=called)
    known.alone(", or add --team for a table of them")
    readings = known.readings
    if first is not None:
        before = load_rules(*asked.rules_before) if asked.rules_before else None
        return explained(log, rules, first, last, seat=seat, rules_before=before, readings=readings)
    # the nearest reading's averages give the rank, where none are named
    groups = {**averages_of(nearest(readings, last)), **averages}
    now = estimate_account(log, rules, last, seat, groups or None, readings)
    return explained(now) if asked.path is None else why(rules, asked.path, now)
