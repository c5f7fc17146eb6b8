"""What a signal amounts to on each day, by its kind; see the room's own text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from estimator.days import Range
from estimator.decay import Decay
from estimator.decay.moving import Pieces, tiles
from estimator.layout import Layout
from estimator.layout.laying import layout_of
from estimator.log import ActivityLog
from estimator.rules.match import actions_of
from estimator.rules.model import SignalModel
from estimator.signals.flows import active, decayed
from estimator.signals.known import Some, covered_on, covered_part, is_whole, whole
from estimator.signals.levels import level

Floats = npt.NDArray[np.float64]

NEARLY = 1.0 - 1e-12  # as much as is asked for, but for rounding


@dataclass(frozen=True, slots=True)
class Amounts:
    """amount: what the log shows, >= 0. known: the part of it the log could have shown, in [0, 1].

    known is 1 where the log covers all that the signal looks at, 0 where it covers nothing.
    """

    amount: Floats
    known: Floats


def amounts(signal: SignalModel, log: ActivityLog, days: Range) -> Amounts:
    """The amount of a signal for every account and day of the range, and how much is known."""
    return amounts_in(layout_of(log), signal, days)


def amounts_in(layout: Layout, signal: SignalModel, days: Range) -> Amounts:
    """The same for the accounts of a layout."""
    first, *others = pieces_in(layout, signal, days)
    if first[0].stop == days.n_days:
        return first[1]
    shape = days.n_days, layout.n_accounts
    amount, known = np.empty(shape).T, np.empty(shape).T
    for place, part in (first, *others):
        amount[:, place], known[:, place] = part.amount, part.known
    return Amounts(amount, known)


def pieces_in(layout: Layout, signal: SignalModel, days: Range) -> Iterator[tuple[slice, Amounts]]:
    """The same, a few days at a time; a piece is gone when the next is asked for."""
    if signal.kind in ("stock", "checklist"):
        held = _stock if signal.kind == "stock" else _items
        yield slice(0, days.n_days), held(signal, layout, days)
    elif signal.kind == "rate":
        yield from _rates(signal, layout, days)
    else:
        known = _part(signal.known_by or actions_of(signal.match), layout, days, fading(signal))
        for place, amount in _flow(signal, layout, days):
            yield place, Amounts(amount, _at(known, place))


def fully_shown(signal: SignalModel, layout: Some, days: Range) -> bool:
    """Whether the log covers all that a signal looks at, for every account and day."""
    if signal.kind in ("stock", "checklist"):
        looked = [signal.match, *(item.match for item in signal.items)]
        named = {name for match in looked for name in actions_of(match)}
        return all(is_whole(covered_on((n,), layout, days.first, days.last)) for n in named)
    named = {*(signal.known_by or actions_of(signal.match)), *actions_of(signal.of)}
    return all(is_whole(_part((name,), layout, days, fading(signal))) for name in named)


def fading(signal: SignalModel) -> Decay:
    """The signal's decay; days are counted, and fade only with the window."""
    decay = signal.decay
    return Decay(np.inf, decay.window, decay.lag) if signal.kind == "days" else decay


def _flow(signal: SignalModel, layout: Layout, days: Range) -> Pieces:
    decay, match = fading(signal), signal.match
    if signal.kind == "days":
        return active(match, layout, days.first, days.last, decay)
    return decayed(match, layout, days.first, days.last, decay, signal.per_day_max)


def _rates(signal: SignalModel, layout: Layout, days: Range) -> Iterator[tuple[slice, Amounts]]:
    """(match + prior) / (of + prior); unknown while `of` is below min_of, zero without any."""
    decay, run = signal.decay, (days.first, days.last)
    matches = signal.match, signal.of
    shown = np.minimum(*(_part(actions_of(m), layout, days, decay) for m in matches))
    both = (decayed(match, layout, *run, decay) for match in matches)
    for (place, rate), (_, total) in zip(*both, strict=True):
        known, covered = np.empty_like(total), _at(shown, place)
        for tile in tiles(*total.shape):
            known[:, tile] = into_rate(signal, rate[:, tile], total[:, tile], _at(covered, tile))
        yield place, Amounts(rate, known)


def into_rate(signal: SignalModel, rate: Floats, total: Floats, covered: Floats) -> Floats:
    """Whether a rate is known, from the flows of its `match` and `of`; it takes the place of the
    first, and the second is used up.

    rate, total: shape (n, n_days). covered: the part of both that the log shows, (n or 1, n_days).
    """
    some = total > 0
    enough = (total >= signal.min_of * NEARLY) & some & (covered > 0)
    rate += signal.prior_rate * signal.prior_weight
    total += signal.prior_weight
    np.divide(rate, total, out=rate, where=enough)
    np.minimum(rate, 1.0, out=rate)
    rate *= enough
    return np.where(enough, 1.0, np.where(some, 0.0, covered))


def rate_of(signal: SignalModel, rate: float, total: float, covered: float) -> tuple[float, float]:
    """The same of a single rate: the rate, and whether it is known."""
    some = total > 0
    if not (total >= signal.min_of * NEARLY and some and covered > 0):
        return 0.0, 0.0 if some else covered
    came = rate + signal.prior_rate * signal.prior_weight
    return min(came / (total + signal.prior_weight), 1.0), 1.0


def _stock(signal: SignalModel, layout: Layout, days: Range) -> Amounts:
    return Amounts(*level(signal.match, layout, days.first, days.last))


def _items(signal: SignalModel, layout: Layout, days: Range) -> Amounts:
    """The weights of the items present; known: the weights of the items the log can judge."""
    amount, known, whole = np.zeros((1, 1)), np.zeros((1, 1)), 0.0
    for item in signal.items:
        state, judged = level(item.match, layout, days.first, days.last)
        amount = amount + item.weight * (state > 0)
        known = known + item.weight * judged
        whole += item.weight
    return Amounts(amount, known / whole)


def weight_present(signal: SignalModel, states: Floats) -> Floats:
    """The weights of the items present; states: the items' levels, shape (n_items, n_accounts)."""
    amount = np.zeros(states.shape[1])
    for item, state in zip(signal.items, states, strict=True):
        amount += item.weight * (state > 0)
    return amount


def _part(actions: Iterable[str], layout: Some, days: Range, decay: Decay) -> Floats:
    return covered_part(actions, layout, days.first, days.last, decay)


def _at(known: Floats, place: slice) -> Floats:
    """Some days of what is known; of everything known, everything again."""
    if known is whole(known.shape[1]):
        return whole(place.stop - place.start)
    return known[:, place]
