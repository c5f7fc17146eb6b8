"""Codes changed where they stand, a block at a time."""

import numpy as np

from estimator.log import Codes

BLOCK = 1 << 16  # rows recoded at a time: what is in between stays in the cache


def recode(codes: Codes, place: Codes) -> None:
    """Replaces each code by its place; that of code -1 is the last."""
    if (place[:-1] == np.arange(len(place) - 1, dtype=np.int32)).all():
        return
    for start in range(0, len(codes), BLOCK):
        block = codes[start : start + BLOCK]
        block[:] = place[block]
