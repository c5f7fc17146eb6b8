"""Options that commands have in common, and how any command declares its own.

An option is declared once, as the default of a field or parameter, whose name is its name and whose
type says what it may be. Options that several commands have are the fields of a class.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import partial
from inspect import signature
from pathlib import Path
from shlex import quote
from types import NoneType
from typing import TYPE_CHECKING, Any, get_args, get_origin

import click

from estimator.cli.progress import progress
from estimator.cli.words import Choice, day, meaning, period, points, seat

if TYPE_CHECKING:
    from estimator.actions import Seat
    from estimator.report import Form

Doing = Callable[..., Any]  # of any signature: it is called by keyword

FORMS = ("text", "json", "ssi", "csv", "md", "html")  # those of estimator.report; a test says so
AS_DECLARED: Mapping[object, Mapping[str, Any]] = {  # what the type of a field says of its option
    bool: {"is_flag": True},
    date: {"type": day, "metavar": "DATE"},
    Path: {"type": click.Path(path_type=Path)},
    "Seat": {"type": seat, "metavar": "SEAT"},
    "Seat | None": {"type": seat, "metavar": "SEAT"},
}
A_FILE = click.Path(path_type=Path, dir_okay=False)
A_FOLDER = click.Path(path_type=Path, file_okay=False)


def option(about: str, metavar: str = "", flags: str = "", **settings: Any) -> Any:
    """An option as the default of a field. flags: what it is called, where that is not its name."""
    named = {"metavar": metavar} if metavar else {}
    return partial(_option, flags, {"help": about, **named, **settings})


def argument(metavar: str, **settings: Any) -> Any:
    """An argument as the default of a field; of a field that is a tuple any number of them."""
    return partial(_argument, {"metavar": metavar, "required": False, **settings})


def _option(flags: str, settings: Mapping[str, Any], name: str, kind: object) -> click.Parameter:
    called = flags.split() or [f"--{name.replace('_', '-')}"]
    many = {"multiple": True} if get_origin(kind) is tuple else {}
    return click.Option([*called, name], **{**_of_type(kind), **many, **settings})


def _argument(settings: Mapping[str, Any], name: str, kind: object) -> click.Parameter:
    many = {"nargs": -1} if get_origin(kind) is tuple else {}
    return click.Argument([name], **{**_of_type(kind), **many, **settings})


def _of_type(kind: object) -> Mapping[str, Any]:
    """What a field's type says: of several values, or of one that may be left out, its own."""
    inner = [one for one in get_args(kind) if one not in (NoneType, ...)]
    return AS_DECLARED.get(inner[0] if inner else kind, {})


def command(name: str, example: str, of: click.Group | None = None) -> Callable[[Doing], "Command"]:
    """Makes a command of a function: its parameters say which options, its docstring the help.

    A parameter is such a class, or declares an option of its own. example: what to type first.
    of: the group that it belongs to.
    """

    def decorate(body: Doing) -> Command:
        packs: dict[str, Any] = {}
        declared: dict[str, tuple[Any, Any]] = {}  # by name: type, and what makes its parameter
        for key, one in signature(body).parameters.items():
            if is_dataclass(one.annotation):
                packs[key] = one.annotation
                own = fields(one.annotation)
                declared |= {field.name: (field.type, field.default) for field in own}
            else:
                declared[key] = one.annotation, one.default

        def called(**given: Any) -> object:
            quiet = given.get("quiet", True)
            for key, kind in packs.items():
                given[key] = kind(**{field.name: given.pop(field.name) for field in fields(kind)})
            with progress(quiet=quiet):
                return body(**given)

        params = [makes(name, kind) for name, (kind, makes) in declared.items()]
        made = Command(name, callback=called, params=params, help=body.__doc__, example=example)
        if of is not None:
            of.add_command(made)
        return made

    return decorate


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


# --- what commands have in common ----------------------------------------------------------------

ON = option("The day; the log's last by default.")
READINGS = option(
    "Your own readings (a folder, JSON lines, a note as CSV): they anchor the estimate.", "PATH"
)
SALT = option(
    "Pseudonyms of a team as `ssi import --anonymise` has them with this secret.", "FILE",
    type=A_FILE,
)  # fmt: skip
RULES = option("Rules, or numbers to lay on the shipped ones; repeatable.", "FILE")
FORCE = option("Write over a file; never over a source.")
QUIET = option("Nothing on standard error but errors.", flags="-q --quiet")
TEXT_OR_JSON = option("", flags="--format", type=Choice(("text", "json")), default="text")


@dataclass(frozen=True)
class Input:
    """What the user says about the sources."""

    sources: tuple[str, ...] = argument("[SOURCE]...")
    account: str | None = option("Only this account of several.", "NAME")
    complete: bool = option("What the sources lack did not happen.")
    period: tuple[date, date] | None = option(
        "Days of an undated report.", "FIRST:LAST", type=period
    )
    column_map: tuple[tuple[str, str], ...] = option(
        "What a column of a report counts; repeatable.", "COLUMN=ACTION", "--map", type=meaning
    )
    strict: bool = option("A faulty row or a warning is an error.")
    stale: bool = option("Score a day that nothing in the sources reaches.")
    quiet: bool = QUIET


@dataclass(frozen=True)
class Sources(Input):
    """What the user says about the sources, of which there must be one."""

    sources: tuple[str, ...] = argument("SOURCE...", required=True)


@dataclass(frozen=True)
class Output:
    """Where the result goes, and in which form; a file's ending names a form, too."""

    form: "Form | None" = option(
        "Form of the result.", flags="--format", type=Choice([f for f in FORMS if f != "ssi"])
    )
    output: Path | None = option(
        "Write there, in the form its ending names (.json, .csv, .md, .html, .parquet, .xlsx);"
        " - is standard output.",
        *("FILE", "-o --output"),
    )
    force: bool = FORCE


@dataclass(frozen=True)
class ScoreOutput(Output):
    """Where a score goes: the `/ssi` response is of one score alone."""

    form: "Form | None" = option("Form of the result.", flags="--format", type=Choice(FORMS))


@dataclass(frozen=True)
class Scoring:
    """By which rules, with which seat."""

    seat: "Seat" = option(
        "free (no seat), premium or sales_navigator.", default="free", show_default=True
    )
    rules: tuple[str, ...] = RULES


@dataclass(frozen=True)
class Averages:
    """What LinkedIn shows as the averages of groups, where the user knows them."""

    industry: float | None = option(
        "What LinkedIn shows as your industry's average; gives the rank in it.",
        *("POINTS", "--industry-average"),
        type=points,
    )
    network: float | None = option(
        "The average of your network.", "POINTS", "--network-average", type=points
    )

    @property
    def given(self) -> dict[str, float]:
        groups = {"industry": self.industry, "network": self.network}
        return {group: points for group, points in groups.items() if points is not None}


def said_again(read: Input, by: Scoring) -> str:
    """The sources and what changes a score of them, as another command takes it; a file's name
    stays with the user."""
    told = ["SOURCE"] if read.sources else []
    told += [flag for flag in ("--complete", "--stale") if getattr(read, flag[2:])]
    if read.period is not None:
        told.append(f"--period {':'.join(map(str, read.period))}")
    told += [f"--map {quote('='.join(one))}" for one in read.column_map]
    return " ".join([*told, *("--rules FILE" for _ in by.rules)])
