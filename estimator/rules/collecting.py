"""Every number of a rule file, found by the quantities of its form whatever else is wrong."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from estimator.rules.document import Document, Path
from estimator.rules.form import Each, Form, OneOf, Shape, chosen, shapes_in
from estimator.rules.naming import name_of
from estimator.rules.numbers import Number, Speaker, read_number
from estimator.rules.quantity import STATUSES, Quantity

NOBODY = Speaker("assumed", "")

Entry = tuple[Path, Quantity, object, Speaker]


class Collected(NamedTuple):
    """The numbers of a document by name, in file order, and where in the document each stands."""

    numbers: dict[str, Number]
    paths: dict[str, Path]


def collect(document: Document, form: type[Form], sources: Collection[str]) -> Collected:
    """Every number that can be read; what is wrong with another is noted in the document."""
    found = Collected({}, {})
    for path, quantity, raw, speaker in written(form, document.tree, (), default_speaker(document)):

        def note(keys: tuple[str, ...], what: str, path: Path = path) -> None:
            document.note((*path, *keys), what)

        where = document.where(document.at_key(path))
        number = read_number(raw, quantity, speaker, sources, note, where)
        if number is not None:
            found.numbers[name_of(path)] = number
            found.paths[name_of(path)] = path
    return found


def default_speaker(document: Document) -> Speaker:
    """Who vouches for a number that names nobody: the file's `defaults`."""
    tree = document.tree if isinstance(document.tree, Mapping) else {}
    return _speaker(tree.get("defaults"), NOBODY)


def written(shape: Shape, raw: object, path: Path, speaker: Speaker) -> Iterator[Entry]:
    """Each number below `raw`: path, quantity, what is written, who vouches for it."""
    if isinstance(shape, Quantity):
        yield path, shape, raw, speaker
    elif isinstance(shape, Each):
        pairs = raw.items() if isinstance(raw, Mapping) else enumerate(_listed(raw))
        for key, value in pairs:
            yield from written(shape.inner, value, (*path, key), speaker)
    elif isinstance(shape, OneOf):
        yield from written(chosen(shape, raw), raw, path, speaker)
    elif shape is not None and isinstance(raw, Mapping):
        shapes = shapes_in(shape)
        speaker = _speaker(raw, speaker) if "source" in shapes else speaker
        for key, value in raw.items():
            yield from written(shapes.get(key), value, (*path, key), speaker)


def _speaker(raw: object, around: Speaker) -> Speaker:
    """Who vouches inside a mapping that may name a status and a source."""
    if not isinstance(raw, Mapping):
        return around
    status, source = raw.get("status"), raw.get("source")
    return Speaker(
        status if status in STATUSES else around.status,
        source if isinstance(source, str) else around.source,
    )


def _listed(raw: object) -> tuple[object, ...]:
    return raw if isinstance(raw, tuple) else ()
