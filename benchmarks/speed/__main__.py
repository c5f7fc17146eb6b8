"""This engine beside what one would use instead, on the same work in the same run.

    python -m benchmarks.speed [WORK ...] [--most ROWS] [--json FILE] [--svg FILE] [--ceilings]

One process an engine; versions and machine printed; medians after a warm-up; answers compared
before times are. Everything an answer costs is in it; what `prepared` means stands in README.md.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.speed.ceilings import CEILINGS, ceilings_table, verdicts
from benchmarks.speed.elsewhere import SCRIPTS, one_account, reading, script, start_up
from benchmarks.speed.engines import OURS, WORKS, Work, is_there
from benchmarks.speed.figures import Figure, Measured, figures_of, title
from benchmarks.speed.growth import GROWN_AT, LEAST, exponents
from benchmarks.speed.machine import machine
from benchmarks.speed.tables import lines, table

BESIDE = ("snapshot", "raw", "history", "plans")
OTHERS = ("growth", "floor", "start", "account", "reading", *SCRIPTS)
HELD_TO = tuple(one.figure.partition(":")[0] for one in CEILINGS)  # titles of works among others
NEEDED = (*BESIDE, "growth", "floor", "start", "account")


@dataclass
class Run:
    """What one run finds, as it goes."""

    folder: Path
    most: int
    works: tuple[str, ...]
    only_ceilings: bool = False
    measured: list[Measured] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    printed: dict[str, list[str]] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)

    def beside(self) -> None:
        """The works of which others do the same, and those that show how ours grows."""
        for work in WORKS:
            if self._asks_for(work):
                found = list(measured(work, self.folder))
                self.measured += found
                self.figures += figures_of(found)
                self.versions |= {one.engine: one.version for one in found}
                show(table(found))

    def _asks_for(self, work: Work) -> bool:
        if work.rows > self.most:
            return False
        if "growth" in self.works and shows_growth(work):
            return True
        if self.only_ceilings and title(work) not in HELD_TO:
            return False
        return work.name in self.works and not work.grown

    def others(self) -> None:
        """The rest, by their names."""
        if "growth" in self.works:
            self._keep("growth: exponents", exponents(self.measured))
        if "floor" in self.works:
            self._keep("share of the physical floor", floors(self.measured, self.folder))
        if "start" in self.works:
            self._keep("start-up, medians of fresh processes", start_up())
        if "account" in self.works:
            self._keep("one account", one_account())
        if "reading" in self.works:
            self._keep("reading, medians", reading(self.folder, self.most))
        for name in (name for name in SCRIPTS if name in self.works):
            progress(name)
            said, found = script(name, self.most)
            self.printed[name] = said
            self.figures += found
            show(["", f"benchmarks/{SCRIPTS[name].name}.py", *(f"  {line}" for line in said)])

    def _keep(self, name: str, found: Iterable[Figure]) -> None:
        progress(name)
        kept = list(found)
        self.figures += kept
        show(lines(name, kept))

    def to_dict(self) -> dict[str, object]:
        """What `compare` and the README read."""
        works: dict[str, dict[str, object]] = {}
        for one in self.measured:
            median = one.median if one.is_timed else None
            told = one._asdict() | {"median": median, "beside": one.beside}
            works.setdefault(title(one.work), {})[one.engine] = told | {"work": one.work.key}
        return {
            "schema": "ssi.bench/1",
            "machine": machine(),
            "versions": self.versions,
            "works": works,
            "figures": {
                f.name: {"value": f.value, "unit": f.unit, "kind": f.kind} for f in self.figures
            },
            "printed": self.printed,
        }


def shows_growth(work: Work) -> bool:
    """Whether a line of `growth` goes through the work."""
    return work.grown or (
        work.name in ("snapshot", "history") and work.accounts == GROWN_AT and work.rows >= LEAST
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("work", nargs="*", help=", ".join((*BESIDE, *OTHERS)) + "; all of them")
    parser.add_argument("--most", type=int, default=10**9, help="rows")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--svg", type=Path)
    parser.add_argument("--ceilings", action="store_true", help="only what they are about")
    asked = parser.parse_args()
    if unknown := {*asked.work} - {*BESIDE, *OTHERS}:
        parser.error(f"no such work: {', '.join(sorted(unknown))}")
    works = tuple(asked.work) or (NEEDED if asked.ceilings else (*BESIDE, *OTHERS))
    show([machine()])
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        run = Run(Path(folder), asked.most, works, asked.ceilings)
        run.beside()
        run.others()
    found = {figure.name: figure.value for figure in run.figures}
    if any(alone.measured is not None for _, alone, _ in verdicts(found)):
        show(["", *ceilings_table(found)])
    show(["", *(f"{name} {version}" for name, version in run.versions.items())])
    progress(f"{time.monotonic() - begun:.0f} s in all")
    write(run, asked.json, asked.svg)


def write(run: Run, results: Path | None, drawing: Path | None) -> None:
    """Writes what was asked for."""
    found = run.to_dict()
    if results is not None:
        results.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if drawing is not None:
        from benchmarks.speed.drawing import drawing_of

        drawing.write_text(drawing_of(found), encoding="utf-8")


def measured(work: Work, folder: Path) -> Iterator[Measured]:
    """Each engine on one work."""
    in_process("nobody", work, folder)
    for engine in work.engines:
        if not is_there(engine):
            progress(f"{title(work)}: {engine} is not installed")
            continue
        progress(f"{title(work)}: {engine}")
        done = in_process(engine, work, folder)
        if done.returncode:
            said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
            show([f"{title(work)}: {engine} failed: {said[-1]}"])
            continue
        yield Measured(work, **json.loads(done.stdout.splitlines()[-1]))


def in_process(engine: str, work: Work, folder: Path) -> subprocess.CompletedProcess[str]:
    """An engine in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.speed.one", engine, work.name]
    command += [str(work.rows), str(work.accounts), "--keep", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def floors(found: list[Measured], folder: Path) -> Iterator[Figure]:
    """How near our largest snapshot and history come to what the machine can do.

    Arrays work on one core, loops on all; each is held against what its cores can do.
    """
    can = ask("machine", folder)
    for threads, bandwidth, raised in can:
        said = f"{threads:.0f} core{'s' if threads > 1 else ''}"
        yield Figure(f"bandwidth, {said}", bandwidth / 1e9, "GB/s", "machine")
        yield Figure(f"powers of two, {said}", raised / 1e6, "M/s", "machine")
    for name in ("snapshot", "history"):
        ours = [one for one in found if one.work.name == name and one.engine in OURS]
        own = [one for one in ours if one.is_timed]
        if own:
            largest = max(own, key=lambda one: (one.work.rows, one.work.accounts)).work
            sizes = str(largest.rows), str(largest.accounts)
            n_bytes, powers = ask(name, folder, *sizes)
            of_it = [one for one in own if one.work == largest]
            yield from floor_figures(n_bytes, powers, can, of_it)


def ask(*arguments: object) -> Any:
    """What `benchmarks.speed.floor` finds in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.speed.floor", *map(str, arguments)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return json.loads(printed)


def floor_figures(
    n_bytes: float, powers: float, can: Sequence[Sequence[float]], own: Sequence[Measured]
) -> Iterator[Figure]:
    """The floor of a work and the share of it that each of ours reached."""
    work = title(own[0].work)
    yield Figure(f"{work}: bytes to move", n_bytes / 1e6, "MB", "need")
    yield Figure(f"{work}: powers to work out", powers / 1e6, "M", "need")
    for one in own:
        _, bandwidth, raised = can[0 if one.engine == OURS[0] else -1]
        least = n_bytes / bandwidth + powers / raised
        yield Figure(f"{work}: floor for {one.engine}", 1000 * least, "ms", "need")
        reached = 100 * least / one.median
        yield Figure(f"share of the floor, {work}: {one.engine}", reached, "%", "share")


def show(said: list[str]) -> None:
    print("\n".join(said), flush=True)


def progress(what: str) -> None:
    print(f"... {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
