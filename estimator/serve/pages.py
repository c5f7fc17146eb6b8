"""The pages of the service, by path."""

from estimator.days import to_day
from estimator.page import page_of
from estimator.report import render
from estimator.serve.endpoints import Page
from estimator.serve.watching import Answers


def score_page(answers: Answers, account: str) -> str:
    """The score of an account as a page."""
    found = answers.estimate(account)
    return render(found, "html", answers.question.rules.on(to_day(found.on)), 80)


def whatif_page(answers: Answers, account: str) -> str:
    """The what-if page of an account."""
    asked = answers.question
    return page_of(answers.log.of_account(account), asked.rules, asked.seat, asked.on)


PAGES: dict[str, Page] = {"/": whatif_page, "/report": score_page}
