"""`ssi calibrate`: fit the numbers of the rules to recorded readings, or say why not."""

from dataclasses import dataclass
from pathlib import Path

import click

from estimator.cli.options import A_FILE, TEXT_OR_JSON, Input, Scoring, command, option

READS = "sales_navigator"  # without such a seat LinkedIn shows no index since September 2026


@dataclass(frozen=True)
class Fitting:
    """The readings to fit to, and what becomes of the fit."""

    readings: Path | None = option(
        "What to fit to: your own readings (a folder, JSON lines, a note as CSV).", "PATH"
    )
    output: Path | None = option(
        "Write the fitted numbers there, for --rules.", "FILE", "-o --output", type=A_FILE
    )
    details: bool = option("The fit beside its rivals, number by number.")
    force: bool = option("Write a refused fit, too, and over a file.")
    form: str = TEXT_OR_JSON


@command("calibrate", "ssi calibrate log.jsonl --readings readings/ -o mine.yaml")
def calibrate(asked: Fitting, by: Scoring, read: Input) -> None:
    """Fit the numbers of the rules to readings, and say how far that can be trusted.

    Readings come from --readings and from usage reports among the sources. How much is fitted
    depends on how many there are. A fit that does not predict later readings better than the
    rules as they are, both anchored on those before, is refused: exit code 1, nothing written.
    """
    from estimator.calibration import calibrate as fitted
    from estimator.cli.given_sources import read_all, recorded, seat_of
    from estimator.cli.output import keep, show_or_put
    from estimator.report.rules_page import fit_page
    from estimator.rules import load_rules

    if not read.sources:
        alone = (
            "without one, ssi score --readings PATH gives the score of your readings as they age"
        )
        raise click.UsageError(f"SOURCE: missing; a fit needs a log of what you did. {alone}")
    rules = load_rules(*by.rules)
    outcome = read_all(read, rules)
    readings = [*outcome.readings, *recorded(asked.readings, read.quiet)]
    seat = seat_of(by, [one.seat for one in readings if one.seat is not None])
    fit = fitted(outcome.log, readings, rules, seat)
    show_or_put(asked.form, fit_page(fit, asked.details, seat == READS), fit.to_dict())
    if asked.output is not None and fit.overlay and (fit.accepted or asked.force):
        keep(asked.output, fit.overlay, asked.force)
    lacking = asked.output is not None and not fit.overlay
    if lacking:
        click.echo(f"{asked.output} not written: no number moved", err=True)
    done = (fit.accepted or asked.force) and not lacking
    click.get_current_context().exit(0 if done else 1)
