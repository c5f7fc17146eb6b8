"""Results as JSON: one object, keys sorted, the same bytes every time."""

import json
from collections.abc import Iterable, Mapping

from estimator.report.numbers import rounded


def to_json(content: Mapping[str, object]) -> str:
    r"""The content as JSON text: keys sorted, lists of plain values on one line, no NaN.

    Numbers have six decimals; other signs than those of ASCII are escaped, so that no encoding
    of a terminal or pipe can spoil them.

    Raises: ValueError for a number that is not finite.

    >>> to_json({"b": [1, 2.5], "a": {}})
    '{\n  "a": {},\n  "b": [1, 2.5]\n}\n'
    """
    return _pretty(rounded(content), "") + "\n"


def _pretty(value: object, indent: str) -> str:
    inner = indent + "  "
    if isinstance(value, dict) and value:
        pairs = (f"{json.dumps(k)}: {_pretty(v, inner)}" for k, v in sorted(value.items()))
        return _bracketed("{", "}", pairs, indent)
    if isinstance(value, list) and any(isinstance(v, dict | list) for v in value):
        return _bracketed("[", "]", (_pretty(v, inner) for v in value), indent)
    return json.dumps(value, allow_nan=False)


def _bracketed(opening: str, closing: str, parts: Iterable[str], indent: str) -> str:
    inner = f",\n{indent}  ".join(parts)
    return f"{opening}\n{indent}  {inner}\n{indent}{closing}"
