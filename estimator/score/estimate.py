"""One day's score of one account or of many, and every day's of a range."""

from collections.abc import Mapping, Sequence
from datetime import date
from os import PathLike
from typing import Literal, overload

import numpy as np

from estimator.actions import Seat, known_seat
from estimator.anchoring.anchor import Anchor, Anchored
from estimator.days import FOUNDED, LAST, Range, to_date, to_day
from estimator.errors import InputError, NotEnoughEvidence, listed, near_miss
from estimator.log import ActivityLog
from estimator.rank import rank
from estimator.reading import Reading
from estimator.rules import Rules
from estimator.rules.model import SignalModel
from estimator.score.anchors import anchor_of, averages_from, lay_on, states
from estimator.score.book import Amounts, Book, Points, Shares, book_of
from estimator.score.edges import coverage_edges, settled_days
from estimator.score.results import (
    Estimate,
    Estimates,
    History,
    Interval,
    PillarEstimate,
    ReadingsUsed,
    SignalEstimate,
    Stamp,
    State,
)
from estimator.score.scale import score_columns
from estimator.version import VERSION

GROUPS = ("industry", "network")
MOST = 100.0


@overload
def estimate(
    log: ActivityLog,
    rules: Rules,
    on: date | None = None,
    seat: Seat = "free",
    averages: Mapping[str, float] | None = None,
    readings: Sequence[Reading] = (),
    *,
    columns: Literal[False] | None = None,
) -> Estimate: ...


@overload
def estimate(
    log: ActivityLog,
    rules: Rules,
    on: date | None = None,
    seat: Seat = "free",
    averages: Mapping[str, float] | None = None,
    readings: Sequence[Reading] = (),
    *,
    columns: Literal[True],
) -> Estimates: ...


def estimate(
    log: ActivityLog,
    rules: Rules,
    on: date | None = None,
    seat: Seat = "free",
    averages: Mapping[str, float] | None = None,
    readings: Sequence[Reading] = (),
    *,
    columns: bool | None = None,
) -> Estimate | Estimates:
    """The estimated SSI on a day: an `Estimate` with its trace, or columns for many accounts.

    `on` defaults to the log's last day. `averages` gives what LinkedIn shows as the average of
    a group ({"industry": 34.5}); the estimate then carries the rank in it. readings: those of an
    account, earlier and later ones, anchor its estimate (`estimator.anchoring`); the averages that
    they show stand where none is given. columns: True for `Estimates` however many accounts there
    are, False for one account or an error; left out, the log's accounts decide (a type checker
    takes it for one).

    Raises: NotEnoughEvidence for a log without a day when `on` is not given; ValueError for an
    average that is none, or for many accounts with columns=False; TypeError for a path in place
    of a log, rules or readings.
    """
    known_averages(averages or {})
    known_kinds(log, rules, readings)
    if columns is False and log.n_accounts != 1:
        what = f"the log has {log.n_accounts} accounts, not one; log.of_account(name) is one"
        raise ValueError(what)
    if log.n_accounts != 1 or columns:
        return estimate_accounts(log, rules, on, seat, readings=readings)
    day, seat = last_day(log) if on is None else to_day(on), known_seat(seat)
    model = rules.on(day)
    book = book_of(model, seat)
    seen, shares, points = scored = book.scored(log, Range(day, day))
    anchor = anchor_of(log, rules, seat, readings, day)
    if anchor is not None and day not in anchor.days:
        now = states(log, model, seat, Range(day, day), scored)
        anchor.days[day] = anchor.at(now)
    moved = None if anchor is None else anchor.days[day]
    total, pillars = traced(book, seen, shares, points, moved)
    shown = averages_from(anchor, day) if anchor else {}
    known = {group: average for group, (average, _) in shown.items()} | dict(averages or {})
    days = {g: one.captured for g, (_, one) in shown.items() if g not in (averages or {})}
    return Estimate(
        on=to_date(day),
        seat=seat,
        account=log.accounts[0],
        total=total,
        pillars=pillars,
        stamp=stamp_of(log, rules, day, seat, anchor),
        api_names={p.name: p.api_name for p in model.pillars},
        rank=_ranks(total.points, known, model.rank_spread_at(total.points)),
        warnings=_warnings(log, anchor),
        readings=_used(anchor, day, sum(p.from_readings or 0.0 for p in pillars.values()), days),
        log=log,
        rules=rules,
    )


def known_kinds(log: object, rules: object, readings: object = ()) -> None:
    """Nothing when none of them is the path of a file. Raises: TypeError saying what reads it."""
    given = {"read_log": log, "load_rules": rules, "read_readings": readings}
    for read, one in given.items():
        if isinstance(one, str | PathLike):
            name, got = read.partition("_")[2], repr(str(one))
            raise TypeError(f"{name}: a path (got {got}); {read}(path) is what it holds")


def known_averages(averages: Mapping[str, float]) -> None:
    """Nothing when each is the average of a group. Raises: ValueError naming the first that is not.

    >>> known_averages({"industry": 34.5})
    """
    for group, average in averages.items():
        if group not in GROUPS:
            hint = near_miss(group, GROUPS) or f"; known are {listed(GROUPS)}"
            raise ValueError(f"averages: no such group (got {group!r}){hint}")
        if not 0 <= average <= MOST:
            raise ValueError(f"averages: {group} is a score from 0 to 100 (got {average!r})")


def estimate_accounts(
    log: ActivityLog,
    rules: Rules,
    on: date | None = None,
    seat: Seat = "free",
    intervals: bool = True,
    fast: bool | None = None,
    readings: Sequence[Reading] = (),
) -> Estimates:
    """The estimates of every account of the log, as columns. See `estimate` and `score_columns`.

    Accounts with readings are anchored on them, one by one.
    """
    day = last_day(log) if on is None else to_day(on)
    columns = score_columns(log, rules, Range(day, day), seat, intervals, fast)
    for place in _with_readings(log, readings):
        lay_on(columns, place, log, rules, Range(day, day), seat, readings)
    points, low, high = ({k: v[:, 0] for k, v in part.items()} for part in columns)
    level, stamp = rules.on(day).level, stamp_of(log, rules, day, seat)
    warnings = (*_warnings(log), *_ended(log, day))
    return Estimates(to_date(day), seat, log.accounts, points, low, high, level, stamp, warnings)


def history(
    log: ActivityLog,
    rules: Rules,
    start: date,
    end: date,
    seat: Seat = "free",
    intervals: bool = True,
    fast: bool | None = None,
    readings: Sequence[Reading] = (),
) -> History:
    """The score of every day from `start` to `end`, both included. See `score_columns`.

    readings: those of an account, earlier and later ones, anchor each of its days.

    Arrays of shape (n_days,), or (n_accounts, n_days) when the log has several accounts.

    Raises: ValueError when `end` is before `start`; InputError for more days than LinkedIn has.
    """
    known_kinds(log, rules, readings)
    days = Range(to_day(start), to_day(end))
    if days.n_days < 1:
        raise ValueError(f"history ends ({end}) before it starts ({start})")
    if days.n_days > (most := (LAST - FOUNDED).days + 1):
        raise InputError.at("history", f"has {days.n_days:,} days; it has at most {most:,}")
    alone = 0 if log.n_accounts == 1 else slice(None)
    columns = score_columns(log, rules, days, seat, intervals, fast)
    used, anchor, warnings = None, None, _warnings(log)
    for place in _with_readings(log, readings):
        before = columns[0]["total"][place, -1]
        anchor = lay_on(columns, place, log, rules, days, known_seat(seat), readings)
        if log.n_accounts == 1:
            warnings = _warnings(log, anchor)
            used = _used(anchor, days.last, float(columns[0]["total"][place, -1] - before), {})
    points, low, high = ({k: v[alone] for k, v in part.items()} for part in columns)
    model, stamp = rules.on(days.last), stamp_of(log, rules, days.last, seat, anchor)
    names, level = log.accounts, model.level
    settled = {name: one[alone] for name, one in settled_days(log, model, days, seat).items()}
    edges = coverage_edges(log, model, days, seat) if log.n_accounts == 1 else ()
    return History(
        start, end, seat, names, points, low, high, level, stamp, warnings, settled, edges, used
    )


def _with_readings(log: ActivityLog, readings: Sequence[Reading]) -> list[int]:
    """The places of the accounts that have readings."""
    named = {one.account for one in readings}
    return [place for place, account in enumerate(log.accounts) if account in named]


def last_day(log: ActivityLog) -> int:
    """The last day the log speaks of, by its rows and its coverage.

    Raises: NotEnoughEvidence when it speaks of none.
    """
    days = [span.last for span in log.coverage.spans if span.last is not None]
    if log.last_day is not None:
        days.append(log.last_day)
    if not days:
        raise NotEnoughEvidence("the log has no day to score; name one with on (--on DATE)")
    return max(days)


def _ranks(
    total: float, averages: Mapping[str, float], spread: float | None
) -> dict[str, dict[str, float]] | None:
    if not averages or spread is None:
        return None
    return {
        group: {"average": average, "top_percent": rank(total, average, spread)}
        for group, average in averages.items()
    }


def stamp_of(
    log: ActivityLog, rules: Rules, day: int, seat: Seat, anchor: Anchor | None = None
) -> Stamp:
    """What the result of a day is computed from."""
    until = rules.calibrated_until.isoformat()
    return Stamp(VERSION, rules, log, to_date(day).isoformat(), seat, until, anchor)


def _used(
    anchor: Anchor | None, day: int, points: float, groups: Mapping[str, date | None]
) -> ReadingsUsed | None:
    if anchor is None:
        return None
    newest = int(anchor.then.day[-1])
    days = {group: on for group, on in groups.items() if on is not None}
    what = (to_date(newest), day - newest, points, anchor.doubts, days, anchor.readings)
    return ReadingsUsed(len(anchor.readings), *what)


def _warnings(log: ActivityLog, anchor: Anchor | None = None) -> tuple[str, ...]:
    aside = [
        f"{rows} {'row' if rows == 1 else 'rows'} of the unknown action {name!r} set aside"
        for name, rows in log.set_aside.items()
    ]
    if log.n_rows == 0 and not log.coverage.spans:
        aside.append(
            "the log shows nothing: this is the population's estimate, not yours"
            if anchor is None
            else "nothing of your activity is known: between and after your readings this is how "
            "members in general move; your archive or a log would say how you do"
        )
    return tuple(aside)


def _ended(log: ActivityLog, day: int) -> tuple[str, ...]:
    """The sentence about accounts of which the log speaks only of days before the scored one."""
    lasts: dict[str, int] = {}
    for span in log.coverage.spans:
        if span.account is not None:
            last = day if span.last is None else span.last
            lasts[span.account] = max(lasts.get(span.account, last), last)
    ended = sum(last < day for last in lasts.values())
    if not ended:
        return ()
    what = "accounts end" if ended > 1 else "account ends"
    return (f"{ended} {what} before the scored day; for their own score name it (--on DATE)",)


def traced(
    book: Book, seen: Amounts, shares: Shares, points: Points, moved: Anchored | None = None
) -> tuple[Interval, dict[str, PillarEstimate]]:
    """The total and the pillars of one account on one day, each with its signals, in the order of
    the rules; those of other seats are told, too. moved: where readings moved them.
    """
    signals = _traced_signals(book, seen, shares)
    middle, low, high = (one[:, 0, 0].tolist() for one in (points.points, points.low, points.high))
    from_readings: list[float | None] = [None] * len(book.pillars)
    told = from_readings
    if moved is not None:
        from_readings = (moved.points[:, 0] - middle[:-1]).tolist()
        middle, low, high = (column[:, 0].tolist() for column in moved.sides())
        told = moved.told[:, 0].tolist()
    ends = zip(middle, low, high, strict=True)
    *pillars, total = (Interval(one, down, up, book.level) for one, down, up in ends)
    sums = zip(points.uncut[:, 0, 0].tolist(), points.seen[:, 0, 0].tolist(), strict=True)
    return total, {
        pillar.name: PillarEstimate(
            points=one.points,
            low=one.low,
            high=one.high,
            cap=pillar.cap,
            ceiling=pillar.ceiling(book.seat),
            uncut=uncut,
            unknown_share=max(1.0 - shown / uncut, 0.0) if uncut > 0 else 0.0,
            signals={s.name: signals.get(s.path) or _not_here(s) for s in pillar.signals},
            from_readings=offset,
            told=part,
        )
        for pillar, one, (uncut, shown), offset, part in zip(
            book.pillars, pillars, sums, from_readings, told, strict=True
        )
    }


def _traced_signals(book: Book, seen: Amounts, shares: Shares) -> dict[str, SignalEstimate]:
    """The signals of the seat, by path."""
    sides = np.repeat(shares.seen[:, :, 0], 3, axis=1)  # share, low and high of each
    sides[shares.partly] = shares.filled[:, :, 0, 0]
    share, points = sides[:, 0].tolist(), (book.worth[:, :, 0] * sides).tolist()
    amounts, knowns = seen.amount[:, 0, 0].tolist(), seen.known[:, 0, 0].tolist()
    found = {}
    for place, signal in enumerate(book.signals):
        state, source = state_of(amounts[place], knowns[place]), signal.unknown.inferred_from
        found[signal.path] = SignalEstimate(
            state=state,
            amount=None if state == "unknown" else amounts[place],
            known=knowns[place],
            share=share[place],
            points=points[place][0],
            low=points[place][1],
            high=points[place][2],
            max=signal.points,
            status=signal.status,
            source=signal.source,
            inferred_from=source if source in book.place and knowns[place] < 1 else None,
        )
    return found


def _not_here(signal: SignalModel) -> SignalEstimate:
    nothing = (0.0, 0.0, 0.0, 0.0, 0.0)
    return SignalEstimate("not_applicable", None, 1.0, *nothing, signal.status, signal.source)


def state_of(amount: float, known: float) -> State:
    """The state of a signal that the seat has.

    Seen activity is scored, however little of the window is known; none of it is zero only where
    all of the window is known, and otherwise unknown.
    """
    if amount > 0:
        return "scored"
    return "zero" if known >= 1 else "unknown"
