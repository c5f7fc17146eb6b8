"""`ssi report`: a week on one page, for Monday morning."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import click

import estimator
from estimator.cli.options import A_FILE, SALT, Answered, option
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


class ReportCommand(Answered):
    """A week on one page: the verdict, what moved, what was done, what is next.

    Of several accounts a table by improvement under pseudonyms; --account gives one its page.
    """

    example = "ssi report log.jsonl --readings readings/ -o week.html"

    end: date | None = option(
        "The week; the last whole one of the log by default.", "2026-W48", "--week", type=week
    )
    plan: Path | None = option(
        "What was planned (ssi plan --save), to stand beside what was done.",
        "FILE",
        type=A_FILE,
    )
    salt_file: Path | None = SALT

    def run(self) -> None:
        from estimator.cli.given_sources import days_after, pseudonyms
        from estimator.days import to_date
        from estimator.explanation.teams import team
        from estimator.report.weekly_page import DAYS, weekly
        from estimator.report.wording import counted

        planned = estimator.Plan.from_yaml(self.plan) if self.plan else None
        known = self.known(self.end)
        log, rules, seat = known.log, known.rules, known.seat
        last = self.end or known.today - timedelta(days=known.today.isoweekday() % DAYS)
        if self.end is None and log.first_day is not None and last < to_date(log.first_day):
            last = known.today  # of a log that begins after it nothing would be there
        if self.end is None:
            year, number, _ = last.isocalendar()
            self.say(f"week {year}-W{number:02}, up to {last}; --week names another")
        if late := days_after(log, last):
            days = counted(late, "days")
            ended = f"the sources end {days} before {last}: what was done since is not known"
            known = replace(known, assumed=(*known.assumed, ended))
        known = replace(known, today=last)
        if log.n_accounts > 1:
            before, called = last - timedelta(days=DAYS), pseudonyms(self.salt_file)
            members = team(log, rules, last, before, seat=seat, called=called)
            self.deliver(members, known, beside=False)
        else:
            self.deliver(weekly(log, rules, last, seat, known.readings, planned), known)
