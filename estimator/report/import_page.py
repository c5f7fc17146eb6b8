"""What sources have shown: the signals a log of theirs makes possible, and those it does not."""

from collections.abc import Mapping
from dataclasses import dataclass

from estimator.actions import Seat
from estimator.log import ActivityLog
from estimator.report.blocks import Page, PageColumn, PageTable, Section
from estimator.report.gaps import actions_needed, sources
from estimator.report.wording import counted, label
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
        Absent(s.path.partition(".")[0], label(s.name), s.points, sources(actions_needed(s), seat))
        for s in model.signals(seat).values()
        if not _shown(s, log)
    ]
    return sorted(found, key=lambda one: (-one.points, one.signal))


def import_page(log: ActivityLog, model: Model, seat: Seat) -> Page:
    """What is covered from when to when, the signals that are possible, those that are not."""
    scored, lacking = possible(log, model, seat), absent(log, model, seat)
    accounts = f" of {counted(log.n_accounts, 'accounts')}" if log.n_accounts > 1 else ""
    groups: dict[str, list[str]] = {}
    for action, (first, last) in log.coverage.to_dict().items():
        named = "everything" if action == "*" else label(action)
        groups.setdefault(_days(first, last), []).append(named)
    covered = [[days, ", ".join(actions)] for days, actions in sorted(groups.items())]
    pillars = [[name, ", ".join(map(label, own)) or "none"] for name, own in scored.items()]
    signals = [[one.pillar, one.signal, " or ".join(one.sources)] for one in lacking]
    wide = max(22, *(len(one.signal) for one in lacking)) + 2 if lacking else 0
    columns = [PageColumn("", 14), PageColumn("", wide), PageColumn("", style="aside")]
    n, cannot = sum(map(len, scored.values())), f"{counted(len(lacking), 'signals')} cannot"
    return Page(
        heading=f"{counted(log.n_rows, 'rows')}{accounts}",
        about="",
        title="What the sources show",
        sections=[
            Section([_listed(26, covered)], "Covered"),
            Section([_listed(14, pillars)], f"{counted(n, 'signals')} can be scored"),
            Section(
                [PageTable(columns, signals, heads="", indent=2)],
                *(cannot, "", ", and where they could come from"),
            ),
        ],
    )


def _listed(wide: int, rows: list[list[str]]) -> PageTable:
    columns = [PageColumn("", wide, style="name"), PageColumn("", fold="wrap")]
    return PageTable(columns, rows, heads="", indent=2)


def _days(first: str | None, last: str | None) -> str:
    if first is None:
        return "always" if last is None else f"until {last}"
    return f"from {first}" if last is None else f"{first} to {last}"


def _shown(signal: SignalModel, log: ActivityLog) -> bool:
    """Whether the log covers, or holds, an action of the signal; all of them for a rate."""
    covered = {span.action for span in log.coverage.spans}
    seen = [
        None in covered or action in covered or action in log.actions
        for action in actions_needed(signal)
    ]
    return all(seen) if signal.kind == "rate" else any(seen)
