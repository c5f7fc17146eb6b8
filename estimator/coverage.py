"""Coverage: for which actions, and from when to when, a log would have shown the action.

Without it a quiet day and a day nobody recorded look alike. A signal of actions that are not
covered is unknown, which is neither zero nor absent.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

import numpy as np
import numpy.typing as npt

from estimator.days import to_date, to_day


@dataclass(frozen=True)
class Span:
    """The log shows `action` of `account` on the days `first` to `last`, both included.

    None stands for every action, no first day, no last day, or every account of the log.
    """

    action: str | None
    first: int | None = None
    last: int | None = None
    account: str | None = None

    def days(self, first: int, last: int) -> slice:
        """Where this span lies in an array that starts on the day `first` and ends on `last`."""
        begin = first if self.first is None else max(self.first, first)
        end = last if self.last is None else min(self.last, last)
        return slice(begin - first, max(end - first + 1, begin - first))


@dataclass(frozen=True)
class Coverage:
    """The union of its spans; empty, it covers nothing."""

    spans: tuple[Span, ...] = ()

    @classmethod
    def complete(cls) -> Self:
        """Coverage of every action on every day: what is not in the log did not happen."""
        return cls((Span(None),))

    @classmethod
    def of(cls, covers: Mapping[str, Sequence[date | None]], account: str | None = None) -> Self:
        """Coverage from `{"comment": [first, last]}`, the form of a log's first line.

        >>> Coverage.of({"comment": [date(2026, 1, 1), None]}).spans[0].action
        'comment'
        """
        given = sorted(covers.items())
        spans = (Span(name, _day(first), _day(last), account) for name, (first, last) in given)
        return cls(tuple(spans))

    def to_dict(self) -> dict[str, list[str | None]]:
        """`{"comment": ["2026-01-01", "2026-03-31"]}`, one entry an action; `*` is every action.

        Spans of one action are given as the one span around them; accounts are not told apart.
        """
        spans: dict[str, list[Span]] = {}
        for span in self.spans:
            spans.setdefault(span.action or "*", []).append(span)
        return {
            action: [_iso([s.first for s in ones], min), _iso([s.last for s in ones], max)]
            for action, ones in sorted(spans.items())
        }

    def pinned(self, accounts: Iterable[str]) -> Self:
        """The coverage, said of the named accounts only."""
        names = tuple(accounts)
        return type(self)(
            tuple(
                replace(span, account=name)
                for span in self.spans
                for name in ((span.account,) if span.account is not None else names)
            )
        )

    def until(self, last: int) -> Self:
        """What it covers up to the day `last`; spans without a last day stay as they are.

        >>> Coverage((Span("comment", 1, 9), Span("post", 7, 9))).until(5).spans
        (Span(action='comment', first=1, last=5, account=None),)
        """
        return type(self)(
            tuple(
                span if span.last is None else replace(span, last=min(span.last, last))
                for span in self.spans
                if span.first is None or span.first <= last
            )
        )

    def __or__(self, other: "Coverage") -> "Coverage":
        return Coverage(tuple(dict.fromkeys(self.spans + other.spans)))

    def days(
        self, action: str, accounts: Sequence[str], first: int, last: int
    ) -> npt.NDArray[np.bool_]:
        """Which days are covered for `action`: shape (n_accounts, last - first + 1).

        The first axis has length 1 when no span speaks of a single account.
        """
        spans = [span for span in self.spans if span.action in (None, action)]
        single = all(span.account is None for span in spans)
        covered = np.zeros((1 if single else len(accounts), max(last - first + 1, 0)), dtype=bool)
        row = {} if single else {name: index for index, name in enumerate(accounts)}
        for span in spans:
            rows = slice(None) if span.account is None else row.get(span.account)
            if rows is not None:
                covered[rows, span.days(first, last)] = True
        return covered


def _day(value: date | None) -> int | None:
    return None if value is None else to_day(value)


def _iso(days: list[int | None], pick: Callable[[Iterable[int]], int]) -> str | None:
    """The least or greatest of `days` as a date; None (no bound) as soon as one has none."""
    known = [day for day in days if day is not None]
    return to_date(pick(known)).isoformat() if len(known) == len(days) else None
