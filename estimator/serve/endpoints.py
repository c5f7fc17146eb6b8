"""Requests to answers: who may ask, what is asked, what goes out."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from hmac import compare_digest
from urllib.parse import urlsplit

from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from estimator.days import to_day
from estimator.page import page_numbers, page_of
from estimator.report import render
from estimator.report.weekly_page import DAYS, weekly
from estimator.serve.contract import Failure, Mistake, answer, openapi
from estimator.serve.watching import WEEK, Answers, Gone, Watched

Endpoint = Callable[[Request], Awaitable[Response]]
Page = Callable[[Answers, str], str]  # the answers and an account to a whole HTML page
CALL, ASKED = "/ssi", {"accountId", "debug"}
NO_KEY = "the key is missing or another: Authorization: Bearer KEY"
NO_KEY_FOR_A_PAGE = "beyond this machine a page asks for the key, too"


@dataclass(frozen=True)
class Admission:
    """Who is answered: those with the key, under these host names.

    hosts: names that a Host header may have. pages: whether pages, too, ask for the key, as they
    must where other machines can reach them. origins: pages elsewhere that may read the answers.
    """

    key: str
    hosts: Collection[str]
    pages: bool = False
    origins: tuple[str, ...] = ()

    def has_key(self, request: Request) -> bool:
        """Whether the request bears the key; compared in constant time."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        right = compare_digest(given.strip().encode(), self.key.encode())
        return right and scheme.lower() == "bearer"

    def knows(self, host: str) -> bool:
        """Whether a Host header names this service. A foreign one is a page that rebinds names."""
        try:
            return (urlsplit(f"//{host}").hostname or "") in self.hosts
        except ValueError:
            return False


def application(watched: Watched, admission: Admission) -> ASGIApp:
    """The service as an ASGI application."""

    async def described(_request: Request) -> Response:
        return JSONResponse(openapi())

    routes = [Route(path, answering(path, watched, admission)) for path in (CALL, *PAGES)]
    outside = Middleware(
        CORSMiddleware, allow_origins=admission.origins, allow_headers=["Authorization"]
    )
    inner = Starlette(
        routes=[*routes, Route("/openapi.json", described)],
        middleware=[outside] if admission.origins else [],
        exception_handlers={Gone: in_words, HTTPException: in_words, Exception: in_words},
    )
    return guarded(inner, admission)


def answering(path: str, watched: Watched, admission: Admission) -> Endpoint:
    """The documented call, or a page of the account that comes first: each answer is made once for
    a state of the files, beside other requests."""
    is_call = path == CALL

    async def endpoint(request: Request) -> Response:
        asked = request.query_params
        if (is_call or admission.pages) and not admission.has_key(request):
            return failure(401, NO_KEY if is_call else NO_KEY_FOR_A_PAGE)
        if wrong := mistake(request, ASKED if is_call else ()):
            return told(400, Mistake(message=wrong))
        answers = watched.last if watched.is_fresh else await run_in_threadpool(watched.now)
        account = asked.get("accountId", answers.log.accounts[0])
        if account not in answers.log.accounts:
            return told(400, Mistake(message="accountId: the log has no such account"))
        what = path, account, asked.get("debug") == "true"
        text = answers.drawn.get(what) or await run_in_threadpool(drawn, answers, *what)
        return Response(text, media_type="application/json" if is_call else "text/html")

    return endpoint


def drawn(answers: Answers, path: str, account: str, debug: bool = False) -> str:
    """What is answered at a path about an account, kept with the answers."""
    page = PAGES.get(path)
    text = page(answers, account) if page else body_of(answers, account, debug)
    answers.drawn[path, account, debug] = text
    return text


def mistake(request: Request, known: Collection[str]) -> str:
    """What is wrong with the parameters of a request; empty when nothing is."""
    asked = request.query_params
    for name in asked:
        if name not in known:
            return f"unknown parameter; known are {', '.join(sorted(known)) or 'none'}"
        if len(asked.getlist(name)) > 1:
            return f"{name}: stands more than once"
    if asked.get("debug", "true") not in ("true", "false"):
        return "debug: is true or false"
    return ""


def told(status: int, body: BaseModel, headers: Mapping[str, str] | None = None) -> Response:
    return Response(body.model_dump_json(), status, headers, media_type="application/json")


def failure(status: int, error: str, headers: Mapping[str, str] | None = None) -> Response:
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else headers
    return told(status, Failure(error=error), headers)


async def in_words(_request: Request, error: Exception) -> Response:
    """What went wrong, in the documented shape."""
    if isinstance(error, HTTPException):
        what = "only GET is answered" if error.status_code == 405 else "no such path"
        return failure(error.status_code, what, error.headers)
    said = str(error) if isinstance(error, Gone) else "the service failed; its terminal says more"
    return failure(500, said)


def guarded(inner: ASGIApp, admission: Admission) -> ASGIApp:
    """The application behind a look at the Host header."""
    wrong = told(400, Mistake(message="Host: names another machine than this one"))

    async def outer(scope: Scope, receive: Receive, send: Send) -> None:
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        is_ours = len(hosts) == 1 and admission.knows(hosts[0])
        await (inner if is_ours else wrong)(scope, receive, send)

    return outer


def body_of(answers: Answers, account: str, debug: bool) -> str:
    """The answer about an account as JSON, with its trace where one debugs."""
    now, before = answers.estimate(account), answers.estimate(account, before=WEEK)
    body = answer(now, before, answers.problem)
    return body.model_copy(update={"rawJson": now.to_dict()} if debug else {}).model_dump_json()


def report_page(answers: Answers, account: str) -> str:
    """The weekly report of an account: its last whole week."""
    asked, (log, today, readings) = answers.question, answers.of(account)
    last = today - timedelta(days=today.isoweekday() % DAYS)
    week = weekly(log, asked.rules, last, asked.seat, readings)
    week = replace(week, now=replace(week.now, warnings=(*week.now.warnings, *asked.assumed)))
    return render(week, "html", asked.rules.on(to_day(last)), 80)


def whatif_page(answers: Answers, account: str) -> str:
    """The what-if page of an account."""
    asked, (log, _, readings) = answers.question, answers.of(account)
    by = (asked.rules, asked.seat, asked.on, readings)
    return page_of(page_numbers(log, *by, asked.named, asked.assumed))


PAGES: dict[str, Page] = {"/": whatif_page, "/report": report_page}
