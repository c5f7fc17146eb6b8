"""Rows of several archives as one: what two of them hold is counted once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from estimator.readers.linkedin_export.batch import Batch
from estimator.readers.linkedin_export.columns import NONE, Ints, Mask
from estimator.readers.linkedin_export.tally import SECONDS


@dataclass(frozen=True)
class Merged:
    """The rows of one kind, the newest archive first; all columns of shape (n_rows,).

    source: the number of the newest archive that holds the row; vanished: rows of an older
    archive that a newer one no longer has, kept all the same.
    """

    seconds: Ints
    source: Ints
    values: dict[str, Ints]
    columns: frozenset[str] = frozenset()
    vanished: int = 0

    @property
    def day(self) -> Ints:
        return self.seconds // SECONDS

    def __len__(self) -> int:
        return len(self.seconds)


def merge(
    batches: Sequence[Batch], newest_first: Sequence[int], names: Sequence[str] = ()
) -> Merged:
    """The union of the batches of one kind.

    A row that one file holds n times and another m times is there max(n, m) times: repeats in
    one file are real, the same row in two archives is one. `newest_first`: archive numbers.
    """
    if not batches:
        return Merged(NONE, NONE, dict.fromkeys(names, NONE))
    if len(batches) == 1:
        (only,) = batches
        alone = np.full(len(only.seconds), only.source, dtype=np.int64)
        return Merged(only.seconds, alone, only.values, only.columns)
    rank = {source: place for place, source in enumerate(newest_first)}
    batches = sorted(batches, key=lambda b: (rank[b.source], b.copy))
    groups: dict[tuple[int, str], int] = {}
    group = np.concatenate(
        [
            np.full(len(b.seconds), groups.setdefault((b.source, b.copy), len(groups)))
            for b in batches
        ]
    )
    source = np.concatenate([np.full(len(b.seconds), b.source) for b in batches])
    seconds = np.concatenate([b.seconds for b in batches])
    values = {name: np.concatenate([b.values[name] for b in batches]) for name in batches[0].values}
    columns = frozenset().union(*(b.columns for b in batches))
    if len(groups) == 1:
        return Merged(seconds, source, values, columns)
    keep = _first_of_each(seconds, values.get("key", seconds), group)
    newest = source == batches[0].source
    vanished = int((keep & ~newest).sum()) if bool(newest.any()) else 0
    return Merged(
        seconds[keep], source[keep], {k: v[keep] for k, v in values.items()}, columns, vanished
    )


def _first_of_each(seconds: Ints, key: Ints, group: Ints) -> Mask:
    """Which rows stay: of the k-th repeat of a row in each group, that of the first group."""
    order = np.lexsort([group, key, seconds])
    s, k, g = seconds[order], key[order], group[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (s[1:] != s[:-1]) | (k[1:] != k[:-1]) | (g[1:] != g[:-1])
    starts = np.flatnonzero(new)
    repeat = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    again = np.lexsort([g, repeat, k, s])
    first = np.ones(len(order), dtype=bool)
    a, b = again[1:], again[:-1]
    first[1:] = (s[a] != s[b]) | (k[a] != k[b]) | (repeat[a] != repeat[b])
    keep = np.zeros(len(order), dtype=bool)
    keep[order[again[first]]] = True
    return keep
