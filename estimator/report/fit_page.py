"""A calibration: what was fitted, how well it predicts, and what the readings cannot tell."""

from collections.abc import Iterator, Sequence

from estimator.calibration.calibrating import Fit, Report
from estimator.calibration.experiments import Experiment
from estimator.report.blocks import (
    Notes,
    Page,
    PageColumn,
    PageTable,
    Piece,
    Said,
    Section,
    numbers,
)
from estimator.report.wording import amount, counted, label, percent, points, signed

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
COLUMNS = ("brand", "find", "insight", "relationship", "total")
SHORT = ("brand", "find", "insight", "relation", "total")
MOST_NAMED = 6


def fit_page(fit: Fit, detailed: bool = False, can_read: bool = True) -> Page:
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
    offsets = [signed(report.offsets[p]) if p in report.offsets else "" for p in COLUMNS]
    aside = [f"{counted(n, 'readings')} not used: {why}" for why, n in report.set_aside.items()]
    errors = [
        (who, [f"{error[what]:.2f}" if what in error else "" for what in COLUMNS])
        for who, error in report.errors.items()
    ]
    ahead = f"{counted(report.foretold, 'readings')} ahead, off by"
    sections = [
        Section([verdict, Said(said)], "Calibration"),
        Section([_by_pillar("estimated minus recorded", [("the rules as they were", offsets)])]),
        Section([_by_pillar(ahead, errors if report.foretold else [], bold="this fit")]),
        *_numbers(report),
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


def _numbers(report: Report) -> list[Section]:
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


def _untold(report: Report) -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for name, why in report.frozen.items():
        tied = why.startswith("moves together with")  # and names the other, as many as there are
        told = "known only together with a fitted one" if tied else why
        reasons.setdefault(told, []).append(name)
    for why, names in sorted(reasons.items()):
        rest = len(names) - MOST_NAMED
        listed = ", ".join(names[:MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")
        yield f"Left as in the rules, {why}: {listed}."


def _intervals(report: Report) -> Section:
    widths = {what: report.intervals.get(what, ()) for what in ("total", *COLUMNS[:-1])}
    rows = [[what, ", ".join(map(str, one))] for what, one in widths.items() if one and one[0].have]
    what = "a later reading lies within"
    columns = [PageColumn(what, 16, said=""), PageColumn("")]
    said = Said([what] if rows else [], "aside", forms="t")
    return Section([said, PageTable(columns, rows, heads="mh", indent=4)])


def _next(experiment: Experiment | None) -> str:
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
