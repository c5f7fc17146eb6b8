"""Which rows of a table can be used, the log they make, and the report of the others."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from estimator.actions import action_named, vocabulary
from estimator.dates import comes_day_first, in_column_of_days, is_date
from estimator.days import FOUNDED, LAST, to_date, to_day
from estimator.errors import Fault, LogError
from estimator.log import OWNER, ActivityLog, Coded, Counts, Value
from estimator.readers.outcome import LISTED, UNKNOWN, FileReport, Outcome, few, in_order
from estimator.readers.tables.cells import MOST, Odd, day_of, shown, tidy, veiled
from estimator.readers.tables.columns import CORE, NO_ROWS, NOT_RENAMED, Rows, Table, recoded
from estimator.readers.tables.heading import Heading, covered, heading_of, unknown_action

DAYS_LOOKED_AT = 50  # values of a column that may be one of days
LONGEST = 40  # signs of a day in any form
SECTION = "profile_section"  # the one level that may leave its count out: the section is there
NO_DAY = np.iinfo(np.int64).min

DayNumbers = npt.NDArray[np.int64]
Rejected = tuple[str, Rows, Callable[[int], str]]  # a kind, its rows, and the sentence for a row


def outcome_of(
    table: Table,
    *,
    complete: bool = False,
    not_after: int | None = None,
    column_map: Mapping[str, str] = NOT_RENAMED,
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
    skipped = Counter(fault.kind for fault in table.faults)
    faults = [*table.faults]
    latest = to_day(LAST) if not_after is None else not_after
    days, counts = days_of(table.column("day")), _counts(table)
    for kind, wrong, sentence in _rejections(table, days, counts, latest):
        rows = wrong[usable[wrong]]
        usable[rows] = False
        skipped[kind] += len(rows)
        faults += (Fault(table.where(row), sentence(row), kind) for row in rows[:LISTED].tolist())
    heading = Heading()
    for where, content in table.headings:
        heading |= heading_of(content, where, latest)
    log = _log(table, days, counts, usable, heading)
    if log.set_aside:
        skipped[UNKNOWN] = sum(log.set_aside.values())
        faults += _set_aside(table, usable)
    faults = [*_first_of_each_kind(faults), *heading.faults]
    skipped = +skipped
    if not log.n_rows and not table.headings:
        n = table.n_rows + len(table.faults)
        what = f"none of its {n} rows can be used" if n > 1 else "its one row cannot be used"
        raise LogError([Fault(table.name, what), *few(in_order(faults), skipped)])
    report = FileReport(
        table.name,
        table.kind,
        records=log.n_rows + skipped.total(),
        read=log.n_rows,
        skipped=dict(skipped),
        first=log.first_day,
        last=log.last_day,
        faults=in_order(faults),
        notes=(*table.notes, *_odd_notes(table)),
    )
    log = log.with_coverage(covered(log, heading, complete))
    return Outcome("table", log, files=(report,), columns=names)


def _first_of_each_kind(faults: Iterable[Fault]) -> Iterator[Fault]:
    seen = Counter[str]()
    for fault in faults:
        seen[fault.kind] += 1
        if seen[fault.kind] <= LISTED:
            yield fault


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


def days_of(column: Coded) -> DayNumbers:
    """The day number of every distinct value of the column; NO_DAY where a value is no date, and
    at the end for a row without one.

    What a spreadsheet made of days is read where it leaves no doubt: `05.03.2026` is day first, and
    of `5/3/2026` the other days of the column tell, that they follow each other too, or it is none.
    """
    numbers = [day_of(value) for value in column.values]
    other = {
        place: in_column_of_days(value)
        for place, (value, number) in enumerate(zip(column.values, numbers, strict=True))
        if number is None and isinstance(value, str) and len(value) < LONGEST
    }
    both = [pair for pair in {*other.values()} if None not in pair]
    runs = [sorted(both, key=itemgetter(n)) for n in (0, 1)]  # whatever the order of the rows
    order = comes_day_first(other.values(), runs=runs)
    for place, pair in other.items():
        if order is not None or len({*pair}) == 1:
            numbers[place] = pair[order or 0]
    return np.array([NO_DAY if n is None else n for n in numbers] + [NO_DAY], dtype=np.int64)


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
    if not table.n_rows and not table.headings and not table.faults:
        raise LogError.at(table.name, "holds no rows; one row a line, with a day and an action")
    absent = [name for name in ("day", "action") if name not in table.columns]
    if table.n_rows and absent:
        found = ", ".join(map(shown, sorted(table.columns))) or "none"
        right = "a table has the columns day and action, and may have account and count"
        what = f"no column {' and no column '.join(absent)} (got {found}); {right}"
        raise LogError.at(table.name, what)


def _counts(table: Table) -> Counts:
    """The count of each row, shape (n_rows,); 1 where it has none, NaN for what is no count."""
    if table.numbers is not None:
        return table.numbers
    column = table.column("count")
    known = [
        1.0 if v == "" else np.nan if isinstance(v, str | bool) or not 0 <= v <= MOST else float(v)
        for v in column.values
    ]
    counts: Counts = np.array([*known, 1.0])[column.codes]
    return counts


def _rejections(table: Table, days: DayNumbers, counts: Counts, last: int) -> Iterator[Rejected]:
    """Every kind of fault a row may have, the plainest first."""
    day, action, account = map(table.column, ("day", "action", "account"))

    def is_name(value: Value) -> bool:
        return not isinstance(value, Odd | bool) and not isinstance(tidy(value), float)

    for name, column, example in (("day", day, "2026-03-05"), ("action", action, "comment")):
        what = f"the row has no {name}; write one, as {example}"
        yield f"no {name}", _empty(column), _always(what)
    unread, first, last = days[:-1] == NO_DAY, to_day(FOUNDED), min(last, to_day(LAST))
    yield (
        "not a date",
        rows_where(day, unread),
        lambda row: f"day is not a date (got {veiled(day[row])}); write it as 2026-03-05",
    )
    span = f"days are {FOUNDED} to {to_date(last)}"
    yield (
        "impossible day",
        rows_where(day, ~unread & ((days[:-1] < first) | (days[:-1] > last))),
        lambda row: f"day is impossible (got {veiled(day[row])}); {span}",
    )
    yield (
        "action is not a word",
        rows_where(action, _other_than(action.values, lambda value: type(value) is str)),
        lambda row: f"action is not a word (got {shown(action[row])}); comment is one",
    )
    yield (
        "account is not a name",
        rows_where(account, _other_than(account.values, is_name)),
        lambda row: f"account is not a name (got {shown(account[row])}); write a text or number",
    )
    yield from _wrong_counts(table, counts)


def _empty(column: Coded, *, missing: bool = True) -> Rows:
    """The rows whose cell is empty, or that have none."""
    return rows_where(column, [value == "" for value in column.values], missing=missing)


def _always(what: str) -> Callable[[int], str]:
    return lambda _: what


def _other_than(values: Sequence[Value], right: Callable[[Value], bool]) -> list[bool]:
    """Which of the values are not right; texts, of which there may be very many, always are."""
    if {*map(type, values)} <= {str}:
        return []
    return [not right(value) for value in values]


def _wrong_counts(table: Table, counts: Counts) -> Iterator[Rejected]:
    """Counts that are none, and levels of people and things that are not whole: nobody has half a
    connection.
    """
    action, column = table.column("action"), table.column("count")

    def given(row: int) -> Value | None:
        return column[row] if table.numbers is None else float(counts[row])

    def sentence(row: int) -> str:
        count, got = given(row), veiled(given(row))
        what = "negative" if got.startswith("-") else "not a number"
        if got in ("inf", "-inf", "nan"):
            what = "not finite"
        elif isinstance(count, int | float) and count > MOST:
            what = "beyond anything real"
        return f"count is {what} (got {got}); a count is a number from 0 to {MOST:,.0f}"

    what = "count is empty; write a number, or leave it out for 1"
    bare = _empty(column, missing=table.rectangular and "count" in table.columns)
    yield "empty count", bare if table.numbers is None else table.gaps, _always(what)
    fine = not len(counts) or (counts.min() >= 0 and counts.max() <= MOST)
    wrong = NO_ROWS if fine else np.flatnonzero(~((counts >= 0) & (counts <= MOST)))
    yield "count", wrong, sentence
    counted = {name for name, one in vocabulary().items() if one.level} - {SECTION}
    level = np.array([*(value in counted for value in action.values), False])
    if not level.any():
        return
    rows = _empty(column) if table.numbers is None else NO_ROWS
    yield (
        "level without a count",
        rows[level[action.codes[rows]]],
        lambda row: f"{action[row]} is a level and has no count; its count is the state",
    )
    yield (
        "level is not whole",
        np.flatnonzero(level[action.codes] & (np.floor(counts) != counts)),
        lambda row: f"{action[row]} counts whole ones (got {veiled(given(row))})",
    )


def rows_where(
    column: Coded, wrong: Sequence[bool] | npt.NDArray[np.bool_], *, missing: bool = False
) -> Rows:
    """The rows that hold one of the wrong values, and with `missing` those that hold none."""
    rows_lack = missing and bool((column.codes < 0).any())
    if not np.any(wrong) and not rows_lack:
        return NO_ROWS
    return np.flatnonzero(np.append(np.asarray(wrong, dtype=bool), missing)[column.codes])


def _log(
    table: Table,
    days: DayNumbers,
    counts: Counts,
    usable: npt.NDArray[np.bool_],
    heading: Heading,
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
        count=counts[rows],
        attributes=attributes,
        accounts=heading.accounts if usable.any() else (heading.accounts or (OWNER,)),
    )


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


def _set_aside(table: Table, usable: npt.NDArray[np.bool_]) -> Iterator[Fault]:
    """A fault for each action that is not in the vocabulary, at the first row that holds it."""
    column, rows = table.column("action"), np.flatnonzero(usable)
    found = np.unique(column.codes[rows], return_index=True, return_counts=True)
    for code, place, n in sorted(zip(*found, strict=True), key=itemgetter(1)):
        if (name := column.values[code]) not in vocabulary():
            where, n_rows = table.where(int(rows[place])), f"{n:,} rows" if n > 1 else "its row"
            what = f"{unknown_action(name)}; set aside with {n_rows}"
            yield Fault(where, what, "names of actions")


def _odd_notes(table: Table) -> Iterator[str]:
    """A note for each attribute that holds lists or objects, which a log cannot."""
    for name, column in sorted(table.columns.items()):
        odd = [isinstance(value, Odd) for value in column.values]
        if any(odd) and name not in CORE:
            rows = len(rows_where(column, odd))
            n = f"{rows:,} rows" if rows > 1 else "one row"
            first = column.values[odd.index(True)]
            yield f"attribute {shown(name)} is {first} in {n}; not kept there"
