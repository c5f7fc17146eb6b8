"""`ssi actions`: the words that a log, a habit and a limit may use."""

import click

from estimator.cli.words import Choice


@click.command("actions")
@click.argument("words", nargs=-1, metavar="[ACTION]...")
@click.option("--format", "form", type=Choice(("text", "json")), default="text")
def command(words: tuple[str, ...], form: str) -> None:
    """Every action: what its count counts, minutes, limits, and other names it goes by.

    With ACTION only those, by any of their names: ssi actions likes invite
    """
    from estimator.actions import action_named, no_such_action, vocabulary
    from estimator.cli.output import put, show_page
    from estimator.errors import InputError
    from estimator.form import to_plain
    from estimator.report.actions_page import actions_page
    from estimator.report.machine_forms import to_json

    named = {word: action_named(word) for word in words}
    if wrong := [word for word, name in named.items() if name is None]:
        raise InputError.at("actions", no_such_action(wrong[0]))
    asked = {name: one for name, one in vocabulary().items() if not words or name in named.values()}
    if form == "json":
        told = {name: to_plain(one) for name, one in asked.items()}
        put(to_json({"schema": "ssi.actions/1", "actions": told}))
    else:
        show_page(actions_page(asked))
