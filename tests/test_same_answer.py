"""One account gets one answer on a day, in a range of days and in a team, whatever the rules."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import (
    FLOWS,
    LAST,
    LEVELS,
    SECTIONS,
    action,
    any_signal,
    coverages,
    log_of,
    pillar,
    rows,
)

from estimator.coverage import Coverage
from estimator.days import Range
from estimator.decay import Decay
from estimator.log import ActivityLog, Coded
from estimator.rules.match import Condition, Either, Every, Not
from estimator.rules.model import Item, Model, SignalModel, Unknown
from estimator.saturation import Steps
from estimator.score.book import Book

conditions = st.one_of(
    st.sampled_from([*FLOWS, *LEVELS]).map(action),
    st.sampled_from(SECTIONS).map(lambda name: Condition("section", "eq", (name,))),
    st.sampled_from(["gte", "lt"]).map(lambda name: Condition("words", name, (20,))),
)
forms = st.recursive(
    conditions,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(Every), st.tuples(inner, inner).map(Either), inner.map(Not)
    ),
    max_leaves=4,
)


def looking_at(names):
    """Matches of every form, each of which names an action."""
    named = st.lists(st.sampled_from(names), min_size=1, max_size=2).map(lambda n: action(*n))
    return st.one_of(
        named, st.tuples(named, forms).map(Every), st.tuples(forms, named, named).map(Every)
    )


whole_steps = st.lists(st.integers(1, 9), min_size=1, max_size=3, unique=True).map(
    lambda at: Steps(tuple(map(float, sorted(at))), tuple(np.linspace(0.5, 1, len(at)).tolist()))
)


@st.composite
def signals_of_every_form(draw):
    """A signal with matches of every form, and perhaps with steps at whole amounts."""
    signal = draw(any_signal)
    names = LEVELS if signal.kind in ("stock", "checklist") else FLOWS
    if signal.kind == "checklist":
        matches = draw(st.lists(looking_at(names), min_size=1, max_size=3, unique=True))
        items = [Item(f"i{n}", match, 1.0 + n) for n, match in enumerate(matches)]
        signal = replace(signal, items=tuple(items))
    elif signal.kind != "stock":
        signal = replace(signal, match=draw(looking_at(names)))
    return replace(signal, curve=draw(st.one_of(st.just(signal.curve), whole_steps)))


def team_of(listed, coverage):
    """The log of `me` and of somebody else who did other things."""
    other = [{**row, "account": "you", "day": LAST - row["day"]} for row in listed]
    every = [*listed, *other]
    names = sorted({key for row in every for key in row} - {"account", "day", "action", "count"})
    return ActivityLog.build(
        account=Coded.of([row["account"] for row in every]),
        day=[row["day"] for row in every],
        action=Coded.of([row["action"] for row in every]),
        count=[row["count"] for row in every],
        attributes={name: Coded.of([row.get(name) for row in every]) for name in names},
        coverage=coverage,
        accounts=["me", "you"],
    )


@given(
    drawn=st.lists(signals_of_every_form(), min_size=1, max_size=4),
    listed=rows,
    coverage=coverages,
    day=st.integers(0, LAST + 20),
    before=st.integers(0, 40),
)
def test_a_day_a_range_and_a_team_agree(drawn, listed, coverage, day, before):
    named = [replace(one, path=f"brand.{place}") for place, one in enumerate(drawn)]
    book = Book(Model((pillar(*named),), 0.8, 14.0), "free")
    log = log_of(listed, coverage)

    alone = book.score(log, Range(day, day))
    ranged = book.score(log, Range(day - before, day + 3))
    together = book.score(team_of(listed, coverage), Range(day, day))

    for one, many, beside in zip(alone, ranged, together, strict=True):
        assert many[:, 0, before] == pytest.approx(one[:, 0, 0], abs=1e-9)
        assert beside[:, 0, 0] == pytest.approx(one[:, 0, 0], abs=1e-9)


@pytest.mark.parametrize("half_life", [3.0, 7.0, 20.0, 30.0])
def test_a_step_that_is_just_reached_is_reached_on_every_day_of_a_history(half_life):
    """Three comments on a day, a step at three, no lag."""
    signal = just_a_step(half_life)
    book = Book(Model((pillar(signal),), 0.8, 14.0), "free")
    log = log_of([{"day": 50, "action": "comment", "count": 3.0}], Coverage.complete())

    for before in range(40):
        days = book.score(log, Range(50 - before, 53))

        assert days.points[0, 0, before] == pytest.approx(signal.points)


def just_a_step(half_life):
    return SignalModel(
        path="brand.x",
        kind="flow",
        match=action("comment"),
        decay=Decay(half_life, 90, 0),
        curve=Steps((3.0,), (1.0,)),
        points=20.0,
        unknown=Unknown(0.0, 0.0, 0.0),
        status="assumed",
        source="guess",
    )
