"""Every result as text, JSON, CSV, Markdown and HTML: the only place that rounds.

A page is a list of blocks, a form is a renderer: a new result is one page and its rows, a line in
`PAGES`; a new form is one function over the blocks. Read `blocks` first, then `text_form`,
`markdown_form` and `html_form`, `charts` and `strips`, `wording`, `machine_forms`; then any page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, Protocol

from estimator.report.blocks import Line, Page, Said, Section
from estimator.report.machine_forms import to_csv, to_json
from estimator.report.markdown_form import markdown_of
from estimator.report.text_form import lines_of, plain
from estimator.report.wording import recorded_said
from estimator.rules.model import Model
from estimator.score.results import ByPillar, Json

if TYPE_CHECKING:
    from estimator.reading import Reading

Form = Literal["text", "json", "ssi", "csv", "md", "html", "ics"]
FORMS: tuple[Form, ...] = ("text", "json", "ssi", "csv", "md", "html")

# The class of a result: the module that draws it, and what its two functions there begin with.
PAGES = {
    "Change": ("change_page", "change"),
    "EachAccount": ("accounts_page", "each"),
    "Estimate": ("estimate_page", "estimate"),
    "Estimates": ("accounts_page", "accounts"),
    "Explanation": ("reasons_page", "reasons"),
    "History": ("estimate_page", "history"),
    "Marginals": ("whatif_page", "marginals"),
    "Projection": ("whatif_page", "projection"),
    "Solution": ("plan_page", "plan"),
    "Team": ("change_page", "team"),
    "Weekly": ("weekly_page", "weekly"),
    "Why": ("reasons_page", "why"),
}


class Result(Protocol):
    """What every result can do by itself."""

    @property
    def warnings(self) -> tuple[str, ...]: ...

    def to_dict(self) -> Json: ...


def page_of(result: Result, model: Model, beside: Sequence["Reading"] = ()) -> Page:
    """What is shown of the result, and of the scores that its sources hold beside it."""
    page: Page = _of(result, "page")(result, model)
    said = [Section([Said(recorded_said(beside))])] if beside else []
    return replace(page, sections=[*page.sections[:-1], *said, page.sections[-1]])


def columns_of(result: Result) -> Mapping[str, Any]:
    """The result's table, as CSV has it: sequences and arrays by the name of their column."""
    if isinstance(result, ByPillar):
        return result.columns()
    rows = [*_of(result, "rows")(result)]
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def _of(result: Result, what: str):  # type: ignore[no-untyped-def]  # each takes its own result
    module, name = PAGES[type(result).__name__]
    return getattr(import_module(f"estimator.report.{module}"), f"{name}_{what}")


def to_lines(
    result: Result, model: Model, width: int = 80, beside: Sequence["Reading"] = ()
) -> list[Line]:
    """The result as lines of text, `width` characters wide at most."""
    return lines_of(page_of(result, model, beside), width)


def render(
    result: Result, form: Form, model: Model, width: int = 80, beside: Sequence["Reading"] = ()
) -> str:
    """The result in one of the forms, ending in a newline. beside: see `page_of`.

    `ssi` is the documented `/ssi` response, which only the estimate of one account has.

    Raises: ValueError for a form that this result does not have, or a number that is not finite.
    """
    match form:
        case "text":
            made = plain(to_lines(result, model, width, beside))
        case "md":
            made = markdown_of(page_of(result, model, beside))
        case "html":
            from estimator.report.html_form import html_of  # noqa: PLC0415  # imports jinja2

            made = html_of(page_of(result, model, beside))
        case "csv":
            made = "".join(to_csv(columns_of(result)))
        case "json":
            made = to_json(result.to_dict())
        case "ssi":
            if not hasattr(result, "to_response"):
                raise ValueError("the /ssi response is of one account on one day; use json")
            made = to_json(result.to_response())
        case "ics":
            if type(result).__name__ != "Solution":
                raise ValueError("a calendar is of a plan; use html")
            made = _of(result, "calendar")(result)
    return made
