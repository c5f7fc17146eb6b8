"""The line that says how far reading has come, and the examples of the command line's modules."""

import doctest
import io
import sys
from importlib import import_module

import pytest

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

    with progress(quiet=False) as told:
        clock.now = 0.4
        told(1, 2)

    assert terminal.getvalue() == ""


def test_long_work_shows_how_far_it_is_and_leaves_nothing_behind(clock, monkeypatch):
    terminal = on_terminal(monkeypatch)

    with progress(quiet=False) as told:
        clock.now = 0.6
        told(1, 2)
        shown = terminal.getvalue()

    assert "50 %" in shown
    assert terminal.getvalue().endswith(" \r")


def test_nobody_is_told_where_nobody_looks(clock, monkeypatch):
    on_terminal(monkeypatch)

    with progress(quiet=True) as told:
        assert told is None
    monkeypatch.setenv("TERM", "dumb")
    with progress(quiet=False) as told:
        assert told is None
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress(quiet=False) as told:
        assert told is None


@pytest.mark.parametrize("name", ["progress", "telling"])
def test_the_examples_of_a_module_are_true(name):
    assert doctest.testmod(import_module(f"estimator.cli.{name}")).failed == 0
