"""Objects: where each known JSON payload and record keeps its numbers.

LinkedIn's own shape, the documented /ssi response and the records of other tools differ in names
and nesting only, so one reader goes by names: pillars by name and never by place.
"""

from collections.abc import Iterable, Mapping

from estimator.reading.found import Found, FoundGroup
from estimator.reading.names import API_NAMES, fields, pillar_of
from estimator.reading.numerals import is_absent

Fields = Mapping[str, object]

GROUPS = ("industry", "network", "team")
CLEAR_TOTALS = ("overall", "total", "ssi", "ssioverallscore", "currentssi")
TOTALS = (*CLEAR_TOTALS, "ssiscore", "overallscore", "index", "score")
DATES = (
    *("captured", "capturedat", "date", "datecreated", "scripttime", "timestamp", "collectedat"),
    "ts",
)
_MEMBER_TOTALS = ("overall", "overallscore", "total", "score")
_MEMBERS = ("memberscore", "currentssi", "currentsocialsellingindex")
_WRAPPERS = ("data", "insights", "ssiscores", "parsed", "result")
_PILLAR_PLACES = ("pillars", "subscores", "components", "table", "averagepillars")
_ENTRY_NAMES = ("pillar", "name", "type", "label")
_ENTRY_VALUES = ("score", "value", "averagescore", "average")
_FOUR = ", ".join(API_NAMES.values())
_WRONG_PILLARS = {"date", "capturedat", "total", "brand", "people", "insights", "relationships"}


def find_in_object(record: Mapping[object, object]) -> Found:
    """Everything that a JSON object or a table's row says of an SSI."""
    outer = fields(record)
    inner = _unwrapped(outer)
    members = [fields(v) for v in _values(inner, _MEMBERS) if isinstance(v, Mapping)]
    member = members[0] if members else inner
    wrong = _WRONG_PILLARS.issubset(inner)
    return Found(
        overall=first(member, _MEMBER_TOTALS if members else TOTALS),
        pillars={} if wrong else pillars_in(member),
        groups=_groups(inner),
        active_seat=first(inner, ("activeseat", "salesnavigatorseat")),
        captured=first(inner, DATES) if first(outer, DATES) is None else first(outer, DATES),
        in_member=bool(members),
        flags=("pillars_set_aside",) if wrong else (),
    )


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
    return _named(record)


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
        group: _own_group(record, group).or_else(listed.get(group, FoundGroup()))
        for group in GROUPS
    }
    return {group: held for group, held in found.items() if held != FoundGroup()}


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
    places = (group, f"{group}comparison", f"peoplein{group}", f"peopleinyour{group}")
    objects = (v for v in _values(record, places) if isinstance(v, Mapping))
    apart = FoundGroup(
        rank=first(record, (f"{group}rank", f"{group}top", f"rank{group}pct", f"{group}ssirank")),
        average=first(record, (f"{group}avg", f"{group}average", f"people{group}")),
    )
    return next((_group(fields(v), group) for v in objects), FoundGroup()).or_else(apart)


def _group(held: Fields, group: str) -> FoundGroup:
    score = held.get("score")
    scored = fields(score) if isinstance(score, Mapping) else held
    names = ("industryname", "industry", "name")
    return FoundGroup(
        rank=first(held, ("rank",)),
        average=first(scored, ("averagescore", "average", "overall", "overallscore", "score")),
        pillars=pillars_in(scored),
        size=first(held, ("groupsize", "size")),
        name=first(held, names) if group == "industry" else None,
        change=first(held, ("change",)),
    )
