"""Which rows of a table can be used, the log they make, and the report of the others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from estimator.actions import action_named, vocabulary
from estimator.dates import is_date
from estimator.days import LAST, to_day
from estimator.errors import Fault, LogError
from estimator.log import OWNER, ActivityLog, Coded, Value
from estimator.readers.outcome import LISTED, UNKNOWN, FileReport, Outcome, few, in_order
from estimator.readers.tables.cells import Odd, shown, tidy
from estimator.readers.tables.columns import CORE, Table, recoded
from estimator.readers.tables.heading import Heading, covered, heading_of, unknown_action
from estimator.readers.tables.rejections import count_of, days_of, rejections, rows_where

DAYS_LOOKED_AT = 50  # values of a column that may be one of days
AS_NAMED: Mapping[str, str] = {}


def outcome_of(
    table: Table,
    *,
    complete: bool = False,
    not_after: int | None = None,
    column_map: Mapping[str, str] = AS_NAMED,
) -> Outcome:
    """The table as a log, and what became of its rows.

    complete: what the table does not show did not happen. not_after: the last day there can be.
    column_map: other names for columns, as {"Date": "day"}.

    Raises: LogError when not a row can be used and nothing says that there was nothing.
    """
    names = tuple(sorted(table.columns))
    table = _by_common_names(_with_days(table.renamed(column_map)))
    _check_shape(table)
    usable = np.ones(table.n_rows, dtype=bool)
    skipped = {kind: len(faults) for kind, faults in table.faults.items() if faults}
    faults = [fault for kind, some in table.faults.items() for fault in _of_kind(kind, some)]
    days, latest = days_of(table.column("day")), to_day(LAST) if not_after is None else not_after
    for kind in rejections(table, days, latest):
        rows = kind.rows[usable[kind.rows]]
        usable[rows] = False
        if len(rows):
            skipped[kind.kind] = len(rows)
            told = (Fault(table.where(row), kind.sentence(row)) for row in rows[:LISTED].tolist())
            faults += _of_kind(kind.kind, told)
    heading = _heading(table, latest)
    log = _log(table, days, usable, heading)
    if log.set_aside:
        skipped[UNKNOWN] = sum(log.set_aside.values())
        faults += _set_aside(table, usable)
    faults += heading.faults
    if not log.n_rows and not table.headings:
        raise _of_no_use(table, skipped, faults)
    report = _report(table, log, skipped, faults)
    log = log.with_coverage(covered(log, heading, complete))
    return Outcome("table", log, files=(report,), columns=names)


def _with_days(table: Table) -> Table:
    """The table with its column of days called so, by what it holds."""
    if "day" in table.columns or "action" not in table.columns:
        return table
    found = {name: column.values for name, column in table.columns.items() if name not in CORE}
    held = [name for name, values in found.items() if are_days(values)]
    return table.renamed({held[0]: "day"}) if len(held) == 1 else table


def are_days(values: Sequence[Value]) -> bool:
    """Whether a column that has these values is one of days, by the first of them."""
    some = values[:DAYS_LOOKED_AT]
    return bool(some) and all(isinstance(value, str) and is_date(value[:40]) for value in some)


def _of_kind(kind: str, faults: Iterable[Fault]) -> list[Fault]:
    """The first faults of a kind, which they name."""
    return [replace(fault, kind=kind) for fault in islice(faults, LISTED)]


def _by_common_names(table: Table) -> Table:
    """The table with actions under their own names where it uses common other ones: `likes`."""
    column = table.column("action")
    other = [
        value for value in column.values if isinstance(value, str) and value not in vocabulary()
    ]
    means = {word: name for word in other if (name := action_named(word)) is not None}
    if not means:
        return table
    named = recoded(column.codes, [means.get(str(v), v) for v in column.values])
    return replace(table, columns={**table.columns, "action": named})


def _check_shape(table: Table) -> None:
    if not table.n_rows and not table.headings and not any(table.faults.values()):
        raise LogError.at(table.name, "holds no rows; one row a line, with a day and an action")
    absent = [name for name in ("day", "action") if name not in table.columns]
    if table.n_rows and absent:
        found = ", ".join(map(shown, sorted(table.columns))) or "none"
        right = "a table has the columns day and action, and may have account and count"
        what = f"no column {' and no column '.join(absent)} (got {found}); {right}"
        raise LogError.at(table.name, what)


def _heading(table: Table, not_after: int) -> Heading:
    result = Heading()
    for where, content in table.headings:
        result |= heading_of(content, where, not_after)
    return result


def _log(
    table: Table, days: npt.NDArray[np.int64], usable: npt.NDArray[np.bool_], heading: Heading
) -> ActivityLog:
    rows: npt.NDArray[np.bool_] | slice = slice(None) if usable.all() else usable
    named = "account" in table.columns or not usable.any()
    small = np.where(np.abs(days) < 2**31, days, 0).astype(np.int32)
    attributes = {
        name: _attribute(column.take(rows))
        for name, column in table.columns.items()
        if name not in CORE and name
    }
    return ActivityLog.build(
        account=_accounts(table.column("account").take(rows)) if named else None,
        day=small[table.column("day").codes[rows]],
        action=table.column("action").take(rows),
        count=_counts(table)[rows],
        attributes=attributes,
        accounts=heading.accounts if usable.any() else (heading.accounts or (OWNER,)),
    )


def _counts(table: Table) -> npt.NDArray[np.float64]:
    """The count of each row, shape (n_rows,); 1 where the row has none."""
    if table.numbers is not None:
        return table.numbers
    column = table.column("count")
    known = [1.0 if value == "" else count_of(value) or 0.0 for value in column.values]
    counts: npt.NDArray[np.float64] = np.array([*known, 1.0])[column.codes]
    return counts


def _accounts(column: Coded) -> Coded:
    """The accounts by name, those with a row only; rows without one are the owner's."""
    names = [*map(str, column.values)]
    if "" in names or not {*map(type, column.values)} <= {str}:
        names = [str(name if (name := tidy(v)) is not None else OWNER) for v in column.values]
    codes = column.codes
    if codes.size and codes.min() < 0:
        codes = np.where(codes < 0, np.int32(len(names)), codes)
        names.append(OWNER)
    if len(set(names)) < len(names):
        return recoded(codes, names).canonical()
    return Coded(codes, tuple(names)).canonical()


def _attribute(column: Coded) -> Coded:
    """The column with each value in its one form."""
    values = [tidy(value) for value in column.values]
    same = all(new is old for new, old in zip(values, column.values, strict=True))
    return column if same else recoded(column.codes, values)


def _set_aside(table: Table, usable: npt.NDArray[np.bool_]) -> list[Fault]:
    """A fault for each action that is not in the vocabulary, at the first row that holds it."""
    column, rows = table.column("action"), np.flatnonzero(usable)
    found = np.unique(column.codes[rows], return_index=True, return_counts=True)
    unknown = [
        (int(rows[place]), column.values[code], int(n))
        for code, place, n in zip(*found, strict=True)
        if column.values[code] not in vocabulary()
    ]
    faults = [
        Fault(
            table.where(row),
            f"{unknown_action(name)}; set aside with {f'{n:,} rows' if n > 1 else 'its row'}",
        )
        for row, name, n in sorted(unknown, key=itemgetter(0))[:LISTED]
    ]
    return _of_kind("names of actions", faults)


def _odd_notes(table: Table) -> list[str]:
    """A note for each attribute that holds lists or objects, which a log cannot."""
    notes = []
    for name, column in sorted(table.columns.items()):
        odd = [value for value in column.values if isinstance(value, Odd)]
        if odd and name not in CORE:
            rows = len(rows_where(column, [isinstance(value, Odd) for value in column.values]))
            n = f"{rows:,} rows" if rows > 1 else "one row"
            notes.append(f"attribute {shown(name)} is {odd[0]} in {n}; not kept there")
    return notes


def _of_no_use(table: Table, skipped: Mapping[str, int], faults: list[Fault]) -> LogError:
    """The error for a table without a row that can be used."""
    n = table.n_rows + sum(map(len, table.faults.values()))
    what = f"none of its {n} rows can be used" if n > 1 else "its one row cannot be used"
    return LogError([Fault(table.name, what), *few(in_order(faults), skipped)])


def _report(
    table: Table, log: ActivityLog, skipped: Mapping[str, int], faults: list[Fault]
) -> FileReport:
    return FileReport(
        table.name,
        table.kind,
        records=log.n_rows + sum(skipped.values()),
        read=log.n_rows,
        skipped=skipped,
        first=log.first_day,
        last=log.last_day,
        faults=in_order(faults),
        notes=(*table.notes, *_odd_notes(table)),
    )
