"""One signal under many plans: what the curve is asked."""

from dataclasses import dataclass

from estimator.pillars import population
from estimator.rules.model import SignalModel
from estimator.signals import Amounts
from estimator.whatif.adding import Flow, Rated, Table
from estimator.whatif.plans import Floats

EVERY = slice(None)


@dataclass(frozen=True, eq=False)
class Term:
    """One signal under every plan: what is seen of it, how much of it is known, and the signal
    that the rest is inferred from where a plan moves that one too."""

    signal: SignalModel
    parts: tuple[int, ...]
    amount: Flow | Rated
    known: Table | Rated
    source: "Term | None" = None

    def seen(self, plans: slice) -> Amounts:
        """What is seen and how much is known under each of the plans."""
        if isinstance(self.known, Rated):
            return self.known.seen(plans)
        return Amounts(self.amount.of(plans), self.known.of(plans))

    @property
    def is_shown(self) -> bool:
        """Whether all of it is known under every plan."""
        return isinstance(self.known, Table) and bool(self.known.values.min() >= 1)

    def effective(self, plans: slice) -> Floats:
        """Seen amount and what is assumed for the unseen: what the curve is asked under each of
        the plans, shape (n_plans or 1, n_days)."""
        if self.is_shown:
            return self.amount.of(plans)
        seen = {self.signal.path: self.seen(plans)}
        if self.source is not None:
            seen[self.source.signal.path] = self.source.seen(plans)
        return effective(self.signal, seen)

    @property
    def table(self) -> Table | None:
        """What the curve is asked as a table, where it only takes the values of one."""
        moving = self.source is not None and self.source.parts
        if not isinstance(self.amount, Table) or isinstance(self.known, Rated) or moving:
            return None
        seen = {self.signal.path: Amounts(self.amount.values, self.known.values)}
        if self.source is not None:
            seen[self.source.signal.path] = self.source.seen(EVERY)
        return Table(effective(self.signal, seen), self.amount.rows)


def effective(signal: SignalModel, seen: dict[str, Amounts]) -> Floats:
    """Seen amount and what the population has in the place of what is not seen."""
    own = seen[signal.path]
    share, _, _ = population(signal.unknown, seen)
    return own.amount + (1.0 - own.known) * signal.curve.amount(share)
