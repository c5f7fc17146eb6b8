"""Payloads: of which kind a recorded answer is, and what it says of an SSI."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from estimator.errors import AccessWithdrawn, NotSignedIn, ReadingError, ServerFailed, kind_of
from estimator.json_text import BeyondLimits, value_of
from estimator.reading.names import fields, plain
from estimator.reading.numerals import is_absent
from estimator.reading.objects import CLEAR_TOTALS, DATES, FoundScore, find_in_object, first

RANKS = {"industrytop", "networktop"}  # of the one tool that states a total alone

_BLANKS = "\ufeff \t\r\n"


def loaded(payload: object, where: str) -> object:
    """The payload, parsed when it is the text of a JSON object.

    Raises: ReadingError for a text that begins as an object and is none.
    """
    if isinstance(payload, bytes):
        payload = payload.decode("utf-8-sig", errors="replace")
    if not isinstance(payload, str) or not payload.lstrip(_BLANKS).startswith("{"):
        return payload
    with decoding(where):
        return value_of(payload.lstrip(_BLANKS))


def find(payload: object, where: str, status: object = None) -> FoundScore:
    """What a payload says: a JSON object, a record, or the text or HTML of the page.

    Raises: ReadingError, or one of its kinds, for an answer that is no SSI.
    """
    payload = loaded(payload, where)
    try:
        if isinstance(payload, str):
            return _in_text(payload, where)
        if isinstance(payload, Mapping):
            return _in_object(payload, where, status)
    except ValueError as error:
        raise ReadingError.at(where, str(error)) from None
    except RecursionError:  # of what is no text, which nobody has judged
        raise ReadingError.at(where, "nests too deeply to be a payload") from None
    what = f"not a payload (got {kind_of(payload)}); a payload is an object or the text of the page"
    raise ReadingError.at(where, what)


def _in_object(record: Mapping[object, object], where: str, status: object) -> FoundScore:
    refuse_answer(record, where, status)
    found = find_in_object(record)
    if not _is_score(record, found):
        raise empty(record, where)
    return found


def _is_score(record: Mapping[object, object], found: FoundScore) -> bool:
    """Whether more than a lone number says that this is an SSI: pillars, a rank, a known place."""
    if len(found.pillars) > 1:
        return True
    if found.overall is None:
        return False
    if found.pillars or found.groups or found.in_member:
        return True
    held = fields(record)
    if held.keys() >= RANKS:
        return True  # the record of a tool that names both ranks, though they may be null
    return first(held, DATES) is not None and first(held, CLEAR_TOTALS) is not None


def _in_text(text: str, where: str) -> FoundScore:
    if text.lstrip(_BLANKS).startswith("---"):
        return _in_object(_front_matter(text), where, None)
    from estimator.reading.pages import find_in_text, payload_in_page  # noqa: PLC0415  # rare

    held = payload_in_page(text)
    if held is not None:
        return find(held, where)
    found = find_in_text(text)
    named = "ssi" in text.casefold() or "social selling" in text.casefold()
    if len(found.pillars) < 2 and not (named and found.overall is not None):
        raise no_score(text, where)
    return found


def _front_matter(text: str) -> dict[object, object]:
    """The `key: value` lines between the first two `---` of a note."""
    lines = text.split("---", 2)[1].splitlines()
    pairs = (line.partition(":") for line in lines if ":" in line)
    return {key.strip(): value.strip().strip("\"'") for key, _, value in pairs}


@contextmanager
def decoding(where: str) -> Iterator[None]:
    """A block that decodes JSON found at `where`, a file, a line of it, or another name.

    Raises: ReadingError with line and column for what is no JSON.
    """
    try:
        yield
    except json.JSONDecodeError as error:
        lined = re.search(r":\d+$", where)
        spot = f"{where}:{error.colno}" if lined else f"{where}:{error.lineno}:{error.colno}"
        raise ReadingError.at(spot, "not JSON from here on; a payload is one object") from None
    except BeyondLimits as error:
        raise ReadingError.at(where, str(error)) from None


# No access, in the six languages of the page: it is not there, it was lost, it or what is paid for
# has ended, or is to be begun again. Looked for only where there is no score.
_ACCESS = "access(?! (?:token|permission|key|denied))|zugriff|zugang|acc[eè]s|acceso|accesso|acesso"
_PAID = "subscription|abo|abonnement|suscripci[oó]n|abbonamento|assinatura|subscri[cç][aã]o"
_NO = r"no|not|\w+n.t|can.?t|keine?n?|pas|plus|non|n[aã]o|lost|perd\w+|perso|verloren"
_ENDED = (
    r"ended|expir\w+|abgelaufen|beendet|gekündigt|pris fin|termin\w+|finaliz\w+|caduc\w+|vencid\w+|"
    r"scadut\w+|encerrad\w+|cancel\w+"
)
_WITHDRAWN = re.compile(
    rf"\b(?:{_NO})\b[^.!?\n]{{0,40}}\b(?:{_ACCESS})\b|"
    rf"\b(?:{_ACCESS}|{_PAID})\b[^.!?\n]{{0,40}}\b(?:{_ENDED})|"
    r"\bdiscontinued|descontinuad|\b(?:reactivat|reaktivier|réactiv|reactiva|riattiv|reativ)|"
    r"(?:no longer|nicht mehr|plus|ya no est[aá]|pi[uù]|mais) (?:available|verfügbar|dispon[ií])|"
    r"j[aá] n[aã]o est[aá] dispon|only available (?:to|with)|subscription (?:is )?required",
    re.IGNORECASE,
)
_SIGNED_OUT = re.compile(
    r"unauthori[sz]ed|forbidden|csrf|not signed in|logged in|log ?in|sign ?in|authwall|"
    r"\b40[13]\b|api key|(?:access|invalid) token",
    re.IGNORECASE,
)
_LOGIN_PAGE = re.compile(
    r"/uas/login|/authwall|/checkpoint/|/sales/(?:login|register|signup|ssi-login)|session_key|"
    r"[\"'/]login[\"'/?]|sign in to linkedin|join linkedin|entre no linkedin|войдите в linkedin",
    re.IGNORECASE,
)
_PENDING = frozenset({"pending", "running", "queued", "processing", "inprogress"})
_CALLERS = re.compile(r"validation|invalid_?(?:request|argument|param)|bad_?request", re.IGNORECASE)
SHORTEST = 400  # signs of the page's text; a shorter one has not loaded
_LONE_TOTALS = ("ssi", "ssiscore", "totalscore", "currentscore", "score", "overall", "total")
# Where an answer says that it came from; a page to sign in on is one of those.
_ADDRESSES = ("url", "finalurl", "currenturl", "pageurl", "location", "redirect")
_MESSAGES = ("error", "message", "details", "detail", "title", "pagetexthead", "otherwording")

WITHDRAWN = (
    "LinkedIn shows this account no SSI: members without a Sales Navigator seat no longer get it "
    "(since September 2026); there is no number in it, and an estimate needs none"
)
SIGNED_OUT = (
    "not signed in (401): the answer comes from a session that has expired; sign in to LinkedIn "
    "and capture /ssi again"
)
RIGHT = (
    "right is the text or HTML of /sales/ssi, a payload (JSON), a table with the columns date and "
    "total or brand, find, insight, relationship, or lines such as 2026-05-19 52.6"
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
    if code in (401, 403) or _LOGIN_PAGE.search(str(first(held, _ADDRESSES))):
        raise NotSignedIn.at(where, SIGNED_OUT)
    if code is not None:
        raise _refusal(code, where)
    if str(held.get("status", "")).casefold() in _PENDING or "pendingreason" in held:
        why = first(held, ("pendingreason",))
        why = f", {why}" if isinstance(why, str) and why.isalnum() and len(why) < 40 else ""
        what = f"the answer is not finished (pending{why}) and holds no SSI yet"
        raise ReadingError.at(where, f"{what}; ask again for its workflow, and keep that answer")
    if _CALLERS.search(f"{held.get('code')} {held.get('error')}"):
        what = "the request was wrong (validation error) and its answer holds no SSI"
        raise ReadingError.at(where, f"{what}; mend the request, the server is well")
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
    what = "no SSI in this text"
    if len(text.strip()) < SHORTEST:
        what += f": the page has not loaded ({len(text.strip())} signs), or it is another"
    return ReadingError.at(where, f"{what}; {RIGHT}")


# The first bytes of pictures and documents, which hold a score that only eyes can read.
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*", b"%PDF")


def refuse_picture(content: bytes, where: str) -> None:
    """Nothing for a text. Raises: ReadingError for a screenshot, a PDF or other bytes."""
    if content.startswith(_PICTURES) or content[4:12] in (b"ftypheic", b"ftypmif1", b"ftypavif"):
        what = "is a picture or a PDF, in which nothing is read; type its numbers"
        raise ReadingError.at(where, f"{what}, a line each: 2026-05-19 52.6, or {FOUR_TYPED}")


FOUR_TYPED = "2026-05-19 21.05 6.4 10.25 15 (brand, find, insight, relationship)"


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
