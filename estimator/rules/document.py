"""A YAML text as plain values, where each stands, and everything that is wrong with its form."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from estimator.errors import Fault, RulesError

Path = tuple[str | int, ...]
Place = tuple[int, int]  # line and column, both from 1

START: Place = (1, 1)


@dataclass
class Document:
    """`tree`: mappings, tuples and scalars. `keys`, `values`: where each key and value begins."""

    name: str
    tree: object = None
    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)
    found: set[tuple[Place, Fault]] = field(default_factory=set)

    def at_key(self, path: Path) -> Place:
        """Where the key of `path` stands, or that of the nearest mapping around it."""
        while path and path not in self.keys:
            path = path[:-1]
        return self.keys.get(path, START)

    def at_value(self, path: Path) -> Place:
        """Where the value of `path` begins, or where its key should be."""
        return self.values.get(path) or self.at_key(path)

    def where(self, place: Place) -> str:
        """The place as a reader's editor takes it: `file:line:column`."""
        return f"{self.name}:{place[0]}:{place[1]}"

    def note(self, path: Path, what: str, place: Place | None = None) -> None:
        """Adds a fault of `path`, found at its value unless a place is given."""
        place = place or self.at_value(path)
        named = f"{dotted(path)}: {what}" if path else what
        self.found.add((place, Fault(self.where(place), named)))

    def mapping(self, key: str) -> Mapping[str, object]:
        """The mapping at a key of the tree; empty where there is none."""
        found = self.tree.get(key) if isinstance(self.tree, Mapping) else None
        return found if isinstance(found, Mapping) else {}

    def judge(self) -> None:
        """Nothing when nothing was found. Raises: RulesError with every fault, in file order."""
        if self.found:
            raise RulesError(fault for _, fault in sorted(self.found))


def dotted(path: Path) -> str:
    """The path as a reader writes it.

    >>> dotted(("pillars", "find", "cap"))
    'pillars.find.cap'
    """
    return ".".join(map(str, path))
