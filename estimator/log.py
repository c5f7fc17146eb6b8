"""ActivityLog: what was done, as columns sorted by account and day; immutable.

A row says that `account` did `action` `count` times on `day`; for a level (`connections`, a
section of the profile) `count` is the state from that day until the next row of the same level.
Nothing here is an object per row: a log of ten million rows is a handful of arrays.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from operator import lt
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from estimator.actions import unknown_word, vocabulary
from estimator.coverage import Coverage
from estimator.days import Days
from estimator.errors import LogError

Codes = npt.NDArray[np.int32]
Counts = npt.NDArray[np.float64]
Value = str | bool | int | float

MISSING = -1
KEY_BITS = 63
MANY = 1 << 18  # rows, of which two threads put a half each in order
CHUNK = 1 << 14  # rows that are worked on at a time: what is in between stays in the cache
NOTHING_COVERED = Coverage()
OWNER = "me"  # the account of a log that names none


@dataclass(frozen=True, eq=False)
class Coded:
    """A column of few distinct values: `values[codes[row]]`, code -1 where a row has none.

    codes: shape (n_rows,), int32.
    """

    codes: Codes
    values: tuple[Value, ...]

    @classmethod
    def of(cls, column: Iterable[Value | None]) -> Self:
        """The coded form of a plain column; None is missing.

        >>> Coded.of(["b", None, "a", "b"]).codes.tolist()
        [1, -1, 0, 1]
        """
        places: dict[tuple[type, Value], int] = {}
        codes = [
            MISSING if v is None else places.setdefault((type(v), v), len(places)) for v in column
        ]
        return cls(np.array(codes, dtype=np.int32), tuple(v for _, v in places)).canonical()

    @cached_property
    def types(self) -> tuple[type, ...]:
        """Of the values: where they are keys, true must not pass for 1."""
        return tuple(map(type, self.values))

    @classmethod
    def constant(cls, value: Value, n_rows: int) -> Self:
        """A column that holds `value` in each of its `n_rows` rows."""
        return cls(np.zeros(n_rows, dtype=np.int32), (value,))

    def canonical(self) -> Self:
        """The column with only the values it uses, sorted: equal columns become equal bytes."""
        rows = np.bincount(self.codes.astype(np.intp) + 1, minlength=len(self.values) + 1)
        kept = rows[1:].nonzero()[0].tolist()  # code -1 comes first, and stands for missing
        if len(kept) == len(self.values) and rise(self.values):
            return self
        kept.sort(key=lambda code: (type(self.values[code]).__name__, self.values[code]))
        new = np.full(len(self.values) + 1, MISSING, dtype=np.int32)
        new[kept] = np.arange(len(kept), dtype=np.int32)
        return type(self)(new[self.codes], tuple(self.values[code] for code in kept))

    def take(self, rows: "npt.NDArray[Any] | slice") -> Self:
        """The column at the given rows (a mask, an index array or a slice)."""
        return type(self)(self.codes[rows], self.values)

    def __getitem__(self, row: int) -> Value | None:
        code = int(self.codes[row])
        return None if code == MISSING else self.values[code]


def rise(values: Sequence[Value]) -> bool:
    """Whether the values are of one type, each greater than the one before."""
    one_type = len({*map(type, values)}) <= 1
    return one_type and all(map(lt, values, islice(values, 1, None)))


def joined(columns: Sequence[Coded]) -> Coded:
    """The columns one below the other, over the union of their values."""
    places: dict[tuple[type, Value], int] = {}
    parts = []
    for column in columns:
        new = [places.setdefault((type(v), v), len(places)) for v in column.values]
        parts.append(np.array([*new, MISSING], dtype=np.int32)[column.codes])
    return Coded(np.concatenate(parts), tuple(value for _, value in places))


@dataclass(frozen=True, eq=False)
class ActivityLog:
    """Columns of equal length, sorted by account, day, action, attributes and count.

    account, action: int32 codes into `accounts` and `actions`; day: int32 days since 1970-01-01;
    count: float64. All have the shape (n_rows,). `set_aside` counts the rows whose action is not
    in the vocabulary, by action; they take no part in anything.
    """

    accounts: tuple[str, ...]
    actions: tuple[str, ...]
    account: Codes
    day: Days
    action: Codes
    count: Counts
    attributes: Mapping[str, Coded] = field(default_factory=dict)
    coverage: Coverage = NOTHING_COVERED
    set_aside: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("account", "day", "action", "count"):
            column = getattr(self, name).view()
            column.flags.writeable = False
            object.__setattr__(self, name, column)

    @classmethod
    def build(
        cls,
        *,
        day: npt.ArrayLike,
        action: Coded,
        count: npt.ArrayLike,
        account: Coded | None = None,
        attributes: Mapping[str, Coded] | None = None,
        coverage: Coverage = NOTHING_COVERED,
        accounts: Iterable[str] = (),
    ) -> Self:
        """The log of the given columns, in any order of rows.

        `accounts` names accounts to list even when they have no row. Rows whose action is not in
        the vocabulary are set aside and counted.

        Raises: LogError for a count that is negative or not finite.
        """
        counts = np.asarray(count)
        if counts.size and not (counts.min() >= 0 and counts.max() < np.inf):
            raise LogError.at("log", "a count is negative or not finite; a count is 0 or more")
        account = account or Coded.constant(OWNER, len(counts))
        known = np.array([name in vocabulary() for name in action.values] + [False])
        keep: npt.NDArray[np.bool_] | slice = slice(None)
        if not known[:-1].all() or (len(counts) and action.codes.min() < 0):
            keep = known[action.codes]
        names, account_codes = _in_order_of_names(account.take(keep), tuple(accounts))
        kept, days = action.take(keep).canonical(), np.asarray(day, dtype=np.int32)[keep]
        columns = {k: v.take(keep).canonical() for k, v in sorted((attributes or {}).items())}
        columns = {k: v for k, v in columns.items() if v.values}
        keys = [account_codes, days, kept.codes, *(c.codes for c in reversed(columns.values()))]
        (account_codes, days, codes, *others), counts = in_order(keys, counts[keep])
        pairs = zip(columns.items(), reversed(others), strict=True)
        return cls(
            accounts=names,
            actions=tuple(map(str, kept.values)),
            account=account_codes,
            day=days,
            action=codes,
            count=counts,
            attributes={name: Coded(codes, column.values) for (name, column), codes in pairs},
            coverage=coverage,
            set_aside={} if isinstance(keep, slice) else _set_aside(action, keep),
        )

    @classmethod
    def empty(cls, coverage: Coverage = NOTHING_COVERED, account: str = OWNER) -> Self:
        """A log without a row of one account."""
        none = Coded(np.zeros(0, dtype=np.int32), ())
        return cls.build(
            day=[], action=none, count=[], account=none, coverage=coverage, accounts=[account]
        )

    @property
    def n_rows(self) -> int:
        return len(self.day)

    @property
    def n_accounts(self) -> int:
        return len(self.accounts)

    @property
    def first_day(self) -> int | None:
        """The earliest day of a row; None for a log without rows."""
        return int(self.day.min()) if self.n_rows else None

    @property
    def last_day(self) -> int | None:
        """The latest day of a row; None for a log without rows."""
        return int(self.day.max()) if self.n_rows else None

    @cached_property
    def sha256(self) -> str:
        """Digest of what the log says: rows and coverage, whatever order they came in."""
        digest = hashlib.sha256(repr((self.accounts, self.actions)).encode())
        for column in (self.account, self.day, self.action, self.count):
            digest.update(np.ascontiguousarray(column).tobytes())
        for name, coded in self.attributes.items():
            digest.update(repr((name, coded.values)).encode() + coded.codes.tobytes())
        digest.update(repr(sorted(map(repr, self.coverage.spans))).encode())
        return digest.hexdigest()

    def where(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> "ActivityLog":
        """The log with only the rows that the mask keeps, or at these places; all else stays."""
        return replace(
            self,
            account=self.account[rows],
            day=self.day[rows],
            action=self.action[rows],
            count=self.count[rows],
            attributes={name: column.take(rows) for name, column in self.attributes.items()},
        )

    def between(self, first: int, last: int) -> "ActivityLog":
        """The rows of the days `first` to `last`, both included; the coverage is unchanged."""
        return self.where((self.day >= first) & (self.day <= last))

    def of_account(self, name: str) -> "ActivityLog":
        """The log of one account alone.

        Raises: LogError when the log has no such account, naming those it has.
        """
        if name not in self.accounts:
            listed = ", ".join(self.accounts[:5]) + (", ..." if self.n_accounts > 5 else "")
            raise LogError.at(name, f"no such account in the log; it has {listed}")
        rows = self.account == self.accounts.index(name)
        spans = tuple(s for s in self.coverage.spans if s.account in (None, name))
        alone = replace(self.where(rows), accounts=(name,), coverage=Coverage(spans))
        return replace(alone, account=np.zeros_like(alone.account)).compact()

    def of_accounts(self, first: int, end: int) -> "ActivityLog":
        """The log of the accounts from place `first` on, before `end`; coverage is unchanged."""
        begin, after = np.searchsorted(self.account, [first, end])
        some = self.where(np.arange(begin, after))
        return replace(some, accounts=self.accounts[first:end], account=some.account - first)

    def compact(self) -> "ActivityLog":
        """The log in order, without actions and attribute values that no row uses."""
        return concat([self])

    def with_coverage(self, coverage: Coverage) -> "ActivityLog":
        """The log with its rows as they are, under another coverage."""
        return replace(self, coverage=coverage)

    def __repr__(self) -> str:
        return f"ActivityLog({self.n_rows} rows, {self.n_accounts} accounts)"


def concat(logs: Sequence[ActivityLog]) -> ActivityLog:
    """One log with the rows and the coverage of all; nothing is de-duplicated.

    Coverage that a log states of all its accounts stays with those accounts.

    Raises: ValueError without a log.
    """
    same = len({log.accounts for log in logs}) == 1
    coverage = Coverage()
    for log in logs:
        coverage |= log.coverage if same else log.coverage.pinned(log.accounts)
    names = sorted({name for log in logs for name in log.attributes})
    merged = ActivityLog.build(
        account=joined([Coded(log.account, log.accounts) for log in logs]),
        day=np.concatenate([log.day for log in logs]),
        action=joined([Coded(log.action, log.actions) for log in logs]),
        count=np.concatenate([log.count for log in logs]),
        attributes={name: joined([_attribute(log, name) for log in logs]) for name in names},
        coverage=coverage,
        accounts={name for log in logs for name in log.accounts},
    )
    aside = sum((Counter(log.set_aside) for log in logs), Counter[str]())
    return replace(merged, set_aside=dict(aside))


def _in_order_of_names(account: Coded, more: Sequence[str]) -> tuple[tuple[str, ...], Codes]:
    """All names in order, with the codes of the rows in that order."""
    own = tuple(map(str, account.values))
    names = own if rise(own) and {*more} <= {*own} else tuple(sorted({*own, *more}))
    if names == own:
        return names, account.codes
    place = {name: code for code, name in enumerate(names)}
    return names, np.array([place[name] for name in own] or [0], dtype=np.int32)[account.codes]


def _attribute(log: ActivityLog, name: str) -> Coded:
    return log.attributes.get(name, Coded(np.full(log.n_rows, MISSING, dtype=np.int32), ()))


MOST_NAMED = 300  # unknown actions that are told apart


def _set_aside(action: Coded, keep: npt.NDArray[np.bool_]) -> dict[str, int]:
    rows = np.bincount(action.codes[~keep] + 1, minlength=len(action.values) + 1)
    aside: Counter[str] = Counter()
    named = np.flatnonzero(rows)
    for code in named[:MOST_NAMED].tolist():
        aside[unknown_word(action.values[code - 1] if code else "").strip("'")] += int(rows[code])
    if len(named) > MOST_NAMED:
        aside["other unknown words"] = int(rows[named[MOST_NAMED:]].sum())
    return dict(sorted(aside.items()))


def chunks(n_rows: int) -> list[slice]:
    """The rows, a chunk at a time."""
    return [slice(start, start + CHUNK) for start in range(0, n_rows, CHUNK)]


def in_order(columns: Sequence[Codes], numbers: npt.NDArray[Any]) -> tuple[list[Codes], Counts]:
    """The rows sorted by the first column, then the second, and at last by the numbers.

    columns: shape (n_rows,) each; numbers: shape (n_rows,), finite and 0 or more. A row that fits
    into 63 bits becomes one whole number: one sort of those takes a fifth of a sort by columns. It
    is put together and taken apart a chunk at a time, and the numbers come to lie where it was.

    >>> in_order([np.array([1, 0, 1], dtype=np.int32)], np.array([2.0, 5.0, 1.0]))[1].tolist()
    [5.0, 1.0, 2.0]
    """
    n_rows, distinct = len(numbers), None
    if not n_rows:
        return [*columns], numbers.astype(np.float64)
    if numbers.max() >= 2.0**62 or (np.floor(numbers) != numbers).any():
        distinct = np.unique(numbers)  # a number stands for its place among all
    fields = [*columns, numbers if distinct is None else distinct.searchsorted(numbers)]
    lows = [int(one.min()) for one in fields]
    widths = [(int(one.max()) - low).bit_length() for one, low in zip(fields, lows, strict=True)]
    if sum(widths) > KEY_BITS:
        rows = np.lexsort([numbers, *columns[::-1]])
        return [column[rows] for column in columns], numbers[rows].astype(np.float64) + 0.0
    keys, steps = np.zeros(n_rows, dtype=np.int64), [*zip(fields, lows, widths, strict=True)]
    for run in chunks(n_rows):
        for one, low, width in steps:
            keys[run] <<= width
            keys[run] += one[run].astype(np.int64) - low
    if n_rows > MANY:
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 only where it pays

        with ThreadPoolExecutor() as pool:
            list(pool.map(np.ndarray.sort, np.array_split(keys, 2)))
    keys.sort(kind="stable")  # halves that are in order are merged
    found: list[npt.NDArray[Any]] = [np.empty(n_rows, dtype=np.int32) for _ in columns]
    found.append(keys.view(np.float64))
    for run in chunks(n_rows):
        left = keys[run].copy()
        for into, (_, low, width) in zip(found[::-1], steps[::-1], strict=True):
            into[run] = (left & ((1 << width) - 1)) + low
            left >>= width
    *found, counts = found
    return found, counts if distinct is None else distinct[counts.astype(np.int64)] + 0.0
