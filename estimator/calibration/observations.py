"""Readings beside the accounts they are of: what a calibration is held against, as columns."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
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
    def places(self) -> list["Place"]:
        """The account of each row."""
        return list(zip(self.log.tolist(), self.account.tolist(), strict=True))

    @property
    def sha256(self) -> str:
        """The digest of what the readings say, whatever order they came in."""
        told = sorted(json.dumps(r.to_envelope(), sort_keys=True) for r in self.readings)
        return hashlib.sha256("\n".join(told).encode()).hexdigest()

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


@dataclass(frozen=True)
class Paired:
    """The readings that can be used, and why others cannot: a sentence and how many."""

    cases: Cases
    set_aside: dict[str, int]


Place = tuple[int, int]  # of the log, of the account in it


def paired(logs: Sequence[ActivityLog], readings: Sequence[Reading], seat: Seat) -> Paired:
    """The readings with their accounts, oldest first.

    A reading goes to the account of its name; when there is a single account and no reading
    names another one, all are of it. What another reading of the day says too counts once. `seat`
    is that of a reading which states none.
    """
    own = tuple({id(log): log for log in logs}.values())
    readings = each_once(readings)
    usable: list[tuple[int, str, Reading, Place]] = []
    aside: dict[str, int] = {}
    for place, reading in zip(_by_name(own, readings), readings, strict=True):
        why = _unusable(reading, place)
        if why is not None:
            aside[why] = aside.get(why, 0) + 1
        elif reading.captured is not None and place is not None:
            told = json.dumps(reading.to_envelope(), sort_keys=True)
            usable.append((to_day(reading.captured), told, reading, place))
    usable.sort(key=lambda one: (*one[:2], *one[3]))
    return Paired(_columns(own, [(r, p) for _, _, r, p in usable], seat), aside)


def _by_name(logs: Sequence[ActivityLog], readings: Sequence[Reading]) -> Iterator[Place | None]:
    places = {name: (i, j) for i, log in enumerate(logs) for j, name in enumerate(log.accounts)}
    if len(places) == 1 and len({reading.account for reading in readings}) <= 1:
        alone = next(iter(places.values()))
        return (alone for _ in readings)
    return (places.get(reading.account) for reading in readings)


def _unusable(reading: Reading, place: Place | None) -> str | None:
    if reading.captured is None:
        return UNDATED
    if place is None:
        return ABSENT
    return None if reading.pillars or reading.total is not None else EMPTY


def _columns(
    logs: Sequence[ActivityLog], usable: Sequence[tuple[Reading, Place]], seat: Seat
) -> Cases:
    readings = tuple(reading for reading, _ in usable)
    recorded = [[r.pillars.get(p, 0.0) for p in PILLARS] for r in readings]
    shown = [[p in r.pillars for p in PILLARS] for r in readings]
    return Cases(
        tuple(logs),
        readings,
        _ints(place for _, (place, _) in usable),
        _ints(account for _, (_, account) in usable),
        _ints(to_day(r.captured) for r in readings if r.captured is not None),
        tuple(r.seat or seat for r in readings),
        np.array([WEIGHTS[r.evidence] for r in readings]),
        np.array(recorded, dtype=np.float64).reshape(-1, len(PILLARS)),
        np.array(shown, dtype=bool).reshape(-1, len(PILLARS)),
        np.array([0.0 if r.pillars else (r.total or 0.0) for r in readings]),
    )


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)
