"""`ssi check`: the rules held against recorded readings and scenarios."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from estimator.cli.options import A_FILE, QUIET, RULES, argument, command, option
from estimator.cli.words import Choice

if TYPE_CHECKING:
    from estimator.checks.baseline import Baseline
    from estimator.checks.cases import Checked
    from estimator.checks.check_report import CheckReport
    from estimator.report.check_page import CheckForm
    from estimator.rules import Rules

FORMS = ("text", "json", "junit", "github", "md")
SHIPPED = ("cases", "scenarios")


@dataclass(frozen=True)
class CheckOptions:
    """What the user wants checked; without paths, what ships."""

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

    @property
    def of_the_rules(self) -> bool:
        """Whether what no case speaks of is asked for: of what ships, or by --mutate."""
        return bool(self.mutate) or not self.paths


@command("check", "ssi check cases/ --baseline baseline.json")
def check(asked: CheckOptions) -> None:
    """Hold the rules against recorded readings and scenarios.

    PATH is a case (a folder with case.yaml), a scenario (*.ssi.yaml), or a folder of them; the
    shipped ones without any. Exit code 1 when a check fails.

    --update rewrites numbers of scenarios that did not come out, and the baseline; never a reading
    or what is asked of a real account. It is refused in CI (CI is set).
    """
    in_actions = os.environ.get("GITHUB_ACTIONS") == "true"
    if asked.update and os.environ.get("CI", "false").lower() not in ("", "0", "false"):
        what = "--update is refused in CI: whoever rewrites expectations reads the diff"
        raise click.UsageError(what)
    summary = os.environ.get("GITHUB_STEP_SUMMARY") if in_actions else None
    passed = _run(asked, asked.form or ("github" if in_actions else "text"), summary)
    click.get_current_context().exit(0 if passed else 1)


def _run(asked: CheckOptions, form: str, summary: str | None) -> bool:
    """Checks and writes; whether everything passed. summary: a file of GitHub to add to."""
    from estimator.cli.output import put, show_page, width
    from estimator.report.check_page import check_page, check_text
    from estimator.rules import load_rules

    rules = load_rules(*asked.rules)
    report, cases = _checked(asked, rules)
    if asked.update and _update(asked, report, cases):
        report, _ = _checked(asked, rules)
    if form == "text":
        show_page(check_page(report))
    else:
        put(check_text(report, cast("CheckForm", form), width()))  # one of its words
    if summary:
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(check_text(report, "md"))
    return report.passed


def _checked(asked: CheckOptions, rules: "Rules") -> "tuple[CheckReport, tuple[Checked, ...]]":
    from estimator.checks.cases import read_checks
    from estimator.checks.check_report import check as checked
    from estimator.readers.sources import read_log

    cases = read_checks(asked.paths or _shipped(), read_log, rules)
    baseline = None if asked.baseline is None else _baseline(asked.baseline, asked.update)
    mutate = asked.of_the_rules and asked.mutate is not False
    report = checked(cases, rules, baseline=baseline, mutate=mutate)
    return report if asked.of_the_rules else replace(report, coverage=()), cases


def _shipped() -> tuple[Path, ...]:
    """The shipped cases and scenarios, called as one sees them from where one is."""
    from estimator.resources import resource

    here = Path.cwd()
    folders = (resource("fixtures") / name for name in SHIPPED)
    return tuple(f.relative_to(here) if f.is_relative_to(here) else f for f in folders)


def _baseline(path: Path, may_be_new: bool) -> "Baseline | None":
    from estimator.checks.baseline import read_baseline
    from estimator.errors import InputError

    if not path.exists():
        if may_be_new:
            return None
        raise InputError.at(path, "no such file; `ssi check --baseline FILE --update` makes it")
    return read_baseline(path)


def _update(asked: CheckOptions, report: "CheckReport", cases: "tuple[Checked, ...]") -> bool:
    """Rewrites what did not come out, shows what changed; whether anything did."""
    from estimator.atomic_file import atomic_file
    from estimator.checks.baseline import renewed
    from estimator.checks.verdicts import diff, updated

    files = updated(cases, report.verdicts)
    if files and not asked.paths:
        what = "--update rewrites scenarios that are named; give the PATH of those you mean"
        raise click.UsageError(what)
    if asked.baseline is not None:
        old = _baseline(asked.baseline, may_be_new=True)
        before = "" if old is None else asked.baseline.read_text(encoding="utf-8")
        files[asked.baseline] = before, renewed(old, report.figures).to_json()
    changed = {path: both for path, both in files.items() if both[0] != both[1]}
    for path, (before, after) in changed.items():
        with atomic_file(path) as beside:  # what --update is asked to write over
            beside.write_text(after, "utf-8", newline="\n")
        click.echo(diff(str(path), before, after), err=True, nl=False)
    return bool(changed)
