"""What each of many acts adds to the score on every day, alone beside the baseline."""

from collections.abc import Sequence

import numpy as np

from estimator.results import Floats
from estimator.signals import Range
from estimator.whatif.adding import Taken
from estimator.whatif.parts import Picks, Setting
from estimator.whatif.spread import Mask
from estimator.whatif.term import Term
from estimator.whatif.terms import terms

NONE, SOME, ONE = range(3)  # the versions of every part


def gains_of(
    setting: Setting, widths: Floats
) -> tuple[dict[str, Floats], Floats, list[tuple[str, ...]]]:
    """Gains of each act by pillar and in total, its slopes in total, the full pillars it meets."""
    n, days = len(setting.parts), setting.days
    picks = np.zeros((2 * n + 1, n), dtype=np.intp)
    picks[np.arange(n) + 1, np.arange(n)] = SOME
    picks[np.arange(n) + n + 1, np.arange(n)] = ONE
    found = terms(setting, Taken(picks))
    gains: dict[str, Floats] = {}
    slopes = np.zeros((n, days.n_days))
    capped: list[tuple[str, ...]] = [()] * n
    for pillar in setting.model.pillars:
        own = [term for term in found if term.signal.path.startswith(f"{pillar.name}.")]
        most = min(pillar.cap, pillar.ceiling(setting.seat))
        uncut, slope = _uncut(own, picks, days)
        slope /= widths[:, None]
        points = np.minimum(uncut, most)
        gains[pillar.name] = points[n + 1 :] - points[:1]
        slopes += np.where(uncut[:1] < most, slope, 0.0)
        for i in sorted(_meeting(own, uncut[0] >= most)):
            capped[i] = (*capped[i], pillar.name)
    gains["total"] = sum(gains.values(), np.zeros(1))
    return gains, slopes, capped


def _uncut(own: Sequence[Term], picks: Picks, days: Range) -> tuple[Floats, Floats]:
    """Points before the cuts, of every pick; slopes per unit of what is done a little of."""
    n = picks.shape[1]
    uncut = np.zeros((len(picks), days.n_days))
    slope = np.zeros((n, days.n_days))
    for term in own:
        amount = np.broadcast_to(term.effective(slice(None)), uncut.shape)
        uncut += term.signal.points * term.signal.curve.share(amount)
        if term.parts and term.signal.kind != "days":
            more = amount[1 : n + 1] - amount[:1]
            slope += term.signal.points * term.signal.curve.slope(amount[:1]) * more
    return uncut, slope


def _meeting(own: Sequence[Term], full: Mask) -> set[int]:
    """The acts that a pillar looks at and that meet it full on the day they first show."""
    return {part for term in own for part in term.parts if full[term.signal.decay.lag]}
