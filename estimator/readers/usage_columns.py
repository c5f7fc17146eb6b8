"""The columns of a usage report: what each means, and its cells as numbers, known or not.

Its header is not public and varies. A name is compared in lower case, without signs, spaces,
brackets or a leading "SSI". The names stand in `usage_columns.toml`; what it does not know, the
user settles (`Column=action`).
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from estimator.actions import action_named, vocabulary
from estimator.errors import Fault, LogError
from estimator.readers.outcome import LISTED
from estimator.readers.tables.cells import MOST, number_of, veiled
from estimator.readers.tables.text_tables import Grid
from estimator.reading.names import PAGE_LABELS, pillar_of, plain
from estimator.reading.objects import CLEAR_TOTALS

PILLARS = ("brand", "find", "insight", "relationship")
TOTAL = "ssi"
SSI = (TOTAL, *PILLARS)
RATE = "inmail_acceptance_rate"
DAYS = "days"  # a column of days or periods by what is in it, whatever its name
PERIOD = ("month", "year", "start", "end", DAYS)
PERSON = ("seat", "person")
UNUSED = "unused"

_TOLD = tomllib.loads(files(__package__).joinpath("usage_columns.toml").read_text(encoding="utf-8"))
ALIASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {meaning: tuple(names.split()) for meaning, names in _TOLD["names"].items()}
    | {TOTAL: ("", *_TOLD["names"][TOTAL].split())}  # the bare word SSI
)
_LABELS = {plain(one): pillar for pillar, labels in PAGE_LABELS.items() for one in labels}
_FOREIGN = {
    meaning: re.compile(re.sub("<(.*?)>", lambda part: _TOLD["parts"][part[1]], words))
    for meaning, words in _TOLD["words"].items()
}

EMPTY = frozenset({"", "-", "--", "–", "n/a", "na", "none", "null"})

_GROUPED = re.compile(r"(?<=\d)[.\s'’](?=\d{3}(?:\D|$))")  # 1.234 and 1 234 of what is counted
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_MEANING = {name: meaning for meaning, names in ALIASES.items() for name in names}
_ONLY_SSI = {"", "score", "current", "total", "overall"}  # mean the SSI only after that word
TOLD = 3  # columns of activity or SSI that make a table a usage report


def meaning_of(column: str) -> str | None:
    """What a column means: an action, `seat`, `brand`, ...; None when it is not known.

    >>> meaning_of("SSI - Find the right people"), meaning_of("Profile Views (incl. hovers)")
    ('find', 'profile_view')
    >>> meaning_of("durchgeführte suchen"), meaning_of("gespeicherte leads")
    ('people_search', 'lead_saved')
    """
    name = re.sub(r"\([^)]*\)|[^a-z0-9(]", "", re.sub(r"\([^)]*\)", "", column.lower()))
    bare = name.removeprefix("ssi")
    if bare in _MEANING and (bare != name or bare not in _ONLY_SSI):
        meaning = _MEANING[bare]
        return meaning if bare == name or meaning in SSI else None
    letters = plain(column)
    pillar = pillar_of(column) if letters.startswith("ssi") else _LABELS.get(letters)
    words = " ".join(column.casefold().split())
    return pillar or next((m for m, form in _FOREIGN.items() if form.search(words)), None)


def action_or_part(column: str) -> str | None:
    """What a column of a usage report means, in the report's words or in those of a log.

    >>> action_or_part("People Searches"), action_or_part("Coach Level"), action_or_part("Shoes")
    ('people_search', 'unused', None)
    """
    return meaning_of(column) or action_named(column)


def is_usage_report(names: Sequence[str], column_map: Mapping[str, str]) -> bool:
    """Whether these are the columns of a usage report: enough of them are known, or mapped. Scores
    alone, without a period or a seat, are a note of readings.
    """
    told = {meaning_of(name) for name in names} - {None}
    mapped = {column_map[name] for name in names if name in column_map}
    if told <= {*SSI} and not mapped:
        return False
    known = told - {UNUSED, *PERSON, *PERIOD}
    return len(known | mapped) >= TOLD or bool(mapped & set(vocabulary()))


def meanings(names: Sequence[str], column_map: Mapping[str, str], where: str) -> dict[int, str]:
    """The meaning of each column, by its place; what the user says goes before the table, and the
    table before the names of the vocabulary.

    Of two columns that mean one action one is read: `Searches Performed`, of which `People
    Searches` are a part. A mapped column that is not there is not missed here: another source may
    have it.

    Raises: LogError for a meaning there is not.
    """
    known = {*ALIASES, *vocabulary()}
    faults = []
    for word in sorted({*column_map.values()} - known):
        near = get_close_matches(word, sorted(known), n=1)
        right = f", did you mean {near[0]}?" if near else "; it is an action of rules/actions.yaml"
        faults.append(Fault(where, f"unknown meaning {word!r} of a column{right}"))
    if faults:
        raise LogError(faults)
    found = {place: column_map[name] for place, name in enumerate(names) if name in column_map}
    for place, name in sorted(enumerate(names), key=lambda one: meaning_of(one[1]) is None):
        meaning = action_or_part(name)
        once = meaning not in ("person", UNUSED) and meaning in found.values()
        if meaning is not None and place not in found and not once:
            found[place] = meaning
    if {*PILLARS} & {*found.values()}:  # beside one of the pillars, words that mean one elsewhere
        for place, name in enumerate(names):
            meaning = TOTAL if plain(name) in CLEAR_TOTALS else pillar_of(name)
            if meaning is not None and place not in found and meaning not in found.values():
                found[place] = meaning
    return dict(sorted(found.items()))


def counts_anything(meanings: Mapping[int, str]) -> bool:
    """Whether a table counts acts or states; otherwise it holds scores alone, of no seat."""
    return bool({*meanings.values()} - {*SSI, *PERSON, *PERIOD, UNUSED})


@dataclass(frozen=True)
class NumberColumn:
    """One number a row, where it is known. values, known: shape (n_rows,); 0 where not known."""

    values: npt.NDArray[np.float64]
    known: npt.NDArray[np.bool_]

    def where(self, rows: npt.NDArray[np.intp]) -> "NumberColumn":
        return NumberColumn(self.values[rows], self.known[rows])

    def __add__(self, other: "NumberColumn") -> "NumberColumn":
        return NumberColumn(self.values + other.values, self.known | other.known)

    def __mul__(self, other: "NumberColumn") -> "NumberColumn":
        return NumberColumn(self.values * other.values, self.known & other.known)


def columns_of(
    grid: Grid, meanings: Mapping[int, str], broken: Sequence[str] = (), *, quoted: bool = True
) -> tuple[dict[str, NumberColumn], list[Fault]]:
    """What each row counts, by meaning, and the cells that are no such number.

    broken: what need not be whole, beside scores. quoted: whether a fault shows the cell.
    """
    columns: dict[str, NumberColumn] = {}
    faults: list[Fault] = []
    for place, meaning in meanings.items():
        if meaning in (UNUSED, *PERSON, *PERIOD):
            continue
        cells, called = grid.column(place), grid.names[place]
        whole = meaning not in (RATE, *SSI, *broken)
        column, wrong = share_of(cells) if meaning == RATE else column_of(cells, whole=whole)
        right = f"a {'whole ' if whole else ''}number from 0 on"
        right = "a share of at most 100 %" if meaning == RATE else right
        columns[meaning] = columns[meaning] + column if meaning in columns else column
        for row in wrong[:LISTED]:
            what = f"{called} is not {right}" + f" (got {veiled(cells[row])})" * quoted
            where = f"{grid.name}:{grid.rows[row][0]}"
            faults.append(Fault(where, what, f"{called} is not a number"))
    return columns, faults


def column_of(cells: Sequence[str], *, whole: bool = False) -> tuple[NumberColumn, list[int]]:
    """The cells as numbers, and the places of those that are neither empty nor a number.

    whole: only whole numbers are any, as of people and acts.

    >>> column_of(["1,234", "", "x"])[0].values.tolist()
    [1234.0, 0.0, 0.0]
    """
    values, known, wrong = np.zeros(len(cells)), np.zeros(len(cells), dtype=bool), list[int]()
    for place, cell in enumerate(cells):
        text = _GROUPED.sub("", cell.strip()) if whole else cell.strip()
        number = number_of(text.replace(",", "") if _THOUSANDS.fullmatch(text) else text)
        if number is not None and 0 <= number <= MOST and (number % 1 == 0 or not whole):
            values[place], known[place] = number, True
        elif cell.strip().lower() not in EMPTY:
            wrong.append(place)
    return NumberColumn(values, known), wrong


def share_of(cells: Sequence[str]) -> tuple[NumberColumn, list[int]]:
    """The cells as shares of 1: `65%` and 0.65 are the same; and so is 65 where one exceeds 1.

    A share above 1 is none.

    >>> share_of(["65%", "50%"])[0].values.tolist(), share_of(["65", "0"])[0].values.tolist()
    ([0.65, 0.5], [0.65, 0.0])
    >>> share_of(["165%", "50%"])[1]
    [0]
    """
    column, wrong = column_of([cell.strip().removesuffix("%").strip() for cell in cells])
    percent = np.array([cell.strip().endswith("%") for cell in cells], dtype=bool)
    percent |= bool((column.values[~percent] > 1).any())
    values = np.where(percent, column.values / 100, column.values)
    above = values > 1
    kept = NumberColumn(np.where(above, 0.0, values), column.known & ~above)
    return kept, sorted({*wrong, *np.flatnonzero(above).tolist()})
