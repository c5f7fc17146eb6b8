"""`ssi actions`: the words that a log, a habit and a limit may use."""

import click

from estimator.cli.options import Command
from estimator.cli.words import Choice


@click.command("actions", cls=Command, example="ssi actions likes invite")
@click.argument("words", nargs=-1, metavar="[ACTION]...")
@click.option("--format", "form", type=Choice(("text", "json")), default="text")
def command(words: tuple[str, ...], form: str) -> None:
    """Every action: what its count counts, minutes, limits, and other names it goes by.

    With ACTION only those, by any of their names.
    """
    from estimator.actions import action_named, no_such_action, vocabulary
    from estimator.cli.output import show_or_put
    from estimator.errors import InputError
    from estimator.report.actions_page import actions_page

    named = {word: action_named(word) for word in words}
    if wrong := [word for word, name in named.items() if name is None]:
        raise InputError.at("actions", no_such_action(wrong[0]))
    asked = {name: one for name, one in vocabulary().items() if not words or name in named.values()}
    content = {name: one.model_dump(by_alias=True, mode="json") for name, one in asked.items()}
    show_or_put(form, actions_page(asked), {"schema": "ssi.actions/1", "actions": content})
