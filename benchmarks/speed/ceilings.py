"""What the engine is held to, and whether it holds.

python -m benchmarks.speed.ceilings results.json
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Ceiling(NamedTuple):
    """A line of the table: a figure by its name, `{}` standing for the engine.

    numpy, fast: the least it may be, or the most; None where nothing is asked. A figure without
    `{}` is the same for both.
    """

    work: str
    figure: str
    numpy: float | None
    fast: float | None
    unit: str
    at_least: bool = True


SNAPSHOT = "snapshot, layout prepared, 10,000,000 rows"
HISTORY = "history of 365 days, nothing prepared"
PLANS = "10,000 plans x 90 days, one account, one core"
ACCOUNT = "one account, 500 rows, estimate with trace"
PROCESS = "ssi score, 10,000 rows, fresh process"
CEILINGS = (
    Ceiling(
        "snapshot, 10 M rows, 200,000 accounts, prepared",
        f"{SNAPSHOT}, 200,000 accounts: {{}} against the best peer",
        3,
        12,
        "x",
    ),
    Ceiling(
        "the same, 10,000 accounts",
        f"{SNAPSHOT}, 10,000 accounts: {{}} against the best peer",
        6,
        30,
        "x",
    ),
    Ceiling(
        "history of 365 days, 1 M rows, 10,000 accounts, nothing prepared",
        f"{HISTORY}, 1,000,000 rows, 10,000 accounts: {{}} against the best peer",
        3,
        25,
        "x",
    ),
    Ceiling(
        "share of the physical floor, history, 10 M rows",
        f"share of the floor, {HISTORY}, 10,000,000 rows, 10,000 accounts: {{}}",
        None,
        25,
        "%",
    ),
    Ceiling(
        "memory of a history beside columns and result, 10 M rows",
        f"{HISTORY}, 10,000,000 rows, 10,000 accounts: {{}}, memory",
        2,
        2,
        "x columns",
        at_least=False,
    ),
    Ceiling(PLANS, f"{PLANS}: {{}}", 80_000, 80_000, "plans/s"),
    Ceiling(ACCOUNT, ACCOUNT, 1, 1, "ms", at_least=False),
    Ceiling(PROCESS, PROCESS, 250, 250, "ms", at_least=False),
)


class Verdict(NamedTuple):
    """One side of a line: what was measured, None of nothing."""

    ceiling: float | None
    measured: float | None
    at_least: bool
    unit: str

    @property
    def holds(self) -> bool | None:
        if self.measured is None or self.ceiling is None:
            return None
        return self.measured >= self.ceiling if self.at_least else self.measured <= self.ceiling

    @property
    def figure(self) -> str:
        """What was measured, with its unit.

        >>> Verdict(6, 4.53, True, "x").figure, Verdict(1, 0.5, False, "ms").figure
        ('4.5 x', '0.5 ms')
        """
        if self.measured is None:
            return "not measured"
        digits = 0 if self.measured >= 1000 else 2 if self.measured < 2 else 1
        number = f"{self.measured:,.{digits}f}"
        return f"{number.removesuffix('0') if digits == 2 else number} {self.unit}".strip()

    @property
    def limit(self) -> str:
        """What was asked for, with its unit."""
        asked = "nothing asked" if self.ceiling is None else f"{self.ceiling:,g} {self.unit}"
        return asked.strip()

    @property
    def words(self) -> str:
        """Measured, and by how much it misses.

        >>> Verdict(6, 4.5, True, "x").words
        '4.5 x, misses 6 x by 25 %'
        >>> Verdict(1, 0.5, False, "ms").words
        '0.5 ms, holds 1 ms'
        """
        if self.measured is None or self.ceiling is None:
            return self.figure
        if self.holds:
            return f"{self.figure}, holds {self.limit}"
        off = abs(self.measured / self.ceiling - 1)
        return f"{self.figure}, misses {self.limit} by {100 * off:.0f} %"


def verdicts(figures: Mapping[str, float]) -> Iterator[tuple[str, Verdict, Verdict]]:
    """Each line with its verdict on arrays alone and on compiled loops."""
    for one in CEILINGS:
        alone, fast = (figures.get(one.figure.format(engine)) for engine in ("arrays", "loops"))
        yield (
            one.work,
            Verdict(one.numpy, alone, one.at_least, one.unit),
            Verdict(one.fast, fast, one.at_least, one.unit),
        )


def ceilings_table(figures: Mapping[str, float]) -> list[str]:
    """The lines for people."""
    rows = [("work", "numpy alone", "with `fast`")]
    rows += [(work, alone.words, fast.words) for work, alone, fast in verdicts(figures)]
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    return [
        "  ".join(f"{cell:<{w}}" for cell, w in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def values(results: Mapping[str, Mapping[str, Mapping[str, float]]]) -> dict[str, float]:
    """The value of each figure by its name."""
    return {name: one["value"] for name, one in results["figures"].items()}


def main(arguments: Sequence[str]) -> None:
    results = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    print("\n".join(ceilings_table(values(results))))


if __name__ == "__main__":
    main(sys.argv[1:])
