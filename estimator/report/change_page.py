"""Why the index moved between two days, and how the members of a team moved."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from estimator.explanation.attribution import Cause, ChangePart, Moved, NumberMoved
from estimator.explanation.change import Change
from estimator.explanation.steps import COVERAGE
from estimator.explanation.teams import Team
from estimator.report.blocks import (
    Block,
    Cell,
    Closing,
    Headline,
    Notes,
    Page,
    PageColumn,
    PageTable,
    Piece,
    Said,
    Section,
)
from estimator.report.estimate_page import days_before
from estimator.report.strips import leaps
from estimator.report.wording import (
    SMALLEST,
    amount,
    counted,
    days_between,
    label,
    percent,
    points,
    seat_words,
    short_day,
    shortened,
    signed,
)
from estimator.rules.model import Model
from estimator.score.results import Json

ROOM = 72  # columns from which a cause has room for a bar and its pillar
TABLE = 76  # columns from which a table has room for the pillars
MOST = 12  # causes told one by one
SHIFT = (
    "A change of LinkedIn's formula is suspected: what no cause explains has one sign in all four"
    " pillars."
)


def change_page(result: Change, model: Model) -> Page:
    """Ends, causes, pillars, what readings say."""
    before, after = (day.total.points for day in (result.before, result.after))
    days, moved = days_between(result.start, result.end), signed(result.change)
    about = [f"{result.account}, {days}, {seat_words(result.seat)}."]
    regimes = [f"LinkedIn's formula changed on {one.from_}: {one.note}" for one in result.regimes]
    closing = Closing(result.after.stamp, result.pillars)
    return Page(
        heading="Why the index moved",
        about=f"{shortened(result.account, 30)}, {seat_words(result.seat)}",
        title=f"Why the index moved: {points(before)} to {points(after)} ({moved})",
        sections=[
            Section(
                [
                    Headline(f"{points(before)} → {points(after)}", moved, days),
                    Said(about, forms="m"),
                    Said(ranks_moved(result)),
                ]
            ),
            Section([_pillars(result, forms="m")]),
            *([days_before(result.after, result.start)] if result.start < result.end else []),
            _causes(result),
            Section([_pillars(result, forms="th")]),
            _by_action(result),
            *_recorded(result),
            Section([Notes([*regimes, *result.warnings]), closing]),
        ],
    )


def change_rows(result: Change) -> Iterator[Json]:
    """One row a part: the days, pillar, signal, cause, points, before, after, unit, and words."""
    for part in result.parts:
        yield {
            "account": result.account,
            "from": result.start.isoformat(),
            "to": result.end.isoformat(),
            "pillar": part.pillar,
            "signal": part.signal or "",
            "cause": part.cause,
            "points": part.points,
            "before": "" if part.before is None else part.before,
            "after": "" if part.after is None else part.after,
            "unit": part.unit,
            "said": cause_said(part, result.start, result.end),
        }


def ranks_moved(result: Change) -> list[str]:
    """The place in each group on either day, whose average moves, too."""
    before, after = result.before.rank or {}, result.after.rank or {}
    return [
        f"Top {before[group]['top_percent']:.0f} % of the {group} then, top"
        f" {after[group]['top_percent']:.0f} % now; its average went from"
        f" {amount(before[group]['average'])} to {amount(after[group]['average'])}."
        for group in before
        if group in after
    ]


def _causes(result: Change) -> Section:
    """The parts that a reader sees one by one, and what is left of them."""
    big = [part for part in result.parts if abs(part.points) >= SMALLEST][:MOST]
    small = result.parts[len(big) :]
    worth = signed(sum(part.points for part in small))
    rest = f"{counted(len(small), 'smaller causes')}, together {worth}" if small else ""
    if not result.parts:
        return Section([Said(["Nothing in the log or the rules moved it."], forms="th")])
    way = leaps(result.before.total.points, (part.points for part in big))
    rows: list[list[Cell]] = [
        [signed(part.points), leap, part.pillar, cause_said(part, result.start, result.end)]
        for part, leap in zip(big, way, strict=True)
    ]
    columns = [
        PageColumn("points", 6, tail=2, right=True, style="points"),
        PageColumn(wide=8, tail=2, forms="th", least=ROOM, drawn=True),
        PageColumn("pillar", 13, style="name", least=ROOM),
        PageColumn("cause", fold="wrap"),
    ]
    return Section(
        [PageTable(columns, rows, "mh", rest=rest)], "Causes", aside=", the biggest first"
    )


def _pillars(result: Change, forms: str) -> PageTable:
    days = [short_day(day, beside=result.end) for day in (result.start, result.end)]
    columns = [
        PageColumn("pillar", 14, style="name", said=""),
        PageColumn("before", 8, right=True, said=days[0]),
        PageColumn("after", 9, right=True, style="points", said=days[1]),
        PageColumn("change", 9, right=True),
    ]
    rows = [
        [name, points(one.before), points(one.after), signed(one.change)]
        for name, one in result.pillars.items()
    ]
    ends = [points(day.total.points) for day in (result.before, result.after)]
    total = [Piece(text, "title") for text in ("total", *ends, signed(result.change))]
    return PageTable(columns, rows, total=total, indent=2, forms=forms)


def _by_action(result: Change) -> Section:
    """The actions and items that moved the index, the strongest first."""
    found = [(label(name), worth) for name, worth in result.by_action().items()]
    ranked = sorted(found, key=lambda one: (-abs(one[1]), one[0]))
    shown = [(name, signed(worth)) for name, worth in ranked if abs(worth) >= SMALLEST]
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
        PageColumn("recorded", 8, right=True),
        PageColumn("estimated", 11, right=True),
        PageColumn("unexplained", 13, right=True, style="points"),
    ]
    rows = [
        [name, signed(one.recorded), signed(one.estimated), signed(one.unexplained)]
        for name, one in found.rests.items()
    ]
    blocks: list[Block] = [PageTable(columns, rows, indent=2)]
    blocks.insert(0, Said([f"Readings of {found.start} and {found.end}."], forms="m"))
    if found.formula_shift:
        blocks.append(Notes([SHIFT]))
    of = f" of {days_between(found.start, found.end)}"
    return [Section(blocks, "Held against readings", aside=of)]


# --- the causes in words -------------------------------------------------------------------------


def cause_said(part: ChangePart, start: date, end: date) -> str:
    """The cause of a part as a reader says it.

    >>> faded = ChangePart("faded", "insight", "reactions", -1.9, 52.0, 31.0, "flow", "reactions")
    >>> cause_said(faded, date(2026, 5, 1), date(2026, 5, 19))
    'reactions faded (52 counted on 1 May, 31 now)'
    """
    then = short_day(start, beside=end)
    name, before, after = _name(part), _before(part), _after(part)
    if part.kind == "rate" and part.cause in RATE:
        ends = percent(part.before or 0.0), percent(part.after or 0.0)
        moved = f"{ends[0]} to {ends[1]} in all" if ends[0] != ends[1] else f"{ends[1]} as before"
        return f"{name}: {RATE[part.cause]} ({moved})"
    if part.cause in _SAID:
        return _SAID[part.cause](part, then)
    if part.cause == "known":  # it may have been there all the time
        days = (part.since, "from {} on, assumed before"), (part.until, "until {}, assumed since")
        told = [words.format(short_day(on, beside=end)) for on, words in days if on is not None]
        return f"{name}: {'; '.join(f'known {one}' for one in told)}"
    return {
        "faded": f"{name} faded ({before} counted on {then}, {after} now)",
        "left": f"{name} left the window (counted {before} on {then})",
        "readings": "your readings",
    }[part.cause]


def number_said(number: NumberMoved) -> str:
    """A number of the rules that moved.

    >>> number_said(NumberMoved("find.cap", 25.0, 20.0, "25", "20"))
    'find.cap from 25 to 20'
    """
    if not number.written_before or not number.written_after:
        return f"{number.path} {number.written_before or 'new: ' + number.written_after}"
    return f"{number.path} from {number.written_before} to {number.written_after}"


def whole_amount(value: float) -> str:
    """An amount that is a sum: what rounding left beside a whole number is none.

    >>> whole_amount(14.999999999999998)
    '15'
    """
    return amount(round(value, 9))


def _came(part: ChangePart, then: str) -> str:
    if part.kind == "days":
        return f"{_name(part)} came ({_after(part)} since {then})"
    done = amount(sum(moved.count or 0.0 for moved in part.moved))
    return f"{_name(part)} came ({done} since {then}, {_after(part)} count now)"


def _level(part: ChangePart, then: str) -> str:
    if part.kind == "checklist":
        return f"{_name(part)}: {', '.join(map(_item, part.moved))}"
    return f"{_name(part)} went from {_before(part)} to {_after(part)}"


def _item(moved: Moved) -> str:
    return f"{label(moved.name)} {'filled' if (moved.after or 0.0) > 0 else 'emptied'}"


def _unknown(part: ChangePart, then: str) -> str:
    seen = [moved.name for moved in part.moved if moved.name != COVERAGE]
    if seen and part.kind == "checklist":
        return f"{_name(part)}: {', '.join(map(label, seen))} seen since, assumed before"
    if seen:
        return f"{_name(part)} seen since ({_after(part)}; {_before(part)} assumed on {then})"
    more = (part.after or 0.0) > (part.before or 0.0)
    return f"{_name(part)}: {'more' if more else 'less'} had to be assumed"


def _inferred(part: ChangePart, then: str) -> str:
    sources = {label(moved.name.partition(".")[2]) for moved in part.moved}
    origin = f" from {sources.pop()}" if len(sources) == 1 else ""
    return f"{_name(part)}: another amount is inferred{origin}"


def _rules(part: ChangePart, then: str) -> str:
    if len(part.numbers) == 1:
        return f"rules: {number_said(part.numbers[0])}"
    count = f"{len(part.numbers)} numbers" if part.numbers else "the definition"
    return f"rules: {count} of {label(part.signal) if part.signal else part.pillar}"


def _cap(part: ChangePart, then: str) -> str:
    before, after = part.before or 0.0, part.after or 0.0
    if before == 0.0:
        return f"cap or ceiling began to cut ({points(after)} now)"
    if after == 0.0:
        return f"cap or ceiling ceased to cut ({points(before)} on {then})"
    more = "more" if after > before else "less"
    return f"cap or ceiling cuts {more} ({points(before)} on {then}, {points(after)} now)"


def _name(part: ChangePart) -> str:
    return label(part.signal or part.pillar)


def _before(part: ChangePart) -> str:
    return whole_amount(part.before or 0.0)


def _after(part: ChangePart) -> str:
    return whole_amount(part.after or 0.0)


RATE = {"came": "what came", "faded": "what faded", "left": "what left the window"}
_SAID: Mapping[Cause, Callable[[ChangePart, str], str]] = {
    "came": _came,
    "level": _level,
    "unknown": _unknown,
    "inferred": _inferred,
    "rules": _rules,
    "cap": _cap,
}


# --- a team --------------------------------------------------------------------------------------


def team_page(result: Team, model: Model) -> Page:
    """A table by improvement where there are two days, and one by level."""
    n, seat = len(result.members), seat_words(result.seat)
    average = {name: points(worth) for name, worth in result.average.items()}
    level = [
        (str(one.by_level), one.name, points(one.total), map(points, one.pillars.values()))
        for one in result.ordered_by_level()
    ]
    last: list[Cell] = ["", "average", average.pop("total"), *average.values()]
    sections = [
        Section([Said([f"{result.on}, {seat}."], forms="m")]),
        Section([_members("total", level, [*average], last)], "By level"),
        Section([Notes(result.warnings), Closing(result.stamp, average)]),
    ]
    if result.since:
        moved = [
            (
                str(one.by_improvement),
                one.name,
                signed(one.change or 0.0),
                map(signed, one.changes.values()),
            )
            for one in result.members
        ]
        heading = f"By improvement, {days_between(result.since, result.on)}"
        sections.insert(1, Section([_members("change", moved, [*average])], heading))
    about = f"{counted(n, 'accounts')}, {result.on}, {seat}"
    return Page(f"Team of {n}", sections, "Team", about)


def team_rows(result: Team) -> Iterator[Json]:
    """One row a member, in the order of the table: total, pillars, change, both places."""
    for member in result.members:
        change = {} if member.change is None else {"change": member.change}
        place = {} if member.by_improvement is None else {"by_improvement": member.by_improvement}
        total = {"member": member.name, "on": result.on.isoformat(), "total": member.total}
        yield {**total, **member.pillars, **change, "by_level": member.by_level, **place}


def _members(
    what: str,
    members: Sequence[tuple[str, str, str, Iterable[str]]],
    pillars: Sequence[str],
    last: Sequence[Cell] = (),
) -> PageTable:
    columns = [
        PageColumn("", 4, tail=2, right=True, style="aside"),
        PageColumn("member", 20, style="name", said=""),
        PageColumn(what, 8, right=True, style="points"),
        *(PageColumn(name, len(name) + 2, right=True, least=TABLE) for name in pillars),
    ]
    rows = [[place, name, worth, *others] for place, name, worth, others in members]
    return PageTable(columns, rows, total=last, totals="tmh")
