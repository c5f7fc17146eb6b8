"""Whom each row of a usage report is of, and which days it speaks of."""

import hashlib
import re
from collections.abc import Mapping, Sequence

from estimator.days import to_date
from estimator.readers.usage_report.periods import Days, date_in, month_in, period_in

_ID = re.compile(r"(?=\D*\d)[\w.-]{1,64}")
_SUMMARY = frozenset({"total", "totals", "average", "grand total", "team", "team average", "all"})


def accounts_of(
    rows: Sequence[Sequence[str]],
    meanings: Mapping[int, str],
    names: Sequence[str],
    periods: Sequence[Days | None],
) -> list[str | None]:
    """The account of each row: its seat's id; None for a row that is of nobody.

    A name or an address becomes a pseudonym that is the same in every report of the seat. Where
    a report has neither, each row is an account of its own, `2025-08-0001`.
    """
    seat = [place for place, meaning in meanings.items() if meaning == "seat"]
    person = [place for place, meaning in meanings.items() if meaning == "person"]
    address = [place for place in person if "mail" in names[place].lower()]
    if not seat and not person:
        return _numbered(periods)
    return [
        next((a for a in (_account(r, seat), _account(r, address), _account(r, person)) if a), None)
        for r in rows
    ]


def _account(row: Sequence[str], places: Sequence[int]) -> str | None:
    return account_of(" ".join(row[place].strip() for place in places).strip())


def account_of(text: str) -> str | None:
    """The account of a seat's id, or of a name under a pseudonym; None for the row of a sum."""
    if not text or text.lower() in _SUMMARY:
        return None
    return text if _ID.fullmatch(text) and "@" not in text else pseudonym(text)


def pseudonym(text: str) -> str:
    """A word that stands for a person, the same whenever it is the same person.

    It hides a name from a reader, not from someone who guesses it: the salted form is that of
    `ssi import --anonymise`.

    >>> pseudonym("Ada Example") == pseudonym(" ada  example")
    True
    """
    plain = " ".join(text.lower().split())
    return f"seat-{hashlib.sha256(plain.encode()).hexdigest()[:12]}"


def _numbered(periods: Sequence[Days | None]) -> list[str | None]:
    """An account for each row, numbered within its month."""
    seen: dict[str, int] = {}
    accounts: list[str | None] = []
    for period in periods:
        month = "row" if period is None else to_date(period[0]).isoformat()[:7]
        seen[month] = seen.get(month, 0) + 1
        accounts.append(f"{month}-{seen[month]:04}")
    return accounts


def periods_of(
    rows: Sequence[Sequence[str]], meanings: Mapping[int, str], otherwise: Days | None
) -> list[Days | None]:
    """The days each row speaks of by its own dates; `otherwise` where it has none."""
    places = {meaning: place for place, meaning in meanings.items()}
    return [_period(row, places) or otherwise for row in rows]


def _period(row: Sequence[str], places: Mapping[str, int]) -> Days | None:
    if "month" in places:
        text = row[places["month"]]
        return period_in(text) or month_in(text)
    if "start" not in places or "end" not in places:
        return None
    first, last = date_in(row[places["start"]]), date_in(row[places["end"]])
    return None if first is None or last is None or first > last else (first, last)
