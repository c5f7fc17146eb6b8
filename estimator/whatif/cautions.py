"""What a plan breaks or leaves, a sentence each: limits, ramps, what the log or evidence saw."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from estimator.actions import Seat, spoken, vocabulary
from estimator.days import Range, to_date
from estimator.log import Value
from estimator.rules.match import Condition, Every, actions_of
from estimator.rules.model import Model
from estimator.score.results import History
from estimator.score.rows import Floats
from estimator.whatif.habits import WORKDAYS, practice
from estimator.whatif.linearisation import Setting
from estimator.whatif.outlook import Outlook, by_day
from estimator.whatif.plans import WEEK, Acts, Plan, is_level, monday


class Doing(NamedTuple):
    """How often one action is done on each day: of the log up to `on`, then as assumed and planned.

    past: shape (n_past_days,), ends on the day `on`; assumed, planned: shape (n_days_to_come,).
    """

    action: str
    on: int
    past: Floats
    assumed: Floats
    planned: Floats

    @property
    def weekly(self) -> Floats:
        """How often in each week to come: shape (n_weeks,); the first may be part of a week."""
        return in_weeks(self.assumed + self.planned, self.on + 1)

    def recent(self, weeks: int | None = None) -> float:
        """The most in any of the last weeks; in any week at all without a number."""
        weekly = in_weeks(self.past, self.on - len(self.past) + 1)
        return float(weekly[-weeks if weeks else None :].max(initial=0.0))


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
    ahead: Outlook, acts: Sequence[Acts], action: str, with_: Mapping[str, Value] | None = None
) -> Doing:
    """How often the action is done, counting only what has these attributes."""
    asked = {"action": action, **(with_ or {})}
    match = Every(tuple(Condition(name, "eq", (value,)) for name, value in asked.items()))
    own = [
        a.counts[0]
        for a in acts
        if asked.items() <= {"action": a.action, **dict(a.attributes)}.items()
    ]
    nothing, level = np.zeros(ahead.last - ahead.on), is_level(action)
    first = ahead.on if ahead.past.first_day is None else ahead.past.first_day
    return Doing(
        action,
        ahead.on,
        past=by_day(ahead.past, match, first, ahead.on),
        assumed=nothing if level else by_day(ahead.ahead, match, ahead.first, ahead.last),
        planned=np.max([nothing, *own], axis=0) if level else np.sum([nothing, *own], axis=0),
    )


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
    setting = Setting(ahead, model, seat, Range(ahead.first, ahead.last), tuple(map(tuple, done)))
    told = []
    days = {day for habit in plan if not habit.is_once for day in habit.weekdays or WORKDAYS}
    if plan.minutes_per_week > (there_are := len(days) * MINUTES_OF_A_DAY):
        takes = f"{plan.minutes_per_week:,.0f} minutes a week"
        told += [f"the plan takes {takes}; the {len(days)} days it is done on have {there_are:,}"]
    told += [what for one in doing for what in _over_limits(one, ahead, acts, seat)]
    told += [what for one in doing for what in _too_steep(one, ahead)]
    beyond = [
        f"{one.action} {one.weekly.max():g} (so far at most {one.recent():g})"
        for one in doing
        if one.planned.any()
        and not is_level(one.action)
        and one.weekly.max() > one.recent() + ROUNDING
    ]
    if beyond and ahead.past.n_rows:
        told += [f"more in a week than the log has ever seen: {', '.join(beyond)}"]
    told += _unseen(plan, setting)
    pairs = zip(plan, done, strict=True)
    begun = {habit.action for habit, own in pairs if any(act.present.any() for act in own)}
    if empty := {habit.action for habit in plan} - begun:  # a ramp may begin with a weekend
        first, last = to_date(ahead.first), to_date(ahead.last)
        told += [f"nothing of it falls between {first} and {last}: {', '.join(sorted(empty))}"]
    told += _beyond_evidence(planned)
    return tuple(map(spoken, told))


def _over_limits(doing: Doing, ahead: Outlook, acts: Sequence[Acts], seat: Seat) -> Iterator[str]:
    """A sentence for every limit of the seat that the days to come would break."""
    for limit in vocabulary()[doing.action].limits:
        one = doing_of(ahead, acts, doing.action, limit.with_) if limit.with_ else doing
        if seat not in limit.seats or not one.planned.any():
            continue
        within, span = one.planned, ""
        if limit.days is not None:
            within = sums_within(limit.days, one.past, (one.assumed + one.planned)[None])[0]
            span = f" in {limit.days} days"
        if within.max() > limit.count + ROUNDING:
            when = to_date(ahead.first + int(within.argmax()))
            of = "".join(f" with {name}" for name in limit.with_)
            far = ": so many cannot be done, and the points are on paper"
            yield (
                f"{doing.action}: {within.max():g}{of}{span} up to {when}; the limit with this"
                f" seat is {limit.count:g}{far if within.max() > FAR * limit.count else ''}"
            )


def _too_steep(doing: Doing, ahead: Outlook) -> Iterator[str]:
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


def _unseen(plan: Plan, setting: Setting) -> Iterator[str]:
    """What of the plan no signal looks at, attributes and all, what the log does not cover, and
    what it does not show and is inferred from something that the plan moves.

    setting: its parts are what each habit of the plan does.
    """
    named = [" ".join([h.action, *(str(value) for _, value in h.attributes)]) for h in plan]
    signals = setting.model.signals(setting.seat)
    moved = {path: setting.parts_of(signal) for path, signal in signals.items()}
    scored = {part for parts in moved.values() for part in parts}
    for name in sorted({*named} - {named[part] for part in scored}):
        yield f"{name}: no signal of the rules looks at it with this seat; it adds nothing"
    covered = {span.action for span in setting.ahead.past.coverage.spans}
    acts = {plan.habits[part].action for part in scored}
    if dark := sorted(act for act in acts if not covered & {act, None}):
        yield (
            f"not covered by the log: {', '.join(dark)}; what the plan does of it comes on top of"
            " what is assumed of everybody"
        )
    lifted = sorted(
        f"{signal.name} (from {signals[signal.unknown.inferred_from].name})"
        for signal in signals.values()
        if signal.unknown.inferred_from
        and moved.get(signal.unknown.inferred_from)
        and not covered & {None, *(signal.known_by or actions_of(signal.match))}
    )
    if lifted:
        yield (
            "part of the lift is only assumed: the log does not show, and the rules infer, "
            + ", ".join(lifted)
        )


def _beyond_evidence(planned: History) -> Iterator[str]:
    unseen = {
        name: (most, f"no reading above {most:g} is known")
        for name, most in practice().seen.pillars.items()
    }
    most = practice().seen.totals.get(planned.seat, ALL)
    unseen["total"] = most, nothing_above(planned.seat)
    for name, (most, what) in unseen.items():
        points = planned.points.get(name, np.zeros(1))
        if points.max() > most:
            way = "" if f"{points.max():.1f}" == f"{points[-1]:.1f}" else " on the way"
            yield f"{name} {points.max():.1f}{way}: {what}"


def nothing_above(seat: Seat) -> str:
    """Where readings of a seat end, in words."""
    return f"no reading above {practice().seen.totals.get(seat, ALL):g} is known with this seat"
