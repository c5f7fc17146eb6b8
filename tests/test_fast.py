"""The loops beside the book, plain and compiled; when they are taken: never for a small work."""

import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import LAST, coverages, log_of, per_kind, pillar, rows, signals

from estimator import load_rules
from estimator.coverage import Coverage
from estimator.days import Range
from estimator.errors import CompiledWarning, InputError
from estimator.rules.match import Condition, Every
from estimator.rules.model import Item, Model
from estimator.saturation import Exp
from estimator.score import fast, scale, score_columns
from estimator.score.book import Book

RULES = load_rules()
ACTIONS = ("comment", "reaction", "post", "connections", "invitation_sent", "invitation_accepted")
TEAM = log_of(
    [
        {"day": day, "action": "comment", "count": 1, "account": name}
        for day in range(9)
        for name in ("ann", "bo")
    ]
)


def test_a_small_work_asks_for_no_compiler(monkeypatch):
    monkeypatch.setattr(scale, "find_spec", pytest.fail)

    assert not scale.pays(TEAM, Range(0, 8))
    assert not scale.pays(TEAM, Range(8, 8))


@pytest.mark.parametrize("installed", [True, False])
def test_a_large_history_takes_the_loops_where_they_are_installed(monkeypatch, installed):
    monkeypatch.setattr(scale, "LARGE", TEAM.n_rows + TEAM.n_accounts * 9)
    monkeypatch.setattr(scale, "find_spec", lambda _: object() if installed else None)

    assert scale.pays(TEAM, Range(0, 8)) is installed
    assert not scale.pays(TEAM, Range(0, 7))


def test_the_loops_that_were_chosen_say_what_the_arrays_say(monkeypatch):
    monkeypatch.setattr(scale, "pays", lambda *_: True)
    monkeypatch.setattr(fast, "compiled", lambda: fast.loops)

    chosen, *_ = score_columns(TEAM, RULES, Range(0, 20), "free", False)
    plain, *_ = score_columns(TEAM, RULES, Range(0, 20), "free", False, fast=False)

    assert all(np.allclose(chosen[n], plain[n], rtol=0, atol=1e-9) for n in plain)


def test_compiled_loops_that_fail_are_done_without_and_it_is_said_how_to_mend_it(monkeypatch):
    """A damaged file of the compiler's cache raises whatever its bytes happen to be."""

    def histories(*_):
        raise EOFError

    histories.stats = SimpleNamespace(cache_path="/some/cache")
    monkeypatch.setattr(scale, "pays", lambda *_: True)
    monkeypatch.setattr(fast, "compiled", lambda: SimpleNamespace(histories=histories))

    with pytest.warns(CompiledWarning, match=r"cannot be used.*delete .*\.nbi .* in /some/cache"):
        chosen, *_ = score_columns(TEAM, RULES, Range(0, 20), "free", False)

    plain, *_ = score_columns(TEAM, RULES, Range(0, 20), "free", False, fast=False)
    assert all((chosen[n] == plain[n]).all() for n in plain)


@pytest.mark.parametrize("over", [Range(8, 8), Range(0, 400)])
def test_compiled_loops_say_what_the_arrays_say(over):
    pytest.importorskip("numba")
    chance = np.random.default_rng(1)
    log = log_of(
        [
            {
                "day": int(chance.integers(0, 400)),
                "action": str(chance.choice(ACTIONS)),
                "count": float(chance.integers(0, 4)),
                "account": str(chance.choice(["ann", "bo", "cy"])),
            }
            for _ in range(600)
        ]
    )

    compiled, *_ = score_columns(log, RULES, over, "free", False, fast=True)
    arrays, *_ = score_columns(log, RULES, over, "free", False, fast=False)

    assert all(np.allclose(compiled[n], arrays[n], rtol=0, atol=1e-9) for n in arrays)


def test_loops_without_a_compiler_name_the_extra_that_brings_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    fast.compiled.cache_clear()

    with pytest.raises(InputError, match=r"fast: needs numba.*ssi-estimator\[fast\]"):
        score_columns(TEAM, RULES, Range(0, 8), "free", False, fast=True)


def by_loops(book, log, over):
    """Points by the plain loops; None where they cannot judge."""
    into = np.empty((len(book.pillars) + 1, log.n_accounts, over.n_days))
    return into if fast.points(book, log, over, into) else None


@settings(max_examples=60)
@pytest.mark.parametrize("kind", sorted(per_kind))
@given(
    data=st.data(),
    listed=st.lists(st.tuples(st.sampled_from(["ann", "bo"]), rows), max_size=4),
    coverage=coverages,
    first=st.integers(0, LAST + 20),
    length=st.integers(0, 60),
)
def test_the_loops_say_what_the_book_says(kind, data, listed, coverage, first, length):
    signal = data.draw(signals(kind))
    every = [{**row, "account": name} for name, some in listed for row in some]
    log, over = log_of(every, coverage), Range(first, first + length)
    book = Book(Model((pillar(signal),), 0.8, 14.0), "free")

    looped = by_loops(book, log, over)

    assert np.allclose(looped, book.score(log, over).points, rtol=0, atol=1e-9)


def test_what_another_signal_would_tell_is_left_to_the_book():
    """Nothing is covered, and some signals of the rules are inferred from others."""
    book = Book(RULES.on(0), "free")

    assert by_loops(book, TEAM.with_coverage(Coverage()), Range(0, 3)) is None


class Sharper(Exp):
    """A curve that the loops have no branch for."""


@pytest.mark.parametrize("new", [{"curve": Sharper(4.0)}, {"kind": "tally"}, {}], ids=str)
def test_a_curve_or_kind_that_the_loops_do_not_know_is_left_to_the_book(new):
    comments = next(one for one in RULES.on(0).pillars[2].signals if "comments" in one.path)
    asked = replace(comments, **new)
    book = Book(Model((pillar(comments),), 0.8, 14.0), "free")
    book.signals = (asked,)

    looped = by_loops(book, TEAM, Range(0, 3))

    assert (looped is None) == bool(new)


def test_loops_tell_a_hundred_questions_about_an_action_apart():
    chance = np.random.default_rng(1)
    sections = [f"s{i}" for i in range(100)]
    listed = [
        {
            "day": int(chance.integers(0, 50)),
            "action": "profile_section",
            "section": str(chance.choice(sections)),
            "count": 1,
            "account": str(chance.choice(["ann", "bo", "cy"])),
        }
        for _ in range(300)
    ]
    checklist = next(s for p in RULES.on(0).pillars for s in p.signals if s.kind == "checklist")
    asked = (
        Condition("action", "eq", ("profile_section",)),
        *(Condition("section", "eq", (name,)) for name in sections),
    )
    items = tuple(
        Item(name, Every((asked[0], of)), 1.0) for name, of in zip(sections, asked[1:], strict=True)
    )
    book = Book(Model((pillar(replace(checklist, items=items)),), 0.8, 14.0), "free")
    log, over = log_of(listed), Range(0, 60)

    assert np.allclose(by_loops(book, log, over), book.score(log, over).points, atol=1e-9)
