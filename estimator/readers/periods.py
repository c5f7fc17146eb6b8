"""The days that a text speaks of: a range, a week, a month, a quarter; never widened, never cut."""

import itertools
import re
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from estimator.dates import MONTH, Days, Either, comes_day_first, either_order, is_date
from estimator.days import to_date, to_day
from estimator.readers.tables.text_tables import Grid
from estimator.readers.usage_columns import DAYS, PERIOD, PERSON, counts_anything

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
    rf"|(?P<month>\d{{4}}[-/.]\d{{2}}(?![\d/.]|-\d{{1,2}}(?!\d))|202\d(?:0[1-9]|1[0-2])(?!\d)"
    rf"|(?<![/.-])\d{{1,2}}[-/.]\d{{4}}(?![/.-]\d)"
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
    r"\bw(?:ee)?k (?:of|from|start(?:ing)?|beginning|commencing)|w/c|woche (?:vom|ab)|semaine du"
    r"|semana del?|settimana del",
    re.IGNORECASE,
)
_NOT_ENGLISH = re.compile(r"woche|semaine|semana|settimana", re.IGNORECASE)
_WEEK_TO = re.compile(r"\bw(?:ee)?k (?:ending|ended|end|to)|w/e", re.IGNORECASE)
_MONTHLY = re.compile(r"month|monat|mois|\bm[eê]s(?:es)?\b|mese", re.IGNORECASE)  # of a column
_SHORT = re.compile(rf"({_NAME})\.?[ /-]?(\d\d)", re.IGNORECASE)  # May-26, in a column of months
_SHORT_YEAR = re.compile(rf"({_NAME}|Q[1-4]|H[12])\.? ?['’](\d\d)(?!\d)", re.IGNORECASE)
_SHORT_PART = re.compile(r"\b(Q[1-4]|H[12])[ /-](\d\d)(?!\d)", re.IGNORECASE)
_BLANK = r"[^\w\0–—-]"
_AROUND = rf"{_BLANK}|\b(?:month of|month|date|range|period|vom|von|du|de|del)\b"
_PLAIN = re.compile(  # what may stand around one period, or around and between two, marked by \0
    rf"(?:{_AROUND})*\0{_BLANK}*"
    rf"|(?:{_AROUND}|\bfrom\b)*\0(?:{_BETWEEN}|\s*/\s*)\0{_BLANK}*",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:until|till|through|up to|since|seit|bis|depuis|jusqu\S*|hasta|desde)\s*$", re.I
)
_FISCAL = re.compile(r"\bfiscal|\bFY ?\d", re.I)  # nobody else knows when such a year begins
_CLOCK = re.compile(r"(?<=\d)[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:UTC|Z|[+-]\d\d:?\d\d))?")


Spans = tuple[Days | None, Days | None]  # read month first, and day first
NO_SPAN: Spans = (None, None)


def _each(make: Callable[..., Days | None], *pairs: Sequence[Any]) -> Spans:
    """The days that both readings make, month first and day first; None where one is none."""
    first, last = (None if None in read else make(*read) for read in zip(*pairs, strict=True))
    return first, last


def spans_of(cell: str, column: str = "") -> Spans:
    """The days of a cell that holds a period and nothing else, in either order of its dates.

    The first day of a month alone is that month; None where the meaning is not sure. column: its
    name, which may say that a date is that of a week.

    >>> [to_date(day).isoformat() for day in spans_of("Week of 2026-05-04")[0]]
    ['2026-05-04', '2026-05-10']
    >>> spans_of("1970-01-01"), spans_of("1970-01-05"), spans_of("until May 2026")
    (((0, 30), (0, 30)), (None, None), (None, None))
    """
    named = column.replace("_", " ")
    if is_date(cell):
        if _WEEK_FROM.search(named) or _WEEK_TO.search(named):
            return _week_at(named, _span_of_date(cell))
        if named.lower().startswith("week"):
            return NO_SPAN
        at_end = _MONTHLY.search(named) and "end" in named.lower()
        return _each(_month_to if at_end else _month_from, either_order(cell))
    plain = _SHORT_PART.sub(r"\1 20\2", _SHORT_YEAR.sub(r"\1 20\2", cell.strip()))
    short = _SHORT.fullmatch(plain) if _MONTHLY.search(named) else None
    text = f"{short[1]} 20{short[2]}" if short else _with_years(_CLOCK.sub("", plain))
    rest = _WEEK_TO.sub(" ", _WEEK_FROM.sub(" ", _TOKEN.sub("\0", text)))
    return _joined(text) if _PLAIN.fullmatch(rest) else NO_SPAN


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


def periods_of(
    grid: Grid, meanings: Mapping[int, str], otherwise: Days | None
) -> list[Days | str | None]:
    """The days each row speaks of by its own cells, or their text where its meaning is not sure;
    `otherwise` where it has none. A column `Week of`, or one of years, says the rest of a cell.

    Where no column is called after periods, the only one that holds days or periods is meant.
    """
    places = {meaning: place for place, meaning in meanings.items()}
    names, texts_of = grid.names, {m: grid.column(p) for m, p in places.items() if m in PERIOD}
    if "month" in places:
        texts = texts_of["month"]
        if "year" in places:  # of a month, quarter or week that does not name its own
            years = zip(texts, texts_of["year"], strict=True)
            texts = [f"{t} {y}" if t and not re.search(r"\d{4}", t) else t for t, y in years]
        found = settled([spans_of(text, names[places["month"]]) for text in texts])
    elif "start" in places and "end" in places:
        ends = list(zip(texts_of["start"], texts_of["end"], strict=True))
        texts = [" - ".join(pair) if any(pair) else "" for pair in ends]
        found = settled([_each(_from_to, *map(_span_of_date, pair)) for pair in ends])
    elif DAYS in places:
        texts = texts_of[DAYS]
        persons = [place for place, meaning in meanings.items() if meaning in PERSON]
        seats = [" ".join(row[place] for place in persons) for _, row in grid.rows]
        counts = counts_anything(meanings)
        found = _undeclared(texts, seats if counts else None, names[places[DAYS]])
        if otherwise and not any(found) and len({*seats}) == len(seats):
            return [otherwise] * len(seats)  # the day of the report, beside one row a seat
    else:
        return [otherwise] * len(grid.rows)
    return [days or text or otherwise for days, text in zip(found, texts, strict=True)]


def dated_column(grid: Grid, meanings: Mapping[int, str]) -> dict[int, str]:
    """The place of the only column without a meaning whose cells are days or periods, if any."""
    if any(meaning in PERIOD for meaning in meanings.values()):
        return {}
    found = []
    for place, name in enumerate(grid.names):
        cells = {*grid.column(place)} - {""} if place not in meanings else set()
        if cells and all(is_date(cell) or spans_of(cell, name) != NO_SPAN for cell in cells):
            found.append(place)
    return {found[0]: DAYS} if len(found) == 1 else {}


def _undeclared(texts: Sequence[str], seats: Sequence[str] | None, name: str) -> list[Days | None]:
    """The days of a column of which only the cells say that they are any.

    seats: whose each row is; None where nothing is counted, so that a date is that of a score.
    """
    dates = [either_order(text) for text in texts]
    named = any(form.search(name) for form in (_MONTHLY, _WEEK_FROM, _WEEK_TO))
    if named or all(date_ == (None, None) for date_ in dates):
        return settled([spans_of(text, name) for text in texts])
    if seats is None:
        return settled([_span_of_date(text) for text in texts])
    return _days_alone(dates, seats)


def period_in(text: str) -> Days | None:
    """The days that a file's name, or a line above a table, speaks of; None when it names none.

    >>> period_in("usage_1970-01-02_1970-01-31.csv"), period_in("1970-01"), period_in("1970-01-02")
    ((1, 30), (0, 30), None)
    >>> period_in("Searches until 1970-01")
    """
    plain = re.sub(r"_|\.\w{1,5}$", " ", text)
    lines = [line for line in plain.splitlines() if not _FISCAL.search(line)]
    found = [settled([_joined(_with_years(line))])[0] for line in lines]
    return next((days for days in found if days is not None), None)


def _month_from(day: int) -> Days | None:
    """The month that a day is the first one of."""
    whole = _month(to_date(day))
    return whole if whole[0] == day else None


def _month_to(day: int) -> Days | None:
    """The month that a day is the last one of."""
    whole = _month(to_date(day))
    return whole if whole[1] == day else None


def _days_alone(dates: Sequence[Either], seats: Sequence[str]) -> list[Days | None]:
    """The days of rows that each name one date: a day, or a month, where a seat's dates tell.

    Dates of a seat that follow each other by a day are days; several that are all the first of
    a month, or all its last, are months. All else, a week's beginning or end or the day of the
    report, is not told apart.

    >>> _days_alone([either_order(f"1970-01-0{d}") for d in (1, 2, 4)], ["a", "a", "a"])
    [(0, 0), (1, 1), (3, 3)]
    >>> _days_alone([either_order("1970-01-05")], ["a"])
    [None]
    """
    of_seat: dict[str, list[Either]] = {}
    for seat, date_ in zip(seats, dates, strict=True):
        of_seat.setdefault(seat, []).append(date_)
    order = comes_day_first(dates, runs=[*of_seat.values()])
    if order is None:
        return [None] * len(dates)
    days = [pair[order] for pair in dates]
    runs = [
        sorted({d for pair in own if (d := pair[order]) is not None}) for own in of_seat.values()
    ]
    gaps = [b - a for run in runs for a, b in itertools.pairwise(run)]
    if gaps and min(gaps) == 1:
        return [None if day is None else (day, day) for day in days]
    for whole in (_month_from, _month_to):
        months = [None if day is None else whole(day) for day in days]
        if gaps and None not in months:
            return months
    return [None] * len(dates)


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
    if len(found) == 1 and _OPEN.search(text[: text.find(found[0][1])]):
        return NO_SPAN  # nothing says where it begins, or ends
    spans = [kind(said) for kind, (_, said) in zip(kinds, found, strict=True)]
    if len(spans) == 1 and kinds[0] is _span_of_date:
        return _week_at(text, spans[0])
    return _each(_from_to, spans[0], spans[-1])


def _from_to(one: Days, other: Days) -> Days | None:
    return (one[0], other[1]) if one[0] <= other[1] else None


def _week_at(text: str, dates: Spans) -> Spans:
    """The week that a text says begins or ends on a day; only English puts the month first."""
    begins, ends = _WEEK_FROM.search(text), _WEEK_TO.search(text)
    if begins is None and ends is None:
        return NO_SPAN
    weeks = _each(lambda d: (d[0], d[0] + 6) if begins else (d[0] - 6, d[0]), dates)
    if begins and _NOT_ENGLISH.match(begins[0]) and weeks[1] is not None:
        return weeks[1], weeks[1]
    return weeks


def _span_of_date(text: str) -> Spans:
    return _each(lambda day: (day, day), either_order(text))


def _compact(text: str) -> Spans:
    return _span_of_date(f"{text[:4]}-{text[4:6]}-{text[6:]}")


def _week(text: str) -> Spans:
    week, year = sorted(map(int, re.findall(r"\d+", text)))
    try:
        first = to_day(date.fromisocalendar(year, week, 1))
    except ValueError:
        return NO_SPAN
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
        return NO_SPAN
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
