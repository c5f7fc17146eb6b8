"""`ssi report`: a week on one page, for Monday morning."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import click

from estimator.cli.options import A_FILE, READINGS, SALT, Input, Output, Scoring, command, option
from estimator.cli.words import day

WEEK = re.compile(r"(\d{4})-?W(\d{1,2})")


def week(text: str) -> date:
    """The Sunday of a week written as 2026-W48. Raises: click.BadParameter."""
    found = WEEK.fullmatch(text.strip().upper())
    try:
        year, number = found.groups() if found else ("", "")
        return day(date.fromisocalendar(int(year), int(number), 7).isoformat())
    except ValueError:
        what = f"no week (got {text!r}); write the year and week as 2026-W48"
        raise click.BadParameter(what) from None


@command("report", "ssi report log.jsonl --readings readings/ -o week.html")
def report(
    *,
    end: date | None = option(
        "The week; the last whole one of the log by default.", "2026-W48", "--week", type=week
    ),
    plan: Path | None = option(
        "What was planned (ssi plan --save), to stand beside what was done.",
        "FILE",
        type=A_FILE,
    ),
    salt_file: Path | None = SALT,
    readings: Path | None = READINGS,
    by: Scoring,
    write: Output,
    read: Input,
) -> None:
    """A week on one page: the verdict, what moved, what was done, what is next.

    Of several accounts a table by improvement under pseudonyms; --account gives one its page.
    """
    from estimator.cli.given_sources import days_after, known_of, pseudonyms
    from estimator.cli.output import deliver_known
    from estimator.cli.telling import say
    from estimator.days import to_date
    from estimator.explanation.teams import team
    from estimator.report.weekly_page import DAYS, weekly
    from estimator.report.wording import counted
    from estimator.whatif import Plan

    planned = Plan.from_yaml(plan) if plan else None
    known = known_of(read, by, readings, end)
    last = end or known.today - timedelta(days=known.today.isoweekday() % DAYS)
    if end is None and known.log.n_rows and last < to_date(int(known.log.day.min())):
        last = known.today  # of a log that begins after it nothing would be there
    if end is None and not read.quiet:
        year, number, _ = last.isocalendar()
        say(f"week {year}-W{number:02}, up to {last}; --week names another")
    if late := days_after(known.log, last):
        days = counted(late, "days")
        ended = f"the sources end {days} before {last}: what was done since is not known"
        known = replace(known, assumed=(*known.assumed, ended))
    known = replace(known, today=last)
    if known.log.n_accounts > 1:
        week_before = last - timedelta(days=DAYS)
        called = pseudonyms(salt_file)
        members = team(known.log, known.rules, last, week_before, seat=known.seat, called=called)
        deliver_known(members, known, read, write, last, beside=False)
        return
    result = weekly(known.log, known.rules, last, known.seat, known.readings, planned)
    deliver_known(result, known, read, write, last)
