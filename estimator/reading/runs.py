"""Runs: which of a page's numbers belong to which pillar, and which run of pillars to whom.

A value stands on the line of its label, above it or below it. The four labels come once for the
member and once more for each group; a run ends where a pillar comes again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from estimator.reading.lines import Mark
from estimator.reading.names import PILLARS
from estimator.reading.numerals import half_unit
from estimator.reading.sums import sums_up

Points = Mapping[str, float]


@dataclass(frozen=True)
class Run:
    """Points by pillar; `at` is the place of the first on the page, `total` may go with them."""

    at: int
    points: Points
    total: float | None = None
    group: str | None = None


def runs(marks: Sequence[Mark]) -> list[Run]:
    """The runs of a page in their order; the member's own comes first.

    A run that repeats the member's, rounded or in part, is the member's again.

    Raises: ValueError when values could belong to the label above them as well as below.
    """
    total = next((m.value for m in marks if m.kind == "total" and m.group is None), None)
    found = sorted([*_paired(marks), *_stacked(marks, total)], key=lambda run: run.at)
    own = next((run for run in found if run.group is None), None)
    if own is None:
        return found
    again = [run for run in found if run is own or _repeats(run, own)]
    merged = reduce(_merged, again, own)
    return [merged, *(run for run in found if run not in again)]


def fits(total: float | None, points: Points) -> bool:
    """Whether there is a total, and points that go with it."""
    return total is not None and bool(points) and sums_up(total, points)


def _paired(marks: Sequence[Mark]) -> list[Run]:
    """Runs of lines that hold a label and its value."""
    places = [(i, mark) for i, mark in enumerate(marks) if mark.kind == "pair"]
    return [
        Run(part[0][0], {str(m.pillar): m.value or 0.0 for _, m in part}, None, part[0][1].group)
        for part in _parts(places)
    ]


def _stacked(marks: Sequence[Mark], total: float | None) -> list[Run]:
    """Runs of lines that hold a label or a value, one above the other."""
    labels = [(i, mark) for i, mark in enumerate(marks) if mark.kind == "label"]
    result = []
    for part in _parts(labels):
        start = part[0][0]
        above = {str(m.pillar): _value(marks, i - 1) for i, m in part}
        below = {str(m.pillar): _value(marks, i + 1) for i, m in part}
        options = [
            Run(start, _known(above), _value(marks, start - 2, 100), part[0][1].group),
            Run(start, _known(below), _value(marks, start - 1, 100), part[0][1].group),
        ]
        result += _chosen(options, total)
    return result


def _chosen(options: Sequence[Run], total: float | None) -> list[Run]:
    """The reading of a run that gives most pillars a value, or that the total goes with."""
    most = max(len(option.points) for option in options)
    best = [option for option in options if len(option.points) == most]
    if len(best) > 1:
        best = [o for o in best if fits(o.total if total is None else total, o.points)] or best
    if most and len(best) > 1 and best[0].points != best[1].points:
        raise ValueError(
            "a value between two pillars' labels may belong to either; add the line with the total"
        )
    return best[:1] if most else []


def _parts(places: Iterable[tuple[int, Mark]]) -> list[list[tuple[int, Mark]]]:
    """The places cut where a pillar comes again, or where another group is named."""
    result: list[list[tuple[int, Mark]]] = []
    for i, mark in places:
        last = result[-1] if result else None
        again = last is not None and any(mark.pillar == m.pillar for _, m in last)
        if last is None or again or last[0][1].group != mark.group:
            result.append([(i, mark)])
        else:
            last.append((i, mark))
    return result


def _value(marks: Sequence[Mark], place: int, most: float = 25) -> float | None:
    if not 0 <= place < len(marks) or marks[place].kind != "value":
        return None
    value = marks[place].value
    return value if value is not None and value <= most else None


def _known(points: Mapping[str, float | None]) -> Points:
    return {pillar: value for pillar, value in points.items() if value is not None}


def _repeats(run: Run, own: Run) -> bool:
    common = run.points.keys() & own.points.keys()
    return run.group is None and bool(common) and all(_close(run, own, p) for p in common)


def _close(run: Run, own: Run, pillar: str) -> bool:
    one, other = run.points[pillar], own.points[pillar]
    return abs(one - other) <= half_unit(one) + half_unit(other)


def _merged(run: Run, again: Run) -> Run:
    """One run with each value as exact as either has it."""
    both = [run.points, again.points]
    points = {
        pillar: min((p[pillar] for p in both if pillar in p), key=half_unit)
        for pillar in PILLARS
        if any(pillar in p for p in both)
    }
    return Run(run.at, points, again.total if run.total is None else run.total, run.group)
