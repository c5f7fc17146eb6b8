"""Levels of the log: connections as they grew and shrank, the profile as each archive shows it."""

from collections.abc import Iterable

import numpy as np

from estimator.readers.linkedin.acts import Rows, media_days
from estimator.readers.linkedin.fields import SECTION_COLUMNS, SECTIONS
from estimator.readers.linkedin.kinds import LISTS
from estimator.readers.linkedin.people import NOBODY, Ints
from estimator.readers.linkedin.seniority import LEVELS, SENIOR
from estimator.readers.linkedin.shelf import Shelf

SENIOR_CODES = [LEVELS.index(level) for level in sorted(SENIOR)]


def connection_rows(rows: Rows, shelf: Shelf) -> None:
    """The number of connections on each day it changed, and again on the newest archive's day.

    One archive shows survivors only. Two show who was removed between them: by day of
    connection, those of the older that the newer has no longer; they go on the newer one's day.
    """
    archives = [
        number
        for number in reversed(shelf.newest_first())
        if shelf.of("connections", number) and number in shelf.shows("connections")
    ]
    steps: dict[int, int] = {}
    counted: dict[int, int] = {}
    for number in archives:
        day, n_rows = np.unique(shelf.merged("connections", number).day, return_counts=True)
        found = dict(zip(day.tolist(), n_rows.tolist(), strict=True))
        for when in sorted(counted.keys() | found.keys()):
            more = found.get(when, 0) - counted.get(when, 0)
            if more:
                at = when if more > 0 else shelf.snapshot[number]
                steps[at] = steps.get(at, 0) + more
        counted = found
    if not archives:
        return
    _level(rows, "connections", steps, shelf.snapshot[archives[-1]])
    newest = archives[-1]
    latest = shelf.merged("connections", newest)
    level = latest.values["seniority"]
    if bool((level != NOBODY).any()):
        senior = latest.day[np.isin(level, SENIOR_CODES)]
        _level(rows, "senior_connections", _steps(senior), shelf.snapshot[newest])
    own = _own_companies(shelf, newest)
    if own:
        coworkers = latest.day[np.isin(latest.values["company"], own)]
        _level(rows, "coworker_connections", _steps(coworkers), shelf.snapshot[newest])


def _steps(days: Ints) -> dict[int, int]:
    day, n_rows = np.unique(days, return_counts=True)
    return dict(zip(day.tolist(), n_rows.tolist(), strict=True))


def _level(rows: Rows, action: str, steps: dict[int, int], snapshot: int) -> None:
    days = sorted(steps)
    totals = np.cumsum([steps[day] for day in days])
    rows.add(action, days, totals)
    if not days or days[-1] != snapshot:
        rows.add(action, [snapshot], [totals[-1] if days else 0])


def _own_companies(shelf: Shelf, source: int) -> list[int]:
    """The companies of the owner's current positions; none when those are not known."""
    held = shelf.merged("positions", source)
    if not shelf.is_whole("positions", source) or "finishedon" not in held.columns:
        return []
    positions = held.values
    found = positions["company"][positions["current"] == 1]
    return sorted(set(found.tolist()) - {NOBODY})


def profile_rows(rows: Rows, shelf: Shelf, since: int) -> None:
    """Each section an archive can judge: 1 filled, 0 empty; and the number of skills.

    An export does not say when a section was filled. What the oldest archive shows holds from
    `since`, the first day of any file; a change seen in a newer one from that one's day.
    """
    shown: dict[str, int] = {}
    for number in reversed(shelf.newest_first()):
        state = profile_state(shelf, number)
        day = shelf.snapshot[number] if shown else min(since, shelf.snapshot[number])
        for name, count in sorted(state.items()):
            if shown.get(name) == count:
                continue
            if name == "n_skills":
                rows.add("skills", [day], [count])
            else:
                rows.add("profile_section", [day], [count], section=name)
        shown |= state
    media = shelf.merged("rich_media")
    for section, upload in (("photo", "profile photo"), ("cover", "profile background photo")):
        days = media_days(media, upload)
        if len(days):
            rows.add("profile_section", [int(days.min())], [1.0], section=section)


def profile_state(shelf: Shelf, source: int) -> dict[str, int]:
    """What one archive shows: section -> 1 or 0, `n_skills` -> how many.

    Beside Profile.csv and another file of its family, a list without a file is empty: LinkedIn
    leaves out what holds nothing. Of loose files, of Profile.csv alone and of the portability
    API, whose domains are fetched one by one, only what they hold is known; of a file without
    a column, nothing that it would tell.
    """
    state: dict[str, int] = {}
    profile = shelf.merged("profile", source)
    if len(profile):
        state |= {
            name: int(profile.values[name].max())
            for name, columns in zip(SECTIONS, SECTION_COLUMNS, strict=True)
            if profile.columns & columns
        }
    listed = any(shelf.of(kind, source) for kind in ("positions", *(k.name for k in LISTS)))
    family = listed and bool(len(profile)) and shelf.archives[source].is_one_piece
    positions = shelf.merged("positions", source)
    if "finishedon" in positions.columns or (family and not len(positions)):
        state["position"] = int(positions.values["current"].max(initial=0))
    for kind in LISTS:
        if family or shelf.of(kind.name, source):
            keys = shelf.merged(kind.name, source).values["key"]
            state[kind.name] = int(len(keys) > 0)
            if kind.name == "skills":
                state["n_skills"] = len(np.unique(keys))
    return {name: n for name, n in state.items() if not _damaged(shelf, source, name)}


def _damaged(shelf: Shelf, source: int, name: str) -> bool:
    """Whether a file that a section is read from could not be read whole."""
    kinds: Iterable[str] = {"n_skills": ("skills",), "position": ("positions",)}.get(
        name, ("profile",) if name in SECTIONS else (name,)
    )
    return not all(shelf.is_whole(kind, source) for kind in kinds)
