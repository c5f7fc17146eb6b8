"""The days that a text speaks of: a range, a week, a month, a quarter; never widened, never cut."""

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date

from estimator.dates import MONTH, Days, either_order
from estimator.days import to_date, to_day

_NAME = rf"(?<![^\W\d_])(?:{'|'.join(sorted(MONTH, key=len, reverse=True))})(?![^\W\d_])"
_BETWEEN = r"\s*(?:-|–|—|to|until|through|bis|au|al|a)\s*"
_DATE = (
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}(?P<sign>[/.-])\d{1,2}(?P=sign)(?:\d{4}|\d{2})|"
    rf"\d{{1,2}}\.?[ -](?:de )?{_NAME}\.?(?: de|,)?[ -]\d{{4}}|{_NAME}\.? \d{{1,2}},? \d{{4}}"
)
_TOKEN = re.compile(
    rf"(?<!\d)(?:(?P<date>{_DATE})|(?P<compact>20\d{{6}})"
    r"|(?P<week>\d{4}[- ]?[WK]W?\d{1,2}|(?:week|kw|cw|w) ?\d{1,2}[ ,/-]+\d{4}"
    r"|\d{4} (?:week|kw|cw) ?\d{1,2})"
    r"|(?P<quarter>\d{4}[ /-]?(?:Q[1-4]|H[12])|(?:Q[1-4]|[1-4]Q|H[12])[ /-]?\d{4})"
    rf"|(?P<month>\d{{4}}-\d{{2}}(?![\d-])|\d{{1,2}}[/.]\d{{4}}"
    rf"|{_NAME}\.?(?: de)?[ -]\d{{4}}))(?!\d)",
    re.IGNORECASE,
)
_SHARED_YEAR = re.compile(  # May 4 - 10, 2026; Jan - Mar 2026; 4. - 10. May 2026
    rf"(?<!\d )(?P<m>{_NAME})\.?(?P<d> \d{{1,2}})?{_BETWEEN}(?P<m2>{_NAME} ?)?"
    r"(?P<d2>\d{1,2},? )?(?P<y>\d{4})"
    rf"|(?<!\d)(?P<e>\d{{1,2}})\.?(?P<n> {_NAME})?{_BETWEEN}(?P<e2>\d{{1,2}})\.? "
    rf"(?P<n2>{_NAME}) (?P<y2>\d{{4}})",
    re.IGNORECASE,
)
_WEEK_FROM = re.compile(
    r"week (?:of|from|start(?:ing)?|beginning|commencing)|w/c|woche (?:vom|ab)|semaine du"
    r"|semana del?",
    re.IGNORECASE,
)
_NOT_ENGLISH = re.compile(r"woche|semaine|semana", re.IGNORECASE)
_WEEK_TO = re.compile(r"week (?:ending|ended|to)|w/e", re.IGNORECASE)
_WORDS = re.compile(
    r"month of|month|from|to|until|through|bis|vom|von|date|range|period|du|au|del?|al?", re.I
)
_FISCAL = re.compile(r"\bfiscal|\bFY ?\d", re.I)  # nobody else knows when such a year begins
_CLOCK = re.compile(r"(?<=\d)[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:UTC|Z|[+-]\d\d:?\d\d))?")


Spans = tuple[Days | None, Days | None]  # read month first, and day first
NO_SPAN: Spans = (None, None)


def spans_of(cell: str, column: str = "") -> Spans:
    """The days of a cell that holds a period and nothing else, in either order of its dates.

    The first day of a month alone is that month; None where the meaning is not sure. column: its
    name, which may say that a date is that of a week.

    >>> [to_date(day).isoformat() for day in spans_of("Week of 2026-05-04")[0]]
    ['2026-05-04', '2026-05-10']
    >>> spans_of("1970-01-01"), spans_of("1970-01-05"), spans_of("early May 2026")
    (((0, 30), (0, 30)), (None, None), (None, None))
    """
    month_first, day_first = either_order(cell)
    if month_first is not None or day_first is not None:
        named = column.replace("_", " ")
        if _WEEK_FROM.search(named) or _WEEK_TO.search(named):
            return _week_at(named, _span_of_date(cell))
        if named.lower().startswith("week"):
            return NO_SPAN
        return _first_of_month(month_first), _first_of_month(day_first)
    text = _with_years(_CLOCK.sub("", cell.strip()))
    rest = _TOKEN.sub(" ", text)
    for known in (_WEEK_FROM, _WEEK_TO, _WORDS):
        rest = known.sub(" ", rest)
    return NO_SPAN if re.search(r"\w", rest) else _joined(text)


def with_year(text: str, year: str) -> str:
    """A month, quarter or week with the year that stands in a column of its own.

    >>> with_year("May", "2026"), with_year("May 2026", "2026")
    ('May 2026', 'May 2026')
    """
    return f"{text} {year}" if text and not re.search(r"\d{4}", text) else text


def between(first: str, last: str) -> Spans:
    """The days from one date to another, in either order."""
    return tuple(  # type: ignore[return-value]  # two dates have two orders
        (a, b) if a is not None and b is not None and a <= b else None
        for a, b in zip(either_order(first), either_order(last), strict=True)
    )


def settled(column: Sequence[Spans]) -> list[Days | None]:
    """The one meaning of each period of a column; None where nothing tells it.

    A file writes its dates in one order: the one in which more of them are periods, in which those
    are shorter (a week, not the half year between its days turned round), follow each other, and
    begin on Mondays.

    >>> settled([((94, 277), (124, 130))]), settled([((94, 100), (124, 130))])
    ([(124, 130)], [None])
    """
    starts = [{span[0] for pair in column if (span := pair[n])} for n in (0, 1)]

    def evidence(order: int) -> tuple[int, int, int, int]:
        found = [span for pair in column if (span := pair[order])]
        length = sum(last - first for first, last in found)
        follow = sum(last + 1 in starts[order] for _, last in found)
        return len(found), -length, follow, sum((first + 3) % 7 == 0 for first, _ in found)

    one, other = evidence(0), evidence(1)
    if one != other:
        return [pair[one < other] for pair in column]
    return [pair[0] if pair[0] == pair[1] else None for pair in column]


def period_in(text: str) -> Days | None:
    """The days that a file's name, or a line above a table, speaks of; None when it names none.

    >>> period_in("usage_1970-01-02_1970-01-31.csv"), period_in("1970-01"), period_in("1970-01-02")
    ((1, 30), (0, 30), None)
    """
    plain = re.sub(r"_|\.\w{1,5}$", " ", text)
    lines = [line for line in plain.splitlines() if not _FISCAL.search(line)]
    found = [settled([_joined(_with_years(line))])[0] for line in lines]
    return next((days for days in found if days is not None), None)


def _first_of_month(day: int | None) -> Days | None:
    return None if day is None or to_date(day).day != 1 else _month(to_date(day))


def _with_years(text: str) -> str:
    """The text with the year behind both ends of a range that names it once."""

    def spelled(found: re.Match[str]) -> str:
        held = {name: (value or "").strip(" ,") for name, value in found.groupdict().items()}
        if held["y"]:
            first = f"{held['m']} {held['d']}".strip()
            last = f"{held['m2'] or held['m']} {held['d2']}".strip()
            if held["m"].lower() not in MONTH or bool(held["d"]) != bool(held["d2"]):
                return found[0]
            return f"{first}, {held['y']} - {last}, {held['y']}".replace(",", "," * bool(held["d"]))
        first = f"{held['e']} {held['n'] or held['n2']} {held['y2']}"
        return f"{first} - {held['e2']} {held['n2']} {held['y2']}"

    return _SHARED_YEAR.sub(spelled, text)


def _joined(text: str) -> Spans:
    """The days of the tokens of a text: one that is a span, or two of a kind as its ends."""
    found = [(match.lastgroup, match[0]) for match in _TOKEN.finditer(text)]
    kinds = [_KINDS[kind] for kind, _ in found if kind in _KINDS]
    if not 1 <= len(found) <= 2 or len(set(kinds)) > 1:
        return NO_SPAN
    spans = [kind(said) for kind, (_, said) in zip(kinds, found, strict=True)]
    if len(spans) == 1 and kinds[0] is _span_of_date:
        return _week_at(text, spans[0])
    return tuple(  # type: ignore[return-value]  # two ends have two orders each
        (a[0], b[1]) if a is not None and b is not None and a[0] <= b[1] else None
        for a, b in zip(spans[0], spans[-1], strict=True)
    )


def _week_at(text: str, dates: Spans) -> Spans:
    """The week that a text says begins or ends on a day; only English puts the month first."""
    begins, ends = _WEEK_FROM.search(text), _WEEK_TO.search(text)
    if begins is None and ends is None:
        return NO_SPAN
    weeks = [d and ((d[0], d[0] + 6) if begins else (d[0] - 6, d[0])) for d in dates]
    if begins and _NOT_ENGLISH.match(begins[0]) and weeks[1] is not None:
        return weeks[1], weeks[1]
    return weeks[0], weeks[1]


def _span_of_date(text: str) -> Spans:
    month_first, day_first = either_order(text)
    return (
        None if month_first is None else (month_first, month_first),
        None if day_first is None else (day_first, day_first),
    )


def _compact(text: str) -> Spans:
    return _span_of_date(f"{text[:4]}-{text[4:6]}-{text[6:]}")


def _week(text: str) -> Spans:
    week, year = sorted(map(int, re.findall(r"\d+", text)))
    try:
        first = to_day(date.fromisocalendar(year, week, 1))
    except ValueError:
        return None, None
    return ((first, first + 6),) * 2


def _quarter(text: str) -> Spans:
    """A quarter of a year, or a half."""
    year, part = re.search(r"\d{4}", text), re.search(r"(?<!\d)([1-4])(?!\d)", text)
    if year is None or part is None or int(year[0]) < 1:
        return NO_SPAN
    months = 6 if "h" in text.lower() else 3
    last = months * int(part[1])
    first = date(int(year[0]), last - months + 1, 1)
    return ((_month(first)[0], _month(first.replace(month=last))[1]),) * 2


def _named_month(text: str) -> Spans:
    year = re.search(r"\d{4}", text)
    rest = re.sub(r"\d{4}| de |[\W_]", "", text).lower()
    number = int(rest) if rest.isdecimal() else MONTH.get(rest, 0)
    if year is None or not 1 <= number <= 12 or int(year[0]) < 1:
        return None, None
    return (_month(date(int(year[0]), number, 1)),) * 2


def _month(day: date) -> Days:
    last = monthrange(day.year, day.month)[1]
    return to_day(day.replace(day=1)), to_day(day.replace(day=last))


_KINDS: dict[str | None, Callable[[str], Spans]] = {
    "date": _span_of_date,
    "compact": _compact,
    "week": _week,
    "quarter": _quarter,
    "month": _named_month,
}
