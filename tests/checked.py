"""Cases and scenarios that tests check: small rules, logs of a few rows, readings made up."""

from datetime import date, timedelta
from pathlib import Path

from estimator import load_rules, read_log
from estimator.checks.cases import Case, read_checks
from estimator.coverage import Coverage
from estimator.log import ActivityLog
from estimator.reading import Reading
from estimator.resources import resource

SMALL_FILE = resource("fixtures") / "scenarios" / "small.yaml"
SMALL = load_rules(SMALL_FILE)
ON = date(2026, 5, 19)
NOTHING = {"brand": 6.0, "find": 10.0, "insight": 2.4, "relationship": 16.0}  # an unknown account

SCENARIO = f"""\
schema: ssi-scenario/1
name: Four comments
rules: {SMALL_FILE}
start: 2026-05-19
on: 2026-05-19
log:
  comment: "4x1"
complete: true
checks:
  amounts: {{insight.comments: 4}}  # by hand
  points: {{insight.comments: 1.6}}
  pillars: {{insight: 1.6}}
"""


def scenario(folder: Path, text: str = SCENARIO, name: str = "four") -> Path:
    """The file of a scenario."""
    file = folder / f"{name}.ssi.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def one(path: Path):
    """The only case or scenario at a path."""
    [found] = read_checks([path], read_log, SMALL)
    return found


def reading(on: date, account: str = "me", **pillars: float) -> Reading:
    return Reading(sum(pillars.values()), pillars, captured=on, account=account)


def unknown_account(*readings: Reading, name: str = "somebody", **given) -> Case:
    """A case of which nothing is known but its readings."""
    return Case(name, ActivityLog.empty(), readings, **given)


def idle_account(*readings: Reading, name: str = "idle", **given) -> Case:
    """A case that is known to have done nothing: every pillar is estimated at 0."""
    return Case(name, ActivityLog.empty(Coverage.complete()), readings, **given)


def days(first: date, n: int, every: int = 7) -> list[date]:
    return [first + timedelta(every * i) for i in range(n)]
