"""The days that a text speaks of: a range, a week, a month, a quarter; never widened, never cut."""

import re
from calendar import monthrange
from collections.abc import Callable
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
    r"|(?P<week>\d{4}[- ]?[WK]W?\d{1,2}|(?:week|kw|cw|w) ?\d{1,2}[ ,/-]+\d{4})"
    r"|(?P<quarter>\d{4}[ /-]?Q[1-4]|Q[1-4][ /-]?\d{4})"
    rf"|(?P<month>\d{{4}}-\d{{2}}(?![\d-])|\d{{1,2}}/\d{{4}}|{_NAME}\.?[ -]\d{{4}}))(?!\d)",
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
    r"week (?:of|from|starting|beginning|commencing)|w/c|woche (?:vom|ab)|semaine du|semana del?",
    re.IGNORECASE,
)
_WEEK_TO = re.compile(r"week (?:ending|ended|to)|w/e", re.IGNORECASE)
_WORDS = re.compile(r"from|to|until|through|bis|vom|von|date|range|period|du|au|del?|al?", re.I)


def period_of(cell: str) -> Days | None:
    """The days of a cell that holds a period and nothing else; None when its meaning is not sure.

    Of dates with a slash the month comes first, unless only the other way makes a range.

    >>> [to_date(day).isoformat() for day in period_of("Week of 2026-05-04")]
    ['2026-05-04', '2026-05-10']
    >>> [to_date(day).isoformat() for day in period_of("Jan 2026 - Mar 2026")]
    ['2026-01-01', '2026-03-31']
    >>> period_of("2026-05-04"), period_of("early May 2026")
    (None, None)
    """
    text = _with_years(cell.strip())
    rest = _TOKEN.sub(" ", text)
    for known in (_WEEK_FROM, _WEEK_TO, _WORDS):
        rest = known.sub(" ", rest)
    return None if re.search(r"\w", rest) else _joined(text)


def period_in(text: str) -> Days | None:
    """The days that a file's name, or a line above a table, speaks of; None when it names none.

    >>> period_in("usage_1970-01-02_1970-01-31.csv"), period_in("1970-01"), period_in("1970-01-02")
    ((1, 30), (0, 30), None)
    """
    plain = re.sub(r"_|\.\w{1,5}$", " ", text)
    return next((d for line in plain.splitlines() if (d := _joined(_with_years(line)))), None)


def month_of(cell: str) -> Days | None:
    """The month that a cell of a column of months means: `2025-01`, `Jan 2025`, its first day.

    >>> month_of("1970-01-01"), month_of("1970-01-05")
    ((0, 30), None)
    """
    first, _ = either_order(cell)
    if first is None:
        return period_of(cell)
    return _month(to_date(first)) if to_date(first).day == 1 else None


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


def _joined(text: str) -> Days | None:
    """The days of the tokens of a text: one that is a span, or two of a kind as its ends."""
    found = [(match.lastgroup, match[0]) for match in _TOKEN.finditer(text)]
    kinds = [_KINDS[kind] for kind, _ in found if kind in _KINDS]
    if not 1 <= len(found) <= 2 or len(set(kinds)) > 1:
        return None
    spans = [kind(said) for kind, (_, said) in zip(kinds, found, strict=True)]
    if len(spans) == 1 and kinds[0] is _span_of_date:
        first = next((span[0] for span in spans[0] if span is not None), None)
        if first is None or not (_WEEK_FROM.search(text) or _WEEK_TO.search(text)):
            return None
        return (first, first + 6) if _WEEK_FROM.search(text) else (first - 6, first)
    for begins, ends in zip(spans[0], spans[-1], strict=True):  # month first, then day first
        if begins is not None and ends is not None and begins[0] <= ends[1]:
            return begins[0], ends[1]
    return None


Spans = tuple[Days | None, Days | None]  # read month first, and day first


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
    year, quarter = re.search(r"\d{4}", text), re.search(r"Q([1-4])", text, re.IGNORECASE)
    if year is None or quarter is None or int(year[0]) < 1:
        return None, None
    last = 3 * int(quarter[1])
    span = _month(date(int(year[0]), last - 2, 1))[0], _month(date(int(year[0]), last, 1))[1]
    return span, span


def _named_month(text: str) -> Spans:
    year = re.search(r"\d{4}", text)
    rest = re.sub(r"\d{4}|[\W_]", "", text).lower()
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
