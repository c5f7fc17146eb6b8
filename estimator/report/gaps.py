"""What a log shows of the signals and what it cannot, and who records that."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf, sqrt

from estimator.actions import Seat, unit_of, vocabulary
from estimator.explanation.prospects import share_of
from estimator.log import ActivityLog
from estimator.report.blocks import Page, PageColumn, PageTable, Section
from estimator.report.wording import SMALLEST, amount, counted, label, percent
from estimator.rules.match import actions_of
from estimator.rules.model import Model, SignalModel
from estimator.score.results import Estimate, SignalEstimate

SOURCES = {
    "export_basic": "LinkedIn data export",
    "export": "Complete data export",
    "usage_report": "Sales Navigator usage report",
    "creator_analytics": "creator analytics",
    "dma": "data portability API",
    "hand": "a log kept by hand",
}


Unseen = tuple[str, SignalModel, SignalEstimate]  # pillar, rule, estimate


@dataclass(frozen=True)
class Reason:
    """Points that a signal brings, and what it was seen to be."""

    pillar: str
    signal: str
    points: float
    said: str


@dataclass(frozen=True)
class Gap:
    """Something the log could not show, the most points it can be worth, and who records it.

    What readings of one's own say of a pillar, a source cannot add to it.
    """

    what: str
    most: float
    pillars: tuple[str, ...]
    sources: tuple[str, ...]


def strongest(result: Estimate, model: Model, n: int = 3) -> list[Reason]:
    """The signals seen in the log that bring the most points, the first of them first."""
    reasons = [
        Reason(pillar, label(signal.name), alone, said(signal, seen))
        for pillar, signal, seen in _signals(result, model)
        # without what is assumed beside it
        if (alone := seen.max * share_of(signal, seen.amount or 0.0)) >= SMALLEST
        and seen.state == "scored"
    ]
    return sorted(reasons, key=lambda reason: (-reason.points, reason.signal))[:n]


def gaps(result: Estimate, model: Model) -> list[Gap]:
    """What is unknown, worth the most points first; signals of the same actions are one gap."""
    groups: dict[tuple[str, ...], list[Unseen]] = {}
    for pillar, signal, seen in _signals(result, model):
        if _worth(pillar, seen, result) >= SMALLEST:
            groups.setdefault(actions_needed(signal), []).append((pillar, signal, seen))
    every = (_gap(actions, group, result) for actions, group in groups.items())
    return sorted(
        (gap for gap in every if gap.most >= SMALLEST), key=lambda gap: (-gap.most, gap.what)
    )


def left_open(most: Iterable[float], result: Estimate) -> float:
    """The most points of unknown signals together; with readings, what is open of the total."""
    together, total = sum(most), result.total
    return together if result.readings is None else min(together, total.high - total.low)


def _worth(pillar: str, seen: SignalEstimate, result: Estimate) -> float:
    """The most points of what is unknown of a signal.

    Readings take a part of the pillar's variance away: the root of the rest is left of a spread.
    """
    told = result.pillars[pillar].told or 0.0
    return (1.0 - seen.known) * seen.max * sqrt(max(1.0 - told, 0.0))


def _gap(actions: tuple[str, ...], group: list[Unseen], result: Estimate) -> Gap:
    """One gap; of what the log shows on other days, no source is asked for that was given."""
    names, log = {signal.name for _, signal, _ in group}, result.log
    shown = (
        {span.action for span in log.coverage.spans} | {*log.actions} if log is not None else set()
    )
    partly = all(seen.known > 0 for _, _, seen in group) or shown >= {*actions}
    more = SOURCES["hand"] if group[0][1].kind in ("checklist", "stock") else "a longer log"
    what = label(names.pop()) if len(names) == 1 else label(actions[0])
    return Gap(
        what=f"rest of {what}" if partly else what,
        most=left_open((_worth(pillar, seen, result) for pillar, _, seen in group), result),
        pillars=tuple(dict.fromkeys(pillar for pillar, _, _ in group)),
        sources=(more,) if partly else sources(actions, result.seat),
    )


def sources(actions: Sequence[str], seat: Seat) -> tuple[str, ...]:
    """Who records the actions, in words, the easiest first; at most two.

    >>> sources(["profile_view"], "free")
    ('a log kept by hand',)
    """
    known = {who for name in actions for who in vocabulary()[name].recorded_by}
    if seat != "sales_navigator":
        known.discard("usage_report")
    if "export_basic" in known:
        known.discard("export")
    if known & {"export", "export_basic"}:
        known.discard("dma")
    return tuple(words for who, words in SOURCES.items() if who in known)[:2]


def actions_needed(signal: SignalModel) -> tuple[str, ...]:
    """The actions that a log has to cover for the signal to be known."""
    if signal.known_by:
        return signal.known_by
    matches = [signal.match, signal.of, *(item.match for item in signal.items)]
    return tuple(sorted({name for match in matches for name in actions_of(match)}))


def said(signal: SignalModel, seen: SignalEstimate) -> str:
    """The amount of a signal in words: `612 connections`, `22.4 comments still count`."""
    value = seen.amount or 0.0
    if signal.kind == "rate":
        return percent(value)
    if signal.kind == "checklist":
        return f"{percent(value / sum(item.weight for item in signal.items))} filled"
    if signal.kind == "days":
        return f"{amount(value)} of {signal.decay.window} days"
    number = f"{amount(value)} {unit_of(actions_of(signal.match))}"
    if signal.kind == "stock":
        return number
    fades = signal.decay.half_life != inf
    return f"{number} still count" if fades else f"{number} in {signal.decay.window} days"


def _signals(result: Estimate, model: Model) -> Iterator[Unseen]:
    """Pillar, rule and estimate of every signal that the seat has."""
    for pillar in model.pillars:
        seen = result.pillars[pillar.name].signals
        for signal in pillar.signals:
            if signal.name in seen and seen[signal.name].state != "not_applicable":
                yield pillar.name, signal, seen[signal.name]


# --- what any log of the sources can show --------------------------------------------------------


def import_page(log: ActivityLog, model: Model, seat: Seat) -> Page:
    """What is covered from when to when, the signals that are possible, those that are not."""
    scored: dict[str, list[str]] = {pillar.name: [] for pillar in model.pillars}
    lacking = []
    for path, signal in model.signals(seat).items():
        if signal.points > 0:  # others are there to infer from
            pillar, name = path.partition(".")[0], label(signal.name)
            if _is_shown(signal, log):
                scored[pillar].append(name)
            else:
                lacking.append((signal.points, pillar, name, sources(actions_needed(signal), seat)))
    lacking.sort(key=lambda one: (-one[0], one[2]))
    groups: dict[str, list[str]] = {}
    for action, (first, last) in log.coverage.to_dict().items():
        named = "everything" if action == "*" else label(action)
        groups.setdefault(_days(first, last), []).append(named)
    covered = [[days, ", ".join(actions)] for days, actions in sorted(groups.items())]
    pillars = [[name, ", ".join(own) or "none"] for name, own in scored.items()]
    signals = [[pillar, name, " or ".join(of)] for _, pillar, name, of in lacking]
    wide = max((22, *(len(name) for _, _, name, _ in lacking))) + 2
    columns = [PageColumn("", 14), PageColumn("", wide), PageColumn("", style="aside")]
    accounts = f" of {counted(log.n_accounts, 'accounts')}" if log.n_accounts > 1 else ""
    n, cannot = sum(map(len, scored.values())), f"{counted(len(lacking), 'signals')} cannot"
    return Page(
        heading=f"{counted(log.n_rows, 'rows')}{accounts}",
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


def _is_shown(signal: SignalModel, log: ActivityLog) -> bool:
    """Whether the log covers, or holds, an action of the signal; all of them for a rate."""
    shown = {span.action for span in log.coverage.spans} | {*log.actions}
    seen = [None in shown or action in shown for action in actions_needed(signal)]
    return all(seen) if signal.kind == "rate" else any(seen)
