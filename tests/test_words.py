"""The words a person reads: everyday ones, one for a thing, wherever the program can print them."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from futures import TODAY
from strategies import log_of

import estimator
from estimator import Habit, Plan, project
from estimator.actions import SEATS, vocabulary
from estimator.coverage import Coverage
from estimator.days import to_day
from estimator.explanation.comparisons import comparisons
from estimator.report.wording import LINKEDINS, SAID, label, seat_words
from estimator.resources import resource
from estimator.rules import load_rules

PACKAGE = Path(estimator.__file__).parent
ROOT = PACKAGE.parent
# What STYLE's table of words and a reader's ear refuse, each with what stands for it.
FORBIDDEN = {
    r"free seat": "no seat",
    r"points of most": "points, most",
    r"half in\b": "halved in",
    r"called good": "a good score, say guides",
    r"(?<![.\w])resting\b": "a network alone",
    r"is no source|\(no source\)": "cannot be read as a source",
    r"foret(ell|old)": "predict",
    r"\btold\b": "shown, known, said",
    r"(?<!invitation_)(?<!and )\bwithdrawing\b": "no longer get it (since September 2026)",
}


def printed(path):
    """The texts of a module that can be printed: all but docstrings, and those of commands."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            is_command = isinstance(node, ast.FunctionDef) and bool(node.decorator_list)
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and not (path.parent.name == "cli" and is_command):
                silent.add(id(first.value))
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and id(node) not in silent and text not in SAID:
            yield f"{path.name}:{node.lineno}", text


def texts():
    """(where, text) of whatever can reach a reader's eye."""
    for path in PACKAGE.rglob("*.py"):
        yield from printed(path)
    pages = [*(ROOT / "tests" / "golden").glob("*.*"), *(ROOT / "docs").rglob("*.md")]
    for path in [*pages, ROOT / "README.md"]:
        if path.suffix in (".txt", ".md"):
            text = path.read_text(encoding="utf-8")
            # the names of keys stay what they are
            yield path.name, re.sub("`[^`]+`", "", text) if path.name == "schemas.md" else text
    for path, form in load_rules().signals().items():
        yield path, f"{form.about or ''} {form.advice or ''} {form.off or ''}"
        yield path, label(path.partition(".")[2])
    for mark in comparisons().marks:
        yield "comparisons.yaml", mark.name
    for path in (resource("fixtures") / "scenarios").glob("*.yaml"):
        yield path.name, path.read_text(encoding="utf-8")


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_what_the_program_prints_has_none_of_these_words(pattern):
    found = [(where, text) for where, text in texts() if re.search(pattern, text, re.IGNORECASE)]

    assert found == [], f"say: {FORBIDDEN[pattern]}"


def test_no_sentence_names_an_action_by_its_id():
    """But those that show what to write on a command line or in a file."""
    names = re.compile(rf"(?<![`,])\b({'|'.join(n for n in vocabulary() if '_' in n)})\b(?!=)")

    found = [
        (where, text)
        for path in PACKAGE.rglob("*.py")
        for where, text in printed(path)
        if " " in text.strip() and names.search(text)
    ]

    assert found == []


@pytest.mark.parametrize("seat", SEATS)
def test_no_warning_names_an_action_by_its_id(seat):
    """A plan of every action, more of it than any limit, for a log that shows one of them."""
    log = log_of([{"day": to_day(TODAY) - n, "action": "comment", "count": 1} for n in range(40)])
    log = log.with_coverage(Coverage.of({"comment": [None, None]}))
    habits = [Habit(name, None if kind.level else 999) for name, kind in vocabulary().items()]

    told = project(log, Plan(habits), load_rules(), until=TODAY + timedelta(30), seat=seat).warnings

    assert len(told) > 10
    assert [one for one in told if re.search("[a-z]_[a-z]", one)] == []


def test_no_advice_names_a_number_that_the_step_beside_it_may_contradict():
    number = re.compile(r"\d|\b(once|twice|two|three|four|five|ten|fewer|less|more often a)\b")

    for path, form in load_rules().signals().items():
        assert not number.search(form.advice or ""), path


def test_a_seat_that_is_none_is_called_so():
    assert seat_words("free") == "no seat"


def test_every_pillar_of_the_shipped_rules_has_a_name_of_linkedin():
    assert {path.partition(".")[0] for path in load_rules().signals()} == set(LINKEDINS)


def test_names_that_stand_for_signals_are_of_signals_there_are():
    names = {path.partition(".")[2] for path in load_rules().signals()}

    assert set(SAID) <= names
