"""Paths -> cases and scenarios: a folder holds whatever lies below it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from estimator.checks.activity import ReadLog
from estimator.checks.cases import FILE, Case, read_case
from estimator.checks.scenarios import ENDING, Scenario, is_scenario, read_scenario
from estimator.errors import Fault, InputError
from estimator.rules import Rules

Checked = Case | Scenario


def read_checks(paths: Iterable[Path], read_log: ReadLog, rules: Rules) -> tuple[Checked, ...]:
    """The cases and scenarios that lie at or below the paths, in the order of their names.

    read_log: how a file of rows is read. rules: those that will be checked.

    Raises: InputError with every fault of every file, and for a path that holds none.
    """
    found: list[Checked] = []
    faults: list[Fault] = []
    for path in paths:
        files = [*_files(path)]
        if not files:
            faults.append(Fault(str(path), f"holds no case ({FILE}) and no scenario (*{ENDING})"))
        for file in files:
            try:
                found.append(
                    read_scenario(file, read_log, rules)
                    if is_scenario(file)
                    else read_case(file, read_log)
                )
            except InputError as error:
                faults += error.faults
    if faults:
        raise InputError(faults)
    return tuple(found)


def _files(path: Path) -> Iterator[Path]:
    if path.is_file() and (is_scenario(path) or path.name == FILE):
        yield path
    elif path.is_dir():
        yield from sorted(path.rglob(FILE))
        yield from sorted(path.rglob(f"*{ENDING}"))
    elif not path.exists():
        raise InputError.at(path, "no such file or folder")
