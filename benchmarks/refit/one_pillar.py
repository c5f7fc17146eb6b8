"""One pillar by the book: its numbers move, and what the others show stays beside it."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat
from estimator.days import Range
from estimator.log import ActivityLog
from estimator.rules.model import Model, PillarModel, SignalModel, Unknown
from estimator.saturation import Linear
from estimator.score.book import Amounts, Book, book_of

Floats = npt.NDArray[np.float64]
NOBODY = Unknown(0.0, 0.0, 0.0)


def amounts_of(model: Model, log: ActivityLog, days: Range, seat: Seat) -> dict[str, Amounts]:
    """What the log shows of every signal that the seat has, by path: (n_accounts, n_days) each."""
    book = book_of(model, seat)
    seen = book.amounts(log, days)
    return {path: Amounts(seen.amount[n], seen.known[n]) for path, n in book.place.items()}


def points_of(
    pillar: PillarModel, amounts: Mapping[str, Amounts], seat: Seat
) -> tuple[Floats, Floats]:
    """The pillar's uncut sum and its points: (n_accounts, n_days) each.

    amounts: of signals of other pillars, too: some of this one's are inferred from them.
    """
    own = {signal.path for signal in pillar.signals}
    others = tuple(
        SignalModel(path, "stock", Linear(1.0), 0.0, NOBODY, "", "")
        for path in amounts
        if path not in own
    )
    beside = PillarModel("beside", "", 0.0, {}, 0.0, others)
    book = Book(Model((pillar, beside), 0.8, None), seat)
    amount, known = zip(*(amounts[path] for path in book.place), strict=True)
    seen = Amounts(np.stack(amount), np.stack(known))
    points = book.points(book.shares(seen))
    return points.uncut[0], points.points[0]
