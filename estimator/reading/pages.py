"""Pages: what the page /sales/ssi shows of the member and of the groups beside them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from html import unescape

from estimator.reading.found import Found, FoundGroup
from estimator.reading.lines import Mark, marks, named_industry
from estimator.reading.markup import is_html, page_lines
from estimator.reading.runs import Run, fits, runs

_GROUPS = ("industry", "network")


def payload_in_page(text: str) -> object:
    """LinkedIn's own payload, which the source of older pages carries; None when there is none."""
    source = unescape(text)
    start = max(source.find('{"activeSeat"'), source.find('{"memberScore"'))
    try:
        return json.JSONDecoder().raw_decode(source, start)[0] if start >= 0 else None
    except json.JSONDecodeError:
        return None


def find_in_text(text: str) -> Found:
    """Everything that the text or HTML of the page says of an SSI.

    The member's own numbers come first on every known page; then the industry's, then the
    network's, unless a line says otherwise.

    Raises: ValueError when it cannot be told which number belongs to which pillar.
    """
    lines = page_lines(text) if is_html(text) else text.splitlines()
    page = list(marks(lines))
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
    return Found(
        overall=_total(page, own),
        pillars={} if own is None else own.points,
        groups={group: found for group, found in groups.items() if found != FoundGroup()},
    )


def _total(page: Sequence[Mark], own: Run | None) -> float | None:
    """The total the page states, or a lone number above the pillars that goes with them."""
    stated = [mark.value for mark in page if mark.kind == "total" and mark.group is None]
    if stated or own is None:
        return stated[0] if stated else None
    return own.total if fits(own.total, own.points) else None


def _beside(page: Sequence[Mark], others: Sequence[Run]) -> Iterator[tuple[str, Run]]:
    """The runs of the groups: by the group a line names, otherwise in the order of the page."""
    free = [group for group in _GROUPS if group not in {run.group for run in others}]
    start = 0
    for run in others:
        group = run.group or _heading(page[start : run.at], free)
        if group is None and free:
            group = free[0]
        if group in free:
            free.remove(group)
        if group is not None:
            yield group, run
        start = run.at + len(run.points)


def _heading(between: Sequence[Mark], free: Sequence[str]) -> str | None:
    named = [m.group for m in between if m.kind in ("heading", "average") and m.group in free]
    return named[-1] if named else None


def _first_of(page: Sequence[Mark], kind: str) -> Mapping[str, float]:
    """The first value of each group among the marks of one kind that name a group."""
    result: dict[str, float] = {}
    for mark in page:
        if mark.kind == kind and mark.group is not None and mark.value is not None:
            result.setdefault(mark.group, mark.value)
    return result


def _drawn_averages(page: Sequence[Mark], beside: Mapping[str, Run]) -> Mapping[str, float]:
    """The totals of the groups' charts, where the page draws one chart for each group."""
    drawn = [m.value for m in page if m.kind == "total" and m.group is None and m.value is not None]
    return dict(zip(beside, drawn[1:], strict=True)) if len(drawn) == len(beside) + 1 else {}


def _ranks(page: Sequence[Mark]) -> Mapping[str, float]:
    """The ranks: by the group on their line, otherwise the industry's first."""
    result = dict(_first_of(page, "rank"))
    open_groups = [group for group in _GROUPS if group not in result]
    loose = [(i, mark) for i, mark in enumerate(page) if mark.kind == "rank" and not mark.group]
    if len(loose) == 1 and len(open_groups) == len(_GROUPS):
        near = page[max(loose[0][0] - 1, 0) : loose[0][0] + 2]
        open_groups = [m.group for m in near if m.kind == "heading" and m.group] or open_groups
    for group, (_, mark) in zip(open_groups, loose, strict=False):
        if mark.value is not None:
            result[group] = mark.value
    return result
