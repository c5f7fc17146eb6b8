"""Rules -> the model of one day: every number a plain float, every curve ready to compute."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from math import inf
from typing import Any

from estimator.actions import SEATS
from estimator.decay import Decay
from estimator.rules import forms
from estimator.rules.form import Form
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
from estimator.rules.numbers import Number
from estimator.rules.signal_forms import (
    AnySignal,
    Checklist,
    UnknownForm,
    curve_of,
    is_list,
    parameters,
)
from estimator.saturation import Curve, Linear

Values = Mapping[str, float]

USUAL_LEVEL = 0.8  # of the intervals, where a file states none; rules/README.md says so


def build(file: forms.RuleFile, numbers: Mapping[str, Number], day: int) -> Model:
    """The model on a day. Signals that are off are not in it; the rest stand sorted by name."""
    values = {name: number.on(day) for name, number in numbers.items()}
    pillars = tuple(
        _pillar(name, pillar, file, numbers, values)
        for name, pillar in file.pillars.stated().items()
    )
    return Model(
        pillars,
        values.get("interval.level", USUAL_LEVEL),
        values.get("rank.spread"),
        values.get("interval.together", 1.0),
        _anchoring([pillar.name for pillar in pillars], values) if file.anchoring else None,
        _rank_high(values),
    )


def signals_of(file: forms.RuleFile) -> dict[str, AnySignal]:
    """Every signal by `pillar.name`, in the order of the pillars and then of the file."""
    return {
        f"{name}.{key}": one
        for name, pillar in file.pillars.stated().items()
        for key, one in pillar.signals.items()
    }


def _rank_high(values: Values) -> tuple[float, float, float] | None:
    high, first, last = (values.get(f"rank.{n}") for n in ("spread_high", "high_from", "high_to"))
    return None if high is None or first is None or last is None else (high, first, last)


def _anchoring(pillars: list[str], values: Values) -> Anchoring:
    plain = ("fade", "turn", "odd", "likely", "dip", "dip_within")
    more = ("trust", "worth")
    return Anchoring(
        hold=tuple(values[f"anchoring.{name}.hold"] for name in pillars),
        grain=tuple(values[f"anchoring.{name}.grain"] for name in pillars),
        keep=int(values["anchoring.keep"]),
        memories=int(values.get("anchoring.memories", 0)),
        **{name: values[f"anchoring.{name}"] for name in plain},
        **{name: values[f"anchoring.{name}"] for name in more if f"anchoring.{name}" in values},
    )


def _pillar(
    name: str,
    pillar: forms.PillarForm,
    file: forms.RuleFile,
    numbers: Mapping[str, Number],
    values: Values,
) -> PillarModel:
    every = signals_of(file)
    ceilings = {seat: values.get(f"{name}.ceiling.{seat}") for seat in SEATS}
    return PillarModel(
        name=name,
        api_name=pillar.api_name,
        cap=values[f"{name}.cap"],
        ceilings={seat: most for seat, most in ceilings.items() if most is not None},
        spread=values[f"{name}.spread"],
        signals=tuple(
            _signal(f"{name}.{key}", one, numbers[f"{name}.{key}.points"], values, every)
            for key, one in sorted(pillar.signals.items())
            if one.off is None
        ),
        spread_least=values.get(f"{name}.spread_least", inf),
        spread_part=values.get(f"{name}.spread_part", 0.0),
    )


def _signal(
    path: str, form: AnySignal, points: Number, values: Values, every: Mapping[str, AnySignal]
) -> SignalModel:
    return SignalModel(
        path=path,
        kind=form.kind,
        curve=_curve(path, form.saturation, values)
        or Linear(sum(item.weight for item in _items(path, form, values))),
        points=values[f"{path}.points"],
        unknown=_unknown(f"{path}.unknown", form.unknown, values, every),
        status=points.status,
        source=points.source,
        decay=_decay(path, form, values),
        match=getattr(form, "match", NOTHING),
        of=getattr(form, "of", NOTHING),
        items=_items(path, form, values),
        per_day_max=values.get(f"{path}.per_day_max"),
        prior_rate=values.get(f"{path}.prior.rate", 0.0),
        prior_weight=values.get(f"{path}.prior.weight", 0.0),
        min_of=values.get(f"{path}.min_of", 0.0),
        seats=None if form.seats is None else frozenset(form.seats),
        known_by=getattr(form, "known_by", ()),
    )


def _curve(path: str, form: Form | None, values: Values) -> Curve | None:
    """The curve whose numbers stand at `path`."""
    if form is None:
        return None
    word = getattr(form, "form")  # noqa: B009  # the forms are made from a table
    return curve_of(word, {name: _parameter(path, word, name, values) for name in parameters(word)})


def _parameter(path: str, form: str, name: str, values: Values) -> float | tuple[float, ...]:
    if not is_list(form, name):
        return values[f"{path}.{name}"]
    found: list[float] = []
    while (value := values.get(f"{path}.{name}.{len(found)}")) is not None:
        found.append(value)
    return tuple(found)


def _decay(path: str, form: AnySignal, values: Values) -> Decay:
    if form.kind not in ("flow", "rate", "days"):
        return NO_DECAY

    def own(name: str) -> float:
        return values.get(f"{path}.{name}", values[f"defaults.{name}"])

    half_life = inf if form.kind == "days" else own("half_life")
    return Decay(half_life, int(own("window")), int(own("lag")))


def _items(path: str, form: AnySignal, values: Values) -> tuple[Item, ...]:
    if not isinstance(form, Checklist):
        return ()
    return tuple(
        Item(name, item.match, values[f"{path}.items.{name}.weight"])
        for name, item in sorted(form.items.items())
    )


def _unknown(
    path: str, form: UnknownForm, values: Values, every: Mapping[str, AnySignal]
) -> Unknown:
    return Unknown(
        share=values[f"{path}.share"],
        low=values[f"{path}.low"],
        high=values[f"{path}.high"],
        inferred_from=named_signal(form.from_, every) if form.from_ else None,
        curve=_curve(path, form.saturation, values),
        most=values.get(f"{path}.most", 1.0),
        spread=values.get(f"{path}.spread", 0.0),
    )


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
            is_days = name in ("window", "lag")
            moved = _put(moved, place, int(value or 0) if is_days else value)
    if not _is_whole(signal):
        return moved
    return replace(moved, curve=Linear(values.get("full_at") or _whole(moved.items)))


def _places(signal: SignalModel) -> Iterator[tuple[str, Place]]:
    """Where each number stands in a signal; `per_day_max` may be None."""
    yield "points", ("points",)
    if not _is_whole(signal):
        yield from _of_curve(signal.curve, "", ("curve",))
    if signal.kind in ("flow", "rate"):
        yield "half_life", ("decay", "half_life")
    if signal.kind in ("flow", "rate", "days"):
        yield from (("window", ("decay", "window")), ("lag", ("decay", "lag")))
    yield "per_day_max", ("per_day_max",)
    if signal.kind == "rate":
        yield from (("prior.rate", ("prior_rate",)), ("prior.weight", ("prior_weight",)))
        yield "min_of", ("min_of",)
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
