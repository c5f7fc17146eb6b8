"""The page as one text: the script and its numbers in one file."""

import json
from datetime import date
from pathlib import Path

from estimator.actions import Seat
from estimator.log import ActivityLog
from estimator.page.numbers import page_numbers
from estimator.rules import Rules

NUMBERS = "/*NUMBERS*/null"


def page_of(log: ActivityLog, rules: Rules, seat: Seat = "free", on: date | None = None) -> str:
    """The whole page of an account, as HTML; the same inputs give the same bytes.

    Raises: LogError for a log of several accounts.
    """
    text = (Path(__file__).parent / "whatif.html").read_text(encoding="utf-8")
    numbers = json.dumps(page_numbers(log, rules, seat, on), separators=(",", ":"), sort_keys=True)
    return text.replace(NUMBERS, numbers.replace("<", "\\u003c"), 1)
