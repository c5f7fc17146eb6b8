"""A calibration: what was fitted, how well it foretells, and what the readings cannot tell."""

from collections.abc import Iterator, Mapping

from estimator.calibration.calibrating import Fit, FittedNumber, Report
from estimator.calibration.experiments import Experiment
from estimator.report.lines import BLANK, Line, Span, line, paragraph
from estimator.report.numbers import amount, counted, percent, points, signed

RUNGS = {
    "offset": "Nothing is fitted with fewer than 4 readings; the offset is shown.",
    "scale": "One factor a pillar is fitted; with 12 readings the points of signals will be.",
    "points": "The points of signals are fitted; with 40 readings their curves and half-lives too.",
    "shapes": "Points, curves and half-lives are fitted, as far as the readings tell them.",
}
COLUMNS = ("brand", "find", "insight", "relationship", "total")
SHORT = ("brand", "find", "insight", "relation", "total")


def fit_text(fit: Fit, width: int) -> list[Line]:
    """The fit as lines of text, `width` characters wide at most."""
    report = fit.report
    days = f"{report.first} to {report.last}"
    accounts = counted(report.accounts, "accounts")
    about = f"{counted(report.readings, 'readings')} of {accounts}, {days}"
    return [
        line(Span("Calibration", "title")),
        line("  ", about),
        *paragraph(RUNGS[report.rung], width),
        BLANK,
        *_offsets(report),
        *_errors(report),
        *_verdict(fit, width),
        *_numbers(report, width),
        *_untold(report, width),
        *_intervals(report),
        *_next(fit.experiment, width),
        *_remarks(report, width),
    ]


def _offsets(report: Report) -> Iterator[Line]:
    heading = "estimated minus recorded"
    yield line("  ", Span(f"{heading:25}", "aside"), *_row(SHORT, "aside"))
    cells = [signed(report.offsets[p]) if p in report.offsets else "" for p in COLUMNS]
    yield line("  ", f"{'the rules as they were':25}", *_row(cells))
    yield BLANK


def _errors(report: Report) -> Iterator[Line]:
    if not report.foretold:
        return
    heading = f"{counted(report.foretold, 'readings')} foretold, off by"
    yield line("  ", Span(f"{heading:25}", "aside"), *_row(SHORT, "aside"))
    for who, error in report.errors.items():
        cells = [f"{error[what]:.2f}" if what in error else "" for what in COLUMNS]
        yield line("  ", f"{who:25}", *_row(cells, "points" if who == "this fit" else ""))
    yield BLANK


def _row(cells: tuple[str, ...] | list[str], style: str = "") -> Iterator[Span]:
    for cell in cells:
        yield Span(f"{cell:>9}", style)  # type: ignore[arg-type]  # one of the styles


def _verdict(fit: Fit, width: int) -> Iterator[Line]:
    if fit.accepted:
        said = "Accepted: it foretells better than the last reading, their mean and the rules."
        yield from paragraph(said, width, "points")
    else:
        yield from paragraph(f"Refused: {fit.refused}.", width, "warning")
    yield BLANK


def _numbers(report: Report, width: int) -> Iterator[Line]:
    if not report.numbers:
        return
    level = percent(report.level)
    yield line("  ", Span(f"{'number':38}{'was':>8}{'is':>9}  {level} of its profile", "aside"))
    for number in report.numbers:
        was, now = amount(number.was), _amount(number.value)
        ends = f"{_amount(number.low)} to {_amount(number.high)}{_edge(number)}"
        yield line("  ", f"{number.path:38}{was:>8}{now:>9}  ", ends)
    yield BLANK
    for group in report.groups:
        names = ", ".join(group.names)
        sure = (
            ""
            if group.points is None
            else (f": {points(group.points[0])} points in sum, ± {points(group.points[1])}")
        )
        said = f"Told only together (correlation {group.correlation:.2f}): {names}{sure}."
        yield from paragraph(said, width)
    told = f"The readings tell {report.rank} combinations of {report.free} numbers."
    yield from paragraph(told, width)
    yield BLANK


def _amount(value: float) -> str:
    return f"{value:.3g}"


def _edge(number: FittedNumber) -> str:
    return "" if number.bound is None else "  at its bound"


def _untold(report: Report, width: int) -> Iterator[Line]:
    reasons: dict[str, list[str]] = {}
    for name, why in report.frozen.items():
        reasons.setdefault(_in_short(why), []).append(name)
    for why, names in sorted(reasons.items()):
        said = f"Left as in the rules, {why}: {_listed(names)}."
        yield from paragraph(said, width, "aside")
    if reasons:
        yield BLANK


def _in_short(why: str) -> str:
    """The reason without the other number it names."""
    tied = why.startswith("moves together with")
    return "told only together with a fitted one" if tied else why


def _listed(names: list[str], most: int = 6) -> str:
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def _intervals(report: Report) -> Iterator[Line]:
    if not report.intervals:
        return
    yield line("  ", Span("a later reading lies within", "aside"))
    for what in ("total", *(p for p in COLUMNS if p != "total")):
        widths = report.intervals.get(what, ())
        if widths and widths[0].have:
            yield line("  ", f"  {what:14}", ", ".join(map(str, widths)))
    yield BLANK


def _next(experiment: Experiment | None, width: int) -> Iterator[Line]:
    if experiment is None:
        return
    action, number = experiment.action, experiment.number
    often = f"{action} {amount(experiment.per_day)} a day"
    now, then, alike = map(_amount, (experiment.before, experiment.after, experiment.otherwise))
    said = (
        f"Next: {often if experiment.per_day else f'no {action}'} for {experiment.days} days, a "
        f"reading every second day. It would tell {number} to ± {then} (now ± {now}; ± {alike} "
        "with as many readings and no change)."
    )
    yield from paragraph(said, width)
    yield BLANK


def _remarks(report: Report, width: int) -> Iterator[Line]:
    for note in report.notes:
        yield from paragraph(note, width, "warning", "! ")
    yield from _aside(report.set_aside, width)


def _aside(set_aside: Mapping[str, int], width: int) -> Iterator[Line]:
    for why, n in set_aside.items():
        yield from paragraph(f"{counted(n, 'readings')} not used: {why}", width, "warning", "! ")
