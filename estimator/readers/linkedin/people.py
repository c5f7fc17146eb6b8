"""Who is who: keys for people, companies and conversations, as small numbers kept in memory only.

No key, name or address leaves this package; a log has rows about the owner alone. Of a job title
stays how senior it is: free text of several languages, a title's traps before its words, which
stand in `seniority.toml`.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files
from urllib.parse import unquote

NOBODY, NEVER = -1, -1
CLOSED = "LinkedIn Member"  # how a closed account is named; it has no address
SLUG = re.compile(r"/(?:in|pub)/([^?#]+)")
# what is left of an address that leads to no profile: LinkedIn wrote the bare `/in` in every row
# when it began to give addresses of invitations (November 2023 to January 2024)
NO_PROFILE = re.compile(
    r"(?:https?:/+)?(?:[\w-]+\.)*linkedin\.com(?:/(?:in|pub)?/*)?(?:[?#].*)?|/*in/*|n/a"
)
WORDS = re.compile(r"(?<!\w)(?!name:)\w+")  # of a name's key
LEAST = 2  # words that two names must share to be one person's


class Codes(dict[str, int]):
    """Numbers 0, 1, 2, ... for texts in order of first sight."""

    def __missing__(self, text: str) -> int:
        self[text] = code = len(self)
        return code


class _Spelled(dict[str, int]):
    """The person of each spelling, by its key; NOBODY for one without a key."""

    def __init__(self, key_of: Callable[[str], str], people: Codes) -> None:
        super().__init__()
        self.key_of, self.people = key_of, people

    def __missing__(self, text: str) -> int:
        key = self.key_of(text)
        self[text] = code = self.people[key] if key else NOBODY
        return code


class AddressBook:
    """The people, companies, conversations and recipients of the files read together.

    addresses, names: the person with a profile's address, or of a name (who may be several).
    """

    def __init__(self) -> None:
        self.people, self.companies = Codes(), Codes()
        self.conversations, self.recipients = Codes(), Codes()
        self.addresses = _Spelled(address_key, self.people)
        self.names = _Spelled(name_key, self.people)

    def are_alike(self, one: int, other: int) -> bool:
        """Whether both are names of two words or more, and one has all words of the other."""
        keys = [*self.people]
        words = [
            {*WORDS.findall(keys[code])} if keys[code].startswith("name:") else set[str]()
            for code in (one, other)
        ]
        common = words[0] & words[1]
        return len(common) >= LEAST and common in words


def address_key(url: str) -> str:
    """A profile address as it is compared: its slug, decoded, lower-case; empty without one.

    >>> address_key("https://www.linkedin.com/in/zo%C3%AB-Sample-1/")
    'in:zoë-sample-1'
    >>> address_key("https://www.linkedin.com/in")
    ''
    """
    if not url or NO_PROFILE.fullmatch(url.strip().lower()):
        return ""
    found = SLUG.search(url)
    slug = unquote(found.group(1) if found else url).strip().strip("/").lower()
    return "in:" + unicodedata.normalize("NFC", slug)


def name_key(name: str) -> str:
    """A full name as it is compared, without a title behind it; empty for no name and for a
    closed account.

    >>> name_key("Ada  EXAMPLE "), name_key("Ada Example, MBA")
    ('name:ada example', 'name:ada example')
    """
    words, _, title = " ".join(name.split()).partition(",")
    whole = words if " " in words else words + title
    if not whole or whole == CLOSED:
        return ""
    return "name:" + unicodedata.normalize("NFC", whole).casefold()


LEVELS = ("owner", "cxo", "vp", "director", "manager", "senior", "entry", "other")
SENIOR = frozenset({"owner", "cxo", "vp"})  # the VP+ of LinkedIn's own list
BANK_GRADE = re.compile(r"vp|vice[ -]?president")  # without an office of its own
PLACE = re.compile(r"\s(?:at|@|chez|bei|bij|presso)\s")
PIECES = re.compile(r"[,|/&;•·–—]|\s-\s|\s(?:and|und|et|y|e|en)\s|\+")


Offices = tuple[list[tuple[str, re.Pattern[str]]], re.Pattern[str]]


@cache
def _offices() -> Offices:
    """The words of offices by their level, in the order they are looked for; words of banks."""
    words = tomllib.loads(files(__package__).joinpath("seniority.toml").read_text("utf-8"))
    levels = [(one["level"], re.compile("|".join(one["words"]))) for one in words["office"]]
    return levels, re.compile("|".join(words["banks"]))


@lru_cache(maxsize=50_000)
def seniority(title: str, company: str = "") -> int:
    """The place in LEVELS of a job title; the highest of the offices it names.

    >>> [LEVELS[seniority(t)] for t in ("Founder, CEO", "Assistant to the CEO", "Product Owner")]
    ['owner', 'other', 'other']
    >>> LEVELS[seniority("Vice President", "Example Bank")]
    'manager'
    """
    levels, banks = _offices()
    plain = PLACE.split(_plain(title), maxsplit=1)[0]
    # an assistant's title is one office, whoever it names after
    pieces = [plain] if levels[0][1].search(plain) else PIECES.split(plain)
    found = []
    for office in filter(None, map(str.strip, pieces)):
        level = next((level for level, words in levels if words.search(office)), "other")
        if level == "vp" and BANK_GRADE.fullmatch(office) and banks.search(_plain(company)):
            level = "manager"
        found.append(LEVELS.index(level))
    return min(found, default=LEVELS.index("other"))


def _plain(text: str) -> str:
    """Lower-case without accents or dots."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(plain.replace(".", "").replace("’", "'").split())
