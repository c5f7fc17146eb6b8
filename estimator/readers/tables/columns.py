"""A table as it stands in a file: its columns coded, its rows not yet judged."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from operator import itemgetter
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from estimator.dates import DAY_NAMES
from estimator.errors import Fault, LogError
from estimator.log import MISSING, Coded, Codes, Counts, Value
from estimator.readers.tables.cells import plain, shown, writable

Lines = npt.NDArray[np.int64] | range
Rows = npt.NDArray[np.intp]

NO_ROWS: Rows = np.zeros(0, dtype=np.intp)
MOST_COLUMNS = 512
CORE = ("account", "action", "count", "day")
NOT_RENAMED: Mapping[str, str] = MappingProxyType({})
FEW = 16  # columns that some rows lack: of so many each row is asked, of more each cell is taken
Places = tuple[Sequence[int], Sequence[object]]  # the rows that have a cell, and their cells


@dataclass(frozen=True)
class Table:
    """Rows of a source. Columns have the shape (n_rows,).

    files: where it is of several, each by its name with the number of rows up to its end.
    numbers: the counts, when the source holds them as a column of numbers; gaps: the rows of it
    that have none. lines: the line or row of the source each row stands on. headings: what it says
    of its own coverage, and where. faults: of lines that did not even become rows, each of a kind.
    rectangular: a row cannot leave a column out; where it has no value the cell is empty.
    """

    name: str
    kind: str
    columns: Mapping[str, Coded]
    lines: Lines
    numbers: Counts | None = None
    gaps: Rows = field(default_factory=lambda: NO_ROWS)
    headings: Sequence[tuple[str, object]] = ()
    faults: Sequence[Fault] = ()
    notes: Sequence[str] = ()
    rectangular: bool = False
    files: Sequence[tuple[int, str]] = ()

    @property
    def n_rows(self) -> int:
        return len(self.lines)

    def column(self, name: str) -> Coded:
        """The column of that name; one without a value when the source has none."""
        if name in self.columns:
            return self.columns[name]
        return Coded(np.full(self.n_rows, MISSING, dtype=np.int32), ())

    def renamed(self, names: Mapping[str, str]) -> "Table":
        """The table with its columns under the names given for them.

        `Day` is `day`, and so on for the four columns every log has.

        Raises: LogError when two columns have one name then.
        """
        new = names_in_log([*self.columns], self.name, names)
        columns = {new[old]: column for old, column in self.columns.items()}
        return replace(self, columns=columns)

    def where(self, row: int) -> str:
        before = 0
        for end, name in self.files:
            if row < end:
                return f"{name}:{row - before + 1}"
            before = end
        return f"{self.name}:{self.lines[row]}"


def names_in_log(
    names: Sequence[str], where: object, given: Mapping[str, str] = NOT_RENAMED
) -> dict[str, str]:
    """The name of each column in a log: the one given, without blanks, `Day` as `day`.

    Without a day, the one column that people call so in other words is it: `Date`, `Datum`.

    Raises: LogError when two columns have one name then.
    """
    found: dict[str, str] = {}
    for old in names:
        name = given.get(old, old).strip()
        if name.lower() in CORE and name.lower() not in names:
            name = name.lower()
        if name in found.values():
            what = f"two columns are called {shown(name)} but for blanks; name each column once"
            raise LogError.at(where, what)
        found[old] = name
    days = [old for old, name in found.items() if name.lower() in DAY_NAMES]
    if len(days) == 1 and "action" in found.values() and "day" not in found.values():
        found[days[0]] = "day"
    return found


def check_width(n_columns: int, name: str) -> None:
    """Nothing for a table of real width. Raises: LogError for more columns than that."""
    if n_columns > MOST_COLUMNS:
        what = f"has {n_columns:,} columns; a table has at most {MOST_COLUMNS}, an attribute each"
        raise LogError.at(name, what)


class _Codes(dict[object, int]):
    """Codes of the values of one type, given out on first sight; `values` is shared."""

    def __init__(self, values: list[Value]) -> None:
        super().__init__({None: MISSING})
        self._values = values

    def __missing__(self, value: Value) -> int:
        code = self[value] = len(self._values)
        self._values.append(value)
        return code


class Coder:
    """A column that grows block by block; its values are coded as they come."""

    def __init__(self, n_before: int) -> None:
        self._values: list[Value] = []
        self._of: dict[type, _Codes] = {}
        self._parts: list[Codes] = [np.full(n_before, MISSING, dtype=np.int32)]

    def add(self, column: Sequence[object]) -> None:
        """Append a block of cells; None is missing."""
        self._parts.append(self._codes(column))

    def add_at(self, rows: Sequence[int], column: Sequence[object], n_rows: int) -> None:
        """Append a block of `n_rows` rows, of which only these have a cell."""
        codes = np.full(n_rows, MISSING, dtype=np.int32)
        if rows:
            codes[rows] = self._codes(column)
        self._parts.append(codes)

    def _codes(self, column: Sequence[object]) -> Codes:
        kinds = set(map(type, column))
        if not kinds <= {str, int, float, bool, type(None)}:
            column = [plain(value) for value in column]
            kinds = set(map(type, column))
        for kind in kinds:
            self._of.setdefault(kind, _Codes(self._values))
        kinds.discard(type(None))
        if len(kinds) == 1:
            codes: Iterable[int] = map(self._of[kinds.pop()].__getitem__, column)
        else:
            codes = [self._of[type(value)][value] for value in column]
        return np.fromiter(codes, dtype=np.int32, count=len(column))

    def coded(self) -> Coded:
        """The whole column."""
        return Coded(np.concatenate(self._parts), tuple(map(writable, self._values)))


class Coders:
    """Columns by name, fed with blocks of rows."""

    def __init__(self) -> None:
        self._coders: dict[str, Coder] = {}
        self._lines: list[npt.NDArray[np.int64]] = []
        self._n_rows = 0

    def add_rows(self, rows: Sequence[Mapping[str, object]], lines: npt.ArrayLike) -> None:
        """Append rows given as mappings from column to value; null is an empty cell."""
        names: set[str] = set().union(*rows)
        check_width(len(names | self._coders.keys()), "a table")
        whole, ragged = _columns(rows, sorted(names))  # so that nothing hangs on a hash's seed
        self.add(whole, lines, ragged)

    def add(
        self,
        columns: Mapping[str, Sequence[object]],
        lines: npt.ArrayLike,
        ragged: Mapping[str, Places] = MappingProxyType({}),
    ) -> None:
        """Append a block of columns of equal length, and of those of which few rows have a cell."""
        block = np.asarray(lines, dtype=np.int64)
        for name in (*columns, *ragged):
            if name not in self._coders:
                self._coders[name] = Coder(self._n_rows)
        for name, coder in self._coders.items():
            if name in columns:
                coder.add(columns[name])
            else:
                coder.add_at(*ragged.get(name, ((), ())), len(block))
        self._lines.append(block)
        self._n_rows += len(block)

    def table(
        self,
        name: str,
        kind: str,
        faults: Sequence[Fault] = (),
        headings: Sequence[tuple[str, object]] = (),
    ) -> Table:
        """The table of everything added so far."""
        lines = np.concatenate([np.zeros(0, dtype=np.int64), *self._lines])
        columns = {name: coder.coded() for name, coder in self._coders.items()}
        return Table(name, kind, columns, lines, headings=headings, faults=faults)


def _columns(
    rows: Sequence[Mapping[str, object]], names: Sequence[str]
) -> tuple[dict[str, list[object]], Mapping[str, Places]]:
    """The columns that all rows have, or that few lack, and the cells of the others.

    None where a row lacks a cell, an empty text where it holds null. Rows that each have keys of
    their own would otherwise take time by rows times columns.
    """
    whole: dict[str, list[object]] = {}
    for name in names:
        with suppress(KeyError):
            whole[name] = list(map(itemgetter(name), rows))
    few: dict[str, tuple[list[int], list[object]]] = {n: ([], []) for n in names if n not in whole}
    if len(few) <= FEW:
        whole |= {name: [row.get(name) for row in rows] for name in few}
        few = {}
    for place, row in enumerate(rows if few else ()):
        for name in row.keys() & few.keys():
            few[name][0].append(place)
            few[name][1].append("" if row[name] is None else row[name])
    for name, cells in whole.items():
        if type(None) in map(type, cells):
            pairs = zip(cells, rows, strict=True)
            whole[name] = ["" if cell is None and name in row else cell for cell, row in pairs]
    return whole, few


def recoded(codes: Codes, values: Sequence[Value | None]) -> Coded:
    """The column of these values, those that are equal joined; None is missing."""
    distinct = Coded.of(values)
    return Coded(np.append(distinct.codes, np.int32(MISSING))[codes], distinct.values)
