"""The causes of a change in words: what came, faded, left, or was seen for the first time."""

from collections.abc import Callable, Mapping
from datetime import date

from estimator.explanation import Cause, Moved, NumberMoved, Part
from estimator.explanation.steps import COVERAGE
from estimator.report.dates import short_day
from estimator.report.numbers import amount as written
from estimator.report.numbers import percent, points
from estimator.report.reasons import label


def said(part: Part, start: date, end: date) -> str:
    """The cause of a part as a reader says it.

    >>> faded = Part("faded", "insight", "reactions", -1.9, 52.0, 31.0, "flow", "reactions")
    >>> said(faded, date(2026, 5, 1), date(2026, 5, 19))
    'reactions faded (52 counted on 1 May, 31 now)'
    """
    if part.kind == "rate" and part.cause in ("came", "faded", "left"):
        return _of_a_rate(part)
    return _SAID[part.cause](part, short_day(start, beside=end))


def _came(part: Part, then: str) -> str:
    if part.kind == "days":
        return f"{_name(part)} came ({_after(part)} since {then})"
    done = written(sum(moved.count or 0.0 for moved in part.moved))
    return f"{_name(part)} came ({done} since {then}, {_after(part)} count now)"


def _faded(part: Part, then: str) -> str:
    return f"{_name(part)} faded ({_before(part)} counted on {then}, {_after(part)} now)"


def _left(part: Part, then: str) -> str:
    return f"{_name(part)} left the window (counted {_before(part)} on {then})"


def _of_a_rate(part: Part) -> str:
    what = {"came": "what came", "faded": "what faded", "left": "what left the window"}
    ends = percent(part.before or 0.0), percent(part.after or 0.0)
    moved = f"{ends[0]} to {ends[1]} in all" if ends[0] != ends[1] else f"{ends[1]} as before"
    return f"{_name(part)}: {what[part.cause]} ({moved})"


def _level(part: Part, then: str) -> str:
    if part.kind == "checklist":
        return f"{_name(part)}: {', '.join(map(_item, part.moved))}"
    return f"{_name(part)} went from {_before(part)} to {_after(part)}"


def _item(moved: Moved) -> str:
    return f"{label(moved.name)} {'filled' if (moved.after or 0.0) > 0 else 'emptied'}"


def _unknown(part: Part, then: str) -> str:
    seen = [moved.name for moved in part.moved if moved.name != COVERAGE]
    if seen and part.kind == "checklist":
        return f"{_name(part)}: {', '.join(map(label, seen))} seen since, assumed before"
    if seen:
        return f"{_name(part)} seen since ({_after(part)}; {_before(part)} assumed on {then})"
    more = (part.after or 0.0) > (part.before or 0.0)
    return f"{_name(part)}: {'more' if more else 'less'} had to be assumed"


def _inferred(part: Part, then: str) -> str:
    sources = {label(moved.name.partition(".")[2]) for moved in part.moved}
    origin = f" from {sources.pop()}" if len(sources) == 1 else ""
    return f"{_name(part)}: another amount is inferred{origin}"


def _rules(part: Part, then: str) -> str:
    if len(part.numbers) == 1:
        return f"rules: {number_said(part.numbers[0])}"
    whose = label(part.signal) if part.signal else part.pillar
    count = f"{len(part.numbers)} numbers" if part.numbers else "the definition"
    return f"rules: {count} of {whose}"


def number_said(number: NumberMoved) -> str:
    """A number of the rules that moved.

    >>> number_said(NumberMoved("find.cap", 25.0, 20.0, "25", "20"))
    'find.cap from 25 to 20'
    """
    if not number.written_before or not number.written_after:
        return f"{number.path} {number.written_before or 'new: ' + number.written_after}"
    return f"{number.path} from {number.written_before} to {number.written_after}"


def _cap(part: Part, then: str) -> str:
    before, after = part.before or 0.0, part.after or 0.0
    if before == 0.0:
        return f"cap or ceiling began to cut ({points(after)} now)"
    if after == 0.0:
        return f"cap or ceiling ceased to cut ({points(before)} on {then})"
    more = "more" if after > before else "less"
    return f"cap or ceiling cuts {more} ({points(before)} on {then}, {points(after)} now)"


def _name(part: Part) -> str:
    return label(part.signal or part.pillar)


def _before(part: Part) -> str:
    return amount(part.before or 0.0)


def _after(part: Part) -> str:
    return amount(part.after or 0.0)


def amount(value: float) -> str:
    """An amount that is a sum: what rounding left beside a whole number is none.

    >>> amount(14.999999999999998)
    '15'
    """
    return written(round(value, 9))


_SAID: Mapping[Cause, Callable[[Part, str], str]] = {
    "came": _came,
    "faded": _faded,
    "left": _left,
    "level": _level,
    "unknown": _unknown,
    "inferred": _inferred,
    "rules": _rules,
    "cap": _cap,
}
