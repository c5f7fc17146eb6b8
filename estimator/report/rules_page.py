"""Rules and their vocabulary: what they hold, how two of them differ, what that does to a score."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from estimator.actions import SEATS, Action, Limit
from estimator.days import to_date
from estimator.explanation.rule_changes import Effect
from estimator.report.blocks import (
    Block,
    Cell,
    Page,
    PageColumn,
    PageTable,
    Piece,
    Said,
    Section,
    line,
)
from estimator.report.wording import amount, counted, points, seat_words, signed
from estimator.rules.forms import Source as RuleSource
from estimator.rules.linting import Finding
from estimator.rules.numbers import Number
from estimator.rules.rule_contents import RuleChange, RuleTally, ShownRules

TALLY_LEGEND = (
    "points: those that signals are worth, of {} in all, by who vouches for them; touched: those"
    " that any number of this kind has a part in"
)


def numbers_page(shown: ShownRules, sources: Mapping[str, RuleSource]) -> Page:
    """The numbers in groups, each signal with what it is about; one number alone in full."""
    if len(shown.numbers) == 1 and not shown.signals:
        [(name, number)] = shown.numbers.items()
        return Page(name, [_alone(name, number, sources[number.source])])
    named = max((len(_short(name, shown.signals)) for name in shown.numbers), default=0)
    groups: dict[str, list[str]] = {}
    for name in shown.numbers:
        groups.setdefault(_owner(name, shown.signals), []).append(name)
    sections = [_group(owner, names, shown, named) for owner, names in groups.items()]
    used = sorted({number.source for number in shown.numbers.values()})
    cited = [block for name in used for block in _source(name, sources[name])]
    return Page("Rules", [*sections, Section(cited, "sources")])


def lint_page(findings: Sequence[Finding], tallies: Mapping[str, RuleTally]) -> Page:
    """The findings, then how many numbers and points rest on what."""
    most = sum(tally.points for tally in tallies.values())
    columns = [
        PageColumn("", 10, style="name"),
        *(PageColumn(head, 9, right=True) for head in ("numbers", "points", "touched")),
    ]
    rows = [
        [status, f"{one.numbers:,}", f"{one.points:.1f}", f"{one.touched:.1f}"]
        for status, one in tallies.items()
    ]
    count = Piece(counted(len(findings), "findings"), "title")
    return Page(
        "Rules, linted",
        [
            Section([Said([line(str(finding)) for finding in findings], indent=0)]),
            Section([Said([line(count, "; nothing here is an error")], indent=0)]),
            Section([PageTable(columns, rows)]),
            Section([Said([TALLY_LEGEND.format(amount(most))], "aside", 0)]),
        ],
    )


def difference_page(changes: Sequence[RuleChange]) -> Page:
    """What changes, an entry a line."""
    rows = [[one.path, _change(one)] for one in changes]
    columns = [PageColumn("path", -1, tail=2), PageColumn("change", style="points")]
    none = Said([] if changes else [line("no difference")], indent=0)
    return Page("Rules, compared", [Section([none, PageTable(columns, rows, heads="mh")])])


def effect_page(effect: Effect) -> Page:
    """The score before and after, then each number by what it brings, the largest first."""
    pillars = [
        [name, f"{points(effect.before[name])} → {points(effect.after[name]):>5}", signed(by)]
        for name, by in effect.change.items()
    ]
    columns = [PageColumn("", 14), PageColumn("points", 14, tail=2, right=True)]
    columns.append(PageColumn("change", -1, style="points"))
    causes = [
        [
            cause.name,
            _fine(cause.total),
            f"{cause.before or 'none'} → {cause.after or 'none'}  {', '.join(cause.points)}",
        ]
        for cause in effect.causes
    ]
    by_number = [
        PageColumn("number", -1, tail=2),
        PageColumn("points", 7, tail=2, right=True, style="points"),
        PageColumn("from what to what, where", style="aside"),
    ]
    what = f"{effect.account} on {effect.on}, {seat_words(effect.seat)}"
    nothing = line("no number that differs touches this score")
    parts = Section(
        [PageTable(by_number, causes, heads="mh", indent=2)],
        "by number, in points; the parts add up to the change",
    )
    told = parts if causes else Section([Said([nothing], indent=0)])
    moved = PageTable(columns, pillars, heads="mh", indent=2)
    return Page(what, [Section([moved], what), told])


def _alone(name: str, number: Number, source: RuleSource) -> Section:
    write, unit = number.quantity.write, number.quantity.unit
    value = f"{number.written}{f' {unit}' if unit and not number.quantity.duration else ''}"
    entries = [("value", value), ("status", number.status)]
    entries += [(f"from {to_date(first)}", write(value)) for first, value in number.dated]
    if number.bounds:
        entries.append(("bounds", f"{write(number.bounds[0])} to {write(number.bounds[1])}"))
    entries += [("range", number.quantity.range), ("source", f"{number.source} ({source.kind})")]
    entries.append(("", source.title))
    entries += [("seen", source.seen.isoformat())] if source.seen else []
    entries += [("stands at", number.where)] if number.where else []
    columns = [PageColumn("", 17, style="aside"), PageColumn("", fold="wrap")]
    return Section([PageTable(columns, entries, heads="", indent=2)], name)


def _group(owner: str, names: Sequence[str], shown: ShownRules, named: int) -> Section:
    form = shown.signals.get(owner)
    about = "" if form is None else f"  {form.kind}{', off' if form.off else ''}"
    said = [] if form is None else [form.off or form.about or ""]
    columns = [
        PageColumn("number", named),
        PageColumn("value", 9, tail=2, right=True, style="points"),
        PageColumn("bounds, status, source", style="aside"),
    ]
    rows = [[_short(one, shown.signals), *_written(shown.numbers[one])] for one in names]
    table = PageTable(columns, rows, heads="mh", indent=2)
    return Section([Said(said, "aside"), table], owner, aside=about)


def _written(number: Number) -> tuple[str, str]:
    bounds = ""
    if number.bounds:
        bounds = f"[{', '.join(map(number.quantity.write, number.bounds))}]"
    return number.written, f"{bounds:<14}{number.status:<9}{number.source}"


def _owner(name: str, signals: Iterable[str]) -> str:
    """The signal a number belongs to; otherwise the first word of its name."""
    own = [path for path in signals if name.startswith(f"{path}.")]
    return own[0] if own else name.partition(".")[0]


def _short(name: str, signals: Iterable[str]) -> str:
    return name.removeprefix(f"{_owner(name, signals)}.")


def _source(name: str, source: RuleSource) -> Iterator[Block]:
    yield Said([line(name, Piece(f"  {source.kind}", "aside"))])
    yield Said([source.title], "aside", 4)


def _change(change: RuleChange) -> str:
    if change.what != "changed":
        return change.what
    sides = (
        f"{one:g}" if isinstance(one, float) else str(one) for one in (change.before, change.after)
    )
    return " → ".join(sides)


def _fine(value: float) -> str:
    """Small parts keep a digit that tells them from nothing."""
    return signed(value) if abs(value) >= 0.05 else f"{value:+.2g}".replace("-", "−")


# --- the vocabulary ---------------------------------------------------------------------------

MINUTES = "Minutes are what one takes, for planning; they are assumed."


def actions_page(actions: Mapping[str, Action]) -> Page:
    """The actions as tables, states and acts apart, with what is allowed of each."""
    acts = {name: one for name, one in actions.items() if not one.level}
    levels = {name: one for name, one in actions.items() if one.level}
    limits = [f"{name}: {_limit(one)}" for name, kind in actions.items() for one in kind.limits]
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


def _limit(limit: Limit) -> str:
    """A limit in words: `100 in 7 days`, `5 in 30 days with note (no seat)`."""
    of = "".join(f" with {name}" for name in limit.with_)
    within = "" if limit.days is None else f" in {limit.days} days"
    whom = "" if limit.seats == SEATS else f" ({', '.join(map(seat_words, limit.seats))})"
    return f"{limit.count:,.0f}{of}{within}{whom}; {limit.status}"
