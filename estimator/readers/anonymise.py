"""A log without people: accounts hashed with a salt the user keeps, attributes by a list."""

import hashlib
import hmac
import re
import secrets
from dataclasses import replace
from pathlib import Path

from estimator.actions import vocabulary
from estimator.atomic_file import atomic_file
from estimator.coverage import Coverage
from estimator.errors import InputError
from estimator.log import ActivityLog, Value
from estimator.readers.outcome import Outcome
from estimator.readers.tables.cells import shown
from estimator.readers.tables.columns import recoded

SALT_BYTES = 32
NAMED = 8  # columns that a note lists

# What the texts of an attribute may be. The sections are those of the vocabulary, too.
_WORDS = {
    "format": "text image video document link poll carousel article event",
    "seniority": "unpaid training entry senior manager director vp cxo partner owner other "
    "executive intern",
    "type": "like praise empathy interest appreciation entertainment maybe other celebrate love "
    "insightful support funny curious comment reaction repost share click",
    "target": "post comment group other article",
    "section": "organizations websites other test_scores patents",
}
WORDS = {name: frozenset(words.split()) for name, words in _WORDS.items()}


def without_texts(log: ActivityLog) -> tuple[ActivityLog, list[str]]:
    """The log with the attributes of the vocabulary and their words alone, and a note of the rest.

    Numbers and truth values stay. Whatever else stands in a table may be a name, an address or a
    message.
    """
    words: dict[str, set[str]] = {}
    for action in vocabulary().values():
        for name in action.attributes:
            words.setdefault(name, {*WORDS.get(name, ())}).update(action.values.get(name, ()))
    kept = {}
    for name, column in log.attributes.items():
        if name in words:
            values = [value if _is_word(value, words[name]) else None for value in column.values]
            kept[name] = recoded(column.codes, values) if None in values else column
    dropped = sorted(log.attributes.keys() - kept.keys())
    fewer = sorted(n for n, c in kept.items() if len(c.values) < len(log.attributes[n].values))
    notes = []
    for names, what in (
        (dropped, "columns that no rule of the vocabulary knows are not kept: "),
        (fewer, "texts that are no word of it are not kept in: "),
    ):
        if names:
            more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
            notes.append(what + ", ".join(map(shown, names[:NAMED])) + more)
    return (replace(log, attributes=kept).compact() if notes else log), notes


def _is_word(value: Value, words: set[str]) -> bool:
    return not isinstance(value, str) or value.lower() in words or value.isdecimal()


def salt_of(path: Path) -> bytes:
    """The salt in the file; a file that is not there is made, with a new one.

    The same salt gives the same pseudonyms, so that logs of two days can be joined. Whoever has
    it can test a guessed name: it belongs to the user alone.

    Raises: InputError when the file is no salt.
    """
    if not path.exists():
        with atomic_file(path, secret=True) as beside:
            beside.write_text(secrets.token_hex(SALT_BYTES) + "\n", encoding="ascii")
    try:
        salt = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        salt = b""
    if len(salt) < SALT_BYTES:
        raise InputError.at(path, "is no salt; name a file that does not exist and one is made")
    return salt


def pseudonym(name: str, salt: bytes) -> str:
    """A word that stands for an account; without the salt nobody can test a guess.

    >>> pseudonym("me", b"salt") == pseudonym("me", b"salt"), pseudonym("me", b"pepper")[:2]
    (True, 'a-')
    """
    return f"a-{hmac.new(salt, name.encode(), hashlib.sha256).hexdigest()[:16]}"


def is_person(account: str) -> bool:
    """Whether an account may be called by a name or an address: it is no plain word.

    What a usage report without ids calls a seat is one that anybody can make of the name.

    >>> is_person("Ada Example"), is_person("seat-1f0c2ab93d11"), is_person("seat-17")
    (True, True, False)
    """
    return re.fullmatch(r"(?!seat-[0-9a-f]{12}$)[\w.-]{1,64}", account) is None


def anonymised(log: ActivityLog, salt: bytes, every: bool = True) -> ActivityLog:
    """The log under pseudonyms, with only the attributes that the vocabulary names.

    Of those, texts stay that are words of it; rows and what is covered stay as they are. every:
    without it, accounts keep their names that are plain words.
    """
    log, _ = without_texts(log)
    names = {name: _called(name, salt, every) for name in log.accounts}
    spans = tuple(
        span if span.account is None else replace(span, account=_called(span.account, salt, every))
        for span in log.coverage.spans
    )
    return replace(log, accounts=tuple(names.values()), coverage=Coverage(spans)).compact()


def _called(name: str, salt: bytes, every: bool) -> str:
    return pseudonym(name, salt) if every or is_person(name) else name


def anonymised_outcome(outcome: Outcome, salt: bytes, every: bool = True) -> Outcome:
    """The outcome with its log and its readings under pseudonyms; see `anonymised`."""
    readings = tuple(
        replace(one, account=_called(one.account, salt, every)) for one in outcome.readings
    )
    return replace(outcome, log=anonymised(outcome.log, salt, every), readings=readings)
