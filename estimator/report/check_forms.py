"""A check in the forms that machines and reviews read: JSON, JUnit, annotations, Markdown."""

from collections.abc import Iterator
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from estimator.checks import CheckReport, Verdict
from estimator.checks.accuracy import Accuracy
from estimator.report.check_words import place, regression, sentence, suspicion, title
from estimator.report.checks import conclusion, text
from estimator.report.jsons import to_json
from estimator.report.lines import plain
from estimator.report.numbers import points, signed

CheckForm = Literal["text", "json", "junit", "github", "md"]


def check_text(report: CheckReport, form: CheckForm, width: int = 80) -> str:
    """The check in one of the forms, ending in a newline."""
    match form:
        case "json":
            return to_json(report.to_dict())
        case "junit":
            return "\n".join(_junit(report)) + "\n"
        case "github":
            return "".join(f"{one}\n" for one in _annotations(report)) + plain(text(report, width))
        case "md":
            return "\n".join(_markdown(report)) + "\n"
    return plain(text(report, width))


def _junit(report: CheckReport) -> Iterator[str]:
    gates = [one for one in report.verdicts if one.gates]
    tests = len(gates) + len(report.baseline)
    failed = len(report.failures) + len(report.regressions)
    counts = f'tests="{tests}" failures="{failed}" errors="0" skipped="0"'
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield f'<testsuites name="ssi check" {counts}>'
    yield f'  <testsuite name="ssi check" {counts}>'
    for one in gates:
        yield from _test(one.case, f"{one.figure} {one.what} {one.on}", one.where, _failure(one))
    for figure in report.baseline:
        yield from _test("baseline", figure.figure, "", regression(figure) if figure.failed else "")
    yield "  </testsuite>"
    yield "</testsuites>"


def _failure(one: Verdict) -> str:
    return "" if one.passed else sentence(one)


def _test(case: str, name: str, where: str, failure: str) -> Iterator[str]:
    at = ""
    if where:
        file, line, _ = place(where)
        at = f' file={quoteattr(file)} line="{line}"'
    opening = f"    <testcase classname={quoteattr(case)} name={quoteattr(name)}{at}"
    if not failure:
        yield f"{opening}/>"
        return
    yield f"{opening}>"
    said = f"{where} {failure}".strip()
    yield f"      <failure message={quoteattr(failure)}>{escape(said)}</failure>"
    yield "    </testcase>"


def _annotations(report: CheckReport) -> Iterator[str]:
    """GitHub's workflow commands: one error for each failure, a warning for each suspicion."""
    for one in report.failures:
        file, line, column = place(one.where)
        at = f"file={_property(file)},line={line},col={column}"
        yield f"::error {at},title={_property(title(one))}::{_data(sentence(one))}"
    for figure in report.regressions:
        yield f"::error title=beside the baseline::{_data(regression(figure))}"
    for shift in report.shifts:
        yield f"::warning title=formula shift suspected::{_data(suspicion(shift))}"


def _data(said: str) -> str:
    return said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(said: str) -> str:
    return _data(said).replace(":", "%3A").replace(",", "%2C")


def _markdown(report: CheckReport) -> Iterator[str]:
    yield f"## ssi check: {conclusion(report)}"
    failures = [
        *((one.where, title(one), sentence(one)) for one in report.failures),
        *(("baseline", one.figure, regression(one)) for one in report.regressions),
    ]
    if failures:
        yield from ("", "| where | what | found |", "|---|---|---|")
        yield from (f"| {' | '.join(map(_cell, row))} |" for row in failures)
    if report.accuracy:
        yield from ("", *_accuracy_table(report.accuracy))
    for shift in report.shifts:
        yield from ("", f"**{_cell(suspicion(shift))}**", "", "```yaml")
        yield from (*shift.proposal().splitlines(), "```")
    unexercised = ", ".join(f"`{one.name}`" for one in report.unexercised)
    yield from ("", f"Not exercised by any case: {unexercised or 'nothing'}.")
    if report.mutated:
        numbers = ", ".join(f"`{one.number}`" for one in report.unnoticed)
        said = f"{len(report.unnoticed)} of {len(report.mutated)} numbers"
        yield from ("", f"{said} may move by 10 %")
        yield from ("without any case noticing.", "", "<details><summary>Which</summary>", "")
        yield from (f"{numbers or 'none'}.", "", "</details>")


def _accuracy_table(accuracy: tuple[Accuracy, ...]) -> Iterator[str]:
    rivals = [*accuracy[0].rivals]
    yield f"| pillar | readings | error | bias | {' | '.join(rivals)} |"
    yield "|---|--:|--:|--:|" + "--:|" * len(rivals)
    for one in accuracy:
        beside = " | ".join(
            "–" if rival is None else f"{points(rival.error)} (ours {points(rival.ours)})"
            for rival in one.rivals.values()
        )
        own = f"{one.readings} | {points(one.error)} | {signed(one.bias)}"
        yield f"| {one.pillar} | {own} | {beside} |"
    yield ""
    yield "Mean absolute error in points; a rival's beside ours on the same readings."


def _cell(said: str) -> str:
    return said.replace("|", "\\|").replace("\n", " ")
