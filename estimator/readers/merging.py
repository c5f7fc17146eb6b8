"""Several outcomes as one."""

from collections.abc import Sequence
from dataclasses import replace

from estimator.coverage import Coverage
from estimator.log import ActivityLog, concat
from estimator.readers.outcome import Outcome

WORKBOOK = "creator_analytics"


def merged(outcomes: Sequence[Outcome]) -> Outcome:
    """One outcome with the rows, coverage, readings and reports of all; it adds, never removes.

    One exception: the posts a creator analytics workbook lists are left out when another source
    shows the posts of the same account, which would otherwise count twice.
    """
    if len(outcomes) == 1:
        return outcomes[0]
    outcomes = [_without_posts(outcome, outcomes) for outcome in outcomes]
    kinds = list(dict.fromkeys(outcome.kind for outcome in outcomes))
    return Outcome(
        kinds[0] if len(kinds) == 1 else "mixed",
        concat([outcome.log for outcome in outcomes]),
        tuple(reading for outcome in outcomes for reading in outcome.readings),
        tuple(report for outcome in outcomes for report in outcome.files),
        tuple(dict.fromkeys(note for outcome in outcomes for note in outcome.notes)),
        tuple(dict.fromkeys(lack for outcome in outcomes for lack in outcome.missing)),
    )


def _without_posts(outcome: Outcome, outcomes: Sequence[Outcome]) -> Outcome:
    others = [
        other for other in outcomes if other.kind != WORKBOOK and _shows_posts(other, outcome)
    ]
    if outcome.kind != WORKBOOK or "post" not in outcome.log.actions or not others:
        return outcome
    log = without_action(outcome.log, "post")
    note = "posts of the analytics workbook are left out: another source shows them"
    return replace(outcome, log=log, notes=(*outcome.notes, note))


def _shows_posts(other: Outcome, workbook: Outcome) -> bool:
    if not set(other.log.accounts) & set(workbook.log.accounts):
        return False
    spans = other.log.coverage.spans
    return "post" in other.log.actions or any(span.action in (None, "post") for span in spans)


def without_action(log: ActivityLog, action: str) -> ActivityLog:
    """The log as if it had never held the action, nor covered it."""
    spans = tuple(span for span in log.coverage.spans if span.action != action)
    kept = log.where(log.action != log.actions.index(action)) if action in log.actions else log
    return kept.with_coverage(Coverage(spans)).compact()
