"""From an estimate to its reasons: every signal traced through the book once more."""

from collections.abc import Mapping

import numpy as np

from estimator.days import to_day
from estimator.explanation.comparisons import comparisons, distances
from estimator.explanation.held import Day, only, signals_of
from estimator.explanation.numbers import of_pillar, of_signal
from estimator.explanation.prospects import fading_of, next_action
from estimator.explanation.standing import Explanation, PillarReason, SignalReason
from estimator.explanation.units import unit
from estimator.results import Estimate, PillarEstimate, SignalEstimate
from estimator.rules import Rules
from estimator.rules.model import PillarModel, SignalModel


def reasons_of(estimate: Estimate) -> Explanation:
    """The reasons of an estimate. Raises: ValueError when it was not made by `estimate`."""
    if estimate.log is None or estimate.rules is None:
        raise ValueError("the estimate has no log and rules; explain one that estimate() returned")
    day = to_day(estimate.on)
    model = estimate.rules.on(day)
    scored = Day(estimate.log, model, day, estimate.seat)
    pillars = {
        pillar.name: _pillar(pillar, estimate.pillars[pillar.name], scored, estimate.rules)
        for pillar in model.pillars
    }
    total = estimate.total.points
    return Explanation(estimate, pillars, comparisons().band(total), distances(total))


def _pillar(model: PillarModel, seen: PillarEstimate, day: Day, rules: Rules) -> PillarReason:
    most = min(seen.cap, seen.ceiling)
    signals = signals_of(day.model, day.seat)
    return PillarReason(
        points=seen.points,
        low=seen.low,
        high=seen.high,
        uncut=seen.uncut,
        cap=seen.cap,
        ceiling=seen.ceiling,
        cut_by_cap=max(seen.uncut - seen.cap, 0.0),
        cut_by_ceiling=max(min(seen.uncut, seen.cap) - seen.ceiling, 0.0),
        known=seen.points * (1.0 - seen.unknown_share),
        unknown=seen.points * seen.unknown_share,
        left=most - seen.points,
        numbers=of_pillar(rules, model.name, day.seat, day.day),
        signals={
            one.name: _signal(one, seen.signals[one.name], day, rules, most - seen.uncut, signals)
            for one in model.signals
            if one.path in signals
        },
        other_seats=tuple(one.name for one in model.signals if one.path not in signals),
    )


def _signal(
    model: SignalModel,
    seen: SignalEstimate,
    day: Day,
    rules: Rules,
    room: float,
    signals: Mapping[str, SignalModel],
) -> SignalReason:
    form = rules.signals()[model.path]
    alone = only(model.curve.share(np.array([[seen.amount or 0.0]])))
    left = seen.max - seen.points
    return SignalReason(
        state=seen.state,
        kind=model.kind,
        unit=unit(model),
        amount=seen.amount,
        known=seen.known,
        share=seen.share,
        points=seen.points,
        max=seen.max,
        low=seen.low,
        high=seen.high,
        seen=seen.max * alone,
        left=left,
        reachable=min(left, max(room, 0.0)),
        inferred_from=seen.inferred_from,
        next=next_action(model, signals.get(model.unknown.inferred_from or ""), day, room),
        fading=fading_of(model, day),
        numbers=of_signal(rules, model.path, day.day),
        about=form.about or "",
        advice=form.advice or "",
    )
