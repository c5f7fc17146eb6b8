"""A member's data: archives (`linkedin`), and the pages of the portability API, as saved JSON.

The API (EEA and Switzerland) has snapshot pages and a change log.

A page of the snapshot holds rows of one domain under the headers of the export's CSV files. So the
rows of a domain become the table of that file, in memory, and are read as any archive is,
together with real archives. The change log adds the acts of the last 28 days that they do not hold.
It names people and posts by number alone; only who acted, the owner or another, is looked at.

A domain can be weeks older than another (more than three, seen live in October 2026), and no page
says of when it is. So each is known until its own newest row, or until LAG days before the newest
row of any; an act that two sources hold is told by its time, never by what one of them covers.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np

from estimator.coverage import Coverage, Span
from estimator.errors import Fault, LogError
from estimator.json_text import BeyondLimits, value_of
from estimator.log import OWNER, ActivityLog, Coded, concat
from estimator.readers.dma_paging import Paging, begins_page
from estimator.readers.linkedin.archive import NOTHING_WITHIN, Archive, Member, Within, find
from estimator.readers.linkedin.batch import Ints
from estimator.readers.linkedin.export import outcome, read_export
from estimator.readers.linkedin.joining import joined_up, times_of
from estimator.readers.linkedin.kinds import KINDS, is_header, kind_of_file
from estimator.readers.linkedin.shelf import fill
from estimator.readers.linkedin.titles import title
from estimator.readers.outcome import FileReport, Outcome
from estimator.readers.registry import UNKNOWN, KnownSource, Manner, Start

KIND, LABEL = "dma", "portability API"
NO_MORE = 404  # how paging ends, or what a domain without data answers; no fault
MS, DAY_MS = 1000, 86_400_000
FOUNDED_MS = 1_000_000_000_000  # September 2001; an earlier time is no time of an event
LATEST_MS = 7_000_000_000_000  # 2191
SNAPSHOT_ALONE = (
    "The change log reaches 28 days back: add the snapshot pages, or the data export, for more."
)

Row = tuple[tuple[str, str], ...]
Event = Mapping[str, object]

FILES: Mapping[str, str] = {domain: kind.file for kind in KINDS for domain in kind.domains}
# Both directions are in one domain; the column that is there tells which a row is.
DIRECTIONS: Mapping[str, Mapping[str, str]] = {
    "ENDORSEMENTS": {
        "Endorser First Name": "Endorsement_Received_Info.csv",
        "Endorsee First Name": "Endorsement_Given_Info.csv",
    }
}
# (resource, method or its name) -> the action when the owner did it, and when another did
ACTIONS: Mapping[tuple[str, str], tuple[str | None, str | None]] = {
    ("ugcPosts", "CREATE"): ("post", None),
    ("instantReposts", "CREATE"): ("repost", None),
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
# whose days the owner was active on; LinkedIn withdraws old invitations, too
OWN = frozenset(own for own, _ in ACTIONS.values() if own) - {"invitation_withdrawn"}
# Covered from the first event to the last. Not invitations received: they show once answered.
SHOWN = sorted(
    {action for pair in ACTIONS.values() for action in pair if action} - {"invitation_received"}
    | ANSWERS.keys()
)


def recognised(start: Start) -> str:
    """A page of the API, or an answer of it without data; UNKNOWN for a table that can only be an
    export's: its name says which.
    """
    if start.text:
        return KIND if begins_page(start.text) else ""
    return UNKNOWN if is_header(start.names) and not start.column_map else ""


def read(sources: Sequence[KnownSource], manner: Manner) -> Outcome:
    """A member's pages and archives, read as one."""
    given = [source for source in sources if source.kind != KIND]
    archives = {one.content: one.within for one in given if isinstance(one.content, Path)}
    beside = frozenset(path for one in given for path in one.beside)
    pages = [(source.name, source.bytes()) for source in sources if source.kind == KIND]
    if not pages:
        return read_export([*archives], beside, archives, complete=manner.complete)
    return read_dma(pages, [*archives], beside, archives, complete=manner.complete)


def read_dma(
    pages: Sequence[tuple[str, bytes]],
    archives: Sequence[Path] = (),
    beside: frozenset[Path] = frozenset(),
    within: Within = NOTHING_WITHIN,
    *,
    complete: bool = False,
) -> Outcome:
    """What the saved pages, and the archives of the same member, hold together.

    pages: name and content of each. A row that a page and an archive both hold counts once, and so
    does an act of the change log that one of them shows at the same time.

    Raises: LogError when not a page can be used.
    """
    found = Pages()
    for name, content in pages:
        found.add(content, name)
    gaps = tuple(found.paging.missing())
    changes, base = found.changes, None
    with ExitStack() as stack:
        shelf = fill([*find(archives, stack, beside, within), found.archive()])
        if shelf.is_usable:
            export = joined_up(shelf)
            base = outcome(export, complete)
            changes.leave_out(times_of(export))
    if base is None and not changes.events:
        raise LogError([*found.faults, Fault(LABEL, "the pages hold nothing that can be used")])
    if base is None:
        base = Outcome(KIND, changes.log(), missing=(SNAPSHOT_ALONE,))
    elif changes.days:
        active = np.array(base.log.actions, dtype=str)[base.log.action] == "active_day"
        more = changes.log(frozenset(base.log.day[active].tolist()))
        base = replace(base, log=concat([base.log, more]))
    files, said = (*base.files, *found.reports()), (*base.assumed, *gaps)
    cautions = (*base.cautions, *gaps)
    return replace(base, kind=KIND, files=files, cautions=cautions, assumed=said)


DEEP = 4  # wrappings that a program may put around a page: its name, the answer's status and body
LOST: Mapping[str, object] = {}  # stands for what is no element of a page
OF_ELEMENTS = frozenset({"resourceName", "snapshotData", "message", "error_description"})


class Pages:
    """What the pages hold, and what is wrong with one.

    rows: of the snapshot, by the export's file whose rows they are. Chunks may repeat rows: a row
    that one page holds twice and another once is there twice. left: the rows of other domains.
    """

    def __init__(self) -> None:
        self.rows: dict[str, Counter[Row]] = {}
        self.left, self.changes, self.paging = Counter[str](), Changes(), Paging()
        self.faults: list[Fault] = []

    def add(self, content: bytes, name: str) -> None:
        """Take a page, a list of pages, or one page a line."""
        try:
            try:
                held = [value_of(content)]
            except BeyondLimits:
                raise
            except ValueError:
                held = [value_of(line) for line in content.splitlines() if line.strip()]
        except ValueError as error:
            why = str(error) if isinstance(error, BeyondLimits) else "is not JSON"
            self.faults.append(Fault(name, f"{why}; save each page as it was answered"))
            return
        for element in self._flat(held, name):
            self._add(element, name)

    def _flat(
        self, items: Iterable[object], name: str, left: int = DEEP
    ) -> Iterator[Mapping[str, object]]:
        """The elements of pages, in lists and in objects that a program has put around them."""
        for item in items:
            if isinstance(item, list):
                yield from self._flat(item, name, left)
            elif isinstance(item, Mapping) and item.keys() & OF_ELEMENTS:
                yield item
            elif isinstance(item, Mapping) and "elements" in item and left:
                self.paging.add_page(item, name)
                held = item["elements"]
                for one in held if isinstance(held, list) else [held]:
                    yield from [*self._flat([one], name, left - 1)] or [LOST]
            elif isinstance(item, Mapping) and left:
                yield from self._flat(item.values(), name, left - 1)

    def _add(self, element: Mapping[str, object], name: str) -> None:
        rows = element.get("snapshotData")
        status = str(element.get("status", element.get("error", NO_MORE)))
        if "resourceName" in element:
            self.changes.add(element)
        elif isinstance(rows, list | Mapping) and "snapshotDomain" in element:
            rows = rows if isinstance(rows, list) else [rows]
            self._add_rows(str(element["snapshotDomain"]), rows)
        elif "snapshotData" in element or element is LOST:
            what = "holds an element that is no rows of a domain and no event; it is left out"
            self.faults.append(Fault(name, what, "no element"))
        elif status != str(NO_MORE):
            shown = status if status.isdecimal() else "unknown"
            self.faults.append(Fault(name, f"is an answer without data (status {shown})"))
        else:
            self.paging.add_answer(element.get("message"))

    def _add_rows(self, domain: str, records: Sequence[object]) -> None:
        """Take the rows of one page of a domain; those of an unknown one are counted."""
        found = {FILES[domain]: Counter[Row]()} if domain in FILES else dict[str, Counter[Row]]()
        for record in records:
            held = record if isinstance(record, Mapping) else {}
            row = tuple((str(k), "" if v is None else str(v)) for k, v in held.items())
            ways, names = DIRECTIONS.get(domain, {}), dict(row)
            file = FILES.get(domain) or next((ways[name] for name in ways if name in names), None)
            if file is None:
                self.left[domain] += 1
            else:
                found.setdefault(file, Counter())[row] += 1
        for file, counts in found.items():
            self.rows[file] = self.rows.get(file, Counter()) | counts

    def archive(self) -> Archive:
        """The archive of these rows; a domain that was not fetched is a file that is not there."""
        archive = Archive(LABEL, complete=False, pages=True)
        for file, rows in sorted(self.rows.items()):
            known, content = title(file), _table([dict(row) for row in rows.elements()])
            archive.stems.add(known.stem)
            opens, kind = partial(io.BytesIO, content), kind_of_file(known, "")
            member = Member(f"{LABEL}:{file}", known, "", kind, len(content), opens, quoted=True)
            archive.members.append(member)
        return archive

    def reports(self) -> Iterator[FileReport]:
        """What became of the pages, and of the events."""
        notes = tuple(f"domain not read: {domain} ({n} rows)" for domain, n in self.left.items())
        if self.faults or notes:
            yield FileReport(LABEL, "snapshot", faults=tuple(self.faults), notes=notes)
        changes = self.changes
        if changes.records:
            days = [ms // DAY_MS for ms, _ in changes.events]
            first, last = min(days, default=None), max(days, default=None)
            name, read = f"{LABEL}:change log", len(days)
            skipped = dict(sorted(changes.skipped.items()))
            yield FileReport(name, "change log", changes.records, read, skipped, first, last)


def _table(rows: Sequence[Mapping[str, str]]) -> bytes:
    """The rows as the text of a CSV file; without a row, nothing at all."""
    names = dict.fromkeys(name for row in rows for name in row)
    if not names:
        return b""
    text = io.StringIO()
    writer = csv.DictWriter(text, [*names], restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(errors="replace")


@dataclass
class Changes:
    """Events as the time (ms) and action of each, and why the others do not count."""

    events: list[tuple[int, str]] = field(default_factory=list)
    records: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    seen: set[object] = field(default_factory=set)
    days: set[int] = field(default_factory=set)  # of all events, those that do not count too

    def add(self, event: Event) -> None:
        """Take an event; one that an earlier page held already counts once."""
        self.records += 1
        at, number = event.get("capturedAt"), event.get("activityId") or event.get("id")
        if not isinstance(at, int | float) or not FOUNDED_MS < at < LATEST_MS:
            self.skipped["no time"] += 1
            return
        self.days.add(int(at) // DAY_MS)
        if event.get("activityStatus") == "FAILURE":
            self.skipped["failed"] += 1  # it may come again as SUCCESSFUL_REPLAY, with its number
            return
        if isinstance(number, str | int):
            if number in self.seen:
                self.skipped["seen before"] += 1
                return
            self.seen.add(number)
        if (action := self._action(event)) is None:
            self.skipped["another kind of act"] += 1
        else:
            self.events.append((int(at), action))

    def _action(self, event: Event) -> str | None:
        held = event.get("activity")
        method = event.get("methodName" if event.get("method") == "ACTION" else "method")
        kind = str(event.get("resourceName")), str(method)
        by_owner = event.get("owner") == event.get("actor")
        if kind == CLOSED_BY_INVITEE:
            return None if by_owner else answer_of(event)
        action = ACTIONS.get(kind, (None, None))[0 if by_owner else 1]
        if action == "article":  # each edit is an event too
            article = ("article", str(event.get("resourceId")))
            action = None if article in self.seen else action
            self.seen.add(article)
        ends = (held.get("author"), held.get("mailbox")) if isinstance(held, Mapping) else ()
        by_recruiter = any("hireMailbox" in str(end) for end in ends)
        return None if action == "message_sent" and by_recruiter else action

    def leave_out(self, times: Mapping[str, tuple[Ints, int]]) -> None:
        """Leaves out the events that an archive or the snapshot shows, each once for each row.

        times: for an action the seconds of its rows, and how coarse they are.
        """
        kept: list[tuple[int, str]] = []
        left = {action: np.sort(seconds).tolist()[::-1] for action, (seconds, _) in times.items()}
        for at, action in sorted(self.events):
            rows, coarse = left.get(action, []), times.get(action, (None, 0))[1]
            seconds = at // MS
            while rows and rows[-1] < seconds - coarse:
                rows.pop()
            if rows and rows[-1] <= seconds + 1:
                rows.pop()
                self.skipped["shown by the snapshot or an archive too"] += 1
            else:
                kept.append((at, action))
        self.events = kept

    def log(self, active: frozenset[int] = frozenset()) -> ActivityLog:
        """The rows; what the change log shows is covered from its first event to its last.

        It begins with the member's consent, 28 days back at most, and does not say when. A day
        with an act of the owner's is an active one, where `active` does not hold it already;
        other days may be, so active days are not covered.
        """
        spans = [Span(a, min(self.days), max(self.days)) for a in SHOWN if self.days]
        acts = [(at // DAY_MS, action) for at, action in self.events]
        days = {day for day, action in acts if action in OWN} - active
        acts += [(day, "active_day") for day in sorted(days)]
        return ActivityLog.build(
            day=np.array([day for day, _ in acts], dtype=np.int32),
            action=Coded.of([action for _, action in acts]),
            count=np.ones(len(acts)),
            account=Coded.constant(OWNER, len(acts)),
            coverage=Coverage(tuple(spans)),
        )


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
