"""Analytics that are no source, named as what they are: of a company's page, a sheet alone."""

import re
from collections.abc import Sequence

from estimator.dates import either_order
from estimator.readers.post_rankings import header_of_posts
from estimator.readers.tables.cells import shown
from estimator.readers.workbook import Sheet

WHOLE = "give the workbook as LinkedIn wrote it (Analytics > Content > Export)"
TITLES = frozenset({"visitor metrics", "competitors", "update metrics (aggregated)"})
# what stands in the columns of a page and in no member's: reported, several public tools, 2022 to
# 2026; words of other languages assumed
_OF_PAGE = re.compile(
    r"spons[oe]r|patrocinad|commandit|organi(?:c|que|sch)|orgáni|orgâni|page views|visitors",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"-?[\d.,'\s]*\d%?")
TWO_OR_ONE = (1, 2)  # numbers beside a day: new followers, impressions and engagement


def of_company_page(titles: Sequence[str], heads: Sequence[Sequence[str]]) -> str | None:
    """What to say of the analytics of a company's page, by the titles of its sheets or by two
    columns of one of them; None for any other table.
    """
    columns = any(sum(bool(_OF_PAGE.search(cell)) for cell in cells) > 1 for cells in heads)
    if not columns and not any(title.strip().lower() in TITLES for title in titles):
        return None
    seen = f" (sheets {', '.join(map(shown, titles))})" if titles else ""
    own = "your own are at Analytics > Content > Export"
    return f"is the analytics of a company's page{seen}, of what the page did, not you; {own}"


def sheet_alone(sheets: Sequence[Sheet]) -> str | None:
    """What to say of a workbook of one sheet that has the shape of one of analytics, when its
    columns are in no language that is known: days beside a number or two may count anything.
    """
    if len(sheets) != 1:
        return None
    posts = header_of_posts(sheets[0]) is not None
    head, below = sheets[0].rows[0][1], [cells for _, cells in sheets[0].rows[1:]]
    daily = bool(below) and len(head) - 1 in TWO_OR_ONE and all(map(_is_day, below))
    if not posts and not daily:
        return None
    what = "the ranking of posts" if posts else "the days"
    columns = "" if posts else f" (columns {', '.join(map(shown, head))})"
    return f"looks like {what} of an analytics workbook{columns}, alone; {WHOLE}"


def _is_day(cells: Sequence[str]) -> bool:
    """Whether a row is a day beside numbers."""
    return either_order(cells[0]) != (None, None) and all(map(_FIGURE.fullmatch, cells[1:]))
