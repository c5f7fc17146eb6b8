"""On which days accounts did something: a bit for each, kept for every date that is asked for."""

from collections.abc import Iterable
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from estimator.layout.rows import Rows

Words = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]

BITS = 64


class Marked(NamedTuple):
    """words: 64 days each, the first the lowest bit; (n_words, n_accounts), from day `first` on."""

    first: int
    words: Words

    @classmethod
    def of(cls, parts: Iterable[Rows], first: int, last: int, n_accounts: int) -> Self:
        """The marks of rows that lie between two days; rows without a count leave none.

        parts: each sorted by day.
        """
        words = np.zeros((n_words(first, last), n_accounts), dtype=np.uint64)
        parts = [rows if rows.count.all() else rows.at(rows.count > 0) for rows in parts]
        days = np.arange(first, last + 2, dtype=np.int32)
        edges = [rows.day.searchsorted(days).tolist() for rows in parts]
        done = np.zeros(n_accounts, dtype=bool)
        for n in range(last + 1 - first):
            done[:] = False
            for rows, edge in zip(parts, edges, strict=True):
                done[rows.account[edge[n] : edge[n + 1]]] = True
            words[n // BITS] |= done.astype(np.uint64) << np.uint64(n % BITS)
        return cls(first, words)

    def counted(self, first: int, last: int) -> Floats:
        """On how many days from `first` to `last`, both included, each account did something."""
        counted = np.zeros(self.words.shape[1], dtype=np.int32)
        for n, word in enumerate(self.words):
            begin = max(first - self.first - n * BITS, 0)
            end = min(last + 1 - self.first - n * BITS, BITS)
            if begin < end:
                mask = np.uint64((1 << end) - (1 << begin))
                counted += _bits_set(word & mask)
        return counted.astype(np.float64)


def _bits_set(words: Words) -> Bytes:
    if hasattr(np, "bitwise_count"):
        counted: Bytes = np.bitwise_count(words)
    else:  # numpy before 2.0
        bits = np.unpackbits(words.view(np.uint8).reshape(-1, 8), axis=1)
        counted = bits.sum(axis=1, dtype=np.uint8)
    return counted


def n_words(first: int, last: int) -> int:
    """How many words it takes to mark each of the days."""
    return -(-(last + 1 - first) // BITS)
