"""Objects: where each known JSON payload and record keeps its numbers.

LinkedIn's own shape, the documented /ssi response and the records of other tools differ in names
and nesting only, so one reader goes by names: pillars by name and never by place.
"""

import math
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from dataclasses import fields as fields_of

from estimator.reading.names import API_NAMES, fields, pillar_of
from estimator.reading.numerals import FOUR, is_absent, number

Fields = Mapping[str, object]

GROUPS = ("industry", "network", "team")
CLEAR_TOTALS = (
    *("overall", "total", "ssi", "ssioverallscore", "currentssi", "ssioverall", "ssitotalscore"),
    *("totalssi", "ssitotal", "totalscore", "overallssi", "socialsellingindex"),
)
TOTALS = (*CLEAR_TOTALS, "ssiscore", "overallscore", "index", "score")
DATES = (
    *("captured", "capturedat", "date", "day", "datecreated", "scripttime", "timestamp"),
    *("collectedat", "recordedat", "ts"),
)
_MEMBER_TOTALS = ("overall", "overallscore", "total", "score")
_MEMBERS = (
    *("memberscore", "currentssi", "currentsocialsellingindex", "currentssiinfo"),
    *("ssi", "socialsellingindex"),
)
_WRAPPERS = ("data", "insights", "ssiscores", "parsed", "result", "profileinsights", "ssidata")
_PILLAR_PLACES = ("pillars", "subscores", "components", "table", "averagepillars")
_LIKELY_PLACES = ("scores", "breakdown", "categories", "dimensions", "details")
_ENTRY_NAMES = ("pillar", "name", "type", "label")
_ENTRY_VALUES = ("score", "value", "averagescore", "average")
_FOUR = ", ".join(API_NAMES.values())
_WRONG_PILLARS = {"date", "capturedat", "total", "brand", "people", "insights", "relationships"}


@dataclass(frozen=True)
class FoundGroup:
    """One group of a payload: industry, network or team."""

    rank: object = None
    average: object = None
    pillars: Mapping[str, object] = field(default_factory=dict)
    size: object = None
    name: object = None
    change: object = None

    def or_else(self, other: "FoundGroup") -> "FoundGroup":
        """This group, with what it lacks taken from `other`."""
        if NO_GROUP in (self, other):
            return other if self == NO_GROUP else self
        mine = {f.name: getattr(self, f.name) for f in fields_of(self)}
        return FoundGroup(
            **{name: getattr(other, name) if v in (None, {}) else v for name, v in mine.items()}
        )


NO_GROUP = FoundGroup()


@dataclass(frozen=True)
class FoundScore:
    """What one payload says; None and absent alike mean that it does not say it.

    in_member: whether the score stood in an object of its own, such as `memberScore`. keys: what
    the record that holds the score calls its fields, to tell of what was not understood. four:
    the sum of the four numbers in it that may be pillars under names not known; None without.
    """

    overall: object = None
    pillars: Mapping[str, object] = field(default_factory=dict)
    groups: Mapping[str, FoundGroup] = field(default_factory=dict)
    active_seat: object = None
    captured: object = None
    in_member: bool = False
    flags: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    four: float | None = None


def find_in_object(record: Mapping[object, object]) -> FoundScore:
    """Everything that a JSON object or a table's row says of an SSI."""
    outer = fields(record)
    inner = _unwrapped(outer)
    members = [v for v in _values(inner, _MEMBERS) if isinstance(v, Mapping)]
    member = fields(members[0]) if members else inner
    wrong = _WRONG_PILLARS.issubset(inner)
    pillars = {} if wrong else pillars_in(member)
    named = members[0] if members else record
    return FoundScore(
        overall=first(member, _MEMBER_TOTALS if members else TOTALS),
        pillars=pillars,
        groups=_groups(inner),
        active_seat=first(inner, ("activeseat", "salesnavigatorseat")),
        captured=first(inner, DATES) if first(outer, DATES) is None else first(outer, DATES),
        in_member=bool(members),
        flags=("pillars_set_aside",) if wrong else (),
        keys=_keys_of(named),
        four=None if pillars or wrong else _four(named),
    )


def _four(record: Mapping[object, object]) -> float | None:
    """The sum of the numbers from 0 to 25 where there are four of them; None otherwise."""
    points = []
    for value in record.values():
        with suppress(ValueError):
            points.append(number(value))
    points = [value for value in points if 0 <= value <= 25]
    return math.fsum(points) if len(points) == FOUR else None


def _keys_of(record: Mapping[object, object]) -> tuple[str, ...]:
    """The names of the fields, or those that a list of scores in it gives them; a word each."""
    names = [str(key) for key in record]
    for value in record.values():
        if isinstance(value, list):
            names += [str(first(fields(e), _ENTRY_NAMES)) for e in value if isinstance(e, Mapping)]
        elif isinstance(value, Mapping):
            names += [str(key) for key in value]
    return tuple(name for name in dict.fromkeys(names) if re.fullmatch(r"[\w .-]{1,40}", name))[:16]


def first(record: Fields, names: Iterable[str]) -> object:
    """The first value of the named fields that says something and is not an object; or None."""
    values = (v for v in _values(record, names) if not isinstance(v, Mapping | list))
    return next(values, None)


def pillars_in(record: Fields) -> dict[str, object]:
    """Values by pillar, from a list of named scores, an object of them, or the fields themselves.

    Raises: ValueError when a list names a pillar twice, an unknown one, or none.
    """
    for value in _values(record, _PILLAR_PLACES):
        if isinstance(value, list) and value:
            return _listed(value)
        if isinstance(value, Mapping) and value:
            return _named(value)
    for value in _values(record, _LIKELY_PLACES):  # which hold other things, too
        if isinstance(value, list) and value and all(map(_names_pillar, value)):
            return _listed(value)
        if isinstance(value, Mapping) and len(_named(value)) > 1:
            return _named(value)
    return _named(record)


def _names_pillar(entry: object) -> bool:
    held = fields(entry) if isinstance(entry, Mapping) else {}
    return pillar_of(first(held, _ENTRY_NAMES)) is not None


def _named(record: Mapping[str, object]) -> dict[str, object]:
    named = ((pillar_of(name), value) for name, value in record.items())
    return {
        pillar: value
        for pillar, value in named
        if pillar and not is_absent(value) and not isinstance(value, Mapping | list)
    }


def _listed(entries: Iterable[object]) -> dict[str, object]:
    result: dict[str, object] = {}
    for entry in entries:
        held = fields(entry) if isinstance(entry, Mapping) else {}
        name, value = first(held, _ENTRY_NAMES), first(held, _ENTRY_VALUES)
        pillar = pillar_of(name)
        if name is None:
            raise ValueError(f"a score names no pillar; it names one of {_FOUR}")
        if pillar is None:
            raise ValueError(f"a score's pillar is none of the four; they are {_FOUR}")
        if pillar in result:
            raise ValueError(f"{pillar} is there twice; each pillar has one score")
        if value is not None:
            result[pillar] = value
    return result


def _values(record: Fields, names: Iterable[str]) -> list[object]:
    return [record[name] for name in names if name in record and not is_absent(record[name])]


def _unwrapped(record: Fields) -> Fields:
    """The innermost object that holds the score; LinkedIn's own one when the rest is empty."""
    raw, member = record.get("rawjson"), record.get("memberscore")
    if isinstance(raw, Mapping) and not (isinstance(member, Mapping) and member):
        return _unwrapped(fields(raw))
    if member is None:
        for value in _values(record, _WRAPPERS):
            if isinstance(value, Mapping):
                return _unwrapped(fields(value))
    return record


def _groups(record: Fields) -> dict[str, FoundGroup]:
    listed = _listed_groups(record.get("groupscore"))
    found = {
        group: _own_group(record, group).or_else(listed.get(group, NO_GROUP)) for group in GROUPS
    }
    return {group: held for group, held in found.items() if held != NO_GROUP}


def _listed_groups(entries: object) -> dict[str, FoundGroup]:
    result: dict[str, FoundGroup] = {}
    for entry in entries if isinstance(entries, list) else ():
        held = fields(entry) if isinstance(entry, Mapping) else {}
        kind = str(first(held, ("grouptype", "group", "type"))).casefold()
        for group in GROUPS:
            if group in kind:
                result.setdefault(group, _group(held, group))
    return result


def _own_group(record: Fields, group: str) -> FoundGroup:
    """The group as an object of its own, or as single fields such as `industry_rank`."""
    places = (
        *(group, f"{group}comparison", f"peoplein{group}", f"peopleinyour{group}"),
        f"peopleinyour{group}info",
    )
    objects = (v for v in _values(record, places) if isinstance(v, Mapping))
    apart = FoundGroup(
        rank=_first_rank(
            record,
            *(f"{group}rank", f"{group}top", f"rank{group}pct", f"{group}ssirank"),
            *(f"ssi{group}rank", f"ssi{group}"),
        ),
        average=first(record, (f"{group}avg", f"{group}average", f"people{group}")),
    )
    return next((_group(fields(v), group) for v in objects), NO_GROUP).or_else(apart)


def _first_rank(record: Fields, *names: str) -> object:
    """The rank; 0 is none, a tool writes it where the page showed no rank."""
    found = first(record, names)
    return None if str(found).strip() in ("0", "0.0") else found


def _group(held: Fields, group: str) -> FoundGroup:
    score = held.get("score")
    scored = fields(score) if isinstance(score, Mapping) else held
    names = ("industryname", "industry", "name")
    return FoundGroup(
        rank=_first_rank(held, "rank"),
        average=first(scored, ("averagescore", "average", "overall", "overallscore", "score")),
        pillars=pillars_in(scored),
        size=first(held, ("groupsize", "size")),
        name=first(held, names) if group == "industry" else None,
        change=first(held, ("change",)),
    )
