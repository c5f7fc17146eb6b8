"""The pages of the service, by path."""

from datetime import timedelta

from estimator.days import to_date, to_day
from estimator.page import page_of
from estimator.report import render
from estimator.report.weekly_page import DAYS, weekly
from estimator.score import last_day
from estimator.serve.endpoints import Page
from estimator.serve.watching import Answers


def report_page(answers: Answers, account: str) -> str:
    """The weekly report of an account: its last whole week."""
    asked, log = answers.question, answers.log.of_account(account)
    today = asked.on or to_date(last_day(log))
    last = today - timedelta(days=today.isoweekday() % DAYS)
    week = weekly(log, asked.rules, last, asked.seat, answers.of(account))
    return render(week, "html", asked.rules.on(to_day(last)), 80)


def whatif_page(answers: Answers, account: str) -> str:
    """The what-if page of an account."""
    asked, log = answers.question, answers.log.of_account(account)
    return page_of(log, asked.rules, asked.seat, asked.on, answers.of(account))


PAGES: dict[str, Page] = {"/": whatif_page, "/report": report_page}
