"""`ssi check`: the rules held against recorded readings and scenarios."""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

import estimator
from estimator.cli.options import A_FILE, QUIET, RULES, Arguments, argument, option
from estimator.cli.words import Choice

if TYPE_CHECKING:
    from estimator.checks.baseline import Baseline
    from estimator.checks.cases import Checked
    from estimator.checks.check_report import CheckReport
    from estimator.report.check_page import CheckForm
    from estimator.rules import Rules

FORMS = ("text", "json", "junit", "github", "md")
SHIPPED = ("cases", "scenarios")


class CheckCommand(Arguments):
    """Hold the rules against recorded readings and scenarios.

    PATH is a case (a folder with case.yaml), a scenario (*.ssi.yaml), or a folder of them; the
    shipped ones without any. Exit code 1 when a check fails.

    --update rewrites numbers of scenarios that did not come out, and the baseline; never a reading
    or what is asked of a real account. It is refused in CI (CI is set).
    """

    example = "ssi check cases/ --baseline baseline.json"

    paths: tuple[Path, ...] = argument("[PATH]...")
    baseline: Path | None = option(
        "Errors may not grow beyond those that stand there.", "FILE", type=A_FILE
    )
    update: bool = option("Rewrite expectations that differ; show what changes.")
    rules: tuple[str, ...] = RULES
    mutate: bool | None = option(
        "Move each number by 10 % and see; of your own files only when asked for.",
        flags="--mutate/--no-mutate",
        default=None,
    )
    form: str | None = option("github inside GitHub Actions.", flags="--format", type=Choice(FORMS))
    quiet: bool = QUIET

    def run(self) -> int:
        from estimator.cli.output import put, show_page, width
        from estimator.report.check_page import check_page, check_text

        in_actions = os.environ.get("GITHUB_ACTIONS") == "true"
        if self.update and os.environ.get("CI", "false").lower() not in ("", "0", "false"):
            what = "--update is refused in CI: whoever rewrites expectations reads the diff"
            raise click.UsageError(what)
        rules = estimator.load_rules(*self.rules)
        report, cases = self.checked(rules)
        if self.update and self.rewritten(report, cases):
            report, _ = self.checked(rules)
        form = self.form or ("github" if in_actions else "text")
        if form == "text":
            show_page(check_page(report))
        else:
            put(check_text(report, cast("CheckForm", form), width()))  # one of its words
        if in_actions and (summary := os.environ.get("GITHUB_STEP_SUMMARY")):
            with Path(summary).open("a", encoding="utf-8") as file:
                file.write(check_text(report, "md"))
        return 0 if report.passed else 1

    def checked(self, rules: "Rules") -> "tuple[CheckReport, tuple[Checked, ...]]":
        """What came of the checks, and the cases; what no case speaks of only where it counts."""
        from estimator.checks.cases import read_checks

        cases = read_checks(self.paths or _shipped(), estimator.read_log, rules)
        of_the_rules = bool(self.mutate) or not self.paths
        mutate = of_the_rules and self.mutate is not False
        report = estimator.check(cases, rules, baseline=self.kept(), mutate=mutate)
        return report if of_the_rules else replace(report, coverage=()), cases

    def kept(self) -> "Baseline | None":
        """The baseline there is. Raises: InputError where none is, unless it is to be written."""
        from estimator.checks.baseline import read_baseline
        from estimator.errors import InputError

        path = self.baseline
        if path is None or (self.update and not path.exists()):
            return None
        if not path.exists():
            what = "no such file; `ssi check --baseline FILE --update` makes it"
            raise InputError.at(path, what)
        return read_baseline(path)

    def rewritten(self, report: "CheckReport", cases: "tuple[Checked, ...]") -> bool:
        """Rewrites what did not come out, shows what changed; whether anything did."""
        from estimator.atomic_file import atomic_file
        from estimator.checks.baseline import renewed
        from estimator.checks.verdicts import diff, updated

        files = updated(cases, report.verdicts)
        if files and not self.paths:
            what = "--update rewrites scenarios that are named; give the PATH of those you mean"
            raise click.UsageError(what)
        if self.baseline is not None:
            old = self.kept()
            before = "" if old is None else self.baseline.read_text(encoding="utf-8")
            files[self.baseline] = before, renewed(old, report.figures).to_json()
        changed = {path: both for path, both in files.items() if both[0] != both[1]}
        for path, (before, after) in changed.items():
            with atomic_file(path) as beside:  # what --update is asked to write over
                beside.write_text(after, "utf-8", newline="\n")
            click.echo(diff(str(path), before, after), err=True, nl=False)
        return bool(changed)


def _shipped() -> tuple[Path, ...]:
    """The shipped cases and scenarios, called as one sees them from where one is."""
    from estimator.resources import resource

    here = Path.cwd()
    folders = (resource("fixtures") / name for name in SHIPPED)
    return tuple(f.relative_to(here) if f.is_relative_to(here) else f for f in folders)
