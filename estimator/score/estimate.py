"""One day's score of one account or of many, and every day's of a range."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, overload

from estimator.actions import Seat, known_seat
from estimator.days import Range, to_date, to_day
from estimator.errors import NotEnoughEvidence, listed, near_miss
from estimator.log import ActivityLog
from estimator.rank import rank
from estimator.rules import Rules
from estimator.score.book import book_of
from estimator.score.edges import coverage_edges, settled_days
from estimator.score.results import Estimate, Estimates, History, Stamp, traced
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
    *,
    columns: Literal[True],
) -> Estimates: ...


def estimate(
    log: ActivityLog,
    rules: Rules,
    on: date | None = None,
    seat: Seat = "free",
    averages: Mapping[str, float] | None = None,
    *,
    columns: bool | None = None,
) -> Estimate | Estimates:
    """The estimated SSI on a day: an `Estimate` with its trace, or columns for many accounts.

    `on` defaults to the log's last day. `averages` gives what LinkedIn shows as the average of
    a group ({"industry": 34.5}); the estimate then carries the rank in it. columns: True for
    `Estimates` however many accounts there are, False for one account or an error; left out, the
    log's accounts decide (a type checker takes it for one).

    Raises: NotEnoughEvidence for a log without a day when `on` is not given; ValueError for an
    average that is none, or for many accounts with columns=False; TypeError for a path in place
    of rules.
    """
    known_averages(averages or {})
    known_rules(rules)
    if columns is False and log.n_accounts != 1:
        what = f"the log has {log.n_accounts} accounts, not one; log.of_account(name) is one"
        raise ValueError(what)
    if log.n_accounts == 1 and not columns:
        return estimate_account(log, rules, on, seat, averages)
    return estimate_accounts(log, rules, on, seat)


def known_rules(rules: object) -> None:
    """Nothing when they are rules, and no path of some. Raises: TypeError."""
    if not isinstance(rules, Rules):
        got = type(rules).__name__
        raise TypeError(f"rules: not Rules (got {got}); load_rules(path) reads a file of them")


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


def estimate_account(
    log: ActivityLog,
    rules: Rules,
    on: date | None = None,
    seat: Seat = "free",
    averages: Mapping[str, float] | None = None,
) -> Estimate:
    """The estimate, with its trace, of a log of one account. See `estimate`."""
    day, seat = last_day(log) if on is None else to_day(on), known_seat(seat)
    model = rules.on(day)
    book = book_of(model, seat)
    seen = book.amounts(log, Range(day, day))
    shares = book.shares(seen)
    total, pillars = traced(book, seen, shares, book.points(shares))
    return Estimate(
        on=to_date(day),
        seat=seat,
        account=log.accounts[0],
        total=total,
        pillars=pillars,
        stamp=_stamp(log, rules, day, seat),
        api_names={p.name: p.api_name for p in model.pillars},
        rank=_ranks(total.points, averages or {}, model.rank_spread),
        warnings=_warnings(log),
        log=log,
        rules=rules,
    )


def estimate_accounts(
    log: ActivityLog,
    rules: Rules,
    on: date | None = None,
    seat: Seat = "free",
    intervals: bool = True,
    fast: bool | None = None,
) -> Estimates:
    """The estimates of every account of the log, as columns. See `estimate` and `score_columns`."""
    day = last_day(log) if on is None else to_day(on)
    columns = score_columns(log, rules, Range(day, day), seat, intervals, fast)
    points, low, high = ({k: v[:, 0] for k, v in part.items()} for part in columns)
    level, stamp = rules.on(day).level, _stamp(log, rules, day, seat)
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
) -> History:
    """The score of every day from `start` to `end`, both included. See `score_columns`.

    Arrays of shape (n_days,), or (n_accounts, n_days) when the log has several accounts.

    Raises: ValueError when `end` is before `start`.
    """
    days = Range(to_day(start), to_day(end))
    if days.n_days < 1:
        raise ValueError(f"history ends ({end}) before it starts ({start})")
    alone = 0 if log.n_accounts == 1 else slice(None)
    columns = score_columns(log, rules, days, seat, intervals, fast)
    points, low, high = ({k: v[alone] for k, v in part.items()} for part in columns)
    model, stamp = rules.on(days.last), _stamp(log, rules, days.last, seat)
    names, level, warnings = log.accounts, model.level, _warnings(log)
    settled = {name: one[alone] for name, one in settled_days(log, model, days, seat).items()}
    edges = coverage_edges(log, model, days, seat) if log.n_accounts == 1 else ()
    return History(
        start, end, seat, names, points, low, high, level, stamp, warnings, settled, edges
    )


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


def _stamp(log: ActivityLog, rules: Rules, day: int, seat: Seat) -> Stamp:
    until = rules.calibrated_until.isoformat()
    return Stamp(VERSION, rules, log, to_date(day).isoformat(), seat, until)


def _warnings(log: ActivityLog) -> tuple[str, ...]:
    aside = [
        f"{rows} {'row' if rows == 1 else 'rows'} of the unknown action {name!r} set aside"
        for name, rows in log.set_aside.items()
    ]
    if log.n_rows == 0 and not log.coverage.spans:
        aside.append("the log shows nothing: this is the population's estimate, not yours")
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
