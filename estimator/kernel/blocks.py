"""The points of many accounts at once: signal by signal, added up in place.

A block is a run of accounts and all days asked for. Of each signal only its amounts are held, and
only until its points are added to its pillar; low and high are arrays of their own from the first
signal on that the log does not fully show, and the points themselves until then.

Arrays have the shape (n_accounts, n_days) and lie in memory day by day.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from types import ModuleType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat
from estimator.decay.moving import tiles
from estimator.kernel.program import shape_of
from estimator.layout import Layout, Places
from estimator.pillars import stand_ins
from estimator.rules.match import Match
from estimator.rules.model import PillarModel, SignalModel
from estimator.saturation import Exp, Hyperbolic, Linear
from estimator.signals import Amounts, Range, amounts_in, fully_shown, pieces_in, weight_present
from estimator.signals.known import is_whole
from estimator.signals.levels import in_turn, joint_steps, steps

Floats = npt.NDArray[np.float64]

FEW = 3  # a signal that touches less than one account in so many is added to those alone


class Cut(NamedTuple):
    """A pillar's points after both cuts; low and high are the same array where all is known."""

    points: Floats
    low: Floats
    high: Floats


def block_points(
    pillars: Sequence[PillarModel],
    layout: Layout,
    days: Range,
    seat: Seat,
    ranges: bool = True,
    pool: Executor | None = None,
    into: Mapping[str, Floats] | None = None,
) -> dict[str, Cut]:
    """Each pillar's points for the accounts of a layout; low and high only with `ranges`.

    pool: threads that work out the amounts of a single day ahead. into: zeros by pillar, which
    become the points.
    """
    seen = Seen(pillars, layout, days, seat)
    if pool is not None and days.n_days == 1:
        seen.work_ahead(pool)
    into = into or {}
    return {p.name: _pillar(p, seen, ranges, into.get(p.name)) for p in pillars}


class Seen(Mapping[str, Amounts]):
    """The amounts of the signals that the seat has, by path, worked out when asked for.

    Only levels are kept, which several signals look at, and what others are inferred from.
    """

    def __init__(
        self, pillars: Sequence[PillarModel], layout: Layout, days: Range, seat: Seat
    ) -> None:
        self.layout, self.days, self.seat = layout, days, seat
        every = (signal for pillar in pillars for signal in pillar.signals)
        self._signals = {signal.path: signal for signal in every if signal.applies(seat)}
        self._sources = {
            signal.unknown.inferred_from
            for signal in self._signals.values()
            if signal.kind == "rate" or not fully_shown(signal, layout, days)
        }
        self._kept: dict[str | Match, Amounts] = {}
        self._ahead: dict[str | Match, Future[Amounts]] = {}

    def work_ahead(self, pool: Executor) -> None:
        """Has the amounts worked out before they are asked for."""
        for path, signal in self._signals.items():
            if (key := _key(path, signal)) not in self._ahead:
                self._ahead[key] = pool.submit(amounts_in, self.layout, signal, self.days)

    def __getitem__(self, path: str) -> Amounts:
        signal = self._signals[path]
        key = _key(path, signal)
        seen = self._kept.get(key)
        if seen is None:
            ahead = self._ahead.pop(key, None)
            made = amounts_in(self.layout, signal, self.days) if ahead is None else ahead.result()
            if not self.keeps(path):
                return made
            seen = self._kept[key] = made
        return seen

    def keeps(self, path: str) -> bool:
        """Whether other signals need the amounts of this one."""
        return path in self._sources or self._signals[path].kind == "stock"

    def names(self, path: str) -> bool:
        """Whether others are inferred from this one."""
        return path in self._sources

    def __contains__(self, path: object) -> bool:
        return path in self._signals

    def __iter__(self) -> Iterator[str]:
        return iter(self._signals)

    def __len__(self) -> int:
        return len(self._signals)


def _key(path: str, signal: SignalModel) -> str | Match:
    """What names a signal's amounts: a level is the same for all that look at it."""
    return signal.match if signal.kind == "stock" else path


def _pillar(pillar: PillarModel, seen: Seen, ranges: bool, into: Floats | None) -> Cut:
    shape = seen.days.n_days, seen.layout.n_accounts
    totals = [np.zeros(shape).T if into is None else into]
    for signal in pillar.signals:
        if signal.path in seen:
            totals = _added(totals, signal, seen, ranges)
    most = min(pillar.cap, pillar.ceiling(seen.seat))
    for total in totals:
        np.minimum(total, most, out=total)
    return Cut(totals[0], totals[len(totals) // 2], totals[-1])


def _added(totals: list[Floats], signal: SignalModel, seen: Seen, ranges: bool) -> list[Floats]:
    """The totals with a signal's points added to each; three of them once its range matters."""
    layout, days, accounts = seen.layout, seen.days, None
    if days.n_days > 1 and not seen.names(signal.path) and fully_shown(signal, layout, days):
        if signal.kind in ("stock", "checklist"):
            _add_steps(totals, signal, layout, days)
            return totals
        if signal.kind in ("flow", "rate"):
            layout, accounts = _of_few(signal, layout)
            if accounts is not None and not len(accounts):
                return totals  # nobody did it, and everything is shown: no points
    at_once = days.n_days == 1 or seen.keeps(signal.path)
    whole_run = [(slice(0, days.n_days), seen[signal.path])] if at_once else None
    pieces = whole_run or pieces_in(layout, signal, days)
    for place, own in pieces:
        if is_whole(own.known) and days.n_days == 1:
            _add_on(totals, signal, own.amount[:, 0], layout.loops)
            continue
        if is_whole(own.known):
            _add(totals, signal, place, own.amount, accounts)
            continue
        if ranges and len(totals) == 1:
            totals = [totals[0], totals[0].copy(order="K"), totals[0].copy(order="K")]
        unseen, assumed = 1.0 - own.known, stand_ins(signal, seen)
        for total, one in zip(totals, _some(assumed, accounts, place), strict=False):
            _add([total], signal, place, own.amount + unseen * one, accounts)
    return totals


def _some(assumed: Floats, accounts: Places | None, place: slice) -> Floats:
    """What is assumed of some accounts on some days; it may be the same for all."""
    if accounts is not None and assumed.shape[1] > 1:
        assumed = assumed[:, accounts]
    return assumed[:, :, place] if assumed.shape[2] > 1 else assumed


def _of_few(signal: SignalModel, layout: Layout) -> tuple[Layout, Places | None]:
    """A layout of the few accounts that a signal touches; of all, and None, if they are many."""
    matches = (signal.match, signal.of) if signal.kind == "rate" else (signal.match,)
    accounts, narrow = layout.touched(matches)
    return (layout, None) if len(accounts) * FEW > layout.n_accounts else (narrow, accounts)


def _add_steps(totals: list[Floats], signal: SignalModel, layout: Layout, days: Range) -> None:
    """Adds the points of levels, worked out where one is stated, not day by day."""
    run = days.first, days.last, layout.n_accounts
    if signal.kind == "stock":
        rows = in_turn(layout.rows(signal.match, last=days.last))
        worth = signal.points * signal.curve.share(rows.count.astype(np.float64))
        each = steps(rows._replace(count=worth), *run)
    else:
        levels = [in_turn(layout.rows(item.match, last=days.last)) for item in signal.items]
        each = joint_steps(levels, lambda states: _worth(signal, states), *run)
    for place, points in each:
        for total in totals:
            total.T[place] += points


def _worth(signal: SignalModel, states: Floats) -> Floats:
    return signal.points * signal.curve.share(weight_present(signal, states))


def _add(
    totals: list[Floats],
    signal: SignalModel,
    place: slice,
    amount: Floats,
    accounts: Places | None,
) -> None:
    """Adds a signal's points of some days; `accounts` are those of the amounts, None all."""
    into = [total[:, place] for total in totals]
    for tile in tiles(*amount.shape):
        points = signal.curve.share(amount[:, tile])
        points *= signal.points
        for total in into:
            if accounts is None:
                total[:, tile] += points
            else:
                for day, one in zip(total[:, tile].T, points.T, strict=True):
                    day[accounts] += one


def _add_on(
    totals: list[Floats], signal: SignalModel, amount: Floats, loops: ModuleType | None
) -> None:
    """Adds a signal's points of one day, to those accounts alone that it touches if they are few.

    amount: shape (n_accounts,).
    """
    there = amount > 0
    if np.count_nonzero(there) * FEW < len(amount):
        accounts = there.nonzero()[0]
        points = signal.points * signal.curve.share(amount[accounts])
        for total in totals:
            total[accounts, 0] += points
    elif loops is not None and isinstance(signal.curve, Exp | Hyperbolic | Linear):
        curve, at, *_ = shape_of(signal.curve)
        for total in totals:
            loops.add_shares(curve, at, signal.points, amount, 0, len(amount), total[:, 0])
    else:
        _add(totals, signal, slice(0, 1), amount[:, None], None)
