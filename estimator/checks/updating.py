"""Expectations rewritten on purpose: scenario files with the numbers that came out, as text."""

import re
from collections.abc import Iterable, Mapping
from difflib import unified_diff
from pathlib import Path

from estimator.checks.entries import entry_of
from estimator.checks.loading import Checked
from estimator.checks.scenarios import Expected, Scenario
from estimator.checks.verdicts import Verdict

EXACTLY, ROUGHLY = 6, 3  # decimals of a number without tolerance, and of one with
_NUMBER = re.compile(r"[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?")


def updated(cases: Iterable[Checked], verdicts: Iterable[Verdict]) -> dict[Path, tuple[str, str]]:
    """The text before and after of each scenario file of which some number did not come out.

    Only those numbers change; comments, order and all else stay. Readings and what is asked of
    real accounts are never rewritten.
    """
    missed = {one.where: one for one in verdicts if one.what == "value" and not one.passed}
    files: dict[Path, tuple[str, str]] = {}
    for case in cases:
        if isinstance(case, Scenario) and case.file is not None:
            new = dict(_new_values(case, missed))
            if new:
                text = case.file.read_text(encoding="utf-8")
                files[case.file] = text, _rewritten(text, new)
    return files


def diff(name: str, before: str, after: str) -> str:
    """What changes in a file, as a unified diff."""
    lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return "".join(unified_diff(*lines, fromfile=name, tofile=name, n=1))


def _new_values(case: Scenario, missed: Mapping[str, Verdict]) -> Iterable[tuple[Expected, str]]:
    for asked in case.expected:
        verdict = missed.get(asked.where)
        if verdict is not None and verdict.estimated is not None:
            decimals = ROUGHLY if asked.tolerance else EXACTLY
            yield asked, f"{verdict.estimated:.{decimals}f}".rstrip("0").rstrip(".")


def _rewritten(text: str, new: Mapping[Expected, str]) -> str:
    """The text with the numbers at those places replaced, the last of a line first."""
    document = entry_of(text, "").document
    lines = text.splitlines(keepends=True)
    places = {document.at_value(asked.keys): value for asked, value in new.items()}
    for (line, column), value in sorted(places.items(), reverse=True):
        old = lines[line - 1]
        found = _NUMBER.match(old, column - 1)
        assert found is not None  # a number was read from there
        lines[line - 1] = old[: column - 1] + value + old[found.end() :]
    return "".join(lines)
