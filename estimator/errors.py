"""The errors a user can cause.

SsiError
├── InputError              a file cannot be used: where, what is wrong, what would be right
│   ├── RulesError          a rule file; carries every fault of it at once
│   ├── LogError            a log, archive or table
│   └── ReadingError        a recorded /ssi response
│       ├── NotSignedIn         its body is the 401 of an expired session
│       ├── ServerFailed        its body is a 500
│       ├── AccessWithdrawn     LinkedIn no longer shows this account an SSI
│       └── FailedRead          zeros that a tool wrote when the page did not load
└── NotEnoughEvidence       the question is fair, the data cannot answer it

SourceWarning               a source was read in part: no error, but not silent either
RulesWarning                rules were laid on others without a check: the same
CompiledWarning             compiled loops could not be used: the result is right, and came later
"""

import errno
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

# Signs that a terminal obeys instead of showing them, that turn the direction of a line or end it.
UNSHOWN = dict.fromkeys(
    (
        *(*range(0x20), *range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F)),
        *(*range(0x2066, 0x206A), 0xFEFF, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF),
    ),
    "\N{REPLACEMENT CHARACTER}",
)


# Why the system refuses a file, in the same words on every system.
REASONS = {
    errno.ENOENT: "no such file or folder",
    errno.EISDIR: "is a folder",
    errno.ENOTDIR: "a part of its path is no folder",
    errno.EACCES: "not permitted",
    errno.EPERM: "not permitted",
    errno.ENOSPC: "no space left",
    errno.EFBIG: "larger than may be written",
    errno.EROFS: "nothing can be written there",
    errno.ENAMETOOLONG: "its name is too long",
    errno.ELOOP: "its links lead in a circle",
    errno.EADDRINUSE: "is in use already",
    errno.EADDRNOTAVAIL: "is no address of this machine",
}


def reason(error: OSError) -> str:
    """Why the system refused a file or an address.

    >>> reason(IsADirectoryError(errno.EISDIR, "whatever a system calls it"))
    'is a folder'
    """
    known = REASONS.get(error.errno or 0)
    return known or (error.strerror or str(error) or "the system refused it").lower()


KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    ((list, tuple), "a list"),
    (Mapping, "an object"),
    (str, "a text"),
    (bool, "a truth value"),
    ((int, float), "a number"),
    (type(None), "null"),
)


def kind_of(value: object) -> str:
    """What a value of a file is, in the words of files.

    >>> kind_of([1]), kind_of({}), kind_of(None)
    ('a list', 'an object', 'null')
    """
    found = (word for kinds, word in KINDS if isinstance(value, kinds))
    return next(found, f"a {type(value).__name__}")


def printable(text: str) -> str:
    r"""The text as one line that a terminal shows as it is, and that no CI takes for a command.

    GitHub obeys a line that begins with two colons, and `##[` anywhere in it.

    >>> printable("\x1b]0;title\x07two\nlines"), printable("::stop-commands::x")
    ('�]0;title�two�lines', ': :stop-commands::x')
    """
    shown = text.translate(UNSHOWN).replace("##[", "## [")
    return shown.replace("::", ": :", 1) if shown.lstrip().startswith("::") else shown


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong in a user's file, as a value.

    `where` is `file:line:column`, `archive:member:line`, or as much of it as is known. `kind` is
    what rows with the same fault are counted under; empty for what is no fault of a row.

    >>> str(Fault("log.jsonl:7", "count is negative (got -2); a count is 0 or more"))
    'log.jsonl:7: count is negative (got -2); a count is 0 or more'
    """

    where: str
    what: str
    kind: str = field(default="", compare=False, repr=False)

    def __str__(self) -> str:
        return printable(f"{self.where}: {self.what}")


class SsiError(Exception):
    """What a user can cause; the command line prints it and exits with 2."""


class InputError(SsiError):
    """A file cannot be used; `faults` holds everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    @classmethod
    def at(cls, where: object, what: str) -> Self:
        """The error with the single fault `where: what`."""
        return cls([Fault(str(where), what)])


class RulesError(InputError):
    """A rule file or overlay is not valid."""


class LogError(InputError):
    """A log, archive or table holds nothing usable."""


class ReadingError(InputError):
    """A payload is not a recorded SSI."""


class NotSignedIn(ReadingError):
    """The recorded answer says the session has expired (401)."""


class ServerFailed(ReadingError):
    """The recorded answer is a server error (500)."""


class AccessWithdrawn(ReadingError):
    """The recorded page says that access to the SSI is discontinued."""


class FailedRead(ReadingError):
    """The record holds zeros, which is what a tool writes when the page could not be read."""


class NotEnoughEvidence(SsiError):
    """The data cannot answer the question; the message says how much would."""


class SourceWarning(UserWarning):
    """Part of a source is not in the log: rows left out, or a file of it that cannot be read."""


class RulesWarning(UserWarning):
    """Rules were used as they stand, though something that guards them is missing."""


class CompiledWarning(UserWarning):
    """Compiled loops could not be used; arrays gave the result."""


def near_miss(word: object, known: Iterable[str]) -> str:
    """`, did you mean x?` for the nearest of the known words; empty when none is near.

    >>> near_miss("halflife", ["half_life", "window"])
    ', did you mean half_life?'
    >>> near_miss("zzz", ["half_life", "window"])
    ''
    """
    from difflib import get_close_matches  # noqa: PLC0415  # only where a word is wrong

    near = get_close_matches(str(word), [*map(str, known)], n=1)
    return f", did you mean {near[0]}?" if near else ""


def listed(words: Iterable[object]) -> str:
    """The words as a text of a sentence.

    >>> listed(["flow", "stock"])
    'flow, stock'
    """
    return ", ".join(str(word) for word in words)
