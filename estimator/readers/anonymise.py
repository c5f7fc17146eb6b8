"""A log without people: accounts hashed with a salt the user keeps, attributes by a list."""

import hashlib
import hmac
import re
import secrets
from dataclasses import replace
from pathlib import Path

from estimator.actions import vocabulary
from estimator.coverage import Coverage
from estimator.errors import InputError
from estimator.log import ActivityLog, Coded, Value
from estimator.readers.outcome import Outcome
from estimator.readers.tables.columns import recoded

SALT_BYTES = 32
_WORD = re.compile(r"[\w+-]{1,24}")


def kept_attributes() -> frozenset[str]:
    """The attributes that stay: those the vocabulary names.

    >>> "seniority" in kept_attributes(), "note_text" in kept_attributes()
    (True, False)
    """
    return frozenset(name for action in vocabulary().values() for name in action.attributes)


def salt_of(path: Path) -> bytes:
    """The salt in the file; a file that is not there is made, with a new one.

    The same salt gives the same pseudonyms, so that logs of two days can be joined. Whoever has
    it can test a guessed name: it belongs to the user alone.

    Raises: InputError when the file is no salt.
    """
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_hex(SALT_BYTES) + "\n")
    except FileExistsError:
        pass
    except OSError as error:
        raise InputError.at(path, f"the salt cannot be written ({error.strerror})") from None
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


def anonymised(log: ActivityLog, salt: bytes) -> ActivityLog:
    """The log under pseudonyms, with only the attributes that the vocabulary names.

    Of those, texts stay that are one short word; rows and what is covered stay as they are.
    """
    names = {name: pseudonym(name, salt) for name in log.accounts}
    spans = tuple(
        span if span.account is None else replace(span, account=pseudonym(span.account, salt))
        for span in log.coverage.spans
    )
    attributes = {
        name: _words(column) for name, column in log.attributes.items() if name in kept_attributes()
    }
    return ActivityLog.build(
        account=Coded(log.account, tuple(names[name] for name in log.accounts)),
        day=log.day,
        action=Coded(log.action, log.actions),
        count=log.count,
        attributes=attributes,
        coverage=Coverage(spans),
        accounts=names.values(),
    )


def _words(column: Coded) -> Coded:
    """The column without texts that are more than a word."""
    values: list[Value | None] = [
        value if not isinstance(value, str) or _WORD.fullmatch(value) else None
        for value in column.values
    ]
    return recoded(column.codes, values)


def anonymised_outcome(outcome: Outcome, salt: bytes) -> Outcome:
    """The outcome with its log and its readings under pseudonyms."""
    readings = tuple(
        replace(reading, account=pseudonym(reading.account, salt)) for reading in outcome.readings
    )
    return replace(outcome, log=anonymised(outcome.log, salt), readings=readings)
