"""Writes `schemas/*.json` and `schemas.md`, what every JSON result holds.

A result's class says what its fields are; what `to_dict` adds to them or leaves out is read off the
outputs of real commands over the samples that ship. A key of every output is required.
"""

import json
import re
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date
from functools import cached_property
from importlib import import_module
from inspect import getdoc
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np
from click.testing import CliRunner

from estimator import Habit, load_rules, read_log, read_readings
from estimator.cli import main
from estimator.page.account_numbers import page_numbers
from estimator.report.wording import rounded
from estimator.whatif import project_many

ROOT = Path(__file__).parent.parent
FOLDER, PAGE = ROOT / "schemas", ROOT / "docs" / "schemas.md"
ZIP = ROOT / "fixtures/exports/Complete_LinkedInDataExport_05-19-2026.zip"
MEMBER = ROOT / "fixtures/personas/average_member.jsonl"
QUIET = ROOT / "fixtures/personas/goes_quiet.jsonl"
CASES, OLD_NOTE = ROOT / "fixtures/cases", ROOT / "fixtures/notes/note.csv"
NOTE = "date,brand,find,insight,relationship\n2026-03-02,14,6,5,15\n2026-05-02,14,6,7,15\n"
TEAM = "".join(
    f'{{"account": "{who}", "day": "2026-05-{day:02}", "action": "comment", "count": {day % 4}}}\n'
    for who in ("ada", "ben") for day in range(1, 20)
)  # fmt: skip
MANY = "date,brand,find,insight,relationship\n" + "".join(
    f"2026-0{month}-{day:02},14,{6 + day / 30:.1f},{9 - month + day / 30:.1f},15\n"
    for month in (3, 4, 5) for day in (1, 6, 11, 15)
)  # fmt: skip
# Of each schema: the class of the result, or nothing, and the commands that give one.
BY_NAME = {"actions", "causes", "figures"}  # names stand for keys there
RESULTS: Mapping[str, tuple[str, Sequence[str]]] = {
    "estimate": (
        "score.results:Estimate",
        (
            "score {zip}",
            "score {member} --industry-average 34.5",
            "score --readings {note} --on 2026-06-01",
            "score {zip} --seat sales_navigator",
        ),
    ),
    "estimates": ("score.results:Estimates", ("score {team}",)),
    "history": (
        "score.results:History",
        ("history {zip} --from 2026-02-01", "history --readings {note} --to 2026-06-01"),
    ),
    "histories": ("score.results:History", ("history {team}",)),
    "explanation": (
        "explanation:Explanation",
        ("explain {zip}", "explain {member} --industry-average 34.5"),
    ),
    "change": (
        "explanation:Change",
        (
            "explain {quiet} --from 2026-03-16 --to 2026-05-16",
            "explain {quiet} --readings {note} --from 2026-03-02 --to 2026-05-02",
        ),
    ),
    "why": (
        "explanation:Why",
        ("explain --why find.people_searches {member}", "explain --why brand {member}"),
    ),
    "team": (
        "explanation:Team",
        ("explain --team {team}", "explain --team --from 2026-05-02 {team}"),
    ),
    "projection": (
        "whatif:Projection",
        (
            "whatif {zip} --add comment=10/week",
            "whatif {member} --add profile_section=photo --readings {note}",
        ),
    ),
    "marginals": ("whatif:Marginals", ("whatif {member} --each",)),
    "each": ("", ("whatif {team} --add comment=10/week --each-account",)),
    "plan": (
        "planning:Solution",
        (
            "plan {zip} --target 60",
            "plan {member} --target 90 --minutes 30",
            "plan {member} --minutes 60",
        ),
    ),
    "week": (
        "report.weekly_page:Weekly",
        ("report {zip}", "report {member} --plan {plan}"),
    ),
    "check": ("checks:CheckReport", ("check {cases} --no-mutate", "check {cases}/consultant-br")),
    "actions": ("", ("actions",)),
    "lint": ("", ("rules lint",)),
    "difference": ("", ("rules diff {rules} {overlay}",)),
    "rules-effect": (
        "explanation.rule_changes:Effect",
        ("rules diff {overlay} --log {member}",),
    ),
    "fit": (
        "calibration:Fit",
        (
            "calibrate {quiet} --readings {many}",
            "calibrate {member} --readings {note} --complete",
        ),
    ),
    "projections": ("whatif:Projections", ("project_many(...).to_dict()",)),
    "page": ("", ("page_numbers(LOG, RULES)", "page_numbers(LOG, RULES, readings=READINGS)")),
}


class Samples:
    """The outputs of the commands, by schema."""

    def __init__(self, folder: Path) -> None:
        files = {
            "note": ("note.csv", NOTE),
            "team": ("team.jsonl", TEAM),
            "many": ("many.csv", MANY),
        }
        for name, text in files.values():
            (folder / name).write_text(text, "utf-8")
        self.places = {key: folder / name for key, (name, _) in files.items()}
        self.places |= {"zip": ZIP, "member": MEMBER, "quiet": QUIET, "cases": CASES}
        self.places |= {"rules": ROOT / "rules/ssi.yaml", "plan": folder / "plan.yaml"}
        self.places |= {"overlay": folder / "trial.yaml"}
        self.run("rules set insight.comments.points=2 -o {overlay}")
        self.run("plan {member} --minutes 60 --save {plan}")

    def run(self, command: str) -> str:
        told = command.format(**self.places).split()
        return CliRunner().invoke(main, told, catch_exceptions=False).stdout

    def of(self, command: str) -> str:
        if command in FROM_PYTHON:
            return json.dumps(rounded(FROM_PYTHON[command]()))
        found = self.run(f"{command} --format json")
        assert found.startswith("{"), command
        return found

    @cached_property
    def all(self) -> dict[str, list[dict[str, object]]]:
        return {
            name: [json.loads(self.of(one)) for one in commands]
            for name, (_, commands) in RESULTS.items()
        }


def many_plans() -> dict[str, Any]:
    habits, rates = [Habit("comment", per_week=1), Habit("post", per_week=1)], np.ones((2, 2))
    asked = (read_log(MEMBER), habits, rates, load_rules(), date(2026, 6, 30))
    return project_many(*asked, intervals=True).to_dict()


def page_of(note: Path | None = None) -> dict[str, Any]:
    readings = read_readings(note) if note else ()
    return page_numbers(read_log(QUIET), load_rules(), readings=readings)


FROM_PYTHON: Mapping[str, Callable[[], Any]] = {
    "project_many(...).to_dict()": many_plans,
    "page_numbers(LOG, RULES)": page_of,
    "page_numbers(LOG, RULES, readings=READINGS)": lambda: page_of(OLD_NOTE),
}


def schema_of(name: str, samples: Sequence[dict[str, object]]) -> dict[str, Any]:
    """The JSON Schema of a result."""
    place, _, kind = RESULTS[name][0].partition(":")
    owner = getattr(import_module(f"estimator.{place}"), kind) if kind else None
    made = described(owner, samples)
    called = str(samples[0]["schema"])
    made["properties"]["schema"] |= {"const": called}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": called,
        **made,
    }


def described(hint: object, samples: Sequence[object]) -> dict[str, Any]:
    """What a value is: by its type where there is one, and by what it was in the samples."""
    options = (
        [one for one in get_args(hint) if one is not type(None)] if _is_union(hint) else [hint]
    )
    if _is_union(hint) or (None in samples and any(one is not None for one in samples)):
        some = [one for one in samples if one is not None]
        kinds = (
            [described(one, some) for one in options]
            if len(options) == 1
            else [described(None, some)]
        )
        return (
            {"anyOf": [*kinds, {"type": "null"}]}
            if type(None) in get_args(hint) or None in samples
            else kinds[0]
        )
    if get_origin(hint) is Literal and all(one in get_args(hint) for one in samples):
        return {"enum": list(get_args(hint))}
    found = [one for one in samples if isinstance(one, dict)]
    if found or (isinstance(hint, type) and is_dataclass(hint)):
        return _object(hint, found)
    if any(isinstance(one, list) for one in samples) or get_origin(hint) in (tuple, list, Sequence):
        inner = [one for held in samples if isinstance(held, list) for one in held]
        args = [one for one in get_args(hint) if one is not Ellipsis]
        items = described(args[0] if len(args) == 1 else None, inner) if inner or args else {}
        array = {"type": "array", "items": items}
        plain = [one for one in samples if not isinstance(one, list)]
        return {"anyOf": [_scalar(None, plain), array]} if plain else array
    return _scalar(hint, samples)


def _scalar(hint: object, samples: Sequence[object]) -> dict[str, Any]:
    if hint is date or (
        samples
        and all(isinstance(one, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", one) for one in samples)
    ):
        return {"type": "string", "format": "date"}
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string"}
    if hint in kinds:
        return {"type": kinds[hint]}  # type: ignore[index]  # one of them
    seen = sorted({kinds[type(one)] for one in samples if type(one) in kinds})
    seen = [one for one in seen if one != "integer" or "number" not in seen]
    return {"type": seen[0] if len(seen) == 1 else seen} if seen else {}


def _object(hint: object, samples: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """By the fields of a class; of a mapping, whose keys are names, by its values."""
    args = get_args(hint) if get_origin(hint) in (dict, Mapping) else ()  # an array has some, too
    keys = list(dict.fromkeys(key for one in samples for key in one))
    named = isinstance(hint, type) and is_dataclass(hint)
    if not named and (len(args) == 2 or (keys and _are_names(keys, samples))):
        values = [value for one in samples for value in one.values()]
        return {
            "type": "object",
            "additionalProperties": described(args[1] if len(args) == 2 else None, values),
        }
    told, hints = _sentences(hint) if named else {}, _hints(hint) if named else {}
    fields = keys or [name for name in hints if not name.startswith("_")]
    made = {}
    for key in fields:
        said = told.get(key) or MEANS.get(key)
        about = {"description": said.replace("None", "null")} if said else {}
        values = [one[key] for one in samples if key in one]
        by_name = key in BY_NAME and all(isinstance(one, dict) for one in values)
        made[key] = {**about, **described(Mapping[str, Any] if by_name else hints.get(key), values)}
    required = [key for key in keys if all(key in one for one in samples)]
    head = (
        {"description": (getdoc(hint) or "").split("\n\n")[0].replace("\n", " ")} if named else {}
    )
    return {
        **head,
        "type": "object",
        "properties": made,
        **({"required": required} if required else {}),
    }


# What a name means wherever it stands, unless the docstring of a class says more.
MEANS = {
    "about": "What it is, in a sentence.",
    "accepted": "The part of the invitations that is accepted, of 1.",
    "accounts": "An entry an account.",
    "advice": "What to do about it.",
    "assumed": "What rests on what the log cannot show; of a plan, what it is done beside.",
    "at": "Where that is.",
    "attributes": "What the act is like, by name.",
    "average": "The mean over the accounts, or of the group.",
    "baseline": "What comes without the plan: `continue` or `nothing`.",
    "begins": "Whether the log begins to show it, or ends.",
    "inferred": "Of the acts, those that are inferred on the other side of the day.",
    "calendar": "Acts by week and day.",
    "capped": "The pillars that are full.",
    "cause": "Why it moved.",
    "causes": "Points by cause.",
    "changes": "Points later minus points before, by pillar.",
    "count": "How many.",
    "day": "The day.",
    "done": "How often it was done; null where the log does not show it.",
    "error": "Ours minus what was recorded, without its sign, on the mean.",
    "estimated": "Our points.",
    "figure": "The name of a figure.",
    "habits": "What is done, a habit each.",
    "is_once": "Whether it is done once, or every week.",
    "known": "The part of it that the log could have shown, of 1.",
    "minutes_once": "Minutes that it takes once.",
    "minutes_per_week": "Minutes that it takes a week.",
    "moved": "What moved it.",
    "newest": "The newest one.",
    "note": "What was noted of it.",
    "numbers": "The numbers of the rules that it was made with.",
    "parts": "Its causes, one by one.",
    "passed": "Whether it holds.",
    "peak_on": "The day on which it brings most.",
    "half_gone_on": "The day from which less than half of it is left.",
    "per_week": "How often a week.",
    "plan": "The plan, as its file says it.",
    "planned": "With the plan, or how often it was planned.",
    "actual": "What was, up to today.",
    "points_per_minute": "Points for a minute, at that rate.",
    "rate": "How often a week.",
    "readings": "Of the member's own readings.",
    "recorded": "The points that LinkedIn showed.",
    "rules": "The rules.",
    "schema": "What this is; the number grows when a key leaves or changes its meaning.",
    "sha256": "A digest.",
    "signal": "The signal, by its name in the rules.",
    "start": "The first day.",
    "title": "Its name in words.",
    "today": "The last day of what was.",
    "tolerance": "How far off is allowed.",
    "touched": "How many numbers a case moves.",
    "top_percent": "The part of the group that stands as high or higher, in per cent.",
    "unexplained": "What nothing explains.",
    "until": "The last day.",
    "url": "Where it can be read.",
    "used": "How many of them.",
    "weekdays": "On which days of the week, 0 is Monday.",
    "weeks": "How many weeks.",
    "what": "What it is.",
    "where": "File, line and column.",
    "with": "What the act is like, by name.",
    "account": "Whose it is; `me` where the sources name nobody.",
    "action": "The act, by its name in rules/actions.yaml.",
    "actions": "Acts by name.",
    "after": "On the later day.",
    "amount": "How much of it, in the signal's unit.",
    "before": "On the earlier day.",
    "by": "The last day of the plan.",
    "calibrated_until": "The day of the newest reading that the rules were held against.",
    "cap": "The most points that the pillar can show.",
    "ceiling": "The most points that it can show with this seat.",
    "change": "Points later minus points before.",
    "days": "The days, in order; every array of numbers has one for each.",
    "engine": "The version of the program.",
    "from": "The first day.",
    "high": "The upper end of the interval.",
    "kind": "What kind of thing it is.",
    "level": "How often the interval holds what is true, of 1.",
    "lift": "Points with the plan minus points without.",
    "log_sha256": "Digest of what was done.",
    "low": "The lower end of the interval.",
    "max": "The most points of the signal.",
    "minutes": "Minutes that it takes.",
    "name": "Its name.",
    "on": "The day.",
    "path": "Where the number stands in the rules.",
    "pillar": "brand, find, insight or relationship.",
    "pillars": "By pillar: brand, find, insight, relationship.",
    "points": "Points of the index.",
    "rank": "By group: its average, and the part of it in per cent that stands as high or higher.",
    "readings_sha256": "Digest of the readings that moved it.",
    "rules_sha256": "Digest of the rules.",
    "seat": "The seat that it is of; `free` is none.",
    "share": "What saturation makes of the amount, of 1.",
    "signals": "By signal, by its name in the rules.",
    "since": "The earlier day.",
    "source": "The source of the number, by its name in the rules.",
    "stamp": "What it was made of.",
    "state": "Whether the log shows it: scored, zero, unknown, not_applicable (seat).",
    "status": "sourced, fitted or assumed.",
    "to": "The last day.",
    "total": "The index: the sum of the pillars.",
    "unit": "The unit of the number.",
    "value": "The number, in its unit.",
    "warnings": "What must not be missed, a sentence each.",
    "acts": "Acts that the page has a slider for.",
    "allowed": "The minutes that were allowed.",
    "also": "Other names of it.",
    "anchor": "What readings add, day by day; null without any.",
    "answered": "The signals that what is answered moves.",
    "base_sha256": "Digest of the rules that the fit began from.",
    "bias": "Ours minus what was recorded, on the mean.",
    "bound": "The most, or least, that is possible.",
    "calibrated": "The day of the newest reading that the rules were held against.",
    "called": "What the total is called.",
    "case": "The case, by its name.",
    "cases": "The cases that exercise it.",
    "connections": "How many connections there are.",
    "correlation": "How much they stand for each other, from -1 to 1.",
    "curve": "The saturation of the signal.",
    "deviations": "Standard deviations from the middle to an end of the interval.",
    "dots": "Readings, a day and its points each.",
    "ever": "The most in a week so far.",
    "every": "Every how many days it is done otherwise.",
    "experiment": "What to do otherwise so that readings tell most; null where nothing would.",
    "failed": "Whether it grew too much.",
    "figures": "Errors by case and pillar.",
    "findings": "What rests on assumptions or looks wrong, one by one.",
    "first": "The day of the first reading.",
    "fitted": "Of the numbers that were fitted.",
    "foretold": "How many readings were predicted from those before.",
    "form": "The form of the curve.",
    "formula_shift": "Whether LinkedIn's formula is suspected to have changed.",
    "frozen": "Numbers that were not fitted, and why.",
    "full_at": "The amount at which the share is 1.",
    "gap": "How far from the best a plan can be, of 1.",
    "groups": "Numbers that the readings tell only together.",
    "growth": "The level that grows with what is accepted.",
    "half_at": "The amount at which the share is 0.5.",
    "have": "How many readings there are.",
    "industry": "Of the industry.",
    "inferred_from": "The signal that stands in for it.",
    "items": "What the profile may hold.",
    "last": "The day of the last reading.",
    "least": "The fewest, or the lowest.",
    "limits": "What LinkedIn allows at most.",
    "members": "An entry a member.",
    "more": "Points that it would add.",
    "most": "The most there can be.",
    "moves": "Whether a slider moves it.",
    "mutated": "Numbers that were moved by a tenth.",
    "named": "Whether members go by their names.",
    "names": "Numbers of the rules, by their paths.",
    "need": "How many readings are needed.",
    "needed": "The minutes that the plan takes.",
    "needs": "The plan that reaches it later; null where none does.",
    "notes": "What must not be missed, a sentence each.",
    "now": "As it is now.",
    "number": "The number of the rules, by its path.",
    "obstacle": "What stands in the way of the target; null where it is reached.",
    "off": "Why it is not scored; empty where it is.",
    "otherwise": "How many a day to do instead.",
    "ours": "Our own error on the same readings.",
    "outcome": "The part of it that is taken to be accepted or answered, of 1; null for none.",
    "part": "Of 1.",
    "past": "What days up to today add to each day to come.",
    "per_day": "How many a day.",
    "perday": "Whether a day counts once, whatever was done.",
    "prior": "What a rate begins at.",
    "proof": "How good the plan is proven to be.",
    "proven": "Whether it is proven.",
    "raised": "Whether acts raise it.",
    "raises": "Whether it raises a level.",
    "reachable": "Whether the target is reached by then.",
    "reasons": "The strongest reasons, a row each.",
    "recorded_by": "The kinds of source that show it.",
    "relaxed": "What would help.",
    "residual": "Estimated minus recorded; null where nothing was recorded.",
    "response": "The place of the response in `responses`.",
    "responses": "What one act adds to each later day.",
    "result": "What the account has when asked alone.",
    "robustness": "How the plan does under other rules; null where not asked for.",
    "rule": "What is wrong, by its name.",
    "safest_minutes": "Minutes a week of the plan with the best worst case.",
    "seats": "The seats it is for; null for all.",
    "section": "The section of the profile.",
    "sections": "Sections of the profile that are known to be empty.",
    "seen": "What was seen of it.",
    "sent": "The acts that it sums.",
    "slope": "Points for an act, for a very small part of one.",
    "sourced": "Of the numbers that LinkedIn said.",
    "spread": "Half the width of the interval that the rules add.",
    "step": "What a slider moves by.",
    "steps": "What to do, one by one.",
    "steepness": "How steep the curve is.",
    "sums": "Decayed sums of acts.",
    "tally": "How many numbers are sourced, fitted and assumed.",
    "target": "What was to be reached; null for the most that is possible.",
    "text": "The advice, in words.",
    "then": "As it would be.",
    "there": "Whether it is there.",
    "together": "How much pillars move together, of 1.",
    "totals": "The highest total among readings.",
    "unknown": "What stands in for what is not known.",
    "usual": "How many a day are usual.",
    "values": "The values that an attribute may have.",
    "verdict": "The week in a sentence.",
    "was": "The number before the fit.",
    "week": "Its first and last day.",
    "weekday": "The day of the week of the first day, 0 is Monday.",
    "weight": "How much it counts.",
    "word": "Whether it is accepted or answered; null where nothing comes of it.",
    "alone": "The most of a pillar's variance that a day by itself may add, of 1.",
    "apart": "By pillar: how far the versions of the model are from each other.",
    "continue": "Where the last weeks go on.",
    "nothing": "Where nothing more is done.",
    "dated": "Whether the day was asked for.",
    "doubts": "What is said of readings that hardly count, a sentence each.",
    "fade": "Days after which 37 % is left of what fades of a reading.",
    "grain": "Points: the least spread of a day by itself, by pillar.",
    "hold": "The part of what a reading shows that does not fade, by pillar.",
    "highest": "The most points by pillar.",
    "jitter": "The part of the variance that is that day's own, by pillar, of 1.",
    "lies": "With a reading of the total: where a spread is between both sides, of 1.",
    "moving": "Points of what moves with what is done, by pillar.",
    "noise": "The variance of the reading itself.",
    "over": "The places of the pillars that it is the sum of.",
    "reach": "The spread of the pillar on that day.",
    "rest": "What it shows beyond the estimate.",
    "rows": "The observations that count, one by one.",
    "runs": "Of some days: the first, which rows count from and to, and scales by day and pillar.",
    "shift": "By pillar: what the versions of the model add.",
    "sway": "What the versions of the model add to each day, by what goes on meanwhile.",
    "tiny": "Points: no model is surer of a pillar than this.",
    "turn": "The change of what moves after which 37 % is left of what a reading shows.",
    "written_after": "As the rules write it later; empty where there is none.",
    "written_before": "As the rules wrote it before; empty where there was none.",
    "free": "With no seat.",
    "premium": "With a Premium seat.",
    "sales_navigator": "With a Sales Navigator seat.",
    "brand": "Points of the pillar brand.",
    "find": "Points of the pillar find.",
    "insight": "Points of the pillar insight.",
    "relationship": "Points of the pillar relationship.",
    **{f"{name}_{end}": f"The {word} end of the interval of the {what}."
       for name, what in (("total", "total"), ("brand", "pillar brand"), ("find", "pillar find"),
                          ("insight", "pillar insight"), ("relationship", "pillar relationship"))
       for end, word in (("low", "lower"), ("high", "upper"))},
}  # fmt: skip
PILLARS = {"brand", "find", "insight", "relationship", "total"}


def _are_names(keys: Sequence[str], samples: Sequence[dict[str, Any]]) -> bool:
    """Whether keys are names of pillars, signals, accounts: those that values alike stand under."""
    if set(keys) <= PILLARS:
        return True
    kinds = {
        json.dumps(sorted(v)) if isinstance(v, dict) else type(v).__name__
        for one in samples
        for v in one.values()
    }
    return len(kinds) == 1 and (len(keys) > 8 or any(set(one) != set(keys) for one in samples))


def _is_union(hint: object) -> bool:
    return get_origin(hint) in (Union, types.UnionType)


def _hints(owner: Any) -> dict[str, object]:
    """The types of the fields and properties that a result shows."""
    found: dict[str, object] = {}
    module = vars(import_module(owner.__module__))
    for name in dir(owner):
        held = getattr(owner, name)
        getter = getattr(held, "fget", None) or getattr(held, "func", None)  # or a cached one
        if getter is not None and not name.startswith("_"):
            try:
                found[name] = get_type_hints(getter, module).get("return")
            except NameError:  # a type that only checkers import
                continue
    try:
        return found | get_type_hints(owner, module)
    except NameError:
        return found


def _sentences(owner: Any) -> dict[str, str]:
    """What a docstring says of its fields: `name: sentence.` or `a, b: sentence.`"""
    told: dict[str, str] = {}
    text = " ".join(
        " ".join(part.split())
        for base in owner.__mro__[:-1]
        for part in (base.__doc__ or "").split("\n\n")
    )
    for names, said in re.findall(r"(?<=[.;\s])((?:[a-z_]+, )*[a-z_]+): (.+?[.;])(?=\s|$)", text):
        for name in names.split(", "):
            told.setdefault(name, said.strip().rstrip(";.") + ".")
    return told


def page(schemas: Mapping[str, dict[str, Any]]) -> str:
    """Every field of every schema with what it is, a table a schema."""
    parts = [HEAD]
    for name, schema in schemas.items():
        rows = "".join(f"| `{path}` | {kind} | {said} |\n" for path, kind, said in _rows(schema))
        command = RESULTS[name][1][0].format_map(_Words())
        parts.append(
            f"## {schema['title']}\n\n{schema.get('description', '')}\n\n"
            f"`{command if command in FROM_PYTHON else f'ssi {command} --format json'}`\n\n"
            f"| field | is | means |\n|---|---|---|\n{rows}"
        )
    return "\n".join(parts)


class _Words(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return key.upper()


def _rows(schema: dict[str, Any], path: str = "") -> list[tuple[str, str, str]]:
    rows: list[tuple[str, str, str]] = []
    for name, one in schema.get("properties", {}).items():
        at = f"{path}{name}"
        said, kind, inner = one.get("description", ""), _kind(one), one
        rows.append((at, kind, said.replace("|", "\\|")))
        steps = "."
        while True:
            if "anyOf" in inner:
                inner = inner["anyOf"][0]
            elif inner.get("type") == "array":
                inner, steps = inner["items"], f"[]{steps}"
            elif isinstance(inner.get("additionalProperties"), dict):
                inner, steps = inner["additionalProperties"], f".NAME{steps}"
            else:
                break
        rows += _rows(inner, at + steps)
    return rows


def _kind(one: dict[str, Any]) -> str:
    if "anyOf" in one:
        return " or ".join(_kind(part) for part in one["anyOf"])
    if "enum" in one:
        return ", ".join(f"`{value}`" for value in one["enum"])
    if "const" in one:
        return f"`{one['const']}`"
    if one.get("type") == "array":
        return f"array of {_kind(one['items'])}"
    if one.get("format") == "date":
        return "date"
    kind = one.get("type", "any")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


HEAD = """# What the JSON says

Made by `python docs/write_schemas.py` from the types of the results and the outputs of real
commands. The JSON Schema (2020-12) of each ships with the package, in `schemas/`. NAME stands for
the name of a pillar, signal or account. New keys may come; when one leaves or changes its meaning,
the number of the schema grows.
"""


def written() -> dict[Path, str]:
    """Every file and its text."""
    with TemporaryDirectory() as folder:
        found = Samples(Path(folder)).all
    schemas = {name: schema_of(name, samples) for name, samples in found.items()}
    files = {
        FOLDER / f"ssi.{name}.json": json.dumps(one, indent=1) + "\n"
        for name, one in schemas.items()
    }
    return {**files, PAGE: page(schemas)}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file, text in written().items():
        file.write_text(text, encoding="utf-8")
