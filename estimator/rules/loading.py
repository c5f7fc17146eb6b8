"""Rule files -> `Rules`: a whole rule set, overlays on top of it, and every fault at its place."""

from collections.abc import Iterator
from pathlib import Path

from estimator.document import KeyPath
from estimator.entries import Entry, entry_of, text_of
from estimator.errors import RulesError
from estimator.form import validated
from estimator.resources import resource
from estimator.rules.forms import RuleFile
from estimator.rules.laws import broken, note_references
from estimator.rules.numbers import Number, Speaker, name_of, read_number
from estimator.rules.quantity import Quantity, quantities_of
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
    from estimator.rules.overlay import layered  # noqa: PLC0415  # few lay one on the rules

    rules = None
    for source in sources:
        entry, name = _read(Path(source), str(source)), Path(source).stem
        is_overlay = str(entry.at("schema").raw).startswith(OVERLAYS)
        rules = layered(entry, rules or _shipped(), name) if is_overlay else _whole(entry, name)
    return rules or _shipped()


def rules_of(text: str, name: str = "rules.yaml") -> Rules:
    """The rules that a text states; `name` is what faults call it. Raises: RulesError."""
    return _whole(_entry(text, name), Path(name).stem)


def _shipped() -> Rules:
    path = resource("rules") / SHIPPED
    here = Path.cwd()
    name = path.relative_to(here) if path.is_relative_to(here) else path
    return _whole(_read(path, str(name)), path.stem)


def _read(path: Path, name: str) -> Entry:
    return _entry(text_of(path, name, RulesError, "; rules are a YAML file"), name)


def _entry(text: str, name: str) -> Entry:
    """What the file says. Raises: RulesError when it is no mapping at all."""
    entry = entry_of(text, name, RulesError)
    if not isinstance(entry.raw, dict):
        entry.other(f"is a mapping that begins with schema: {RULES}")
        entry.document.judge()
    return entry


def _whole(entry: Entry, name: str) -> Rules:
    file = validated(entry, RuleFile)
    numbers, paths = _numbers(entry)
    note_references(entry)
    for number, what in broken(numbers):
        entry.document.note(paths[number], what)
    entry.document.judge()
    assert file is not None  # otherwise a fault was found
    return Rules(file.name or name, file.calibrated_until, file, numbers, file.sources)


def _numbers(entry: Entry) -> tuple[dict[str, Number], dict[str, KeyPath]]:
    """Every number that can be read, by name and in file order, and where in the document it is.

    What is wrong with another is noted.
    """
    numbers: dict[str, Number] = {}
    paths: dict[str, KeyPath] = {}
    sources = entry.at("sources").raw
    for at, quantity, speaker in sorted(_met(entry), key=lambda met: met[0].place):
        number = read_number(at, quantity, speaker, sources if isinstance(sources, dict) else ())
        if number is not None:
            numbers[name_of(at.path)], paths[name_of(at.path)] = number, at.path
    return numbers, paths


def _met(entry: Entry) -> Iterator[tuple[Entry, Quantity, Speaker]]:
    """Each number in a mapping that was read as a form, and who vouches for it."""
    defaults = Speaker("assumed", "").beside(entry.at("defaults").raw)
    for path, form in entry.document.forms.items():
        at, speaker = entry, defaults
        for key in path:
            at = at.at(key)
            speaker = speaker.beside(at.raw)
        for key, (quantity, is_list) in quantities_of(form).items():
            for one in at.at(key).elements("") if is_list else (at.at(key),):
                if one.is_there:
                    yield one, quantity, speaker
