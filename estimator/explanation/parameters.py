"""The numbers a signal is computed from, by name, and the same signal with some of them replaced.

Names are those of the rules below the signal's own: `points`, `half_at`, `unknown.share`,
`items.photo.weight`. The ends of what is unknown move no points, so they are not among them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace

from estimator.decay import Decay
from estimator.rules.model import Item, SignalModel, Unknown
from estimator.saturation import Curve, Linear

Values = Mapping[str, float]

OF_AMOUNTS = frozenset({"half_life", "window", "lag", "per_day_max", "prior", "min_of", "items"})


def parameters(signal: SignalModel) -> dict[str, float]:
    """The numbers of a signal that move its points, by name.

    >>> from estimator.rules import load_rules
    >>> signals = load_rules().on(0).pillars[1].signals
    >>> "points" in parameters(signals[0])
    True
    """
    return dict(_listed(signal))


def with_parameters(signal: SignalModel, values: Values) -> SignalModel:
    """The signal with some of its numbers replaced, by name."""
    items = tuple(_item(item, values) for item in signal.items)
    own_curve = _curve(signal.curve, values, "")
    return replace(
        signal,
        points=values.get("points", signal.points),
        curve=Linear(_whole(items)) if _is_whole(signal) else own_curve,
        decay=_decay(signal.decay, values),
        per_day_max=values.get("per_day_max", signal.per_day_max),
        prior_rate=values.get("prior.rate", signal.prior_rate),
        prior_weight=values.get("prior.weight", signal.prior_weight),
        min_of=values.get("min_of", signal.min_of),
        unknown=_unknown(signal.unknown, values),
        items=items,
    )


def same_but_for_numbers(one: SignalModel, other: SignalModel) -> bool:
    """Whether nothing but numbers tells the two apart: the same rows, kind and curve."""
    return bare(with_parameters(one, parameters(other))) == bare(other)


def moves_amount(name: str) -> bool:
    """Whether a number moves what a signal amounts to, not only what that is worth."""
    return name.partition(".")[0] in OF_AMOUNTS


def bare(signal: SignalModel) -> SignalModel:
    """The signal without what moves no points: who vouches for it, the ends of the unknown."""
    unknown = replace(signal.unknown, low=0.0, high=0.0, spread=0.0)
    return replace(signal, status="", source="", unknown=unknown)


def _listed(signal: SignalModel) -> Iterator[tuple[str, float]]:
    yield "points", signal.points
    if not _is_whole(signal):
        yield from _of_curve(signal.curve, "")
    if signal.kind in ("flow", "rate"):
        yield "half_life", signal.decay.half_life
    if signal.kind in ("flow", "rate", "days"):
        yield "window", float(signal.decay.window)
        yield "lag", float(signal.decay.lag)
    if signal.per_day_max is not None:
        yield "per_day_max", signal.per_day_max
    if signal.kind == "rate":
        yield "prior.rate", signal.prior_rate
        yield "prior.weight", signal.prior_weight
        yield "min_of", signal.min_of
    for item in signal.items:
        yield f"items.{item.name}.weight", item.weight
    yield "unknown.share", signal.unknown.share
    if signal.unknown.curve is not None:
        yield "unknown.most", signal.unknown.most
        yield from _of_curve(signal.unknown.curve, "unknown.")


def _of_curve(curve: Curve, prefix: str) -> Iterator[tuple[str, float]]:
    for field in fields(curve):
        value = getattr(curve, field.name)
        if isinstance(value, tuple):
            yield from ((f"{prefix}{field.name}.{i}", one) for i, one in enumerate(value))
        else:
            yield f"{prefix}{field.name}", value


def _curve(curve: Curve, values: Values, prefix: str) -> Curve:
    moved: dict[str, float | tuple[float, ...]] = {}
    for field in fields(curve):
        name, value = f"{prefix}{field.name}", getattr(curve, field.name)
        if isinstance(value, tuple):
            moved[field.name] = tuple(values.get(f"{name}.{i}", v) for i, v in enumerate(value))
        else:
            moved[field.name] = values.get(name, value)
    return replace(curve, **moved)  # type: ignore[arg-type]  # the fields are the curve's own


def _decay(decay: Decay, values: Values) -> Decay:
    return Decay(
        half_life=values.get("half_life", decay.half_life),
        window=int(values.get("window", decay.window)),
        lag=int(values.get("lag", decay.lag)),
    )


def _unknown(unknown: Unknown, values: Values) -> Unknown:
    curve = unknown.curve and _curve(unknown.curve, values, "unknown.")
    share = values.get("unknown.share", unknown.share)
    return replace(unknown, share=share, curve=curve, most=values.get("unknown.most", unknown.most))


def _item(item: Item, values: Values) -> Item:
    return replace(item, weight=values.get(f"items.{item.name}.weight", item.weight))


def _is_whole(signal: SignalModel) -> bool:
    """Whether the curve of a checklist is not stated but ends where all of its items are there."""
    return signal.kind == "checklist" and signal.curve == Linear(_whole(signal.items))


def _whole(items: tuple[Item, ...]) -> float:
    return sum(item.weight for item in items)
