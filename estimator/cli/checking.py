"""What `check` does once its arguments are clear."""

from dataclasses import replace
from pathlib import Path
from typing import cast

import click

from estimator.atomic_file import atomic_file
from estimator.checks.baseline import Baseline, read_baseline, renewed
from estimator.checks.cases import Checked, read_checks
from estimator.checks.check_report import CheckReport, check
from estimator.checks.verdicts import diff, updated
from estimator.cli.check import CheckOptions
from estimator.cli.output import put, show_page, width
from estimator.errors import InputError
from estimator.readers.sources import read_log
from estimator.report.check_page import CheckForm, check_page, check_text
from estimator.resources import resource
from estimator.rules import Rules, load_rules

SHIPPED = ("cases", "scenarios")


def run(asked: CheckOptions, form: str, summary: str | None) -> bool:
    """Checks and writes; whether everything passed. summary: a file of GitHub to add to."""
    rules = load_rules(*asked.rules)
    report, cases = _checked(asked, rules)
    if asked.update and _update(asked, report, cases):
        report, _ = _checked(asked, rules)
    if form == "text":
        show_page(check_page(report))
    else:
        put(check_text(report, cast(CheckForm, form), width()))  # one of its words: click chose it
    if summary:
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(check_text(report, "md"))
    return report.passed


def _checked(asked: CheckOptions, rules: Rules) -> tuple[CheckReport, tuple[Checked, ...]]:
    cases = read_checks(asked.paths or _shipped(), read_log, rules)
    baseline = None if asked.baseline is None else _baseline(asked.baseline, asked.update)
    mutate = asked.of_the_rules and asked.mutate is not False
    report = check(cases, rules, baseline=baseline, mutate=mutate)
    return report if asked.of_the_rules else replace(report, coverage=()), cases


def _shipped() -> tuple[Path, ...]:
    """The shipped cases and scenarios, called as one sees them from where one is."""
    here = Path.cwd()
    folders = (resource("fixtures") / name for name in SHIPPED)
    return tuple(f.relative_to(here) if f.is_relative_to(here) else f for f in folders)


def _baseline(path: Path, may_be_new: bool) -> Baseline | None:
    if not path.exists():
        if may_be_new:
            return None
        raise InputError.at(path, "no such file; `ssi check --baseline FILE --update` makes it")
    return read_baseline(path)


def _update(asked: CheckOptions, report: CheckReport, cases: tuple[Checked, ...]) -> bool:
    """Rewrites what did not come out, shows what changed; whether anything did."""
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
