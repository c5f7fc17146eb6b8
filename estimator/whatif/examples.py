"""What somebody could do more of: an act or a level for everything a signal looks at."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import product

from estimator.actions import vocabulary
from estimator.days import to_date
from estimator.log import Value
from estimator.matching import matching
from estimator.rules.match import Condition, Every, Match, Not
from estimator.rules.model import Model, SignalModel
from estimator.signals import Range, amounts
from estimator.whatif.habits import Habit
from estimator.whatif.outlook import Outlook, state
from estimator.whatif.spread import spread, to_rows

Columns = dict[str, Value]
MORE_OR_LESS = {"gt": 1, "lt": -1}  # beyond a bound that itself does not count


def examples(match: Match) -> list[Columns]:
    """Rows that satisfy the match, one for each action it names: action and attributes.

    >>> examples(Condition("action", "eq", ("post", "repost")))
    [{'action': 'post'}, {'action': 'repost'}]
    """
    return [dict(row) for row in _examples(match)]


@lru_cache(maxsize=1024)
def _examples(match: Match) -> tuple[Columns, ...]:
    rows = [row for row in _rows(match) if "action" in row]
    seen = (matching(match, to_rows(spread(_habit(row), 0, 0), 0)) for row in rows)
    return tuple(row for row, here in zip(rows, seen, strict=True) if here.any())


def one_more(model: Model, seat: str, ahead: Outlook) -> list[Habit]:
    """One more, on the last day of the past, of all that moves a signal which the seat has.

    A level goes up by one where it is known, an entry of a checklist is filled where it is known
    to be missing. Sorted by action.
    """
    found: dict[tuple[str, ...], Habit] = {}
    for pillar in model.pillars:
        for signal in pillar.signals:
            if signal.seats is None or seat in signal.seats:
                found |= {habit.key(): habit for habit in _of(signal, ahead)}
    return [found[key] for key in sorted(found)]


def _of(signal: SignalModel, ahead: Outlook) -> Iterator[Habit]:
    today = to_date(ahead.on)
    for row in [*examples(signal.match), *examples(signal.of)]:
        now = state(ahead.past, str(row["action"]), ahead.on) if signal.kind == "stock" else 0.0
        if now is not None:
            yield _habit(row).with_("on", today).with_("count", now + 1.0)
    for item in missing(signal, ahead):
        yield item.with_("on", today)


def missing(signal: SignalModel, ahead: Outlook) -> Iterator[Habit]:
    """The entries of a checklist that are known to be missing, each as the level that fills it."""
    for item in signal.items:
        alone = replace(signal, items=(item,))
        seen = amounts(alone, ahead.past, Range(ahead.on, ahead.on))
        if seen.known[0, 0] >= 1 and seen.amount[0, 0] == 0:
            yield _habit(examples(item.match)[0])


def _habit(row: Columns) -> Habit:
    known = vocabulary()[str(row["action"])].attributes
    given = {name: value for name, value in row.items() if name in known}
    return Habit(str(row["action"]), attributes=given)


def _rows(match: Match) -> list[Columns]:
    if isinstance(match, Not):
        return [{}]
    if isinstance(match, Condition):
        if match.operator == "eq":
            values = match.values if match.column == "action" else match.values[:1]
            return [{match.column: value} for value in values]
        bound = match.values[0]
        step = MORE_OR_LESS.get(match.operator, 0)
        return [{match.column: bound + step if isinstance(bound, int | float) else bound}]
    parts = [_rows(part) for part in match.parts]
    if isinstance(match, Every):
        return [{k: v for row in rows for k, v in row.items()} for rows in product(*parts)]
    return [row for rows in parts for row in rows]
