"""Which signal an `unknown: {from: ...}` means, and whether the chain of them ends."""

from collections.abc import Iterable, Mapping

from estimator.rules.document import Document, Path
from estimator.rules.near import near_miss
from estimator.rules.quantity import shown


def named_signal(word: str, signals: Iterable[str]) -> str | None:
    """The `pillar.signal` that a word means: itself, its whole path, or its name alone.

    >>> named_signal("connections", ["find.people_searches", "relationship.connections"])
    'relationship.connections'
    """
    signals = tuple(signals)
    parts = [part for part in word.split(".") if part not in ("pillars", "signals")]
    fitting = [path for path in signals if path.split(".")[-len(parts) :] == parts]
    return fitting[0] if len(fitting) == 1 else None


def note_references(document: Document) -> None:
    """Notes each `from` that names no signal, one that is off, or one that leads back to itself."""
    signals = dict(_signals(document.tree))
    inferred = {path: _from(raw) for path, raw in signals.items()}
    known = {path: named_signal(word, signals) for path, word in inferred.items() if word}
    for path, word in inferred.items():
        if not word:
            continue
        what = _wrong(path, word, known, signals)
        if what:
            pillar, _, name = path.partition(".")
            where: Path = ("pillars", pillar, "signals", name, "unknown", "from")
            document.note(where, what)


def _wrong(
    path: str,
    word: str,
    known: Mapping[str, str | None],
    signals: Mapping[str, Mapping[object, object]],
) -> str:
    origin = known[path]
    if origin is None:
        names = [*signals, *(signal.partition(".")[2] for signal in signals)]
        hint = near_miss(word, names) or "; it is pillar.signal"
        return f"no such signal (got {shown(word)}){hint}"
    if "off" in signals[origin]:
        return f"{origin} is off, so it is never known"
    seen = [path]
    while origin is not None and origin not in seen:
        seen.append(origin)
        origin = known.get(origin)
    return f"leads back to itself: {' from '.join([*seen, path])}" if origin == path else ""


def _signals(tree: object) -> Iterable[tuple[str, Mapping[object, object]]]:
    for pillar, body in _inside(tree, "pillars"):
        for name, signal in _inside(body, "signals"):
            if isinstance(signal, Mapping):
                yield f"{pillar}.{name}", signal


def _inside(raw: object, key: str) -> Iterable[tuple[object, object]]:
    found = raw.get(key) if isinstance(raw, Mapping) else None
    return found.items() if isinstance(found, Mapping) else ()


def _from(signal: Mapping[object, object]) -> str | None:
    unknown = signal.get("unknown")
    word = unknown.get("from") if isinstance(unknown, Mapping) else None
    return word if isinstance(word, str) else None
