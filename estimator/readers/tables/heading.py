"""The first line of a log: what it covers.

    {"covers": {"comment": ["2026-01-01", "2026-03-31"], "reaction": [null, "2026-03-31"]}}

Each action has its first and last day, or several such pairs; null is no bound and `*` is every
action. `covers_of` says the same of single accounts, `accounts` names those without a row:

    {"accounts": ["seat-9"], "covers": {}, "covers_of": [{"accounts": ["seat-7"], "covers": {}}]}
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from estimator.actions import nearest_action, unknown_word, vocabulary
from estimator.coverage import Coverage, Span
from estimator.days import LAST, to_date, to_day
from estimator.errors import Fault
from estimator.log import NOTHING_COVERED, OWNER, ActivityLog
from estimator.readers.tables.cells import day_of, writable

EVERY = "*"


@dataclass(frozen=True)
class Heading:
    """What the first line states, and what in it could not be understood."""

    stated: bool = False
    coverage: Coverage = NOTHING_COVERED
    accounts: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    def __or__(self, other: "Heading") -> "Heading":
        return Heading(
            self.stated or other.stated,
            self.coverage | other.coverage,
            self.accounts + other.accounts,
            self.faults + other.faults,
        )


def is_heading(row: Mapping[str, object]) -> bool:
    """Whether a row states what is covered rather than what was done."""
    return "covers" in row and "action" not in row


def heading_of(content: object, where: str, not_after: int | None = None) -> Heading:
    """What a heading says; entries that cannot be understood become faults, the rest stays.

    not_after: the last day there can be; what is said to be covered later is cut off, a fault.

    >>> heading_of({"covers": {"comment": ["1970-01-02", None]}}, "log.jsonl:1").coverage.spans
    (Span(action='comment', first=1, last=None, account=None),)
    """
    faults: list[Fault] = []
    content = content if isinstance(content, Mapping) else {}
    spans = list(_spans(content.get("covers"), None, where, faults))
    groups = content.get("covers_of", [])
    for group in groups if isinstance(groups, list) else [groups]:
        said = group if isinstance(group, Mapping) else {}
        for account in _names(said.get("accounts")):
            spans += _spans(said.get("covers"), account, where, faults)
    last = to_day(LAST) if not_after is None else not_after
    ahead: dict[str, int] = {}
    for span in spans:
        end = max(span.first or last, span.last or last)
        if end > last:
            ahead.setdefault(span.action or EVERY, end)
    for action, end in ahead.items():
        what = f"covers: {action} reaches into the future (got {to_date(end)})"
        faults.append(Fault(where, f"{what}; cut at {to_date(last)}"))
    coverage = Coverage(tuple(spans)).until(last)
    return Heading(True, coverage, _names(content.get("accounts")), tuple(faults))


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(writable(name)) for name in value) if isinstance(value, list) else ()


def _spans(covers: object, account: str | None, where: str, faults: list[Fault]) -> Iterable[Span]:
    if not isinstance(covers, Mapping):
        example = '{"comment": ["2026-01-01", "2026-03-31"]}'
        faults.append(Fault(where, f"covers is not a mapping; write it as {example}"))
        return
    for action, pairs in covers.items():
        if action != EVERY and action not in vocabulary():
            faults.append(Fault(where, f"covers: {unknown_action(action)}"))
            continue
        several = isinstance(pairs, list) and all(isinstance(pair, list) for pair in pairs)
        for pair in pairs if several else [pairs]:
            bounds = _bounds(pair)
            if bounds is None:
                right = "two days, as ['2026-01-01', '2026-03-31'], the first not after the last"
                faults.append(Fault(where, f"covers: {action} has no span; it takes {right}"))
            else:
                yield Span(None if action == EVERY else action, *bounds, account)


def _bounds(pair: object) -> tuple[int | None, int | None] | None:
    if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
        return None
    first, last = (None if day is None else day_of(day) for day in pair)
    if (first is None) != (pair[0] is None) or (last is None) != (pair[1] is None):
        return None
    return None if first is not None and last is not None and first > last else (first, last)


def unknown_action(name: object) -> str:
    """The sentence for an action that is not in the vocabulary, with the nearest word in it.

    >>> unknown_action("coment")
    "unknown action (got 'coment'), did you mean comment?"
    """
    return f"unknown action (got {unknown_word(name)}){nearest_action(name)}"


def heading_for(log: ActivityLog) -> dict[str, object]:
    """The first line that, read back with the log's rows, gives its coverage and accounts."""
    own: dict[str | None, list[Span]] = {None: []}
    for span in log.coverage.spans:
        own.setdefault(span.account, []).append(span)
    heading: dict[str, object] = {"covers": _covers(own.pop(None))}
    groups: dict[str, dict[str, Any]] = {}
    for account, spans in sorted(own.items()):
        covers = _covers(spans)
        group = groups.setdefault(repr(covers), {"accounts": [], "covers": covers})
        group["accounts"].append(account)
    if groups:
        heading["covers_of"] = [*groups.values()]
    silent = sorted(set(range(log.n_accounts)) - set(log.account.tolist()))
    if silent and log.accounts != (OWNER,):
        heading["accounts"] = [log.accounts[code] for code in silent]
    return heading


def _covers(own: Iterable[Span]) -> dict[str, object]:
    found: dict[str, list[list[str | None]]] = {}
    for span in own:
        pair = [None if d is None else to_date(d).isoformat() for d in (span.first, span.last)]
        found.setdefault(span.action or EVERY, []).append(pair)
    return {name: pairs[0] if len(pairs) == 1 else pairs for name, pairs in sorted(found.items())}


def covered(log: ActivityLog, heading: Heading, complete: bool) -> Coverage:
    """The coverage of a table's log.

    Complete covers everything; a heading exactly what it says. Without either, each action that
    occurs is covered from the first to the last day of the table, a level from its first row on.
    """
    if complete:
        return Coverage.complete()
    if heading.stated:
        return heading.coverage
    spans = []
    for code, action in enumerate(log.actions):
        level = vocabulary()[action].level
        since = int(log.day[log.action == code].min()) if level else log.first_day
        spans.append(Span(action, since, log.last_day))
    return Coverage(tuple(spans))
