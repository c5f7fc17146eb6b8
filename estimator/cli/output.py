"""Where a result goes: standard output, in colours on a terminal, or a file of its own."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from estimator.atomic_file import atomic_file, check_not_input
from estimator.cli.options import Output
from estimator.errors import InputError
from estimator.report import Form, Result, render, to_lines
from estimator.report.blocks import Line, Page
from estimator.report.text_form import lines_of, plain
from estimator.rules.model import Model

ENDINGS: dict[str, Form] = {
    ".txt": "text",
    ".json": "json",
    ".csv": "csv",
    ".md": "md",
    ".html": "html",
    ".htm": "html",
    ".ics": "ics",
}
NARROWEST, WIDEST, USUAL = 50, 100, 80
WRITTEN = ("output", "save")  # what an option that names a file to write is called

# For what cannot show more than ASCII: other signs for those of bars, charts and sentences.
ASCII = str.maketrans(
    {"█": "#", "░": ":", "·": ".", "│": "|", "─": "-", "├": "|", "┤": "|", "┼": "+", "–": "-",
     "−": "-", "≤": "<", "±": " ", "…": "~", "→": ">", "━": "=", "╺": "-"}
    | dict(zip("▁▂▃▄▅▆▇", "_.-=+*%", strict=True))
    | {chr(sign): "*" for sign in range(0x2801, 0x2900)}
)  # fmt: skip


def deliver(result: Result, model: Model, write: Output, inputs: Iterable[str]) -> None:
    """Writes the result where and how the user wants it."""
    form = write.form or (ENDINGS.get(write.output.suffix.lower()) if write.output else None)
    if write.output is not None:
        keep(write.output, _rendered(result, form or "text", model, USUAL), inputs, write.force)
    elif (form or "text") == "text":
        show(to_lines(result, model, width()))
    else:
        put(_rendered(result, form or "text", model, USUAL))


def _rendered(result: Result, form: Form, model: Model, columns: int) -> str:
    try:
        return render(result, form, model, columns)
    except ValueError as error:
        raise click.UsageError(f"--format {form}: {error}") from None


def writable(path: Path, inputs: Iterable[str], force: bool = False) -> Path:
    """The path, when something may be written there: never over what the command reads, and over
    another file only when the user insists.

    Raises: InputError otherwise.
    """
    check_not_input(path, [*map(Path, inputs), *_named_beside(path)])
    if path.exists() and not force:
        raise InputError.at(path, "is there already; name another file, or add --force")
    return path


def _named_beside(path: Path) -> Iterator[Path]:
    """Every file and folder that the arguments of the command name, but the one to write.

    Sources, rules, plans, readings, secrets: what an option that comes later reads is among them
    the day it is added.
    """
    context = click.get_current_context(silent=True)
    for name, value in (context.params if context else {}).items():
        for one in value if isinstance(value, tuple) else (value,):
            is_written = name in WRITTEN and one is not None and Path(one) == path
            if isinstance(one, str | Path) and not is_written and _is_there(Path(one)):
                yield Path(one)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a text that no path can be
        return False


def keep(path: Path, text: str, inputs: Iterable[str] = (), force: bool = False) -> None:
    """Writes the text to the path, whole or not at all. Raises: InputError as `writable`."""
    sources = [*inputs]
    with atomic_file(writable(path, sources, force), inputs=map(Path, sources)) as beside:
        beside.write_text(text, "utf-8", newline="\n")


def show(lines: Iterable[Line]) -> None:
    """Prints lines of text, with colours where a terminal can show them."""
    if in_colour():
        from estimator.report.text_form import print_lines  # imports rich

        print_lines(lines)
    else:
        put(plain(lines))


def show_page(page: Page) -> None:
    """Prints a page as text."""
    show(lines_of(page, width()))


def put(text: str) -> None:
    """Prints the text; with other signs where standard output cannot show those it has."""
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = text.translate(ASCII).encode("ascii", "replace").decode()
    click.echo(text, nl=False)


def in_colour() -> bool:
    """Whether standard output is a terminal that shows colours to somebody who wants them."""
    wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return wanted and sys.stdout.isatty()


def width() -> int:
    """The columns a page of text may take."""
    return min(max(shutil.get_terminal_size((USUAL, 24)).columns, NARROWEST), WIDEST)
