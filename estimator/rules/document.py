"""A YAML text as plain values, where each of them stands, and everything wrong with its form.

The core schema of YAML 1.2, built from the parser's events: anchors, aliases and tags are seen
before anything is made of them (all three are refused), and no more than `DEEPEST` levels are ever
entered. What is wrong with a text is said in words of ours: those of a parser change from one
release to the next.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

import yaml

from estimator.errors import Fault, RulesError

KeyPath = tuple[str | int, ...]
Place = tuple[int, int]  # line and column, both from 1

START: Place = (1, 1)
MOST_FAULTS = 200  # of a file that are told, each with a hint that takes its time


@dataclass
class Document:
    """`tree`: mappings, tuples and scalars. `keys`, `values`: where each key and value begins."""

    name: str
    tree: object = None
    keys: dict[KeyPath, Place] = field(default_factory=dict)
    values: dict[KeyPath, Place] = field(default_factory=dict)
    found: set[tuple[Place, Fault]] = field(default_factory=set)

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

        Raises: RulesError when there are so many that nobody would read more.
        """
        place = place or self.at_value(path)
        named = f"{dotted(path)}: {what}" if path else what
        self.found.add((place, Fault(self.where(place), named)))
        if len(self.found) >= MOST_FAULTS:
            last = Fault(self.name, f"{MOST_FAULTS} faults are listed; there may be more")
            raise RulesError([*(fault for _, fault in sorted(self.found)), last])

    def mapping(self, key: str) -> Mapping[str, object]:
        """The mapping at a key of the tree; empty where there is none."""
        found = self.tree.get(key) if isinstance(self.tree, Mapping) else None
        return found if isinstance(found, Mapping) else {}

    def judge(self) -> None:
        """Nothing when nothing was found. Raises: RulesError with every fault, in file order."""
        if self.found:
            raise RulesError(fault for _, fault in sorted(self.found))


def dotted(path: KeyPath) -> str:
    """The path as a reader writes it.

    >>> dotted(("pillars", "find", "cap"))
    'pillars.find.cap'
    """
    return ".".join(map(str, path))


Scalar = bool | int | float | str | date | None

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMERIC_START = frozenset("+-.0123456789")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_INTEGER = 18  # digits; a longer one is read as a float


def plain_scalar(word: str) -> Scalar:
    """The value of an unquoted scalar by the core schema of YAML 1.2, and days.

    Raises: ValueError for a day that the calendar does not have.

    >>> [plain_scalar(word) for word in ("010", "1e3", "no", "1_000", "true")]
    [10, 1000.0, 'no', '1_000', True]
    """
    if word in _WORDS:
        return _WORDS[word]
    return _numeric(word) if word[0] in _NUMERIC_START else word


def _numeric(word: str) -> Scalar:
    if _INTEGER.fullmatch(word):
        return int(word) if len(word) <= _LONGEST_INTEGER else float(word)
    if _FLOAT.fullmatch(word):
        return float(word)
    if _DAY.fullmatch(word):
        return date.fromisoformat(word)
    if _SPECIAL.fullmatch(word):
        return float(word.replace(".", ""))
    return int(word, 0) if _BASED.fullmatch(word) else word


DEEPEST = 40  # levels of nesting; the rules need a dozen
_TOO_DEEP = f"nested more than {DEEPEST} levels deep"
LONGEST_KEY = 200  # characters; parsers stop at 1,024
_LONG_KEY = f"a key has at most {LONGEST_KEY} characters"
_DIRECTIVE = "a line that begins with % can be %YAML 1.2; a text that begins with % goes in quotes"
_END = r"[\r\n\x85\u2028\u2029]"
_HEAD = re.compile(rf"(?:(?:%YAML +1\.[12](?=\s))?[ \t]*(?:#.*?)??{_END}|%TAG .*?{_END})*")
# What is not printed, and a byte order mark after the beginning.
_NO_LETTER = re.compile(
    r"[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|(?!\A)\ufeff"
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


_LOADER = getattr(yaml, "CSafeLoader", PureLoader)


def read_document(text: str, name: str, loader: type = _LOADER) -> Document:
    """The document that `text` holds; `name` is what its faults call the file.

    A few rare texts are refused with libyaml or without it alone, as a tab after a word, a `?` or
    `:,` in braces. What both read is the same.

    Raises: RulesError when the text is not YAML; every other fault is noted in the document.

    >>> read_document("a: [1, no]", "x.yaml").tree
    {'a': (1, 'no')}
    """
    document = Document(name)
    if sign := _NO_LETTER.search(text):
        what = f"not YAML: holds U+{ord(sign[0]):04X}; a text is letters"
        raise RulesError.at(document.where(_place_in(text, sign.start())), what)
    head = _HEAD.match(text.removeprefix("\ufeff"))
    if head and head.string.startswith("%", head.end()):
        where = document.where(_place_in(head.string, head.end()))
        raise RulesError.at(where, f"not YAML: {_DIRECTIVE}")
    try:
        _Reading(document, yaml.parse(text, Loader=loader)).whole()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else START
        opened = _opened(text, place)
        if opened:  # parsers have limits too, and look far ahead of what they tell
            before = text[: _position_in(text, opened[-1]) + 1]
            with suppress(yaml.MarkedYAMLError):
                _Reading(Document(name), yaml.parse(before, Loader=loader)).whole()
        began = error.context_mark or error.problem_mark
        quote = (began.line + 1, began.column + 1) if began else START
        lines = text.splitlines()
        if key := _long_key(lines, place, bool(opened)):
            what = f"{_LONG_KEY} (got {key[1]})"
            raise RulesError.at(document.where((place[0], key[0])), what) from None
        what = _problem(lines, place, quote, opened)
        raise RulesError.at(document.where(place), f"not YAML: {what}") from None
    return document


class _Reading:
    """Takes the events of one text one by one and fills the document."""

    def __init__(self, document: Document, events: Iterator[yaml.Event]) -> None:
        self.document = document
        self.events = events

    def whole(self) -> None:
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._first_only(event)
                self.document.tree = self._value(next(self.events), ())

    def _first_only(self, event: yaml.Event) -> None:
        if self.document.values:
            where = self.document.where(_place(event))
            raise RulesError.at(where, "a second document begins; a file holds one")

    def _value(self, event: yaml.Event, path: KeyPath) -> object:
        self.document.values[path] = _place(event)
        if isinstance(event, yaml.AliasEvent):
            self._note(event, path, f"alias *{event.anchor}: write the value here")
            return None
        self._refuse_extras(event, path)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path)
        if len(path) >= DEEPEST:
            raise RulesError.at(self.document.where(_place(event)), _TOO_DEEP)
        mapping = isinstance(event, yaml.MappingStartEvent)
        return self._mapping(path) if mapping else self._list(path)

    def _refuse_extras(self, event: yaml.Event, path: KeyPath) -> None:
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            self._note(event, path, f"anchor &{event.anchor}: write each value where it holds")
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._note(event, path, f"tag {tag}: a value carries no tag")

    def _scalar(self, event: yaml.ScalarEvent, path: KeyPath) -> object:
        if event.tag is not None:
            return None  # refused already
        if not event.implicit[0]:
            return event.value
        try:
            value = plain_scalar(event.value)
        except ValueError:
            self._note(event, path, f"the calendar has no such day (got {event.value})")
            return None
        if value is None:
            self._note(event, path, "is empty; give a value, or leave the key out")
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
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event, path)
            if key is None or self._is_second(key, event, path):
                self._value(next(self.events), (*path, "?"))
                continue
            inner = (*path, str(key))
            self.document.keys[inner] = _place(event)
            entries[key] = self._value(next(self.events), inner)
        return entries

    def _key(self, event: yaml.Event, path: KeyPath) -> str | date | None:
        """The key that the event begins; None, with a fault noted, where it is not one."""
        key = self._value(event, (*path, "?"))
        if isinstance(event, yaml.ScalarEvent) and len(event.value) > LONGEST_KEY:
            self._note(event, path, f"{_LONG_KEY} (got {len(event.value)})")
            return None
        if isinstance(key, str | date):
            return key
        if isinstance(key, bool | int | float) and isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        self._note(event, path, "a key is a word")
        return None

    def _is_second(self, key: str | date, event: yaml.Event, path: KeyPath) -> bool:
        first = self.document.keys.get((*path, str(key)))
        if first:
            what = f"written twice, first in line {first[0]}, column {first[1]}"
            self._note(event, (*path, str(key)), what)
        return first is not None

    def _note(self, event: yaml.Event, path: KeyPath, what: str) -> None:
        self.document.note(path, what, _place(event))


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else START


def _place_in(text: str, position: int) -> Place:
    before = text[:position]
    return before.count("\n") + 1, position - before.rfind("\n")


def _position_in(text: str, place: Place) -> int:
    return sum(map(len, text.splitlines(keepends=True)[: place[0] - 1])) + place[1] - 1


def _long_key(lines: list[str], place: Place, in_brackets: bool) -> Place | None:
    """The column and length of a key, too long for a parser, that ends at a colon; else None."""
    if _from(lines, place)[:1] != ":":
        return None
    before = lines[place[0] - 1][: place[1] - 1].rstrip()
    found = re.match(r"(?:.*[\[{,])? *" if in_brackets else r"(?:[-?:] +| )*", before)
    at = found.end() if found else 0
    second = before[at : at + 1] not in ("'", '"') and ": " in before[at:]
    return None if second or len(before) - at <= LONGEST_KEY else (at + 1, len(before) - at)


def _opened(text: str, end: Place) -> list[Place]:
    """Where the brackets open at `end` stand, the outermost first; one too many at most."""
    opened: list[int] = []
    for found in _BRACKETS.finditer(text[: _position_in(text, end)]):
        if found[0] in "[{" and len(opened) <= DEEPEST:
            opened.append(found.start())
        elif found[0] in "]}" and opened:
            opened.pop()
    return [_place_in(text, start) for start in opened]


def _problem(lines: list[str], place: Place, began: Place, opened: list[Place]) -> str:
    """What is wrong at a place; `began`: where what is read there began."""
    line, at, first = _from(lines, (place[0], 1)), _from(lines, place)[:1], _from(lines, began)[:1]
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "a tab before the text; indent with spaces"
    if first and first in "'\"":
        where = f"opened in line {began[0]}, column {began[1]}"
        return f"the quote {where} is not closed, or holds a backslash that means nothing"
    if opened:
        where = f"opened in line {opened[-1][0]}, column {opened[-1][1]}"
        return f"the bracket {where} is not closed, or a comma is missing"
    if at == ":":
        return "a second ': ' on one line; put a text with a colon in quotes"
    if at and at in "@`%&*!|>":
        begins = f"a text that begins with {at} goes in quotes"
        return _DIRECTIVE if line.startswith("%") else begins
    return "does not follow from the lines above; look at indentation, brackets and quotes"


def _from(lines: list[str], place: Place) -> str:
    return lines[place[0] - 1][place[1] - 1 :] if place[0] <= len(lines) else ""
