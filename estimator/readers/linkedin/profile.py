"""Levels of the log: connections as they grew and shrank, the profile as each archive shows it."""

from collections import Counter
from collections.abc import Mapping

import numpy as np

from estimator.readers.linkedin.acts import Rows, media_days
from estimator.readers.linkedin.batch import Ints
from estimator.readers.linkedin.fields import SECTION_COLUMNS
from estimator.readers.linkedin.kinds import LISTS
from estimator.readers.linkedin.people import LEVELS, NOBODY, SENIOR
from estimator.readers.linkedin.shelf import Shelf


def connection_rows(rows: Rows, shelf: Shelf) -> None:
    """The number of connections on each day it changed, and again on the newest archive's day.

    One archive shows survivors only. Two show who was removed between them: by day of
    connection, those of the older that the newer has no longer; they go on the newer one's day.
    """
    shows = shelf.shows("connections")
    archives = [n for n in shelf.newest_first() if n in shows and shelf.of("connections", n)]
    if not archives:
        return
    steps, counted = Counter[int](), Counter[int]()
    for number in reversed(archives):
        found = _per_day(shelf.merged("connections", number).day)
        steps.update(found - counted)
        if gone := (counted - found).total():
            steps[shelf.snapshot[number]] -= gone
        counted = found
    newest = archives[0]
    latest, snapshot = shelf.merged("connections", newest), shelf.snapshot[newest]
    _level(rows, "connections", steps, snapshot)
    level = latest["seniority"]
    if bool((level != NOBODY).any()):
        senior = np.isin(level, [LEVELS.index(one) for one in SENIOR])
        _level(rows, "senior_connections", _per_day(latest.day[senior]), snapshot)
    positions = shelf.merged("positions", newest)
    if shelf.is_whole("positions", newest) and "finishedon" in positions.columns:
        current = positions["company"][positions["current"] == 1]
        if len(own := current[current != NOBODY]):
            coworkers = np.isin(latest["company"], own)
            _level(rows, "coworker_connections", _per_day(latest.day[coworkers]), snapshot)


def _per_day(days: Ints) -> Counter[int]:
    return Counter(days.tolist())


def _level(rows: Rows, action: str, steps: Mapping[int, int], snapshot: int) -> None:
    """The sum of the steps on each day that has one, and on the archive's day."""
    total, totals = 0, dict[int, int]()
    for day in sorted(steps):
        total += steps[day]
        totals[day] = total
    if max(totals, default=0) != snapshot:
        totals[snapshot] = total
    rows.add(action, [*totals], [*totals.values()])


def profile_rows(rows: Rows, shelf: Shelf, since: int) -> None:
    """Each section an archive can judge: 1 filled, 0 empty; and the number of skills.

    An export does not say when a section was filled. What the oldest archive shows holds from
    `since`, the first day of any file; a change seen in a newer one from that one's day.
    """
    shown: dict[str, int] = {}
    changes: dict[tuple[int, str], int] = {}
    for number in reversed(shelf.newest_first()):
        state = profile_state(shelf, number)
        day = shelf.snapshot[number] if shown else min(since, shelf.snapshot[number])
        changes |= {(day, name): n for name, n in state.items() if shown.get(name) != n}
        shown |= state
    media = shelf.merged("rich_media")
    for section, upload in (("photo", "profile photo"), ("cover", "profile background photo")):
        if len(days := media_days(media, upload)):
            changes[int(days.min()), section] = 1
    for (day, name), count in changes.items():
        if name == "n_skills":
            rows.add("skills", [day], [count])
        else:
            rows.add("profile_section", [day], [count], section=name)


def profile_state(shelf: Shelf, source: int) -> dict[str, int]:
    """What one archive shows: section -> 1 or 0, `n_skills` -> how many.

    Beside Profile.csv and another file of its family, a list without a file is empty: LinkedIn
    leaves out what holds nothing. Of loose files, of Profile.csv alone and of the portability
    API, whose domains are fetched one by one, only what they hold is known; of a file without
    a column, or that could not be read whole, nothing that it would tell.
    """
    state: dict[str, int] = {}
    profile, positions = shelf.merged("profile", source), shelf.merged("positions", source)
    listed = any(shelf.of(kind, source) for kind in ("positions", *(k.name for k in LISTS)))
    family = listed and bool(len(profile)) and shelf.archives[source].is_one_piece
    if len(profile) and shelf.is_whole("profile", source):
        for section, columns in SECTION_COLUMNS.items():
            if profile.columns & columns:
                state[section] = int(profile[section].max())
    held = "finishedon" in positions.columns or (family and not len(positions))
    if held and shelf.is_whole("positions", source):
        state["position"] = int(positions["current"].max(initial=0))
    for kind in LISTS:
        known = family or shelf.of(kind.name, source)
        if known and shelf.is_whole(kind.name, source):
            keys = np.unique(shelf.merged(kind.name, source)["key"])
            state[kind.name] = int(len(keys) > 0)
            if kind.name == "skills":
                state["n_skills"] = len(keys)
    return state
