"""Readings beside the accounts they are of: what a calibration is held against, as columns."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat
from estimator.days import to_day
from estimator.log import ActivityLog
from estimator.reading import PILLARS, Reading
from estimator.reading.files import each_once
from estimator.score.rows import Flags, Floats

Ints = npt.NDArray[np.int64]
Place = tuple[int, int]  # of the log, of the account in it

WEIGHTS = {"real": 1.0, None: 0.7, "likely": 0.5}  # by evidence: what a squared miss counts
UNDATED = "its day is not known"
ABSENT = "its account is not in the log"
EMPTY = "it shows no points"


@dataclass(frozen=True, eq=False)
class Cases:
    """One reading a row, oldest first; columns of shape (n,), recorded and shown (n, 4).

    log, account: places of the log and of the account in it. recorded: points by pillar, in the
    order of `PILLARS`, 0 where not `shown`. total: where no pillar is shown, else 0.
    """

    logs: tuple[ActivityLog, ...]
    readings: tuple[Reading, ...]
    log: Ints
    account: Ints
    day: Ints
    seat: tuple[Seat, ...]
    weight: Floats
    recorded: Floats
    shown: Flags
    total: Floats

    def __len__(self) -> int:
        return len(self.day)

    @property
    def only_total(self) -> Flags:
        """Rows that show a total and no pillar: shape (n,)."""
        return np.asarray(~self.shown.any(axis=1), dtype=bool)

    @property
    def member(self) -> Ints:
        """Which rows are of the same account: a number an account, shape (n,)."""
        pairs = np.stack([self.log, self.account], axis=1)
        member: Ints = np.unique(pairs, axis=0, return_inverse=True)[1].ravel()
        return member

    @property
    def places(self) -> list[Place]:
        """The account of each row."""
        return list(zip(self.log.tolist(), self.account.tolist(), strict=True))

    @property
    def sha256(self) -> str:
        """The digest of what the readings say, whatever order they came in."""
        return hashlib.sha256("\n".join(sorted(map(_said, self.readings))).encode()).hexdigest()

    def where(self, rows: Flags) -> Self:
        """Only the rows that the mask keeps."""
        kept = np.flatnonzero(rows)
        columns = ("log", "account", "day", "weight", "recorded", "shown", "total")
        return replace(
            self,
            readings=tuple(self.readings[i] for i in kept),
            seat=tuple(self.seat[i] for i in kept),
            **{name: getattr(self, name)[rows] for name in columns},
        )


def paired(
    logs: Sequence[ActivityLog], readings: Sequence[Reading], seat: Seat
) -> tuple[Cases, dict[str, int]]:
    """The readings with their accounts, oldest first; and why others cannot be used: a sentence
    and how many.

    A reading goes to the account of its name; when there is a single account and no reading
    names another one, all are of it. What another reading of the day says too counts once. `seat`
    is that of a reading which states none.
    """
    own = tuple({id(log): log for log in logs}.values())
    readings = each_once(readings)
    places = {name: (i, j) for i, log in enumerate(own) for j, name in enumerate(log.accounts)}
    alone = len(places) == 1 and len({reading.account for reading in readings}) <= 1
    usable: list[tuple[int, str, Place, Reading]] = []
    aside: dict[str, int] = {}
    for one in readings:
        place = next(iter(places.values())) if alone else places.get(one.account)
        if one.captured is None or place is None or not (one.pillars or one.total is not None):
            why = UNDATED if one.captured is None else ABSENT if place is None else EMPTY
            aside[why] = aside.get(why, 0) + 1
        else:
            usable.append((to_day(one.captured), _said(one), place, one))
    usable.sort(key=lambda one: one[:3])
    used = tuple(one for *_, one in usable)
    shape = (-1, len(PILLARS))
    cases = Cases(
        own,
        used,
        np.array([log for _, _, (log, _), _ in usable], dtype=np.int64),
        np.array([account for _, _, (_, account), _ in usable], dtype=np.int64),
        np.array([day for day, *_ in usable], dtype=np.int64),
        tuple(r.seat or seat for r in used),
        np.array([WEIGHTS[r.evidence] for r in used]),
        np.array([r.pillars.get(p, 0.0) for r in used for p in PILLARS], float).reshape(shape),
        np.array([p in r.pillars for r in used for p in PILLARS], bool).reshape(shape),
        np.array([0.0 if r.pillars else (r.total or 0.0) for r in used]),
    )
    return cases, aside


def _said(reading: Reading) -> str:
    return json.dumps(reading.to_envelope(), sort_keys=True)
