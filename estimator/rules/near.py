"""Did you mean: the nearest known word to one that is not known."""

from collections.abc import Iterable


def near_miss(word: object, known: Iterable[str]) -> str:
    """`, did you mean x?` for the nearest of the known words; empty when none is near.

    >>> near_miss("halflife", ["half_life", "window"])
    ', did you mean half_life?'
    >>> near_miss("zzz", ["half_life", "window"])
    ''
    """
    from difflib import get_close_matches  # noqa: PLC0415  # only where a word is wrong

    near = get_close_matches(str(word), [*map(str, known)], n=1)
    return f", did you mean {near[0]}?" if near else ""


def listed(words: Iterable[object]) -> str:
    """The words as a text of a sentence.

    >>> listed(["flow", "stock"])
    'flow, stock'
    """
    return ", ".join(str(word) for word in words)
