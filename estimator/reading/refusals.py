"""Refusals: answers that are no SSI, each with the reason and what would be right."""

import re
from collections.abc import Iterator, Mapping

from estimator.errors import AccessWithdrawn, NotSignedIn, ReadingError, ServerFailed
from estimator.reading.names import fields, plain
from estimator.reading.numerals import is_absent

_WITHDRAWN = re.compile(r"\bdiscontinued|descontinuad", re.IGNORECASE)
_SIGNED_OUT = re.compile(
    r"unauthori[sz]ed|forbidden|csrf|not signed in|logged in|log ?in|sign ?in|authwall|"
    r"\b40[13]\b|api key|invalid token",
    re.IGNORECASE,
)
_LOGIN_PAGE = re.compile(
    r"/uas/login|/authwall|/checkpoint/|session_key|[\"'/]login[\"'/?]|sign in to linkedin|"
    r"join linkedin|entre no linkedin|войдите в linkedin",
    re.IGNORECASE,
)
_LONE_TOTALS = ("ssi", "ssiscore", "totalscore", "currentscore", "score", "overall", "total")
_MESSAGES = ("error", "message", "details", "detail", "title", "pagetexthead", "otherwording")

WITHDRAWN = (
    "LinkedIn no longer shows this account an SSI: the page says that access to it is "
    "discontinued; there is no number in it, and an estimate needs none"
)
SIGNED_OUT = (
    "not signed in (401): the answer comes from a session that has expired; sign in to LinkedIn "
    "and capture /ssi again"
)
FAILED = (
    "the server failed: the answer is an error and holds no SSI; its session may have expired, "
    "capture /ssi again"
)


def refuse_answer(record: Mapping[object, object], where: str, status: object = None) -> None:
    """Nothing for an answer that may hold an SSI; the error bodies of /ssi are refused.

    Raises: NotSignedIn (401, 403), ServerFailed (5xx, 429, 999), AccessWithdrawn, ReadingError.
    """
    held = fields(record)
    texts = " ".join(_messages(held))
    code = _status(held) if status is None else _code(status)
    if _WITHDRAWN.search(texts):
        raise AccessWithdrawn.at(where, WITHDRAWN)
    if code in (401, 403):
        raise NotSignedIn.at(where, SIGNED_OUT)
    if code is not None:
        raise _refusal(code, where)
    if "error" in held and held["error"] not in (None, False, ""):
        signed_out = _SIGNED_OUT.search(texts)
        raise NotSignedIn.at(where, SIGNED_OUT) if signed_out else ServerFailed.at(where, FAILED)
    if held.get("success") is False:
        raise ServerFailed.at(where, FAILED)


def no_score(text: str, where: str) -> ReadingError:
    """The error for a page or text without a score: access withdrawn, a login page, or neither."""
    if _WITHDRAWN.search(text):
        return AccessWithdrawn.at(where, WITHDRAWN)
    if _LOGIN_PAGE.search(text):
        return NotSignedIn.at(where, SIGNED_OUT)
    return ReadingError.at(where, "no SSI in this text; right is the text or HTML of /sales/ssi")


def empty(record: Mapping[object, object], where: str) -> ReadingError:
    """The error for an object in which no SSI was found, with the reason when it is known."""
    held = fields(record)
    member = held.get("memberscore")
    if not record:
        what = "the payload is empty"
    elif "socialsellingindex" in held:
        what = "`socialSellingIndex` is a guessed shape that LinkedIn never sent"
    elif isinstance(member, Mapping) and "ssi" in map(plain, member):
        what = "`memberScore.ssi` is a guessed shape that LinkedIn never sent"
    elif isinstance(member, Mapping):
        what = "memberScore holds neither a total nor a pillar"
    elif any(not is_absent(held.get(name)) for name in _LONE_TOTALS):
        what = "a number without a pillar, a rank or a date is a guessed shape, not an SSI's"
    else:
        what = "no SSI in it"
    return ReadingError.at(
        where, f"{what}; right is an /ssi response: memberScore with `overall` and its four pillars"
    )


def _refusal(code: int, where: str) -> ReadingError:
    if code >= 500 or code == 429:
        return ServerFailed.at(where, f"{FAILED} (status {code})")
    return ReadingError.at(where, f"the answer has status {code} and holds no SSI; capture /ssi")


def _messages(held: Mapping[str, object]) -> Iterator[str]:
    for name in _MESSAGES:
        value = held.get(name)
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            yield from _messages(fields(value))


def _status(held: Mapping[str, object]) -> int | None:
    """The HTTP status of an error that the body itself states."""
    for name in ("status", "statuscode", "httpstatus", "code"):
        if (code := _code(held.get(name))) is not None:
            return code
    for name in ("error", "data"):
        if isinstance(inner := held.get(name), Mapping):
            return _status(fields(inner))
    return None


def _code(value: object) -> int | None:
    if isinstance(value, str) and value.isdecimal():
        value = int(value)
    known = isinstance(value, int) and not isinstance(value, bool) and 400 <= value <= 999
    return value if known and isinstance(value, int) else None
