"""What sources have shown: the signals a log of theirs makes possible, and those it does not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from estimator.actions import Seat
from estimator.log import ActivityLog
from estimator.report.lines import BLANK, Line, Span, line, paragraph
from estimator.report.numbers import counted
from estimator.report.reasons import actions_needed, label, sources
from estimator.rules.model import Model, SignalModel


@dataclass(frozen=True)
class Absent:
    """A signal that the log cannot show, its points, and who records it."""

    pillar: str
    signal: str
    points: float
    sources: tuple[str, ...]


def possible(log: ActivityLog, model: Model, seat: Seat) -> Mapping[str, list[str]]:
    """The signals of each pillar of which the log shows something, by pillar."""
    return {
        pillar.name: [s.name for s in pillar.signals if s.applies(seat) and _shown(s, log)]
        for pillar in model.pillars
    }


def absent(log: ActivityLog, model: Model, seat: Seat) -> list[Absent]:
    """The signals that the log shows nothing of, worth the most points first."""
    found = [
        Absent(pillar.name, label(s.name), s.points, sources(actions_needed(s), seat))
        for pillar in model.pillars
        for s in pillar.signals
        if s.applies(seat) and not _shown(s, log)
    ]
    return sorted(found, key=lambda one: (-one.points, one.signal))


def text(log: ActivityLog, model: Model, seat: Seat, width: int) -> list[Line]:
    """What is covered from when to when, the signals that are possible, those that are not."""
    return [
        line(Span(counted(log.n_rows, "rows"), "title"), *_accounts(log)),
        BLANK,
        *_covered(log, width),
        *_possible(possible(log, model, seat), width),
        *_absent(absent(log, model, seat), width),
    ]


def _shown(signal: SignalModel, log: ActivityLog) -> bool:
    """Whether the log covers, or holds, an action of the signal; all of them for a rate."""
    covered = {span.action for span in log.coverage.spans}
    seen = [
        None in covered or action in covered or action in log.actions
        for action in actions_needed(signal)
    ]
    return all(seen) if signal.kind == "rate" else any(seen)


def _accounts(log: ActivityLog) -> Iterator[str]:
    if log.n_accounts > 1:
        yield f" of {counted(log.n_accounts, 'accounts')}"


def _covered(log: ActivityLog, width: int) -> Iterator[Line]:
    """The actions that would show had they happened, those of the same days together."""
    groups: dict[str, list[str]] = {}
    for action, (first, last) in log.coverage.to_dict().items():
        groups.setdefault(_days(first, last), []).append(
            "everything" if action == "*" else label(action)
        )
    if groups:
        yield line(Span("Covered", "title"))
    for days, actions in sorted(groups.items()):
        yield from _entry(days, ", ".join(actions), 26, width)
    if groups:
        yield BLANK


def _days(first: str | None, last: str | None) -> str:
    if first is None:
        return "always" if last is None else f"until {last}"
    return f"from {first}" if last is None else f"{first} to {last}"


def _possible(signals: Mapping[str, list[str]], width: int) -> Iterator[Line]:
    n = sum(map(len, signals.values()))
    yield line(Span(f"{counted(n, 'signals')} can be scored", "title"))
    for pillar, names in signals.items():
        yield from _entry(pillar, ", ".join(map(label, names)) or "none", 14, width)


def _absent(found: list[Absent], width: int) -> Iterator[Line]:
    if not found:
        return
    yield BLANK
    yield line(
        Span(f"{counted(len(found), 'signals')} cannot", "title"),
        Span(", and where they could come from", "aside"),
    )
    wide = max(22, *(len(one.signal) for one in found)) + 2
    for one in found:
        name = f"  {one.pillar:<14}{one.signal:<{wide}}"
        yield line(name, Span(" or ".join(one.sources), "aside"))


def _entry(name: str, text: str, named: int, width: int) -> Iterator[Line]:
    parts = paragraph(text, width - named - 2, "", "")
    for i, part in enumerate(parts):
        yield (Span(f"  {name if i == 0 else '':<{named}}", "name"), *part)
