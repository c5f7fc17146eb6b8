"""What `explain` does once its arguments are clear."""

from collections.abc import Mapping
from datetime import date, timedelta

import click

from estimator.cli.explain import ExplainOptions
from estimator.cli.given_sources import ScoresKnown, known_of
from estimator.cli.options import Input, Output, Scoring
from estimator.cli.output import deliver
from estimator.cli.telling import say
from estimator.days import to_day
from estimator.explanation.change import Change, explain
from estimator.explanation.citing import Why, why
from estimator.explanation.comparisons import averages_of, nearest
from estimator.explanation.day import Explanation
from estimator.explanation.teams import Team, team
from estimator.rules import Rules, load_rules
from estimator.score import estimate_account

FOUR_WEEKS = timedelta(days=28)


def explain_sources(
    read: Input, asked: ExplainOptions, averages: Mapping[str, float], by: Scoring, write: Output
) -> None:
    """Reads the sources, explains, writes."""
    _refuse_contradictions(read, asked)
    rules = load_rules(*by.rules)
    if asked.path is not None and not read.sources:
        deliver(why(rules, asked.path), rules.on(0), write)
        return
    last = asked.last or asked.on
    known = known_of(read, rules, by, asked.readings, last, "explained on {}")
    last = known.today
    result = _explained(known, rules, _first(last, read, asked), asked, averages)
    beside = () if asked.team else known.recorded(last)  # of one account, not of a team
    model = rules.on(to_day(last))
    deliver(result, model, write, read=read, assumed=known.assumed, beside=beside)


def _refuse_contradictions(read: Input, asked: ExplainOptions) -> None:
    """Nothing when the arguments go together. Raises: click.UsageError when they do not."""
    if not read.sources and asked.path is None and asked.readings is None:
        raise click.UsageError("name a SOURCE to explain, or a PATH of the rules with --why")
    if asked.on and (asked.first or asked.last):
        raise click.UsageError("--on is one day; a change is between --from and --to")
    if asked.path and (asked.team or asked.first or asked.last or asked.rules_before):
        raise click.UsageError("--why is of one day and one account; leave the rest out")
    if asked.names and not asked.team:
        raise click.UsageError("--names goes with --team")


def _first(last: date, read: Input, asked: ExplainOptions) -> date | None:
    """The first day of a change, None when none is asked for."""
    if asked.first and asked.first > last:
        raise click.UsageError(f"--from {asked.first} is later than --to {last}")
    if asked.first or not asked.last:
        return asked.first or (last if asked.rules_before else None)
    first = last - FOUR_WEEKS
    if not read.quiet:
        say(f"since {first}, four weeks before; --from DATE names another")
    return first


def _explained(
    known: ScoresKnown,
    rules: Rules,
    first: date | None,
    asked: ExplainOptions,
    averages: Mapping[str, float],
) -> Explanation | Change | Team | Why:
    log, last, seat = known.log, known.today, known.seat
    if asked.team:
        return team(log, rules, last, first, seat=seat, names=asked.names)
    if log.n_accounts > 1:
        what = f"the sources hold {log.n_accounts} accounts; name one with --account,"
        raise click.UsageError(f"{what} or add --team for a table of them")
    readings = known.readings
    if first is not None:
        before = load_rules(*asked.rules_before) if asked.rules_before else None
        return explain(log, rules, first, last, seat=seat, rules_before=before, readings=readings)
    found = nearest(readings, last)  # whose averages give the rank, where none are named
    groups = {**(averages_of(found.reading) if found else {}), **averages}
    now = estimate_account(log, rules, last, seat, groups or None, readings)
    return explain(now) if asked.path is None else why(rules, asked.path, now)
