"""Rows of several columns put in order, as fast as sorting one column of whole numbers."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.float64]
Keys = npt.NDArray[np.int64]

KEY_BITS = 63
BLOCK = 1 << 15  # rows packed at a time: what is in between stays in the cache


def in_order(columns: Sequence[Whole], numbers: Numbers) -> tuple[list[Whole], Numbers]:
    """The rows sorted by the first column, then the second, and at last by the numbers.

    columns: shape (n_rows,) each; numbers: shape (n_rows,), finite and 0 or more. While the
    numbers are whole and a row fits into 63 bits, rows are packed into one number each, sorted
    as such and unpacked again.

    >>> in_order([np.array([1, 0, 1], dtype=np.int32)], np.array([2.0, 5.0, 1.0]))[1].tolist()
    [5.0, 1.0, 2.0]
    """
    keys = _keys(columns, numbers)
    if keys is None:
        fields: list[npt.NDArray[Any]] = [*columns[::-1]]
        order = np.lexsort([numbers, *fields])
        return [column[order] for column in columns], numbers[order] + 0.0
    packed, lows, widths = keys
    if (packed[1:] >= packed[:-1]).all():
        return [np.array(column, dtype=np.int32) for column in columns], numbers + 0.0
    packed.sort()
    *fields, counts = _unpacked(packed, lows, widths)
    return fields, counts


def _keys(columns: Sequence[Whole], numbers: Numbers) -> tuple[Keys, list[int], list[int]] | None:
    """Each row as one number, and the least value and the bits of each field of it."""
    if not len(numbers) or numbers.max() >= 2.0**KEY_BITS:
        return None
    fields: list[npt.NDArray[Any]] = [*columns, numbers]
    lows = [int(field.min()) for field in fields]
    spreads = [int(field.max()) - low for field, low in zip(fields, lows, strict=True)]
    widths = [spread.bit_length() for spread in spreads]
    if sum(widths) > KEY_BITS:
        return None
    keys = np.zeros(len(numbers), dtype=np.int64)
    for rows in _blocks(len(keys)):
        whole = numbers[rows].astype(np.int64)
        if (whole != numbers[rows]).any():
            return None
        key = keys[rows]
        for field, low, width in zip([*columns, None], lows, widths, strict=True):
            if width:  # a field of one value takes no bits
                key <<= width
                key += (whole if field is None else field[rows]) - np.int64(low)
    return keys, lows, widths


def _unpacked(keys: Keys, lows: Sequence[int], widths: Sequence[int]) -> list[npt.NDArray[Any]]:
    kinds = [*[np.int32] * (len(lows) - 1), np.float64]
    fields = [np.empty(len(keys), dtype=kind) for kind in kinds]
    for rows in _blocks(len(keys)):
        rest = keys[rows].copy()
        for field, low, width in zip(reversed(fields), lows[::-1], widths[::-1], strict=True):
            if width:
                field[rows] = (rest & ((1 << width) - 1)) + low
                rest >>= width
            else:
                field[rows] = low
    return fields


def _blocks(n_rows: int) -> Iterator[slice]:
    return (slice(start, start + BLOCK) for start in range(0, n_rows, BLOCK))
