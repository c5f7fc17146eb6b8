"""`ssi rules`, `ssi actions`: the model and its vocabulary as data, and how two models differ."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from estimator.cli.app import CommandGroup
from estimator.cli.options import ON, Command
from estimator.cli.words import Choice, seat

if TYPE_CHECKING:
    from estimator.actions import Seat
    from estimator.rules import Rules

FILES = click.argument("files", nargs=-1, metavar="[FILE]...")
AS_JSON = click.option("--format", "form", type=Choice(("text", "json")), default="text")


@click.group("rules", cls=CommandGroup)
def command() -> None:
    """The model: its numbers, what they rest on, other rules."""


@command.command("show", cls=Command, example="ssi rules show find.people_searches")
@click.argument("path", required=False)
@click.option("--rules", "files", multiple=True, metavar="FILE", help="Other rules; repeatable.")
@AS_JSON
def show(path: str | None, files: tuple[str, ...], form: str) -> None:
    """Every number with its status and source; with PATH those of a pillar or signal, or one.

    PATH is a name such as find, find.people_searches or find.people_searches.half_at.
    """
    from estimator.cli.output import show_or_put
    from estimator.report.rules_page import numbers_page
    from estimator.rules import load_rules
    from estimator.rules.rule_contents import show as shown_at

    rules = load_rules(*files)
    shown = shown_at(rules, path)
    show_or_put(form, numbers_page(shown, rules.sources), shown.to_dict())


@command.command("lint", cls=Command, example="ssi rules lint")
@FILES
@AS_JSON
def lint(files: tuple[str, ...], form: str) -> None:
    """What to know before trusting rules: bounds that are hit, cliffs, what is assumed.

    Without FILE the shipped rules. Findings are no errors: exit code 0. A file that is not valid
    is one: every fault of it with line and column, exit code 2.
    """
    from dataclasses import asdict

    from estimator.cli.output import show_or_put
    from estimator.report.rules_page import lint_page
    from estimator.rules import load_rules
    from estimator.rules.linting import lint as findings_of
    from estimator.rules.rule_contents import tally

    rules = load_rules(*files)
    findings, tallies = findings_of(rules), tally(rules)
    content = {
        "schema": "ssi.lint/1",
        "findings": [asdict(finding) for finding in findings],
        "tally": {status: asdict(one) for status, one in tallies.items()},
    }
    show_or_put(form, lint_page(findings, tallies), content)


@command.command("diff", cls=Command, example="ssi rules diff mine.yaml --log log.jsonl")
@click.argument("before", metavar="A")
@click.argument("after", metavar="[B]", required=False)
@click.option(
    "--log", "sources", multiple=True, metavar="SOURCE",
    help="What the change does to the score of this log, in points, number by number.",
)  # fmt: skip
@click.option("--account", metavar="NAME", help="Only this account of several.")
@ON
@click.option("--seat", type=seat, default="free", show_default=True, metavar="SEAT")
@AS_JSON
def diff(
    before: str,
    after: str | None,
    sources: tuple[str, ...],
    account: str | None,
    on: date | None,
    seat: "Seat",
    form: str,
) -> None:  # fmt: skip
    """What changes from rules A to rules B, or to overlay B on A; from the shipped ones to A."""
    from dataclasses import asdict

    from estimator.cli.output import show_or_put
    from estimator.report.rules_page import difference_page, effect_page
    from estimator.rules import load_rules
    from estimator.rules.rule_contents import difference

    first, second = ((before,), (before, after)) if after else ((), (before,))
    rules = load_rules(*first), load_rules(*second)
    if sources:
        from estimator.cli.given_sources import seat_of
        from estimator.cli.options import Scoring
        from estimator.explanation.rule_effects import effect
        from estimator.readers.sources import read_sources

        outcome = read_sources(sources, account=account)
        log, seen = outcome.log, [outcome.seat] if outcome.seat is not None else []
        seat = seat_of(Scoring(seat, ()), seen)
        if log.n_accounts != 1:
            what = f"the log has {log.n_accounts} accounts; name one with --account"
            raise click.UsageError(what)
        result = effect(log, *rules, on, seat)
        page, content = effect_page(result), result.to_dict()
    else:
        changes = difference(*rules)
        page = difference_page(changes)
        content = {"schema": "ssi.difference/1", "changes": [asdict(one) for one in changes]}
    show_or_put(form, page, content)


@command.command(
    "set", cls=Command,
    example='ssi rules set insight.comments.half_life="21 d" -o mine.yaml\n'
    "ssi score log.jsonl --rules mine.yaml",
)  # fmt: skip
@click.argument("values", nargs=-1, required=True, metavar="PATH=VALUE...")
@click.option("--rules", "files", multiple=True, metavar="FILE", help="Other rules; repeatable.")
@click.option("--note", default="set by hand", show_default=True, help="Where the values are from.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--force", is_flag=True, help="Write over a file that is there (no rules).")
def set_values(
    values: tuple[str, ...],
    files: tuple[str, ...],
    note: str,
    output: Path | None,
    force: bool,
) -> None:  # fmt: skip
    """Write an overlay: a small file of values to lay on the rules with --rules.

    What the rules do not take (a path there is not, a value out of bounds) is refused. Without -o
    the overlay is printed.
    """
    from estimator.cli.output import keep, put
    from estimator.rules import load_rules

    rules = load_rules(*files)
    text = rules.to_overlay(dict(_stated(rules, one) for one in values), note)
    if output is None or output == Path("-"):
        put(text)
    else:
        keep(output, text, force)


def _stated(rules: "Rules", text: str) -> tuple[str, float]:
    """Path and value of `PATH=VALUE`, a duration in days. Raises: InputError, click.UsageError."""
    from estimator.errors import InputError
    from estimator.rules.document import plain_scalar

    path, sign, word = text.partition("=")
    if not sign:
        raise click.UsageError(f"write PATH=VALUE, as find.cap=25 (got {text!r})")
    try:
        return path, rules.number(path).quantity.read(plain_scalar(word.strip()))
    except ValueError as error:
        raise InputError.at(path, str(error)) from None


@command.command("schema", cls=Command, example="ssi rules schema > schema.json")
@click.option("--overlay", is_flag=True, help="The schema of an overlay instead.")
def schema(overlay: bool) -> None:
    """The JSON Schema of rule files, for an editor."""
    from estimator.cli.output import put
    from estimator.report.machine_forms import to_json
    from estimator.rules.schema import overlay_schema, rules_schema

    put(to_json(overlay_schema() if overlay else rules_schema()))


@click.command("actions", cls=Command, example="ssi actions likes invite")
@click.argument("words", nargs=-1, metavar="[ACTION]...")
@AS_JSON
def actions(words: tuple[str, ...], form: str) -> None:
    """Every action: what its count counts, minutes, limits, and other names it goes by.

    With ACTION only those, by any of their names.
    """
    from estimator.actions import action_named, no_such_action, vocabulary
    from estimator.cli.output import show_or_put
    from estimator.errors import InputError
    from estimator.report.rules_page import actions_page

    named = {word: action_named(word) for word in words}
    if wrong := [word for word, name in named.items() if name is None]:
        raise InputError.at("actions", no_such_action(wrong[0]))
    asked = {name: one for name, one in vocabulary().items() if not words or name in named.values()}
    content = {name: one.model_dump(by_alias=True, mode="json") for name, one in asked.items()}
    show_or_put(form, actions_page(asked), {"schema": "ssi.actions/1", "actions": content})
