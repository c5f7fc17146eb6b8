"""`ssi check`: the rules held against recorded readings and scenarios."""

import os
from dataclasses import dataclass
from pathlib import Path

import click

from estimator.cli.options import Command, packed
from estimator.cli.words import Choice

FORMS = ("text", "json", "junit", "github", "md")


@dataclass(frozen=True)
class CheckOptions:
    """What the user wants checked; without paths, what ships."""

    paths: tuple[Path, ...]
    rules: tuple[str, ...]
    baseline: Path | None
    mutate: bool | None
    update: bool
    quiet = False  # how far it is, is told on a terminal

    @property
    def of_the_rules(self) -> bool:
        """Whether what no case speaks of is asked for: of what ships, or by --mutate."""
        return bool(self.mutate) or not self.paths


ASKED = (
    click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]..."),
    click.option(
        "--baseline", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
        help="Errors may not grow beyond those that stand there.",
    ),
    click.option(
        "--update", is_flag=True, help="Rewrite expectations that differ; show what changes."
    ),
    click.option(
        "--rules", multiple=True, metavar="FILE",
        help="Rules, or numbers to lay on the shipped ones; repeatable.",
    ),
    click.option(
        "--mutate/--no-mutate", default=None,
        help="Move each number by 10 % and see; of your own files only when asked for.",
    ),
)  # fmt: skip


@click.command("check", cls=Command, example="ssi check cases/ --baseline baseline.json")
@packed(CheckOptions, "asked", ASKED)
@click.option("--format", "form", type=Choice(FORMS), help="github inside GitHub Actions.")
def command(asked: CheckOptions, form: str | None) -> None:
    """Hold the rules against recorded readings and scenarios.

    PATH is a case (a folder with case.yaml), a scenario (*.ssi.yaml), or a folder of them; the
    shipped ones without any. Exit code 1 when a check fails.

    --update rewrites numbers of scenarios that did not come out, and the baseline; never a reading
    or what is asked of a real account. It is refused in CI (CI is set).
    """
    from estimator.cli.checking import run

    in_actions = os.environ.get("GITHUB_ACTIONS") == "true"
    if asked.update and os.environ.get("CI", "false").lower() not in ("", "0", "false"):
        what = "--update is refused in CI: whoever rewrites expectations reads the diff"
        raise click.UsageError(what)
    summary = os.environ.get("GITHUB_STEP_SUMMARY") if in_actions else None
    passed = run(asked, form or ("github" if in_actions else "text"), summary)
    click.get_current_context().exit(0 if passed else 1)
