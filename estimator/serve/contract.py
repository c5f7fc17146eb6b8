"""What the service answers, as models: the documented `/ssi` contract, and what we add to it.

Source: the vendor's documentation of the hosted call (ConnectSafely, `GET /linkedin/ssi`, seen
2026-11). The inner keys of `memberScore` and `pillars` are not published; they carry what
`Reading.to_payload` writes. `docs/openapi.json` is made of these models.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from estimator.score.results import Estimate, Json
from estimator.version import VERSION


class Told(BaseModel):
    """A body of an answer: what is named here and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PillarScore(Told):
    pillar: str = Field(description="LinkedIn's name of the pillar, as PROFESSIONAL_BRAND")
    score: float = Field(ge=0, le=25)


class MemberScore(Told):
    overall: float = Field(ge=0, le=100)
    pillars: list[PillarScore]


class GroupScore(Told):
    """A member's place in a group, where the average of the group is known."""

    group: str
    industryName: str | None = None  # noqa: N815  the contract's own name
    rank: float = Field(description="Top N %: 1 is best")
    averageScore: float = Field(ge=0, le=100)  # noqa: N815
    groupSize: int | None = None  # noqa: N815
    change: float | None = Field(
        None, description="points of N won since the week before; above 0 is a better rank"
    )
    pillars: list[PillarScore] = []


class Estimated(Told):
    """That the answer is an estimate, and how sure it is; beside the documented keys."""

    on: str
    points: float
    low: float
    high: float
    level: float = Field(description="0.8: the truth lies between low and high four times in five")
    calibratedUntil: str  # noqa: N815
    warnings: list[str] = []


class Ssi(Told):
    """The documented 200 answer. What is not known is null, never 0."""

    success: Literal[True] = True
    accountId: str  # noqa: N815
    memberScore: MemberScore  # noqa: N815
    industry: GroupScore | None = None
    network: GroupScore | None = None
    groupScore: list[GroupScore] = []  # noqa: N815
    profileUrn: str | None = None  # noqa: N815  personal: never there
    activeSeat: bool  # noqa: N815
    rawJson: dict[str, object] | None = None  # noqa: N815
    estimate: Estimated


class Failure(Told):
    """The documented body of 401 and 500."""

    error: str


class Mistake(Told):
    """What the caller got wrong (400), in the words of the documented contract."""

    success: Literal[False] = False
    code: Literal["validation_error"] = "validation_error"
    message: str


def answer(estimate: Estimate, before: Estimate, problem: str = "") -> Ssi:
    """The documented body for an estimate; `before`: the one of a week earlier.

    problem: what is wrong with newer files, when the last good ones are answered from.
    """
    response = estimate.to_response()
    for name, then in (before.rank or {}).items():
        if name in response:
            response[name]["change"] = then["top_percent"] - response[name]["rank"]
    response["groupScore"] = [response[name] for name in estimate.rank or {}]
    told = Estimated(
        on=estimate.on.isoformat(),
        points=estimate.total.points,
        low=estimate.total.low,
        high=estimate.total.high,
        level=estimate.total.level,
        calibratedUntil=estimate.stamp.calibrated_until,
        warnings=[*([problem] if problem else []), *estimate.warnings],
    )
    return Ssi(**response, estimate=told)


def openapi() -> Json:
    """The description of the service, OpenAPI 3.1."""
    models = (Ssi, Failure, Mistake)
    schemas: Json = {}
    for model in models:
        made = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= made.pop("$defs", {})
        schemas[model.__name__] = made
    asked = [
        _parameter("accountId", {"type": "string"}, "The account; the first of the log without it"),
        _parameter("debug", {"enum": ["true", "false"]}, "true: the trace, under rawJson"),
    ]
    ssi = {
        "operationId": "ssi",
        "summary": "The estimated Social Selling Index, in the documented shape",
        "security": [{"bearer": []}],
        "parameters": asked,
        "responses": {
            "200": _body("The score", "Ssi"),
            "400": _body("An account or parameter that is not known", "Mistake"),
            "401": _body("The key is missing or another", "Failure"),
            "500": _body("The source can no longer be read", "Failure"),
        },
    }
    pages = {path: {"get": _page(path, what)} for path, what in PAGES.items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "ssi-estimator", "version": VERSION},
        "paths": {"/ssi": {"get": ssi}, **pages},
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


PAGES = {"/": "The what-if page", "/report": "The weekly report"}


def _parameter(name: str, schema: Json, about: str) -> Json:
    return {"name": name, "in": "query", "schema": schema, "description": about}


def _body(about: str, model: str) -> Json:
    reference = {"$ref": f"#/components/schemas/{model}"}
    return {"description": about, "content": {"application/json": {"schema": reference}}}


def _page(path: str, about: str) -> Json:
    html = {"text/html": {"schema": {"type": "string"}}}
    return {
        "operationId": path.strip("/") or "page",
        "summary": about,
        "responses": {
            "200": {"description": about, "content": html},
            "401": _body("Beyond this machine: the key is missing or another", "Failure"),
            "500": _body("The source can no longer be read", "Failure"),
        },
    }
