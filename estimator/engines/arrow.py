"""The contract with every engine: a table of whole accounts in, a table of their scores out.

In: the columns of a log (`account, day, action, count` and attributes), in any order of rows.
Out, sorted by account: `account, on, seat`, or `account, day, seat` with a row a day, and points,
low and high of the total and of every pillar, as in the CSV of the command line.
"""

from datetime import date

import numpy as np
import pyarrow as pa

from estimator.actions import Seat
from estimator.coverage import Coverage
from estimator.engines.account_blocks import with_heading
from estimator.log import ActivityLog, Coded
from estimator.readers.tables import frame_table, outcome_of
from estimator.readers.tables.frames import content_of
from estimator.readers.tables.heading import Heading, covered
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
    log = log_of(table, coverage)
    if not log.n_accounts:
        return score_schema(rules).empty_table()
    result = estimate_accounts(log, rules, on, seat, fast=False)
    return _columns(result, score_schema(rules))


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
    log = log_of(table, coverage)
    if not log.n_accounts:
        return score_schema(rules, "day").empty_table()
    result = history(log, rules, start, end, seat, fast=False)
    return _columns(result, score_schema(rules, "day"))


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
        log = _nobody(log.coverage)
    if coverage is None:
        coverage = log.coverage if "covers" in content else covered(log, Heading(), complete=False)
    return log.with_coverage(coverage)


def _nobody(coverage: Coverage) -> ActivityLog:
    none = Coded(np.zeros(0, dtype=np.int32), ())
    return ActivityLog.build(day=[], action=none, count=[], account=none, coverage=coverage)


def _columns(result: Estimates | History, schema: pa.Schema) -> pa.Table:
    return pa.table(dict(result.columns())).select(schema.names).cast(schema)
