"""The creator analytics workbook (XLSX): impressions, engagement and followers, a row a day.

LinkedIn writes it in the language of the account, dates in that language's order. A sheet is
known by what it holds: days beside two numbers are impressions and engagement, days beside one are
new followers, links with ids are the rankings of posts. The order of dates is the workbook's.

Each ranking holds at most 50 posts. A post is a row of the log on the day it was published when
that lies in the workbook's days; posts are covered only when no ranking is full. Read together
with an archive, which shows every post, they are left out.
"""

import itertools
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files

import numpy as np

from estimator.actions import spoken
from estimator.coverage import Coverage, Span
from estimator.dates import Either, comes_day_first, either_order, is_date
from estimator.delimited import Record
from estimator.errors import Fault, LogError
from estimator.log import ActivityLog, Coded
from estimator.readers.analytics_workbooks import (
    POST_ID,
    SEARCHED,
    Post,
    Workbook,
    cell_at,
    disagreements,
    each_post_once,
    header_of_posts,
    newest_last,
    of_two_members,
    rankings_of,
)
from estimator.readers.outcome import LISTED, FileReport, Outcome
from estimator.readers.registry import KnownSource, Manner, Start
from estimator.readers.tables.cells import MOST, shown, veiled
from estimator.readers.workbook import Sheet

KIND = "creator_analytics"
FULL = 50  # posts in a ranking that is cut off
MS_A_DAY = 86_400_000
REVISED = "LinkedIn still revises the last days of a workbook; a later one may show more"
MISSING = (
    "An analytics workbook shows what others did; add the data export for your own activity "
    "(Settings > Data privacy > Get a copy of your data).",
)
IN_ENGLISH = "set the profile's language to English and export again, or save the days as a table"

_WORDS = tomllib.loads(
    files(__package__).joinpath("analytics_words.toml").read_text(encoding="utf-8")
)
TITLES, RANKINGS = frozenset(_WORDS["titles"]), frozenset(_WORDS["rankings"])
COLUMNS = {title: action for action, titles in _WORDS["columns"].items() for title in titles}
_PAIR = {"impression": "engagement_received", "engagement_received": "impression"}
# English alone, whose dates are month first where nothing else tells; a French and a German
# workbook have a sheet ENGAGEMENT too
MONTH_FIRST = frozenset({"followers", "top posts", "discovery"})

# what stands in the columns of a company's page and in no member's: reported, several public tools,
# 2022 to 2026; words of other languages assumed
_OF_PAGE = re.compile(
    r"spons[oe]r|patrocinad|commandit|organi(?:c|que|sch)|orgáni|orgâni|page views|visitors",
    re.IGNORECASE,
)
PAGE_TITLES = frozenset({"visitor metrics", "competitors", "update metrics (aggregated)"})
WHOLE = "give the workbook as LinkedIn wrote it (Analytics > Content > Export)"
TWO_OR_ONE = (1, 2)  # numbers beside a day: new followers, impressions and engagement

_FIGURE = re.compile(r"-?[\d.,'\s]*\d%?")
_DATE = re.compile(
    r"\d{1,4}[./年-]\s?\d{1,2}[./月-]\s?\d{1,4}"
    r"|\d{1,2}\.? (?:de )?[^\W\d_]{3,10}\.? (?:de )?\d{4}|[^\W\d_]{3,10}\.? \d{1,2}, \d{4}"
)
_COUNT = re.compile(r"([-−]?)(\d{1,3}(?:[.,'’\s]\d{3})+|\d+)")
_IN_NAME = re.compile(r"(\d{4}-\d\d-\d\d)_(\d{4}-\d\d-\d\d)")


@dataclass(frozen=True)
class Daily:
    """A sheet with a row a day. names: its header; at: the place of the dates; columns: places by
    action, those that are known or placed; label: the date and the number of a line above.
    """

    title: str
    names: Sequence[str]
    at: int
    columns: Mapping[str, int]
    below: Sequence[Record]
    label: tuple[str, float] | None

    @cached_property
    def dates(self) -> list[Either]:
        """The day of each row, in either order."""
        return [either_order(cell_at(cells, self.at)) for _, cells in self.below]


def recognised(start: Start) -> str:
    """Whether a workbook is one of analytics: by the titles, or by the shape of two sheets."""
    if any(sheet.title.strip().lower() in TITLES for sheet in start.sheets):
        return KIND
    found = list(filter(None, map(_daily_of, start.sheets)))
    followers = any(daily.label is not None for daily in found)
    posts = any(header_of_posts(sheet) is not None for sheet in start.sheets)
    return KIND if (found and posts) or followers else ""


def is_sheet_of_analytics(sheet: Sheet) -> bool:
    """Whether a table by itself is a daily sheet of analytics: by its columns, or its label."""
    daily = _daily_of(sheet)
    if daily is None or not daily.columns:
        return False
    titled = all(daily.names[n].lower() in COLUMNS for n in daily.columns.values())
    return titled or daily.label is not None


def read(sources: Sequence[KnownSource], _: Manner) -> Outcome:
    """What workbooks of one member show: impressions, engagement, followers, ranked posts.

    Each day counts once: of a day that several show, the one whose days end last counts.

    Raises: LogError when one has no sheet with days in it, or dates of either order.
    """
    given = [_workbook(source.name, source.sheets()) for source in sources]
    books = newest_last(given)
    spans, counts, dated = list[Span](), dict[tuple[str, int], float](), dict[Post, int]()
    for book in books:  # the one that ends last comes last
        dated |= book.posts
        for action, days in book.counts.items():
            counts |= {(action, day): n for day, n in days.items()}
            spans.append(Span(action, min(days), max(days)))
    shown = [book for book in reversed(books) if book.posts and not book.full]
    spans += [Span("post", *book.days) for book in shown]
    within = [book.days for book in books]
    posts = each_post_once(post for book in reversed(books) for post in book.posts)
    published = [dated[p] for p in posts if any(a <= dated[p] <= b for a, b in within)]
    rows = [(*key, n) for key, n in counts.items() if n or key[0] == "followers"]
    rows += [("post", day, 1.0) for day in published]
    log = ActivityLog.build(
        day=np.array([day for _, day, _ in rows], dtype=np.int32),
        action=Coded.of([action for action, *_ in rows]),
        count=np.array([n for *_, n in rows], dtype=np.float64),
        coverage=Coverage(tuple(dict.fromkeys(spans))),
    )
    reports = tuple(report for book in given for report in book.files)
    notes, warned = (REVISED, *disagreements(books)), tuple(of_two_members(books))
    return Outcome(KIND, log, files=reports, notes=notes, missing=MISSING, cautions=warned)


def _workbook(name: str, sheets: Sequence[Sheet]) -> Workbook:
    """One workbook. Raises: LogError for no days, or dates of which nothing tells the order."""
    used = [daily for sheet in sheets if (daily := _daily_of(sheet)) and daily.columns]
    if not used:
        raise LogError.at(name, _without_days(sheets))
    ranked = [(sheet, *rankings_of(sheet)) for sheet in sheets]
    order = _order(name, sheets, used, [post for _, posts, _ in ranked for post in posts])
    found = Workbook(name)
    for daily in used:
        _add_daily(daily, order, found)
    if not found.counts:
        raise LogError.at(name, "none of its days can be read; 3/5/2026 is one")
    for sheet, posts, lengths in ranked:
        if sum(lengths):
            _add_posts(sheet, posts, lengths, order, found)
    told = {report.name for report in found.files}
    for sheet in sheets:
        where = f"{name}:{sheet.title.upper()}"
        if where not in told and sheet.rows:
            note = "no post in it" if sheet.title.lower() in RANKINGS else "sums over all days"
            found.files.append(FileReport(where, "sheet", notes=(f"{note}; not read",)))
    if not any(sheet.title.strip().lower() in TITLES for sheet in sheets):
        titles = ", ".join(sheet.title for sheet in sheets)
        what = f"in a language that is not known ({titles}); sheets are known by what they hold"
        found.files[0] = replace(found.files[0], notes=(*found.files[0].notes, what))
    return found


def _without_days(sheets: Sequence[Sheet]) -> str:
    """What to say of a workbook in which no sheet is one of days that can be told apart."""
    titles = ", ".join(sheet.title for sheet in sheets)
    heads = [c for s in sheets for _, cells in s.rows[:1] for c in cells if c and not is_date(c)]
    seen = ", ".join(dict.fromkeys(head for head in heads if len(head) <= 40)) or "none"
    if any(sheet.title.strip().lower() in MONTH_FIRST | {"engagement"} for sheet in sheets):
        right = "an analytics workbook has ENGAGEMENT or FOLLOWERS, with a column Date"
        return f"no sheet with days in it (got {titles}; columns {seen}); {right}"
    what = "is an analytics workbook in a language that is not known, or without days"
    return f"{what} (sheets {titles}; columns {seen}); {IN_ENGLISH}"


def _daily_of(sheet: Sheet) -> Daily | None:
    """The days of a sheet, below a header within its first rows; None when it has none."""
    if header_of_posts(sheet) is not None:
        return None
    for place, (_, names) in enumerate(sheet.rows[:SEARCHED]):
        below = sheet.rows[place + 1 :]
        for at, title in enumerate(names):
            if not title or is_date(title) or not below or not is_date(cell_at(below[0][1], at)):
                continue
            dated = [cells for _, cells in below if is_date(cell_at(cells, at))]
            columns = _columns(names, at, dated)
            label = _label([cells for _, cells in sheet.rows[:place]])
            return Daily(sheet.title, names, at, columns, below, label)
    return None


def _columns(names: Sequence[str], at: int, dated: Sequence[Sequence[str]]) -> dict[str, int]:
    """The places of the actions: by title, and where no title is known by their place."""
    numeric = [
        n
        for n, name in enumerate(names)
        if name and n != at and all(_count(cell_at(c, n)) is not None for c in dated[:3])
    ]
    known = {COLUMNS[name.lower()]: n for n, name in enumerate(names) if name.lower() in COLUMNS}
    if len(numeric) == 2 and len(known) == 1 and (other := _PAIR.get(next(iter(known)))):
        rest = [n for n in numeric if n not in known.values()]  # one title tells the other column
        return known | ({other: rest[0]} if len(rest) == 1 else {})
    if known or not 1 <= len(numeric) <= 2:
        return known
    if len(numeric) == 1:
        return {"follower_gained": numeric[0]}
    shown, engaged = (sum(_count(cell_at(c, n)) or 0 for c in dated) for n in numeric)
    if shown < engaged:  # nobody engages with what was not shown: the titles are not understood
        return {}
    return dict(zip(("impression", "engagement_received"), numeric, strict=True))


def _label(above: Iterable[Sequence[str]]) -> tuple[str, float] | None:
    """The date and the number of a line such as `Total followers on 3/5/2026:`."""
    for cells in above:
        for label, value in itertools.pairwise(cells):
            found, number = _DATE.search(label), _count(value)
            if found is not None and number is not None and label != found[0]:
                return found[0], number
    return None


def _order(name: str, sheets: Sequence[Sheet], used: Sequence[Daily], posts: Sequence[Post]) -> int:
    """Which of the two readings of its dates is the workbook's: 0 month first, 1 day first."""
    labels = [either_order(daily.label[0]) for daily in used if daily.label is not None]
    dates = [date for daily in used for date in daily.dates] + labels
    dates += [post.shown for post in posts]
    found = _IN_NAME.search(name)
    ends = [either_order(text)[0] for text in found.groups()] if found else []
    within = (ends[0], ends[1]) if ends and None not in ends else None
    day_first = comes_day_first(
        dates,
        runs=[daily.dates for daily in used],
        within=within,  # type: ignore[arg-type]  # the line above says that neither is None
        known=[(post.shown, post.time // MS_A_DAY) for post in posts],
    )
    titles = {sheet.title.strip().lower() for sheet in sheets}
    if day_first is None and not titles & TITLES - {"engagement"}:
        what = "its dates may be month first or day first, and nothing in it tells"
        raise LogError.at(name, f"{what}; export more days, or {IN_ENGLISH}")
    return int(not titles & MONTH_FIRST if day_first is None else day_first)


def _add_daily(daily: Daily, order: int, found: Workbook) -> None:
    """The rows of a sheet by day. What LinkedIn takes back (a number below 0) is none that day."""
    where = f"{found.name}:{daily.title.upper()}"
    faults, known, taken_back = list[Fault](), list[int](), Counter[str]()
    for (line, cells), pair in zip(daily.below, daily.dates, strict=True):
        day = pair[order]
        if day is None:
            got = veiled(cell_at(cells, daily.at))
            what = f"Date is not a date (got {got}); 3/5/2026 is one"
            faults.append(Fault(f"{where}:{line}", what, "not a date"))
            continue
        known.append(day)
        for action, at in daily.columns.items():
            number = _count(cell_at(cells, at))
            if number is None or number > MOST:
                what = f"{cell_at(daily.names, at)} is not a whole number from 0 on"
                faults.append(Fault(f"{where}:{line}", what))
                continue
            taken_back[action] += number < 0
            found.counts.setdefault(action, {})[day] = max(number, 0.0)
    notes = tuple(
        f"{spoken(action)} is below 0 on {n} of its days (taken back); none on those"
        for action, n in (+taken_back).items()
    )
    if daily.label is not None and found.counts.get("follower_gained"):
        _add_levels(either_order(daily.label[0])[order], daily.label[1], found)
    n_rows, first, last = len(daily.below), min(known, default=None), max(known, default=None)
    skipped = +Counter({"not a date": n_rows - len(known)})
    told = tuple(faults[:LISTED])
    report = FileReport(where, "sheet", n_rows, len(known), skipped, first, last, told, notes)
    found.files.append(report)


def _add_levels(day: int | None, total: float, found: Workbook) -> None:
    """How many followers there were on each day, from the total of one and the new ones.

    Who stopped following is in no workbook: earlier totals are a little too low.
    """
    if day is None:
        return
    gained = found.counts["follower_gained"]
    days = sorted(gained)
    counted = np.cumsum([gained[one] for one in days])
    so_far = counted[np.array(days) <= day]
    levels = np.maximum(total - (so_far[-1] if len(so_far) else 0.0) + counted, 0.0)
    found.counts["followers"] = dict(zip(days, levels.tolist(), strict=True))


def _add_posts(
    sheet: Sheet, posts: Sequence[Post], lengths: Sequence[int], order: int, found: Workbook
) -> None:
    """The posts by the day beside them, or the one in their id."""
    days = [day if (day := p.shown[order]) is not None else p.time // MS_A_DAY for p in posts]
    found.posts |= dict(zip(posts, days, strict=True))
    found.full = found.full or max(lengths) >= FULL
    first, last = found.days
    within = sum(first <= day <= last for day in days)
    n = f"{len(posts)} posts" if len(posts) > 1 else "one post"
    notes = [f"{n}, {within} of them published in the workbook's days"]
    if found.full:
        notes.append("a ranking is full: posts that are in neither are not known")
    records = sum(lengths)
    links = sum(bool(POST_ID.search(cell)) for _, cells in sheet.rows for cell in cells)
    skipped = +Counter({"link without a post's id": records - links})
    where, read = f"{found.name}:{sheet.title.upper()}", records - skipped.total()
    found.files.append(FileReport(where, "sheet", records, read, skipped, notes=tuple(notes)))


def _count(cell: str) -> float | None:
    """The whole number of a cell, in groups of three as any language parts them; None for none."""
    found = _COUNT.fullmatch(cell.strip())
    if found is None:
        return None
    return float(re.sub(r"\D", "", found[2])) * (-1 if found[1] else 1)


def of_company_page(titles: Sequence[str], heads: Sequence[Sequence[str]]) -> str | None:
    """What to say of the analytics of a company's page, by the titles of its sheets or by two
    columns of one of them; None for any other table.
    """
    columns = any(sum(bool(_OF_PAGE.search(cell)) for cell in cells) > 1 for cells in heads)
    if not columns and not any(title.strip().lower() in PAGE_TITLES for title in titles):
        return None
    seen = f" (sheets {', '.join(map(shown, titles))})" if titles else ""
    own = "your own are at Analytics > Content > Export"
    return f"is the analytics of a company's page{seen}, of what the page did, not you; {own}"


def sheet_alone(sheets: Sequence[Sheet]) -> str | None:
    """What to say of a workbook of one sheet that has the shape of one of analytics, when its
    columns are in no language that is known: days beside a number or two may count anything.
    """
    if len(sheets) != 1:
        return None
    posts = header_of_posts(sheets[0]) is not None
    head, below = sheets[0].rows[0][1], [cells for _, cells in sheets[0].rows[1:]]
    figures = all(map(_FIGURE.fullmatch, (cell for cells in below for cell in cells[1:])))
    dated = bool(below) and all(is_date(cells[0]) for cells in below)
    daily = dated and figures and len(head) - 1 in TWO_OR_ONE
    if not posts and not daily:
        return None
    what = "the ranking of posts" if posts else "the days"
    columns = "" if posts else f" (columns {', '.join(map(shown, head))})"
    return f"looks like {what} of an analytics workbook{columns}, alone; {WHOLE}"
