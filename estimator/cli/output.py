"""Where a result goes: standard output, in colours on a terminal, or a file of its own."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from estimator.atomic_file import atomic_file, check_not_input
from estimator.cli.options import Input, Output
from estimator.days import to_day
from estimator.errors import Fault, InputError
from estimator.report import Form, Result, columns_of, render, to_lines
from estimator.report.blocks import Line, Page
from estimator.report.machine_forms import to_csv, to_json, to_parquet, to_workbook
from estimator.report.text_form import lines_of, plain
from estimator.rules.model import Model

if TYPE_CHECKING:
    from estimator.cli.given_sources import ScoresKnown
    from estimator.reading import Reading
    from estimator.score.results import History

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
    write: Output,
    read: Input | None = None,
    assumed: tuple[str, ...] = (),
    beside: Sequence["Reading"] = (),
) -> None:
    """Writes the result where and how the user wants it.

    assumed: what its sources left to assume, which is a warning of it in every form. beside: the
    scores they hold. With --strict a result that warns is shown and written to no file.

    Raises: InputError with --strict and a warning.
    """
    result = warned(result, assumed) if assumed else result
    is_shown = write.output in (None, Path("-"))
    if not is_shown:
        strictly(result.warnings, read)
    _deliver(result, model, write, beside)
    if is_shown:
        sys.stdout.flush()
        strictly(result.warnings, read)


def deliver_known(
    result: Result,
    known: "ScoresKnown",
    read: Input,
    write: Output,
    day: date,
    beside: bool = True,
) -> None:
    """Writes what is said of an account, by the rules of a day.

    beside: whether the score that its sources hold stands there, too.
    """
    recorded = known.recorded(known.today) if beside else ()
    deliver(result, known.rules.on(to_day(day)), write, read, known.assumed, recorded)


def strictly(warnings: Iterable[str], read: Input | None) -> None:
    """Nothing, but with --strict and a warning. Raises: InputError then, with every warning."""
    faults = [Fault("--strict", warning) for warning in warnings]
    if faults and read is not None and read.strict:
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


def _deliver(result: Result, model: Model, write: Output, beside: Sequence["Reading"]) -> None:
    file = None if write.output in (None, Path("-")) else write.output
    if file is not None:
        writable(file, force=write.force)  # the graver fault is said first
    if file is not None and write.form is None and file.suffix.lower() in TABLES:
        with atomic_file(writable(file, force=write.force)) as made:
            _write_table(result, made, file.suffix.lower())
        return
    form = write.form or (_form_of(file, type(result).__name__ == "Solution") if file else "text")
    if file is not None:
        keep(file, _rendered(result, form, model, beside), write.force)
    elif form == "text":
        show(to_lines(result, model, width(), beside))
    else:
        put(_rendered(result, form, model, beside))


def deliver_parts(
    parts: Iterator["History"], write: Output, read: Input, assumed: tuple[str, ...]
) -> None:
    """Writes a table in parts, as CSV or Parquet, each worked out when the one before is written.

    Raises: InputError with --strict and a warning.
    """
    file = None if write.output in (None, Path("-")) else write.output
    path = None if file is None else writable(file, force=write.force)
    first = next(parts)
    warnings = (*first.warnings, *assumed)
    tables = (one.columns() for one in chain([first], parts))
    texts = (text for n, one in enumerate(tables) for text in to_csv(one, headed=n == 0))
    if path is None:
        for text in texts:
            put(text)
        sys.stdout.flush()
    strictly(warnings, read)
    if path is not None:
        with atomic_file(path) as made:
            if write.form is None and path.suffix.lower() == ".parquet":
                with _library_for(".parquet"):
                    to_parquet(tables, made)
            else:
                with made.open("w", encoding="utf-8", newline="\n") as out:
                    out.writelines(texts)


def takes_parts(write: Output) -> bool:
    """Whether the result is written as CSV or Parquet, a part of its rows after another."""
    ending = write.output.suffix.lower() if write.output else ""
    return write.form == "csv" or (write.form is None and ending in (".csv", ".parquet"))


def _form_of(file: Path, is_plan: bool) -> Form:
    """The form that a file's ending names. Raises: InputError for an ending that names none."""
    form = ENDINGS.get(file.suffix.lower())
    if form is None:
        known = ", ".join([*(one for one in ENDINGS if is_plan or one != ".ics"), *TABLES])
        got = f"its ending names no form (got {file.suffix or 'none'})"
        raise InputError.at(file, f"{got}; there are {known}, or name one with --format")
    return form


def _write_table(result: Result, path: Path, ending: str) -> None:
    """Writes the rows of the result's CSV with numbers as numbers and days as days.

    Raises: click.UsageError without the library for it.
    """
    with _library_for(ending):
        (to_parquet if ending == ".parquet" else to_workbook)(columns_of(result), path)


@contextmanager
def _library_for(ending: str) -> Iterator[None]:
    """Says which library is not there. Raises: click.UsageError without it."""
    try:
        yield
    except ImportError as error:
        what = f"{ending} needs {error.name}: pip install 'ssi-estimator[data]'"
        raise click.UsageError(what) from None


def _rendered(result: Result, form: Form, model: Model, beside: Sequence["Reading"]) -> str:
    try:
        return render(result, form, model, USUAL, beside)
    except ValueError as error:
        raise click.UsageError(f"--format {form}: {error}") from None


def writable(path: Path, inputs: Iterable[str] = (), force: bool = False) -> Path:
    """The path, when something may be written there: never over what the command reads, and over
    another file only when the user insists.

    inputs: what is read beside what the arguments name. Raises: InputError otherwise.
    """
    context = click.get_current_context(silent=True)
    written = [context.params.get(name) for name in WRITTEN] if context else []
    if [Path(one).resolve() for one in written if one].count(path.resolve()) > 1:
        raise InputError.at(path, "is named for two results; name another file for one of them")
    check_not_input(path, [*map(Path, inputs), *_named_beside(path)])
    if (path.is_file() or path.is_dir()) and not force:  # a device holds nothing
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


def show_or_put(form: str, page: Page, content: Mapping[str, object]) -> None:
    """Prints the page as text; with the form `json`, its content."""
    show_page(page) if form == "text" else put(to_json(content))


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
