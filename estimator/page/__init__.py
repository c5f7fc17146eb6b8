"""The what-if page: one file that opens without a network and answers as one drags.

account_numbers  what the engine made of an account, as one mapping
model.js         what a plan gives: multiplies, applies curves, adds and cuts
view.js          the controls and what is drawn
whatif.html      the page around them
"""

import json
from pathlib import Path

from estimator.page.account_numbers import page_numbers
from estimator.score.results import Json

__all__ = ["page_numbers", "page_of"]

SCRIPTS = ("model.js", "view.js")


def page_of(numbers: Json) -> str:
    """The whole page of an account's `page_numbers`, as HTML; the same give the same bytes."""
    page, *scripts = (
        (Path(__file__).parent / name).read_text("utf-8") for name in ("whatif.html", *SCRIPTS)
    )
    held = json.dumps(numbers, separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")
    return page.replace("/*SCRIPTS*/", "\n".join([f"const N = {held};", *scripts]))
