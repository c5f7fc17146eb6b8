"""A pytest plugin: every `*.ssi.yaml` is collected, one item for each number it checks.

Nothing of the engine is imported before such a file is found. `--ssi-rules FILE` checks other rules
than the shipped ones, as `ssi check --rules FILE` does; it may be given several times.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from estimator.checks.verdicts import Verdict
    from estimator.rules import Rules

ENDING = ".ssi.yaml"
RULES: pytest.StashKey[Rules] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds --ssi-rules."""
    group = parser.getgroup("ssi", "scenarios of the Social Selling Index")
    group.addoption("--ssi-rules", action="append", default=[], metavar="FILE", help="other rules")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The scenario that a file holds; None for any other file."""
    if not file_path.name.endswith(ENDING):
        return None
    collector: pytest.Collector = ScenarioFile.from_parent(parent, path=file_path)
    return collector


class ScenarioFile(pytest.File):
    """One scenario."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item for each number that the scenario checks."""
        from estimator.checks.cases import read_scenario  # noqa: PLC0415  # when a file is there
        from estimator.checks.trials import trial  # noqa: PLC0415  # when a file is there
        from estimator.checks.verdicts import judged  # noqa: PLC0415  # when a file is there
        from estimator.errors import InputError  # noqa: PLC0415  # when a file is there
        from estimator.readers.sources import read_log  # noqa: PLC0415  # when a file is there
        from estimator.rules import load_rules  # noqa: PLC0415  # when a file is there

        try:
            if RULES not in self.config.stash:  # they are read once a run
                self.config.stash[RULES] = load_rules(*self.config.getoption("--ssi-rules"))
            rules = self.config.stash[RULES]
            scenario = read_scenario(self.path, read_log, rules)
        except InputError as error:
            raise self.CollectError(str(error)) from None
        for verdict in judged(trial(scenario, rules)):
            item: pytest.Item = ScenarioItem.from_parent(
                self, name=verdict.figure, verdict=verdict, scenario=scenario.name
            )
            yield item


class ScenarioItem(pytest.Item):
    """One number of a scenario."""

    def __init__(self, *, verdict: Verdict, scenario: str, **given: object) -> None:
        super().__init__(**given)  # type: ignore[arg-type]  # pytest's own keywords
        self.verdict = verdict
        self.scenario = scenario

    def runtest(self) -> None:
        """Passes where the number comes out. Raises: DidNotComeOut."""
        if not self.verdict.passed:
            raise DidNotComeOut

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None
    ) -> str:
        """What came out beside what was wanted, with its place in the file."""
        from estimator.report.check_page import verdict_said  # noqa: PLC0415  # when a file is there

        if not isinstance(excinfo.value, DidNotComeOut):
            return str(super().repr_failure(excinfo))
        return f"{self.verdict.where}: {verdict_said(self.verdict)}\n  {self.scenario}"

    def reportinfo(self) -> tuple[Path, int, str]:
        """File, line (from 0) and name."""
        from estimator.report.check_page import place_of  # noqa: PLC0415  # when a file is there

        _, line, _ = place_of(self.verdict.where)
        return self.path, line - 1, self.name


class DidNotComeOut(Exception):
    """A number of a scenario did not come out."""
