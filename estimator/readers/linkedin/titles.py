"""What a file of an export is, told by its name alone: nothing is opened to find out."""

import re
from datetime import date
from pathlib import PurePosixPath
from typing import NamedTuple

from estimator.days import to_day

# Personal beyond need: never opened, whatever they are called by a browser or a part number.
_PERSONAL = """
    accountstatushistory adsclicked adtargeting calendar coachmessages contacts emailaddresses
    engagements guidemessages importedcontacts inferences inferencesaboutyou
    jobapplicantsavedanswers jobapplicantsavedscreeningquestionresponses jobapplications
    jobseekerpreferences lanadsengagement learningcoachmessages learningroleplaymessages
    logins opportunities opprtunities phonenumbers privateidentityasset providers receipts
    receiptsv2 registration securitychallenges verifications whatsappphonenumbers
"""
# Tables of LinkedIn's that nobody needs and nothing reads.
_OTHERS = """
    adtargeting causesyoucareabout duolingo memberhashtags notes onlinejobpostings patents
    profilesummary reviews savedarticles savedjobalerts savedjobs testscores
    verifiedexternalcapability
"""
NEVER_OPENED, NOT_NEEDED = frozenset(_PERSONAL.split()), frozenset(_OTHERS.split())
EXPORT_NAME = re.compile(r"(basic|complete)?_?linkedindataexport_(\d\d)-(\d\d)-(\d{4})", re.I)
COPY = re.compile(r"(?: ?\((\d+)\)| - copy(?: ?\((\d+)\))?)$")
SUFFIX = re.compile(r"[_ -](\d+)$")
MEMBER_ID_DIGITS = 5


class Title(NamedTuple):
    """What a file's name says.

    stem: lower-case, without spaces, `_`, `-` and suffixes; part: the number of a file that comes
    in parts; copy: marks a further copy of the same file (a browser's ` (1)`, a member id).
    """

    stem: str
    extension: str
    part: str
    copy: str


def title(name: str) -> Title:
    """The title of a file by its basename.

    >>> title("Jobs/Job Applications_1.csv")
    Title(stem='jobapplications', extension='csv', part='1', copy='')
    >>> title("Comments_123456789 (2).csv")
    Title(stem='comments', extension='csv', part='', copy='(2)#')
    """
    path = PurePosixPath(name.replace("\\", "/"))
    stem, part, copy = path.stem.lower().strip(), "", ""
    if found := COPY.search(stem):
        stem, copy = stem[: found.start()], f"({found.group(1) or found.group(2) or 0})"
    if found := SUFFIX.search(stem):
        stem = stem[: found.start()]
        is_member_id = len(found.group(1)) >= MEMBER_ID_DIGITS
        part, copy = ("", copy + "#") if is_member_id else (found.group(1), copy)
    return Title(squeezed(stem), path.suffix.lower().lstrip("."), part, copy)


def is_linkedins(name: str) -> bool:
    """Whether a file is LinkedIn's by its name alone: an archive, or a table nobody needs to open.

    >>> is_linkedins("Basic_LinkedInDataExport_05-19-2026.zip"), is_linkedins("Logins.csv")
    (True, True)
    """
    known = title(name)
    if known.extension not in ("csv", "tsv"):
        return known.extension == "zip" and EXPORT_NAME.search(name) is not None
    return known.stem in NEVER_OPENED | NOT_NEEDED


def squeezed(name: str) -> str:
    """The name of a file or column as it is compared: lower-case, no spaces, `_` or `-`.

    >>> squeezed("Connected On"), squeezed("IS MESSAGE DRAFT"), squeezed("sharedURL")
    ('connectedon', 'ismessagedraft', 'sharedurl')
    """
    return re.sub(r"[\s_\-\ufeff]+", "", name).lower()


def inner_name(name: str) -> str:
    """The name of an archive in an archive as messages show it: LinkedIn's part of it."""
    found = EXPORT_NAME.search(name)
    return found.group(0) if found else "ZIP inside"


def tame(name: str) -> str:
    """The name of a file as messages show it: short, of plain signs, without a member's number.

    >>> tame("Odd\x1b[2J_4242424242.csv")
    'Odd??2J.csv'
    """
    plain = re.sub(rf"[_ -]\d{{{MEMBER_ID_DIGITS},}}(?=\.|$)", "", name)
    return re.sub(r"[^\w .()&-]", "?", plain)[-60:]


def is_hidden(name: str) -> bool:
    """Whether the path is macOS's or an editor's own: `__MACOSX/`, `._x.csv`, `.DS_Store`, `~$`."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(p == "__MACOSX" or p.startswith((".", "~$")) for p in parts if p not in {".", ".."})


def escapes(name: str) -> bool:
    """Whether a member's path would leave the folder it is unpacked to."""
    plain = name.replace("\\", "/")
    return ".." in plain.split("/") or re.match(r"/|[A-Za-z]:", plain) is not None


def said_by(name: str) -> tuple[int | None, bool | None]:
    """The day in the name of an archive, month first, and whether it says Complete (True) or
    Basic (False); None where it bears none, or says neither.

    >>> said_by("Complete_LinkedInDataExport_05-19-2026 (1).zip"), said_by("mine.zip")
    ((20592, True), (None, None))
    """
    found = EXPORT_NAME.search(name)
    if not found:
        return None, None
    sort, month, day, year = found.groups()
    complete = sort.lower() == "complete" if sort else None
    try:
        return to_day(date(int(year), int(month), int(day))), complete
    except ValueError:
        return None, complete
