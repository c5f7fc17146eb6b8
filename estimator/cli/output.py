"""Where a result goes: standard output, in colours on a terminal, or a file of its own."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from estimator.atomic_file import atomic_file, check_not_input
from estimator.cli.options import Input, Output
from estimator.cli.words import needed
from estimator.errors import Fault, InputError
from estimator.report import Form, Result, columns_of, render, to_lines
from estimator.report.blocks import Line, Page
from estimator.report.machine_forms import to_csv, to_parquet, to_workbook
from estimator.report.text_form import lines_of, plain
from estimator.rules.model import Model

if TYPE_CHECKING:
    from estimator.reading import Reading

ENDINGS: dict[str, Form] = {
    ".txt": "text",
    ".json": "json",
    ".csv": "csv",
    ".md": "md",
    ".html": "html",
    ".htm": "html",
    ".ics": "ics",
}
TABLES = (".parquet", ".xlsx")
NARROWEST, WIDEST, USUAL = 50, 100, 80
WRITTEN = ("output", "save")  # what an option that names a file to write is called

# For what cannot show more than ASCII: other signs for those of bars, charts and sentences.
ASCII = str.maketrans(
    {"█": "#", "░": ":", "·": ".", "│": "|", "─": "-", "├": "|", "┤": "|", "┼": "+", "–": "-",
     "−": "-", "≤": "<", "±": " ", "…": "~", "●": "o", "→": ">", "━": "=", "╺": "-"}
    | dict(zip("▁▂▃▄▅▆▇", "_.-=+*%", strict=True))
    | {chr(sign): "*" for sign in range(0x2801, 0x2900)}
)  # fmt: skip


def deliver(
    result: Result,
    model: Model,
    asked: Output,
    assumed: tuple[str, ...] = (),
    beside: Sequence["Reading"] = (),
    rest: Iterable[Result] = (),
) -> None:
    """Writes the result where and how the user wants it.

    assumed: what its sources left to assume, which is a warning of it in every form. beside: the
    scores they hold. rest: what its table goes on with, each part worked out when the one before is
    written. With --strict a result that warns is shown and written to no file.

    Raises: InputError with --strict and a warning.
    """
    result = warned(result, assumed) if assumed else result
    file = asked.file
    if file is None and asked.form in (None, "text"):
        show(to_lines(result, model, width(), beside))
    elif file is None:
        for text in _texts(result, asked.form or "text", model, beside, rest):
            put(text)
    else:
        strictly(result.warnings, asked)
        writable(file, force=asked.force)  # the graver fault is said first
        ending = file.suffix.lower()
        is_table = asked.form is None and ending in TABLES
        form = "csv" if is_table else asked.form or _form_of(file, type(result).__name__)
        with atomic_file(file) as made:
            if is_table:
                _write_table(chain([result], rest), made, ending)
            else:
                with made.open("w", encoding="utf-8", newline="\n") as out:
                    out.writelines(_texts(result, form, model, beside, rest))
        return
    sys.stdout.flush()
    strictly(result.warnings, asked)


def strictly(warnings: Iterable[str], asked: object) -> None:
    """Nothing, but with --strict and a warning. Raises: InputError then, with every warning."""
    faults = [Fault("--strict", warning) for warning in warnings]
    if faults and isinstance(asked, Input) and asked.strict:
        raise InputError(faults)


INNER = {"Explanation": "estimate", "Weekly": "now"}  # what holds the warnings of another result
W = TypeVar("W", bound=Result)


def warned(result: W, more: tuple[str, ...]) -> W:
    """The result with more warnings."""
    inner = INNER.get(type(result).__name__)
    if inner is not None:
        changed: object = warned(getattr(result, inner), more)
    else:
        inner, changed = "warnings", (*result.warnings, *more)
    return replace(result, **{inner: changed})  # type: ignore[type-var]  # all are dataclasses


def takes_parts(asked: Output) -> bool:
    """Whether the result is written as CSV or Parquet, a part of its rows after another."""
    ending = asked.output.suffix.lower() if asked.output else ""
    return asked.form == "csv" or (asked.form is None and ending in (".csv", ".parquet"))


def _form_of(file: Path, result: str) -> Form:
    """The form that a file's ending names. Raises: InputError for an ending that names none."""
    form = ENDINGS.get(file.suffix.lower())
    if form is None:
        is_plan = result == "Solution"
        known = ", ".join([*(one for one in ENDINGS if is_plan or one != ".ics"), *TABLES])
        got = f"its ending names no form (got {file.suffix or 'none'})"
        raise InputError.at(file, f"{got}; there are {known}, or name one with --format")
    return form


def _texts(
    result: Result, form: Form, model: Model, beside: Sequence["Reading"], rest: Iterable[Result]
) -> Iterator[str]:
    """The result in a form, CSV in parts. Raises: click.UsageError for one that it has not."""
    try:
        if form == "csv":
            for n, one in enumerate(chain([result], rest)):
                yield from to_csv(columns_of(one), headed=n == 0)
        else:
            yield render(result, form, model, USUAL, beside)
    except ValueError as error:
        raise click.UsageError(f"--format {form}: {error}") from None


def _write_table(results: Iterable[Result], path: Path, ending: str) -> None:
    """Writes the rows of the results' CSV with numbers as numbers and days as days."""
    tables = map(columns_of, results)
    with needed(ending, "data"):
        if ending == ".parquet":
            to_parquet(tables, path)
        else:
            to_workbook(next(tables), path)


def writable(path: Path, inputs: Iterable[str] = (), force: bool = False) -> Path:
    """The path, when something may be written there: never over what the command reads, and over
    another file only when the user insists.

    What it reads is every file and folder that its arguments name: sources, rules, plans, readings,
    secrets; what an option that comes later reads is among them the day it is added. inputs: what
    is read beside those. Raises: InputError otherwise.
    """
    context = click.get_current_context(silent=True)
    given = dict(context.params) if context else {}
    written = [Path(one) for one in (given.pop(name, None) for name in WRITTEN) if one]
    if [one.resolve() for one in written].count(path.resolve()) > 1:
        raise InputError.at(path, "is named for two results; name another file for one of them")
    named = chain.from_iterable(v if isinstance(v, tuple) else (v,) for v in given.values())
    texts = [one for one in named if isinstance(one, str | Path)]
    read = [Path(one) for one in texts if os.path.exists(one)]  # noqa: PTH110  # of any text
    check_not_input(path, [*map(Path, inputs), *read])
    if (path.is_file() or path.is_dir()) and not force:  # a device holds nothing
        raise InputError.at(path, "is there already; name another file, or add --force")
    return path


def keep(path: Path, text: str, force: bool = False) -> None:
    """Writes the text to the path, whole or not at all. Raises: InputError as `writable`."""
    with atomic_file(writable(path, force=force)) as beside:
        beside.write_text(text, "utf-8", newline="\n")


def show(lines: Iterable[Line]) -> None:
    """Prints lines of text, with colours where a terminal can show them."""
    if in_colour():
        from estimator.report.text_form import print_lines  # imports rich

        print_lines(lines)
    else:
        put_plain(plain(lines))


def show_page(page: Page) -> None:
    """Prints a page as text."""
    show(lines_of(page, width()))


def put(text: str) -> None:
    """Prints what a program reads: the same bytes whatever standard output is set to."""
    click.echo(text.encode(), nl=False)


def put_plain(text: str) -> None:
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
