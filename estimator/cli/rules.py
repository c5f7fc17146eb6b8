"""`ssi rules`, `ssi actions`: the model and its vocabulary as data, and how two models differ."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from estimator.cli.app import CommandGroup
from estimator.cli.options import A_FILE, ON, QUIET, TEXT_OR_JSON, argument, command, option

if TYPE_CHECKING:
    from estimator.actions import Seat
    from estimator.rules import Rules

OTHER = option("Other rules; repeatable.", "FILE", "--rules")


@click.group("rules", cls=CommandGroup)
def rules() -> None:
    """The model: its numbers, what they rest on, other rules."""


@command("show", "ssi rules show find.people_searches", of=rules)
def show(
    path: str | None = argument("[PATH]"),
    files: tuple[str, ...] = OTHER,
    form: str = TEXT_OR_JSON,
    quiet: bool = QUIET,
) -> None:
    """Every number with its status and source; with PATH those of a pillar or signal, or one.

    PATH is a name such as find, find.people_searches or find.people_searches.half_at.
    """
    from estimator.cli.output import show_or_put
    from estimator.report.rules_page import numbers_page
    from estimator.rules import load_rules
    from estimator.rules.rule_contents import show as shown_at

    loaded = load_rules(*files)
    shown = shown_at(loaded, path)
    show_or_put(form, numbers_page(shown, loaded.sources), shown.to_dict())


@command("lint", "ssi rules lint", of=rules)
def lint(
    files: tuple[str, ...] = argument("[FILE]..."), form: str = TEXT_OR_JSON, quiet: bool = QUIET
) -> None:
    """What to know before trusting rules: bounds that are hit, cliffs, what is assumed.

    Without FILE the shipped rules. Findings are no errors: exit code 0. A file that is not valid
    is one: every fault of it with line and column, exit code 2.
    """
    from estimator.cli.output import show_or_put
    from estimator.report.rules_page import lint_page
    from estimator.rules import load_rules
    from estimator.rules.linting import lint as findings_of
    from estimator.rules.rule_contents import tally

    loaded = load_rules(*files)
    findings, tallies = findings_of(loaded), tally(loaded)
    content = {
        "schema": "ssi.lint/1",
        "findings": [asdict(finding) for finding in findings],
        "tally": {status: asdict(one) for status, one in tallies.items()},
    }
    show_or_put(form, lint_page(findings, tallies), content)


@command("diff", "ssi rules diff mine.yaml --log log.jsonl", of=rules)
def diff(
    before: str = argument("A", required=True),
    after: str | None = argument("[B]"),
    sources: tuple[str, ...] = option(
        "What the change does to the score of this log, in points, number by number.",
        *("SOURCE", "--log"),
    ),
    account: str | None = option("Only this account of several.", "NAME"),
    on: date | None = ON,
    seat: "Seat" = option("", default="free", show_default=True),
    form: str = TEXT_OR_JSON,
    quiet: bool = QUIET,
) -> None:
    """What changes from rules A to rules B, or to overlay B on A; from the shipped ones to A."""
    from estimator.cli.output import show_or_put
    from estimator.report.rules_page import difference_page, effect_page
    from estimator.rules import load_rules
    from estimator.rules.rule_contents import difference

    both = ((before,), (before, after)) if after else ((), (before,))
    two = load_rules(*both[0]), load_rules(*both[1])
    if sources:
        from estimator.cli.given_sources import seat_of
        from estimator.cli.options import Scoring
        from estimator.explanation.rule_changes import effect
        from estimator.readers.sources import read_sources

        outcome = read_sources(sources, account=account)
        log, seen = outcome.log, [outcome.seat] if outcome.seat is not None else []
        if log.n_accounts != 1:
            what = f"the log has {log.n_accounts} accounts; name one with --account"
            raise click.UsageError(what)
        result = effect(log, *two, on, seat_of(Scoring(seat, ()), seen))
        page, content = effect_page(result), result.to_dict()
    else:
        changes = difference(*two)
        page = difference_page(changes)
        content = {"schema": "ssi.difference/1", "changes": [asdict(one) for one in changes]}
    show_or_put(form, page, content)


@command(
    "set",
    'ssi rules set insight.comments.half_life="21 d" -o mine.yaml\n'
    "ssi score log.jsonl --rules mine.yaml",
    of=rules,
)
def set_values(
    values: tuple[str, ...] = argument("PATH=VALUE...", required=True),
    files: tuple[str, ...] = OTHER,
    note: str = option("Where the values are from.", default="set by hand", show_default=True),
    output: Path | None = option("", "FILE", "-o --output", type=A_FILE),
    force: bool = option("Write over a file that is there (no rules)."),
    quiet: bool = QUIET,
) -> None:
    """Write an overlay: a small file of values to lay on the rules with --rules.

    What the rules do not take (a path there is not, a value out of bounds) is refused. Without -o
    the overlay is printed.
    """
    from estimator.cli.output import keep, put
    from estimator.rules import load_rules

    loaded = load_rules(*files)
    text = loaded.to_overlay(dict(_stated(loaded, one) for one in values), note)
    if output in (None, Path("-")):
        put(text)
    else:
        keep(output, text, force)


def _stated(rules: "Rules", text: str) -> tuple[str, float]:
    """Path and value of `PATH=VALUE`, a duration in days. Raises: InputError, click.UsageError."""
    from estimator.document import plain_scalar
    from estimator.errors import InputError

    path, sign, word = text.partition("=")
    if not sign:
        raise click.UsageError(f"write PATH=VALUE, as find.cap=25 (got {text!r})")
    try:
        return path, rules.number(path).quantity.value_of(plain_scalar(word.strip()))
    except ValueError as error:
        raise InputError.at(path, str(error)) from None


@command("schema", "ssi rules schema > schema.json", of=rules)
def schema(overlay: bool = option("The schema of an overlay instead.")) -> None:
    """The JSON Schema of rule files, for an editor."""
    from estimator.cli.output import put
    from estimator.report.machine_forms import to_json
    from estimator.rules.schema import overlay_schema, rules_schema

    put(to_json(overlay_schema() if overlay else rules_schema()))


@command("actions", "ssi actions likes invite")
def actions(
    words: tuple[str, ...] = argument("[ACTION]..."), form: str = TEXT_OR_JSON, quiet: bool = QUIET
) -> None:
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
    found = {n: one for n, one in vocabulary().items() if not named or n in named.values()}
    content = {name: one.model_dump(by_alias=True, mode="json") for name, one in found.items()}
    show_or_put(form, actions_page(found), {"schema": "ssi.actions/1", "actions": content})
