"""Why an estimate is what it is: every signal with what it brings, what is left, what is next."""

from collections.abc import Iterator, Mapping

from estimator.explanation import Explanation, PillarReason, SignalReason
from estimator.report.causes import amount
from estimator.report.lines import BLANK, Line, Span, apart, line, paragraph, shortened
from estimator.report.numbers import between, percent, points, signed
from estimator.report.one_account import ranks
from estimator.report.reasons import label
from estimator.report.sentences import calibrated, seat_words
from estimator.results import Json
from estimator.rules.model import Model

TEMPLATE = "explanation"
WIDE = 76  # columns from which a signal has room for what comes next
NAMED = 25
INDENT = "  "
NONE = "–"
HINT = "Every number of a signal with its source: ssi explain --why"


def text(result: Explanation, model: Model, width: int) -> list[Line]:
    """The explanation as a page of text: the total, then the signals of each pillar."""
    return [
        *apart(line(Span("Why the index is what it is", "title")), line(_about(result)), width),
        BLANK,
        *_total(result, width),
        *(one for name, pillar in result.pillars.items() for one in _pillar(name, pillar, width)),
        *_closing(result, width),
    ]


def rows(result: Explanation) -> Iterator[Json]:
    """One row a signal: where it stands, what is seen, assumed and left, what comes next."""
    for pillar, reason in result.pillars.items():
        for name, signal in reason.signals.items():
            yield {
                "account": result.account,
                "on": result.on.isoformat(),
                "pillar": pillar,
                "signal": name,
                "state": signal.state,
                "amount": "" if signal.amount is None else signal.amount,
                "unit": signal.unit,
                "points": signal.points,
                "max": signal.max,
                "seen": signal.seen,
                "assumed": signal.assumed,
                "reachable": signal.reachable,
                "next_gain": "" if signal.next is None else signal.next.shown,
                "half_in": "" if signal.fading is None else signal.fading.half_in,
                "gone_in": "" if signal.fading is None else signal.fading.gone_in,
            }


def page(result: Explanation, model: Model) -> Mapping[str, object]:
    """What the Markdown and HTML templates show."""
    return {
        "result": result,
        "ranks": ranks(result.estimate),
        "marks": marks(result),
        "said": seen_said,
        "next": next_said,
        "half": half_said,
        "cuts": cuts_said,
        "in_order": in_order,
        "hint": HINT,
        "calibrated": calibrated(result.stamp.calibrated_until),
    }


def marks(result: Explanation) -> list[tuple[str, str]]:
    """How far the total is from each reference point, and what that is."""
    return [
        (f"{signed(mark.points)} to {amount(mark.at)}", mark.name)
        for mark in result.marks
        if mark.points > 0
    ]


def seen_said(signal: SignalReason) -> str:
    """What a signal was seen to be, or what stands in for it."""
    if signal.state == "unknown" and signal.inferred_from is not None:
        return f"inferred from {label(signal.inferred_from.partition('.')[2])}"
    if signal.state == "unknown" or signal.amount is None:
        return "not in the log"
    word = "seen" if signal.kind == "checklist" else "known"
    partly = f", {percent(signal.known)} {word}" if 0 < signal.known < 1 else ""
    return f"{_amount(signal)}{partly}"


def _amount(signal: SignalReason) -> str:
    value = signal.amount or 0.0
    if signal.kind == "rate":
        return percent(value)
    if signal.kind == "checklist":
        whole = sum(one.value for one in signal.numbers if one.path.endswith(".weight"))
        return f"{percent(value / whole)} filled"
    return f"{amount(value)} {signal.unit}"


def next_said(signal: SignalReason) -> str:
    """What one more brings, with the decimals that a small gain needs."""
    if signal.next is None:
        return NONE
    shown = signal.next.shown
    if shown >= 0.05:
        return f"+{shown:.2f}"
    return "+0" if shown < 0.0005 else f"+{shown:.3f}"


def half_said(signal: SignalReason) -> str:
    """In how many days half of it is gone."""
    return NONE if signal.fading is None else f"{signal.fading.half_in} d"


def cuts_said(pillar: PillarReason) -> list[str]:
    """What cap and ceiling take, a sentence each."""
    cuts = [("cap", pillar.cap, pillar.cut_by_cap)]
    cuts.append(("ceiling", pillar.ceiling, pillar.cut_by_ceiling))
    return [f"the {what} of {amount(at)} cuts {points(cut)}" for what, at, cut in cuts if cut > 0]


def _about(result: Explanation) -> str:
    return f"{shortened(result.account, 30)}, {result.on.isoformat()}, {seat_words(result.seat)}"


def _total(result: Explanation, width: int) -> Iterator[Line]:
    total = result.total
    level = f"{percent(total.level)} interval {between(total.low, total.high)}"
    headline = line(INDENT, Span(points(total.points), "points"), f"  {result.band}")
    yield from apart(headline, line(Span(level, "aside"), INDENT), width)
    for sentence in ranks(result.estimate):
        yield line(INDENT, sentence)
    for distance, name in marks(result):
        yield from paragraph(f"{distance}: {name}", width, "aside")
    yield BLANK


def _pillar(name: str, pillar: PillarReason, width: int) -> Iterator[Line]:
    most = min(pillar.cap, pillar.ceiling)
    parts = f"{points(pillar.known)} in the log, {points(pillar.unknown)} assumed"
    headline = line(Span(name, "title"), Span(f"  {points(pillar.points)}", "points"))
    headline = (*headline, Span(f" of {amount(most)}", "aside"))
    yield from apart(headline, line(Span(f"{parts}, {points(pillar.left)} left", "aside")), width)
    yield from (line(INDENT, Span(cut, "warning")) for cut in cuts_said(pillar))
    yield _heading(width)
    for signal, reason in in_order(pillar):
        yield _signal(signal, reason, width)
    if pillar.other_seats:
        names = ", ".join(map(label, pillar.other_seats))
        yield from paragraph(f"with another seat: {names}", width, "aside")
    yield BLANK


def in_order(pillar: PillarReason) -> list[tuple[str, SignalReason]]:
    """The signals of a pillar, those that bring the most points first."""
    return sorted(pillar.signals.items(), key=lambda one: (-one[1].points, one[0]))


def _heading(width: int) -> Line:
    after = f"{'one more':>9}{'half in':>8}" if width >= WIDE else ""
    seen = f"{'seen':<{max(width - 15 - NAMED - len(after), 8)}}"
    return line(Span(f"{'points':>6} of most {'signal':<{NAMED}}{seen}{after}", "aside"))


def _signal(name: str, reason: SignalReason, width: int) -> Line:
    after = f"{next_said(reason):>9}{half_said(reason):>8}" if width >= WIDE else ""
    room = max(width - 15 - NAMED - len(after), 8)
    known = reason.state in ("scored", "zero")
    return line(
        Span(f"{points(reason.points):>6}", "points"),
        f" of {points(reason.max):<5}",
        f"{shortened(label(name), NAMED - 1):<{NAMED}}",
        Span(f"{shortened(seen_said(reason), room - 1):<{room}}", "seen" if known else "unknown"),
        Span(after, "aside"),
    )


def _closing(result: Explanation, width: int) -> Iterator[Line]:
    for warning in result.warnings:
        yield from paragraph(warning, width, "warning", "! ")
    if width >= WIDE:
        legend = (
            "one more: the points of one more, on the day it counts most; half in: until half of"
            " what counts today is gone if nothing more is done"
        )
        yield from paragraph(legend, width, "aside", "")
    yield from paragraph(HINT, width, "aside", "")
    yield from paragraph(calibrated(result.stamp.calibrated_until), width, "aside", "")
