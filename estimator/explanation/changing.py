"""From a log and two days to the change between them, split exactly."""

from collections.abc import Iterator, Sequence
from datetime import date

from estimator.actions import Seat
from estimator.days import to_day
from estimator.errors import LogError
from estimator.explanation.caps import cap_parts
from estimator.explanation.change import Change
from estimator.explanation.comparisons import comparisons
from estimator.explanation.held import Day
from estimator.explanation.parts import Part, kept
from estimator.explanation.recorded import Found, Recorded, averages_of, held_against, nearest
from estimator.explanation.rule_changes import RuleSet, signal_parts
from estimator.log import ActivityLog
from estimator.reading import Reading
from estimator.results import Estimate
from estimator.rules import Rules
from estimator.rules.forms import Regime
from estimator.score import estimate_account

End = tuple[date, Rules]  # a day and the rules by which it is scored


def change_between(
    log: ActivityLog, one: End, other: End, seat: Seat, readings: Sequence[Reading]
) -> Change:
    """The change from one day to the other, which may be the earlier one. See `explain`."""
    if log.n_accounts != 1:
        what = f"has {log.n_accounts} accounts; a change is of one, see log.of_account(name)"
        raise LogError.at("log", what)
    own = [reading for reading in readings if reading.account == log.accounts[0]]
    found = [nearest(own, day) for day, _ in (one, other)]
    before, after = (
        _estimate(log, end, seat, at) for end, at in zip((one, other), found, strict=True)
    )
    recorded = _recorded(log, (one, other), seat, found)
    return Change(
        before=before,
        after=after,
        parts=_parts(log, (one, other), seat, (before, after)),
        recorded=recorded,
        regimes=tuple(_regimes(other[1], one[0], other[0])),
        warnings=(*after.warnings, *_unheld(readings, own, recorded)),
    )


def _estimate(log: ActivityLog, end: End, seat: Seat, at: Found | None) -> Estimate:
    averages = averages_of(at.reading) if at else {}
    return estimate_account(log, end[1], end[0], seat, averages or None)


def _parts(
    log: ActivityLog, ends: tuple[End, End], seat: Seat, estimates: tuple[Estimate, Estimate]
) -> tuple[Part, ...]:
    """The parts of the change; those of a way back are those of the way there, undone."""
    if ends[0][0] > ends[1][0]:
        there = _parts(log, (ends[1], ends[0]), seat, (estimates[1], estimates[0]))
        return kept(part.backwards() for part in there)
    sides = _sides(log, ends, seat)
    paths = sorted({*sides[0].signals, *sides[1].signals})
    parts = [part for path in paths for part in signal_parts(path, *sides)]
    for name in estimates[1].pillars:
        uncut = estimates[0].pillars[name].uncut, estimates[1].pillars[name].uncut
        parts += cap_parts(name, uncut, sides)
    return kept(parts)


def _sides(log: ActivityLog, ends: tuple[End, End], seat: Seat) -> tuple[RuleSet, RuleSet]:
    """Both days under the rules of either end; the same object where those say the same."""
    days = to_day(ends[0][0]), to_day(ends[1][0])
    models = [rules.on(day) for day, (_, rules) in zip(days, ends, strict=True)]
    before = RuleSet(ends[0][1], *(Day(log, models[0], day, seat) for day in days))
    if models[0] == models[1]:
        return before, before
    return before, RuleSet(ends[1][1], *(Day(log, models[1], day, seat) for day in days))


def _recorded(
    log: ActivityLog, ends: tuple[End, End], seat: Seat, found: Sequence[Found | None]
) -> Recorded | None:
    """What the readings found say, beside estimates of the very days they were recorded on."""
    one, other = found
    if one is None or other is None or one.day == other.day:
        return None
    estimates = (
        _estimate(log, (one.day, ends[0][1]), seat, None),
        _estimate(log, (other.day, ends[1][1]), seat, None),
    )
    return held_against(one, other, estimates)


def _regimes(rules: Rules, start: date, end: date) -> Iterator[Regime]:
    first, last = sorted((start, end))
    yield from (regime for regime in rules.regimes if first < regime.from_ <= last)


def _unheld(
    readings: Sequence[Reading], own: Sequence[Reading], recorded: Recorded | None
) -> Iterator[str]:
    """Why readings that were given say nothing of the change."""
    if readings and not own:
        yield f"none of the {len(readings)} readings is of this account"
    elif readings and recorded is None:
        near = comparisons().readings.near
        yield f"the readings say nothing: none for each day, at most {near} days from it"
