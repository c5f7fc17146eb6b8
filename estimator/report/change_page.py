"""Why the index moved between two days, and how the members of a team moved."""

from collections.abc import Iterable, Iterator
from datetime import date

from estimator.explanation.attribution import ChangePart
from estimator.explanation.change import Change
from estimator.explanation.steps import COVERAGE
from estimator.explanation.teams import Team
from estimator.report import wording as say
from estimator.report.blocks import (
    POINTS,
    Block,
    Cell,
    Headline,
    Notes,
    Page,
    PageColumn,
    PageTable,
    Piece,
    Said,
    Section,
    ending,
    numbers,
)
from estimator.report.estimate_page import days_before
from estimator.report.machine_forms import cells_of
from estimator.report.strips import leaps
from estimator.rules.model import Model
from estimator.score.results import Json

ROOM = 72  # columns from which a cause has room for a bar and its pillar
TABLE = 76  # columns from which a table has room for the pillars
MOST = 12  # causes told one by one
SHIFT = (
    "A change of LinkedIn's formula is suspected: what no cause explains has one sign in all four"
    " pillars."
)
CAUSE = PageColumn("cause", fold="wrap")


def change_page(result: Change, model: Model) -> Page:
    """Ends, causes, pillars, what readings say."""
    before, after = (say.points(day.total.points) for day in (result.before, result.after))
    days, moved = say.days_between(result.start, result.end), say.signed(result.change)
    seat = say.seat_words(result.seat)
    regimes = [f"LinkedIn's formula changed on {one.from_}: {one.note}" for one in result.regimes]
    return Page(
        heading="Why the index moved",
        about=f"{say.shortened(result.account, 30)}, {seat}",
        title=f"Why the index moved: {before} to {after} ({moved})",
        sections=[
            Section(
                [
                    Headline(f"{before} → {after}", moved, days),
                    Said([f"{result.account}, {days}, {seat}."], forms="m"),
                    Said(_ranks_moved(result)),
                ]
            ),
            Section([_pillars(result, forms="m")]),
            *([days_before(result.after, result.start)] if result.start < result.end else []),
            _causes(result),
            Section([_pillars(result, forms="th")]),
            _by_action(result),
            *_recorded(result),
            ending([*regimes, *result.warnings], result.after.stamp, result.pillars),
        ],
    )


def change_rows(result: Change) -> Iterator[Json]:
    """One row a part: the days, pillar, signal, cause, points, before, after, unit, and words."""
    ends = result.start, result.end
    for part in result.parts:
        own = cells_of(part, "pillar signal cause points before after unit")
        days = {"from": ends[0].isoformat(), "to": ends[1].isoformat()}
        yield {"account": result.account, **days, **own, "said": cause_said(part, *ends)}


def _ranks_moved(result: Change) -> list[str]:
    """The place in each group on either day, whose average moves, too."""
    before, after = result.before.rank or {}, result.after.rank or {}
    return [
        f"Top {before[group]['top_percent']:.0f} % of the {group} then, top"
        f" {after[group]['top_percent']:.0f} % now; its average went from"
        f" {say.amount(before[group]['average'])} to {say.amount(after[group]['average'])}."
        for group in before
        if group in after
    ]


def _causes(result: Change) -> Section:
    """The parts that a reader sees one by one, and what is left of them."""
    big = [part for part in result.parts if abs(part.points) >= say.SMALLEST][:MOST]
    small = result.parts[len(big) :]
    worth = say.signed(sum(part.points for part in small))
    rest = f"{say.counted(len(small), 'smaller causes')}, together {worth}" if small else ""
    if not result.parts:
        return Section([Said(["Nothing in the log or the rules moved it."], forms="th")])
    way = leaps(result.before.total.points, (part.points for part in big))
    rows: list[list[Cell]] = [
        [say.signed(part.points), leap, part.pillar, cause_said(part, result.start, result.end)]
        for part, leap in zip(big, way, strict=True)
    ]
    columns = [
        POINTS,
        PageColumn(wide=8, tail=2, forms="th", least=ROOM, drawn=True),
        PageColumn("pillar", 13, style="name", least=ROOM),
        CAUSE,
    ]
    table = PageTable(columns, rows, "mh", rest=rest)
    return Section([table], "Causes", aside=", the biggest first")


def _pillars(result: Change, forms: str) -> PageTable:
    days = [say.short_day(day, beside=result.end) for day in (result.start, result.end)]
    columns = [
        PageColumn("pillar", 14, style="name", said=""),
        PageColumn("before", 8, right=True, said=days[0]),
        PageColumn("after", 9, right=True, style="points", said=days[1]),
        *numbers(change=9),
    ]
    rows = [
        [name, say.points(one.before), say.points(one.after), say.signed(one.change)]
        for name, one in result.pillars.items()
    ]
    ends = [say.points(day.total.points) for day in (result.before, result.after)]
    total = [Piece(text, "title") for text in ("total", *ends, say.signed(result.change))]
    return PageTable(columns, rows, total=total, indent=2, forms=forms)


def _by_action(result: Change) -> Section:
    """The actions and items that moved the index, the strongest first."""
    found = [(say.label(name), worth) for name, worth in result.by_action().items()]
    ranked = sorted(found, key=lambda one: (-abs(one[1]), one[0]))
    shown = [(name, say.signed(worth)) for name, worth in ranked if abs(worth) >= say.SMALLEST]
    said = [", ".join(map(" ".join, shown))] if shown else []
    columns = [PageColumn("points", right=True), PageColumn("action")]
    table = PageTable(columns, [(worth, name) for name, worth in shown], forms="mh")
    return Section([Said(said, forms="t"), table], "By action")


def _recorded(result: Change) -> list[Section]:
    found = result.recorded
    if found is None:
        return []
    columns = [
        PageColumn("", 14, style="name"),
        *numbers(recorded=8, estimated=11),
        *numbers("points", unexplained=13),
    ]
    rows = [
        [name, *map(say.signed, (one.recorded, one.estimated, one.unexplained))]
        for name, one in found.rests.items()
    ]
    blocks: list[Block] = [
        Said([f"Readings of {found.start} and {found.end}."], forms="m"),
        PageTable(columns, rows, indent=2),
        Notes([SHIFT] if found.formula_shift else []),
    ]
    of = f" of {say.days_between(found.start, found.end)}"
    return [Section(blocks, "Held against readings", aside=of)]


# --- the causes in words -------------------------------------------------------------------------


def cause_said(part: ChangePart, start: date, end: date) -> str:
    """The cause of a part as a reader says it.

    >>> faded = ChangePart("faded", "insight", "reactions", -1.9, 52.0, 31.0, "flow", "reactions")
    >>> cause_said(faded, date(2026, 5, 1), date(2026, 5, 19))
    'reactions faded (52 counted on 1 May, 31 now)'
    """
    name, then = say.label(part.signal or part.pillar), say.short_day(start, beside=end)
    before, after = say.amount(part.before or 0.0), say.amount(part.after or 0.0)
    match part.cause, part.kind:
        case ("came" | "faded" | "left") as cause, "rate":
            ends = say.percent(part.before or 0.0), say.percent(part.after or 0.0)
            moved = f"{' to '.join(ends)} in all" if ends[0] != ends[1] else f"{ends[1]} as before"
            name, said = f"{name}:", f"what {CEASED.get(cause, cause)} ({moved})"
        case "came", "days":
            said = f"came ({after} since {then})"
        case "came", _:
            done = say.amount(sum(moved.count or 0.0 for moved in part.moved))
            said = f"came ({done} since {then}, {after} count now)"
        case "faded", _:
            said = f"faded ({before} counted on {then}, {after} now)"
        case "left", _:
            said = f"{CEASED['left']} (counted {before} on {then})"
        case "level", "checklist":
            items = ((say.label(one.name), (one.after or 0.0) > 0) for one in part.moved)
            filled = (f"{item} {'filled' if is_there else 'emptied'}" for item, is_there in items)
            name, said = f"{name}:", ", ".join(filled)
        case "level", _:
            said = f"went from {before} to {after}"
        case (("known" | "unknown" | "inferred"), _):
            return name + _assumed_said(part, then, end)
        case "cap", _:
            name, said = "cap or ceiling", _cap_said(part.before or 0.0, part.after or 0.0, then)
        case "rules", _:
            name, said = "rules:", _rules_said(part)
        case _:
            name, said = "your", "readings"
    return f"{name} {said}"


CEASED = {"left": "left the window"}


def _assumed_said(part: ChangePart, then: str, end: date) -> str:
    """What is known, or assumed, otherwise than before."""
    if part.cause == "known":  # it may have been there all the time
        days = (part.since, "from {} on, assumed before"), (part.until, "until {}, assumed since")
        told = [words.format(say.short_day(on, beside=end)) for on, words in days if on is not None]
        return f": {'; '.join(f'known {one}' for one in told)}"
    if part.cause == "inferred":
        origins = {say.label(moved.name.partition(".")[2]) for moved in part.moved}
        origin = f" from {origins.pop()}" if len(origins) == 1 else ""
        return f": another amount is inferred{origin}"
    before, after = part.before or 0.0, part.after or 0.0
    seen = [say.label(moved.name) for moved in part.moved if moved.name != COVERAGE]
    if not seen:
        return f": {'more' if after > before else 'less'} had to be assumed"
    if part.kind == "checklist":
        return f": {', '.join(seen)} seen since, assumed before"
    return f" seen since ({say.amount(after)}; {say.amount(before)} assumed on {then})"


def _rules_said(part: ChangePart) -> str:
    """A number of the rules that moved; how many, of several."""
    if len(part.numbers) != 1:
        count = f"{len(part.numbers)} numbers" if part.numbers else "the definition"
        return f"{count} of {say.label(part.signal) if part.signal else part.pillar}"
    [number] = part.numbers
    was, now = number.written_before, number.written_after
    told = f"from {was} to {now}" if was and now else was or f"new: {now}"
    return f"{number.path} {told}"


def _cap_said(before: float, after: float, then: str) -> str:
    if before == 0.0:
        return f"began to cut ({say.points(after)} now)"
    if after == 0.0:
        return f"ceased to cut ({say.points(before)} on {then})"
    more = "more" if after > before else "less"
    return f"cuts {more} ({say.points(before)} on {then}, {say.points(after)} now)"


# --- a team --------------------------------------------------------------------------------------


def team_page(result: Team, model: Model) -> Page:
    """A table by improvement where there are two days, and one by level."""
    n, seat = len(result.members), say.seat_words(result.seat)
    pillars = [name for name in result.average if name != "total"]
    last = [say.points(result.average[name]) for name in ("total", *pillars)]
    level = [
        [str(one.by_level), one.name, say.points(one.total), *map(say.points, one.pillars.values())]
        for one in result.ordered_by_level()
    ]
    moved = [
        [
            str(one.by_improvement),
            one.name,
            *map(say.signed, (one.change or 0, *one.changes.values())),
        ]
        for one in result.members
    ]
    by_level = _members("total", level, pillars, ["", "average", *last])
    by_improvement = Section([])
    if result.since:
        heading = f"By improvement, {say.days_between(result.since, result.on)}"
        by_improvement = Section([_members("change", moved, pillars)], heading)
    return Page(
        heading="Team",
        about=f"{say.counted(n, 'accounts')}, {result.on}, {seat}",
        title=f"Team of {n}",
        sections=[
            Section([Said([f"{result.on}, {seat}."], forms="m")]),
            by_improvement,
            Section([by_level], "By level"),
            ending(result.warnings, result.stamp, pillars),
        ],
    )


def team_rows(result: Team) -> Iterator[Json]:
    """One row a member, in the order of the table: total, pillars, change, both places."""
    for member in result.members:
        change = {} if member.change is None else {"change": member.change}
        place = {} if member.by_improvement is None else {"by_improvement": member.by_improvement}
        total = {"member": member.name, "on": result.on.isoformat(), "total": member.total}
        yield {**total, **member.pillars, **change, "by_level": member.by_level, **place}


def _members(
    what: str, rows: list[list[str]], pillars: Iterable[str], last: list[str] | None = None
) -> PageTable:
    columns = [
        PageColumn("", 4, tail=2, right=True, style="aside"),
        PageColumn("member", 20, style="name", said=""),
        PageColumn(what, 8, right=True, style="points"),
        *(PageColumn(name, len(name) + 2, right=True, least=TABLE) for name in pillars),
    ]
    return PageTable(columns, rows, total=last or [], totals="tmh")
