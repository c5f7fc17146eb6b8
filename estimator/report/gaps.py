"""What a log shows of the signals and what it cannot, and who records that."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from estimator.actions import Seat, unit_of, vocabulary
from estimator.report.wording import SMALLEST, amount, label, percent
from estimator.rules.match import actions_of
from estimator.rules.model import Model, SignalModel
from estimator.score.results import Estimate, SignalEstimate

SOURCES = {
    "export_basic": "LinkedIn data export",
    "export": "Complete data export",
    "usage_report": "Sales Navigator usage report",
    "creator_analytics": "creator analytics",
    "dma": "data portability API",
    "hand": "a log kept by hand",
}


@dataclass(frozen=True)
class Reason:
    """Points that a signal brings, and what it was seen to be."""

    pillar: str
    signal: str
    points: float
    said: str


@dataclass(frozen=True)
class Gap:
    """Something the log could not show, the most points it can be worth, and who records it."""

    what: str
    most: float
    pillars: tuple[str, ...]
    sources: tuple[str, ...]


def strongest(result: Estimate, model: Model, n: int = 3) -> list[Reason]:
    """The signals seen in the log that bring the most points, the first of them first."""
    reasons = [
        Reason(pillar, label(signal.name), _seen_points(signal, seen), said(signal, seen))
        for pillar, signal, seen in _signals(result, model)
        if seen.state == "scored" and _seen_points(signal, seen) >= SMALLEST
    ]
    return sorted(reasons, key=lambda reason: (-reason.points, reason.signal))[:n]


def _seen_points(signal: SignalModel, seen: SignalEstimate) -> float:
    """The points of the seen amount alone, without what is assumed beside it."""
    return seen.max * float(signal.curve.share(np.array([seen.amount or 0.0]))[0])


def gaps(result: Estimate, model: Model, n: int | None = None) -> list[Gap]:
    """What is unknown, worth the most points first; signals of the same actions are one gap."""
    groups: dict[tuple[str, ...], list[tuple[str, SignalModel, SignalEstimate]]] = {}
    for pillar, signal, seen in _signals(result, model):
        if (1.0 - seen.known) * seen.max >= SMALLEST:
            groups.setdefault(actions_needed(signal), []).append((pillar, signal, seen))
    found = [_gap(actions, group, result) for actions, group in groups.items()]
    return sorted(found, key=lambda gap: (-gap.most, gap.what))[:n]


def _gap(
    actions: tuple[str, ...], group: list[tuple[str, SignalModel, SignalEstimate]], result: Estimate
) -> Gap:
    """One gap; of what the log shows on other days, no source is asked for that was given."""
    names = {signal.name for _, signal, _ in group}
    partly = all(seen.known > 0 for _, _, seen in group) or _is_given(actions, result)
    what = label(names.pop()) if len(names) == 1 else label(actions[0])
    return Gap(
        what=f"rest of {what}" if partly else what,
        most=sum((1.0 - seen.known) * seen.max for _, _, seen in group),
        pillars=tuple(dict.fromkeys(pillar for pillar, _, _ in group)),
        sources=_further(group[0][1]) if partly else sources(actions, result.seat),
    )


def _is_given(actions: Sequence[str], result: Estimate) -> bool:
    """Whether the log shows all of the actions, on whatever days."""
    if result.log is None:
        return False
    shown = {span.action for span in result.log.coverage.spans} | {*result.log.actions}
    return shown >= {*actions}


def _further(signal: SignalModel) -> tuple[str, ...]:
    """Where more of a signal can come from that a source has shown in part."""
    if signal.kind in ("checklist", "stock"):
        return (SOURCES["hand"],)
    return ("a longer log",)


def sources(actions: Sequence[str], seat: Seat) -> tuple[str, ...]:
    """Who records the actions, in words, the easiest first; at most two.

    >>> sources(["profile_view"], "free")
    ('a log kept by hand',)
    """
    known = {who for name in actions for who in vocabulary()[name].recorded_by}
    if seat != "sales_navigator":
        known.discard("usage_report")
    if "export_basic" in known:
        known.discard("export")
    if known & {"export", "export_basic"}:
        known.discard("dma")
    return tuple(words for who, words in SOURCES.items() if who in known)[:2]


def actions_needed(signal: SignalModel) -> tuple[str, ...]:
    """The actions that a log has to cover for the signal to be known."""
    if signal.known_by:
        return signal.known_by
    matches = [signal.match, signal.of, *(item.match for item in signal.items)]
    return tuple(sorted({name for match in matches for name in actions_of(match)}))


def said(signal: SignalModel, seen: SignalEstimate) -> str:
    """The amount of a signal in words: `612 connections`, `22.4 comments still count`."""
    value = seen.amount or 0.0
    if signal.kind == "rate":
        return percent(value)
    if signal.kind == "checklist":
        return f"{percent(value / sum(item.weight for item in signal.items))} filled"
    if signal.kind == "days":
        return f"{amount(value)} of {signal.decay.window} days"
    number = f"{amount(value)} {unit_of(actions_of(signal.match))}"
    if signal.kind == "stock":
        return number
    fades = signal.decay.half_life != float("inf")
    return f"{number} still count" if fades else f"{number} in {signal.decay.window} days"


def _signals(result: Estimate, model: Model) -> Iterator[tuple[str, SignalModel, SignalEstimate]]:
    """Pillar, rule and estimate of every signal that the seat has."""
    for pillar in model.pillars:
        seen = result.pillars[pillar.name].signals
        for signal in pillar.signals:
            if signal.name in seen and seen[signal.name].state != "not_applicable":
                yield pillar.name, signal, seen[signal.name]
