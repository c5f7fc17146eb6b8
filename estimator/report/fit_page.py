"""A calibration: what was fitted, how well it predicts, and what the readings cannot tell."""

from collections.abc import Iterator, Sequence

from estimator.calibration.calibrating import Fit, FittedNumber, Report
from estimator.calibration.experiments import Experiment
from estimator.report.blocks import Notes, Page, PageColumn, PageTable, Piece, Said, Section
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
    report = fit.report
    readings, accounts = counted(report.readings, "readings"), counted(report.accounts, "accounts")
    about = f"{readings} of {accounts}, {report.first} to {report.last}: {RUNGS[report.rung]}."
    next_step = _next(fit.experiment) if can_read and (detailed or not fit.accepted) else ""
    said = [about, KEEP if fit.accepted else next_step or ANCHOR]
    if not detailed:
        said.append("The numbers: --details.")
        return Page("Calibration", [Section([_verdict(fit), Said(said)], "Calibration")])
    offsets = [signed(report.offsets[p]) if p in report.offsets else "" for p in COLUMNS]
    aside = [f"{counted(n, 'readings')} not used: {why}" for why, n in report.set_aside.items()]
    sections = [
        Section([_verdict(fit), Said(said)], "Calibration"),
        Section([_by_pillar("estimated minus recorded", [("the rules as they were", offsets)])]),
        *_errors(report),
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


def _errors(report: Report) -> list[Section]:
    if not report.foretold:
        return []
    heading = f"{counted(report.foretold, 'readings')} ahead, off by"
    rows = [
        (who, [f"{error[what]:.2f}" if what in error else "" for what in COLUMNS])
        for who, error in report.errors.items()
    ]
    return [Section([_by_pillar(heading, rows, bold="this fit")])]


def _verdict(fit: Fit) -> Said:
    if fit.accepted:
        said = "Fitted: with your readings it predicts better than the rules do with them."
        return Said([said], "points")
    return Said([f"Not fitted: {fit.refused}."], "warning")


def _numbers(report: Report) -> list[Section]:
    if not report.numbers:
        return []
    columns = [
        PageColumn("number", 38),
        PageColumn("was", 8, right=True),
        PageColumn("is", 9, tail=2, right=True),
        PageColumn(f"{percent(report.level)} of its profile"),
    ]
    rows = [[one.path, amount(one.was), _short(one.value), _ends(one)] for one in report.numbers]
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


def _ends(number: FittedNumber) -> str:
    edge = "" if number.bound is None else "  at its bound"
    return f"{_short(number.low)} to {_short(number.high)}{edge}"


def _untold(report: Report) -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for name, why in report.frozen.items():
        tied = why.startswith("moves together with")  # and names the other, as many as there are
        reasons.setdefault("known only together with a fitted one" if tied else why, []).append(
            name
        )
    for why, names in sorted(reasons.items()):
        rest = len(names) - MOST_NAMED
        listed = ", ".join(names[:MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")
        yield f"Left as in the rules, {why}: {listed}."


def _intervals(report: Report) -> Section:
    rows = []
    for what in ("total", *(one for one in COLUMNS if one != "total")):
        widths = report.intervals.get(what, ())
        if widths and widths[0].have:
            rows.append([what, ", ".join(map(str, widths))])
    heading = PageColumn("a later reading lies within", 16, said="")
    table = PageTable([heading, PageColumn("")], rows, heads="mh", indent=4)
    return Section(
        [Said(["a later reading lies within"] if rows else [], "aside", forms="t"), table]
    )


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
