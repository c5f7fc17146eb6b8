"""Rule files -> `Rules`: a whole rule set, and overlays on top of it."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from estimator.errors import RulesError
from estimator.resources import resource
from estimator.rules.collecting import collect
from estimator.rules.document import Document
from estimator.rules.faults import note_errors
from estimator.rules.forms import RuleFile
from estimator.rules.laws import broken
from estimator.rules.quantity import shown
from estimator.rules.reading_yaml import read_document
from estimator.rules.references import note_references
from estimator.rules.ruleset import Rules

RULES = "ssi-rules/1"
SHIPPED = "ssi.yaml"
OVERLAYS = "ssi-overlay"  # how the schema of every overlay begins


def load_rules(*sources: str | Path) -> Rules:
    """The rules that the files state, laid one on top of the other in the order given.

    A whole rule set replaces what came before; an overlay changes numbers of it. Without a rule
    set among them, the shipped one is at the bottom.

    Raises: RulesError with every fault of the first file that has any, each with its place.

    >>> load_rules().pillars
    ('brand', 'find', 'insight', 'relationship')
    """
    rules = None
    for source in sources:
        document = _read(Path(source), str(source))
        name = Path(source).stem
        rules = _layer(document, rules, name) if _is_overlay(document) else _whole(document, name)
    return rules or _shipped()


def rules_of(text: str, name: str = "rules.yaml") -> Rules:
    """The rules that a text states; `name` is what faults call it. Raises: RulesError."""
    document = read_document(text, name)
    _is_overlay(document)
    return _whole(document, Path(name).stem)


def _shipped() -> Rules:
    path = resource("rules") / SHIPPED
    return _whole(_read(path, _nearby(path)), path.stem)


def _layer(document: Document, rules: Rules | None, name: str) -> Rules:
    from estimator.rules.overlay import layered  # noqa: PLC0415  # few lay anything on the rules

    return layered(document, rules or _shipped(), name)


def _read(path: Path, name: str) -> Document:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        what = error.strerror or "cannot be read"
        raise RulesError.at(name, f"{what.lower()}; rules are a YAML file") from None
    except UnicodeDecodeError as error:
        raise RulesError.at(name, f"not UTF-8 (byte {error.start}); save it as UTF-8") from None
    return read_document(text, name)


def _nearby(path: Path) -> str:
    """The path as seen from the folder one is in, where it lies below it."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _is_overlay(document: Document) -> bool:
    """Whether the file means to be an overlay. Raises: RulesError when it is no mapping at all."""
    tree = document.tree
    if not isinstance(tree, Mapping):
        document.note((), f"is a mapping that begins with schema: {RULES} (got {shown(tree)})")
        document.judge()
        return False
    return str(tree.get("schema")).startswith(OVERLAYS)


def _whole(document: Document, name: str) -> Rules:
    sources = document.mapping("sources")
    numbers, paths = collect(document, RuleFile, sources)
    note_references(document)
    for number, what in broken(numbers):
        document.note(paths[number], what)
    file = _validated(document, sources)
    document.judge()
    assert file is not None  # otherwise a fault was found
    return Rules(file.name or name, file.calibrated_until, file, numbers, file.sources)


def _validated(document: Document, sources: Mapping[str, object]) -> RuleFile | None:
    try:
        return RuleFile.model_validate(document.tree, context={"sources": sources})
    except ValidationError as error:
        note_errors(document, RuleFile, error)
        return None
