"""Payloads: of which kind a recorded answer is, and what it says of an SSI."""

import json
from collections.abc import Mapping

from estimator.errors import ReadingError
from estimator.reading.decoding import decoding
from estimator.reading.found import Found
from estimator.reading.names import fields
from estimator.reading.objects import CLEAR_TOTALS, DATES, find_in_object, first
from estimator.reading.refusals import empty, no_score, refuse_answer

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
        return json.loads(payload.lstrip(_BLANKS))


def find(payload: object, where: str, status: object = None) -> Found:
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
    except RecursionError:
        raise ReadingError.at(where, "nests too deeply to be a payload") from None
    kind = type(payload).__name__
    what = f"not a payload (got {kind}); a payload is an object or the text of the page"
    raise ReadingError.at(where, what)


def _in_object(record: Mapping[object, object], where: str, status: object) -> Found:
    refuse_answer(record, where, status)
    found = find_in_object(record)
    if not _is_score(record, found):
        raise empty(record, where)
    return found


def _is_score(record: Mapping[object, object], found: Found) -> bool:
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


def _in_text(text: str, where: str) -> Found:
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
