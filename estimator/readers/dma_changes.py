"""The change log of the portability API: each act of the last 28 days as an event.

It is the only source that says which invitations were accepted, declined or withdrawn. Events
name people and posts by number alone; only who acted, the owner or another, is looked at.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from estimator.coverage import Coverage, Span
from estimator.log import OWNER, ActivityLog, Coded

MS_A_DAY = 86_400_000
FOUNDED_MS = 1_000_000_000_000  # September 2001; an earlier time is no time of an event
LATEST_MS = 7_000_000_000_000  # 2191

Event = Mapping[str, object]

# (resource, method or its name) -> the action when the owner did it, and when another did
ACTIONS: Mapping[tuple[str, str], tuple[str | None, str | None]] = {
    ("ugcPosts", "CREATE"): ("post", None),
    ("originalArticles", "createOrUpdateArticle"): ("article", None),
    ("socialActions/comments", "CREATE"): ("comment", None),
    ("socialActions/likes", "CREATE"): ("reaction", None),
    ("invitations", "verifyAndCreate"): ("invitation_sent", "invitation_received"),
    ("invitations", "inviterClosingInvitation"): ("invitation_withdrawn", None),
    ("invitations", "purge"): ("invitation_withdrawn", None),
    ("invitations", "DELETE"): ("invitation_withdrawn", None),
    ("messages", "CREATE"): ("message_sent", "message_received"),
    ("endorsement", "CREATE"): ("endorsement_given", "endorsement_received"),
    ("endorsements", "CREATE"): ("endorsement_given", "endorsement_received"),
    ("recs", "CREATE"): ("recommendation_given", "recommendation_received"),
}
CLOSED_BY_INVITEE = ("invitations", "inviteeClosingInvitation")
WORD = re.compile(r"[A-Za-z_]{1,40}")  # of an answer, as ACCEPT; no text somebody wrote
ANSWERS = {
    "invitation_declined": re.compile(r"DECLIN|IGNOR|REJECT|REFUS|REPORT", re.IGNORECASE),
    "invitation_accepted": re.compile(r"ACCEPT", re.IGNORECASE),
}
SHOWN = tuple(
    sorted(
        {action for pair in ACTIONS.values() for action in pair if action}
        | {"invitation_accepted", "invitation_declined"}
    )
)


@dataclass
class Changes:
    """Events as rows: the day and action of each, and why the others do not count."""

    days: list[int] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    records: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    seen: set[object] = field(default_factory=set)
    first: int | None = None
    last: int | None = None

    def add(self, events: Iterable[object]) -> None:
        """Take the events of one page; one that an earlier page held already counts once."""
        for event in events:
            self.records += 1
            act = self._act(event) if isinstance(event, Mapping) else "not an event"
            if isinstance(act, str):
                self.skipped[act] += 1
            else:
                self.days.append(act[0])
                self.actions.append(act[1])

    def _act(self, event: Event) -> tuple[int, str] | str:
        """The day and action of an event, or why it is none."""
        day = _day(event.get("capturedAt"))
        if day is None:
            return "no time"
        key = event.get("activityId") or event.get("id")
        key = key if isinstance(key, str | int) else None
        if key is not None and key in self.seen:
            return "seen before"
        self.seen.add(key)
        self.first = day if self.first is None else min(self.first, day)
        self.last = day if self.last is None else max(self.last, day)
        if event.get("activityStatus") == "FAILURE":
            return "failed"
        action = self._action(event)
        return "another kind of act" if action is None else (day, action)

    def _action(self, event: Event) -> str | None:
        kind = kind_of(event)
        by_owner = event.get("owner") == event.get("actor")
        if kind == CLOSED_BY_INVITEE:
            return None if by_owner else answer_of(event)
        action = ACTIONS.get(kind, (None, None))[0 if by_owner else 1]
        if action == "article" and not self._is_new(event):
            return None
        return None if action == "message_sent" and _is_recruiter(event) else action

    def _is_new(self, event: Event) -> bool:
        """Whether an article is met for the first time: each edit is an event too."""
        article = ("article", str(event.get("resourceId")))
        new = article not in self.seen
        self.seen.add(article)
        return new

    def log(self) -> ActivityLog:
        """The rows; everything the change log shows is covered from its first event to its last.

        It begins with the member's consent, 28 days back at most, and does not say when.
        """
        spans = () if self.first is None else (Span(a, self.first, self.last) for a in SHOWN)
        return ActivityLog.build(
            day=np.array(self.days, dtype=np.int32),
            action=Coded.of(self.actions),
            count=np.ones(len(self.days)),
            account=Coded.constant(OWNER, len(self.days)),
            coverage=Coverage(tuple(spans)),
        )


def kind_of(event: Event) -> tuple[str, str]:
    """The resource and the method of an event; of an ACTION, the name of the method.

    >>> kind_of({"resourceName": "invitations", "method": "ACTION", "methodName": "purge"})
    ('invitations', 'purge')
    """
    method = event.get("methodName") if event.get("method") == "ACTION" else event.get("method")
    return str(event.get("resourceName")), str(method)


def answer_of(event: Event) -> str | None:
    """What the invitee said to the owner's invitation; None when the event does not tell.

    The key that tells it is not public: any word of the act that means yes or no does.

    >>> answer_of({"activity": {"inviteeActionType": "ACCEPT"}}), answer_of({"activity": {}})
    ('invitation_accepted', None)
    """
    for part in ("activity", "processedActivity"):
        held = event.get(part)
        words = list(held.values()) if isinstance(held, Mapping) else []
        said = " ".join(word for word in words if isinstance(word, str) and WORD.fullmatch(word))
        for action, word in ANSWERS.items():
            if word.search(said):
                return action
    return None


def _is_recruiter(event: Event) -> bool:
    return any("hireMailbox" in text for text in _texts(event.get("activity"), "author", "mailbox"))


def _texts(activity: object, *keys: str) -> list[str]:
    held = activity if isinstance(activity, Mapping) else {}
    return [str(held[key]) for key in keys if key in held]


def _day(captured: object) -> int | None:
    """The UTC day of a time in milliseconds; None when it is none."""
    if isinstance(captured, bool) or not isinstance(captured, int | float):
        return None
    return int(captured // MS_A_DAY) if FOUNDED_MS < captured < LATEST_MS else None
