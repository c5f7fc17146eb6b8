"""Pages: what the page /sales/ssi shows of the member and of the groups beside them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from html import unescape
from itertools import compress

from estimator.reading.names import PILLARS
from estimator.reading.numerals import half_unit, sums_up
from estimator.reading.objects import FoundGroup, FoundScore
from estimator.reading.page_lines import (
    LineMark,
    is_html,
    marks,
    named_industry,
    page_lines,
    parted,
)

_GROUPS = ("industry", "network")

Points = Mapping[str, float]


@dataclass(frozen=True)
class Run:
    """Points by pillar; `at` is the place of the first on the page, `total` may go with them."""

    at: int
    points: Points
    total: float | None = None
    group: str | None = None


def payload_in_page(text: str) -> object:
    """LinkedIn's own payload, which the source of older pages carries; None when there is none."""
    source = unescape(text)
    start = max(source.find('{"activeSeat"'), source.find('{"memberScore"'))
    try:
        return json.JSONDecoder().raw_decode(source, start)[0] if start >= 0 else None
    except json.JSONDecodeError:
        return None


def find_in_text(text: str) -> FoundScore:
    """Everything that the text or HTML of the page says of an SSI.

    The member's own numbers come first on every known page; then the industry's, then the
    network's, unless a line says otherwise.

    Raises: ValueError when it cannot be told which number belongs to which pillar.
    """
    lines = page_lines(text) if is_html(text) else text.splitlines()
    page = list(marks(part for line in lines for part in parted(line)))
    named = runs(page)
    own = next((run for run in named if run.group is None), None)
    beside = dict(_beside(page, [run for run in named if run is not own]))
    averages = {**_drawn_averages(page, beside), **_first_of(page, "average")}
    ranks = _ranks(page)
    name = named_industry("\n".join(lines))
    groups = {
        group: FoundGroup(
            rank=ranks.get(group),
            average=averages.get(group),
            pillars=beside[group].points if group in beside else {},
            name=name if group == "industry" else None,
        )
        for group in _GROUPS
    }
    return FoundScore(
        overall=_total(page, own),
        pillars={} if own is None else own.points,
        groups={group: found for group, found in groups.items() if found != FoundGroup()},
    )


def _total(page: Sequence[LineMark], own: Run | None) -> float | None:
    """The total the page states, or a lone number above the pillars that goes with them."""
    stated = [mark.value for mark in page if mark.kind == "total" and mark.group is None]
    if stated or own is None:
        return stated[0] if stated else None
    return own.total if fits(own.total, own.points) else None


def _beside(page: Sequence[LineMark], others: Sequence[Run]) -> Iterator[tuple[str, Run]]:
    """The runs of the groups: by the group a line names, otherwise in the order of the page."""
    free = [group for group in _GROUPS if group not in {run.group for run in others}]
    start = 0
    for run in others:
        between = page[start : run.at]
        named = [m.group for m in between if m.kind in ("heading", "average") and m.group in free]
        group = run.group or next(reversed(named), None) or next(iter(free), None)
        if group in free:
            free.remove(group)
        if group is not None:
            yield group, run
        start = run.at + len(run.points)


def _first_of(page: Sequence[LineMark], kind: str) -> Mapping[str, float]:
    """The first value of each group among the marks of one kind that name a group."""
    result: dict[str, float] = {}
    for mark in page:
        if mark.kind == kind and mark.group is not None and mark.value is not None:
            result.setdefault(mark.group, mark.value)
    return result


def _drawn_averages(page: Sequence[LineMark], beside: Mapping[str, Run]) -> Mapping[str, float]:
    """The totals of the groups' charts, where the page draws one chart for each group."""
    drawn = [m.value for m in page if m.kind == "total" and m.group is None and m.value is not None]
    return dict(zip(beside, drawn[1:], strict=True)) if len(drawn) == len(beside) + 1 else {}


def _ranks(page: Sequence[LineMark]) -> Mapping[str, float]:
    """The ranks, by the group on their line, below it or above it; else the industry's first.

    The label of all ranks stands below them, or above. Where both could be, because a page goes on
    with another heading, the labels are those that name ranks, and the industry's is the first.
    """
    result = dict(_first_of(page, "rank"))
    open_groups = [group for group in _GROUPS if group not in result]
    loose = [(i, mark) for i, mark in enumerate(page) if mark.kind == "rank" and not mark.group]
    readings = [_headings(page, [i + step for i, _ in loose]) for step in (1, -1)]
    labels = max(
        readings, key=lambda r: (sum(h.of_ranks for h in r), _groups(r) == [*_GROUPS], len(r))
    )
    for group, (_, mark) in zip(_groups(labels) or open_groups, loose, strict=False):
        if mark.value is not None:
            result.setdefault(group, mark.value)
    return result


def _groups(labels: Sequence[LineMark]) -> list[str]:
    return [mark.group for mark in labels if mark.group is not None]


def _headings(page: Sequence[LineMark], places: Sequence[int]) -> list[LineMark]:
    """The headings at these places, one of each group; none where one of them is none."""
    found = [page[n] for n in places if 0 <= n < len(page) and page[n].kind == "heading"]
    groups = _groups(found)
    return found if len({*groups}) == len(places) else []


def runs(marks: Sequence[LineMark]) -> list[Run]:
    """The runs of a page in their order; the member's own comes first.

    A run that repeats the member's, rounded or in part, is the member's again.

    Raises: ValueError when values could belong to the label above them as well as below.
    """
    total = next((m.value for m in marks if m.kind == "total" and m.group is None), None)
    found = sorted([*_paired(marks), *_stacked(marks, total)], key=lambda run: run.at)
    own = next((run for run in found if run.group is None), None)
    if own is None:
        return found
    again = [run is own or _repeats(run, own) for run in found]
    merged = reduce(_merged, compress(found, again), own)
    return [merged, *(run for run, is_own in zip(found, again, strict=True) if not is_own)]


def fits(total: float | None, points: Points) -> bool:
    """Whether there is a total, and points that go with it."""
    return total is not None and bool(points) and sums_up(total, points)


def _paired(marks: Sequence[LineMark]) -> list[Run]:
    """Runs of lines that hold a label and its value."""
    runs = []
    for part in _parts([(i, mark) for i, mark in enumerate(marks) if mark.kind == "pair"]):
        start, first = part[0]
        points = {str(mark.pillar): mark.value or 0.0 for _, mark in part}
        runs.append(Run(start, points, _value(marks, start - 1, 100), first.group))
    return runs


def _stacked(marks: Sequence[LineMark], total: float | None) -> list[Run]:
    """Runs of lines that hold a label or a value, one above the other."""
    result = []
    for part in _parts([(i, mark) for i, mark in enumerate(marks) if mark.kind == "label"]):
        start, first = part[0]
        options = []
        for step in (-1, 1):  # the values stand above their labels, or below them
            found = {str(mark.pillar): _value(marks, i + step) for i, mark in part}
            points = {pillar: value for pillar, value in found.items() if value is not None}
            before = _value(marks, start - (2 if step < 0 else 1), 100)
            options.append(Run(start, points, before, first.group))
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


def _parts(places: Iterable[tuple[int, LineMark]]) -> list[list[tuple[int, LineMark]]]:
    """The places cut where a pillar comes again, or where another group is named."""
    result: list[list[tuple[int, LineMark]]] = []
    for i, mark in places:
        last = result[-1] if result else None
        again = last is not None and any(mark.pillar == m.pillar for _, m in last)
        if last is None or again or last[0][1].group != mark.group:
            result.append([(i, mark)])
        else:
            last.append((i, mark))
    return result


def _value(marks: Sequence[LineMark], place: int, most: float = 25) -> float | None:
    if not 0 <= place < len(marks) or marks[place].kind != "value":
        return None
    value = marks[place].value
    return value if value is not None and value <= most else None


def _repeats(run: Run, own: Run) -> bool:
    return (
        run.group is None
        and any(pillar in own.points for pillar in run.points)
        and all(
            abs(value - own.points[pillar]) <= half_unit(value) + half_unit(own.points[pillar])
            for pillar, value in run.points.items()
            if pillar in own.points
        )
    )


def _merged(run: Run, again: Run) -> Run:
    """One run with each value as exact as either has it."""
    both = [run.points, again.points]
    points = {
        pillar: min((p[pillar] for p in both if pillar in p), key=half_unit)
        for pillar in PILLARS
        if any(pillar in p for p in both)
    }
    return Run(run.at, points, again.total if run.total is None else run.total, run.group)
