"""`ssi calibrate`: fit the numbers of the rules to recorded readings, or say why not."""

from pathlib import Path

import click

from estimator.cli.options import Input, Scoring, takes_input
from estimator.cli.options import takes_scoring as by_rules
from estimator.cli.words import Choice


@click.command("calibrate")
@takes_input
@by_rules
@click.option(
    "--readings", "folder", type=click.Path(path_type=Path), metavar="DIR",
    help="A folder of readings, a JSON lines file, or a history of another tool.",
)  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write the fitted numbers there, for --rules.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Write a refused fit, too, and over a file.")
@click.option("--format", "form", type=Choice(("text", "json")), default="text")
@click.pass_context
def command(
    ctx: click.Context,
    read: Input,
    by: Scoring,
    folder: Path | None,
    output: Path | None,
    force: bool,
    form: str,
) -> None:  # fmt: skip
    """Fit the numbers of the rules to readings, and say how far that can be trusted.

    Readings come from --readings and from usage reports among the sources. How much is fitted
    depends on how many there are. A fit that does not predict later readings better than the
    last one, their mean and the rules as they are is refused: exit code 1, nothing written.
    """
    from estimator.calibration import calibrate
    from estimator.cli.output import keep, put, show_page
    from estimator.cli.sources import read_all, recorded
    from estimator.report.fit_page import fit_page
    from estimator.report.machine_forms import to_json
    from estimator.rules import load_rules

    rules = load_rules(*by.rules)
    outcome = read_all(read, rules)
    readings = [*outcome.readings, *recorded(folder, read.quiet)]
    fit = calibrate(outcome.log, readings, rules, by.seat)
    if form == "json":
        put(to_json(fit.to_dict()))
    else:
        show_page(fit_page(fit))
    if output is not None and fit.overlay and (fit.accepted or force):
        inputs = (*read.sources, *by.rules, *((str(folder),) if folder else ()))
        keep(output, fit.overlay, inputs, force)
    if output is not None and not fit.overlay:
        click.echo(f"{output} not written: no number moved", err=True)
        ctx.exit(1)
    if not (fit.accepted or force):
        ctx.exit(1)
