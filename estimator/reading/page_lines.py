"""Lines: what one line of the text of /sales/ssi says, in eight languages; HTML as such lines."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Literal

from estimator.reading.names import PAGE_LABELS
from estimator.reading.numerals import NUMBER, OUT_OF, TOP, number

LONGEST_LINE = 1000  # signs; what is longer is no line of the page's scores
Kind = Literal["pair", "label", "value", "total", "average", "rank", "heading"]

_PILLARS = {label.casefold(): pillar for pillar in PAGE_LABELS for label in PAGE_LABELS[pillar]}
_LABEL = f"(?P<label>{'|'.join(map(re.escape, _PILLARS))})"
_POINTS = rf"(?P<value>{NUMBER})(?:\s*{OUT_OF}\s*25)?"
_GROUPS = {
    "industry": re.compile(
        r"\bindustry|\bbranche|\bsecteur\b|\bsector\b|\bsettore\b|\bsetor\b|отрасл", re.IGNORECASE
    ),
    "network": re.compile(
        r"\bnetwork|netzwerk|\br[ée]seau\b|\bred\b|\brete\b|\brede\b|\bсет[ьи]\b", re.IGNORECASE
    ),
}
_RANKS = re.compile(
    r"\brank|\brang\b|classe?ment|classifi|clasifi|posi[cçz]i|рейтинг", re.IGNORECASE
)
_AVERAGE = r"average|durchschnitt\w*|moyen(?:ne)?\b|promedio|\bmedi[oa]\b|médi[oa]|средн"
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    ("pair", rf"(?P<before>.*?)\|?\s*{_LABEL}[\s|:=–-]+{_POINTS}[\s|]*"),
    ("pair", rf"[\s|•]*{_POINTS}[\s|:=–-]+{_LABEL}[\s|]*"),
    ("average", rf".*(?:{_AVERAGE})[^\d]*?(?P<value>{NUMBER}).*"),
    ("total", rf".*?(?P<value>{NUMBER})\s*{OUT_OF}\s*100\b.*"),
    ("total", rf"[^\d]*(?:\bssi|social selling index)\b[^\d|:]*[|:]\s*(?P<value>{NUMBER})"),
    ("rank", rf".*?\b{TOP}\s*(?P<value>{NUMBER})\s*%.*"),
    ("label", rf"[\s|]*{_LABEL}[\s|]*"),
    ("value", rf"[\s|]*{_POINTS}[\s|]*"),
)
_KINDS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)
_ANY_LABEL = re.compile(_LABEL, re.IGNORECASE)
_NUMBERED = re.compile(rf"[\s|:=–-]*{_POINTS}[\s|:=–-]*", re.IGNORECASE)
_POINTS_FIRST = re.compile(rf"[\s|:=–-]*{NUMBER}(?:\s*{OUT_OF}\s*25)?(?![\d%])", re.IGNORECASE)
_OF_100 = re.compile(rf"{NUMBER}\s*{OUT_OF}\s*100\b", re.IGNORECASE)
_INDUSTRY_NAME = re.compile(
    r"professionals in the (?P<name>.+?) industry|setor de referência\s*\|\s*(?P<nome>.+)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class LineMark:
    """What a line says: a pillar, a number, both, or which group the next lines speak of."""

    kind: Kind
    value: float | None = None
    pillar: str | None = None
    group: str | None = None
    of_ranks: bool = False  # a heading that names ranks


def marks(lines: Iterable[str]) -> Iterator[LineMark]:
    """The marks of a page in their order; lines that say nothing of a score have none.

    >>> [m.kind for m in marks(["8,38", "Estabelecer sua marca profissional", "Top 75%", "Hi"])]
    ['value', 'label', 'rank']
    """
    for line in lines:
        plain_line = " ".join(line.split())  # blanks between its words say nothing, and cost much
        if len(plain_line) <= LONGEST_LINE and (mark := _mark(plain_line)) is not None:
            yield mark


def parted(line: str) -> list[str]:
    """The line, or where one holds the numbers of several pillars, a line for each part of it.

    What stands behind the last pillar is left out: whose ranks those are, only lines tell.

    >>> parted("SSI 47 out of 100 Find the right people 9.5 Build relationships 17 Top 14%")
    ['SSI 47 out of 100', 'Find the right people', '9.5', 'Build relationships', '17']
    """
    places = [match.span() for match in _ANY_LABEL.finditer(line)]
    between = [line[a[1] : b[0]] for a, b in itertools.pairwise(places)]
    if not between or not all(map(_NUMBERED.fullmatch, between)):
        return [line]
    first, last = line[: places[0][0]], line[places[-1][1] :]
    labels = [line[start:end] for start, end in places]
    total = _OF_100.search(first)
    head = [first] if total is None else [first[: total.end()], first[total.end() :]]
    tail = _POINTS_FIRST.match(last)
    parts = [*head, labels[0]]
    for label, points in zip(labels[1:], between, strict=True):
        parts += [points, label]
    parts += [] if tail is None else [tail[0]]
    return [part for part in (part.strip(" |:=–-") for part in parts) if part]


def named_industry(text: str) -> str | None:
    """The industry that a page compares the member with, as the page names it."""
    match = _INDUSTRY_NAME.search(text)
    return match and (match["name"] or match["nome"]).strip()


def _mark(line: str) -> LineMark | None:
    for kind, pattern in _KINDS:
        match = pattern.fullmatch(line)
        if match is not None:
            held = match.groupdict()
            label, value = held.get("label"), held.get("value")
            return LineMark(
                kind,
                number(value) if value else None,
                _PILLARS[label.casefold()] if label else None,
                _group(held.get("before", line) or ""),
            )
    group = _group(line)
    ranks = _RANKS.search(line) is not None
    return LineMark("heading", group=group, of_ranks=ranks) if group else None


def _group(text: str) -> str | None:
    named = [group for group, pattern in _GROUPS.items() if pattern.search(text)]
    return named[0] if len(named) == 1 else None


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
