"""An invented team's log, as the columns an export would hold: the same every time.

Rows come as they were written, day by day, whoever did something; so an account's rows are spread
over the whole log. Most people do little and a few do much; most of what is done is reactions and
profile views. Every account states its connections three times a year and its profile's sections
at the start.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

FIRST, DAYS = 20_454, 365  # the year 2026
ON = FIRST + DAYS

OFTEN: Mapping[str, float] = {
    "reaction": 26.0,
    "profile_view": 20.0,
    "message_sent": 11.0,
    "conversation_begun": 5.0,
    "comment": 7.0,
    "people_search": 7.0,
    "engagement_received": 6.0,
    "profile_view_received": 6.0,
    "invitation_sent": 5.0,
    "invitation_accepted": 2.5,
    "message_replied": 2.5,
    "message_answered": 2.0,
    "post": 1.6,
    "repost": 1.2,
    "follower_gained": 1.2,
    "search_saved": 0.4,
    "group_activity": 0.4,
    "endorsement_received": 0.3,
    "article": 0.1,
    "recommendation_received": 0.05,
}
LEVELS = ("connections", "profile_section")
ACTIONS = (*sorted({*OFTEN, *LEVELS}),)
SECTIONS = ("about", "education", "headline", "industry", "location", "photo", "position", "skills")
HOURS = tuple(range(72))
STATED = 3  # times a year that connections are stated
MISSING = -1

Column = (
    npt.NDArray[np.int32] | npt.NDArray[np.int16] | npt.NDArray[np.int8] | npt.NDArray[np.float32]
)


@dataclass(frozen=True)
class Team:
    """Columns of shape (n_rows,), as narrow as they can be: 16 bytes a row.

    account int32 from 0; day int32 since 1970-01-01; action int16, a place in ACTIONS; count
    float32; section int8, a place in SECTIONS; hours int8. -1 is missing.
    """

    n_accounts: int
    account: npt.NDArray[np.int32]
    day: npt.NDArray[np.int32]
    action: npt.NDArray[np.int16]
    count: npt.NDArray[np.float32]
    section: npt.NDArray[np.int8]
    hours: npt.NDArray[np.int8]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the accounts are called."""
        width = len(str(self.n_accounts))
        return tuple(f"{i:0{width}d}" for i in range(self.n_accounts))

    @property
    def n_rows(self) -> int:
        return len(self.day)

    @property
    def n_bytes(self) -> int:
        return sum(column.nbytes for column in self.columns().values())

    def first(self, n_accounts: int) -> "Team":
        """The rows of the first so many accounts."""
        if n_accounts >= self.n_accounts:
            return self
        inside = self.account < n_accounts
        return Team(n_accounts, **{name: part[inside] for name, part in self.columns().items()})

    def columns(self) -> dict[str, Any]:
        """The columns by name."""
        names = (field.name for field in fields(self) if field.name != "n_accounts")
        return {name: getattr(self, name) for name in names}


def team(n_rows: int, n_accounts: int, seed: int = 1) -> Team:
    """The log of a team of that size; at least 9 of 10 rows are acts, as far as there is room."""
    dice = np.random.default_rng(seed)
    stated = [_sections(n_accounts, dice), _connections(n_accounts, dice)]
    room = max(n_rows - sum(len(part["day"]) for part in stated), 0)
    parts = [_acts(room, n_accounts, dice), *stated]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    kept = np.argsort(columns["day"], kind="stable")
    return Team(n_accounts, **{name: column[kept] for name, column in columns.items()})


def _acts(n_rows: int, n_accounts: int, dice: np.random.Generator) -> dict[str, Column]:
    busy = dice.lognormal(0.0, 1.0, n_accounts)
    often = np.array(list(OFTEN.values()))
    kinds = np.array([ACTIONS.index(name) for name in OFTEN], dtype=np.int16)
    action = dice.choice(kinds, n_rows, p=often / often.sum())
    answered = action == ACTIONS.index("message_answered")
    return {
        "account": dice.choice(n_accounts, n_rows, p=busy / busy.sum()).astype(np.int32),
        "day": (FIRST + dice.integers(0, DAYS, n_rows)).astype(np.int32),
        "action": action,
        "count": dice.geometric(0.6, n_rows).astype(np.float32),
        "section": np.full(n_rows, MISSING, dtype=np.int8),
        "hours": np.where(answered, dice.integers(0, len(HOURS), n_rows), MISSING).astype(np.int8),
    }


def _sections(n_accounts: int, dice: np.random.Generator) -> dict[str, Column]:
    filled = dice.random((n_accounts, len(SECTIONS))) < 0.75
    account, section = filled.nonzero()
    return _levels("profile_section", account, FIRST, 1.0, section)


def _connections(n_accounts: int, dice: np.random.Generator) -> dict[str, Column]:
    account = np.tile(np.arange(n_accounts), STATED)
    grown = np.cumsum(dice.integers(0, 40, (STATED, n_accounts)), axis=0)
    states = dice.integers(20, 900, n_accounts) + grown
    day = FIRST + np.repeat(np.arange(STATED), n_accounts) * (DAYS // STATED)
    day = day + dice.integers(0, DAYS // STATED, STATED * n_accounts)
    return _levels("connections", account, day, states.ravel(), MISSING)


def _levels(
    action: str,
    account: npt.NDArray[np.int64],
    day: npt.ArrayLike,
    state: npt.ArrayLike,
    section: npt.ArrayLike,
) -> dict[str, Column]:
    n_rows = len(account)
    return {
        "account": account.astype(np.int32),
        "day": np.broadcast_to(day, n_rows).astype(np.int32),
        "action": np.full(n_rows, ACTIONS.index(action), dtype=np.int16),
        "count": np.broadcast_to(state, n_rows).astype(np.float32),
        "section": np.broadcast_to(section, n_rows).astype(np.int8),
        "hours": np.full(n_rows, MISSING, dtype=np.int8),
    }
