"""The cells of a usage report's column as numbers, known or not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from estimator.readers.tables.cells import MOST, number_of

EMPTY = frozenset({"", "-", "--", "–", "n/a", "na", "none", "null"})

_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")


@dataclass(frozen=True)
class Column:
    """One number a row, where it is known. values, known: shape (n_rows,); 0 where not known."""

    values: npt.NDArray[np.float64]
    known: npt.NDArray[np.bool_]

    def where(self, rows: npt.NDArray[np.intp]) -> "Column":
        return Column(self.values[rows], self.known[rows])

    def __add__(self, other: "Column") -> "Column":
        return Column(self.values + other.values, self.known | other.known)

    def __mul__(self, other: "Column") -> "Column":
        return Column(self.values * other.values, self.known & other.known)


def column_of(cells: Sequence[str]) -> tuple[Column, list[int]]:
    """The cells as numbers, and the places of those that are neither empty nor a number.

    >>> column_of(["1,234", "", "x"])[0].values.tolist()
    [1234.0, 0.0, 0.0]
    """
    numbers = [_number(cell) for cell in cells]
    wrong = [
        place
        for place, (cell, number) in enumerate(zip(cells, numbers, strict=True))
        if number is None and cell.strip().lower() not in EMPTY
    ]
    known = np.array([number is not None for number in numbers], dtype=bool)
    return Column(np.array([number or 0.0 for number in numbers], dtype=np.float64), known), wrong


def share_of(cells: Sequence[str]) -> tuple[Column, list[int]]:
    """The cells as shares of 1: `65%` and 0.65 are the same; and so is 65 where one exceeds 1.

    >>> share_of(["65%", "50%"])[0].values.tolist(), share_of(["65", "0"])[0].values.tolist()
    ([0.65, 0.5], [0.65, 0.0])
    """
    column, wrong = column_of([cell.strip().removesuffix("%").strip() for cell in cells])
    percent = np.array([cell.strip().endswith("%") for cell in cells], dtype=bool)
    percent |= bool((column.values > 1).any())
    return Column(np.where(percent, column.values / 100, column.values), column.known), wrong


def _number(cell: str) -> float | None:
    """The number that a cell holds, `1,234` with a thousands comma too; None beyond any count."""
    text = cell.strip()
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    number = number_of(text)
    return None if number is None or not 0 <= number <= MOST else float(number)
