"""Writes the tables of a run into a README, between its markers.

    python -m benchmarks.speed.readme benchmarks/README.md results.json [results.before.json]

Where it has a place for `bench`, all tables of the first run go there; where it has one for
`ceilings`, what the engine is held to in every run. Figures get into a README by this script only.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.speed.ceilings import Verdict, values, verdicts
from benchmarks.speed.drawing import NAMES, bars_of, ratio_of, time_of

BEGIN, END = "<!-- {}:begin -->", "<!-- {}:end -->"
COLUMNS = ("arrays", "loops", "polars", "duckdb", "pandas", "plain Python")
HEADS = ("numpy alone", "with `fast`", *COLUMNS[2:])


def page(results: Mapping[str, Any]) -> str:
    """The tables of a run, as Markdown."""
    return "\n".join(
        [
            f"Measured on {results['machine']}.",
            "",
            *beside_table(results["works"]),
            "",
            "Memory beside the columns and the result, in columns:",
            "",
            *memory_table(results["works"]),
            "",
            *ceilings_of(results),
            "",
            *rest_of(results["figures"]),
            "",
            "Versions: "
            + "; ".join(f"{k} {v}" for k, v in sorted(results["versions"].items()))
            + ".",
        ]
    )


def beside_table(works: Mapping[str, Any]) -> Iterator[str]:
    """Each work with the time of each engine, and how many times ours by arrays that is."""
    yield row(["work", *HEADS])
    yield row(["---"] * (1 + len(HEADS)))
    for work, engines in works.items():
        cells = {bar.engine: cell(bar) for bar in bars_of(engines)}
        for name, one in engines.items():
            if one["median"] is None:
                cells[name] = f"DIFFERS by {one['differs']:.2g} points"
        if set(engines) - set(NAMES):
            yield row([work, *(cells.get(name, "") for name in COLUMNS)])


def memory_table(works: Mapping[str, Any]) -> Iterator[str]:
    """What each engine needs beside the columns and the result, where there are enough of them."""
    yield row(["work", *HEADS[:5]])
    yield row(["---"] * 6)
    for work, engines in works.items():
        beside = {name: one["beside"] for name, one in engines.items()}
        if any(value is not None for value in beside.values()):
            told = (beside.get(name) for name in COLUMNS[:5])
            yield row([work, *("" if value is None else f"{value:.1f} x" for value in told)])


def cell(bar: Any) -> str:
    """A time, and how many times ours it is."""
    ratio = "" if bar.engine in NAMES else f" ({ratio_of(bar.times)})"
    return time_of(bar.milliseconds) + ratio


def ceilings_of(*runs: Mapping[str, Any]) -> Iterator[str]:
    """What the engine is held to, and what was measured in each run."""
    yield row(["ceiling", "numpy alone", "with `fast`"])
    yield row(["---"] * 3)
    for lines in zip(*(verdicts(values(run)) for run in runs), strict=True):
        alone, fast = ([line[side] for line in lines] for side in (1, 2))
        yield row([lines[0][0], said(alone), said(fast)])


def said(runs: Sequence[Verdict]) -> str:
    """What was measured in each run, and what was asked for; what misses stands out.

    >>> said([Verdict(6, 7.0, True, "x"), Verdict(6, 5.4, True, "x")])
    '7.0 x, **5.4 x** (6 x)'
    """
    measured = [f"**{one.figure}**" if one.holds is False else one.figure for one in runs]
    return f"{', '.join(measured)} ({runs[0].limit})"


def rest_of(figures: Mapping[str, Any]) -> Iterator[str]:
    """The figures that no other engine has."""
    yield row(["measured", ""])
    yield row(["---", "---:"])
    for name, one in figures.items():
        if not is_told_above(name, one):
            value = f"{one['value']:,.{0 if one['value'] >= 1000 else 2}f} {one['unit']}".strip()
            yield row([name, value])


def is_told_above(name: str, figure: Mapping[str, Any]) -> bool:
    """Whether a figure stands in the other tables already."""
    engine = name.rpartition(": ")[2]
    others = engine in COLUMNS[2:] or figure["kind"] in ("ratio", "memory")
    return others or (engine in NAMES and figure["kind"] in ("time", "rate"))


def row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def written(text: str, name: str, tables: str) -> str:
    """The text with the tables between the markers of that name; without those, as it was.

    >>> written("a\\n<!-- x:begin -->\\nold\\n<!-- x:end -->\\nb", "x", "new").splitlines()
    ['a', '<!-- x:begin -->', 'new', '<!-- x:end -->', 'b']
    """
    begin, end = BEGIN.format(name), END.format(name)
    before, begun, rest = text.partition(begin)
    _, found, after = rest.partition(end)
    if bool(begun) != bool(found):
        raise ValueError(f"no place for tables: {begin} and {end} are not both there")
    return f"{before}{begin}\n{tables}\n{end}{after}" if found else text


def main(arguments: Sequence[str]) -> None:
    readme, *results = (Path(argument) for argument in arguments)
    runs = [json.loads(path.read_text(encoding="utf-8")) for path in results if path.exists()]
    text = written(readme.read_text(encoding="utf-8"), "bench", page(runs[0]))
    ceilings = "\n".join(ceilings_of(*runs))
    readme.write_text(written(text, "ceilings", ceilings), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
