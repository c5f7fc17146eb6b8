"""When compiled loops are taken: by the size of the work, and never for a small one."""

import sys

import numpy as np
import pytest
from strategies import log_of

from estimator import load_rules
from estimator.errors import InputError
from estimator.kernel import fast
from estimator.score import scale, score_columns
from estimator.signals import Range

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

    chosen = score_columns(TEAM, RULES, Range(0, 20), "free")
    plain = score_columns(TEAM, RULES, Range(0, 20), "free", fast=False)

    for some, every in zip(chosen, plain, strict=True):
        assert all(np.allclose(some[n], every[n], rtol=0, atol=1e-9) for n in every)


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

    compiled = score_columns(log, RULES, over, "free", fast=True)
    arrays = score_columns(log, RULES, over, "free", fast=False)

    for some, every in zip(compiled, arrays, strict=True):
        assert all(np.allclose(some[n], every[n], rtol=0, atol=1e-9) for n in every)


def test_loops_without_a_compiler_name_the_extra_that_brings_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    fast.compiled.cache_clear()

    with pytest.raises(InputError, match=r"fast: needs numba.*ssi-estimator\[fast\]"):
        score_columns(TEAM, RULES, Range(0, 8), "free", fast=True)
