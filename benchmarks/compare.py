"""Two runs of `benchmarks.speed` held against each other.

    python -m benchmarks.compare OLD.json NEW.json [--tolerance 0.2]

Prints each figure, old, new and new over old. What a figure may lose before it counts as slower
depends on its kind; `--tolerance` takes the place of all of them. What other engines do is shown
and not judged. The exit code is 1 when something of ours got slower, larger, or steeper.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

TOLERANCE = {  # the part of a figure that it may lose between two runs on one machine
    "time": 0.2,
    "rate": 0.2,
    "start": 0.15,
    "memory": 0.1,
    "ratio": 0.3,  # both sides of it move
    "share": 0.3,
    "exponent": 0.05,
}
MORE_IS_BETTER = {"rate", "ratio", "share"}
SHORT = 5.0  # milliseconds: what is shorter is a matter of luck
SHORT_TOLERANCE = 0.5
OTHERS = ("polars", "duckdb", "pandas", "plain Python")


class Compared(NamedTuple):
    """A figure of two runs. verdict: `better`, `slower`, or nothing."""

    name: str
    old: float
    new: float
    unit: str
    verdict: str

    @property
    def ratio(self) -> float:
        return self.new / self.old if self.old else float(self.new != self.old) + 1.0


def compared(
    old: Mapping[str, Any], new: Mapping[str, Any], tolerance: float | None = None
) -> Iterator[Compared]:
    """The figures that both runs have."""
    for name, was in old.items():
        now = new.get(name)
        if now is not None:
            said = verdict(name, was, now, tolerance)
            yield Compared(name, was["value"], now["value"], was["unit"], said)


def verdict(
    name: str, old: Mapping[str, Any], new: Mapping[str, Any], tolerance: float | None = None
) -> str:
    """Whether a figure got `slower` or `better` by more than it may.

    >>> ms = {"unit": "ms", "kind": "time"}
    >>> verdict("history: arrays", {"value": 100.0, **ms}, {"value": 130.0, **ms})
    'slower'
    >>> verdict("history: polars", {"value": 100.0, **ms}, {"value": 130.0, **ms})
    ''
    """
    kind, before, after = old["kind"], old["value"], new["value"]
    if kind not in TOLERANCE or is_of_others(name):
        return ""
    allowed = tolerance_of(old) if tolerance is None else tolerance
    if kind in MORE_IS_BETTER:
        before, after = after, before
    if after > before * (1 + allowed):
        return "slower"
    return "better" if before > after * (1 + allowed) else ""


def tolerance_of(figure: Mapping[str, Any]) -> float:
    """What a figure may lose."""
    milliseconds = figure["value"] * (1000 if figure["unit"] == "s" else 1)
    if figure["kind"] == "time" and milliseconds < SHORT:
        return SHORT_TOLERANCE
    return TOLERANCE[figure["kind"]]


def is_of_others(name: str) -> bool:
    """Whether a figure is another engine's."""
    return name.rpartition(": ")[2].partition(",")[0] in OTHERS


def table(found: list[Compared]) -> list[str]:
    """The figures for people."""
    width = max((len(one.name) for one in found), default=6)
    head = f"{'figure':<{width}} {'old':>12} {'new':>12}  new/old"
    return [head, *(line(one, width) for one in found)]


def line(one: Compared, width: int) -> str:
    digits = 0 if max(one.old, one.new) >= 1000 else 2
    values = f"{one.old:12,.{digits}f} {one.new:12,.{digits}f}  {one.ratio:7.2f}"
    return f"{one.name:<{width}} {values}  {one.unit:<10} {one.verdict}".rstrip()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--tolerance", type=float, help="for figures of every kind")
    asked = parser.parse_args(arguments)
    old, new = (json.loads(path.read_text(encoding="utf-8")) for path in (asked.old, asked.new))
    if old["machine"] != new["machine"]:
        print(f"other machines: {old['machine']}\n           and: {new['machine']}\n")
    found = list(compared(old["figures"], new["figures"], asked.tolerance))
    print("\n".join(table(found)))
    told = ", ".join(f"{kind} {allowed:g}" for kind, allowed in TOLERANCE.items())
    short = f"below {SHORT:g} ms {SHORT_TOLERANCE:g}"
    print("\ntolerance:", f"{told}, {short}" if asked.tolerance is None else asked.tolerance)
    gone = old["figures"].keys() - new["figures"].keys()
    if gone:
        print(f"not in the new run: {len(gone)} figures")
    slower = [one for one in found if one.verdict == "slower"]
    print(f"{len(slower)} slower of {len(found)}")
    return 1 if slower else 0


if __name__ == "__main__":
    sys.exit(main())
