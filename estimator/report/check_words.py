"""What a check found, in sentences: both sides, the gap and its direction."""

from estimator.checks.baseline import Compared
from estimator.checks.verdicts import Verdict
from estimator.explanation.formula_shifts import Shift
from estimator.report.numbers import between, points


def place(where: str) -> tuple[str, int, int]:
    """File, line and column of `file:line:column`.

    >>> place("fixtures/cases/x/case.yaml:3:7")
    ('fixtures/cases/x/case.yaml', 3, 7)
    """
    file, line, column = where.rsplit(":", 2)
    return file, int(line), int(column)


def title(verdict: Verdict) -> str:
    """What was asked, in a few words."""
    return f"{verdict.case}: {verdict.figure} on {verdict.on}"


def sentence(verdict: Verdict) -> str:
    """What came out beside what was wanted."""
    if verdict.estimated is None:
        return f"{verdict.figure}: wanted {_number(verdict.wanted)}; no such signal with this seat"
    if verdict.what == "inside":
        return _inside(verdict)
    if verdict.what == "width":
        width, most = points(verdict.estimated), points(verdict.wanted)
        return f"{verdict.figure}: the interval is {width} points wide; {most} is the most"
    return _near(verdict)


def _inside(verdict: Verdict) -> str:
    low, high = verdict.low or 0.0, verdict.high or 0.0
    said = f"{verdict.figure}: recorded {_number(verdict.wanted)}, estimated {between(low, high)}"
    if verdict.passed:
        return said
    gap = low - verdict.wanted if verdict.wanted < low else verdict.wanted - high
    side = "below" if verdict.wanted < low else "above"
    return f"{said}: {_number(gap)} {side} the interval"


def _near(verdict: Verdict) -> str:
    wanted = "recorded" if verdict.what == "tolerance" else "wanted"
    residual = verdict.residual or 0.0
    said = f"{verdict.figure}: {wanted} {_number(verdict.wanted)}, got {_number(verdict.estimated)}"
    if verdict.passed:
        return said
    gap = f"{_number(abs(residual))} too {'high' if residual > 0 else 'low'}"
    allowed = f"; {_number(verdict.tolerance)} is allowed" if verdict.tolerance else ""
    return f"{said}: {gap}{allowed}"


def regression(one: Compared) -> str:
    """A figure that fails against the baseline."""
    if one.now is None:
        return f"{one.figure}: vanished; the baseline has {_number(one.before)}"
    return (
        f"{one.figure}: mean absolute error {_number(one.now)}, {_number(one.before)} in the "
        f"baseline; it may grow by {_number(one.tolerance)}"
    )


def suspicion(shift: Shift) -> str:
    """A suspected change of formula."""
    who = shift.accounts[0] if len(shift.accounts) == 1 else f"{len(shift.accounts)} accounts"
    verb = "rose" if shift.points > 0 else "fell"
    known = f" (the rules know it as {shift.known})" if shift.known else ""
    return (
        f"formula shift suspected on {shift.on}{known}: readings of {who} {verb} by "
        f"{points(abs(shift.points))} points ({abs(shift.percent):.0f} %) after {shift.after}, "
        "all together, with nothing in the log to explain it"
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.6g}"
