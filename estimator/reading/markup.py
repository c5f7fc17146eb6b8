"""HTML: a page of /sales/ssi as the lines of text that a reader of it sees."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser

from estimator.reading.names import PAGE_LABELS

_INLINE = frozenset(
    {"a", "abbr", "b", "em", "i", "label", "mark", "small", "span", "strong", "sup"}
)
_CELLS = frozenset({"td", "th"})
_HIDDEN = frozenset({"script", "style", "title", "template"})
_BARS = {
    "establish-brand__sub-score-bar": "brand",
    "find-people__sub-score-bar": "find",
    "engage-with-insights__sub-score-bar": "insight",
    "build-relationships__sub-score-bar": "relationship",
}


def is_html(text: str) -> bool:
    """Whether a text is a page rather than what one reads on it."""
    return re.search(r"</[a-z][a-z0-9]*\s*>|<!doctype|<progress\b", text, re.I) is not None


def page_lines(text: str) -> list[str]:
    """The lines of an HTML page: one a block, the cells of a table's row parted by `|`.

    A pillar's bar becomes a line of its own, with the exact number that the text only rounds.

    >>> page_lines('<p>Top <b>75</b>%</p><progress id="find-people__sub-score-bar" value="3.68">')
    ['Top 75%', 'Find the right people | 3.68']
    """
    page = _Page()
    page.feed(text)
    page.close()
    lines = (" ".join(line.split()) for line in "".join(page.parts).split("\n"))
    return [line for line in lines if line]


class _Page(HTMLParser):
    """Collects text; a bar with a value hides its own rounded text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        pillar = _BARS.get(held.get("id") or "")
        if pillar and held.get("value"):
            self.parts.append(f"\n{PAGE_LABELS[pillar][0]} | {held['value']}\n")
            self._hidden.append(tag)
        elif tag in _HIDDEN:
            self._hidden.append(tag)
        elif tag in _CELLS:
            self.parts.append(" | ")
        elif tag not in _INLINE:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and tag == self._hidden[-1]:
            self._hidden.pop()
        elif tag not in _INLINE | _CELLS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(" ".join(data.split("\n")))
