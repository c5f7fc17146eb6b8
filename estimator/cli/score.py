"""`ssi score`, `ssi history`, `ssi demo`: the estimated index of a day, and of every day."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import click

import estimator
from estimator.cli.options import ON, Answered, Arguments, Averages, Command, ScoreOutput, option
from estimator.cli.words import Choice, NumberType

if TYPE_CHECKING:
    from estimator.cli.given_sources import ScoresKnown
    from estimator.log import ActivityLog
    from estimator.score.results import Estimate, Estimates, History

YEAR = timedelta(days=364)
AT_ONCE = 1 << 20  # days of accounts of a history that are worked out and written at a time


class Engine(Arguments):
    """What works it out, where that is not this process."""

    engine: str | None = option(
        "Score a folder of Parquet, a part at a time or on a cluster, to Parquet in -o.",
        type=Choice(("local", "dask", "spark")),
    )
    scheduler: str | None = option("A running Dask cluster; without it, one of its own.", "ADDRESS")
    memory: int | None = option(
        "What rows held at once may take, with --engine local; 2000 by default.",
        "MB",
        type=NumberType(1, whole=True),
    )


class ScoreCommand(Answered, ScoreOutput, Averages, Engine):
    """Estimate the Social Selling Index of a log: four pillars, an interval, the reasons.

    SOURCE is an export of LinkedIn (ZIP or folder), a usage report, an analytics workbook, a
    table with the columns day and action (JSON lines, CSV, Parquet), or - for standard input.
    Of several, one that cannot be used is reported and left out; a path that does not exist is
    a usage error: nothing is scored, exit code 2. With --readings PATH no SOURCE is needed: the
    score is then that of your readings, as they age.
    """

    example = "ssi score Complete_LinkedInDataExport_05-19-2026.zip"

    on: date | None = ON

    def run(self) -> None:
        if self.scheduler is not None and self.engine is None:
            raise click.UsageError("--scheduler needs --engine dask")
        if self.memory is not None and self.engine != "local":
            raise click.UsageError("--memory needs --engine local")
        if self.engine is None:
            self.score()
        elif self.averages or self.readings:
            what = "a rank is given for one" if self.averages else "--readings anchor one"
            raise click.UsageError(f"{what} account only, not with --engine")
        elif not self.sources:
            raise click.UsageError("SOURCE...: missing; a file, a folder or - for standard input")
        else:
            from estimator.cli.engines import score_on

            score_on(self.engine, self)

    def score(self) -> None:
        """Reads the sources and the readings, estimates, writes."""
        known = self.known(self.on, "scored on {}")
        log, rules, day, readings = known.log, known.rules, known.today, known.readings
        recorded = known.recorded(day)
        if log.n_accounts == 1:
            one = estimator.estimate(log, rules, day, known.seat, self.averages or None, readings)
            _finish(replace(one, recorded=recorded), known, self)
            return
        if self.averages:
            self.say("a rank is given for one account only; name it with --account")
        many = estimator.estimate(log, rules, day, known.seat, readings=readings, columns=True)
        _finish(_moved(replace(many, recorded=recorded), known), known, self)


class HistoryCommand(Answered):
    """Estimate the index of every day of a period: a chart, or a row a day as CSV."""

    example = "ssi history log.jsonl --from 2026-02-01"

    first: date | None = option(
        "A year before --to, or the log's first day, by default.", flags="--from"
    )
    last: date | None = option("The log's last day by default.", flags="--to")

    def run(self) -> None:
        from estimator.cli.output import takes_parts
        from estimator.days import to_date, to_day

        known = self.known(self.last)
        log, end = known.log, known.today
        begun = to_date(log.first_day or to_day(end))
        if not self.sources:
            begun = min((one.captured for one in known.readings if one.captured), default=begun)
        start = self.first or max(end - YEAR, min(end, begun))
        if end < start:
            raise click.UsageError(f"--from {start} is later than --to {end}")
        step = max(AT_ONCE // ((end - start).days + 1), 1)
        logs: Iterator[ActivityLog] = iter([log])
        if in_parts := log.n_accounts > step and takes_parts(self):
            logs = (log.of_accounts(n, n + step) for n in range(0, log.n_accounts, step))
        days = partial(estimator.history, rules=known.rules, start=start, end=end, seat=known.seat)
        parts = map(partial(days, readings=known.readings), logs)
        result = next(parts)
        if not in_parts:
            result = replace(result, recorded=known.recorded(end, start))
        _finish(result, known, self, parts)


class DemoCommand(ScoreOutput):
    """Score the sample archive: a year of an invented person, in LinkedIn's own format."""

    example = "ssi demo"

    def run(self) -> None:
        from estimator.resources import resource

        archive = str(next(resource("fixtures").glob("exports/Complete_*.zip")))
        click.echo(
            "the sample archive that comes with the package, of an invented person", err=True
        )
        here, score = click.get_current_context(), Command("score", ScoreCommand)
        with score.make_context("demo", [archive], here.parent) as asked:
            asked.params |= here.params
            score.invoke(asked)
        click.echo(f"your own: ssi score YOUR.zip; this one is {archive}", err=True)


def _moved(found: "Estimates", known: "ScoresKnown") -> "Estimates":
    """The estimates with what changed since the record before, where there is one."""
    from estimator.score.edges import uneven

    days = [one.captured for one in found.recorded if one.captured is not None]
    earlier = known.recorded(max(days) - timedelta(days=1)) if days else ()
    before = max((one.captured for one in earlier if one.captured), default=None)
    if before is None:
        return found
    then = estimator.estimate(known.log, known.rules, before, known.seat, columns=True).total
    was, now = ({one.account: one.total for one in held} for held in (earlier, found.recorded))
    pairs = [(was.get(account), now.get(account)) for account in found.accounts]
    recorded = [None if a is None or b is None else b - a for a, b in pairs]
    moved = {"change": (found.total - then).tolist(), "recorded_change": recorded}
    told = (*found.warnings, *uneven(known.log, known.rules, before, found.on, known.seat))
    said = f"recorded: by LinkedIn; change: since {before}."
    return replace(found, moved=moved, said=said, warnings=told)


def _finish(
    result: "Estimate | Estimates | History",
    known: "ScoresKnown",
    asked: Answered,
    rest: "Iterable[History]" = (),
) -> None:
    if sys.stderr.isatty():
        asked.say("")  # what was said meanwhile stands apart from the result
    asked.deliver(result, known, beside=False, rest=rest)
