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
from operator import itemgetter
from pathlib import Path
from typing import Literal

from estimator.checks.cases import Case, Checked, Expected, Scenario
from estimator.checks.trials import Scored, Trial
from estimator.entries import entry_of
from estimator.notebook import AsJson
from estimator.reading import Reading

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
    estimated: float | None
    wanted: float
    where: str
    gates: bool = True
    tolerance: float = 0.0
    low: float | None = None
    high: float | None = None

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
        yield Verdict(
            case=case.name,
            figure=asked.figure,
            what="value",
            on=case.on,
            seat=case.seat,
            passed=came is not None and abs(came - asked.value) <= asked.tolerance + EXACT,
            estimated=came,
            wanted=asked.value,
            where=asked.where,
            tolerance=asked.tolerance,
        )


def _of_reading(
    case: Case, on: date, reading: Reading, where: str, scores: tuple[Scored, ...]
) -> Iterator[Verdict]:
    """Each recorded pillar inside its interval, and within its tolerance where it has one."""
    for name, wanted in reading.points.items():
        low, high = _interval(name, on, scores)
        inside = _of_case(case, name, on, scores)
        room = case.misses.get(name, 0.0) + EXACT
        is_in = low - room <= wanted <= high + room
        yield replace(inside, passed=is_in, wanted=wanted, where=where)
        tolerance = case.tolerances.get(name)
        if tolerance is not None:
            near = abs(scores[0].at("points", name, on) - wanted) <= tolerance + EXACT
            at = case.place(f"tolerances.{name}")
            yield replace(
                inside, what="tolerance", passed=near, wanted=wanted, where=at, tolerance=tolerance
            )


def _widths(case: Case, scores: Mapping[date, tuple[Scored, ...]]) -> Iterator[Verdict]:
    """The widest interval of each pillar that has a most."""
    for name, most in case.widths.items() if scores else ():
        ends = {day: _interval(name, day, ones) for day, ones in scores.items()}
        wide = {day: high - low for day, (low, high) in ends.items()}
        day = max(wide, key=lambda one: wide[one])
        yield replace(
            _of_case(case, name, day, scores[day]),
            what="width",
            passed=wide[day] <= most + EXACT,
            estimated=wide[day],
            wanted=most,
            where=case.place(f"widths.{name}"),
        )


def _interval(name: str, on: date, scores: tuple[Scored, ...]) -> tuple[float, float]:
    """The interval of a pillar or the total: around those of every seat there may be."""
    low = min(one.at("low", name, on) for one in scores)
    return low, max(one.at("high", name, on) for one in scores)


def _of_case(case: Case, name: str, on: date, scores: tuple[Scored, ...]) -> Verdict:
    """The verdict on a pillar or the total of a case on a day, before anything is asked of it."""
    low, high = _interval(name, on, scores)
    return Verdict(
        case=case.name,
        figure=name,
        what="inside",
        on=on,
        seat=case.seats[0] if len(case.seats) == 1 else "unknown",
        passed=True,
        estimated=scores[0].at("points", name, on),
        wanted=0.0,
        where=case.where,
        gates=name != "total",
        low=low,
        high=high,
    )


EXACTLY, ROUGHLY = 6, 3  # decimals of a number without tolerance, and of one with
_NUMBER = re.compile(r"[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?")


def updated(cases: Iterable[Checked], verdicts: Iterable[Verdict]) -> dict[Path, tuple[str, str]]:
    """The text before and after of each scenario file of which some number did not come out.

    Only those numbers change; comments, order and all else stay. Readings and what is asked of
    real accounts are never rewritten.
    """
    missed = {one.where: one.estimated for one in verdicts if one.what == "value" and one.failed}
    files: dict[Path, tuple[str, str]] = {}
    for case in cases:
        if isinstance(case, Scenario) and case.file is not None:
            came = {asked: missed.get(asked.where) for asked in case.expected}
            new = {asked: value for asked, value in came.items() if value is not None}
            if new:
                text = case.file.read_text(encoding="utf-8")
                files[case.file] = text, _rewritten(text, new)
    return files


def diff(name: str, before: str, after: str) -> str:
    """What changes in a file, as a unified diff."""
    lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return "".join(unified_diff(*lines, fromfile=name, tofile=name, n=1))


def _rewritten(text: str, new: Mapping[Expected, float]) -> str:
    """The text with the numbers at those places replaced, the last of a line first."""
    document = entry_of(text, "").document
    lines = text.splitlines(keepends=True)
    places = {document.at_value(asked.keys): (asked, value) for asked, value in new.items()}
    for (line, column), (asked, value) in sorted(places.items(), reverse=True, key=itemgetter(0)):
        old, decimals = lines[line - 1], ROUGHLY if asked.tolerance else EXACTLY
        word = f"{value:.{decimals}f}".rstrip("0").rstrip(".")
        found = _NUMBER.match(old, column - 1)
        assert found is not None  # a number was read from there
        lines[line - 1] = old[: column - 1] + word + old[found.end() :]
    return "".join(lines)
