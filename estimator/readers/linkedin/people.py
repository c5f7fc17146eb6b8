"""Who is who: keys for people, companies and conversations, as small numbers kept in memory only.

No key, name or address leaves this package; a log has rows about the owner alone. Columns of these
numbers have the shape (n_rows,) unless said otherwise.
"""

import re
import unicodedata
from urllib.parse import unquote

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

Values = tuple[int, ...]

NONE: Ints = np.zeros(0, dtype=np.int64)

SLUG = re.compile(r"/(?:in|pub)/([^?#]+)")
# what is left of an address that leads to no profile: LinkedIn wrote the bare `/in` in every row
# when it began to give addresses of invitations (November 2023 to January 2024)
NO_PROFILE = re.compile(
    r"(?:https?:/+)?(?:[\w-]+\.)*linkedin\.com(?:/(?:in|pub)?/*)?(?:[?#].*)?|/*in/*|n/a"
)
CLOSED = "LinkedIn Member"  # how a closed account is named; it has no address
NOBODY = -1
WORDS = re.compile(r"(?<!\w)(?!name:)\w+")  # of a name's key
LEAST = 2  # words that two names must share to be one person's


class Codes:
    """Numbers 0, 1, 2, ... for values in order of first sight."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}

    def of(self, value: str) -> int:
        return self.places.setdefault(value, len(self.places))

    def find(self, value: str) -> int:
        """The number of a value already seen, NOBODY when it is new."""
        return self.places.get(value, NOBODY)

    def values(self) -> list[str]:
        return list(self.places)

    def __len__(self) -> int:
        return len(self.places)


class Book:
    """The people, companies, conversations and recipients of the files read together."""

    def __init__(self) -> None:
        self.people = Codes()
        self.companies = Codes()
        self.conversations = Codes()
        self.recipients = Codes()
        self._addresses: dict[str, int] = {"": NOBODY}
        self._names: dict[str, int] = {"": NOBODY}

    def address(self, url: str) -> int:
        """The person with this profile address; NOBODY when it is empty, or leads to nobody."""
        code = self._addresses.get(url)
        if code is None:
            key = address_key(url)
            code = self._addresses[url] = self.people.of(key) if key else NOBODY
        return code

    def name(self, whole: str) -> int:
        """The person of this name (who may be several); NOBODY when it is empty."""
        code = self._names.get(whole)
        if code is None:
            key = name_key(whole)
            code = self._names[whole] = self.people.of(key) if key else NOBODY
        return code

    def are_alike(self, one: int, other: int) -> bool:
        """Whether both are names of two words or more, and one has all words of the other."""
        names = self.people.values()
        words = [
            set(WORDS.findall(names[code])) if names[code].startswith("name:") else set[str]()
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
    if NO_PROFILE.fullmatch(url.strip().lower()):
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
