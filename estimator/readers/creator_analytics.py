"""The creator analytics workbook (XLSX): impressions, engagement and followers, a row a day.

Its TOP POSTS are two rankings of at most 50 posts each. A post is a row of the log on the day it
was published when that lies in the workbook's days; posts are covered only when no ranking is
full. Read together with an archive, which shows every post, they are left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from estimator.coverage import Coverage, Span
from estimator.errors import LogError
from estimator.log import ActivityLog, Coded
from estimator.readers.analytics_posts import rankings_of
from estimator.readers.analytics_sheet import Daily, daily_of, total_of
from estimator.readers.outcome import FileReport, Outcome
from estimator.readers.usage_report.cells import Column
from estimator.readers.workbook import Cells, sheets

KIND = "creator_analytics"
ENGAGEMENT = {"impressions": "impression", "engagements": "engagement_received"}
UNREAD = ("DISCOVERY", "DEMOGRAPHICS")
REVISED = "LinkedIn still revises the last days of a workbook; a later one may show more"
MISSING = (
    "An analytics workbook shows what others did; add the data export for your own activity "
    "(Settings > Data privacy > Get a copy of your data).",
)

Ints = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]


@dataclass
class Found:
    """What the sheets hold, gathered: rows by action, spans, an account of each sheet."""

    rows: list[tuple[str, Ints, Numbers]] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    files: list[FileReport] = field(default_factory=list)

    def add_daily(self, action: str, days: Ints, column: Column) -> None:
        """A row for each day with a number over 0; all days with a number are covered."""
        known = days[column.known]
        if len(known):
            some = column.known & (column.values > 0)
            self.rows.append((action, days[some], column.values[some]))
            self.spans.append(Span(action, int(known.min()), int(known.max())))


def read_analytics(content: bytes, name: str) -> Outcome:
    """What a workbook shows of its owner: impressions, engagement, followers, ranked posts.

    Raises: LogError when it cannot be opened or has no sheet with days in it.
    """
    book = sheets(content, name)
    found = Found()
    _add_engagement(book.get("ENGAGEMENT", []), f"{name}:ENGAGEMENT", found)
    _add_followers(book.get("FOLLOWERS", []), f"{name}:FOLLOWERS", found)
    if not found.spans:
        sheet_names = ", ".join(sorted(book))
        right = "an analytics workbook has ENGAGEMENT or FOLLOWERS, with a column Date"
        raise LogError.at(name, f"no sheet with days in it (got {sheet_names}); {right}")
    _add_posts(book.get("TOP POSTS", []), f"{name}:TOP POSTS", found)
    found.files += [
        FileReport(f"{name}:{sheet}", "sheet", notes=("sums over all days; not read",))
        for sheet in UNREAD
        if sheet in book
    ]
    return Outcome(KIND, _log(found), files=tuple(found.files), notes=(REVISED,), missing=MISSING)


def _add_engagement(rows: Sequence[Cells], where: str, found: Found) -> None:
    daily = daily_of(rows, tuple(ENGAGEMENT), where)
    if daily is not None:
        for name, action in ENGAGEMENT.items():
            found.add_daily(action, daily.days, daily.columns[name])
        found.files.append(_report(where, daily))


def _add_followers(rows: Sequence[Cells], where: str, found: Found) -> None:
    """New followers a day and, from the total of one day, how many there were on every other.

    Who stopped following is in no workbook: earlier totals are a little too low.
    """
    daily = daily_of(rows, ("new followers",), where)
    if daily is None or not len(daily.days):
        return
    new = daily.columns["new followers"]
    found.add_daily("follower_gained", daily.days, new)
    found.files.append(_report(where, daily))
    total = total_of(rows)
    if total is not None:
        counted = np.cumsum(new.values)
        at_total = counted[daily.days <= total[0]]
        so_far = at_total[-1] if len(at_total) else 0.0
        level = np.maximum(total[1] - so_far + counted, 0.0)
        found.rows.append(("followers", daily.days, level))
        found.spans.append(Span("followers", int(daily.days[0]), int(daily.days[-1])))


def _add_posts(rows: Sequence[Cells], where: str, found: Found) -> None:
    ranked = rankings_of(rows)
    if ranked is None:
        return
    first = min(span.first for span in found.spans if span.first is not None)
    last = max(span.last for span in found.spans if span.last is not None)
    days = np.array(sorted(p.day for p in ranked.posts if first <= p.day <= last), dtype=np.int64)
    found.rows.append(("post", days, np.ones(len(days))))
    if not ranked.full:
        found.spans.append(Span("post", first, last))
    notes = [f"{len(ranked.posts)} posts, {len(days)} of them published in the workbook's days"]
    if ranked.full:
        notes.append("a ranking is full: posts that are in neither are not known")
    skipped = {"link without a post's id": ranked.unread} if ranked.unread else {}
    read = ranked.records - ranked.unread
    found.files.append(
        FileReport(where, "sheet", ranked.records, read, skipped, notes=tuple(notes))
    )


def _report(where: str, daily: Daily) -> FileReport:
    read = len(daily.days)
    skipped = {"not a date": daily.records - read} if daily.records > read else {}
    first, last = (int(daily.days[0]), int(daily.days[-1])) if read else (None, None)
    return FileReport(where, "sheet", daily.records, read, skipped, first, last, daily.faults)


def _log(found: Found) -> ActivityLog:
    sizes = [len(days) for _, days, _ in found.rows]
    actions: Mapping[str, int] = {action: place for place, (action, *_) in enumerate(found.rows)}
    codes = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    return ActivityLog.build(
        day=np.concatenate([days for _, days, _ in found.rows]).astype(np.int32),
        action=Coded(codes, tuple(actions)),
        count=np.concatenate([counts for *_, counts in found.rows]),
        coverage=Coverage(tuple(found.spans)),
    )
