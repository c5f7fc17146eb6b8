"""What a reader of a rule set should know before trusting it; nothing here is an error."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from estimator.actions import SEATS
from estimator.days import to_date
from estimator.decay import Decay
from estimator.errors import listed
from estimator.rules.numbers import Number
from estimator.rules.ruleset import Rules

STEEPEST_CLIFF = 0.2  # more than this of an action lost in one day is worth a word
VOUCHED_BY = {"sourced": ("official", "reported", "measured"), "fitted": ("fit", "measured")}


@dataclass(frozen=True)
class Finding:
    """One thing to know. rule: the word for its kind. where: `file:line:column`, if it has one."""

    rule: str
    path: str
    what: str
    where: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.path}: {self.what} [{self.rule}]"


RULES = ("bound", "cliff", "steps", "reach", "status", "dated", "regime", "off", "unused")


def lint(rules: Rules) -> tuple[Finding, ...]:
    """Everything worth knowing of the rules, rule by rule, in the order of the file."""
    checks = (_numbers, _signals, reach, regimes, unused_sources)
    found = chain.from_iterable(check(rules) for check in checks)
    return tuple(sorted(found, key=lambda one: RULES.index(one.rule)))


def _numbers(rules: Rules) -> Iterator[Finding]:
    """Numbers at one of their bounds (a fit would have gone further), of a source that is not of
    the kind that their status claims, or that change on a day."""
    for name, number in rules.numbers().items():
        write, kind = number.quantity.write, rules.sources[number.source].kind
        if number.bounds and number.value in number.bounds:
            low, high = map(write, number.bounds)
            what = f"{write(number.value)} is at its bound [{low}, {high}]"
            yield _of(name, number, "bound", what)
        if kind not in VOUCHED_BY.get(number.status, (kind,)):
            what = f"{number.status}, but its source {number.source} is of kind {kind}"
            yield _of(name, number, "status", what)
        if number.dated:
            dated = listed(f"{write(value)} from {to_date(day)}" for day, value in number.dated)
            yield _of(name, number, "dated", f"{dated}; the first holds before it too")


def _signals(rules: Rules) -> Iterator[Finding]:
    """Signals that take no part, whose curve rises in steps, or whose window ends while much of an
    action still counts."""
    for path, form in rules.signals().items():
        points = rules.number(f"{path}.points")
        if form.saturation is not None and form.saturation.form == "steps":
            what = "its share rises in steps: one more action is worth nothing, or a whole step"
            yield _of(path, points, "steps", what)
        if form.off is not None:
            yield _of(path, points, "off", f"off: {form.off}")
        elif form.kind in ("flow", "rate"):
            half_life, window = rules.number(f"{path}.half_life"), rules.number(f"{path}.window")
            left = float(Decay(half_life.value, int(window.value) + 1).weights()[-1])
            if left > STEEPEST_CLIFF:
                what = f"{left:.0%} of an action is lost on the day its window ends"
                both = f"half-life {half_life.written}, window {window.written}"
                yield _of(path, window, "cliff", f"{what} ({both})")


def reach(rules: Rules) -> Iterator[Finding]:
    """Pillars whose signals are worth less than what can be shown, or more."""
    every = rules.signals()
    for pillar in rules.pillars:
        cap, worths = rules.number(f"{pillar}.cap"), defaultdict(list)
        own = {path: one for path, one in every.items() if path.startswith(f"{pillar}.")}
        for seat in SEATS:
            worth = sum(
                rules.value(f"{path}.points")
                for path, one in own.items()
                if one.off is None and one.applies(seat)
            )
            most = rules.numbers().get(f"{pillar}.ceiling.{seat}", cap).value
            worths[worth, most].append(seat)
        for (worth, most), seats in worths.items():
            if abs(worth - most) > 1e-9:
                side = "below" if worth < most else "above"
                who = f" ({listed(seats)})" if len(seats) < len(SEATS) else ""
                what = f"its signals are worth {worth:.4g}, {side} the {most:g} it can show{who}"
                yield _of(pillar, cap, "reach", what)


def regimes(rules: Rules) -> Iterator[Finding]:
    """Known changes of LinkedIn's formula that no number of the rules follows."""
    changes = {to_date(day) for day in rules.change_days()}
    for regime in rules.regimes:
        if regime.from_ not in changes:
            what = f"no number changes on {regime.from_} ({regime.note})"
            yield Finding("regime", f"regimes.{regime.id}", what)


def unused_sources(rules: Rules) -> Iterator[Finding]:
    """Sources that nothing names."""
    used = {number.source for number in rules.numbers().values()}
    used |= {rules.speaker.source, *(regime.source for regime in rules.regimes)}
    for name in rules.sources:
        if name not in used:
            yield Finding("unused", f"sources.{name}", "nothing names it")


def _of(path: str, number: Number, rule: str, what: str) -> Finding:
    return Finding(rule, path, what, number.where)
