"""The contract with every engine: a table of whole accounts in, a table of their scores out.

In: the columns of a log (`account, day, action, count` and attributes), in any order of rows.
Out, sorted by account: `account, on, seat`, or `account, day, seat` with a row a day, and points,
low and high of the total and of every pillar, as in the CSV of the command line.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Protocol, TypeAlias, TypedDict, TypeVar

import pyarrow as pa

from estimator.actions import Seat
from estimator.coverage import Coverage
from estimator.engines.account_blocks import with_heading
from estimator.engines.survey import Survey
from estimator.log import ActivityLog
from estimator.readers.tables.frames import content_of, frame_table
from estimator.readers.tables.heading import Heading, covered
from estimator.readers.tables.judging import outcome_of
from estimator.rules import Rules
from estimator.score import estimate_accounts, history
from estimator.score.results import Estimates, History

NAME = "table"


def score_table(
    table: pa.Table, rules: Rules, on: date, seat: Seat = "free", coverage: Coverage | None = None
) -> pa.Table:
    """The scores of the table's accounts on a day: a row an account, sorted by account.

    coverage: that of the whole log; without it, what the table's metadata states, else what its
    rows show, which is right only where the table is the whole log. Rows that cannot be used are
    left out; `Survey` counts them.

    Raises: LogError for a table without the columns of a log.

    >>> from estimator import load_rules
    >>> rows = pa.table({"account": ["a"], "day": ["2026-03-05"], "action": ["comment"]})
    >>> score_table(rows, load_rules(), date(2026, 3, 6)).column_names[:4]
    ['account', 'on', 'seat', 'total']
    """
    made = partial(estimate_accounts, rules=rules, on=on, seat=seat, fast=False)
    return _made(log_of(table, coverage), made, score_schema(rules))


def history_table(
    table: pa.Table,
    rules: Rules,
    start: date,
    end: date,
    seat: Seat = "free",
    coverage: Coverage | None = None,
) -> pa.Table:
    """The scores of the table's accounts from `start` to `end`: a row an account and day, sorted.

    As `score_table` in everything else.

    Raises: ValueError when `end` is before `start`; LogError.
    """
    made = partial(history, rules=rules, start=start, end=end, seat=seat, fast=False)
    return _made(log_of(table, coverage), made, score_schema(rules, "day"))


def score_schema(rules: Rules, day: str = "on") -> pa.Schema:
    """The columns of scores; of histories with `day` for the name of their second one."""
    keys = [("account", pa.string()), (day, pa.date32()), ("seat", pa.string())]
    names = [name + end for name in ("total", *rules.pillars) for end in ("", "_low", "_high")]
    return pa.schema([*keys, *((name, pa.float64()) for name in names)])


def log_of(table: pa.Table, coverage: Coverage | None = None) -> ActivityLog:
    """The log that a table holds; it has no account when no row of it can be used."""
    content = content_of(table.schema)
    told = with_heading(table, {"covers": {}, **content})  # so that one without rows is one, too
    log = outcome_of(frame_table(told, NAME)).log
    if not (log.n_rows or log.set_aside or content.get("accounts")):
        log = log.of_accounts(0, 0)
    if coverage is None:
        coverage = log.coverage if "covers" in content else covered(log, Heading(), complete=False)
    return log.with_coverage(coverage)


def _made(
    log: ActivityLog, made: Callable[[ActivityLog], Estimates | History], schema: pa.Schema
) -> pa.Table:
    if not log.n_accounts:
        return schema.empty_table()
    return pa.table(dict(made(log).columns())).select(schema.names).cast(schema)


# --- what every engine is asked for --------------------------------------------------------------

Job: TypeAlias = Callable[[pa.Table], pa.Table]  # of whole accounts
Frame_co = TypeVar("Frame_co", covariant=True)


class Asked(TypedDict, total=False):
    """What may be asked besides: for which seat (free), under which coverage (the log's own)."""

    seat: Seat
    coverage: Coverage | None


class EngineLog(Protocol[Frame_co]):
    """A log that an engine holds, not read yet."""

    def survey(self, not_after: date | None = None) -> Survey:
        """What the log spans: one pass, of which a few rows come back."""

    def apply(self, job: Job, schema: pa.Schema) -> Frame_co:
        """What the job makes of tables of whole accounts: the engine's own frame, lazily."""


def scores(
    log: EngineLog[Frame_co],
    rules: Rules,
    on: date | None = None,
    seat: Seat = "free",
    coverage: Coverage | None = None,
) -> Frame_co:
    """The scores of every account on a day (the log's last by default), as `score_table` has them.

    Without `on` or `coverage` the log is read twice: first for what it spans.
    """
    if on is None or coverage is None:
        survey = log.survey()
        coverage = survey.coverage() if coverage is None else coverage
        on = on or survey.last_day(coverage)
    job = partial(score_table, rules=rules, on=on, seat=seat, coverage=coverage)
    return log.apply(job, score_schema(rules))


def histories(
    log: EngineLog[Frame_co],
    rules: Rules,
    start: date,
    end: date,
    seat: Seat = "free",
    coverage: Coverage | None = None,
) -> Frame_co:
    """The scores of every account and day from `start` to `end`, as `history_table` has them.

    Raises: ValueError when `end` is before `start`.
    """
    if end < start:
        raise ValueError(f"history ends ({end}) before it starts ({start})")
    coverage = log.survey().coverage() if coverage is None else coverage
    job = partial(history_table, rules=rules, start=start, end=end, seat=seat, coverage=coverage)
    return log.apply(job, score_schema(rules, "day"))
