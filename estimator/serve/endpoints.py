"""Requests to answers: who may ask, what is asked, what goes out and under which headers."""

from collections.abc import Awaitable, Callable, Collection
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
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from estimator.days import to_date, to_day
from estimator.page import page_numbers, page_of
from estimator.report import render
from estimator.report.weekly_page import DAYS, weekly
from estimator.score import last_day
from estimator.serve.contract import Failure, Mistake, answer, openapi
from estimator.serve.watching import Answers, Gone, Watched

Endpoint = Callable[[Request], Awaitable[Response]]
Page = Callable[[Answers, str], str]  # the answers and an account to a whole HTML page
ASKED = {"accountId", "debug"}
SAFE = {  # as one sets them today; a page's own policy allows what it holds inline and nothing else
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


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

    routes = [Route("/ssi", scored(watched, admission)), Route("/openapi.json", described)]
    routes += [Route(path, shown(page, watched, admission)) for path, page in PAGES.items()]
    outside = Middleware(
        CORSMiddleware, allow_origins=admission.origins, allow_headers=["Authorization"]
    )
    inner = Starlette(
        routes=routes,
        middleware=[outside] if admission.origins else [],
        exception_handlers={Gone: gone, HTTPException: refused, Exception: broken},
    )
    return guarded(inner, admission)


def scored(watched: Watched, admission: Admission) -> Endpoint:
    """The documented call: the score of an account, written once for a state of the files."""

    async def ssi(request: Request) -> Response:
        if not admission.has_key(request):
            return failure(401, "the key is missing or another: Authorization: Bearer KEY")
        if wrong := mistake(request, ASKED):
            return told(400, Mistake(message=wrong))
        asked = request.query_params
        answers = await newest(watched)
        account = asked.get("accountId", answers.log.accounts[0])
        if account not in answers.log.accounts:
            return told(400, Mistake(message="accountId: the log has no such account"))
        debug = asked.get("debug") == "true"
        key = f"/ssi?debug={debug}&{account}"
        if key not in answers.drawn:
            answers.drawn[key] = body_of(answers, account, debug)
        return Response(answers.drawn[key], media_type="application/json")

    return ssi


def body_of(answers: Answers, account: str, debug: bool) -> str:
    """The answer about an account as JSON, with its trace where one debugs."""
    now, before = answers.estimate(account), answers.estimate(account, before=True)
    body = answer(now, before, answers.problem)
    return body.model_copy(update={"rawJson": now.to_dict()} if debug else {}).model_dump_json()


def shown(page: Page, watched: Watched, admission: Admission) -> Endpoint:
    """A page of the account that comes first, drawn once for a state of the files."""

    async def page_at(request: Request) -> Response:
        if admission.pages and not admission.has_key(request):
            return failure(401, "beyond this machine a page asks for the key, too")
        if wrong := mistake(request, ()):
            return told(400, Mistake(message=wrong))
        answers, path = await newest(watched), request.url.path
        if path not in answers.drawn:
            account = answers.log.accounts[0]
            answers.drawn[path] = await run_in_threadpool(page, answers, account)
        return HTMLResponse(answers.drawn[path])

    return page_at


async def newest(watched: Watched) -> Answers:
    """The answers of now: at once where no file has changed, read beside other requests else."""
    return watched.last if watched.is_fresh else await run_in_threadpool(watched.now)


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


def told(status: int, body: BaseModel) -> Response:
    return Response(body.model_dump_json(), status, media_type="application/json")


def failure(status: int, error: str) -> Response:
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    body = Failure(error=error).model_dump_json()
    return Response(body, status, headers, media_type="application/json")


async def gone(_request: Request, error: Exception) -> Response:
    return failure(500, str(error))


async def refused(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    response = failure(status, "only GET is answered" if status == 405 else "no such path")
    response.headers.update(getattr(error, "headers", None) or {})
    return response


async def broken(_request: Request, _error: Exception) -> Response:
    return failure(500, "the service failed; its terminal says more")


def guarded(inner: ASGIApp, admission: Admission) -> ASGIApp:
    """The application behind a look at the Host header, its answers under safe headers."""

    async def outer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await inner(scope, receive, send)
            return

        async def safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                extra = [(k.lower().encode(), v.encode()) for k, v in SAFE.items()]
                message = {**message, "headers": [*message["headers"], *extra]}
            await send(message)

        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or not admission.knows(hosts[0].decode("latin-1")):
            wrong = told(400, Mistake(message="Host: names another machine than this one"))
            await wrong(scope, receive, safely)
            return
        await inner(scope, receive, safely)

    return outer


def report_page(answers: Answers, account: str) -> str:
    """The weekly report of an account: its last whole week."""
    asked, log = answers.question, answers.log.of_account(account)
    today = asked.on or to_date(last_day(log))
    last = today - timedelta(days=today.isoweekday() % DAYS)
    week = weekly(log, asked.rules, last, asked.seat, answers.of(account))
    week = replace(week, now=replace(week.now, warnings=(*week.now.warnings, *asked.assumed)))
    return render(week, "html", asked.rules.on(to_day(last)), 80)


def whatif_page(answers: Answers, account: str) -> str:
    """The what-if page of an account."""
    asked, log = answers.question, answers.log.of_account(account)
    by = (asked.rules, asked.seat, asked.on, answers.of(account))
    return page_of(page_numbers(log, *by, asked.named, asked.assumed))


PAGES: dict[str, Page] = {"/": whatif_page, "/report": report_page}
