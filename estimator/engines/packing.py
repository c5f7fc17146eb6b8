"""Accounts packed into tables that are no longer than they may be."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Whole = npt.NDArray[np.int64]


def packed(n_rows: Whole, most: int) -> Whole:
    """Which table each account goes to, given the rows of each: those before it, while they fit.

    >>> packed(np.array([2, 2, 9, 1]), 4).tolist()
    [0, 0, 1, 2]
    """
    table, held, places = 0, 0, []
    for n in n_rows.tolist():
        if held and held + n > most:
            table, held = table + 1, 0
        held += n
        places.append(table)
    return np.array(places, dtype=np.int64)


def tables_of(table: pa.Table, most: int, each: int = 0) -> Iterator[pa.Table]:
    """The rows in tables of whole accounts, of `most` rows unless one account alone has more.

    each: as how many rows an account counts besides its own.
    """
    if table.num_rows * (1 + each) <= most:
        if table.num_rows:
            yield table
        return
    encoded = table.column("account").combine_chunks().dictionary_encode()
    codes = encoded.indices.to_numpy()
    order = np.argsort(encoded.dictionary.to_numpy(zero_copy_only=False))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = packed(np.bincount(codes)[order] + each, most)
    yield from (rows for _, rows in divided(table, place[codes]))


def divided(table: pa.Table, place: Whole) -> Iterator[tuple[int, pa.Table]]:
    """The rows of each place, one place after the other, given the place of each row."""
    order = np.argsort(
        place.astype(np.uint16) if place.max(initial=0) < 1 << 16 else place, kind="stable"
    )
    counts, start = np.bincount(place), 0
    moved = table.take(pa.array(order))
    for number in counts.nonzero()[0].tolist():
        yield number, moved.slice(start, int(counts[number]))
        start += int(counts[number])
