"""Rules: what they hold, how two of them differ, what that does to a score, their vocabulary; what
a calibration makes of them, how well it predicts, and what the readings cannot tell.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from estimator.actions import SEATS, Action, Limit
from estimator.days import to_date
from estimator.explanation.rule_changes import Effect
from estimator.report.blocks import (
    Notes,
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
from estimator.report.wording import amount, counted, label, percent, points, seat_words, signed
from estimator.rules.forms import Source as RuleSource
from estimator.rules.linting import Finding
from estimator.rules.numbers import Number
from estimator.rules.rule_contents import RuleChange, RuleTally, ShownRules

if TYPE_CHECKING:  # rules are shown without a fit
    from estimator.calibration.calibrating import Fit, Report
    from estimator.calibration.experiments import Experiment

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


# --- a fit of the numbers ------------------------------------------------------------------------

RUNGS = {
    "offset": "too few for a fit, which begins with 4; the offset is shown",
    "scale": "enough for one factor a pillar; the points of signals take 12",
    "points": "enough for the points of signals; curves and half-lives take 40",
    "shapes": "enough for points, curves and half-lives, as far as they tell them",
}
KEEP = "Keep it with -o mine.yaml, and give it to any command with --rules mine.yaml."
ANCHOR = (
    "The rules stay as they are; your readings move every score without a fit: ssi score"
    " SOURCE --readings PATH."
)
BY_PILLAR = ("brand", "find", "insight", "relationship", "total")
SHORT = ("brand", "find", "insight", "relation", "total")
MOST_NAMED = 6


def fit_page(fit: "Fit", detailed: bool = False, can_read: bool = True) -> Page:
    """Whether it fitted, why, what to do; detailed: with the fit beside its rivals, its numbers,
    what is left. can_read: nobody else is asked for more readings.
    """
    report, verdict = fit.report, Said([f"Not fitted: {fit.refused}."], "warning")
    if fit.accepted:
        better = "Fitted: with your readings it predicts better than the rules do with them."
        verdict = Said([better], "points")
    readings, accounts = counted(report.readings, "readings"), counted(report.accounts, "accounts")
    about = f"{readings} of {accounts}, {report.first} to {report.last}: {RUNGS[report.rung]}."
    next_step = _next(fit.experiment) if can_read and (detailed or not fit.accepted) else ""
    said = [about, KEEP if fit.accepted else next_step or ANCHOR]
    if not detailed:
        said.append("The numbers: --details.")
        return Page("Calibration", [Section([verdict, Said(said)], "Calibration")])
    offsets = [signed(report.offsets[p]) if p in report.offsets else "" for p in BY_PILLAR]
    aside = [f"{counted(n, 'readings')} not used: {why}" for why, n in report.set_aside.items()]
    errors = [
        (who, [f"{error[what]:.2f}" if what in error else "" for what in BY_PILLAR])
        for who, error in report.errors.items()
    ]
    ahead = f"{counted(report.foretold, 'readings')} ahead, off by"
    sections = [
        Section([verdict, Said(said)], "Calibration"),
        Section([_by_pillar("estimated minus recorded", [("the rules as they were", offsets)])]),
        Section([_by_pillar(ahead, errors if report.foretold else [], bold="this fit")]),
        *_fitted(report),
        Section([Said(list(_untold(report)), "aside")]),
        _intervals(report),
        Section([Said([next_step] if fit.accepted and next_step else [])]),
        Section([Notes([*report.notes, *aside])]),
    ]
    return Page("Calibration", sections)


def _by_pillar(
    heading: str, rows: Sequence[tuple[str, Sequence[str]]], bold: str = ""
) -> PageTable:
    columns = [PageColumn(heading, 25), *(PageColumn(head, 9, right=True) for head in SHORT)]
    made = [
        [name, *(Piece(one, "points") if name == bold else one for one in cells)]
        for name, cells in rows
    ]
    return PageTable(columns, made, indent=2)


def _fitted(report: "Report") -> list[Section]:
    if not report.numbers:
        return []
    columns = [PageColumn("number", 38), *numbers(was=8), *numbers(tail=2, is_=9)]
    columns.append(PageColumn(f"{percent(report.level)} of its profile"))
    rows = []
    for one in report.numbers:
        ends = f"{_short(one.low)} to {_short(one.high)}"
        ends += "" if one.bound is None else "  at its bound"
        rows.append([one.path, amount(one.was), _short(one.value), ends])
    said = []
    for group in report.groups:
        sure = ""
        if group.points is not None:
            sure = f": {points(group.points[0])} points in sum, ± {points(group.points[1])}"
        names = ", ".join(group.names)
        said.append(f"Known only together (correlation {group.correlation:.2f}): {names}{sure}.")
    said.append(f"The readings tell {report.rank} combinations of {report.free} numbers.")
    return [Section([PageTable(columns, rows, indent=2)]), Section([Said(said)])]


def _short(value: float) -> str:
    return f"{value:.3g}"


def _untold(report: "Report") -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for name, why in report.frozen.items():
        tied = why.startswith("moves together with")  # and names the other, as many as there are
        told = "known only together with a fitted one" if tied else why
        reasons.setdefault(told, []).append(name)
    for why, names in sorted(reasons.items()):
        rest = len(names) - MOST_NAMED
        listed = ", ".join(names[:MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")
        yield f"Left as in the rules, {why}: {listed}."


def _intervals(report: "Report") -> Section:
    widths = {what: report.intervals.get(what, ()) for what in ("total", *BY_PILLAR[:-1])}
    rows = [[what, ", ".join(map(str, one))] for what, one in widths.items() if one and one[0].have]
    what = "a later reading lies within"
    columns = [PageColumn(what, 16, said=""), PageColumn("")]
    said = Said([what] if rows else [], "aside", forms="t")
    return Section([said, PageTable(columns, rows, heads="mh", indent=4)])


def _next(experiment: "Experiment | None") -> str:
    if experiment is None:
        return ""
    action, number = label(experiment.action), experiment.number
    often = f"{action} {amount(experiment.per_day)} a day"
    now, then, alike = map(_short, (experiment.before, experiment.after, experiment.otherwise))
    return (
        f"Next: {often if experiment.per_day else f'no {action}'} for {experiment.days} days, a "
        f"reading every second day. It would tell {number} to ± {then} (now ± {now}; ± {alike} "
        "with as many readings and no change)."
    )
