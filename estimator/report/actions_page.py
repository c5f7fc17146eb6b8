"""The vocabulary: what a count counts, what one takes, how much is allowed, other names."""

from collections.abc import Iterator, Mapping

from estimator.actions import SEATS, Action, Limit
from estimator.report.blocks import Cell, Page, PageColumn, PageTable, Said, Section
from estimator.report.wording import amount, counted, seat_words

MINUTES = "Minutes are what one takes, for planning; they are assumed."


def actions_page(actions: Mapping[str, Action]) -> Page:
    """The actions as tables, states and acts apart, with what is allowed of each."""
    acts = {name: one for name, one in actions.items() if not one.level}
    levels = {name: one for name, one in actions.items() if one.level}
    limits = [said for name, one in actions.items() for said in _limits(name, one)]
    return Page(
        title="Actions",
        heading="Actions",
        about=counted(len(actions), "words"),
        sections=[
            Section([_table(acts)], "What is done"),
            Section([_table(levels)], "States, until the next row"),
            Section([Said(limits)], "Limits"),
            Section([Said([MINUTES], "aside", 0)]),
        ],
    )


def _table(actions: Mapping[str, Action]) -> PageTable:
    columns = [
        PageColumn("action", -1, tail=2, style="name"),
        PageColumn("counts", -1, tail=2),
        PageColumn("minutes", 7, tail=2, right=True),
        PageColumn("also", fold="wrap", style="aside"),
    ]
    rows: list[list[Cell]] = [
        [name, one.unit, "" if one.minutes is None else amount(one.minutes), _also(one)]
        for name, one in actions.items()
    ]
    return PageTable(columns, rows, indent=2)


def _also(action: Action) -> str:
    """What people call it besides, and what its attributes may be."""
    values = (f"{name}: {', '.join(known)}" for name, known in action.values.items())
    return "; ".join([*([", ".join(action.also)] if action.also else []), *values])


def _limits(name: str, action: Action) -> Iterator[str]:
    for limit in action.limits:
        yield f"{name}: {_limit(limit)}"


def _limit(limit: Limit) -> str:
    """A limit in words: `100 in 7 days`, `5 in 30 days with note (no seat)`."""
    of = "".join(f" with {name}" for name in limit.with_)
    within = "" if limit.days is None else f" in {limit.days} days"
    whom = "" if limit.seats == SEATS else f" ({', '.join(map(seat_words, limit.seats))})"
    return f"{limit.count:,.0f}{of}{within}{whom}; {limit.status}"
