"""Rules and their vocabulary: what they hold, how two of them differ, what that does to a score."""

from collections.abc import Iterable, Mapping, Sequence

from estimator.actions import SEATS, Action, Limit
from estimator.days import to_date
from estimator.explanation.rule_changes import Effect
from estimator.report.blocks import (
    Page,
    PageColumn,
    PageTable,
    Piece,
    Said,
    Section,
    line,
    numbers,
)
from estimator.report.reasons_page import source_said
from estimator.report.wording import amount, counted, points, seat_words, signed
from estimator.rules.forms import Source as RuleSource
from estimator.rules.linting import Finding
from estimator.rules.numbers import Number
from estimator.rules.rule_contents import RuleChange, RuleTally, ShownRules

TALLY_LEGEND = (
    "points: those that signals are worth, of {} in all, by who vouches for them; touched: those"
    " that any number of this kind has a part in"
)
MINUTES = "Minutes are what one takes, for planning; they are assumed."


def numbers_page(shown: ShownRules, sources: Mapping[str, RuleSource]) -> Page:
    """The numbers in groups, each signal with what it is about; one number alone in full."""
    if len(shown.numbers) == 1 and not shown.signals:
        [(name, number)] = shown.numbers.items()
        return Page(name, [_alone(name, number, sources[number.source])])
    groups: dict[str, dict[str, Number]] = {}
    for path, number in shown.numbers.items():
        own = (signal for signal in shown.signals if path.startswith(f"{signal}."))
        owner = next(own, path.partition(".")[0])
        groups.setdefault(owner, {})[path.removeprefix(f"{owner}.")] = number
    named = max((len(name) for group in groups.values() for name in group), default=0)
    sections = [_group(owner, group, shown, named) for owner, group in groups.items()]
    used = sorted({number.source for number in shown.numbers.values()})
    told = [
        one for name in used for one in source_said(name, sources[name].kind, sources[name].title)
    ]
    return Page("Rules", [*sections, Section(told, "sources")])


def lint_page(findings: Sequence[Finding], tallies: Mapping[str, RuleTally]) -> Page:
    """The findings, then how many numbers and points rest on what."""
    most = sum(tally.points for tally in tallies.values())
    columns = [PageColumn("", 10, style="name"), *numbers(numbers=9, points=9, touched=9)]
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
    rows = []
    for one in changes:
        sides = (f"{s:g}" if isinstance(s, float) else str(s) for s in (one.before, one.after))
        rows.append([one.path, " → ".join(sides) if one.what == "changed" else one.what])
    columns = [PageColumn("path", -1, tail=2), PageColumn("change", style="points")]
    none = Said([] if changes else [line("no difference")], indent=0)
    return Page("Rules, compared", [Section([none, PageTable(columns, rows, heads="mh")])])


def effect_page(effect: Effect) -> Page:
    """The score before and after, then each number by what it brings, the largest first."""
    pillars = [
        [name, f"{points(effect.before[name])} → {points(effect.after[name]):>5}", signed(by)]
        for name, by in effect.change.items()
    ]
    columns = [PageColumn("", 14), *numbers(tail=2, points=14)]
    columns.append(PageColumn("change", -1, style="points"))
    causes = []
    for cause in effect.causes:
        fine = f"{cause.total:+.2g}".replace("-", "−")  # small parts keep a digit
        ends = f"{cause.before or 'none'} → {cause.after or 'none'}  {', '.join(cause.points)}"
        causes.append([cause.name, signed(cause.total) if abs(cause.total) >= 0.05 else fine, ends])
    by_number = [PageColumn("number", -1, tail=2), *numbers("points", tail=2, points=7)]
    by_number.append(PageColumn("from what to what, where", style="aside"))
    what = f"{effect.account} on {effect.on}, {seat_words(effect.seat)}"
    nothing = Said([line("no number that differs touches this score")], indent=0)
    parts = Section(
        [PageTable(by_number, causes, heads="mh", indent=2)],
        "by number, in points; the parts add up to the change",
    )
    moved = PageTable(columns, pillars, heads="mh", indent=2)
    return Page(what, [Section([moved], what), parts if causes else Section([nothing])])


def _alone(name: str, number: Number, source: RuleSource) -> Section:
    quantity, write = number.quantity, number.quantity.write
    unit = "" if quantity.duration or not quantity.unit else f" {quantity.unit}"
    entries = [("value", f"{number.written}{unit}"), ("status", number.status)]
    entries += [(f"from {to_date(first)}", write(value)) for first, value in number.dated]
    entries += [("bounds", " to ".join(map(write, number.bounds)))] if number.bounds else []
    entries += [("range", quantity.range), ("source", f"{number.source} ({source.kind})")]
    entries.append(("", source.title))
    entries += [("seen", source.seen.isoformat())] if source.seen else []
    entries += [("stands at", number.where)] if number.where else []
    columns = [PageColumn("", 17, style="aside"), PageColumn("", fold="wrap")]
    return Section([PageTable(columns, entries, heads="", indent=2)], name)


def _group(owner: str, group: Mapping[str, Number], shown: ShownRules, named: int) -> Section:
    form = shown.signals.get(owner)
    about = "" if form is None else f"  {form.kind}{', off' if form.off else ''}"
    said = [] if form is None else [form.off or form.about or ""]
    rows = []
    for name, one in group.items():
        bounds = f"[{', '.join(map(one.quantity.write, one.bounds))}]" if one.bounds else ""
        rows.append([name, one.written, f"{bounds:<14}{one.status:<9}{one.source}"])
    columns = [PageColumn("number", named), *numbers("points", tail=2, value=9)]
    columns.append(PageColumn("bounds, status, source", style="aside"))
    table = PageTable(columns, rows, heads="mh", indent=2)
    return Section([Said(said, "aside"), table], owner, aside=about)


# --- the vocabulary ---------------------------------------------------------------------------


def actions_page(actions: Mapping[str, Action]) -> Page:
    """The actions as tables, states and acts apart, with what is allowed of each."""
    limits = [f"{name}: {_limit(one)}" for name, kind in actions.items() for one in kind.limits]
    acts, levels = ([one for one in actions.items() if one[1].level == is_one] for is_one in (0, 1))
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


def _table(actions: Iterable[tuple[str, Action]]) -> PageTable:
    """Of each action also what people call it besides, and what its attributes may be."""
    columns = [
        PageColumn("action", -1, tail=2, style="name"),
        PageColumn("counts", -1, tail=2),
        *numbers(tail=2, minutes=7),
        PageColumn("also", fold="wrap", style="aside"),
    ]
    rows = []
    for name, one in actions:
        values = (f"{of}: {', '.join(known)}" for of, known in one.values.items())
        also = "; ".join([*([", ".join(one.also)] if one.also else []), *values])
        rows.append([name, one.unit, "" if one.minutes is None else amount(one.minutes), also])
    return PageTable(columns, rows, indent=2)


def _limit(limit: Limit) -> str:
    """A limit in words: `100 in 7 days`, `5 in 30 days with note (no seat)`."""
    of = "".join(f" with {name}" for name in limit.with_)
    within = "" if limit.days is None else f" in {limit.days} days"
    whom = "" if limit.seats == SEATS else f" ({', '.join(map(seat_words, limit.seats))})"
    return f"{limit.count:,.0f}{of}{within}{whom}; {limit.status}"
