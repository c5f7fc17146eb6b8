"""The parts of a plan in words somebody can follow, with what each adds and whose advice it is."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from estimator.actions import vocabulary
from estimator.planning.options import Option
from estimator.planning.tables import Worth
from estimator.results import Json
from estimator.rules import Rules
from estimator.rules.forms import AnySignal
from estimator.rules.match import Match, actions_of
from estimator.whatif.parts import Picks
from estimator.whatif.practice import practice

Kind = Literal["once", "weekly", "monthly"]
WORTH_NAMING = 1e-3  # points


@dataclass(frozen=True)
class Advice:
    """What the rules advise about a signal, and what the number of its points rests on."""

    signal: str
    text: str
    status: str
    source: str
    title: str

    def to_dict(self) -> Json:
        return dict(vars(self))


@dataclass(frozen=True)
class Step:
    """One part of a plan.

    amount: how many, in a week, in four weeks, or once. points: what the plan would lack without
    it, by pillar and for "total". bound: why it is not more, where nothing more was allowed.
    accepted: the part of it that is taken to be answered.
    """

    kind: Kind
    action: str
    attributes: dict[str, object]
    amount: int
    what: str
    minutes: float
    points: dict[str, float]
    advice: tuple[Advice, ...]
    bound: str | None
    accepted: float | None

    def to_dict(self) -> Json:
        return {**vars(self), "advice": [one.to_dict() for one in self.advice]}


def steps(worth: Worth, picks: Picks, rules: Rules) -> tuple[Step, ...]:
    """The parts of a plan, what is done once first, then what adds the most."""
    taken = [i for i, pick in enumerate(picks) if pick > 0]
    without = np.repeat(picks[None], len(taken) + 1, axis=0)
    without[np.arange(len(taken)), taken] = 0
    points = worth.points(without)
    found = []
    for row, i in enumerate(taken):
        lost = {name: float(column[-1] - column[row]) for name, column in points.items()}
        found.append(_step(worth.options[i], int(picks[i]), lost, rules))
    order = {"once": 0, "weekly": 1, "monthly": 2}
    return tuple(sorted(found, key=lambda s: (order[s.kind], -s.points["total"], s.what)))


def _step(option: Option, version: int, points: dict[str, float], rules: Rules) -> Step:
    kinds: dict[int, Kind] = {0: "once", 1: "weekly"}
    last = version == len(option.versions) - 1
    return Step(
        kind=kinds.get(option.weeks, "monthly"),
        action=option.action,
        attributes=dict(option.habit.attributes),
        amount=version,
        what=in_words(option, version),
        minutes=float(option.minutes[version]) if option.weeks else option.habit.minutes or 0.0,
        points={k: v for k, v in points.items() if abs(v) > WORTH_NAMING or k == "total"},
        advice=advice_on(option.action, rules),
        bound=option.bound if last and option.weeks else None,
        accepted=option.habit.outcome,
    )


def in_words(option: Option, version: int) -> str:
    """What is to be done: `10 comments a week`, `1 article in four weeks`, `fill in: about`."""
    if option.weeks == 0:
        entry = ", ".join(str(value) for _, value in option.habit.attributes) or option.action
        return f"fill in the profile: {entry.replace('_', ' ')}"
    often = "a week" if option.weeks == 1 else f"in {option.weeks} weeks"
    return f"{version} {_things(option.action, version)} {often}"


def _things(action: str, count: int) -> str:
    """The name of the action as things that can be counted.

    >>> _things("comment", 2), _things("comment", 1), _things("group_activity", 1)
    ('comments', 'comment', 'act in a group')
    """
    unit = vocabulary()[action].unit
    one, several = THINGS.get(action, (unit.removesuffix("s"), unit))
    return one if count == 1 else several


THINGS = {
    "people_search": ("people search", "people searches"),
    "search_saved": ("saved search", "saved searches"),
    "profile_view": ("profile view", "profile views"),
    "account_saved": ("saved account", "saved accounts"),
    "lead_saved": ("saved lead", "saved leads"),
    "group_activity": ("act in a group", "acts in a group"),
    "recommendation_received": ("recommendation to ask for", "recommendations to ask for"),
}


def advice_on(action: str, rules: Rules) -> tuple[Advice, ...]:
    """What the rules advise about the signals that look at an action or at what comes of it, each
    with its source; what is said of the fewest actions first."""
    found: list[tuple[int, Advice]] = []
    outcome = practice().outcomes.get(action)
    wanted = {action, outcome.action} if outcome else {action}
    for path, signal in rules.signals().items():
        if signal.off is None and signal.advice and wanted & _looked_at(signal):
            number = rules.number(f"{path}.points")
            source = rules.sources[number.source]
            told = Advice(path, signal.advice, number.status, number.source, source.title)
            found.append((len(_looked_at(signal)), told))
    return tuple(told for _, told in sorted(found, key=lambda one: (one[0], one[1].signal)))


def _looked_at(signal: AnySignal) -> set[str]:
    """The actions that a signal of the rules names."""
    own: Match | None = getattr(signal, "match", None)
    items = getattr(signal, "items", {}).values()
    matches = [*([own] if own is not None else []), *(item.match for item in items)]
    return {action for match in matches for action in actions_of(match)}
