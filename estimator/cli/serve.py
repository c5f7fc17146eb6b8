"""`ssi serve`: the documented `/ssi` call on one's own machine."""

import os
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from estimator.cli.options import (
    ON,
    READINGS,
    Averages,
    Input,
    Scoring,
    command,
    option,
    said_again,
)
from estimator.cli.words import NumberType

if TYPE_CHECKING:
    from estimator.log import ActivityLog
    from estimator.serve.listening import Listener
    from estimator.serve.watching import Question, Watched


@dataclass(frozen=True)
class Listening:
    """Where it listens, and to whom."""

    port: int = option(
        "The port; 0 takes a free one.",
        type=NumberType(0, 65535, whole=True),
        default=8787,
        show_default=True,
    )
    host: str = option(
        "Another address than this machine's own: then other machines can ask.",
        "ADDRESS",
        default="127.0.0.1",
        show_default=True,
    )
    origins: tuple[str, ...] = option(
        "A web page elsewhere that may read the answers; repeatable.", "URL", "--origin"
    )


@command(
    "serve",
    "ssi serve Complete_LinkedInDataExport_05-19-2026.zip\n"
    'curl -H "Authorization: Bearer KEY" http://127.0.0.1:8787/ssi',
)
def serve(
    *,
    read: Input,
    on: date | None = ON,
    readings: Path | None = READINGS,
    by: Scoring,
    averages: Averages,
    at: Listening,
) -> None:
    """Answer GET /ssi on this machine, as the hosted call does, from your own log.

    The key is SSI_API_KEY of the environment, or one made at the start and printed once. Files
    that change are read again, readings too; --readings PATH alone will do. GET / is the what-if
    page, GET /report the weekly report, GET /openapi.json the description. Nothing is sent
    anywhere; Ctrl-C ends it.
    """
    try:
        from estimator.serve.listening import bound
    except ImportError as error:
        raise click.UsageError(
            f"serve needs {error.name}: pip install 'ssi-estimator[serve]'"
        ) from None
    watched = _watched(read, on, readings, by, averages)
    _answer(watched, bound(at.host, at.port), at)


def _watched(
    read: Input, on: date | None, readings: Path | None, by: Scoring, averages: Averages
) -> "Watched":
    """The answers from the sources and readings as they are when somebody asks."""
    from estimator.cli.given_sources import known_of
    from estimator.errors import InputError
    from estimator.rules import load_rules
    from estimator.serve.watching import Question, Watched

    if "-" in read.sources:
        raise click.UsageError("a service reads its sources again; name files, not -")
    rules, asked = load_rules(*by.rules), click.get_current_context()

    def again() -> "tuple[ActivityLog, Question]":
        with asked.scope(cleanup=False):  # what the user named, in whatever thread
            try:
                known = known_of(read, by, readings, on, rules=rules)
            except click.UsageError as error:
                raise InputError.at("sources", error.message) from None
        day = on if read.sources else known.today
        told = (averages.given, said_again(read, by), known.assumed)
        return known.log, Question(rules, known.seat, day, known.readings, *told)

    paths = [Path(one) for one in (*read.sources, readings) if one is not None]
    alone = not read.sources and on is None
    return Watched(again, paths, _today if alone else str)


def _today() -> str:
    """The day on this machine: readings alone are scored as of it, and age with it."""
    return str(datetime.now().astimezone().date())


def _answer(watched: "Watched", listener: "Listener", at: Listening) -> None:
    """Says where and with which key, then answers until Ctrl-C."""
    from estimator.cli.telling import say
    from estimator.serve.endpoints import PAGES, Admission, application
    from estimator.serve.listening import AT_HOME, is_loopback, run

    answers = watched.last
    for path, page in PAGES.items():  # drawn before anybody waits for it
        answers.drawn[path] = page(answers, answers.log.accounts[0])
    key = os.environ.get("SSI_API_KEY") or secrets.token_urlsafe(24)
    host = at.host
    address = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
    if not os.environ.get("SSI_API_KEY"):
        say(f"key, shown this once: {key}")
    if not is_loopback(host):
        say("other machines can reach this address: whoever has the key can read the score")
    hosts = {*AT_HOME, host} - {"0.0.0.0", "::"}
    admission = Admission(key, hosts, pages=not is_loopback(host), origins=at.origins)
    run(
        application(watched, admission, PAGES),
        listener,
        answers=lambda: say(f"{address}/ssi answers; Ctrl-C ends it"),
    )
