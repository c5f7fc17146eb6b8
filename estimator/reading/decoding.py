"""Decoding: what goes wrong with JSON, told with the place."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

from estimator.errors import ReadingError


@contextmanager
def decoding(where: str) -> Iterator[None]:
    """A block that decodes JSON found at `where`, a file, a line of it, or another name.

    Raises: ReadingError with line and column for what is no JSON.
    """
    try:
        yield
    except json.JSONDecodeError as error:
        lined = re.search(r":\d+$", where)
        spot = f"{where}:{error.colno}" if lined else f"{where}:{error.lineno}:{error.colno}"
        raise ReadingError.at(spot, f"not JSON ({error.msg}); a payload is one object") from None
    except (ValueError, RecursionError):
        what = "not JSON that can be read; it nests too deeply or holds a number without end"
        raise ReadingError.at(where, what) from None
