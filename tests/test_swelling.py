"""Twice the things in a small file cost at most 2.5 times as much: over every form there is.

What is counted are steps of the interpreter and the most memory held, which no clock and no other
process can move. What libraries do below Python is seen by `python -m benchmarks.swelling` alone.
"""

import sys
import tracemalloc
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.swelling import FORMS, quietly
from estimator.cli import main

FEW = 40  # things; twice and four times as many are read beside
MOST_TIMES = 2.5
SLACK = 4_000  # steps: what has no part in the growth, as a word more on a page


def run(form, folder, n):
    place = folder / str(n)
    place.mkdir(exist_ok=True)
    return CliRunner().invoke(main, quietly(FORMS[form](place, n)), prog_name="ssi")


def steps(form, folder, n):
    """How many instructions of the interpreter the command takes."""
    counted = 0

    def each(_frame, event, _arg):
        nonlocal counted
        counted += event == "opcode"
        return each

    def begin(frame, _event, _arg):
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        return each

    before = sys.gettrace()
    sys.settrace(begin)
    try:
        done = run(form, folder, n)
    finally:
        sys.settrace(before)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return counted


@pytest.mark.parametrize("form", FORMS)
def test_twice_the_things_take_at_most_two_and_a_half_times_the_steps(tmp_path, form):
    run(form, tmp_path, FEW)  # what is worked out once for all
    once, twice, four = (steps(form, tmp_path, n * FEW) for n in (1, 2, 4))

    assert four - twice <= MOST_TIMES * max(twice - once, 0) + SLACK


@pytest.mark.parametrize("form", FORMS)
def test_a_small_file_takes_little_memory(tmp_path, form):
    """One of some 25 kB never holds more than 24 MB, what a command loads included."""
    n = max(int(1_000_000 / sum(p.stat().st_size for p in made(form, tmp_path, 40))), 40)
    run(form, tmp_path, 40)

    tracemalloc.start()
    try:
        run(form, tmp_path, n)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 24e6


def made(form, folder, n) -> list[Path]:
    run(form, folder, n)
    return [path for path in (folder / str(n)).rglob("*") if path.is_file()]
