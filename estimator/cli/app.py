"""The group `ssi`: a command's module is imported when the command is called, not before."""

import atexit
import errno
import gc
import io
import os
import sys
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from estimator.cli.options import Command, CommandGroup
from estimator.cli.words import told
from estimator.errors import RulesWarning, SsiError, reason
from estimator.version import VERSION

COMMANDS = {  # of each its module and its class or group there, and what it does
    "score": ("score:ScoreCommand", "The estimated index: pillars, interval, reasons."),
    "history": ("score:HistoryCommand", "The estimated index of every day of a period."),
    "explain": ("explain:ExplainCommand", "Why the index is what it is, and why it moved."),
    "whatif": ("whatif:WhatifCommand", "The index in some weeks, with a plan and without."),
    "plan": ("whatif:PlanCommand", "The least effort to a target; the most for the minutes."),
    "page": ("whatif:PageCommand", "The what-if page: one file with sliders, offline."),
    "actions": ("rules:ActionsCommand", "The words a log may use: units, minutes, limits, names."),
    "report": ("report:ReportCommand", "A week on one page, for Monday morning."),
    "calibrate": ("calibrate:CalibrateCommand", "Numbers fitted to your readings, or why not."),
    "check": ("check:CheckCommand", "The rules held against readings and scenarios, for CI."),
    "import": ("importing:ImportCommand", "Sources of any kind into one log; what they lack."),
    "readings": ("readings:readings", "Recorded /ssi responses: add, list, show, remove."),
    "rules": ("rules:rules", "The model: its numbers, what they rest on, other rules."),
    "serve": ("serve:ServeCommand", "GET /ssi on this machine, as the hosted call answers it."),
    "demo": ("score:DemoCommand", "Score the sample archive that comes with the package."),
}

INTERRUPTED = 130
SELDOM = 500_000  # objects made between two looks for garbage; usually 700


class Refused(click.ClickException):
    """What the user can put right: printed as it is, exit code 2."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        click.echo(self.message, err=True)


class Closed(io.TextIOBase):
    """Stands where standard output is closed; whoever writes to it is told so."""

    def write(self, text: str | bytes) -> int:  # bytes to the buffer
        raise OSError(errno.EBADF, "is closed; name a file with -o", "standard output")

    @property
    def buffer(self) -> "Closed":
        return self


class SsiCommands(CommandGroup):
    """The commands of the table, each imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        found = getattr(import_module(f"estimator.cli.{module}"), name)
        return found if isinstance(found, click.Command) else Command(cmd_name, found)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Reads `help COMMAND...` as `COMMAND... --help`."""
        if args[:1] == ["help"]:
            args = [*args[1:], "--help"]
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])

    def main(self, *given: Any, **named: Any) -> Any:
        """Runs the command line in the way of a process that soon ends.

        Garbage is looked for less often, since most of what is made stays, and not at the end. The
        threads of numpy's linear algebra cost more than any command has to multiply, and no plugin
        of pydantic has a part in our forms.
        """
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
        often = gc.get_threshold()
        gc.set_threshold(SELDOM, *often[1:])
        atexit.unregister(gc.freeze)  # a process may run several commands
        atexit.register(gc.freeze)
        sys.stdout = sys.stdout or Closed()
        sys.stderr = sys.stderr or Path(os.devnull).open("w")  # noqa: SIM115  # until the end
        try:
            return super().main(*given, **named)
        finally:
            gc.set_threshold(*often)

    def make_context(self, *given: Any, **named: Any) -> click.Context:
        try:
            return super().make_context(*given, **named)
        except click.UsageError as error:
            raise told(error) from None
        except OSError as error:
            raise Refused(_sentence(error)) from None

    def invoke(self, ctx: click.Context) -> object:
        """Runs the command; what a user can cause ends in a sentence and exit code 2."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("always", RulesWarning)
                warnings.showwarning = _said  # type: ignore[assignment]  # the words alone
                result: object = super().invoke(ctx)
            sys.stdout.flush()
        except click.UsageError as error:
            raise told(error) from None
        except SsiError as error:
            raise Refused(str(error)) from None
        except BrokenPipeError:  # who reads the output has seen enough (`ssi score x | head`)
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing left to flush
            ctx.exit(0)
        except OSError as error:
            raise Refused(_sentence(error)) from None
        except KeyboardInterrupt:
            click.echo(err=True)  # closes the line of the terminal's ^C
            ctx.exit(INTERRUPTED)
        return result


def _said(message: Warning | str, *_where: object) -> None:
    """Prints a warning as a sentence, without the line of code that python adds; not with -q."""
    context = click.get_current_context(silent=True)
    if context is None or not context.params.get("quiet"):
        click.echo(str(message), err=True)


def _sentence(error: OSError) -> str:
    return f"{error.filename}: {reason(error)}" if error.filename else reason(error)


main = SsiCommands(
    name="ssi",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="An offline estimate of LinkedIn's Social Selling Index from a log of activity.",
    epilog="SOURCE is an export of LinkedIn (ZIP or folder), a usage report, an analytics workbook,"
    " a table with the columns day and action, or - for standard input. Completion of commands and"
    ' options: eval "$(_SSI_COMPLETE=bash_source ssi)" in bash, eval "$(_SSI_COMPLETE=zsh_source'
    ' ssi)" in zsh, _SSI_COMPLETE=fish_source ssi | source in fish.',
)
main = click.version_option(VERSION, prog_name="ssi-estimator", message="%(prog)s %(version)s")(
    main
)
