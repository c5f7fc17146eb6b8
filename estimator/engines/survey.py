"""What a log spans: found in pieces that may be cut anywhere, a few rows each, then put together.

A log that states no coverage covers what its rows show, from the first day of all of it to the
last. A worker that sees a part cannot know that, so it is found before the log is cut.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from estimator.coverage import Coverage
from estimator.days import to_date, to_day
from estimator.engines.account_blocks import with_heading
from estimator.errors import Fault, LogError, NotEnoughEvidence
from estimator.log import ActivityLog, Coded
from estimator.readers.tables.cells import MOST
from estimator.readers.tables.column_types import cast, engine_type
from estimator.readers.tables.frames import Content, content_of, frame_table
from estimator.readers.tables.heading import Heading, covered, heading_of
from estimator.readers.tables.judging import outcome_of

FOUND = pa.schema(
    [("kind", pa.string()), ("what", pa.string()), ("day", pa.int32()), ("rows", pa.int64())]
)
FIRST, LAST, LEFT_OUT, USED = "first", "last", "left out", "used"
WHERE = "metadata"
NO_CONTENT: Content = {}


def survey_table(table: pa.Table, not_after: date | None = None) -> pa.Table:
    """A few rows that say what some rows of a log span; schema FOUND. They add up in any order.

    For each action its first and last day; for each kind of row that cannot be used, how many.
    """
    content = {"covers": {}, **content_of(table.schema)}
    latest = None if not_after is None else to_day(not_after)
    for rows in (_unlike(table), table):  # the others are looked at when not all can be used
        read = outcome_of(frame_table(with_heading(rows, content)), not_after=latest)
        if not any(file.skipped for file in read.files):
            break
    log = read.log
    listed = [(LEFT_OUT, kind, 0, n) for file in read.files for kind, n in file.skipped.items()]
    listed.append((USED, "", 0, table.num_rows - sum(n for *_, n in listed)))
    for code, action in enumerate(log.actions):
        days = log.day[log.action == code]
        listed += [(FIRST, action, int(days.min()), 0), (LAST, action, int(days.max()), 0)]
    return pa.table([list(column) for column in zip(*listed, strict=True)], FOUND)


def looked_at(names: Iterable[str]) -> list[str]:
    """The columns of these that a survey looks at."""
    return [name for name in names if name in ("day", "action", "count")]


def _unlike(table: pa.Table) -> pa.Table:
    """The table with one row of those that are judged alike: of a day, an action, a sound count."""
    columns = {}
    for name in looked_at(table.column_names):
        kind = engine_type(name, table.schema.field(name).type)
        if kind is None or pa.types.is_null(kind):
            return table
        columns[name] = cast(table.column(name), name, kind)
    if "count" in columns and columns["count"].type == pa.float64():
        count = columns["count"]
        sound = pc.and_(pc.greater_equal(count, 0.0), pc.less_equal(count, MOST))
        alike = pc.if_else(pc.equal(count, pc.floor(count)), 1.0, 0.5)  # a level is whole
        columns["count"] = pc.if_else(sound, alike, count)
    return pa.table(columns).group_by([*columns]).aggregate([])


def together(found: pa.Table) -> pa.Table:
    """What several parts of a log span, in as few rows as one part."""
    looked = [("day", "min"), ("day", "max"), ("rows", "sum")]
    by = found.group_by(["kind", "what"]).aggregate(looked)
    day = pc.if_else(pc.equal(by["kind"], FIRST), by["day_min"], by["day_max"])
    return pa.table([by["kind"], by["what"], day, by["rows_sum"]], schema=FOUND)


@dataclass(frozen=True)
class Survey:
    """first, last: days by action. rows: those used; left_out: the others, by kind.

    content: what the log states of itself, its coverage as `covers`. not_after: the last day there
    can be, None where that was not asked; what is said to be covered later is cut off.
    """

    first: Mapping[str, int] = field(default_factory=dict)
    last: Mapping[str, int] = field(default_factory=dict)
    rows: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    content: Content = field(default_factory=dict)
    not_after: date | None = None

    @classmethod
    def of(
        cls,
        tables: Iterable[pa.Table],
        content: Content = NO_CONTENT,
        not_after: date | None = None,
    ) -> "Survey":
        """The survey of a whole log from the tables of its parts (`survey_table`)."""
        found = together(pa.concat_tables([FOUND.empty_table(), *tables])).sort_by("what")

        def told(kind: str, column: str) -> dict[str, int]:
            return {row["what"]: row[column] for row in found.to_pylist() if row["kind"] == kind}

        rows = sum(told(USED, "rows").values())
        first, last = told(FIRST, "day"), told(LAST, "day")
        return cls(first, last, rows, told(LEFT_OUT, "rows"), content, not_after)

    def coverage(self) -> Coverage:
        """What the log covers: what it states, else what its rows show.

        Raises: LogError when it states something that cannot be understood.
        """
        if "covers" not in self.content:
            return covered(self._extremes(), Heading(), complete=False)
        if wrong := heading_of(self.content, WHERE).faults:
            raise LogError(wrong)
        return self._heading().coverage

    def last_day(self, coverage: Coverage) -> date:
        """The last day the log speaks of. Raises: NotEnoughEvidence when there is none."""
        days = [*self.last.values(), *(s.last for s in coverage.spans if s.last is not None)]
        if not days:
            raise NotEnoughEvidence("the log has no day to score; name one with on (--on DATE)")
        return to_date(max(days))

    def faults(self) -> list[Fault]:
        """A sentence for each kind of row that is left out, and for coverage that is."""
        rows = [Fault("log", f"{kind}: {n} rows left out") for kind, n in self.left_out.items()]
        return [*rows, *self._heading().faults]

    def _heading(self) -> Heading:
        latest = None if self.not_after is None else to_day(self.not_after)
        stated = "covers" in self.content
        return heading_of(self.content, WHERE, latest) if stated else Heading()

    def _extremes(self) -> ActivityLog:
        """A log of the first and the last row of each action, which covers what the whole does."""
        days = [*self.first.values(), *self.last.values()]
        actions = Coded.of([*self.first, *self.last])
        return ActivityLog.build(day=np.array(days), action=actions, count=np.ones(len(days)))
