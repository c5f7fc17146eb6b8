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
    Section,
)
from estimator.report.wording import fit


def markdown_of(page: Page) -> str:
    """The page, ending in one newline."""
    parts = [f"## {escaped(page.title)}"]
    for section in page.sections:
        said = False  # a sentence after another needs no blank line between
        if section.has_heading("m"):
            parts.append(f"### {escaped(_heading(section))}")
        for block in section.shown("m"):
            made = "\n".join(_block(block))
            if made and said and isinstance(block, Said):
                parts[-1] += f"\n{made}"
            elif made:
                parts.append(made)
            said = isinstance(block, Said) if made else said
    return "\n\n".join(parts) + "\n"


def escaped(text: object) -> str:
    """The text with every sign escaped that Markdown would take for its own."""
    return fit(text, "markdown")


def _heading(section: Section) -> str:
    return (
        f"{section.heading}: {section.value}{section.aside}" if section.value else section.heading
    )


def _block(block: Block) -> Iterator[str]:
    match block:
        case Said(sentences=sentences):
            yield from map(_inline, sentences)
        case Bullets(sentences=sentences) | Notes(warnings=sentences):
            yield from (f"- {escaped(one)}" for one in sentences)
        case Code(text=text):
            yield f"```\n{text.strip()}\n```"
        case PageTable():
            yield from _table(block)
        case Closing():
            yield "\n\n".join(map(escaped, block.sentences))


def _table(table: PageTable) -> Iterator[str]:
    shown = [n for n, column in enumerate(table.columns) if "m" in column.forms]
    yield _row([table.columns[n].head for n in shown])
    yield f"|{'|'.join('---:' if table.columns[n].right else '---' for n in shown)}|"
    for row in table.rows:
        yield f"| {' | '.join(_inline(row[n]) for n in shown)} |"
    if table.total:
        yield _row([table.total[n] for n in shown])
    if table.rest:
        yield f"\n{escaped(table.rest)}."


def _row(cells: Sequence[Cell]) -> str:
    """Headings and totals, whose empty cells are one blank."""
    return f"|{'|'.join(f' {_inline(cell)} ' if cell else ' ' for cell in cells)}|"


def _inline(said: Cell | Line) -> str:
    """A cell, sentence or line; what is a title in it stands out."""
    if isinstance(said, str):
        return escaped(said)
    if isinstance(said, Piece):
        return f"**{escaped(said.text)}**" if said.style == "title" else escaped(said.text)
    return "".join(map(_inline, said)) if isinstance(said, tuple) else ""
