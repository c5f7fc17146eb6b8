"""A page as Markdown, for a comment, a summary of CI or a note."""

from collections.abc import Iterator, Sequence

from estimator.report.blocks import (
    Block,
    Bullets,
    Cell,
    Closing,
    Code,
    Line,
    Notes,
    Page,
    PageTable,
    Piece,
    Said,
)
from estimator.report.wording import fit


def markdown_of(page: Page) -> str:
    """The page, ending in one newline."""
    parts = [f"## {fit(page.title, 'markdown')}"]
    for section in page.sections:
        if section.has_heading("m"):
            value = f": {section.value}{section.aside}" if section.value else ""
            parts.append(f"### {fit(section.heading + value, 'markdown')}")
        joined = False  # a sentence after another needs no blank line between
        for block in section.shown("m"):
            made = "\n".join(_block(block))
            is_said = type(block) is Said
            if made and joined and is_said:
                parts[-1] += f"\n{made}"
            elif made:
                parts.append(made)
            joined = is_said if made else joined
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Bullets() | Notes():
            yield from (f"- {_inline(one)}" for one in block.sentences)
        case Code():
            yield from (f"```\n{str(one).strip()}\n```" for one in block.sentences)
        case Said():
            yield from map(_inline, block.sentences)
        case Closing():
            yield "\n\n".join(map(_inline, block.sentences))
        case PageTable():
            yield from _table(block)


def _table(table: PageTable) -> Iterator[str]:
    shown = [n for n, column in enumerate(table.columns) if "m" in column.forms]
    yield _row([table.columns[n].head for n in shown])
    yield f"|{'|'.join('---:' if table.columns[n].right else '---' for n in shown)}|"
    for row in table.rows:
        yield f"| {' | '.join(_inline(row[n]) for n in shown)} |"
    if table.total:
        yield _row([table.total[n] for n in shown])
    if table.rest:
        yield f"\n{_inline(table.rest)}."


def _row(cells: Sequence[Cell]) -> str:
    """Headings and totals, whose empty cells are one blank."""
    return f"|{'|'.join(f' {_inline(cell)} ' if cell else ' ' for cell in cells)}|"


def _inline(said: Cell | Line) -> str:
    """A cell, sentence or line; what is a title in it stands out."""
    if isinstance(said, str):
        return fit(said, "markdown")
    if isinstance(said, Piece):
        text = fit(said.text, "markdown")
        return f"**{text}**" if said.style == "title" else text
    return "".join(map(_inline, said)) if isinstance(said, tuple) else ""
