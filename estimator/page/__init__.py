"""The what-if page: one file that opens without a network and answers as one drags.

account_numbers  what the engine made of an account, as one mapping
model.js         what a plan gives: multiplies, applies curves, adds and cuts
view.js          the controls and what is drawn
whatif.html      the page around them
"""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from estimator.actions import Seat
from estimator.log import ActivityLog
from estimator.page.account_numbers import page_numbers
from estimator.reading import Reading
from estimator.rules import Rules

__all__ = ["page_numbers", "page_of"]

SCRIPTS = ("model.js", "view.js")


def page_of(
    log: ActivityLog,
    rules: Rules,
    seat: Seat = "free",
    on: date | None = None,
    readings: Sequence[Reading] = (),
) -> str:
    """The whole page of an account, as HTML; the same inputs give the same bytes.

    Raises: LogError for a log of several accounts.
    """
    page, *scripts = (
        (Path(__file__).parent / name).read_text("utf-8") for name in ("whatif.html", *SCRIPTS)
    )
    made = page_numbers(log, rules, seat, on, readings)
    numbers = json.dumps(made, separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")
    return page.replace("/*SCRIPTS*/", "\n".join([f"const N = {numbers};", *scripts]))
