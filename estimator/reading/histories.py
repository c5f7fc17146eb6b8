"""Histories: the recorded answers in a file, one by one, each with the line it stands on."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from estimator.errors import ReadingError
from estimator.reading.decoding import decoding
from estimator.reading.names import fields
from estimator.reading.tables import Record, rows

__all__ = ["Record", "records"]

_LISTS = ("ssihistory", "linkmatessihistoryv", "history", "readings", "records", "items", "rows")
_GAP = re.compile(r"[\s,]*")


def records(path: Path) -> Iterator[Record]:
    """Every recorded answer of a file: JSON, JSON lines, CSV, or a page's text or HTML.

    Raises: ReadingError for a file that cannot be read as what it is.
    """
    text = _text(path)
    start = text.lstrip()[:1]
    if path.suffix.casefold() in (".csv", ".tsv"):
        yield from rows(text, str(path))
    elif path.suffix.casefold() in (".jsonl", ".ndjson"):
        yield from _lines(text, path)
    elif start == "[":
        yield from _elements(text, path)
    elif start == "{":
        yield from _json(text, path)
    else:
        yield Record(str(path), text)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ReadingError.at(f"{path}:{line}", "not UTF-8 text; save the file as UTF-8") from None
    except OSError as error:
        raise ReadingError.at(path, f"cannot be read ({error.strerror})") from None


def _json(text: str, path: Path) -> Iterator[Record]:
    """One object: an answer, or a history under a known name; many objects: JSON lines."""
    with decoding(str(path)):
        held, end = json.JSONDecoder().raw_decode(text, _end_of_gap(text, 0))
    if text[end:].strip():
        yield from _lines(text, path)
        return
    with decoding(str(path)):
        listed = _history(held)
    if listed is None:
        yield Record(f"{path}:1", held)
        return
    for place, entry in enumerate(listed):
        yield Record(f"{path}[{place}]", entry)


def _history(held: Mapping[object, object]) -> list[object] | None:
    """The list of answers in an object that is a history; None for an object that is an answer."""
    if "response" in held or "memberScore" in held:
        return None
    inner = fields(held)
    for name in _LISTS:
        value = inner.get(name)
        if isinstance(value, str) and value.startswith("["):
            value = json.loads(value)
        if isinstance(value, list):
            return value
    return None


def _elements(text: str, path: Path) -> Iterator[Record]:
    """The elements of a top-level list, each with the line it begins on."""
    with decoding(str(path)):
        json.loads(text)
    decoder, line, end = json.JSONDecoder(), 1, text.index("[") + 1
    counted = 0
    while text[start := _end_of_gap(text, end)] != "]":
        line, counted = line + text.count("\n", counted, start), start
        held, end = decoder.raw_decode(text, start)
        yield Record(f"{path}:{line}", held)


def _end_of_gap(text: str, place: int) -> int:
    match = _GAP.match(text, place)
    return place if match is None else match.end()


def _lines(text: str, path: Path) -> Iterator[Record]:
    """One answer a line; a line that is not JSON is an answer that no shape fits."""
    for place, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield Record(f"{path}:{place}", line.strip())
