"""Rules -> the model of one day: every number a plain float, every curve ready to compute."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from math import inf
from typing import Any

from estimator.actions import SEATS
from estimator.decay import Decay
from estimator.rules import forms
from estimator.rules.laws import named_signal
from estimator.rules.match import NOTHING
from estimator.rules.model import (
    NO_DECAY,
    Anchoring,
    Item,
    Model,
    PillarModel,
    SignalModel,
    Unknown,
)
from estimator.rules.numbers import FADING, Number
from estimator.rules.signal_forms import AnySignal, Checklist, Saturation, parameters
from estimator.saturation import CURVES, Curve, Linear

Values = Mapping[str, float]

USUAL_LEVEL = 0.8  # of the intervals, where a file states none; rules/README.md says so


def build(file: forms.RuleFile, numbers: Mapping[str, Number], day: int) -> Model:
    """The model on a day. Signals that are off are not in it; the rest stand sorted by name."""
    values = {name: number.on(day) for name, number in numbers.items()}
    own: dict[str, dict[str, float]] = defaultdict(dict)  # by signal, then by the rest of the name
    for name, value in values.items():
        pillar, signal, *rest = name.split(".", 2)
        own[f"{pillar}.{signal}"][".".join(rest)] = value
    every = signals_of(file)
    signals = {
        path: _signal(path, form, numbers[f"{path}.points"], own[path], values, every)
        for path, form in sorted(every.items())
        if form.off is None
    }
    pillars = tuple(
        PillarModel(
            name=name,
            api_name=form.api_name,
            cap=values[f"{name}.cap"],
            ceilings={
                seat: values[f"{name}.ceiling.{seat}"]
                for seat in SEATS
                if f"{name}.ceiling.{seat}" in values
            },
            spread=values[f"{name}.spread"],
            signals=tuple(one for path, one in signals.items() if path.startswith(f"{name}.")),
            spread_least=values.get(f"{name}.spread_least", inf),
            spread_part=values.get(f"{name}.spread_part", 0.0),
        )
        for name, form in file.pillars.stated().items()
    )
    high, first, last = (values.get(f"rank.{n}") for n in ("spread_high", "high_from", "high_to"))
    return Model(
        pillars,
        values.get("interval.level", USUAL_LEVEL),
        values.get("rank.spread"),
        values.get("interval.together", 1.0),
        _anchoring([pillar.name for pillar in pillars], values) if file.anchoring else None,
        None if high is None or first is None or last is None else (high, first, last),
    )


def signals_of(file: forms.RuleFile) -> dict[str, AnySignal]:
    """Every signal by `pillar.name`, in the order of the pillars and then of the file."""
    return {
        f"{name}.{key}": one
        for name, pillar in file.pillars.stated().items()
        for key, one in pillar.signals.items()
    }


def _anchoring(pillars: list[str], values: Values) -> Anchoring:
    names = [one.name for one in fields(Anchoring) if f"anchoring.{one.name}" in values]
    given: dict[str, Any] = {name: values[f"anchoring.{name}"] for name in names}
    given |= {name: int(given[name]) for name in ("keep", "memories") if name in given}
    for key in ("hold", "grain"):
        given[key] = tuple(values[f"anchoring.{name}.{key}"] for name in pillars)
    return Anchoring(**given)


def _signal(
    path: str,
    form: AnySignal,
    points: Number,
    own: Values,
    values: Values,
    every: Mapping[str, AnySignal],
) -> SignalModel:
    """A signal; `own`: its numbers by what follows its path."""
    items = form.items if isinstance(form, Checklist) else {}
    listed = tuple(
        Item(name, item.match, own[f"items.{name}.weight"]) for name, item in sorted(items.items())
    )
    unknown = form.unknown
    fading = {"half_life": inf} | {
        name: own.get(name, values[f"defaults.{name}"]) for name in FADING[form.kind]
    }
    return SignalModel(
        path=path,
        kind=form.kind,
        curve=_curve(form.saturation, own, "") or Linear(_whole(listed)),
        points=own["points"],
        unknown=Unknown(
            share=own["unknown.share"],
            low=own["unknown.low"],
            high=own["unknown.high"],
            inferred_from=named_signal(unknown.from_, every) if unknown.from_ else None,
            curve=_curve(unknown.saturation, own, "unknown."),
            most=own.get("unknown.most", 1.0),
            spread=own.get("unknown.spread", 0.0),
        ),
        status=points.status,
        source=points.source,
        decay=NO_DECAY
        if "window" not in fading
        else Decay(fading["half_life"], int(fading["window"]), int(fading["lag"])),
        match=getattr(form, "match", NOTHING),
        of=getattr(form, "of", NOTHING),
        items=listed,
        per_day_max=own.get("per_day_max"),
        prior_rate=own.get("prior.rate", 0.0),
        prior_weight=own.get("prior.weight", 0.0),
        min_of=own.get("min_of", 0.0),
        seats=None if form.seats is None else frozenset(form.seats),
        known_by=getattr(form, "known_by", ()),
    )


def _curve(form: Saturation | None, own: Values, prefix: str) -> Curve | None:
    """The curve whose numbers begin with a prefix."""
    if form is None:
        return None
    given = {
        name: tuple(value for key, value in own.items() if key.startswith(f"{prefix}{name}."))
        if is_list
        else own[f"{prefix}{name}"]
        for name, is_list in parameters(form.form).items()
    }
    return CURVES[form.form](**given)


Place = tuple[str | int, ...]  # fields of a signal, one in the other; a number is of a tuple


def parameters_of(signal: SignalModel) -> dict[str, float]:
    """The numbers of a signal that move its points, by name.

    >>> from estimator.rules import load_rules
    >>> signals = load_rules().on(0).pillars[1].signals
    >>> "points" in parameters_of(signals[0])
    True
    """
    found = {name: _at(signal, place) for name, place in _places(signal)}
    return {name: float(value) for name, value in found.items() if value is not None}


def with_parameters(signal: SignalModel, values: Mapping[str, float | None]) -> SignalModel:
    """The signal with some of its numbers replaced, by name; None takes `per_day_max` away."""
    moved = signal
    for name, place in _places(signal):
        if name in values:
            value = values[name]
            moved = _put(moved, place, int(value or 0) if name in ("window", "lag") else value)
    if _is_whole(signal):
        moved = replace(moved, curve=Linear(values.get("full_at") or _whole(moved.items)))
    return moved


def _places(signal: SignalModel) -> Iterator[tuple[str, Place]]:
    """Where each number stands in a signal; `per_day_max` may be None."""
    yield "points", ("points",)
    if not _is_whole(signal):
        yield from _of_curve(signal.curve, "", ("curve",))
    yield from ((name, ("decay", name)) for name in FADING[signal.kind])
    yield "per_day_max", ("per_day_max",)
    if signal.kind == "rate":
        rate = {"prior.rate": "prior_rate", "prior.weight": "prior_weight", "min_of": "min_of"}
        yield from ((name, (key,)) for name, key in rate.items())
    for i, item in enumerate(signal.items):
        yield f"items.{item.name}.weight", ("items", i, "weight")
    yield "unknown.share", ("unknown", "share")
    if signal.unknown.curve is not None:
        yield "unknown.most", ("unknown", "most")
        yield from _of_curve(signal.unknown.curve, "unknown.", ("unknown", "curve"))


def _of_curve(curve: Curve, prefix: str, place: Place) -> Iterator[tuple[str, Place]]:
    for name in (field.name for field in fields(curve)):
        value = getattr(curve, name)
        if isinstance(value, tuple):
            yield from ((f"{prefix}{name}.{i}", (*place, name, i)) for i in range(len(value)))
        else:
            yield f"{prefix}{name}", (*place, name)


def _at(owner: Any, place: Place) -> Any:  # any part of a signal
    for key in place:
        owner = owner[key] if isinstance(key, int) else getattr(owner, key)
    return owner


def _put(owner: Any, place: Place, value: float | None) -> Any:  # of the same kind as its owner
    """The owner with another value at a place within it."""
    key, *rest = place
    inner = _put(_at(owner, (key,)), tuple(rest), value) if rest else value
    if isinstance(key, int):
        return (*owner[:key], inner, *owner[key + 1 :])
    return replace(owner, **{key: inner})


def _is_whole(signal: SignalModel) -> bool:
    """Whether the curve of a checklist is not stated but ends where all of its items are there."""
    return signal.kind == "checklist" and signal.curve == Linear(_whole(signal.items))


def _whole(items: tuple[Item, ...]) -> float:
    return sum(item.weight for item in items)
