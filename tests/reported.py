"""Results to report on: small rules, a small log, stamps that stay; and the golden files."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

from strategies import log_of

from estimator.days import to_day
from estimator.readers.sources import read_log
from estimator.rules import load_rules
from estimator.score import estimate, history
from estimator.score.results import Stamp

GOLDEN = Path(__file__).parent / "golden"
ON = date(2026, 5, 19)
RULES = load_rules(GOLDEN / "rules.yaml")
MODEL = RULES.on(to_day(ON))
LOG = read_log(GOLDEN / "log.jsonl")
STAMP = Stamp("0.0.0", "rules", "log", "2026-05-19", "free", "2026-07-03")


def one_account(**given):
    return replace(estimate(LOG, RULES, ON, **given), stamp=STAMP)


def two_accounts():
    rows = [
        {"day": to_day(ON), "account": "anna", "action": "comment", "count": 20},
        {"day": to_day(ON), "account": "bo", "action": "connections", "count": 500},
    ]
    return replace(estimate(log_of(rows), RULES, ON), stamp=STAMP)


def spring():
    return replace(history(LOG, RULES, date(2026, 3, 1), ON), stamp=STAMP)


def assert_golden(name, text):
    """The text is that of the golden file; REWRITE_GOLDEN=1 rewrites it, for a reviewed diff."""
    file = GOLDEN / name
    if os.environ.get("REWRITE_GOLDEN"):
        file.write_text(text, encoding="utf-8", newline="\n")
    assert text == file.read_text(encoding="utf-8")
