"""Verdicts: what was asked of a case or a scenario, what came out, and whether that is allowed.

Every gate is of one figure: a pillar, an amount, the points of a signal. The total of a reading is
told and gates nothing: pillars that miss in opposite directions make it look right. Expectations
are rewritten on purpose only, number by number in the text of their file.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import unified_diff
from functools import cached_property
from pathlib import Path
from typing import Literal

from estimator.checks.cases import Case, Checked, Expected, Scenario
from estimator.checks.trials import Scored, Trial
from estimator.notebook import AsJson
from estimator.reading import Reading
from estimator.rules.entries import entry_of

What = Literal["inside", "tolerance", "width", "value"]

EXACT = 5e-7  # results are written with six decimals: as exact as "tolerance 0" can mean


@dataclass(frozen=True)
class Verdict(AsJson, also="residual"):
    """One thing asked of one figure.

    what: `inside` (the reading lies in the interval), `tolerance` (the estimate lies near the
    reading), `width` (the interval is narrow enough), `value` (a scenario's number comes out).
    estimated: the points, or the width; None where the rules or the seat have no such signal.
    wanted: the reading, the most width, the number. gates: False where it is only said.
    """

    case: str
    figure: str
    what: What
    on: date
    seat: str
    passed: bool
    gates: bool
    estimated: float | None
    wanted: float
    tolerance: float
    low: float | None
    high: float | None
    where: str

    @property
    def failed(self) -> bool:
        """Whether this fails the whole check."""
        return self.gates and not self.passed

    @property
    def residual(self) -> float | None:
        """Estimated minus wanted, in points; None where nothing was estimated."""
        return None if self.estimated is None else self.estimated - self.wanted


def judged(one: Trial) -> Iterator[Verdict]:
    """Every verdict on a trial, in the order of its days and of what is asked."""
    if isinstance(one.case, Scenario):
        yield from _values(one.case, one.scores[one.case.on][0])
        return
    for day, reading, where in one.case.dated:
        yield from _of_reading(one.case, day, reading, where, one.scores[day])
    yield from _widths(one.case, one.scores)


def _values(case: Scenario, score: Scored) -> Iterator[Verdict]:
    for asked in case.expected:
        came = score.figure(asked.figure, case.on)
        gap = float("inf") if came is None else abs(came - asked.value)
        yield Verdict(
            case=case.name,
            figure=asked.figure,
            what="value",
            on=case.on,
            seat=case.seat,
            passed=gap <= asked.tolerance + EXACT,
            gates=True,
            estimated=came,
            wanted=asked.value,
            tolerance=asked.tolerance,
            low=None,
            high=None,
            where=asked.where,
        )


def _of_reading(
    case: Case, on: date, reading: Reading, where: str, scores: tuple[Scored, ...]
) -> Iterator[Verdict]:
    """Each recorded pillar inside its interval, and within its tolerance where it has one."""
    for name, wanted in reading.points.items():
        figure = _Figure(case, name, on, scores)
        room = case.misses.get(name, 0.0) + EXACT
        inside = figure.low - room <= wanted <= figure.high + room
        yield figure.verdict("inside", inside, wanted, where)
        tolerance = case.tolerances.get(name)
        if tolerance is not None:
            near = abs(figure.points - wanted) <= tolerance + EXACT
            at = case.place(f"tolerances.{name}")
            yield replace(figure.verdict("tolerance", near, wanted, at), tolerance=tolerance)


def _widths(case: Case, scores: Mapping[date, tuple[Scored, ...]]) -> Iterator[Verdict]:
    """The widest interval of each pillar that has a most."""
    for name, most in case.widths.items() if scores else ():
        days = (_Figure(case, name, day, ones) for day, ones in scores.items())
        widest = max(days, key=lambda one: one.width)
        at, narrow = case.place(f"widths.{name}"), widest.width <= most + EXACT
        yield replace(widest.verdict("width", narrow, most, at), estimated=widest.width)


@dataclass(frozen=True, eq=False)
class _Figure:
    """A pillar or the total of a case on a day: the interval is around those of every seat."""

    case: Case
    name: str
    on: date
    scores: tuple[Scored, ...]

    @property
    def points(self) -> float:
        return self.scores[0].points(self.name, self.on)

    @cached_property
    def low(self) -> float:
        return min(one.low(self.name, self.on) for one in self.scores)

    @cached_property
    def high(self) -> float:
        return max(one.high(self.name, self.on) for one in self.scores)

    @property
    def width(self) -> float:
        return self.high - self.low

    def verdict(self, what: What, passed: bool, wanted: float, where: str) -> Verdict:
        """The verdict on this figure."""
        seats = self.case.seats
        return Verdict(
            case=self.case.name,
            figure=self.name,
            what=what,
            on=self.on,
            seat=seats[0] if len(seats) == 1 else "unknown",
            passed=passed,
            gates=self.name != "total",
            estimated=self.points,
            wanted=wanted,
            tolerance=0.0,
            low=self.low,
            high=self.high,
            where=where,
        )


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
