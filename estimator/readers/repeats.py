"""Sources that were given twice, or hold the same: read once, and said."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from estimator.readers.outcome import Outcome
from estimator.readers.registry import Source

BLOCK = 1 << 20


def each_once(sources: Sequence[Source]) -> tuple[list[Source], list[str]]:
    """The sources without those that hold the same bytes as an earlier one, and a note of each."""
    sizes = [_size(source) for source in sources]
    first: dict[object, Source] = {}
    kept, notes = [], []
    for place, (source, size) in enumerate(zip(sources, sizes, strict=True)):
        alone = size is not None and sizes.count(size) == 1
        key = place if size is None or alone else (size, _digest(source))
        same = first.setdefault(key, source)
        if same is source:
            kept.append(source)
        else:
            notes.append(_note(source.name, same.name, "the same file as"))
    return kept, notes


def of_each_log_once(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The outcomes without those whose log is that of an earlier one; that one is told of it."""
    kept: list[Outcome] = []
    for outcome in outcomes:
        place = next((n for n, other in enumerate(kept) if _are_equal(outcome, other)), None)
        if place is None:
            kept.append(outcome)
            continue
        note = _note(_name(outcome), _name(kept[place]), "holds the same rows as")
        kept[place] = replace(kept[place], cautions=(*kept[place].cautions, note))
    return kept


def _note(name: str, other: str, relation: str) -> str:
    if name == other:
        return f"{name} is given twice; it is read once"
    verb = "is " if relation.startswith("the same") else ""
    return f"{name} {verb}{relation} {other}; it counts once"


def _are_equal(one: Outcome, other: Outcome) -> bool:
    n_rows = one.log.n_rows
    if not n_rows or n_rows != other.log.n_rows or one.readings or other.readings:
        return False
    return one.log.sha256 == other.log.sha256


def _name(outcome: Outcome) -> str:
    return outcome.files[0].name.partition(":")[0] if outcome.files else outcome.kind


def _size(source: Source) -> int | None:
    """The bytes of a source; None for a folder, or an object in memory."""
    content = source.content
    is_file = isinstance(content, bytes) or (isinstance(content, Path) and content.is_file())
    return source.size() if is_file else None


def _digest(source: Source) -> bytes:
    digest = hashlib.sha256()
    with source.open() as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.digest()
