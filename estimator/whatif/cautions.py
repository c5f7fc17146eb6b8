"""What a plan breaks or leaves, a sentence each: limits, ramps, what the log or evidence saw."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from estimator.actions import Limit, Seat, spoken, vocabulary
from estimator.days import to_date
from estimator.log import Value
from estimator.rules.match import Condition, Every, Match, actions_of
from estimator.rules.model import Model
from estimator.score.results import History
from estimator.score.rows import Floats, matching
from estimator.whatif.habits import WORKDAYS, Habit, practice
from estimator.whatif.outlook import Outlook, by_day
from estimator.whatif.plans import WEEK, Acts, Plan, monday, to_rows

NOTHING: Mapping[str, Value] = {}


@dataclass(frozen=True, eq=False)
class Doing:
    """How often one action is done on each day: of the log up to `on`, then as assumed and planned.

    past: shape (n_past_days,), ends on the day `on`; assumed, planned: shape (n_days_to_come,).
    """

    action: str
    on: int
    past: Floats
    assumed: Floats
    planned: Floats

    @cached_property
    def weekly(self) -> Floats:
        """How often in each week to come: shape (n_weeks,); the first may be part of a week."""
        return in_weeks(self.assumed + self.planned, self.on + 1)

    def recent(self, weeks: int | None = None) -> float:
        """The most in any of the last weeks; in any week at all without a number."""
        return float(self._past_weekly[-weeks if weeks else None :].max(initial=0.0))

    @cached_property
    def _past_weekly(self) -> Floats:
        return in_weeks(self.past, self.on - len(self.past) + 1)


def in_weeks(daily: Floats, first: int) -> Floats:
    """Sums of calendar weeks of days from `first` on; the first and the last may be parts.

    >>> in_weeks(np.ones(9), first=1).tolist()  # from a Friday on
    [3.0, 6.0]
    """
    if not len(daily):
        return np.zeros(0)
    starts = np.arange(monday(first) - first, len(daily), WEEK)
    return np.add.reduceat(daily, np.maximum(starts, 0))


def sums_within(days: int, past: Floats, to_come: Floats) -> Floats:
    """The sums of as many days up to each day to come: shape (n_versions, n_days)."""
    before = np.broadcast_to([*np.zeros(days), *past], (len(to_come), days + len(past)))
    sums = np.cumsum(np.concatenate([before, to_come], axis=1), axis=1)
    within: Floats = (sums[:, days:] - sums[:, :-days])[:, -to_come.shape[1] :]
    return within


def doing_of(
    ahead: Outlook, acts: Sequence[Acts], action: str, with_: Mapping[str, Value] = NOTHING
) -> Doing:
    """How often the action is done, counting only what has these attributes."""
    own = [a.counts[0] for a in acts if a.action == action and {*with_.items()} <= {*a.attributes}]
    nothing = np.zeros(ahead.last - ahead.on)
    level = vocabulary()[action].level
    with_these = [Condition(name, "eq", (value,)) for name, value in with_.items()]
    match = Every((_of(action), *with_these)) if with_these else _of(action)
    return Doing(
        action,
        ahead.on,
        past=by_day(ahead.past, match, ahead.begin, ahead.on),
        assumed=nothing if level else by_day(ahead.ahead, match, ahead.first, ahead.last),
        planned=np.max([nothing, *own], axis=0) if level else np.sum([nothing, *own], axis=0),
    )


@lru_cache(maxsize=256)
def _of(action: str) -> Condition:
    return Condition("action", "eq", (action,))


ROUNDING = 1e-6
ALL = 100.0
MINUTES_OF_A_DAY = 24 * 60
MINUTES_OF_A_WEEK = WEEK * MINUTES_OF_A_DAY
FAR = 2.0  # times a limit: beyond it a plan is not bold but impossible


def cautions(
    ahead: Outlook,
    plan: Plan,
    done: Sequence[Sequence[Acts]],
    model: Model,
    seat: Seat,
    planned: History,
) -> tuple[str, ...]:
    """What somebody should know before following the plan; empty when nothing.

    done: what each of its habits does on the days to come.
    """
    acts = [act for own in done for act in own]
    doing = [doing_of(ahead, acts, action) for action in sorted({h.action for h in plan})]
    told = (
        *_hours(plan),
        *(what for one in doing for what in over_limits(one, ahead, acts, seat)),
        *(what for one in doing for what in too_steep(one, ahead)),
        *beyond_log(doing, ahead),
        *_unseen(plan, done, model, seat, ahead),
        *_inferred(plan, model, seat, ahead),
        *_outside(plan, done, ahead),
        *_beyond_evidence(planned),
    )
    return tuple(map(spoken, told))


def over_limits(doing: Doing, ahead: Outlook, acts: Sequence[Acts], seat: Seat) -> Iterator[str]:
    """A sentence for every limit of the seat that the days to come would break."""
    for limit in vocabulary()[doing.action].limits:
        if seat in limit.seats:
            one = doing_of(ahead, acts, doing.action, limit.with_) if limit.with_ else doing
            if one.planned.any():
                yield from _over(one, limit)


def _over(doing: Doing, limit: Limit) -> Iterator[str]:
    if limit.days is None:
        within, span = doing.planned, ""
    else:
        to_come = (doing.assumed + doing.planned)[None]
        within = sums_within(limit.days, doing.past, to_come)[0]
        span = f" in {limit.days} days"
    if within.max() > limit.count + ROUNDING:
        when = to_date(doing.on + 1 + int(within.argmax()))
        of = "".join(f" with {name}" for name in limit.with_)
        most = f"{within.max():g}{of}{span} up to {when}"
        limited = f"{doing.action}: {most}; the limit with this seat is {limit.count:g}"
        far = within.max() > FAR * limit.count
        yield f"{limited}: so many cannot be done, and the points are on paper" if far else limited


def too_steep(doing: Doing, ahead: Outlook) -> Iterator[str]:
    """A sentence when a week to come holds more than a ramp, or a new account, should."""
    new, connections = practice().new_account, ahead.levels.get("connections")
    most = new.most.get(doing.action, np.inf)
    is_new = connections is not None and connections < new.connections_below
    if is_new and doing.weekly.max(initial=0.0) > most + ROUNDING:
        yield (
            f"{doing.action}: {doing.weekly.max():g} in a week; an account with"
            f" {connections:g} connections is restricted for more than {most:g}"
        )
    ramp, recent = practice().warm_up.get(doing.action), doing.recent(ahead.weeks)
    if ramp is None or not doing.planned.any():
        return
    for week, count in enumerate(doing.weekly):
        if count > ramp.allowed(recent, week) + ROUNDING:
            yield (
                f"{doing.action}: {count:g} in week {week + 1} after {recent:g} a week is a jump"
                f" that gets accounts restricted; {ramp.allowed(recent, week):g} is a ramp"
            )
            return


def beyond_log(doing: Sequence[Doing], ahead: Outlook) -> Iterator[str]:
    """One sentence about everything that would be done more in a week than ever in the log."""
    beyond = [
        f"{one.action} {one.weekly.max():g} (so far at most {one.recent():g})"
        for one in doing
        if _is_act(one) and one.weekly.max() > one.recent() + ROUNDING
    ]
    if beyond and ahead.past.n_rows:
        yield f"more in a week than the log has ever seen: {', '.join(beyond)}"


def _is_act(doing: Doing) -> bool:
    return bool(doing.planned.any()) and not vocabulary()[doing.action].level


def _hours(plan: Plan) -> Iterator[str]:
    """A sentence when the days it is done on have not as many minutes as the plan takes."""
    days = {day for habit in plan if not habit.is_once for day in habit.weekdays or WORKDAYS}
    there_are = len(days) * MINUTES_OF_A_DAY
    if plan.minutes_per_week > there_are:
        takes = f"{plan.minutes_per_week:,.0f} minutes a week"
        yield f"the plan takes {takes}; the {len(days)} days it is done on have {there_are:,}"


def _unseen(
    plan: Plan, done: Sequence[Sequence[Acts]], model: Model, seat: Seat, ahead: Outlook
) -> Iterator[str]:
    """What of the plan no signal looks at, attributes and all, and what the log does not cover."""
    known = {span.action for span in ahead.past.coverage.spans}
    signals = model.signals(seat).values()
    matches: list[Match] = [m for s in signals for m in (s.match, s.of)]
    matches += [item.match for s in signals for item in s.items]
    scored = {
        _named(habit)
        for habit, own in zip(plan, done, strict=True)
        for rows in [to_rows([_once(act) for act in (*own, *_raised(own))], 0)]
        if any(matching(match, rows).any() for match in matches)
    }
    named = {_named(habit): habit.action for habit in plan}
    for name in sorted(set(named) - scored):
        yield f"{name}: no signal of the rules looks at it with this seat; it adds nothing"
    dark = sorted({named[name] for name in scored if not known & {named[name], None}})
    if dark:
        yield (
            f"not covered by the log: {', '.join(dark)}; what the plan does of it comes on top of"
            " what is assumed of everybody"
        )


def _named(habit: Habit) -> str:
    """The action, and what tells it from others of its kind: `profile_section projects`."""
    return " ".join([habit.action, *(str(value) for _, value in habit.attributes)])


def _once(act: Acts) -> Acts:
    one = np.ones((1, 1))
    return Acts(act.action, act.attributes, one, one > 0)


def _raised(own: Sequence[Acts]) -> list[Acts]:
    """The levels that the acts raise."""
    raises, one = practice().raises, np.ones((1, 1))
    return [Acts(raises[act.action], (), one, one > 0) for act in own if act.action in raises]


def _inferred(plan: Plan, model: Model, seat: Seat, ahead: Outlook) -> Iterator[str]:
    """What the log does not show and is inferred from something that the plan moves."""
    covered = {span.action for span in ahead.past.coverage.spans}
    done = {action for habit in plan for action in _follows(habit.action)}
    signals = model.signals(seat)
    lifted = []
    for signal in signals.values():
        source = signals.get(signal.unknown.inferred_from or "")
        hidden = not covered & {None, *(signal.known_by or actions_of(signal.match))}
        if source is not None and hidden and done & {*actions_of(source.match)}:
            lifted.append(f"{signal.name} (from {source.name})")
    if lifted:
        yield (
            "part of the lift is only assumed: the log does not show, and the rules infer, "
            + ", ".join(sorted(lifted))
        )


def _follows(action: str) -> Iterator[str]:
    """The action, what comes of it, and the level that raises."""
    outcome = practice().outcomes.get(action)
    for one in (action, *((outcome.action,) if outcome else ())):
        yield one
        if one in practice().raises:
            yield practice().raises[one]


def _outside(plan: Plan, done: Sequence[Sequence[Acts]], ahead: Outlook) -> Iterator[str]:
    pairs = [(habit.action, own) for habit, own in zip(plan, done, strict=True)]
    begun = {action for action, own in pairs if any(act.present.any() for act in own)}
    empty = {action for action, _ in pairs} - begun  # a ramp may begin with an empty weekend
    if empty:
        first, last = to_date(ahead.first), to_date(ahead.last)
        yield f"nothing of it falls between {first} and {last}: {', '.join(sorted(empty))}"


def _beyond_evidence(planned: History) -> Iterator[str]:
    seen, seat = practice().seen, planned.seat
    for name, most in seen.pillars.items():
        yield from _above(planned, name, most, f"no reading above {most:g} is known")
    yield from _above(planned, "total", seen.totals.get(seat, ALL), nothing_above(seat))


def nothing_above(seat: Seat) -> str:
    """Where readings of a seat end, in words."""
    most = practice().seen.totals.get(seat, ALL)
    return f"no reading above {most:g} is known with this seat"


def _above(planned: History, name: str, most: float, unseen: str) -> Iterator[str]:
    points = planned.points.get(name, np.zeros(1))
    if points.max() > most:
        way = "" if f"{points.max():.1f}" == f"{points[-1]:.1f}" else " on the way"
        yield f"{name} {points.max():.1f}{way}: {unseen}"
