"""The line that says how far work has come, and the examples of the command line's modules."""

import doctest
import io
import sys
from importlib import import_module
from threading import Event

import pytest
from commanded import ssi
from reported import GOLDEN

from estimator.advance import advanced, advancing, lasting, listening
from estimator.cli import progress as module
from estimator.cli.progress import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(module, "monotonic", clock)
    return clock


def on_terminal(monkeypatch):
    """Standard error, now a terminal; called in a test's body, for pytest sets its own before."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    return terminal


def test_quick_work_shows_nothing(clock, monkeypatch):
    terminal = on_terminal(monkeypatch)

    with progress(quiet=False):
        clock.now = 0.4
        advanced("reading", 1, 2)

    assert terminal.getvalue() == ""


def test_long_work_shows_how_far_it_is_and_leaves_nothing_behind(clock, monkeypatch):
    terminal = on_terminal(monkeypatch)

    with progress(quiet=False):
        clock.now = 0.6
        advanced("reading", 1, 2)
        advanced("a part of it", 2, 2)
        shown = terminal.getvalue()

    assert "reading" in shown and "50 %" in shown and "part" not in shown
    assert terminal.getvalue().endswith(" \r")


def test_the_line_is_gone_when_the_work_is_done(clock, monkeypatch):
    terminal = on_terminal(monkeypatch)

    with progress(quiet=False):
        for done in advancing("scoring", range(3), 3):
            clock.now = done + 1.0
        assert terminal.getvalue().endswith(" \r")


def test_nobody_is_told_where_nobody_looks(clock, monkeypatch):
    on_terminal(monkeypatch)

    terminal = sys.stderr
    for quiet, kind, where in (
        (True, "xterm", terminal), (False, "dumb", terminal), (False, "xterm", io.StringIO())
    ):  # fmt: skip
        monkeypatch.setenv("TERM", kind)
        monkeypatch.setattr(sys, "stderr", where)
        with progress(quiet):
            clock.now += 1.0
            advanced("reading", 1, 2)
        assert where.getvalue() == ""
        assert terminal.getvalue() == ""


def test_work_that_cannot_tell_how_far_it_is_counts_seconds(clock, monkeypatch):
    terminal = on_terminal(monkeypatch)
    clock.now = 10.0

    with progress(quiet=False):
        with lasting("planning"):
            clock.now = 13.0
            shown = until(terminal, "planning")
        assert shown.startswith("\rplanning ") and shown.endswith(" s")
        assert terminal.getvalue().endswith(" \r")
        left = terminal.getvalue()
        advanced("reading", 1, 2)
        clock.now = 14.0

    assert (
        terminal.getvalue().startswith(left) and "planning" not in terminal.getvalue()[len(left) :]
    )


def test_work_within_other_work_ends_its_own_line_alone(clock, monkeypatch):
    terminal = on_terminal(monkeypatch)

    with progress(quiet=False):
        clock.now = 1.0
        advanced("working out accounts", 1, 2)
        with lasting("planning"):
            clock.now = 3.0
        clock.now = 5.0
        shown = terminal.getvalue()

    assert "planning" not in terminal.getvalue() and not shown.endswith(" \r")


def until(terminal, word):
    """What the terminal shows once the word is there, which another thread writes."""
    for _ in range(1000):
        if (shown := terminal.getvalue().rpartition("\r" + word)) and shown[1]:
            return "".join(shown[1:])
        Event().wait(0.01)
    raise AssertionError(word)


WORDS = {
    "a plan of one": (["plan", "--minutes", "60"], {"planning"}),
    "history": (["history", "--from", "2003-01-01", "--format", "csv"], {"scoring", "writing"}),
    "plan": (
        ["plan", "--minutes", "60", "--robust", "2"],
        {"drawing rules", "trying other rules", "trying other plans"},
    ),
    "a team": (["whatif", "--each-account", "--format", "csv"], {"working out accounts"}),
}


@pytest.mark.parametrize(("arguments", "words"), WORDS.values(), ids=WORDS)
def test_what_may_last_tells_how_far_it_is(arguments, words):
    told = set()

    with listening(lambda what, done, total: told.add(what)):
        ssi(*arguments, GOLDEN / "log.jsonl", "-q")

    assert words | {"reading"} <= told


def test_an_engine_tells_how_far_it_is(tmp_path):
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    from estimator import load_rules
    from estimator.engines import local

    day = pa.array([20_600] * 4, pa.int32()).cast(pa.date32())
    table = pa.table({"account": [*"abab"], "day": day, "action": ["comment"] * 4})
    pq.write_table(table, tmp_path / "log.parquet")
    told = []

    with listening(lambda what, done, total: told.append((what, done, total))):
        local.score(tmp_path / "log.parquet", load_rules()).write(tmp_path / "scores")

    assert ("scoring rows", 4, 4) in told


def test_a_check_tells_how_far_it_is():
    told = set()

    with listening(lambda what, done, total: told.add(what)):
        ssi("check")

    assert {"checking", "moving numbers"} <= told


@pytest.mark.parametrize("name", ["progress", "telling"])
def test_the_examples_of_a_module_are_true(name):
    assert doctest.testmod(import_module(f"estimator.cli.{name}")).failed == 0
