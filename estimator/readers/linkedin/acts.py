"""Rows of the log from what was read; equal rows of a day become one.

Levels too: connections as they grew and shrank, the profile as each archive shows it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from estimator.coverage import Coverage
from estimator.log import ActivityLog, Coded, Value, concat
from estimator.readers.linkedin.batch import Ints, Mask, Records
from estimator.readers.linkedin.fields import (
    FORM_OF_UPLOAD,
    FORMATS,
    GROUP,
    IMAGE,
    REPOST,
    SECTION_COLUMNS,
    TARGETS,
    UPLOADS,
)
from estimator.readers.linkedin.kinds import KINDS, LISTS
from estimator.readers.linkedin.messages import Talks
from estimator.readers.linkedin.network import UNDECIDED, WINDOW, Joined
from estimator.readers.linkedin.people import LEVELS, NEVER, NOBODY, SENIOR
from estimator.readers.linkedin.shelf import Shelf
from estimator.readers.linkedin.tally import SECONDS


def coded(column: npt.ArrayLike) -> Coded:
    """A column of whole numbers, or of yes and no, coded."""
    values, codes = np.unique(np.asarray(column), return_inverse=True)
    return Coded(codes.astype(np.int32), tuple(values.tolist()))


def words(codes: Ints, values: tuple[str, ...]) -> Coded:
    """A column of places in `values`; -1 is missing."""
    return Coded(codes.astype(np.int32), values)


class Rows:
    """Blocks of rows, each of one action."""

    def __init__(self) -> None:
        self.blocks = [ActivityLog.empty()]

    def add(
        self,
        action: str,
        day: npt.ArrayLike,
        count: npt.ArrayLike = 1.0,
        **attributes: Coded | Value,
    ) -> None:
        """A row for each day; a constant count or attribute holds for all of them."""
        days = np.asarray(day, dtype=np.int64).reshape(-1)
        if len(days):
            columns = {
                name: value if isinstance(value, Coded) else Coded.constant(value, len(days))
                for name, value in attributes.items()
            }
            counts = np.broadcast_to(np.asarray(count, dtype=np.float64), days.shape)
            what = Coded.constant(action, len(days))
            block = ActivityLog.build(day=days, action=what, count=counts, attributes=columns)
            self.blocks.append(block)

    def log(self, coverage: Coverage) -> ActivityLog:
        """The log of all blocks. Counts of equal rows add up."""
        log = concat(self.blocks).with_coverage(coverage)
        keys = [log.day, log.action, *(column.codes for column in log.attributes.values())]
        new = np.any([np.diff(key, prepend=-2) != 0 for key in keys], axis=0)
        first = np.flatnonzero(new)
        sums = np.add.reduceat(log.count, first) if log.n_rows else log.count
        return replace(log.where(first), count=sums)


def content_rows(rows: Rows, shelf: Shelf) -> None:
    """Posts, reposts and what is done in groups: of one file, rows of several actions.

    A picture of a share is a document or film when only such were uploaded on its day.
    """
    shares, media = shelf.merged("shares"), shelf.merged("rich_media")
    form, is_post = shares["form"].copy(), np.isin(media["upload"], list(FORM_OF_UPLOAD))
    for upload, better in FORM_OF_UPLOAD.items():
        own = media["upload"] == upload
        days = np.setdiff1d(media.day[own], media.day[is_post & ~own])
        form[(form == IMAGE) & np.isin(shares.day, days)] = better
        if not shelf.shows("shares"):
            rows.add("post", media.day[own], format=FORMATS[better])
    posts = form < REPOST
    rows.add(
        "post",
        shares.day[posts],
        format=words(form[posts], FORMATS),
        words=coded(shares["words"][posts]),
    )
    rows.add("repost", shares.day[form == REPOST])
    rows.add("group_activity", shares.day[form == GROUP])
    for kind in ("reactions", "votes"):
        found = shelf.merged(kind)
        rows.add("group_activity", found.day[found["target"] == TARGETS.index("group")])


def plain_rows(rows: Rows, shelf: Shelf) -> None:
    """Files whose every row is one act, and whom the owner follows still."""
    for kind in KINDS:
        if kind.action:
            found = shelf.merged(kind.name)
            attributes = {
                name: words(found[name], among) if among else coded(found[name])
                for name, among in kind.attributes.items()
            }
            rows.add(kind.action, found.day, 1.0, **attributes)
    follows = shelf.merged("member_follows")
    rows.add("member_follow", follows.day[follows["active"] == 1])


def active_rows(rows: Rows, shelf: Shelf, joined: Joined, own_days: Ints) -> None:
    """One row for each day with an own act of any kind.

    own_days: the days of the owner's messages.
    """
    days = [shelf.merged(kind.name).day for kind in KINDS if kind.own_act]
    days += [own_days, joined.sent[joined.mine]]
    days.append(joined.accepted[~joined.mine & (joined.accepted >= joined.sent)])
    rows.add("active_day", np.unique(np.concatenate(days)))


def media_days(media: Records, upload: str) -> Ints:
    """The days on which a kind of picture was uploaded."""
    return np.compress(media["upload"] == UPLOADS.index(upload), media.day)


def invitation_rows(rows: Rows, joined: Joined, snapshots: list[int]) -> None:
    """Invitations on the day they were sent, acceptances on the day of the connection.

    snapshots: the days of the archives that show invitations. Only the 180 days before one of
    them count: older rows are pending or late ones, the others are purged. `decided` marks the
    invitations sent at least 14 days before the newest archive, and what came of them: a rate over
    these is not lowered by those that nobody has answered yet.
    """
    mine, sent = joined.mine, joined.sent
    within = shown(sent, snapshots)
    decided = within & (sent <= max(snapshots, default=0) - UNDECIDED)
    out = mine & within
    rows.add(
        "invitation_sent", sent[out], note=coded(joined.note[out] == 1), decided=coded(decided[out])
    )
    yes = mine & (joined.accepted >= sent) & shown(joined.accepted, snapshots)
    rows.add(
        "invitation_accepted",
        joined.accepted[yes],
        seniority=words(joined.seniority[yes], LEVELS),
        decided=coded(decided[yes]),
    )
    rows.add("invitation_received", sent[~mine & within])


def shown(day: Ints, snapshots: list[int]) -> Mask:
    """Which days lie in the 180 days before one of the archives."""
    within = np.zeros(len(day), dtype=bool)
    for snapshot in snapshots:
        within |= (day >= snapshot - WINDOW) & (day <= snapshot)
    return within


def message_rows(rows: Rows, found: Talks, since: Ints | None, snapshot: int) -> None:
    """Messages, answers and InMail.

    since: the day each person was connected, -1 for never; None when connections are not known.
    An opening row with a subject to someone not connected then is taken for InMail and is no
    message; who may be connected was sent a message. `opening` marks the message that began a
    conversation, and the first of a run of messages that waits for an answer.
    """
    connected = found.day if since is None else since[found.other]
    stranger = (connected == NEVER) | (connected > found.day)
    began = found.opens & found.own & found.pair
    inmail = began & found.subject & stranger
    decided = found.day <= snapshot - UNDECIDED
    sent = found.own & ~inmail
    rows.add(
        "message_sent", found.day[sent], bulk=coded(found.bulk[sent]), opening=coded(began[sent])
    )
    rows.add("inmail_sent", found.day[inmail])
    talk = began & ~inmail
    rows.add("conversation_begun", found.day[talk], decided=coded(decided[talk]))
    for action, begun in (("message_replied", talk), ("inmail_replied", inmail)):
        yes = begun & (found.reply != NEVER)
        rows.add(action, found.reply[yes] // SECONDS, decided=coded(decided[yes]))
    rows.add("message_received", found.day[~found.own], opening=coded(found.asks[~found.own]))
    answered = found.answer != NEVER
    hours = -(-(found.answer - found.seconds)[answered] // 3600)
    rows.add("message_answered", found.answer[answered] // SECONDS, hours=coded(hours))


def own_message_days(found: Talks | None, joined: Joined) -> Ints:
    """The days on which the owner wrote; none when it is not known who that is.

    The note of an invitation stands among the messages on the day the other side accepted it;
    that day is not one of the owner's.
    """
    if found is None:
        return np.zeros(0, dtype=np.int64)
    noted = joined.mine & (joined.note == 1) & (joined.person != NOBODY)
    accepted = np.full(max(joined.person.max(initial=0), found.other.max(initial=0)) + 2, NEVER)
    accepted[joined.person[noted]] = joined.accepted[noted]
    is_note = found.opens & found.pair & (accepted[found.other] == found.day)
    return np.compress(found.own & ~is_note, found.day)


ASKED_FOR = "connection_asked_for"
LEAST = 10  # connections in the days that Invitations shows; of fewer the share is chance


@dataclass(frozen=True)
class AskedFor:
    """Connections that the owner asked for, before the days that Invitations shows: inferred.

    Connections has the day of every connection there still is, not who asked; Invitations has who
    asked, from `since` to `last`. Of `made` connections of these days the owner asked for `own`, a
    day each. Their share is taken for all other days, of which `before` is a day for each
    connection: an action of its own, which never counts as an invitation accepted that a file
    states.
    """

    since: int
    last: int
    made: int
    own: Ints
    before: Ints

    @property
    def share(self) -> float:
        return min(len(self.own) / self.made, 1.0)


def asked_for(shelf: Shelf, joined: Joined) -> AskedFor | None:
    """The requests accepted that Connections tells of; None where Invitations does not show
    whose they were, or too few connections.
    """
    both = set(shelf.shows("invitations")) & set(shelf.shows("connections"))
    snapshots = [shelf.snapshot[number] for number in both]
    day = shelf.merged("connections").day
    within = shown(day, snapshots)
    if within.sum() < LEAST:
        return None
    yes = joined.mine & (joined.accepted >= joined.sent) & shown(joined.accepted, snapshots)
    first, last = min(snapshots) - WINDOW, max(snapshots)
    return AskedFor(first, last, int(within.sum()), joined.accepted[yes], day[~within])


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
