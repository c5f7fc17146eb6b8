"""Options that commands have in common; each group of them arrives as one frozen value."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import wraps
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from estimator.cli.progress import progress
from estimator.cli.words import Choice, day, meaning, period, points, seat

if TYPE_CHECKING:
    from estimator.actions import Seat
    from estimator.report import Form

Doing = Callable[..., Any]  # of any signature: click calls it by keyword
Decorator = Callable[[Doing], Doing]

FORMS = ("text", "json", "ssi", "csv", "md", "html")  # those of estimator.report; a test says so


@dataclass(frozen=True)
class Input:
    """What the user says about the sources."""

    sources: tuple[str, ...]
    account: str | None
    complete: bool
    period: tuple[date, date] | None
    column_map: tuple[tuple[str, str], ...]
    strict: bool
    stale: bool
    quiet: bool


@dataclass(frozen=True)
class Output:
    """Where the result goes, and in which form; a file's ending names a form, too."""

    form: "Form | None"
    output: Path | None
    force: bool


@dataclass(frozen=True)
class Scoring:
    """By which rules, with which seat."""

    seat: "Seat"
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Averages:
    """What LinkedIn shows as the averages of groups, where the user knows them."""

    industry: float | None
    network: float | None

    @property
    def given(self) -> dict[str, float]:
        groups = {"industry": self.industry, "network": self.network}
        return {group: points for group, points in groups.items() if points is not None}


INPUT = (
    click.argument("sources", nargs=-1, required=True, metavar="SOURCE..."),
    click.option("--account", metavar="NAME", help="Only this account of several."),
    click.option("--complete", is_flag=True, help="What the sources lack did not happen."),
    click.option("--period", type=period, metavar="FIRST:LAST", help="Days of an undated report."),
    click.option(
        "--map", "column_map", multiple=True, type=meaning, metavar="COLUMN=ACTION",
        help="What a column of a report counts; repeatable.",
    ),
    click.option("--strict", is_flag=True, help="A faulty row or a warning is an error."),
    click.option("--stale", is_flag=True, help="Score a day that nothing in the sources reaches."),
    click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error but errors."),
)  # fmt: skip


def said_again(read: Input, by: Scoring) -> str:
    """The sources and what changes a score of them, as another command takes it; a file's name
    stays with the user."""
    told = ["SOURCE"] if read.sources else []
    told += [flag for flag in ("--complete", "--stale") if getattr(read, flag[2:])]
    if read.period is not None:
        told.append(f"--period {':'.join(map(str, read.period))}")
    told += [f"--map {quote('='.join(one))}" for one in read.column_map]
    return " ".join([*told, *("--rules FILE" for _ in by.rules)])


FORM = click.option("--format", "form", type=Choice(FORMS), help="Form of the result.")
NO_RESPONSE = click.option(  # the /ssi response is of one score alone
    "--format", "form", type=Choice([form for form in FORMS if form != "ssi"]),
    help="Form of the result.",
)  # fmt: skip
FORCE = click.option("--force", is_flag=True, help="Write over a file; never over a source.")
OUTPUT = (
    click.option(
        "-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
        help="Write there, in the form its ending names (.json, .csv, .md, .html, .parquet, .xlsx);"
        " - is standard output.",
    ),
    FORCE,
)  # fmt: skip

SCORING = (
    click.option(
        "--seat", type=seat, default="free", show_default=True, metavar="SEAT",
        help="free (no seat), premium or sales_navigator.",
    ),
    click.option(
        "--rules", multiple=True, metavar="FILE",
        help="Rules, or numbers to lay on the shipped ones; repeatable.",
    ),
)  # fmt: skip

READINGS = click.option(
    "--readings", type=click.Path(path_type=Path), metavar="PATH",
    help="Your own readings (a folder, JSON lines, a note as CSV): they anchor the estimate.",
)  # fmt: skip
ON = click.option("--on", type=day, metavar="DATE", help="The day; the log's last by default.")


AVERAGES = (
    click.option(
        "--industry-average", "industry", type=points, metavar="POINTS",
        help="What LinkedIn shows as your industry's average; gives the rank in it.",
    ),
    click.option(
        "--network-average", "network", type=points, metavar="POINTS",
        help="The average of your network.",
    ),
)  # fmt: skip


class Command(click.Command):
    """A command whose help begins with an example: what to type first."""

    def __init__(self, *given: Any, example: str, **named: Any) -> None:
        super().__init__(*given, **named)
        self.example = example

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        for line in self.example.splitlines():
            formatter.write(f"  $ {line}\n")
        super().format_help_text(ctx, formatter)


def packed(kind: type, name: str, options: Sequence[Decorator]) -> Decorator:
    """A decorator that gives a command these options, as one value of `kind` called `name`."""
    own = [field.name for field in fields(kind)]

    def decorate(command: Doing) -> Doing:
        @wraps(command)
        def packing(**given: object) -> object:
            value = kind(**{key: given.pop(key) for key in own})
            with progress(quiet=getattr(value, "quiet", True)):
                return command(**given, **{name: value})

        decorated: Doing = packing
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate


may_take_input = packed(
    Input, "read", (click.argument("sources", nargs=-1, metavar="[SOURCE]..."), *INPUT[1:])
)
takes_input = packed(Input, "read", INPUT)
takes_output = packed(Output, "write", (NO_RESPONSE, *OUTPUT))
takes_score_output = packed(Output, "write", (FORM, *OUTPUT))  # the /ssi response among the forms
takes_scoring = packed(Scoring, "by", SCORING)
