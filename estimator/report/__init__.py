"""Every result as text, JSON, CSV, Markdown and HTML: the only place that rounds.

A result's own module gives its lines of text, its rows and what its pages show; the rest here is
the same for all. A new result is one module, two templates and one line in `HOMES`.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Literal, Protocol

from estimator.report.lines import Line, plain
from estimator.results import Json
from estimator.rules.model import Model

Form = Literal["text", "json", "ssi", "csv", "md", "html"]
FORMS: tuple[Form, ...] = ("text", "json", "ssi", "csv", "md", "html")

HOMES = {
    "Change": "estimator.report.changed",
    "Estimate": "estimator.report.one_account",
    "Estimates": "estimator.report.many_accounts",
    "Explanation": "estimator.report.traced",
    "History": "estimator.report.day_by_day",
    "Marginals": "estimator.report.one_more",
    "Projection": "estimator.report.ahead",
    "Solution": "estimator.report.best_plan",
    "Team": "estimator.report.teams",
    "Why": "estimator.report.sources_of",
}


class Result(Protocol):
    """What every result can do by itself."""

    def to_dict(self) -> Json: ...


class Home(Protocol):
    """What the module of a result offers."""

    TEMPLATE: str

    def text(self, result: Result, model: Model, width: int) -> list[Line]: ...
    def rows(self, result: Result) -> Iterator[Json]: ...
    def page(self, result: Result, model: Model) -> Mapping[str, object]: ...


def to_lines(result: Result, model: Model, width: int = 80) -> list[Line]:
    """The result as lines of text, `width` characters wide at most."""
    return _home(result).text(result, model, width)


def render(result: Result, form: Form, model: Model, width: int = 80) -> str:
    """The result in one of the forms, ending in a newline.

    `ssi` is the documented `/ssi` response, which only the estimate of one account has.

    Raises: ValueError for a form that this result does not have.
    """
    match form:
        case "text":
            return plain(to_lines(result, model, width))
        case "json":
            return _json(result.to_dict())
        case "ssi":
            return _json(_response(result))
        case "csv":
            from estimator.report.tables import to_csv  # noqa: PLC0415  # only when asked for

            return to_csv(_home(result).rows(result))
    from estimator.report.pages import to_page  # noqa: PLC0415  # imports jinja2

    home = _home(result)
    return to_page(f"{home.TEMPLATE}.{form}", home.page(result, model))


def _json(content: Json) -> str:
    from estimator.report.jsons import to_json  # noqa: PLC0415  # only when asked for

    return to_json(content)


def _response(result: Result) -> Json:
    to_response = getattr(result, "to_response", None)
    if to_response is None:
        raise ValueError("the /ssi response is of one account on one day; use json")
    response: Json = to_response()
    return response


def _home(result: Result) -> Home:
    home: Home = import_module(HOMES[type(result).__name__])
    return home
