"""Results as Markdown and HTML, from the templates of this package."""

import re
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from estimator.report import drawings, numbers
from estimator.report.reasons import label
from estimator.report.sentences import band, seat_words

_BLANKS = re.compile(r"\n{3,}")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


def to_page(template: str, content: Mapping[str, object]) -> str:
    """The page of the template with this content, ending in one newline."""
    page = _environment().get_template(template).render(content)
    return _BLANKS.sub("\n\n", page).strip() + "\n"


def in_markdown(text: object) -> str:
    """The text with every sign escaped that Markdown would take for its own.

    >>> in_markdown("a|b_c")
    'a\\\\|b\\\\_c'
    """
    return _SPECIAL.sub(r"\\\1", str(text)).replace("\n", " ")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=lambda name: name is not None and name.endswith(".html"),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {
        "points": numbers.points,
        "signed": numbers.signed,
        "percent": numbers.percent,
        "amount": numbers.amount,
        "label": label,
        "md": in_markdown,
        "seat": seat_words,
        "band": band,
    }
    environment.globals |= {
        "between": numbers.between,
        "bar": lambda *values: Markup(drawings.bar(*values)),  # numbers only: nothing to escape
        "chart": lambda *values: Markup(drawings.chart(*values)),
    }
    return environment
