"""Keeping a solver's own words out of the output of whoever asked."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

STDOUT = 1  # the number every process knows its standard output by


@contextmanager
def quiet() -> Iterator[None]:
    """Lets nothing written below Python reach standard output.

    HiGHS as scipy 1.17 brings it prints a line about its own repairs, whatever it is told, which
    would spoil `--format json`.
    """
    try:
        sys.stdout.flush()
        kept = os.dup(STDOUT)
    except (OSError, ValueError, AttributeError):  # no such output: nothing to keep clean
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, STDOUT)
        yield
    finally:
        os.dup2(kept, STDOUT)
        os.close(kept)
        os.close(nowhere)
