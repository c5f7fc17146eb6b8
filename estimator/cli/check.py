"""`ssi check`: the rules held against recorded readings and scenarios."""

import os
from pathlib import Path

import click

from estimator.cli.words import Choice

FORMS = ("text", "json", "junit", "github", "md")


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option(
    "--rules", multiple=True, metavar="FILE",
    help="Rules, or numbers to lay on the shipped ones; repeatable.",
)  # fmt: skip
@click.option(
    "--baseline", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Errors may not grow beyond those that stand there.",
)  # fmt: skip
@click.option("--update", is_flag=True, help="Rewrite expectations that differ; show what changes.")
@click.option("--mutate/--no-mutate", default=True, help="Move each number by 10 % and see.")
@click.option("--format", "form", type=Choice(FORMS), help="github inside GitHub Actions.")
def command(
    paths: tuple[Path, ...],
    rules: tuple[str, ...],
    baseline: Path | None,
    update: bool,
    mutate: bool,
    form: str | None,
) -> None:
    """Hold the rules against recorded readings and scenarios.

    PATH is a case (a folder with case.yaml), a scenario (*.ssi.yaml), or a folder of them; the
    shipped ones without any. Exit code 1 when a check fails.

    --update rewrites numbers of scenarios that did not come out, and the baseline; never a reading
    or what is asked of a real account. It is refused in CI (CI is set).
    """
    from estimator.cli.checking import Asked, run

    in_actions = os.environ.get("GITHUB_ACTIONS") == "true"
    if update and os.environ.get("CI", "false").lower() not in ("", "0", "false"):
        what = "--update is refused in CI: whoever rewrites expectations reads the diff"
        raise click.UsageError(what)
    asked = Asked(paths, rules, baseline, mutate, update)
    summary = os.environ.get("GITHUB_STEP_SUMMARY") if in_actions else None
    passed = run(asked, form or ("github" if in_actions else "text"), summary)
    click.get_current_context().exit(0 if passed else 1)
