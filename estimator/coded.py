"""A column of few distinct values, kept as small integers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import lt
from typing import Any, Self

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.int32]
Value = str | bool | int | float

MISSING = -1


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

    @classmethod
    def constant(cls, value: Value, n_rows: int) -> Self:
        """A column that holds `value` in each of its `n_rows` rows."""
        return cls(np.zeros(n_rows, dtype=np.int32), (value,))

    def canonical(self) -> Self:
        """The same column with its used values sorted: equal columns become equal bytes."""
        used = np.zeros(len(self.values) + 1, dtype=bool)
        used[self.codes] = True  # code -1 marks the last place, which stands for missing
        if used[:-1].all() and rise(self.values):
            return self
        kept = used[:-1].nonzero()[0].tolist()
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
