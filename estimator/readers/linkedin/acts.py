"""Rows of the log from what was read; equal rows of a day become one."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from estimator.actions import vocabulary
from estimator.coverage import Coverage
from estimator.log import MISSING, ActivityLog, Coded, Value
from estimator.readers.linkedin.fields import (
    DOCUMENT,
    FORM_OF_UPLOAD,
    FORMATS,
    GROUP,
    IMAGE,
    IN,
    OUT,
    REPOST,
    TARGETS,
    UPLOADS,
    VIDEO,
)
from estimator.readers.linkedin.kinds import KINDS
from estimator.readers.linkedin.messages import ANSWER_WITHIN, Talks
from estimator.readers.linkedin.network import NEVER, UNDECIDED, WINDOW, Joined
from estimator.readers.linkedin.people import NOBODY, Ints, Mask
from estimator.readers.linkedin.seniority import LEVELS
from estimator.readers.linkedin.shelf import Merged, Shelf
from estimator.readers.linkedin.tally import SECONDS


def numbers(column: npt.ArrayLike) -> Coded:
    """A column of whole numbers, coded."""
    values, codes = np.unique(np.asarray(column, dtype=np.int64), return_inverse=True)
    return Coded(codes.astype(np.int32), tuple(int(value) for value in values))


def flags(column: npt.ArrayLike) -> Coded:
    """A column of yes and no, coded."""
    return Coded(np.asarray(column, dtype=bool).astype(np.int32), (False, True))


def words(codes: npt.ArrayLike, values: tuple[str, ...]) -> Coded:
    """A column of places in `values`; -1 is missing."""
    return Coded(np.asarray(codes, dtype=np.int32), values)


class Rows:
    """Blocks of rows: days, an action, counts, attributes."""

    def __init__(self) -> None:
        self.blocks: list[tuple[str, Ints, npt.NDArray[np.float64], Mapping[str, Coded]]] = []

    def add(
        self,
        action: str,
        day: npt.ArrayLike,
        count: npt.ArrayLike = 1.0,
        **attributes: Coded | Value,
    ) -> None:
        """A row for each day; a constant count or attribute holds for all of them."""
        days = np.asarray(day, dtype=np.int64).reshape(-1)
        counts = np.broadcast_to(np.asarray(count, dtype=np.float64), days.shape)
        coded = {
            name: value if isinstance(value, Coded) else Coded.constant(value, len(days))
            for name, value in attributes.items()
        }
        if len(days):
            self.blocks.append((action, days, counts, coded))

    def log(self, coverage: Coverage) -> ActivityLog:
        """The log of all blocks. Counts of equal rows add up, except those of a level."""
        if not self.blocks:
            return ActivityLog.empty(coverage)
        lengths = [len(days) for _, days, _, _ in self.blocks]
        actions = tuple(sorted({action for action, *_ in self.blocks}))
        action = np.repeat([actions.index(block[0]) for block in self.blocks], lengths)
        day = np.concatenate([days for _, days, _, _ in self.blocks])
        count = np.concatenate([counts for _, _, counts, _ in self.blocks])
        names = sorted({name for *_, attributes in self.blocks for name in attributes})
        columns = {name: self._column(name) for name in names}
        level = np.array([vocabulary()[name].level for name in actions])[action]
        codes = [column.codes.astype(np.int64) for column in columns.values()]
        first, totals = _totals([action, day, *codes], count, level)
        return ActivityLog.build(
            day=day[first],
            action=Coded(action[first].astype(np.int32), actions),
            count=totals,
            attributes={name: column.take(first) for name, column in columns.items()},
            coverage=coverage,
        )

    def _column(self, name: str) -> Coded:
        """One attribute over all blocks, missing where a block has none."""
        values: dict[tuple[type, Value], int] = {}
        codes = []
        for _, days, _, attributes in self.blocks:
            coded = attributes.get(name)
            if coded is None:
                codes.append(np.full(len(days), MISSING, dtype=np.int32))
                continue
            places = [values.setdefault((type(v), v), len(values)) for v in coded.values]
            codes.append(np.array([*places, MISSING], dtype=np.int32)[coded.codes])
        return Coded(np.concatenate(codes), tuple(value for _, value in values))


def _totals(
    keys: list[npt.NDArray[np.int64]], count: npt.NDArray[np.float64], level: npt.NDArray[np.bool_]
) -> tuple[Ints, npt.NDArray[np.float64]]:
    """The first row of each group of equal rows, and the group's count; a level's last count."""
    order = np.lexsort(keys[::-1])
    new = np.ones(len(order), dtype=bool)
    new[1:] = np.any([key[order][1:] != key[order][:-1] for key in keys], axis=0)
    starts = np.flatnonzero(new)
    sums = np.add.reduceat(count[order], starts)
    last = order[np.append(starts[1:], len(order)) - 1]
    first = order[starts]
    return first, np.where(level[first], count[last], sums)


def content_rows(rows: Rows, shelf: Shelf) -> None:
    """Posts, reposts and what is done in groups: of one file, rows of several actions."""
    shares, media = shelf.merged("shares"), shelf.merged("rich_media")
    form = _refined(shares, media)
    posts = form < REPOST
    rows.add(
        "post",
        shares.day[posts],
        format=words(form[posts], FORMATS),
        words=numbers(shares.values["words"][posts]),
    )
    rows.add("repost", shares.day[form == REPOST])
    rows.add("group_activity", shares.day[form == GROUP])
    if not shelf.shows("shares"):
        for upload, media_form in FORM_OF_UPLOAD.items():
            found = media.values["upload"] == upload
            rows.add("post", media.day[found], format=FORMATS[media_form])
    reactions, votes = shelf.merged("reactions"), shelf.merged("votes")
    group = TARGETS.index("group")
    rows.add("group_activity", reactions.day[reactions.values["target"] == group])
    rows.add("group_activity", votes.day[votes.values["target"] == group])


def plain_rows(rows: Rows, shelf: Shelf) -> None:
    """Files whose every row is one act, and whom the owner follows still."""
    for kind in KINDS:
        if kind.action:
            found = shelf.merged(kind.name)
            attributes = {
                name: words(found.values[name], among) if among else numbers(found.values[name])
                for name, among in kind.attributes.items()
            }
            rows.add(kind.action, found.day, 1.0, **attributes)
    follows = shelf.merged("member_follows")
    rows.add("member_follow", follows.day[follows.values["active"] == 1])


def _refined(shares: Merged, media: Merged) -> Ints:
    """The form of each share; a picture is a document or film when only such were uploaded then."""
    form = shares.values["form"].copy()
    for upload, better in ((1, DOCUMENT), (2, VIDEO)):
        is_upload = media.values["upload"] == upload
        others = np.isin(media.values["upload"], list(FORM_OF_UPLOAD)) & ~is_upload
        days = np.setdiff1d(media.day[is_upload], media.day[others])
        form[(form == IMAGE) & np.isin(shares.day, days)] = better
    return form


def active_rows(rows: Rows, shelf: Shelf, joined: Joined, own_days: Ints) -> None:
    """One row for each day with an own act of any kind.

    own_days: the days of the owner's messages.
    """
    days = [shelf.merged(kind.name).day for kind in KINDS if kind.own_act]
    days += [own_days, joined.sent[joined.way == OUT]]
    days.append(joined.accepted[(joined.way == IN) & (joined.accepted >= joined.sent)])
    rows.add("active_day", np.unique(np.concatenate(days)))


def media_days(media: Merged, upload: str) -> Ints:
    """The days on which a kind of picture was uploaded."""
    return np.asarray(media.day[media.values["upload"] == UPLOADS.index(upload)], dtype=np.int64)


def invitation_rows(rows: Rows, joined: Joined, snapshots: list[int]) -> None:
    """Invitations on the day they were sent, acceptances on the day of the connection.

    snapshots: the days of the archives that show invitations, the newest first. Only the 180
    days before one of them count: older rows are pending or late ones, the others are purged.
    `decided` marks the invitations sent at least 14 days before the newest archive, and what
    came of them: a rate over these is not lowered by those that nobody has answered yet.
    """
    mine, sent = joined.way == OUT, joined.sent
    within = shown(sent, snapshots)
    decided = within & (sent <= max(snapshots, default=0) - UNDECIDED)
    out = mine & within
    rows.add(
        "invitation_sent", sent[out], note=flags(joined.note[out]), decided=flags(decided[out])
    )
    yes = mine & (joined.accepted >= sent) & shown(joined.accepted, snapshots)
    rows.add(
        "invitation_accepted",
        joined.accepted[yes],
        seniority=words(joined.seniority[yes], LEVELS),
        decided=flags(decided[yes]),
    )
    rows.add("invitation_received", sent[~mine & within])


def shown(day: Ints, snapshots: list[int]) -> Mask:
    """Which days lie in the 180 days before one of the archives."""
    within = np.zeros(len(day), dtype=bool)
    for snapshot in snapshots:
        within |= (day >= snapshot - WINDOW) & (day <= snapshot)
    return within


def message_rows(rows: Rows, found: Talks, first_connected: Ints | None, snapshot: int) -> None:
    """Messages, answers and InMail.

    first_connected: shape (n_people,), the day each person was connected, -1 for never; None
    when connections are not known. An opening row with a subject to someone not connected then is
    taken for InMail and is no message; who may be connected was sent a message. `opening` marks
    the message that began a conversation, and the first of a run of messages that waits for an
    answer.
    """
    stranger = np.zeros(len(found.day), dtype=bool)
    if first_connected is not None:
        since = first_connected[found.other]
        stranger = (since == NEVER) | (since > found.day)
    began = found.opens & found.own & found.pair
    inmail = began & found.subject & stranger
    decided = found.day <= snapshot - UNDECIDED
    sent = found.own & ~inmail
    rows.add(
        "message_sent", found.day[sent], bulk=flags(found.bulk[sent]), opening=flags(began[sent])
    )
    rows.add("inmail_sent", found.day[inmail])
    replied = found.reply != NEVER
    talk = began & ~inmail
    rows.add("conversation_begun", found.day[talk], decided=flags(decided[talk]))
    for action, begun in (("message_replied", talk), ("inmail_replied", inmail)):
        yes = begun & replied
        rows.add(action, found.reply[yes] // SECONDS, decided=flags(decided[yes]))
    asks = found.asks & found.pair
    got = ~found.own
    rows.add("message_received", found.day[got], opening=flags(asks[got]))
    wait = found.answer - found.seconds
    answered = asks & (found.answer != NEVER) & (wait <= ANSWER_WITHIN)
    hours = -(-wait[answered] // 3600)
    rows.add("message_answered", found.answer[answered] // SECONDS, hours=numbers(hours))


def own_message_days(found: Talks, joined: Joined) -> Ints:
    """The days on which the owner wrote.

    The note of an invitation stands among the messages on the day the other side accepted it;
    that day is not one of the owner's.
    """
    noted = (joined.way == OUT) & (joined.note == 1) & (joined.person != NOBODY)
    accepted = np.full(max(joined.person.max(initial=0), found.other.max(initial=0)) + 2, NEVER)
    accepted[joined.person[noted]] = joined.accepted[noted]
    is_note = found.opens & found.pair & (accepted[found.other] == found.day)
    own = found.own & ~is_note
    return np.asarray(found.day[own], dtype=np.int64)
