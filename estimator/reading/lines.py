"""Lines: what one line of the text of /sales/ssi says, in English, Portuguese and Russian."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from estimator.reading.names import PAGE_LABELS
from estimator.reading.numerals import NUMBER, OUT_OF, TOP, number

LONGEST = 1000  # signs; what is longer is no line of the page's scores
Kind = Literal["pair", "label", "value", "total", "average", "rank", "heading"]

_PILLARS = {label.casefold(): pillar for pillar in PAGE_LABELS for label in PAGE_LABELS[pillar]}
_LABEL = f"(?P<label>{'|'.join(map(re.escape, _PILLARS))})"
_POINTS = rf"(?P<value>{NUMBER})(?:\s*{OUT_OF}\s*25)?"
_GROUPS = {
    "industry": re.compile(r"\bindustry|\bsetor\b|отрасл", re.IGNORECASE),
    "network": re.compile(r"\bnetwork|\brede\b|\bсет[ьи]\b", re.IGNORECASE),
}
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    ("pair", rf"(?P<before>.*?)\|?\s*{_LABEL}[\s|:=–-]+{_POINTS}[\s|]*"),
    ("pair", rf"[\s|•]*{_POINTS}[\s|:=–-]+{_LABEL}[\s|]*"),
    ("average", rf".*(?:average|médi[oa]|средн)[^\d]*?(?P<value>{NUMBER}).*"),
    ("total", rf".*?(?P<value>{NUMBER})\s*{OUT_OF}\s*100\b.*"),
    ("total", rf"[^\d]*(?:\bssi|social selling index)\b[^\d|:]*[|:]\s*(?P<value>{NUMBER})"),
    ("rank", rf".*?\b{TOP}\s*(?P<value>{NUMBER})\s*%.*"),
    ("label", rf"[\s|]*{_LABEL}[\s|]*"),
    ("value", rf"[\s|]*{_POINTS}[\s|]*"),
)
_KINDS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)
_INDUSTRY_NAME = re.compile(
    r"professionals in the (?P<name>.+?) industry|setor de referência\s*\|\s*(?P<nome>.+)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Mark:
    """What a line says: a pillar, a number, both, or which group the next lines speak of."""

    kind: Kind
    value: float | None = None
    pillar: str | None = None
    group: str | None = None


def marks(lines: Iterable[str]) -> Iterator[Mark]:
    """The marks of a page in their order; lines that say nothing of a score have none.

    >>> [m.kind for m in marks(["8,38", "Estabelecer sua marca profissional", "Top 75%", "Hi"])]
    ['value', 'label', 'rank']
    """
    for line in lines:
        if len(line) <= LONGEST and (mark := _mark(line.strip())) is not None:
            yield mark


def named_industry(text: str) -> str | None:
    """The industry that a page compares the member with, as the page names it."""
    match = _INDUSTRY_NAME.search(text)
    return match and (match["name"] or match["nome"]).strip()


def _mark(line: str) -> Mark | None:
    for kind, pattern in _KINDS:
        match = pattern.fullmatch(line)
        if match is not None:
            held = match.groupdict()
            label, value = held.get("label"), held.get("value")
            return Mark(
                kind,
                number(value) if value else None,
                _PILLARS[label.casefold()] if label else None,
                _group(held.get("before", line) or ""),
            )
    group = _group(line)
    return Mark("heading", group=group) if group else None


def _group(text: str) -> str | None:
    named = [group for group, pattern in _GROUPS.items() if pattern.search(text)]
    return named[0] if len(named) == 1 else None
