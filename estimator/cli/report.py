"""`ssi report`: a week on one page, for Monday morning."""

import re
from datetime import date, timedelta
from pathlib import Path

import click

from estimator.cli.options import (
    READINGS,
    Command,
    Input,
    Output,
    Scoring,
    may_take_input,
    takes_output,
    takes_scoring,
)
from estimator.cli.words import day

WEEK = re.compile(r"(\d{4})-?W(\d{1,2})")


def week(context: click.Context, option: click.Parameter, text: str | None) -> date | None:
    """The Sunday of a week written as 2026-W48."""
    if text is None:
        return None
    found = WEEK.fullmatch(text.strip().upper())
    try:
        year, number = found.groups() if found else ("", "")
        return day(date.fromisocalendar(int(year), int(number), 7).isoformat())
    except ValueError:
        what = f"no week (got {text!r}); write the year and week as 2026-W48"
        raise click.BadParameter(what) from None


@click.command(
    "report", cls=Command,
    example="ssi report log.jsonl --readings readings/ -o week.html",
)  # fmt: skip
@click.option(
    "--week", "end", callback=week, metavar="2026-W48",
    help="The week; the last whole one of the log by default.",
)  # fmt: skip
@click.option(
    "--plan", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
    help="What was planned (ssi plan --save), to stand beside what was done.",
)  # fmt: skip
@READINGS
@takes_scoring
@takes_output
@may_take_input
def command(
    read: Input,
    end: date | None,
    plan: Path | None,
    readings: Path | None,
    by: Scoring,
    write: Output,
) -> None:
    """A week on one page: the verdict, what moved, what was done, what is next.

    Of several accounts a table by improvement under pseudonyms; --account gives one its page.
    """
    from estimator.cli.given_sources import days_after, known_of
    from estimator.cli.output import deliver
    from estimator.cli.telling import say
    from estimator.days import to_date, to_day
    from estimator.explanation.teams import team
    from estimator.report.weekly_page import DAYS, weekly
    from estimator.report.wording import counted
    from estimator.rules import load_rules
    from estimator.whatif import Plan

    rules = load_rules(*by.rules)
    known = known_of(read, rules, by, readings, end)
    last = end or known.today - timedelta(days=known.today.isoweekday() % DAYS)
    if end is None and known.log.n_rows and last < to_date(int(known.log.day.min())):
        last = known.today  # of a log that begins after it nothing would be there
    if end is None and not read.quiet:
        year, number, _ = last.isocalendar()
        say(f"week {year}-W{number:02}, up to {last}; --week names another")
    assumed = known.assumed
    if late := days_after(known.log, last):
        days = counted(late, "days")
        assumed += (f"the sources end {days} before {last}: what was done since is not known",)
    if known.log.n_accounts > 1:
        members = team(known.log, rules, last, last - timedelta(days=DAYS), seat=known.seat)
        deliver(members, rules.on(to_day(last)), write, read, assumed)
        return
    planned = Plan.from_yaml(plan) if plan else None
    result = weekly(known.log, rules, last, known.seat, known.readings, planned)
    beside = known.recorded(last)
    deliver(result, rules.on(to_day(last)), write, read, assumed, beside)
