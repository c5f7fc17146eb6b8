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
from estimator.whatif.linearisation import Setting, longest_window
from estimator.whatif.outlook import Outlook, outcome_rates, outlook, state
from estimator.whatif.plans import WEEK, Baseline, one_each, spread
from estimator.whatif.projection import WEEKS_AHEAD, today_of

MORE_OR_LESS = {"gt": 1, "lt": -1}  # beyond a bound that itself does not count


@lru_cache(maxsize=1024)
def examples(match: Match) -> tuple[Habit, ...]:
    """What satisfies the match when it is done once, one for each action it names.

    >>> examples(Condition("action", "eq", ("post", "repost")))
    (Habit('post'), Habit('repost'))
    """
    habits = []
    for row in (row for row in _rows(match) if "action" in row):
        known = vocabulary()[str(row["action"])].attributes
        given = {name: value for name, value in row.items() if name in known}
        habits.append(Habit(str(row["action"]), attributes=given))
    seen = matching(match, one_each([(habit.action, habit.attributes) for habit in habits]))
    return tuple(habit for habit, here in zip(habits, seen, strict=True) if here)


def _rows(match: Match) -> list[dict[str, Value]]:
    """What rows have that may satisfy the match: action and attributes."""
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


def missing(signal: SignalModel, ahead: Outlook) -> Iterator[Habit]:
    """The entries of a checklist that are known to be missing, each as the level that fills it.

    An entry of which no row can be made up, as `section: {not: photo}`, is nothing one can do.
    """
    for item in missing_items(signal, ahead.past, ahead.on):
        yield from examples(item.match)[:1]


def one_more(model: Model, seat: Seat, ahead: Outlook) -> list[Habit]:
    """One more, on the last day of the past, of all that moves a signal which the seat has.

    A level goes up by one where it is known, an entry of a checklist is filled where it is known
    to be missing. What is another action, too, is listed once, as plans suggest it. Sorted by
    action.
    """
    found, known = list[Habit](), practice()
    for signal in model.signals(seat).values():
        if signal.points <= 0:  # it is there to infer from
            continue
        found += missing(signal, ahead)
        for habit in (*examples(signal.match), *examples(signal.of)):
            level = signal.kind == "stock"
            now = state(ahead.past, habit.action, ahead.on) if level else 0.0
            found += [] if now is None else [habit.with_(count=now + 1.0)]
    today = {habit.key(): habit for habit in (one.with_(on=to_date(ahead.on)) for one in found)}
    twice = {own.also for name, own in known.outcomes.items() if own.also and name in known.suggest}
    return [today[key] for key in sorted(today) if today[key].action not in twice]


NONE, SOME, ONE = range(3)  # the versions of every part


def gains_of(
    setting: Setting, widths: Floats
) -> tuple[dict[str, Floats], Floats, list[tuple[str, ...]]]:
    """Gains of each act by pillar and in total, its slopes in total, the full pillars it meets.

    widths: how much of an act its version SOME is.
    """
    n, book, names = len(setting.parts), setting.book, [p.name for p in setting.book.pillars]
    one = np.eye(n, dtype=np.intp)
    tables = [*setting.tables(np.vstack([np.full((1, n), NONE), SOME * one, ONE * one]))]
    uncut = np.zeros((len(names), n + 1, setting.days.n_days))  # with one of each act; with none
    for table in tables:
        own = uncut[setting.pillars[table.place]]
        without = table.points[table.rows[0]]
        own[n] += without
        for part in table.parts:
            own[part] += table.points[table.rows[n + 1 + part]] - without
    full = uncut[:, n] >= book.most[:, 0]
    uncut[:, :n] += uncut[:, n:]
    points = np.minimum(uncut, book.most)
    gains = dict(zip(names, points[:, :n] - points[:, n:], strict=True))
    slopes = np.zeros((n, setting.days.n_days))
    meeting: list[set[str]] = [set() for _ in range(n)]
    for table in tables:
        signal, pillar = book.signals[table.place], setting.pillars[table.place]
        now = table.amount[table.rows[0]]
        for part in table.parts:
            if full[pillar, signal.decay.lag]:
                meeting[part].add(names[pillar])
            if signal.kind != "days":  # a day is active or it is not
                more = (table.amount[table.rows[1 + part]] - now) / widths[part]
                slope = signal.points * signal.curve.slope(now) * more
                slopes[part] += np.where(full[pillar], 0.0, slope)
    gains["total"] = in_turn(np.stack([*gains.values()]))
    return gains, slopes, [tuple(name for name in names if name in some) for some in meeting]


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
        return {row.action: row for row in reversed(self.rows)}[action]

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
    widths = np.array([1.0 if habit.kind.level else LITTLE for habit in acts])
    parts = []
    for habit, width in zip(acts, widths.tolist(), strict=True):
        times = np.array([[0.0], [width], [1.0]])
        own = spread(habit, days.first, days.last, whole=False)
        parts.append(tuple(act.versions(times) for act in own))
    setting = Setting(ahead.from_today(), model, seat, days, tuple(parts))
    gains, slopes, capped = gains_of(setting, widths)
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
