"""Rows of the log, gathered column by column; equal rows of a day become one."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from estimator.actions import vocabulary
from estimator.coverage import Coverage
from estimator.log import MISSING, ActivityLog, Coded, Value
from estimator.readers.linkedin_export.columns import Ints


def numbers(column: npt.ArrayLike) -> Coded:
    """A column of whole numbers, coded."""
    values, codes = np.unique(np.asarray(column, dtype=np.int64), return_inverse=True)
    return Coded(codes.astype(np.int32), tuple(int(value) for value in values))


def flags(column: npt.ArrayLike) -> Coded:
    """A column of yes and no, coded."""
    return Coded(np.asarray(column, dtype=bool).astype(np.int32), (False, True))


def words(codes: npt.ArrayLike, values: tuple[str, ...]) -> Coded:
    """A column of places in `values`; -1 is missing."""
    return Coded(np.asarray(codes, dtype=np.int32), values)


class Rows:
    """Blocks of rows: days, an action, counts, attributes."""

    def __init__(self) -> None:
        self.blocks: list[tuple[str, Ints, npt.NDArray[np.float64], Mapping[str, Coded]]] = []

    def add(
        self,
        action: str,
        day: npt.ArrayLike,
        count: npt.ArrayLike = 1.0,
        **attributes: Coded | Value,
    ) -> None:
        """A row for each day; a constant count or attribute holds for all of them."""
        days = np.asarray(day, dtype=np.int64).reshape(-1)
        counts = np.broadcast_to(np.asarray(count, dtype=np.float64), days.shape)
        coded = {
            name: value if isinstance(value, Coded) else Coded.constant(value, len(days))
            for name, value in attributes.items()
        }
        if len(days):
            self.blocks.append((action, days, counts, coded))

    def log(self, coverage: Coverage) -> ActivityLog:
        """The log of all blocks. Counts of equal rows add up, except those of a level."""
        if not self.blocks:
            return ActivityLog.empty(coverage)
        lengths = [len(days) for _, days, _, _ in self.blocks]
        actions = tuple(sorted({action for action, *_ in self.blocks}))
        action = np.repeat([actions.index(block[0]) for block in self.blocks], lengths)
        day = np.concatenate([days for _, days, _, _ in self.blocks])
        count = np.concatenate([counts for _, _, counts, _ in self.blocks])
        names = sorted({name for *_, attributes in self.blocks for name in attributes})
        columns = {name: self._column(name) for name in names}
        level = np.array([vocabulary()[name].level for name in actions])[action]
        codes = [column.codes.astype(np.int64) for column in columns.values()]
        first, totals = _totals([action, day, *codes], count, level)
        return ActivityLog.build(
            day=day[first],
            action=Coded(action[first].astype(np.int32), actions),
            count=totals,
            attributes={name: column.take(first) for name, column in columns.items()},
            coverage=coverage,
        )

    def _column(self, name: str) -> Coded:
        """One attribute over all blocks, missing where a block has none."""
        values: dict[tuple[type, Value], int] = {}
        codes = []
        for _, days, _, attributes in self.blocks:
            coded = attributes.get(name)
            if coded is None:
                codes.append(np.full(len(days), MISSING, dtype=np.int32))
                continue
            places = [values.setdefault((type(v), v), len(values)) for v in coded.values]
            codes.append(np.array([*places, MISSING], dtype=np.int32)[coded.codes])
        return Coded(np.concatenate(codes), tuple(value for _, value in values))


def _totals(
    keys: list[npt.NDArray[np.int64]], count: npt.NDArray[np.float64], level: npt.NDArray[np.bool_]
) -> tuple[Ints, npt.NDArray[np.float64]]:
    """The first row of each group of equal rows, and the group's count; a level's last count."""
    order = np.lexsort(keys[::-1])
    new = np.ones(len(order), dtype=bool)
    new[1:] = np.any([key[order][1:] != key[order][:-1] for key in keys], axis=0)
    starts = np.flatnonzero(new)
    sums = np.add.reduceat(count[order], starts)
    last = order[np.append(starts[1:], len(order)) - 1]
    first = order[starts]
    return first, np.where(level[first], count[last], sums)
