"""Rows of several columns put in order, as fast as sorting one column of whole numbers."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from estimator.threads import each, runs

Whole = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.float64]
Keys = npt.NDArray[np.int64]

KEY_BITS = 63
BLOCK = 1 << 16  # rows packed at a time: what is in between stays in the cache


def in_order(columns: Sequence[Whole], numbers: Numbers) -> tuple[list[Whole], Numbers]:
    """The rows sorted by the first column, then the second, and at last by the numbers.

    columns: shape (n_rows,) each; numbers: shape (n_rows,), finite and 0 or more. While a row fits
    into 63 bits, rows are packed into one number each, sorted as such and unpacked again.

    >>> in_order([np.array([1, 0, 1], dtype=np.int32)], np.array([2.0, 5.0, 1.0]))[1].tolist()
    [5.0, 1.0, 2.0]
    """
    packing = _packing(columns, numbers)
    if packing is None:
        fields: list[npt.NDArray[Any]] = [*columns[::-1]]
        order = np.lexsort([numbers, *fields])
        return [column[order] for column in columns], numbers[order] + 0.0
    keys = packing.packed(columns, numbers)
    if _is_sorted(keys):
        del keys  # before there are copies
        return [np.array(column, dtype=np.int32) for column in columns], numbers + 0.0
    keys.sort()
    return packing.unpacked(keys)


def _is_sorted(keys: Keys) -> bool:
    """Whether they are in order; most that are not show it soon."""
    return all((some[1:] >= some[:-1]).all() for some in (keys[:BLOCK], keys[BLOCK - 1 :]))


class _Packing(NamedTuple):
    """The least value and the bits of each field of a row, the number last.

    distinct: the numbers there are, in order, where each stands for its place among them.
    """

    lows: Sequence[int]
    widths: Sequence[int]
    distinct: Numbers | None = None

    def packed(self, columns: Sequence[Whole], numbers: Numbers) -> Keys:
        """Each row as one number."""
        keys = np.zeros(len(numbers), dtype=np.int64)

        def pack(run: slice) -> None:
            for rows in _blocks(run):
                key, last = keys[rows], self._whole(numbers[rows])
                fields: list[npt.NDArray[Any]] = [*(column[rows] for column in columns), last]
                for field, low, width in zip(fields, self.lows, self.widths, strict=True):
                    if width:  # a field of one value takes no bits
                        key <<= width
                        key += field - np.int64(low)

        each(pack, runs(len(keys)))
        return keys

    def unpacked(self, keys: Keys) -> tuple[list[Whole], Numbers]:
        """The columns and numbers of rows; the numbers take the place of the keys."""
        columns = [np.empty(len(keys), dtype=np.int32) for _ in self.lows[1:]]
        numbers = keys.view(np.float64)
        *lows, least = self.lows
        *widths, bits = self.widths

        def unpack(run: slice) -> None:
            for rows in _blocks(run):
                rest = keys[rows].copy()
                last = (rest & ((1 << bits) - 1)) + least
                numbers[rows] = last if self.distinct is None else self.distinct[last]
                rest >>= bits
                for column, low, width in zip(columns[::-1], lows[::-1], widths[::-1], strict=True):
                    column[rows] = (rest & ((1 << width) - 1)) + low
                    rest >>= width

        each(unpack, runs(len(keys)))
        return columns, numbers

    def _whole(self, numbers: Numbers) -> Keys:
        if self.distinct is None:
            return numbers.astype(np.int64)
        return self.distinct.searchsorted(numbers)


def _packing(columns: Sequence[Whole], numbers: Numbers) -> _Packing | None:
    """How rows fit into one number each; None where they do not."""
    if not len(numbers):
        return None
    lows, highs = _bounds(columns)
    widths = _widths(lows, highs)
    if _are_whole(numbers):
        low = int(numbers.min())
        packing = _Packing([*lows, low], [*widths, *_widths([low], [int(numbers.max())])])
        if sum(packing.widths) <= KEY_BITS:
            return packing
    distinct = np.unique(numbers) + 0.0
    packing = _Packing([*lows, 0], [*widths, *_widths([0], [len(distinct) - 1])], distinct)
    return packing if sum(packing.widths) <= KEY_BITS else None


def _bounds(columns: Sequence[Whole]) -> tuple[list[int], list[int]]:
    """The least and the greatest of each column."""
    lows, highs = [0] * len(columns), [0] * len(columns)

    def look(run: int) -> None:
        lows[run], highs[run] = int(columns[run].min()), int(columns[run].max())

    each(look, range(len(columns)), len(columns[0]) if columns else 0)
    return lows, highs


def _widths(lows: Sequence[int], highs: Sequence[int]) -> list[int]:
    return [(high - low).bit_length() for low, high in zip(lows, highs, strict=True)]


def _are_whole(numbers: Numbers) -> bool:
    if numbers.max() >= 2.0**KEY_BITS:
        return False
    return all(
        (numbers[rows].astype(np.int64) == numbers[rows]).all()
        for rows in _blocks(slice(0, len(numbers)))
    )


def _blocks(run: slice) -> Iterator[slice]:
    starts = range(run.start, run.stop, BLOCK)
    return (slice(start, min(start + BLOCK, run.stop)) for start in starts)
