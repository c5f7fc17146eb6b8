"""`ssi serve`: the documented `/ssi` call on one's own machine."""

import os
import secrets
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from estimator.cli.options import ON, Averages, OfAccount, option, said_again
from estimator.cli.words import NumberType, needed

if TYPE_CHECKING:
    from estimator.log import ActivityLog
    from estimator.serve.watching import Question, Watched


class ServeCommand(OfAccount, Averages):
    """Answer GET /ssi on this machine, as the hosted call does, from your own log.

    The key is SSI_API_KEY of the environment, or one made at the start and printed once. Files
    that change are read again, readings too; --readings PATH alone will do. GET / is the what-if
    page, GET /report the weekly report, GET /openapi.json the description. Nothing is sent
    anywhere; Ctrl-C ends it.
    """

    example = (
        "ssi serve Complete_LinkedInDataExport_05-19-2026.zip\n"
        'curl -H "Authorization: Bearer KEY" http://127.0.0.1:8787/ssi'
    )

    on: date | None = ON
    port: int = option(
        "The port; 0 takes a free one.",
        "N",
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

    def run(self) -> None:
        from estimator.cli.telling import say

        with needed("serve", "serve"):
            from estimator.serve import endpoints, listening
        watched, host = self.watched(), self.host
        listener = listening.bound(host, self.port)
        answers = watched.last
        for path in endpoints.PAGES:  # drawn before anybody waits for it
            endpoints.drawn(answers, path, answers.log.accounts[0])
        key = os.environ.get("SSI_API_KEY")
        if not key:
            key = secrets.token_urlsafe(24)
            say(f"key, shown this once: {key}")
        is_open = not listening.is_loopback(host)
        if is_open:
            say("other machines can reach this address: whoever has the key can read the score")
        hosts = {*listening.AT_HOME, host} - {"0.0.0.0", "::"}
        admission = endpoints.Admission(key, hosts, pages=is_open, origins=self.origins)
        address = f"{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
        listening.run(
            endpoints.application(watched, admission),
            listener,
            answers=lambda: say(f"http://{address}/ssi answers; Ctrl-C ends it"),
        )

    def watched(self) -> "Watched":
        """The answers from the sources and readings as they are when somebody asks."""
        from estimator.errors import InputError
        from estimator.serve.watching import Question, Watched

        if "-" in self.sources:
            raise click.UsageError("a service reads its sources again; name files, not -")
        rules, context = self.loaded(), click.get_current_context()

        def again() -> "tuple[ActivityLog, Question]":
            with context.scope(cleanup=False):  # what the user named, in whatever thread
                try:
                    known = self.known(self.on, rules=rules)
                except click.UsageError as error:
                    raise InputError.at("sources", error.message) from None
            day = self.on if self.sources else known.today
            told = (self.averages, said_again(self), known.assumed)
            return known.log, Question(rules, known.seat, day, known.readings, *told)

        paths = [Path(one) for one in (*self.sources, self.readings) if one is not None]
        alone = not self.sources and self.on is None
        return Watched(again, paths, _today if alone else str)


def _today() -> str:
    """The day on this machine: readings alone are scored as of it, and age with it."""
    return str(datetime.now().astimezone().date())
