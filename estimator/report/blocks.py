"""What a page is: sections of blocks, which three renderers write as text, Markdown and HTML.

A page says what is shown, and in which order; a renderer says how. A block that only some forms
have names them in `forms` by their first letters: t for text, m for Markdown, h for HTML. What is
empty is not shown, nor is the heading of a section in which there is nothing else.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from estimator.report.wording import LINKEDINS
from estimator.score.results import Stamp

Style = Literal["", "title", "name", "points", "seen", "unknown", "track", "aside", "warning"]
EVERY = "tmh"


@dataclass(frozen=True)
class Piece:
    """A piece of a line and what it is; a terminal gives every style its colour.

    link: on a page, `#place` leads to where the page speaks of it, `place` is there.
    """

    text: str
    style: Style = ""
    link: str = ""


Line = tuple[Piece, ...]
BLANK: Line = ()


class Drawing(Protocol):
    """A picture of one row that text and HTML show, each in its way; Markdown leaves it out."""

    def draw(self, width: int) -> Line: ...
    def svg(self) -> str: ...


class Drawn(Protocol):
    """A picture of several lines; `key`: the class of each of its parts, and what that is."""

    @property
    def key(self) -> Sequence[tuple[str, str]]: ...
    def lines(self, width: int) -> list[Line]: ...
    def figure(self, ident: str) -> str: ...


Cell = str | Piece | Drawing


@dataclass(frozen=True, kw_only=True)
class Block:
    """A part of a page that the forms named in `forms` show; text, where it has `least` columns."""

    forms: str = EVERY
    least: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it to show."""
        return not getattr(self, "sentences", True) or not getattr(self, "rows", True)


@dataclass(frozen=True)
class Said(Block):
    """Sentences, each a paragraph of its own; a line of pieces stays one line."""

    sentences: Sequence[str | Line]
    style: Style = ""
    indent: int = 2


class Bullets(Said):
    """A list of sentences. Text shows it as paragraphs."""


class Notes(Said):
    """Warnings: what a reader must not miss."""


class Code(Said):
    """Lines to copy as they are."""


@dataclass(frozen=True)
class Closing(Block):
    """What a result is and what it was made of; what LinkedIn calls the pillars that it shows."""

    stamp: Stamp
    pillars: Iterable[str] = ()

    @property
    def sentences(self) -> list[str]:
        """LinkedIn's names of the pillars where there are any, and what the numbers are."""
        names = [f"{name}, {LINKEDINS[name]}" for name in self.pillars if name in LINKEDINS]
        until = self.stamp.calibrated_until
        return [
            *([f"In LinkedIn's words: {'; '.join(names)}."] if names else []),
            f"An estimate, calibrated on readings up to {until}; LinkedIn's may differ.",
        ]


@dataclass(frozen=True)
class Headline(Block):
    """The number that a page is about. Markdown has it in its title."""

    value: str
    beside: str
    aside: str = ""
    right: str = ""
    forms: str = field(default="th", kw_only=True)


@dataclass(frozen=True)
class Picture(Block):
    """A drawing of several lines, or what makes it where a form shows it: rows of text, or an
    image with its key below."""

    drawing: Drawn | Callable[[], Drawn]
    forms: str = field(default="th", kw_only=True)

    def drawn(self) -> Drawn:
        """The drawing itself."""
        return self.drawing() if callable(self.drawing) else self.drawing


@dataclass(frozen=True)
class PageColumn:
    """A column of a table.

    wide: characters in text; 0 takes what the others leave, -1 what its longest cell needs, both at
    most `most`. tail: blanks after it. least: the narrowest page of text that has room for it.
    said: the heading in text, where it is another. fold: how text shows a cell that is too long,
    or shows it below its row. drawn: it holds drawings.
    """

    head: str = ""
    wide: int = 0
    tail: int = 0
    right: bool = False
    style: Style = ""
    forms: str = EVERY
    least: int = 0
    most: int = 200
    said: str | None = None
    fold: Literal["cut", "wrap", "under"] = "cut"
    drawn: bool = False


POINTS = PageColumn("points", 6, tail=2, right=True, style="points")


def numbers(style: Style = "", tail: int = 0, least: int = 0, **wide: int) -> list[PageColumn]:
    """Columns of numbers under the heads of these names, so many characters wide.

    >>> [column.head for column in numbers(today=8, per_hour=10, with_=8)]
    ['today', 'per hour', 'with']
    """
    return [
        PageColumn(name.replace("_", " ").strip(), n, tail, right=True, style=style, least=least)
        for name, n in wide.items()
    ]


BLANKS, DRAWN = 1, 6  # signs: between two columns, and what a drawing takes


def _least(cell: Cell, is_whole: bool) -> int:
    """The signs of a cell that stay together."""
    if not isinstance(cell, str | Piece):
        return DRAWN
    text = cell if isinstance(cell, str) else cell.text
    return len(text) if is_whole else max(map(len, text.split()), default=0)


@dataclass(frozen=True)
class PageTable(Block):
    """Rows of cells, a cell for each column whether a form shows the column or not.

    heads, totals: the forms with a line of headings, and with the last row `total`. brief: how many
    rows text shows at most; brief_rest and rest: what is said of the others, there and elsewhere.
    corner: a title that text writes into the heading. margin: columns left free at the right.
    """

    columns: Sequence[PageColumn]
    rows: Sequence[Sequence[Cell]]
    heads: str = EVERY
    total: Sequence[Cell] = ()
    totals: str = "mh"
    brief: int | None = None
    rest: str = ""
    brief_rest: str = ""
    corner: str = ""
    indent: int = 0
    margin: int = 0

    @property
    def least_signs(self) -> int:
        """Signs that a row of a page takes at least: a number, of a text its longest word."""
        rows = [[one.head for one in self.columns], *self.rows]
        return sum(
            BLANKS + max((_least(row[n], one.right) for row in rows if n < len(row)), default=0)
            for n, one in enumerate(self.columns)
            if "h" in one.forms and one.fold != "under"
        )

    def below(self, row: Sequence[Cell]) -> list[Cell]:
        """What a page shows below a row."""
        pairs = zip(self.columns, row, strict=False)
        return [cell for one, cell in pairs if one.fold == "under" and "h" in one.forms and cell]


@dataclass(frozen=True)
class Section:
    """Blocks that belong together, under a heading of the forms named in `forms`.

    value, aside: what stands beside the heading; right: what text writes at the end of its line.
    small: two of them stand beside each other where a page has room.
    """

    blocks: Sequence[Block]
    heading: str = ""
    value: str = ""
    aside: str = ""
    right: str = ""
    forms: str = EVERY
    small: bool = False

    def shown(self, form: str) -> list[Block]:
        """The blocks of it that a form shows."""
        return [one for one in self.blocks if form in one.forms and not one.is_empty]

    def has_heading(self, form: str) -> bool:
        """Whether a form shows its heading."""
        return bool(self.heading and form in self.forms and (self.shown(form) or self.right))


def ending(
    warnings: Sequence[str], stamp: Stamp, pillars: Iterable[str] = (), *between: Block
) -> Section:
    """How the page of a result ends: what must not be missed, what it is and what it is made of."""
    return Section([Notes(warnings), *between, Closing(stamp, pillars)])


@dataclass(frozen=True)
class Page:
    """What is shown of a result.

    title: of Markdown and of a window. heading, about: the first line of text, left and right.
    """

    title: str
    sections: Sequence[Section]
    heading: str = ""
    about: str = ""


def line(*parts: str | Piece) -> Line:
    """The line of the given parts; a plain text has no style."""
    return tuple(Piece(part) if isinstance(part, str) else part for part in parts)


def length(one: Line) -> int:
    """The number of characters in a line."""
    return sum(len(piece.text) for piece in one)
