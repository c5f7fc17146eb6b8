"""What a command is, how it declares its options, and those that commands have in common.

A command is a class: its fields are its options and arguments, its docstring the help, `run` what
it does. A field is declared once: its name is the option's name, its type says what it may be.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from inspect import cleandoc, get_annotations
from pathlib import Path
from shlex import quote
from types import NoneType
from typing import TYPE_CHECKING, Any, ClassVar, get_args, get_origin

import click

import estimator
from estimator.cli.progress import progress
from estimator.cli.words import Choice, NumberType, day, meaning, period, seat
from estimator.errors import near_miss

if TYPE_CHECKING:
    from estimator.actions import Seat
    from estimator.cli.given_sources import ScoresKnown
    from estimator.report import Form, Result
    from estimator.report.blocks import Page
    from estimator.rules import Rules

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

    def made(name: str, kind: object) -> click.Parameter:
        called = flags.split() or [f"--{name.replace('_', '-')}"]
        named = {"metavar": metavar} if metavar else {}
        given = {**_of_type(kind, multiple=True), "help": about, **named, **settings}
        return click.Option([*called, name], **given)

    return made


def argument(metavar: str, **settings: Any) -> Any:
    """An argument as the default of a field; of a field that is a tuple any number of them."""

    def made(name: str, kind: object) -> click.Parameter:
        given = {**_of_type(kind, nargs=-1), "metavar": metavar, "required": False, **settings}
        return click.Argument([name], **given)

    return made


def _of_type(kind: object, **many: object) -> Mapping[str, Any]:
    """What a field's type says: of several values, or of one that may be left out, its own."""
    inner = [one for one in get_args(kind) if one not in (NoneType, ...)]
    declared = AS_DECLARED.get(inner[0] if inner else kind, {})
    return {**declared, **(many if get_origin(kind) is tuple else {})}


class Arguments:
    """What the user asks of a command: an attribute for each of its options."""

    example: ClassVar[str] = ""  # what to type first

    def __init__(self, **given: object) -> None:
        for name, value in given.items():
            setattr(self, name, value)

    def run(self) -> int | None:
        """Does it; the exit code where that is not 0."""
        raise NotImplementedError


class Command(click.Command):
    """A command as Click has it, of its class. Its help begins with an example."""

    def __init__(self, name: str, of: type[Arguments]) -> None:
        made: dict[str, click.Parameter] = {}
        for kind in sorted(
            of.__mro__, key=lambda kind: kind is Input
        ):  # that of sources comes last
            for field, type_ in get_annotations(kind).items():
                if field not in made and callable(declared := vars(kind).get(field)):
                    made[field] = declared(field, type_)
        super().__init__(name, params=[*made.values()], help=cleandoc(of.__doc__ or ""))
        self.of, self.example = of, of.example
        self.callback = self.called

    def called(self, **given: Any) -> None:
        with progress(quiet=given.get("quiet", True)):
            code = self.of(**given).run()
        if code:
            click.get_current_context().exit(code)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        for line in self.example.splitlines():
            formatter.write(f"  $ {line}\n")
        super().format_help_text(ctx, formatter)


class CommandGroup(click.Group):
    """A group that answers an unknown command with the nearest one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, known = args[0], self.list_commands(ctx)
        if name not in known and not name.startswith("-"):
            near = near_miss(name, known).lstrip(", ") or f"there are {', '.join(known)}"
            raise click.UsageError(f"no such command {name!r}; {near}", ctx)
        return super().resolve_command(ctx, args)


def group(name: str, about: str, **commands: type[Arguments]) -> CommandGroup:
    """The group of commands, each of its class."""
    made: dict[str, click.Command] = {name: Command(name, of) for name, of in commands.items()}
    return CommandGroup(name, made, help=about)


# --- what commands have in common ----------------------------------------------------------------

ON = option("The day; the log's last by default.")
SALT = option(
    "Pseudonyms of a team as `ssi import --anonymise` has them with this secret.", "FILE",
    type=A_FILE,
)  # fmt: skip
RULES = option("Rules, or numbers to lay on the shipped ones; repeatable.", "FILE")
FORCE = option("Write over a file; never over a source.")
QUIET = option("Nothing on standard error but errors.", flags="-q --quiet")


class Input(Arguments):
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

    def say(self, text: str) -> None:
        """Prints a line on standard error, where the user does not want it quiet."""
        from estimator.cli.telling import say

        if not self.quiet:
            say(text)


class TextOrJson(Arguments):
    """A result that is shown as text, or as JSON for programs."""

    form: str = option("", flags="--format", type=Choice(("text", "json")), default="text")
    quiet: bool = QUIET

    def show(self, page: "Page", content: Mapping[str, object]) -> None:
        """Prints the page as text; with the form `json`, its content."""
        from estimator.cli.output import put, show_page
        from estimator.report.machine_forms import to_json

        show_page(page) if self.form == "text" else put(to_json(content))


class Output(Arguments):
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

    @property
    def file(self) -> Path | None:
        """The file to write; None for standard output."""
        return None if self.output == Path("-") else self.output


class ScoreOutput(Output):
    """Where a score goes: the `/ssi` response is of one score alone."""

    form: "Form | None" = option("Form of the result.", flags="--format", type=Choice(FORMS))


class Scoring(Arguments):
    """By which rules, with which seat."""

    seat: "Seat" = option(
        "free (no seat), premium or sales_navigator.", default="free", show_default=True
    )
    rules: tuple[str, ...] = RULES

    def loaded(self) -> "Rules":
        """The rules. Raises: RulesError."""
        return estimator.load_rules(*self.rules)


class OfAccount(Scoring, Input):
    """What an account is scored from: sources, the user's own readings, or both."""

    readings: Path | None = option(
        "Your own readings (a folder, JSON lines, a note as CSV): they anchor the estimate.", "PATH"
    )

    def known(
        self, on: date | None = None, doing: str = "", rules: "Rules | None" = None
    ) -> "ScoresKnown":
        """What there is to score, as `known_of` says."""
        from estimator.cli.given_sources import known_of

        return known_of(self, on, doing, rules or self.loaded())


class Answered(OfAccount, Output):
    """What an account is scored from, and where that goes."""

    def deliver(
        self,
        result: "Result",
        known: "ScoresKnown",
        day: date | None = None,
        *,
        beside: bool = True,
        rest: "Iterable[Result]" = (),
    ) -> None:
        """Writes what is said of an account, by the rules of a day; see `output.deliver`.

        beside: whether the score that its sources hold stands there, too.
        """
        from estimator.cli.output import deliver
        from estimator.days import to_day

        recorded = known.recorded(known.today) if beside else ()
        model = known.rules.on(to_day(day or known.today))
        deliver(result, model, self, known.assumed, recorded, rest)


class Averages(Arguments):
    """What LinkedIn shows as the averages of groups, where the user knows them."""

    industry: float | None = option(
        "What LinkedIn shows as your industry's average; gives the rank in it.",
        *("POINTS", "--industry-average"),
        type=NumberType(0, 100),
    )
    network: float | None = option(
        "The average of your network.", "POINTS", "--network-average", type=NumberType(0, 100)
    )

    @property
    def averages(self) -> dict[str, float]:
        groups = {"industry": self.industry, "network": self.network}
        return {group: points for group, points in groups.items() if points is not None}


def said_again(asked: OfAccount) -> str:
    """The sources and what changes a score of them, as another command takes it; a file's name
    stays with the user."""
    told = ["SOURCE"] if asked.sources else []
    told += [flag for flag in ("--complete", "--stale") if getattr(asked, flag[2:])]
    if asked.period is not None:
        told.append(f"--period {':'.join(map(str, asked.period))}")
    told += [f"--map {quote('='.join(one))}" for one in asked.column_map]
    return " ".join([*told, *("--rules FILE" for _ in asked.rules)])
