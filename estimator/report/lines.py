"""Text as lines of spans: one form for a plain file and for a terminal with colours."""

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import wrap
from typing import Literal

Style = Literal["", "title", "name", "points", "seen", "unknown", "track", "aside", "warning"]


@dataclass(frozen=True)
class Span:
    """A piece of a line and what it is; the terminal gives every style its colour."""

    text: str
    style: Style = ""


Line = tuple[Span, ...]
BLANK: Line = ()


def line(*parts: str | Span) -> Line:
    """The line of the given parts; a plain text has no style."""
    return tuple(Span(part) if isinstance(part, str) else part for part in parts)


def plain(lines: Iterable[Line]) -> str:
    r"""The lines as text without colours, nothing trailing.

    >>> plain([line("  ", Span("52.3", "points"), " "), BLANK])
    '  52.3\n\n'
    """
    return "".join("".join(span.text for span in one).rstrip() + "\n" for one in lines)


def paragraph(text: str, width: int, style: Style = "", indent: str = "  ") -> list[Line]:
    """The text as indented lines of at most `width` characters."""
    parts = wrap(text, max(width - len(indent), 20), break_on_hyphens=False)
    return [line(indent, Span(part, style)) for part in parts]


def apart(left: Line, right: Line, width: int) -> list[Line]:
    """Both at the ends of one line; below each other when the line is too short for that."""
    space = width - length(left) - length(right)
    if space < 2:
        return [left, right]
    return [(*left, Span(" " * space), *right)]


def length(one: Line) -> int:
    """The number of characters in a line."""
    return sum(len(span.text) for span in one)


def shortened(text: str, width: int) -> str:
    """The text, cut at `width` characters with a sign that it was.

    >>> shortened("endorsements", 6)
    'endor…'
    """
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"
