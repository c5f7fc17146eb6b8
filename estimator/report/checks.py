"""A check as lines of text: what failed, accuracy beside the rivals, what no case speaks of."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from estimator.checks import CheckReport, Verdict
from estimator.checks.accuracy import Accuracy, Rival
from estimator.report.check_words import regression, sentence, suspicion
from estimator.report.lines import BLANK, Line, Span, line, paragraph, shortened
from estimator.report.numbers import counted, points, signed


def text(report: CheckReport, width: int) -> list[Line]:
    """The whole check; the last line says whether it passed."""
    return [
        *_cases(report),
        *_accuracy(report.accuracy),
        *_baseline(report),
        *_shifts(report),
        *_coverage(report, width),
        *_mutations(report, width),
        BLANK,
        line(Span(conclusion(report), "title")),
    ]


def conclusion(report: CheckReport) -> str:
    """One sentence on the whole.

    A total of a reading is told and not counted.
    """
    gates = sum(one.gates for one in report.verdicts) + len(report.baseline)
    failed = len(report.failures) + len(report.regressions)
    every = counted(gates, "checks")
    return f"{failed} of {every} failed" if failed else f"{every} passed"


def _cases(report: CheckReport) -> Iterator[Line]:
    named = max((len(one.case) for one in report.verdicts), default=0)
    for case, group in groupby(report.verdicts, key=lambda one: one.case):
        verdicts = list(group)
        gates = [one for one in verdicts if one.gates]
        failed = [one for one in gates if not one.passed]
        said = f"{len(gates) - len(failed)} of {len(gates)}"
        told = Span(_told(verdicts), "aside")
        yield line(f"{shortened(case, 60):<{min(named, 60)}}  ", Span(said, "points"), told)
        yield from (line("  ", Span(one.where, "aside"), " ", *_of(one)) for one in failed)


def _told(verdicts: Sequence[Verdict]) -> str:
    """What is said of totals that are recorded: they gate nothing."""
    totals = [one for one in verdicts if not one.gates]
    if not totals:
        return ""
    return f"  totals inside {sum(one.passed for one in totals)} of {len(totals)}, told only"


def _of(verdict: Verdict) -> tuple[Span, ...]:
    return Span(f"{verdict.on} ", "aside"), Span(sentence(verdict), "warning")


def _accuracy(accuracy: Sequence[Accuracy]) -> Iterator[Line]:
    if not accuracy:
        return
    rivals = [*accuracy[0].rivals]
    yield BLANK
    yield line(Span("Mean absolute error in points, beside trivial rivals", "title"))
    heading = "".join(f"{name:>{len(name) + 2}}" for name in rivals)
    yield line(Span(f"{'':13}{'readings':>8}{'error':>6}{'bias':>6}{heading}", "aside"))
    for one in accuracy:
        beside = "".join(f"{_rival(r):>{len(name) + 2}}" for name, r in one.rivals.items())
        numbers = f"{one.readings:>8}{points(one.error):>6}{signed(one.bias):>6}"
        yield line(f"{one.pillar:<13}", Span(numbers, "points"), beside)
    note = "a rival's error, then ours on the same readings, and how many they are"
    yield line(Span(note, "aside"))


def _rival(rival: Rival | None) -> str:
    if rival is None:
        return "–"
    return f"{points(rival.error)}/{points(rival.ours)} ({rival.readings})"


def _baseline(report: CheckReport) -> Iterator[Line]:
    if not report.baseline:
        return
    states = [one.state for one in report.baseline]
    said = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
    yield BLANK
    yield line(Span("Beside the baseline  ", "title"), said)
    yield from (line("  ", Span(regression(one), "warning")) for one in report.regressions)


def _shifts(report: CheckReport) -> Iterator[Line]:
    for shift in report.shifts:
        yield BLANK
        yield line(Span(suspicion(shift), "warning"))
        yield line(Span("to say so in the rules:", "aside"))
        yield from (line("  ", row) for row in shift.proposal().splitlines())


def _coverage(report: CheckReport, width: int) -> Iterator[Line]:
    yield BLANK
    exercised = len(report.coverage) - len(report.unexercised)
    yield line(
        Span("Rules that some case exercises  ", "title"), f"{exercised} of {len(report.coverage)}"
    )
    for kind, group in groupby(report.unexercised, key=lambda one: one.kind):
        names = ", ".join(one.name for one in group)
        yield from paragraph(f"no {kind}: {names}", width, "aside")


def _mutations(report: CheckReport, width: int) -> Iterator[Line]:
    if not report.mutated:
        return
    noticed = len(report.mutated) - len(report.unnoticed)
    yield BLANK
    yield line(
        Span("Numbers that some case notices when they move by 10 %  ", "title"),
        f"{noticed} of {len(report.mutated)}",
    )
    yield from paragraph(f"not noticed: {', '.join(_shortly(report))}", width, "aside")


def _shortly(report: CheckReport) -> Iterator[str]:
    """The numbers nobody notices; where that is every number of a signal, the signal's name."""
    unnoticed = {one.number for one in report.unnoticed}
    for owner, group in groupby((one.number for one in report.mutated), key=_owner):
        names = list(group)
        missed = [name for name in names if name in unnoticed]
        if len(missed) == len(names) > 1:
            yield f"{owner}.*"
        else:
            yield from missed


def _owner(number: str) -> str:
    """The signal a number belongs to; otherwise its first two words."""
    return ".".join(number.split(".")[:2])
