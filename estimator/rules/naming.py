"""What a number is called: its path without the words that every path holds."""

from estimator.rules.document import Path

SKIPPED = frozenset({"pillars", "signals", "decay", "saturation"})
RESERVED = SKIPPED | {"api_name", "cap", "ceiling", "spread"}  # no signal or item has such a name
FADING: dict[str, tuple[str, ...]] = {
    "flow": ("half_life", "window", "lag"),
    "rate": ("half_life", "window", "lag"),
    "days": ("window", "lag"),
    "stock": (),
    "checklist": (),
}


def name_of(path: Path) -> str:
    """The name of the number at a path of a rule file.

    >>> name_of(("pillars", "find", "signals", "people_searches", "saturation", "half_at"))
    'find.people_searches.half_at'
    """
    return ".".join(str(part) for part in path if part not in SKIPPED)


def default_of(name: str) -> str:
    """The name of the default that speaks where a signal states no such number of its decay.

    >>> default_of("find.people_searches.half_life")
    'defaults.half_life'
    """
    return f"defaults.{name.rpartition('.')[2]}"
