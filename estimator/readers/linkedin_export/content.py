"""What the owner wrote and pressed: shares, comments, reactions, votes, reposts, media."""

import re
from collections.abc import Sequence

from estimator.readers.linkedin_export.kinds import Values
from estimator.readers.linkedin_export.people import Book

URN = re.compile(r"(activity|share|ugcpost|grouppost)(?::|%3a|-)(\d+)(?:-(\d+))?", re.I)
COMMENT_ID = re.compile(r"commentUrn=.*?(?:,|%2c)(\d+)(?:\)|%29)", re.I)
POST_URL = re.compile(r"linkedin\.com/(?:feed/update/|posts/|groups/|embed/feed)", re.I)
BROKEN_LINE = re.compile(r'"(?:\r\n?|\n)"')
FORMATS = ("text", "image", "link", "document", "video")
TEXT, IMAGE, LINK, DOCUMENT, VIDEO, REPOST, GROUP = range(7)
REACTIONS = (
    "like",
    "praise",
    "empathy",
    "interest",
    "appreciation",
    "entertainment",
    "maybe",
    "other",
)  # praise: celebrate, empathy: love, interest: insightful, appreciation: support
TARGETS = ("post", "comment", "group", "other")
UPLOADS = (
    "feed photo",
    "feed document",
    "video",
    "profile photo",
    "profile background photo",
    "other",
)
FORM_OF_UPLOAD = {0: IMAGE, 1: DOCUMENT, 2: VIDEO}  # place in UPLOADS -> form of the post
UNKNOWN_TIME = -1


def posted(link: str) -> int:
    """Seconds at which the thing a link names was posted, from its id; -1 when it names none.

    The upper bits of an id count the milliseconds since 1970.

    >>> posted("https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A7435000000000000001")
    1772642135
    """
    found = COMMENT_ID.search(link)
    number = found.group(1) if found else None
    if number is None and (urn := URN.search(link)):
        number = urn.group(3) or urn.group(2)
    if number is None or not 16 <= len(number) <= 20:
        return UNKNOWN_TIME
    return (int(number) >> 22) // 1000


def _is_group(link: str) -> bool:
    return "grouppost" in link.lower()


def _words(text: str) -> int:
    return len(text.split())


def share(fields: Sequence[str], book: Book) -> Values:
    """Key, form, words and time of a share; its text goes no further."""
    link, text, shared, media = fields
    text = BROKEN_LINE.sub("\n", text)
    if _is_group(link):
        form = GROUP
    elif shared and POST_URL.search(shared):
        form = REPOST
    elif media:
        form = IMAGE
    else:
        form = LINK if shared else TEXT
    return hash((link, text)), form, _words(text), posted(link)


def comment(fields: Sequence[str], book: Book) -> Values:
    link, text = fields
    return hash((link, " ".join(text.split()))), _words(text), posted(link)


def target(link: str) -> int:
    """What a reaction or vote went to, as a place in TARGETS."""
    if _is_group(link):
        return 2
    if "commenturn" in link.lower():
        return 1
    return 0 if URN.search(link) or POST_URL.search(link) else 3


def reaction(fields: Sequence[str], book: Book) -> Values:
    kind, link = fields
    known = REACTIONS.index(kind.lower()) if kind.lower() in REACTIONS else len(REACTIONS) - 1
    return hash((kind, link)), known, target(link), posted(link)


def vote(fields: Sequence[str], book: Book) -> Values:
    return hash(fields[0]), target(fields[0])


def repost(fields: Sequence[str], book: Book) -> Values:
    return hash(fields[0]), posted(fields[0])


def upload(fields: Sequence[str], book: Book) -> Values:
    """Key and place in UPLOADS of an upload, from its sentence."""
    sentence, link = fields
    found = re.match(r"You uploaded an? (.+?) on ", sentence)
    kind = found.group(1).lower() if found else "other"
    return hash((sentence, link)), UPLOADS.index(kind) if kind in UPLOADS else len(UPLOADS) - 1


def no_table(fields: Sequence[str], book: Book) -> Values | str:
    """Why a row of an article does not count: it is a page, read by itself."""
    return "not a table"
