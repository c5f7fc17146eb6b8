"""A check: what failed, accuracy beside the rivals, what no case speaks of; also for machines."""

from collections.abc import Iterator
from itertools import groupby
from typing import Literal
from xml.dom.minidom import Document, Element

from estimator.checks.baseline import Compared
from estimator.checks.check_report import CheckReport
from estimator.checks.verdicts import Verdict
from estimator.explanation.formula_shifts import Shift
from estimator.report.blocks import (
    Code,
    Line,
    Page,
    PageColumn,
    PageTable,
    Piece,
    Said,
    Section,
    line,
    numbers,
)
from estimator.report.machine_forms import to_json
from estimator.report.markdown_form import markdown_of
from estimator.report.text_form import lines_of, plain
from estimator.report.wording import between, counted, fit, points, shortened, signed

CheckForm = Literal["text", "json", "junit", "github", "md"]
RIVALS = "a rival's error, then ours on the same readings, and how many they are"


def check_text(report: CheckReport, form: CheckForm, width: int = 80) -> str:
    """The check in one of the forms, ending in a newline."""
    match form:
        case "json":
            return to_json(report.to_dict())
        case "junit":
            return _junit(report)
        case "md":
            return markdown_of(check_page(report))
    text = plain(lines_of(check_page(report), width))
    if form == "text":
        return text
    return "".join(f"{one}\n" for one in _annotations(report)) + text


def check_page(report: CheckReport) -> Page:
    """The whole check; the last line says whether it passed."""
    exercised = len(report.coverage) - len(report.unexercised)
    missed = [
        f"no {kind}: {', '.join(one.name for one in group)}"
        for kind, group in groupby(report.unexercised, key=lambda one: one.kind)
    ]
    states = [one.state for one in report.baseline]
    held = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
    worse = Said([regression_said(one) for one in report.regressions], "warning", forms="th")
    of_rules = f"  {exercised} of {len(report.coverage)}"
    return Page(
        title=f"ssi check: {conclusion(report)}",
        sections=[
            Section([Said(list(_cases(report)), indent=0, forms="t"), _failures(report)]),
            _accuracy(report),
            Section([worse], "Beside the baseline", aside=f"  {held}"),
            *map(_shift, report.shifts),
            Section([Said(missed, "aside")], "Rules that some case exercises", aside=of_rules),
            _mutations(report),
            Section([Said([line(Piece(conclusion(report), "title"))], indent=0, forms="t")]),
        ],
    )


def conclusion(report: CheckReport) -> str:
    """One sentence on the whole. The total of a reading is shown and not counted."""
    gates = sum(one.gates for one in report.verdicts) + len(report.baseline)
    failed = len(report.failures) + len(report.regressions)
    every = counted(gates, "checks")
    return f"{failed} of {every} failed" if failed else f"{every} passed"


def _cases(report: CheckReport) -> Iterator[Line]:
    named = min(max((len(one.case) for one in report.verdicts), default=0), 60)
    for case, group in groupby(report.verdicts, key=lambda one: one.case):
        verdicts = list(group)
        gates, totals = (
            [one for one in verdicts if one.gates is is_one] for is_one in (True, False)
        )
        failed = [one for one in gates if not one.passed]
        said = f"{len(gates) - len(failed)} of {len(gates)}"
        inside = f"{sum(one.passed for one in totals)} of {len(totals)}"
        aside = f"  totals inside {inside}, not counted" if totals else ""
        name = f"{shortened(case, 60):<{named}}  "
        yield line(name, Piece(said, "points"), Piece(aside, "aside"))
        for one in failed:
            place = Piece(f"  {one.where} {one.on} ", "aside")
            yield line(place, Piece(verdict_said(one), "warning"))


def _failures(report: CheckReport) -> PageTable:
    rows = [[one.where, _title(one), verdict_said(one)] for one in report.failures]
    rows += [["baseline", one.figure, regression_said(one)] for one in report.regressions]
    return PageTable([PageColumn(head) for head in ("where", "what", "found")], rows, forms="m")


def _accuracy(report: CheckReport) -> Section:
    if not report.accuracy:
        return Section([])
    columns = [
        PageColumn("pillar", 13, said=""),
        *numbers(readings=8),
        *numbers("points", error=6),
        *numbers(bias=6),
        *(PageColumn(name, len(name) + 2, right=True) for name in report.accuracy[0].rivals),
    ]
    rows = []
    for one in report.accuracy:
        rivals = (
            "–" if r is None else f"{points(r.error)}/{points(r.ours)} ({r.readings})"
            for r in one.rivals.values()
        )
        own = one.pillar, str(one.readings), points(one.error), signed(one.bias)
        rows.append([*own, *rivals])
    heading = "Mean absolute error in points, beside trivial rivals"
    return Section([PageTable(columns, rows), Said([RIVALS], "aside", 0)], heading)


def _shift(shift: Shift) -> Section:
    said = Said([suspicion_said(shift)], "warning", 0)
    return Section([said, Said(["to say so in the rules:"], "aside", 0), Code([shift.proposal()])])


def _mutations(report: CheckReport) -> Section:
    """The numbers nobody notices; where that is every number of a signal, the signal's name."""
    if not report.mutated:
        return Section([])
    unnoticed = {one.number for one in report.unnoticed}
    numbers_of = (one.number for one in report.mutated)
    named: list[str] = []
    for owner, group in groupby(numbers_of, key=lambda name: ".".join(name.split(".")[:2])):
        every = list(group)
        missed = [name for name in every if name in unnoticed]
        named += [f"{owner}.*"] if len(missed) == len(every) > 1 else missed
    heading = "Numbers that some case notices when they move by 10 %"
    noticed = f"  {len(report.mutated) - len(unnoticed)} of {len(report.mutated)}"
    return Section([Said([f"not noticed: {', '.join(named)}"], "aside")], heading, aside=noticed)


# --- in sentences: both sides, the gap and its direction -----------------------------------------


def place_of(where: str) -> tuple[str, int, int]:
    """File, line and column of `file:line:column`.

    >>> place_of("fixtures/cases/x/case.yaml:3:7")
    ('fixtures/cases/x/case.yaml', 3, 7)
    """
    file, row, column = where.rsplit(":", 2)
    return file, int(row), int(column)


def verdict_said(verdict: Verdict) -> str:
    """What came out beside what was wanted."""
    figure, wanted = verdict.figure, _number(verdict.wanted)
    if verdict.estimated is None:
        return f"{figure}: wanted {wanted}; no such signal with this seat"
    if verdict.what == "inside":
        return _inside(verdict)
    if verdict.what == "width":
        wide, most = points(verdict.estimated), points(verdict.wanted)
        return f"{figure}: the interval is {wide} points wide; {most} is the most"
    asked = "recorded" if verdict.what == "tolerance" else "wanted"
    said = f"{figure}: {asked} {wanted}, got {_number(verdict.estimated)}"
    if verdict.passed:
        return said
    residual = verdict.residual or 0.0
    gap = f"{_number(abs(residual))} too {'high' if residual > 0 else 'low'}"
    allowed = f"; {_number(verdict.tolerance)} is allowed" if verdict.tolerance else ""
    return f"{said}: {gap}{allowed}"


def _inside(verdict: Verdict) -> str:
    low, high, wanted = verdict.low or 0.0, verdict.high or 0.0, verdict.wanted
    said = f"{verdict.figure}: recorded {_number(wanted)}, estimated {between(low, high)}"
    if verdict.passed:
        return said
    side = "below" if wanted < low else "above"
    return f"{said}: {_number(low - wanted if wanted < low else wanted - high)} {side} the interval"


def regression_said(one: Compared) -> str:
    """A figure that fails against the baseline."""
    if one.now is None:
        return f"{one.figure}: vanished; the baseline has {_number(one.before)}"
    return (
        f"{one.figure}: mean absolute error {_number(one.now)}, {_number(one.before)} in the "
        f"baseline; it may grow by {_number(one.tolerance)}"
    )


def suspicion_said(shift: Shift) -> str:
    """A suspected change of formula."""
    who = shift.accounts[0] if len(shift.accounts) == 1 else f"{len(shift.accounts)} accounts"
    verb = "rose" if shift.points > 0 else "fell"
    known = f" (the rules know it as {shift.known})" if shift.known else ""
    return (
        f"formula shift suspected on {shift.on}{known}: readings of {who} {verb} by "
        f"{points(abs(shift.points))} points ({abs(shift.percent):.0f} %) after {shift.after}, "
        "all together, with nothing in the log to explain it"
    )


def _title(verdict: Verdict) -> str:
    return f"{verdict.case}: {verdict.figure} on {verdict.on}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.6g}"


# --- for machines --------------------------------------------------------------------------------


def _junit(report: CheckReport) -> str:
    told = [
        (
            one.case,
            f"{one.figure} {one.what} {one.on}",
            one.where,
            "" if one.passed else verdict_said(one),
        )
        for one in report.verdicts
        if one.gates
    ]
    for figure in report.baseline:
        told.append(
            ("baseline", figure.figure, "", regression_said(figure) if figure.failed else "")
        )
    failed = len(report.failures) + len(report.regressions)
    counts = {"tests": len(told), "failures": failed, "errors": 0, "skipped": 0}
    document = Document()

    def element(parent: Document | Element, tag: str, **given: object) -> Element:
        made = parent.appendChild(document.createElement(tag))
        for key, value in given.items():
            made.setAttribute(key, fit(value, "xml"))
        return made

    suites = element(document, "testsuites", name="ssi check", **counts)
    suite = element(suites, "testsuite", name="ssi check", **counts)
    for case, name, where, failure in told:
        at = dict(zip(("file", "line"), place_of(where), strict=False)) if where else {}
        test = element(suite, "testcase", classname=case, name=name, **at)
        if failure:
            said = document.createTextNode(fit(f"{where} {failure}".strip(), "xml"))
            element(test, "failure", message=failure).appendChild(said)
    return document.toprettyxml(indent="  ", encoding="utf-8").decode()


def _annotations(report: CheckReport) -> Iterator[str]:
    """GitHub's workflow commands: one error for each failure, a warning for each suspicion."""
    for one in report.failures:
        file, row, column = place_of(one.where)
        at = f"file={_property(file)},line={row},col={column}"
        yield f"::error {at},title={_property(_title(one))}::{_data(verdict_said(one))}"
    for figure in report.regressions:
        yield f"::error title=beside the baseline::{_data(regression_said(figure))}"
    for shift in report.shifts:
        yield f"::warning title=formula shift suspected::{_data(suspicion_said(shift))}"


def _data(said: str) -> str:
    """What a command says: a per cent sign is its escape, and nothing else in it is a sign."""
    return fit(said, "terminal").replace("%", "%25")


def _property(said: str) -> str:
    return _data(said).replace(":", "%3A").replace(",", "%2C")
