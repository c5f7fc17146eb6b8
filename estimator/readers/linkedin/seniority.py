"""Seniority of a job title: free text, several languages, a title's traps before its words.

The words stand in `seniority.toml`.
"""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

LEVELS = ("owner", "cxo", "vp", "director", "manager", "senior", "entry", "other")
SENIOR = frozenset({"owner", "cxo", "vp"})  # the VP+ of LinkedIn's own list
OTHER = len(LEVELS) - 1


BANK_GRADE = re.compile(r"vp|vice[ -]?president")  # without an office of its own
PLACE = re.compile(r"\s(?:at|@|chez|bei|bij|presso)\s")
PIECES = re.compile(r"[,|/&;•·–—]|\s-\s|\s(?:and|und|et|y|e|en)\s|\+")


class Offices(NamedTuple):
    """The words of offices by their level, in the order they are looked for; words of banks."""

    levels: tuple[tuple[str, re.Pattern[str]], ...]
    banks: re.Pattern[str]


@cache
def _offices() -> Offices:
    told = tomllib.loads(files(__package__).joinpath("seniority.toml").read_text(encoding="utf-8"))
    levels = ((one["level"], re.compile("|".join(one["words"]))) for one in told["office"])
    return Offices(tuple(levels), re.compile("|".join(told["banks"])))


@lru_cache(maxsize=50_000)
def seniority(title: str, company: str = "") -> int:
    """The place in LEVELS of a job title; the highest of the offices it names.

    >>> [LEVELS[seniority(t)] for t in ("Founder, CEO", "Assistant to the CEO", "Product Owner")]
    ['owner', 'other', 'other']
    >>> LEVELS[seniority("Vice President", "Example Bank")]
    'manager'
    """
    plain = PLACE.split(_plain(title), maxsplit=1)[0]
    bank = bool(_offices().banks.search(_plain(company)))
    return min((_office(piece.strip(), bank) for piece in _pieces(plain)), default=OTHER)


def _pieces(title: str) -> list[str]:
    """The offices a title lists; an assistant's title is one office, whoever it names after."""
    (_, assistant), *_ = _offices().levels
    return [title] if assistant.search(title) else PIECES.split(title)


def _plain(text: str) -> str:
    """Lower-case without accents or dots."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(plain.replace(".", "").replace("’", "'").split())


def _office(office: str, bank: bool) -> int:
    levels = (level for level, words in _offices().levels if office and words.search(office))
    level = next(levels, "other")
    if level == "vp" and bank and BANK_GRADE.fullmatch(office):
        level = "manager"
    return LEVELS.index(level)
