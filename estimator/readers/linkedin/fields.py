"""Row by row, what is taken from each kind of file: whole numbers; texts and names go no further.

A parser gets the cells of a row in the order its kind takes them, and returns a number for each of
its kind's values, or why the row does not count.
"""

import re
from collections.abc import Callable, Sequence

from estimator.readers.linkedin.people import CLOSED, NOBODY, AddressBook, seniority
from estimator.readers.linkedin.tally import NO_SENDER

Values = tuple[int, ...]
Parse = Callable[[Sequence[str], AddressBook], Values | str]

URN = re.compile(r"(activity|share|ugcpost|grouppost)(?::|%3a|-)(\d+)(?:-(\d+))?", re.I)
COMMENT_ID = re.compile(r"commentUrn=.*?(?:,|%2c)(\d+)(?:\)|%29)", re.I)
POST_URL = re.compile(r"linkedin\.com/(?:feed/update/|posts/|groups/|embed/feed)", re.I)
BROKEN_LINE = re.compile(r'"(?:\r\n?|\n)"')
FORMATS = ("text", "image", "link", "document", "video")
TEXT, IMAGE, LINK, DOCUMENT, VIDEO, REPOST, GROUP = range(7)
# praise: celebrate, empathy: love, interest: insightful, appreciation: support
REACTIONS = (
    *("like", "praise", "empathy", "interest", "appreciation", "entertainment", "maybe"),
    "other",
)
TARGETS = ("post", "comment", "group", "other")
UPLOADS = (
    *("feed photo", "feed document", "video", "profile photo", "profile background photo"),
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


def share(fields: Sequence[str], book: AddressBook) -> Values:
    """Key, form, words and time of a share; its text goes no further."""
    link, text, shared, media = fields
    text = BROKEN_LINE.sub("\n", text)
    if "grouppost" in link.lower():
        form = GROUP
    elif shared and POST_URL.search(shared):
        form = REPOST
    elif media:
        form = IMAGE
    else:
        form = LINK if shared else TEXT
    return hash((link, text)), form, len(text.split()), posted(link)


def comment(fields: Sequence[str], book: AddressBook) -> Values:
    link, text = fields
    return hash((link, " ".join(text.split()))), len(text.split()), posted(link)


def target(link: str) -> int:
    """What a reaction or vote went to, as a place in TARGETS."""
    if "grouppost" in link.lower():
        return 2
    if "commenturn" in link.lower():
        return 1
    return 0 if URN.search(link) or POST_URL.search(link) else 3


def reaction(fields: Sequence[str], book: AddressBook) -> Values:
    kind, link = fields
    known = REACTIONS.index(kind.lower()) if kind.lower() in REACTIONS else len(REACTIONS) - 1
    return hash((kind, link)), known, target(link), posted(link)


def vote(fields: Sequence[str], book: AddressBook) -> Values:
    return hash(fields[0]), target(fields[0])


def repost(fields: Sequence[str], book: AddressBook) -> Values:
    return hash(fields[0]), posted(fields[0])


def upload(fields: Sequence[str], book: AddressBook) -> Values:
    """Key and place in UPLOADS of an upload, from its sentence."""
    sentence, link = fields
    found = re.match(r"You uploaded an? (.+?) on ", sentence)
    kind = found.group(1).lower() if found else "other"
    return hash((sentence, link)), UPLOADS.index(kind) if kind in UPLOADS else len(UPLOADS) - 1


# --- simple dated acts --------------------------------------------------------------------------


def keyed(fields: Sequence[str], book: AddressBook) -> Values:
    """Only a key: the act is its date."""
    return (hash(tuple(fields)),)


def member_follow(fields: Sequence[str], book: AddressBook) -> Values:
    """Key, and 1 for a member who is still followed, 0 for one who no longer is."""
    status, _ = fields
    return hash(tuple(fields)), int(status.strip().lower() in {"active", ""})


def endorsed(fields: Sequence[str], book: AddressBook) -> Values:
    """Only a key: a skill, and whose it is or who said so."""
    skill, url, first, last = fields
    return (hash((skill, url or (first, last))),)


def only(status: str, otherwise: str, parse: Parse) -> Parse:
    """The parser of rows of this status, or of none, which stands in their first cell."""

    def parsed(fields: Sequence[str], book: AddressBook) -> Values | str:
        counts = fields[0].strip().upper() in (status, "")
        return parse(fields[1:], book) if counts else otherwise

    return parsed


event = only("APPROVED", "event not attended", keyed)
endorsement = only("ACCEPTED", "endorsement pending or hidden", endorsed)
recommendation = only("VISIBLE", "recommendation not visible", keyed)


# --- people -------------------------------------------------------------------------------------

IN, OUT = 0, 1


def connection(fields: Sequence[str], book: AddressBook) -> Values:
    """Key, address, name, seniority and company; -1 for what the row does not tell.

    The key is the name where there is one: archives of some years have no addresses, and the same
    row in two of them is one.
    """
    first, last, url, company, position = fields
    address, name = book.addresses[url], book.names[f"{first} {last}"]
    level = seniority(position.strip(), company) if position.strip() else NOBODY
    firm = book.companies[company.strip().casefold()] if company.strip() else NOBODY
    return name if name != NOBODY else address, address, name, level, firm


def invitation(fields: Sequence[str], book: AddressBook) -> Values | str:
    """Key, direction, the two ends by address and by name, and whether it had a note.

    Nobody invites himself: an address that stands at both ends names nobody. The key is of names
    where there are any, as archives of some years have nothing else.
    """
    direction, inviter_url, invitee_url, inviter, invitee, note = fields
    way = {"OUTGOING": OUT, "INCOMING": IN}.get(direction.strip().upper())
    if way is None:
        return "direction not known"
    ends = (book.addresses[inviter_url], book.addresses[invitee_url])
    ends = (NOBODY, NOBODY) if ends[0] == ends[1] else ends
    names = (book.names[inviter], book.names[invitee])
    key = hash((way, *(b if b != NOBODY else a for a, b in zip(ends, names, strict=True))))
    return (key, way, *ends, *names, int(bool(note.strip())))


YES = frozenset({"yes", "true"})
SENT, RECEIVED, UNSAID = 1, 0, -1
WAYS = {"OUTGOING": SENT, "INCOMING": RECEIVED}
NO_TEXT = 0
NAME_ALONE = "\0"  # marks recipients that are known by name alone


def message(fields: Sequence[str], book: AddressBook) -> Values | str:
    """Key, conversation, sender by address and name, recipients, whom, direction, subject, text.

    The text is a number that is the same for the same text, the recipient's first name aside.
    """
    talk, name, url, to, urls, subject, content, folder, direction, draft, talk_draft = fields
    if folder.strip().upper() == "SPAM":
        return "spam folder"
    if draft.lower() in YES or talk_draft.lower() in YES:
        return "draft"
    way = WAYS.get(direction.upper(), UNSAID) if direction else UNSAID
    if "spinmail" in content:
        return "sponsored"
    sender = book.addresses[url]
    by_name = book.names[name]
    if sender == NOBODY and way == UNSAID and (not url or by_name == NOBODY):
        return "sender's account is closed" if name.strip() == CLOSED else NO_SENDER
    talk = talk or NAME_ALONE + (name if way == RECEIVED else to)
    first = to.partition(" ")[0]
    text = hash(content.replace(first, "") if first else content) if content else NO_TEXT
    key = hash((talk, url or name, content))
    nameless = all(book.addresses[one] == NOBODY for one in urls.split(","))
    recipients = book.recipients[(to if to == CLOSED else NAME_ALONE + to) if nameless else urls]
    code = book.conversations[talk]
    inmail = int(bool(subject.strip()))
    return key, code, sender, by_name, recipients, book.names[to], way, inmail, text


# --- the profile --------------------------------------------------------------------------------

# the columns that tell each section; a file without them does not say that it is empty
SECTION_COLUMNS = {
    "headline": frozenset({"headline"}),
    "about": frozenset({"summary"}),
    "industry": frozenset({"industry"}),
    "location": frozenset({"geolocation", "country"}),
    "websites": frozenset({"websites"}),
}


def profile(fields: Sequence[str], book: AddressBook) -> Values:
    """The name's number, to know the owner by, and 1 or 0 for each section."""
    first, last, headline, summary, industry, country, location, websites = fields
    filled = (headline, summary, industry, location or country, websites.strip("[]"))
    return book.names[f"{first} {last}"], *(int(bool(text.strip())) for text in filled)


def position(fields: Sequence[str], book: AddressBook) -> Values:
    """Whether the position is current, and its company."""
    company, finished = (field.strip() for field in fields)
    return int(not finished), book.companies[company.casefold()] if company else NOBODY


def named(fields: Sequence[str], book: AddressBook) -> Values | str:
    return (hash(fields[0].strip().casefold()),) if fields[0].strip() else "empty row"
