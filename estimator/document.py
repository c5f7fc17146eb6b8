"""A YAML text as plain values, where each of them stands, and everything wrong with its form.

The core schema of YAML 1.2, built from the parser's events: anchors, aliases and tags are seen
before anything is made of them (all three are refused), and no more than `DEEPEST` levels are ever
entered. What is wrong with a text is said in words of ours: those of a parser change from one
release to the next.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NoReturn

import yaml

from estimator.errors import Fault, InputError

KeyPath = tuple[str | int, ...]
Place = tuple[int, int]  # line and column, both from 1

START: Place = (1, 1)
MOST_FAULTS = 200  # of a file that are told, each with a hint that takes its time


@dataclass
class Document:
    """`tree`: mappings, tuples and scalars. `keys`, `values`: where each key and value begins.

    kind: of the errors it raises. paths: of each mapping, by its `id`. forms: what mappings were
    read as, by path.
    """

    name: str
    kind: type[InputError] = InputError
    tree: object = None
    keys: dict[KeyPath, Place] = field(default_factory=dict)
    values: dict[KeyPath, Place] = field(default_factory=dict)
    found: set[tuple[Place, Fault]] = field(default_factory=set)
    paths: dict[int, KeyPath] = field(default_factory=dict)
    forms: dict[KeyPath, Any] = field(default_factory=dict)

    def at_key(self, path: KeyPath) -> Place:
        """Where the key of `path` stands, or that of the nearest mapping around it."""
        while path and path not in self.keys:
            path = path[:-1]
        return self.keys.get(path, START)

    def at_value(self, path: KeyPath) -> Place:
        """Where the value of `path` begins, or where its key should be."""
        return self.values.get(path) or self.at_key(path)

    def where(self, place: Place) -> str:
        """The place as a reader's editor takes it: `file:line:column`."""
        return f"{self.name}:{place[0]}:{place[1]}"

    def note(self, path: KeyPath, what: str, place: Place | None = None) -> None:
        """Adds a fault of `path`, found at its value unless a place is given.

        Raises: its error when there are so many that nobody would read more.
        """
        place = place or self.at_value(path)
        dotted = ".".join(map(str, path))
        self.found.add((place, Fault(self.where(place), f"{dotted}: {what}" if path else what)))
        if len(self.found) >= MOST_FAULTS:
            last = Fault(self.name, f"{MOST_FAULTS} faults are listed; there may be more")
            raise self.kind([*(fault for _, fault in sorted(self.found)), last])

    def refuse(self, place: Place, what: str) -> NoReturn:
        """Raises: its error, with what is wrong with the text at a place."""
        raise self.kind.at(self.where(place), what) from None

    def judge(self) -> None:
        """Nothing when nothing was found. Raises: its error with every fault, in file order."""
        if self.found:
            raise self.kind(fault for _, fault in sorted(self.found))


Scalar = bool | int | float | str | date | None

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMERIC_START = frozenset("+-.0123456789")
_NUMERIC: dict[re.Pattern[str], Callable[[str], Scalar]] = {
    re.compile(r"[-+]?[0-9]{1,18}"): int,  # a longer one is read as a float
    re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"): float,
    re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"): date.fromisoformat,
    re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"): lambda word: float(word.replace(".", "")),
    re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+"): lambda word: int(word, 0),
}


def plain_scalar(word: str) -> Scalar:
    """The value of an unquoted scalar by the core schema of YAML 1.2, and days.

    Raises: ValueError for a day that the calendar does not have.

    >>> [plain_scalar(word) for word in ("010", "1e3", "no", "1_000", "true")]
    [10, 1000.0, 'no', '1_000', True]
    """
    if word in _WORDS:
        return _WORDS[word]
    forms = _NUMERIC if word[0] in _NUMERIC_START else {}
    read = next((read for form, read in forms.items() if form.fullmatch(word)), str)
    return read(word)


DEEPEST = 40  # levels of nesting; the rules need a dozen
_TOO_DEEP = f"nested more than {DEEPEST} levels deep"
LONGEST_KEY = 200  # characters; parsers stop at 1,024
_LONG_KEY = f"a key has at most {LONGEST_KEY} characters"
_DIRECTIVE = "a line that begins with % can be %YAML 1.2; a text that begins with % goes in quotes"
_END = r"[\r\n\x85\u2028\u2029]"
_HEAD = re.compile(rf"(?:(?:%YAML +1\.[12](?=\s))?[ \t]*(?:#.*?)??{_END}|%TAG .*?{_END})*")
# What is not printed, and a byte order mark after the beginning.
_NO_LETTER = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]"
)
# Brackets, and what may hide one: quoted texts and comments are stepped over whole.
_BRACKETS = re.compile(
    r"""(?<!\w)'(?:[^']|'')*(?:'|\Z)|(?<!\w)"(?:[^"\\]|\\.)*(?:"|\Z)|(?<!\S)\#.*?$|[\[{}\]]""",
    re.DOTALL | re.MULTILINE,
)


class PureLoader(yaml.SafeLoader):
    """The loader where libyaml is not: as libyaml, it refuses an escape that names no character."""

    def scan_flow_scalar_non_spaces(self, double: bool, start_mark: yaml.Mark) -> list[str]:
        try:
            chunks: list[str] = super().scan_flow_scalar_non_spaces(double, start_mark)
            "".join(chunks).encode()
        except (ValueError, OverflowError):
            what = "an escape that names no character"
            raise yaml.scanner.ScannerError(None, start_mark, what, self.get_mark()) from None
        return chunks


LOADER = getattr(yaml, "CSafeLoader", PureLoader)


def read_document(
    text: str, name: str, kind: type[InputError] = InputError, loader: type = LOADER
) -> Document:
    """The document that `text` holds; `name` is what its faults call the file.

    A few rare texts are refused with libyaml or without it alone, as a tab after a word, a `?` or
    `:,` in braces. What both read is the same.

    Raises: an error of the kind when the text is not YAML; other faults are noted in the document.

    >>> read_document("a: [1, no]", "x.yaml").tree
    {'a': (1, 'no')}
    """
    document = Document(name, kind)
    text = text.removeprefix("\ufeff")
    if sign := _NO_LETTER.search(text):
        what = f"not YAML: holds U+{ord(sign[0]):04X}; a text is letters"
        document.refuse(_place_in(text, sign.start()), what)
    head = _HEAD.match(text)
    if head and text.startswith("%", head.end()):
        document.refuse(_place_in(text, head.end()), f"not YAML: {_DIRECTIVE}")
    try:
        _Reading(document, yaml.parse(text, Loader=loader)).whole()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        began = error.context_mark or mark
        at = mark.index if mark else 0
        opened = _opened(text[:at])
        if opened:  # parsers have limits too, and look far ahead of what they tell
            before = text[: opened[-1] + 1]
            with suppress(yaml.MarkedYAMLError):
                _Reading(Document(name, kind), yaml.parse(before, Loader=loader)).whole()
        if key := _long_key(text, at, bool(opened)):
            document.refuse(_place_in(text, key[0]), f"{_LONG_KEY} (got {key[1]})")
        what = _problem(text, at, began.index if began else 0, opened)
        document.refuse(_place(mark), f"not YAML: {what}")
    return document


class _Reading:
    """Takes the events of one text one by one and fills the document."""

    def __init__(self, document: Document, events: Iterator[yaml.Event]) -> None:
        self.document = document
        self.events = events

    def whole(self) -> None:
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if self.document.values:
                    what = "a second document begins; a file holds one"
                    self.document.refuse(_place(event.start_mark), what)
                self.document.tree = self._value(next(self.events), ())

    def _value(self, event: Any, path: KeyPath) -> object:
        self.document.values[path] = place = _place(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            self.document.note(path, f"alias *{event.anchor}: write the value here", place)
            return None
        if event.anchor is not None:
            what = f"anchor &{event.anchor}: write each value where it holds"
            self.document.note(path, what, place)
        if event.tag is not None:
            self.document.note(path, f"tag {event.tag}: a value carries no tag", place)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path)
        if len(path) >= DEEPEST:
            self.document.refuse(place, _TOO_DEEP)
        mapping = isinstance(event, yaml.MappingStartEvent)
        return self._mapping(path) if mapping else self._list(path)

    def _scalar(self, event: yaml.ScalarEvent, path: KeyPath) -> object:
        if event.tag is not None:
            return None  # refused already
        if not event.implicit[0]:
            return event.value
        value, what = None, "is empty; give a value, or leave the key out"
        try:
            value = plain_scalar(event.value)
        except ValueError:
            what = f"the calendar has no such day (got {event.value})"
        if value is None:
            self.document.note(path, what, _place(event.start_mark))
        return value

    def _list(self, path: KeyPath) -> tuple[object, ...]:
        values: list[object] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            values.append(self._value(event, (*path, len(values))))
        return tuple(values)

    def _mapping(self, path: KeyPath) -> dict[object, object]:
        entries: dict[object, object] = {}
        self.document.paths[id(entries)] = path
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event, path)
            inner = (*path, str(key))
            if first := self.document.keys.get(inner):
                what = f"written twice, first in line {first[0]}, column {first[1]}"
                self.document.note(inner, what, _place(event.start_mark))
            if key is None or first:
                self._value(next(self.events), (*path, "?"))
                continue
            self.document.keys[inner] = _place(event.start_mark)
            entries[key] = self._value(next(self.events), inner)
        return entries

    def _key(self, event: yaml.Event, path: KeyPath) -> str | date | None:
        """The key that the event begins; None, with a fault noted, where it is not one."""
        key = self._value(event, (*path, "?"))
        if not isinstance(event, yaml.ScalarEvent) or key is None:
            what = "a key is a word"
        elif len(event.value) > LONGEST_KEY:
            what = f"{_LONG_KEY} (got {len(event.value)})"
        else:
            return key if isinstance(key, str | date) else str(event.value)
        self.document.note(path, what, _place(event.start_mark))
        return None


def _place(mark: Any) -> Place:
    return (mark.line + 1, mark.column + 1) if mark else START


def _place_in(text: str, at: int) -> Place:
    before = text[:at]
    return before.count("\n") + 1, at - before.rfind("\n")


def _long_key(text: str, at: int, in_brackets: bool) -> tuple[int, int] | None:
    """Where a key begins, too long for a parser, that ends at the colon `at`, and its length."""
    if text[at : at + 1] != ":":
        return None
    line = text.rfind("\n", 0, at) + 1
    before = r"(?:.*[\[{,])? *" if in_brackets else r"(?:[-?:] +| )*"
    key = re.sub(before, "", text[line:at], count=1)
    begins, length = at - len(key), len(key.rstrip())
    second = key[:1] not in ("'", '"') and ": " in key
    return None if second or length <= LONGEST_KEY else (begins, length)


def _opened(text: str) -> list[int]:
    """Where the brackets open at the end stand, the outermost first; one too many at most."""
    opened: list[int] = []
    for found in _BRACKETS.finditer(text):
        if found[0] in "[{" and len(opened) <= DEEPEST:
            opened.append(found.start())
        elif found[0] in "]}" and opened:
            opened.pop()
    return opened


def _problem(text: str, at: int, began: int, opened: list[int]) -> str:
    """What is wrong at a place; `began`: where what is read there began."""
    line = text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0]
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "a tab before the text; indent with spaces"
    first, sign = text[began : began + 1], text[at : at + 1]
    if first and first in "'\"":
        where = "opened in line {}, column {}".format(*_place_in(text, began))
        return f"the quote {where} is not closed, or holds a backslash that means nothing"
    if opened:
        where = "opened in line {}, column {}".format(*_place_in(text, opened[-1]))
        return f"the bracket {where} is not closed, or a comma is missing"
    if sign == ":":
        return "a second ': ' on one line; put a text with a colon in quotes"
    if sign and sign in "@`%&*!|>":
        begins = f"a text that begins with {sign} goes in quotes"
        return _DIRECTIVE if line.startswith("%") else begins
    return "does not follow from the lines above; look at indentation, brackets and quotes"
