"""Member Snapshot pages of the portability API as the archive they would be.

A page holds rows of one domain whose keys are the headers of the export's CSV files. So the rows
of a domain become the table of that file, in memory, and are read as any archive is.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from estimator.readers.linkedin_export.names import title
from estimator.readers.linkedin_export.sources import Archive, Member

LABEL = "portability API"

FILES: Mapping[str, str] = {
    "ACTOR_SAVE_ITEM": "Saved_Items.csv",
    "ALL_COMMENTS": "Comments.csv",
    "ALL_LIKES": "Reactions.csv",
    "ALL_VOTES": "Votes.csv",
    "CERTIFICATIONS": "Certifications.csv",
    "COMPANY_FOLLOWS": "Company Follows.csv",
    "CONNECTIONS": "Connections.csv",
    "COURSES": "Courses.csv",
    "EDUCATION": "Education.csv",
    "Events": "Events.csv",
    "HONORS": "Honors.csv",
    "INBOX": "messages.csv",
    "INSTANT_REPOSTS": "InstantReposts.csv",
    "INVITATIONS": "Invitations.csv",
    "LANGUAGES": "Languages.csv",
    "LEARNING": "Learning.csv",
    "MEMBER_FOLLOWING": "Member_Follows.csv",
    "MEMBER_SHARE_INFO": "Shares.csv",
    "ORGANIZATIONS": "Organizations.csv",
    "POSITIONS": "Positions.csv",
    "PROFILE": "Profile.csv",
    "PROJECTS": "Projects.csv",
    "PUBLICATIONS": "Publications.csv",
    "RICH_MEDIA": "Rich_Media.csv",
    "SEARCHES": "SearchQueries.csv",
    "SKILLS": "Skills.csv",
    "VOLUNTEERING_EXPERIENCES": "Volunteering.csv",
}
# Both directions are in one domain; the column that is there tells which a row is.
DIRECTIONS: Mapping[str, Mapping[str, str]] = {
    "ENDORSEMENTS": {
        "Endorser First Name": "Endorsement_Received_Info.csv",
        "Endorsee First Name": "Endorsement_Given_Info.csv",
    },
}

Row = tuple[tuple[str, str], ...]


@dataclass
class Snapshot:
    """The rows of every domain, gathered page by page.

    Chunks may repeat rows: a row that one page holds twice and another once is there twice.
    """

    rows: dict[str, Counter[Row]] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)

    def add(self, domain: str, records: Sequence[object]) -> None:
        """Take the rows of one page of a domain; other domains are counted, not read."""
        found: dict[str, Counter[Row]] = {}
        for record in records:
            row = _row(record)
            file = FILES.get(domain) or _by_direction(domain, row)
            if file is None:
                self.left[domain] += 1
            else:
                found.setdefault(file, Counter())[row] += 1
        for file in found.keys() | ({FILES[domain]} if domain in FILES else set()):
            self.rows[file] = self.rows.get(file, Counter()) | found.get(file, Counter())

    def archive(self) -> Archive:
        """The archive of these rows; a domain that was not fetched is a file that is not there."""
        archive = Archive(LABEL, complete=False, pages=True)
        for file, rows in sorted(self.rows.items()):
            known = title(file)
            archive.stems.add(known.stem)
            content = _table(list(rows.elements()))
            archive.members.append(
                Member(f"{LABEL}:{file}", known, "", len(content), _opener(content))
            )
        return archive


def _opener(content: bytes) -> Callable[[], BinaryIO]:
    return lambda: io.BytesIO(content)


def _row(record: object) -> Row:
    held = record if isinstance(record, Mapping) else {}
    return tuple((str(k), "" if v is None else str(v)) for k, v in held.items())


def _by_direction(domain: str, row: Row) -> str | None:
    names = {name for name, _ in row}
    files = DIRECTIONS.get(domain, {})
    return next((file for column, file in files.items() if column in names), None)


def _table(rows: Sequence[Row]) -> bytes:
    """The rows as the text of a CSV file; without a row, nothing at all."""
    names = list(dict.fromkeys(name for row in rows for name, _ in row))
    if not names:
        return b""
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="")
    writer.writeheader()
    writer.writerows(dict(row) for row in rows)
    return text.getvalue().encode(errors="replace")
