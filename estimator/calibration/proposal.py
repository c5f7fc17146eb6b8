"""A fit as numbers of the rules that name their source, and as the text of an overlay."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from estimator.calibration.observations import Cases
from estimator.calibration.validation import HalfWidth
from estimator.days import to_date
from estimator.rules import Number, Rules
from estimator.rules.forms import Source

DIGITS = 5  # significant, of a fitted number
SD_OF_80 = 1.2816  # standard deviations that four misses in five stay within


@dataclass(frozen=True)
class Proposal:
    """rules: the base with the fitted numbers. values, sources, until: what an overlay says."""

    rules: Rules
    values: Mapping[str, Number]
    sources: Mapping[str, Source]
    until: date


def proposed(
    cases: Cases,
    rules: Rules,
    moved: Mapping[str, float],
    widths: Mapping[str, tuple[HalfWidth, ...]],
) -> Proposal:
    """The base with the moved numbers, each fitted, with the readings as its source.

    The spread of a pillar goes with them where enough readings were foretold to know it.
    """
    name, source = _source(cases)
    values = {
        path: _number(rules, path, value, name)
        for path, value in {**moved, **_spreads(rules, widths)}.items()
    }
    last = to_date(int(cases.day[-1]))
    until = max(rules.calibrated_until, last)
    fitted = rules.replace(values, {name: source}, until)
    return Proposal(fitted.named(f"{rules.name}+{name}"), values, {name: source}, until)


def written(proposal: Proposal, rules: Rules) -> str:
    """The text of the overlay."""
    source = next(iter(proposal.sources.values()))
    note = f"{source.title}; made by ssi calibrate"
    return rules.to_overlay(proposal.values, note, proposal.sources, proposal.until)


def _number(rules: Rules, path: str, value: float, source: str) -> Number:
    low, high = rules.number(path).bounds or (0.0, float("inf"))
    rounded = min(max(float(f"{value:.{DIGITS}g}"), low), high)
    return Number(rounded, "fitted", source)


def _spreads(rules: Rules, widths: Mapping[str, tuple[HalfWidth, ...]]) -> dict[str, float]:
    """The standard deviation of each pillar's misses, from the interval that holds 80 %; never
    below half of what it was: the readings are of few habits, the rules of many members.
    """
    return {
        f"{what}.spread": max(width[0].points / SD_OF_80, rules.value(f"{what}.spread") / 2)
        for what, width in widths.items()
        if what != "total" and width and width[0].points is not None
    }


def _source(cases: Cases) -> tuple[str, Source]:
    first, last = (to_date(int(cases.day[i])) for i in (0, -1))
    digest = cases.sha256
    n = len(cases)
    return f"readings-{digest[:8]}", Source.model_validate(
        {
            "kind": "fit",
            "title": f"Fit to {n} readings, {first} to {last}",
            "seen": last,
            "readings": n,
            "from": first,
            "to": last,
            "sha256": digest,
        }
    )
