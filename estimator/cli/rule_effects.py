"""What `rules diff --log` does once its arguments are clear."""

from datetime import date

import click

from estimator.actions import Seat
from estimator.cli.output import put, show_page
from estimator.explanation.rule_effects import effect
from estimator.readers.sources import read_log
from estimator.report.machine_forms import to_json
from estimator.report.rules_page import effect_page
from estimator.rules import Rules


def tell_effect(
    sources: tuple[str, ...],
    account: str | None,
    rules: tuple[Rules, Rules],
    on: date | None,
    seat: Seat,
    form: str,
) -> None:
    """Reads the log, scores it by both rule sets, tells what each number does to it."""
    log = read_log(*sources, account=account)
    if log.n_accounts != 1:
        what = f"the log has {log.n_accounts} accounts; name one with --account"
        raise click.UsageError(what)
    result = effect(log, *rules, on, seat)
    if form == "json":
        put(to_json(result.to_dict()))
    else:
        show_page(effect_page(result))
