"""Marginals: what one more of each action, done today, adds to the score, and for how long."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import product

import numpy as np

from estimator.actions import Seat, vocabulary
from estimator.days import Range, to_date
from estimator.explanation.prospects import missing_items
from estimator.log import ActivityLog, Value
from estimator.notebook import AsJson, Shown
from estimator.rules import Rules
from estimator.rules.match import Condition, Every, Match, Not
from estimator.rules.model import Model, SignalModel
from estimator.score.book import in_turn
from estimator.score.estimate import known_kinds, stamp_of
from estimator.score.results import Stamp
from estimator.score.rows import Floats, matching
from estimator.whatif.habits import Habit, practice
from estimator.whatif.linearisation import Part, Setting, longest_window
from estimator.whatif.outlook import Outlook, outcome_rates, outlook, state
from estimator.whatif.plans import WEEK, Baseline, spread, to_rows
from estimator.whatif.projection import WEEKS_AHEAD, today_of

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


def one_more(model: Model, seat: Seat, ahead: Outlook) -> list[Habit]:
    """One more, on the last day of the past, of all that moves a signal which the seat has.

    A level goes up by one where it is known, an entry of a checklist is filled where it is known
    to be missing. What is another action, too, is listed once, as plans suggest it. Sorted by
    action.
    """
    signals, known = model.signals(seat).values(), practice()
    worth = [signal for signal in signals if signal.points > 0]  # others are there to infer from
    found = {habit.key(): habit for signal in worth for habit in _of(signal, ahead)}
    twice = {own.also for name, own in known.outcomes.items() if own.also and name in known.suggest}
    return [found[key] for key in sorted(found) if found[key].action not in twice]


def _of(signal: SignalModel, ahead: Outlook) -> Iterator[Habit]:
    today = to_date(ahead.on)
    for row in [*examples(signal.match), *examples(signal.of)]:
        now = state(ahead.past, str(row["action"]), ahead.on) if signal.kind == "stock" else 0.0
        if now is not None:
            yield _habit(row).with_(on=today, count=now + 1.0)
    for item in missing(signal, ahead):
        yield item.with_(on=today)


def missing(signal: SignalModel, ahead: Outlook) -> Iterator[Habit]:
    """The entries of a checklist that are known to be missing, each as the level that fills it.

    An entry of which no row can be made up, as `section: {not: photo}`, is nothing one can do.
    """
    for item in missing_items(signal, ahead.past, ahead.on):
        yield from map(_habit, examples(item.match)[:1])


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


NONE, SOME, ONE = range(3)  # the versions of every part


def gains_of(
    setting: Setting, widths: Floats
) -> tuple[dict[str, Floats], Floats, list[tuple[str, ...]]]:
    """Gains of each act by pillar and in total, its slopes in total, the full pillars it meets.

    widths: how much of an act its version SOME is.
    """
    n, book = len(setting.parts), setting.book
    picks = np.zeros((2 * n + 1, n), dtype=np.intp)
    picks[np.arange(n) + 1, np.arange(n)] = SOME
    picks[np.arange(n) + n + 1, np.arange(n)] = ONE
    tables = list(setting.tables(picks))
    uncut = setting.uncut(tables, len(picks))
    points = np.minimum(uncut, book.most)
    names = [pillar.name for pillar in book.pillars]
    gains = dict(zip(names, points[:, n + 1 :] - points[:, :1], strict=True))
    slopes = np.zeros((n, setting.days.n_days))
    meeting: list[set[str]] = [set() for _ in range(n)]
    for table in tables:
        for place, amount in zip(table.group.places, table.amount, strict=True):
            signal, pillar = book.signals[place], setting.pillars[place]
            full = uncut[pillar, 0] >= book.most[pillar, 0, 0]
            for part in table.group.parts if full[signal.decay.lag] else ():
                meeting[part].add(book.pillars[pillar].name)
            if table.group.parts and signal.kind != "days":  # a day is active or it is not
                now, some = amount[table.rows[:1]], amount[table.rows[1 : n + 1]]
                slope = signal.points * signal.curve.slope(now) * (some - now) / widths[:, None]
                slopes += np.where(full, 0.0, slope)
    gains["total"] = in_turn(np.stack([*gains.values()]))
    capped = [tuple(p.name for p in book.pillars if p.name in own) for own in meeting]
    return gains, slopes, capped


NOTHING_LEFT = 1e-9  # points: rounding, not a gain
LITTLE = 1e-3  # of an act: what a slope is measured with


@dataclass(frozen=True)
class Marginal(AsJson, also="points_per_minute"):
    """What one more of an action adds.

    points: on its best day of the next weeks. slope: the same per act for a very small part of
    one. pillars: where the points come from on that day. half_gone_on: the first day with at most
    half of the peak left; None within the days looked at. capped: pillars that it would add to and
    that are full when it would show. outcome: the part of it that is taken to be accepted or
    answered.
    """

    action: str
    attributes: Mapping[str, Value]
    points: float
    slope: float
    pillars: Mapping[str, float]
    peak_on: date | None
    half_gone_on: date | None
    minutes: float | None
    capped: tuple[str, ...]
    outcome: float | None

    @property
    def points_per_minute(self) -> float | None:
        """None where nobody knows what one takes, or it is not one's own doing."""
        return self.points / self.minutes if self.minutes else None


@dataclass(frozen=True, repr=False, eq=False)
class Marginals(Shown, schema="ssi.marginals/1", apart="rows gains", also="actions=rows"):
    """Every action with what one more of it adds, the most points first.

    gains: by pillar and for "total", what the action of each row adds on the day `on` and every
    day after it, shape (n_actions, n_days).
    """

    on: date
    seat: Seat
    account: str
    rows: tuple[Marginal, ...]
    gains: Mapping[str, Floats]
    stamp: Stamp
    warnings: tuple[str, ...] = ()

    def of(self, action: str) -> Marginal:
        """The first row of an action. Raises: KeyError when it moves nothing."""
        found = [row for row in self.rows if row.action == action]
        if not found:
            raise KeyError(action)
        return found[0]

    def __repr__(self) -> str:
        first = f", {self.rows[0].action} first" if self.rows else ""
        return f"Marginals({len(self.rows)} actions on {self.on}{first})"


def marginal(
    log: ActivityLog,
    rules: Rules,
    on: date | None = None,
    seat: Seat = "free",
    baseline: Baseline = "continue",
    weeks: int = 4,
) -> Marginals:
    """What one more of every action adds when it is done on the day `on` (the log's last).

    The difference of two projections, with the one and without it; the rest of the days to come
    is the last weeks again, or nothing, as in `project`. What is sent comes with its expected
    answers. Points are those of the best day of the next eight weeks. At a full pillar they are 0,
    and `capped` says so.

    Raises: LogError for a log of several accounts.
    """
    known_kinds(log, rules)
    today = today_of(log, on)
    model = rules.on(today)
    days = Range(today, today + longest_window(model))
    ahead = outlook(log, today, days.last, baseline, weeks)
    rates = outcome_rates(ahead.past, model, today)
    acts = [habit.answered_as(rates) for habit in one_more(model, seat, ahead)]
    parts = tuple(_part(habit, days) for habit in acts)
    here = ahead.since(days.first - longest_window(model)).from_today()
    setting = Setting(here, model, seat, days, parts)
    gains, slopes, capped = gains_of(setting, np.array([_little(habit) for habit in acts]))
    rows = [
        _row(habit, {k: v[i] for k, v in gains.items()}, slopes[i], capped[i], today)
        for i, habit in enumerate(acts)
    ]
    order = sorted(range(len(rows)), key=lambda i: (-rows[i].points, acts[i].key()))
    return Marginals(
        *(to_date(today), seat, log.accounts[0], tuple(rows[i] for i in order)),
        *({name: column[order] for name, column in gains.items()},),
        stamp_of(log, rules, today, seat),
    )


def _part(habit: Habit, days: Range) -> Part:
    """Three versions of an act: none of it, a little, one; of a level, none, one and one."""
    times = np.array([[0.0], [_little(habit)], [1.0]])
    acts = spread(habit, days.first, days.last, whole=False)
    return tuple(act.versions(times) for act in acts)


def _little(habit: Habit) -> float:
    return 1.0 if habit.kind.level else LITTLE


def _row(
    habit: Habit, gains: Mapping[str, Floats], slope: Floats, capped: tuple[str, ...], today: int
) -> Marginal:
    total = gains["total"]
    near = total[: WEEK * WEEKS_AHEAD + 1]  # its worth in ten years would be no advice
    peak = int((near >= near.max() - NOTHING_LEFT).argmax())
    gone = np.flatnonzero(total[peak:] <= total[peak] / 2)
    gained = bool(total[peak] > NOTHING_LEFT)
    return Marginal(
        action=habit.action,
        attributes=dict(habit.attributes),
        points=float(total[peak]) if gained else 0.0,
        slope=float(slope[peak]),
        pillars={k: float(v[peak]) for k, v in gains.items() if k != "total" and v[peak] != 0},
        peak_on=to_date(today + peak) if gained else None,
        half_gone_on=to_date(today + peak + int(gone[0])) if gained and len(gone) else None,
        minutes=habit.kind.minutes,
        capped=capped,
        outcome=habit.outcome,
    )
