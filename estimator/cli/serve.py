"""`ssi serve`: the documented `/ssi` call on one's own machine."""

import os
import secrets
from datetime import date
from pathlib import Path

import click

from estimator.cli.options import ON, READINGS, Input, Scoring, takes_input
from estimator.cli.options import takes_scoring as by_rules
from estimator.cli.words import NumberType, points


@click.command("serve")
@takes_input
@ON
@READINGS
@by_rules
@click.option(
    "--industry-average", "industry", type=points, metavar="POINTS",
    help="What LinkedIn shows as your industry's average; gives the rank in it.",
)  # fmt: skip
@click.option(
    "--network-average", "network", type=points, metavar="POINTS",
    help="The average of your network.",
)  # fmt: skip
@click.option(
    "--port", type=NumberType(0, 65535, whole=True), default=8787, show_default=True,
    help="The port; 0 takes a free one.",
)  # fmt: skip
@click.option(
    "--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
    help="Another address than this machine's own: then other machines can ask.",
)  # fmt: skip
@click.option(
    "--origin", "origins", multiple=True, metavar="URL",
    help="A web page elsewhere that may read the answers; repeatable.",
)  # fmt: skip
def command(
    read: Input,
    on: date | None,
    readings: Path | None,
    by: Scoring,
    industry: float | None,
    network: float | None,
    port: int,
    host: str,
    origins: tuple[str, ...],
) -> None:  # fmt: skip
    """Answer GET /ssi on this machine, as the hosted call does, from your own log.

    \b
    ssi serve Complete_LinkedInDataExport_05-19-2026.zip
    curl -H "Authorization: Bearer KEY" http://127.0.0.1:8787/ssi

    The key is SSI_API_KEY of the environment, or one made at the start and printed once. Files
    that change are read again. GET / is the what-if page, GET /report the weekly report, GET
    /openapi.json the description. Nothing is sent anywhere; Ctrl-C ends it.
    """
    try:
        from estimator.serve.listening import AT_HOME, bound, is_loopback, run
    except ImportError as error:
        raise click.UsageError(
            f"serve needs {error.name}: pip install 'ssi-estimator[serve]'"
        ) from None
    from estimator.cli.given_sources import known_of, read_all
    from estimator.cli.telling import say
    from estimator.rules import load_rules
    from estimator.serve.endpoints import Admission, application
    from estimator.serve.shown_pages import PAGES
    from estimator.serve.watching import Question, Watched

    if "-" in read.sources:
        raise click.UsageError("a service reads its sources again; name files, not -")
    rules = load_rules(*by.rules)
    averages = {"industry": industry, "network": network}
    given = {group: average for group, average in averages.items() if average is not None}
    known = known_of(read, rules, by, readings, on)
    watched = Watched(
        lambda: read_all(read, rules, on).log,
        [Path(source) for source in read.sources],
        Question(rules, known.seat, on, known.readings, given),
    )
    answers = watched.last
    for path, page in PAGES.items():  # drawn before anybody waits for it
        answers.pages[path] = page(answers, answers.log.accounts[0])
    listener = bound(host, port)
    key = os.environ.get("SSI_API_KEY") or secrets.token_urlsafe(24)
    address = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
    if not os.environ.get("SSI_API_KEY"):
        say(f"key, shown this once: {key}")
    if not is_loopback(host):
        say("other machines can reach this address: whoever has the key can read the score")
    hosts = {*AT_HOME, host} - {"0.0.0.0", "::"}
    admission = Admission(key, hosts, pages=not is_loopback(host), origins=origins)
    run(
        application(watched, admission, PAGES),
        listener,
        answers=lambda: say(f"{address}/ssi answers; Ctrl-C ends it"),
    )
