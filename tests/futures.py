"""What the tests of plans share: a log by hand, rules that are one model, habits to draw."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from strategies import LAST, SECTIONS, any_signal, pillar

from estimator.coverage import Coverage
from estimator.days import to_date
from estimator.log import ActivityLog, Coded
from estimator.rules.model import Model
from estimator.whatif.habits import Habit
from estimator.whatif.plans import Plan

TODAY = date(2026, 5, 15)  # a Friday
UNTIL = date(2026, 8, 13)  # 90 days later


@dataclass(frozen=True)
class Fixed:
    """Rules that are the same model on every day."""

    model: Model
    sha256: str = "fixed"
    calibrated_until: date = date(2026, 1, 1)

    def on(self, day):
        return self.model

    def change_days(self):
        return ()

    def numbers(self):
        return {}


@dataclass(frozen=True)
class Changing(Fixed):
    """Rules that are another model from a day on."""

    later: Model | None = None
    change: int = 0

    def on(self, day):
        return self.model if day < self.change else self.later

    def change_days(self):
        return (self.change,)


def model_of(*signals):
    """A model whose four pillars hold the signals in turn, each under a path of its own."""
    names = ("brand", "find", "insight", "relationship")
    own = {name: [] for name in names}
    for i, signal in enumerate(signals):
        name = names[i % 4]
        own[name].append(replace(signal, path=f"{name}.s{i}"))
    return Model(
        tuple(replace(pillar(*own[name], cap=12.0), name=name) for name in names), 0.8, 14.0
    )


def busy_log(coverage=Coverage.complete(), weeks=12, today=TODAY):  # noqa: B008 immutable
    """Every weekday for some weeks: 2 comments, 3 reactions, a message that begins a conversation;
    weekly 5 invitations.

    300 connections since the first day.
    """
    rows = []
    for back in range(7 * weeks):
        day = today - timedelta(days=back)
        if day.weekday() < 5:
            rows += [(day, "comment", 2), (day, "reaction", 3)]
            rows += [(day, "message_sent", 1), (day, "conversation_begun", 1)]
        if day.weekday() == 2:
            rows += [(day, "invitation_sent", 5), (day, "invitation_accepted", 2)]
            rows += [(day, "message_replied", 1)]
    rows.append((today - timedelta(days=7 * weeks - 1), "connections", 300))
    return ActivityLog.build(
        day=[(day - date(1970, 1, 1)).days for day, _, _ in rows],
        action=Coded.of([action for _, action, _ in rows]),
        count=[count for _, _, count in rows],
        coverage=coverage,
    )


few = settings(max_examples=25)

any_model = st.lists(any_signal, min_size=1, max_size=4).map(lambda s: model_of(*s))
drawn_day = st.one_of(st.none(), st.integers(LAST - 20, LAST + 60).map(to_date))
repeated = st.builds(
    Habit,
    st.sampled_from(["comment", "reaction", "invitation_accepted", "active_day"]),
    st.one_of(st.integers(0, 30).map(float), st.floats(0, 30)),
    weekdays=st.sampled_from([(), ("mon",), ("tue", "sat", "sun")]),
    start=drawn_day,
)
worded = st.builds(
    lambda rate, words: Habit("comment", rate, words=words), st.floats(0, 9), st.integers(1, 60)
)
sending = st.builds(
    lambda rate, accepted: Habit("invitation_sent", rate, accepted=accepted),
    st.integers(0, 30).map(float),
    st.one_of(st.none(), st.floats(0, 1)),
)
once = st.builds(
    lambda action, count, on: Habit(action, count=count, on=on),
    st.sampled_from(["comment", "reaction"]),
    st.integers(0, 9),
    drawn_day,
)
section = st.builds(
    lambda name, on: Habit("profile_section", section=name, on=on),
    st.sampled_from(SECTIONS),
    drawn_day,
)
connected = st.builds(
    lambda count, on: Habit("connections", count=count, on=on), st.integers(0, 400), drawn_day
)
acting = st.one_of(repeated, worded, once)
any_habit = st.one_of(acting, sending, section, connected)
active_plans = st.lists(acting, max_size=3).map(Plan)
plans = st.lists(any_habit, max_size=4).map(Plan)
