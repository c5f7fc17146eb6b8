"""A page as lines of text, for a plain file and for a terminal with colours."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import wrap

from estimator.report.blocks import (
    BLANK,
    Block,
    Cell,
    Closing,
    Code,
    Headline,
    Line,
    Notes,
    Page,
    PageColumn,
    PageTable,
    Picture,
    Piece,
    Said,
    Section,
    Style,
    length,
    line,
)
from estimator.report.wording import fit, shortened

NARROWEST = 8  # characters of a column that takes what is left
COLOURS: Mapping[Style, str] = {  # what is not here has the terminal's own
    "title": "bold",
    "points": "bold",
    "seen": "cyan",
    "unknown": "dim cyan",
    "track": "dim",
    "aside": "dim",
    "warning": "yellow",
}


def lines_of(page: Page, width: int) -> list[Line]:
    """The page as lines, `width` characters wide at most; a blank one between sections."""
    title = line(Piece(page.heading, "title"))
    made = apart(title, line(page.about), width) if page.heading else []
    for section in page.sections:
        own = list(_section(section, width))
        made += [BLANK, *own] if own and made else own
    return made


def plain(lines: Iterable[Line]) -> str:
    r"""The lines as text without colours, nothing trailing.

    >>> plain([line("  ", Piece("52.3", "points"), " "), BLANK])
    '  52.3\n\n'
    """
    texts = ("".join(fit(piece.text, "terminal") for piece in one) for one in lines)
    return "".join(f"{text.rstrip()}\n" for text in texts)


def print_lines(lines: Iterable[Line]) -> None:
    """Prints the lines on standard output; the terminal's own colours, never a background."""
    from rich.console import Console  # noqa: PLC0415  # where there are colours only
    from rich.text import Text  # noqa: PLC0415  # where there are colours only

    console = Console(highlight=False, soft_wrap=True)
    for one in lines:
        text = Text.assemble(
            *((fit(piece.text, "terminal"), COLOURS.get(piece.style, "")) for piece in one)
        )
        text.rstrip()
        console.print(text)


def paragraph(text: str, width: int, style: Style = "", indent: str = "  ") -> list[Line]:
    """The text as indented lines of at most `width` characters."""
    parts = wrap(text, max(width - len(indent), 20), break_on_hyphens=False)
    return [line(indent, Piece(part, style)) for part in parts]


def apart(left: Line, right: Line, width: int) -> list[Line]:
    """Both at the ends of one line; below each other when the line is too short for that."""
    space = width - length(left) - length(right)
    if space < 2:
        return [left, right] if right else [left]
    return [(*left, Piece(" " * space), *right)]


def _section(section: Section, width: int) -> Iterator[Line]:
    blocks = [one for one in section.shown("t") if one.least <= width]
    body = [one for block in blocks for one in _block(block, width)]
    in_corner = any(isinstance(block, PageTable) and block.corner for block in blocks)
    if section.heading and "t" in section.forms and not in_corner and (body or section.right):
        value = Piece(f"  {section.value}" if section.value else "", "points")
        head = line(Piece(section.heading, "title"), value, Piece(section.aside, "aside"))
        yield from apart(head, line(Piece(section.right, "aside")), width)
    yield from body


def _block(block: Block, width: int) -> Iterator[Line]:
    match block:
        case Code(sentences=texts):
            yield from (line("  ", str(one)) for text in texts for one in str(text).splitlines())
        case Notes(sentences=texts):
            yield from (
                one for text in texts for one in paragraph(str(text), width, "warning", "! ")
            )
        case Said(sentences=texts, style=style, indent=n):
            for one in texts:
                if isinstance(one, str):
                    yield from paragraph(one, width, style, " " * n)
                else:
                    yield line(" " * n, *one)
        case Closing(sentences=texts):
            yield from (one for text in texts for one in paragraph(text, width, "aside", ""))
        case Headline(aside=aside, right=right):
            told = Piece(f"  {aside}" if aside else "", "aside")
            left = line("  ", Piece(block.value, "points"), f"  {block.beside}", told)
            yield from apart(left, line(Piece(right, "aside"), "  ") if right else BLANK, width)
        case Picture():
            yield from block.drawn().lines(width)
        case PageTable():
            yield from _table(block, width)


def _table(table: PageTable, width: int) -> Iterator[Line]:
    wide = _widths(table, width)
    if "t" in table.heads:
        yield _heading(table, wide)
    rows = [*table.rows[: table.brief]]
    rows += [table.total] if table.total and "t" in table.totals else []
    for row in rows:
        yield from _row(table, row, wide, width)
    rest = table.rest if table.brief is None else table.brief_rest
    if rest:
        yield line(" " * 8, Piece(rest, "aside"))


def _widths(table: PageTable, width: int) -> dict[int, int]:
    """The characters of each column by its place; what has no room is left out."""
    shown = {
        n: column
        for n, column in enumerate(table.columns)
        if "t" in column.forms and column.least <= width and column.fold != "under"
    }
    wide = {n: column.wide for n, column in shown.items()}
    heads = [[one.head for one in table.columns]] if "t" in table.heads else []
    rows = [row for row in (*heads, *table.rows, table.total) if row]
    for n in [n for n, column in shown.items() if column.wide < 0]:
        wide[n] = min(max((len(_text(row[n])) for row in rows), default=0), shown[n].most)
    tails = sum(column.tail for column in shown.values())
    room = width - table.indent - table.margin - sum(wide.values()) - tails
    for n in [n for n, column in shown.items() if column.wide == 0]:
        if room < NARROWEST and shown[n].drawn and not table.margin:
            del wide[n]
            continue
        wide[n] = min(max(room, NARROWEST), shown[n].most)
        if not shown[n].drawn:
            _give(wide, n, table)
    return wide


def _give(wide: dict[int, int], own: int, table: PageTable) -> None:
    """What a column has and does not need goes to those whose cells would be cut."""
    needs = {n: max((len(_text(row[n])) for row in table.rows), default=0) for n in wide}
    for n, need in needs.items():
        given = min(need - wide[n], wide[own] - max(needs[own], NARROWEST))
        if given > 0 and n != own:
            wide[n] += given
            wide[own] -= given


def _heading(table: PageTable, wide: Mapping[int, int]) -> Line:
    text = " " * table.indent
    for n, one in wide.items():
        column = table.columns[n]
        said = column.head if column.said is None else column.said
        text += _padded(said, one, column) + " " * column.tail
    return line(Piece(table.corner, "title"), Piece(text[len(table.corner) :], "aside"))


def _row(
    table: PageTable, row: Sequence[Cell], wide: Mapping[int, int], width: int
) -> Iterator[Line]:
    cells = {n: _cell(row[n], one, table.columns[n]) for n, one in wide.items()}
    for k in range(max(1, *map(len, cells.values()))):
        made = [Piece(" " * table.indent)]
        for n, lines in cells.items():
            made += lines[k] if k < len(lines) else [Piece(" " * wide[n])]
            made.append(Piece(" " * table.columns[n].tail))
        yield tuple(made)
    first = table.indent + (wide[0] + table.columns[0].tail if 0 in wide else 0)
    for n, column in enumerate(table.columns):
        if column.fold == "under" and "t" in column.forms:
            yield from paragraph(_text(row[n]), width, column.style or "aside", " " * first)


def _cell(cell: Cell, wide: int, column: PageColumn) -> list[Line]:
    """The lines of a cell: one, but for a long text that folds."""
    if not isinstance(cell, str | Piece):
        return [cell.draw(wide)]
    style = cell.style if isinstance(cell, Piece) else column.style
    texts = wrap(_text(cell), wide) if column.fold == "wrap" else [_text(cell)]
    return [line(Piece(_padded(one, wide, column), style)) for one in texts or [""]]


def _padded(text: str, wide: int, column: PageColumn) -> str:
    text = shortened(text, wide)
    return f"{text:>{wide}}" if column.right else f"{text:<{wide}}"


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else getattr(cell, "text", "")
