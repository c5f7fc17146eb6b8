"""`ssi explain`: why the index is what it is, why it moved, what a number rests on, a team."""

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

import estimator
from estimator.cli.options import ON, SALT, Answered, Averages, option

if TYPE_CHECKING:
    from estimator.cli.given_sources import ScoresKnown
    from estimator.report import Result

FOUR_WEEKS = timedelta(days=28)


class ExplainCommand(Answered, Averages):
    """Explain the index: every signal of a day, or every cause of a change between two.

    With --from or --to the change is split into what came, what faded, what left the window,
    levels, caps and rules, to the last point. `ssi explain --why find.people_searches` follows
    every number of a signal to its source.
    """

    example = "ssi explain log.jsonl\nssi explain log.jsonl --from 2026-03-16 --to 2026-05-16"

    on: date | None = ON
    first: date | None = option("Why it moved since this day.", flags="--from")
    last: date | None = option(
        "... until this day; the log's last by default. Alone: since four weeks before.",
        flags="--to",
    )
    path: str | None = option(
        "The numbers of a pillar, signal or number with their sources; needs no SOURCE.",
        *("PATH", "--why"),
    )
    team: bool = option("All accounts as a table, under pseudonyms.")
    names: bool = option("With --team: the names of the accounts.")
    salt_file: Path | None = SALT
    rules_before: tuple[str, ...] = option(
        "Other rules for the first day: what do they change? Repeatable.", "FILE"
    )

    def run(self) -> None:
        from estimator.cli.output import deliver
        from estimator.explanation.day import why

        self.refuse_contradictions()
        if self.path is not None and not self.sources:
            rules = self.loaded()
            deliver(why(rules, self.path), rules.on(0), self)
            return
        known = self.known(self.last or self.on, "explained on {}")
        # the score that the sources hold is of one account, not of a team
        self.deliver(self.explained(known), known, beside=not self.team)

    def refuse_contradictions(self) -> None:
        """Nothing when the arguments go together. Raises: click.UsageError when they do not."""
        is_change = self.first or self.last
        if not self.sources and self.path is None and self.readings is None:
            raise click.UsageError("name a SOURCE to explain, or a PATH of the rules with --why")
        if self.on and is_change:
            raise click.UsageError("--on is one day; a change is between --from and --to")
        if self.path and (self.team or is_change or self.rules_before):
            raise click.UsageError("--why is of one day and one account; leave the rest out")
        if (self.names or self.salt_file) and not self.team:
            option = "--names" if self.names else "--salt-file"
            raise click.UsageError(f"{option} goes with --team")
        if self.names and self.salt_file:
            what = "--names shows the names that --salt-file hides; give one of them"
            raise click.UsageError(what)

    def begun(self, last: date) -> date | None:
        """The first day of a change, None when none is asked for."""
        if self.first and self.first > last:
            raise click.UsageError(f"--from {self.first} is later than --to {last}")
        if self.first or not self.last:
            return self.first or (last if self.rules_before else None)
        first = last - FOUR_WEEKS
        self.say(f"since {first}, four weeks before; --from DATE names another")
        return first

    def explained(self, known: "ScoresKnown") -> "Result":
        from estimator.cli.given_sources import pseudonyms
        from estimator.explanation.comparisons import averages_of, nearest
        from estimator.explanation.day import why
        from estimator.explanation.teams import team
        from estimator.score import estimate

        rules, log, last, seat = known.rules, known.log, known.today, known.seat
        first, readings = self.begun(last), known.readings
        if self.team:
            called = pseudonyms(self.salt_file)
            return team(log, rules, last, first, seat=seat, names=self.names, called=called)
        known.alone(", or add --team for a table of them")
        if first is not None:
            old = estimator.load_rules(*self.rules_before) if self.rules_before else None
            return estimator.explain(
                log, rules, first, last, seat=seat, rules_before=old, readings=readings
            )
        # the nearest reading's averages give the rank, where none are named
        averages = {**averages_of(nearest(readings, last)), **self.averages}
        now = estimate(log, rules, last, seat, averages or None, readings)
        return estimator.explain(now) if self.path is None else why(rules, self.path, now)
