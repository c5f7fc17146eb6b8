"""Found: the values a payload holds, each in its place, before anybody has checked them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields


@dataclass(frozen=True)
class FoundGroup:
    """One group of a payload: industry, network or team."""

    rank: object = None
    average: object = None
    pillars: Mapping[str, object] = field(default_factory=dict)
    size: object = None
    name: object = None
    change: object = None

    def or_else(self, other: "FoundGroup") -> "FoundGroup":
        """This group, with what it lacks taken from `other`."""
        mine = {f.name: getattr(self, f.name) for f in fields(self)}
        return FoundGroup(
            **{name: getattr(other, name) if v in (None, {}) else v for name, v in mine.items()}
        )


@dataclass(frozen=True)
class Found:
    """What one payload says; None and absent alike mean that it does not say it.

    in_member: whether the score stood in an object of its own, such as `memberScore`.
    """

    overall: object = None
    pillars: Mapping[str, object] = field(default_factory=dict)
    groups: Mapping[str, FoundGroup] = field(default_factory=dict)
    active_seat: object = None
    captured: object = None
    in_member: bool = False
    flags: tuple[str, ...] = ()
