"""Small archives for the tests of the export reader; everything in them is invented."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from estimator.days import to_date
from estimator.log import ActivityLog
from estimator.readers.linkedin.export import read_export
from estimator.readers.outcome import Outcome

SNAPSHOT = date(2026, 5, 19)
COMPLETE = "Complete_LinkedInDataExport_05-19-2026.zip"
BASIC = "Basic_LinkedInDataExport_05-19-2026.zip"
OWNER = "https://www.linkedin.com/in/olive-owner-00000001"
PACIFIC = ZoneInfo("America/Los_Angeles")
PREAMBLE = 'Notes:\n"When exporting your data, you may notice, that some is missing"\n\n'

CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
INVITATIONS = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl"
MESSAGES = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,"
    "SUBJECT,CONTENT,FOLDER,ATTACHMENTS,IS MESSAGE DRAFT"
)
PROFILE = "First Name,Last Name,Headline,Summary,Industry,Geo Location,Websites"
OLIVE = f"{PROFILE}\nOlive,Owner,Sales,About me,Software,Exampletown,\n"

SIGNS = dict.fromkeys(("Logins.csv", "Security Challenges.csv", "Ads Clicked.csv"), "x")
"""What only a Complete archive holds, and nobody reads."""

Files = Mapping[str, str | bytes]


def zipped(path: Path, files: Files) -> Path:
    """The path of a new ZIP with these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def table(header: str, rows: Sequence[Sequence[str]]) -> str:
    """The text of a CSV file."""
    text = io.StringIO()
    text.write(header + "\n")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def read(folder: Path, files: Files, name: str = COMPLETE) -> Outcome:
    """What the reader makes of these files in one ZIP."""
    folder.mkdir(parents=True, exist_ok=True)
    return read_export([zipped(folder / name, files)])


def url(person: str) -> str:
    return f"https://www.linkedin.com/in/{person}"


def ago(days: float) -> datetime:
    """Noon of the archive's day, so many days earlier, UTC."""
    return datetime(2026, 5, 19, 12, tzinfo=UTC) - timedelta(days=days)


def link(person: str, when: datetime, position: str = "", company: str = "") -> list[str]:
    """A row of Connections."""
    first, _, last = person.partition("-")
    return [first.title(), last.title(), url(person), "", company, position, f"{when:%d %b %Y}"]


def invitation(person: str, when: datetime, way: str = "OUTGOING", note: str = "") -> list[str]:
    """A row of Invitations, in Pacific time as LinkedIn has it."""
    local = when.astimezone(PACIFIC)
    hour = f"{local.hour % 12 or 12}:{local:%M} {'AM' if local.hour < 12 else 'PM'}"
    sent = f"{local.month}/{local.day}/{local:%y}, {hour}"
    name = person.replace("-", " ").title()
    if way == "OUTGOING":
        return ["Olive Owner", name, sent, note, way, OWNER, url(person)]
    return [name, "Olive Owner", sent, note, way, url(person), OWNER]


def message(talk: str, person: str, when: datetime, own: bool, **cells: str) -> list[str]:
    """A row of messages.csv between the owner and one other."""
    name = person.replace("-", " ").title()
    ends = ["Olive Owner", OWNER, name, url(person)]
    sender = ends if own else [*ends[2:], *ends[:2]]
    row = [talk, "", *sender, f"{when:%Y-%m-%d %H:%M:%S} UTC"]
    row += [cells.get(key, "") for key in ("subject", "content", "folder", "attachments", "draft")]
    return row


def total(log: ActivityLog, action: str, **attributes: object) -> float:
    """How often an action with these attributes is in the log."""
    return sum(daily(log, action, **attributes).values())


def daily(log: ActivityLog, action: str, **attributes: object) -> dict[date, float]:
    """How often a day, in the order of days."""
    rows = np.array([log.actions[code] == action for code in log.action], dtype=bool)
    for name, value in attributes.items():
        column = log.attributes.get(name)
        rows &= np.array([column is not None and column[n] == value for n in range(log.n_rows)])
    found: dict[date, float] = {}
    for day, count in zip(log.day[rows].tolist(), log.count[rows].tolist(), strict=True):
        found[to_date(day)] = found.get(to_date(day), 0.0) + count
    return found


def level(log: ActivityLog, action: str) -> float:
    """The last state of a level."""
    return list(daily(log, action).values())[-1]
