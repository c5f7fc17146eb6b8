"""`ssi rules`, `ssi actions`: the model and its vocabulary as data, and how two models differ."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

import estimator
from estimator.cli.options import A_FILE, ON, QUIET, Arguments, TextOrJson, argument, group, option

if TYPE_CHECKING:
    from estimator.actions import Seat
    from estimator.rules import Rules

OTHER = option("Other rules; repeatable.", "FILE", "--rules")


class ShowRules(TextOrJson):
    """Every number with its status and source; with PATH those of a pillar or signal, or one.

    PATH is a name such as find, find.people_searches or find.people_searches.half_at.
    """

    example = "ssi rules show find.people_searches"

    path: str | None = argument("[PATH]")
    files: tuple[str, ...] = OTHER

    def run(self) -> None:
        from estimator.report.rules_page import numbers_page
        from estimator.rules.rule_contents import show

        loaded = estimator.load_rules(*self.files)
        shown = show(loaded, self.path)
        self.show(numbers_page(shown, loaded.sources), shown.to_dict())


class LintRules(TextOrJson):
    """What to know before trusting rules: bounds that are hit, cliffs, what is assumed.

    Without FILE the shipped rules. Findings are no errors: exit code 0. A file that is not valid
    is one: every fault of it with line and column, exit code 2.
    """

    example = "ssi rules lint"

    files: tuple[str, ...] = argument("[FILE]...")

    def run(self) -> None:
        from estimator.report.rules_page import lint_page
        from estimator.rules.linting import lint
        from estimator.rules.rule_contents import tally

        loaded = estimator.load_rules(*self.files)
        findings, tallies = lint(loaded), tally(loaded)
        content = {
            "schema": "ssi.lint/1",
            "findings": [asdict(finding) for finding in findings],
            "tally": {status: asdict(one) for status, one in tallies.items()},
        }
        self.show(lint_page(findings, tallies), content)


class DiffRules(TextOrJson):
    """What changes from rules A to rules B, or to overlay B on A; from the shipped ones to A."""

    example = "ssi rules diff mine.yaml --log log.jsonl"

    before: str = argument("A", required=True)
    after: str | None = argument("[B]")
    sources: tuple[str, ...] = option(
        "What the change does to the score of this log, in points, number by number.",
        *("SOURCE", "--log"),
    )
    account: str | None = option("Only this account of several.", "NAME")
    on: date | None = ON
    seat: "Seat" = option("", default="free", show_default=True)

    def run(self) -> None:
        from estimator.report.rules_page import difference_page, effect_page
        from estimator.rules.rule_contents import difference

        given = [one for one in (self.before, self.after) if one is not None]
        two = estimator.load_rules(*given[:-1]), estimator.load_rules(*given)
        if not self.sources:
            changes = difference(*two)
            content = {"schema": "ssi.difference/1", "changes": [asdict(one) for one in changes]}
            self.show(difference_page(changes), content)
            return
        from estimator.cli.given_sources import seat_of
        from estimator.explanation.rule_changes import effect
        from estimator.readers.sources import read_sources

        outcome = read_sources(self.sources, account=self.account)
        if (n := outcome.log.n_accounts) != 1:
            raise click.UsageError(f"the log has {n} accounts; name one with --account")
        result = effect(outcome.log, *two, self.on, seat_of(self.seat, [outcome.seat]))
        self.show(effect_page(result), result.to_dict())


class SetRules(Arguments):
    """Write an overlay: a small file of values to lay on the rules with --rules.

    What the rules do not take (a path there is not, a value out of bounds) is refused. Without -o
    the overlay is printed.
    """

    example = (
        'ssi rules set insight.comments.half_life="21 d" -o mine.yaml\n'
        "ssi score log.jsonl --rules mine.yaml"
    )

    values: tuple[str, ...] = argument("PATH=VALUE...", required=True)
    files: tuple[str, ...] = OTHER
    note: str = option("Where the values are from.", default="set by hand", show_default=True)
    output: Path | None = option("", "FILE", "-o --output", type=A_FILE)
    force: bool = option("Write over a file that is there (no rules).")
    quiet: bool = QUIET

    def run(self) -> None:
        from estimator.cli.output import keep, put

        loaded = estimator.load_rules(*self.files)
        text = loaded.to_overlay(dict(_stated(loaded, one) for one in self.values), self.note)
        if self.output in (None, Path("-")):
            put(text)
        else:
            keep(self.output, text, self.force)


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


class SchemaOfRules(Arguments):
    """The JSON Schema of rule files, for an editor."""

    example = "ssi rules schema > schema.json"

    overlay: bool = option("The schema of an overlay instead.")

    def run(self) -> None:
        from estimator.cli.output import put
        from estimator.report.machine_forms import to_json
        from estimator.rules.schema import overlay_schema, rules_schema

        put(to_json(overlay_schema() if self.overlay else rules_schema()))


rules = group(
    "rules",
    "The model: its numbers, what they rest on, other rules.",
    show=ShowRules,
    lint=LintRules,
    diff=DiffRules,
    set=SetRules,
    schema=SchemaOfRules,
)


class ActionsCommand(TextOrJson):
    """Every action: what its count counts, minutes, limits, and other names it goes by.

    With ACTION only those, by any of their names.
    """

    example = "ssi actions likes invite"

    words: tuple[str, ...] = argument("[ACTION]...")

    def run(self) -> None:
        from estimator.actions import action_named, no_such_action, vocabulary
        from estimator.errors import InputError
        from estimator.report.rules_page import actions_page

        named = {word: action_named(word) for word in self.words}
        if wrong := [word for word, name in named.items() if name is None]:
            raise InputError.at("actions", no_such_action(wrong[0]))
        found = {n: one for n, one in vocabulary().items() if not named or n in named.values()}
        actions = {name: one.model_dump(by_alias=True, mode="json") for name, one in found.items()}
        self.show(actions_page(found), {"schema": "ssi.actions/1", "actions": actions})
