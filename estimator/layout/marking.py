"""On which days accounts did something: a mark for each, kept for every date that is asked for."""

from collections.abc import Iterable
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from estimator.layout.rows import Rows

Marks = npt.NDArray[np.uint8]


class Marked(NamedTuple):
    """marks: 1 where an account did something on a day, (n_days, n_accounts), from `first` on."""

    first: int
    marks: Marks

    @classmethod
    def of(cls, parts: Iterable[Rows], first: int, last: int, n_accounts: int) -> Self:
        """The marks of rows that lie between two days; rows without a count leave none."""
        marks = np.zeros((last - first + 1, n_accounts), dtype=np.uint8)
        flat = marks.reshape(-1)
        for account, day, count, *_ in parts:
            place = (day - np.int32(first)) * np.intp(n_accounts) + account
            flat[place if count.all() else place[count > 0]] = 1
        return cls(first, marks)

    def counted(self, first: int, last: int) -> npt.NDArray[np.float64]:
        """On how many days from `first` to `last`, both included, each account did something."""
        days = self.marks[max(first - self.first, 0) : max(last + 1 - self.first, 0)]
        narrow = np.uint8 if len(days) < 256 else np.int32
        counted: npt.NDArray[np.float64] = days.sum(axis=0, dtype=narrow).astype(np.float64)
        return counted
