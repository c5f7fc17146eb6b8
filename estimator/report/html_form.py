"""A page as HTML that stands by itself: one template for all, no script, nothing fetched."""

from functools import cache
from itertools import count
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from estimator.report.blocks import Cell, Drawn, Line, Page, PageColumn, PageTable, Piece
from estimator.report.wording import fit
from estimator.version import VERSION

PHONE, SHEET = 48, 76  # signs of a table's row that a phone and that a page has room for


def html_of(page: Page) -> str:
    """The page, ending in one newline."""
    numbers = count(1)

    def figure(drawing: Drawn) -> Markup:
        return Markup(drawing.figure(f"c{next(numbers)}"))  # drawings escape what they say

    made = _template().render(page=page, figure=figure, phone=PHONE, sheet=SHEET, version=VERSION)
    return "\n".join(row.rstrip() for row in made.splitlines() if row.strip()) + "\n"


def inline(said: Cell | Line) -> Markup:
    """A cell, sentence or line; a drawing as it is."""
    match said:
        case str():
            return escape(fit(said, "xml"))
        case Piece(text, _, link) if link:
            made = '<a href="{}">{}</a>' if link.startswith("#") else '<b id="{}">{}</b>'
            return Markup(made).format(link, fit(text, "xml"))
        case Piece(text, style):
            tag = "b" if style == "title" else "span"
            return Markup('<{0} class="{1}">{2}</{0}>').format(tag, style, fit(text, "xml"))
        case tuple():
            return Markup("").join(map(inline, said))
    return Markup(said.svg())


def attributes(column: PageColumn, table: PageTable) -> Markup:
    """Of a cell: its classes, and its heading, which stands before it where a screen is narrow."""
    kinds = ["n"] if column.right else ["i"] if 0 < column.wide < 12 else []
    kinds += ["name"] if column.style == "name" else []
    own = Markup(' class="{}"').format(" ".join(kinds)) if kinds else Markup("")
    if column.style == "name" or not column.head or table.least_signs <= PHONE:
        return own
    return own + Markup(' data-h="{}"').format(column.head)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {"inline": inline, "attributes": attributes}
    environment.tests["kind"] = lambda block, name: type(block).__name__ == name
    return environment.get_template("page.html")
