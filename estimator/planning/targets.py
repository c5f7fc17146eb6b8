"""Targets: a number of points, or the name of a role, read from `rules/targets.yaml`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from estimator.errors import InputError
from estimator.resources import read_form, resource
from estimator.rules.near import listed, near_miss

Points = Annotated[float, Field(ge=0, le=100)]


class Target(BaseModel, frozen=True, extra="forbid"):
    """What is wanted on the day: at least so many points in all, and of some pillars."""

    total: Points
    pillars: Mapping[str, Points] = {}
    about: str = ""
    status: Literal["sourced", "assumed"] = "assumed"
    source: str = ""
    name: str = ""

    def lacks(self, points: Mapping[str, float]) -> dict[str, float]:
        """By how many points each wanted number is missed; empty when none is.

        >>> Target(total=70, pillars={"brand": 15}).lacks({"total": 68.0, "brand": 16.0})
        {'total': 2.0}
        """
        wanted = {"total": self.total, **self.pillars}
        return {k: v - points[k] for k, v in wanted.items() if points[k] < v - 1e-9}


class TargetFile(BaseModel, frozen=True, extra="forbid"):
    """The whole of `targets.yaml`."""

    schema_: Annotated[Literal["ssi-targets/1"], Field(alias="schema")]
    sources: Mapping[str, Mapping[str, object]]
    targets: Mapping[str, Target]


def target_of(wanted: float | str | Target) -> Target:
    """The target that a number of points, a role's name or a target means.

    Raises: InputError for a name that is not known or points beyond 0 to 100.

    >>> target_of(70).total, target_of("good").total
    (70.0, 70.0)
    """
    if isinstance(wanted, Target):
        return wanted
    if isinstance(wanted, str):
        known = named_targets()
        if wanted not in known:
            hint = near_miss(wanted, known) or f"; there are {listed(known)}, or points"
            raise InputError.at("target", f"no such target (got {wanted!r}){hint}")
        return known[wanted]
    if not 0 <= wanted <= 100:
        raise InputError.at("target", f"points from 0 to 100 (got {wanted:g})")
    return Target(total=wanted)


@cache
def named_targets() -> Mapping[str, Target]:
    """Every named target, from the shipped `rules/targets.yaml`.

    Raises: RulesError when that file is not valid.
    """
    return read_targets(resource("rules") / "targets.yaml")


def read_targets(path: Path) -> dict[str, Target]:
    """The targets of the file at `path`, by name. Raises: RulesError with every fault."""
    file = read_form(TargetFile, path)
    return {name: one.model_copy(update={"name": name}) for name, one in file.targets.items()}
