"""Rule files -> `Rules`: a whole rule set, overlays on top of it, and every fault at its place."""

from collections.abc import Mapping
from pathlib import Path

from estimator.document import Document, KeyPath, read_document, shown
from estimator.errors import RulesError
from estimator.form import At, Walk
from estimator.resources import resource
from estimator.rules.laws import broken, note_references
from estimator.rules.numbers import Number, Speaker, name_of, read_number
from estimator.rules.quantity import Quantity
from estimator.rules.rule_file import RuleFile
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
    walk = Walk(document, {"sources": document.mapping("sources")})
    file = walk.whole(RuleFile)
    numbers, paths = _numbers(walk)
    note_references(document)
    for number, what in broken(numbers):
        document.note(paths[number], what)
    document.judge()
    return Rules(file.name or name, file.calibrated_until, file, numbers, file.sources)


def _numbers(walk: Walk) -> tuple[dict[str, Number], dict[str, KeyPath]]:
    """Every number that can be read, by name in file order, and where it stands in the document."""
    document, sources = walk.document, walk.context["sources"]
    defaults = Speaker("assumed", "").beside(document.mapping("defaults"))
    numbers: dict[str, Number] = {}
    paths: dict[str, KeyPath] = {}
    for at, quantity, raw in walk.later:
        speaker = defaults
        for mapping in (m for m in at.around if "source" in m or "status" in m):
            speaker = speaker.beside(mapping)

        def note(keys: tuple[str, ...], what: str, at: At = at) -> None:
            at.note(what, keys)

        assert isinstance(quantity, Quantity)
        where = document.where(document.at_key(at.path))
        number = read_number(raw, quantity, speaker, sources, note, where)
        if number is not None:
            numbers[name_of(at.path)] = number
            paths[name_of(at.path)] = at.path
    return numbers, paths
