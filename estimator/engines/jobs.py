"""What every engine is asked for: scores of a day, or of every day of a period."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Protocol, TypeAlias, TypedDict, TypeVar

import pyarrow as pa

from estimator.actions import Seat
from estimator.coverage import Coverage
from estimator.engines.arrow import history_table, score_schema, score_table
from estimator.engines.survey import Survey
from estimator.rules import Rules

Job: TypeAlias = Callable[[pa.Table], pa.Table]  # of whole accounts
Frame_co = TypeVar("Frame_co", covariant=True)


class Asked(TypedDict, total=False):
    """What may be asked besides: for which seat (free), under which coverage (the log's own)."""

    seat: Seat
    coverage: Coverage | None


class Log(Protocol[Frame_co]):
    """A log that an engine holds, not read yet."""

    def survey(self, not_after: date | None = None) -> Survey:
        """What the log spans: one pass, of which a few rows come back."""

    def apply(self, job: Job, schema: pa.Schema) -> Frame_co:
        """What the job makes of tables of whole accounts: the engine's own frame, lazily."""


def scores(
    log: Log[Frame_co],
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
    log: Log[Frame_co],
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
