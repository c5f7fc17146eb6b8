"""Who is measured, and on what."""

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from benchmarks.speed.files import kept_team
from benchmarks.speed.team import Team


class Engine(NamedTuple):
    """The module of an engine and its class in it, and the library that it needs."""

    module: str
    made: str
    needs: str
    same: float = 1e-6  # points by which its answers may be off


ENGINES = {
    "arrays": Engine("ours", "Ours", "numpy"),
    "loops": Engine("ours", "OursFast", "numba"),
    "polars": Engine("in_polars", "InPolars", "polars"),
    "duckdb": Engine("in_duckdb", "InDuckDB", "duckdb"),
    "pandas": Engine("in_pandas", "InPandas", "pandas"),
    "plain Python": Engine("in_plain_python", "InPlainPython", "sys"),
}
OURS = ("arrays", "loops")
BIG = ("arrays", "loops", "polars", "duckdb")
ALL = (*BIG, "pandas")


class Work(NamedTuple):
    """A question, a size, and who answers it.

    fewer: engines that would take too long, and how much of the work they do: plans or accounts.
    What they would take for all of it is taken to be as much more. grown: measured for growth only.
    """

    name: str
    rows: int
    accounts: int
    engines: tuple[str, ...]
    fewer: Mapping[str, int] = {}
    grown: bool = False

    @property
    def key(self) -> str:
        return f"{self.name} {self.rows} {self.accounts}"

    @property
    def units(self) -> int:
        """How much there is to do: plans, accounts of a history, rows."""
        return self.accounts if self.name == "history" else self.rows

    def part(self, engine: str) -> int:
        """How much of it an engine does."""
        return self.fewer.get(engine, self.units)


WORKS = (
    Work("snapshot", 10_000, 1, (*ALL, "plain Python")),
    Work("snapshot", 100_000, 1_000, (*ALL, "plain Python")),
    Work("snapshot", 1_000_000, 10_000, ALL),
    Work("snapshot", 10_000_000, 10_000, ALL),
    Work("snapshot", 10_000_000, 200_000, ALL),
    Work("raw", 100_000, 1_000, BIG),
    Work("raw", 10_000_000, 200_000, BIG),
    Work("history", 10_000, 1, (*ALL, "plain Python")),
    Work("history", 100_000, 1_000, ALL),
    Work("history", 1_000_000, 10_000, ALL, {"duckdb": 1_000}),
    Work("history", 10_000_000, 10_000, OURS),
    Work(
        "plans",
        10_000,
        1,
        ("arrays", "loops", "polars", "duckdb", "pandas", "plain Python"),
        {"polars": 1_000, "duckdb": 200, "pandas": 500, "plain Python": 2},
    ),
    *(
        Work(name, rows, accounts, OURS, grown=True)
        for name in ("snapshot", "history")
        for rows, accounts in ((3_000_000, 10_000), (1_000_000, 1_000), (1_000_000, 40_000))
    ),
)


def is_there(engine: str) -> bool:
    """Whether what the engine needs is installed."""
    return find_spec(ENGINES[engine].needs) is not None


def module_of(engine: str) -> ModuleType:
    """The engine's module; only its libraries are imported."""
    return import_module(f"benchmarks.speed.peers.{ENGINES[engine].module}")


def question(engine: str, work: Work, folder: Path) -> tuple[Callable[[], object], int]:
    """What is timed, and the bytes of the columns it is asked of.

    A prepared snapshot and plans keep what is prepared; a history, and what is not prepared, starts
    from the columns as they come, in every run. See README.md.
    """
    made, part = getattr(module_of(engine), ENGINES[engine].made), work.part(engine)
    if work.name == "plans":
        from benchmarks.speed.plans import plans

        asked = plans(part)
        return made.plans_of(asked), asked.n_bytes
    team: Team = kept_team(folder, work.rows, work.accounts)
    if work.name == "history":
        some = team.first(part)
        return lambda: made.history_of(some), some.n_bytes
    if work.name == "raw":
        return lambda: made.from_raw(team), team.n_bytes
    return made(team).snapshot, team.n_bytes
