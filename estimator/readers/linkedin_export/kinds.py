"""The kind of a file: how it is found, what its columns are called, what is taken from a row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from estimator.readers.linkedin_export.people import Book

Values = tuple[int, ...]
Parse = Callable[[Sequence[str], Book], Values | str]


@dataclass(frozen=True)
class Kind:
    """One kind of file.

    file: its usual name; stems: every squeezed name it has had; columns: every squeezed column
    known; required: those its header must hold; dates: columns that hold its date, the first
    that is filled counts (none: the file is undated), in one of `forms`; takes: columns handed
    to `parse`, which returns one number for each of `values`, or why the row does not count.
    multiline: whether a field may hold line breaks; tail: a last column whose text may hold
    unquoted delimiters; escaped: `date, link, text` with `\\"` and bare line breaks;
    distinct: its header alone tells it from any other table.
    """

    name: str
    file: str
    stems: tuple[str, ...]
    columns: tuple[str, ...]
    required: tuple[str, ...]
    takes: tuple[str, ...]
    parse: Parse
    values: tuple[str, ...]
    dates: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    multiline: bool = True
    tail: str | None = None
    escaped: bool = False
    distinct: bool = False
    ahead: bool = False  # its dates may lie after the archive's
    domains: tuple[str, ...] = ()  # of the portability API, whose pages hold its rows
