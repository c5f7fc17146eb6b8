"""`explain`: why an estimate is what it is, and why it moved."""

from collections.abc import Iterable
from datetime import date
from typing import overload

from estimator.actions import Seat
from estimator.explanation.change import Change
from estimator.explanation.changing import change_between
from estimator.explanation.reasons import reasons_of
from estimator.explanation.standing import Explanation
from estimator.log import ActivityLog
from estimator.reading import Reading
from estimator.results import Estimate
from estimator.rules import Rules


@overload
def explain(estimate: Estimate, /) -> Explanation: ...


@overload
def explain(
    log: ActivityLog,
    rules: Rules,
    from_day: date,
    to_day: date,
    *,
    seat: Seat = "free",
    rules_before: Rules | None = None,
    readings: Iterable[Reading] = (),
) -> Change: ...


def explain(
    log: Estimate | ActivityLog,
    rules: Rules | None = None,
    from_day: date | None = None,
    to_day: date | None = None,
    *,
    seat: Seat = "free",
    rules_before: Rules | None = None,
    readings: Iterable[Reading] = (),
) -> Explanation | Change:
    """The reasons of an estimate; or, of a log and two days, the change between them in parts.

    `explain(estimate)` traces every signal: what is seen and what is assumed, the numbers used
    and who vouches for them, what is left, what one more action brings, when it fades.

    `explain(log, rules, from_day, to_day)` splits the change of the estimate of one account. Its
    parts add up to the change, in every pillar and in all, and no order of things matters. With
    `rules_before`, the first day is scored by those: what the rules changed is a part of its own.
    `readings` are recorded responses of the same account; with one near either day the change
    also says what no part explains.

    Raises: ValueError for an estimate without the log and rules it was made of; LogError for a
    log of several accounts.

    >>> from datetime import date
    >>> from estimator.rules import load_rules
    >>> explain(ActivityLog.empty(), load_rules(), date(2026, 5, 1), date(2026, 5, 8)).parts
    ()
    """
    if isinstance(log, Estimate):
        return reasons_of(log)
    if rules is None or from_day is None or to_day is None:
        raise TypeError("explain takes an estimate, or a log, rules and two days")
    one, other = (from_day, rules_before or rules), (to_day, rules)
    return change_between(log, one, other, seat, tuple(readings))
