"""`ssi calibrate`: fit the numbers of the rules to recorded readings, or say why not."""

from pathlib import Path

import click

import estimator
from estimator.cli.options import A_FILE, Input, Scoring, TextOrJson, option

READS = "sales_navigator"  # without such a seat LinkedIn shows no index since September 2026


class CalibrateCommand(Scoring, TextOrJson, Input):
    """Fit the numbers of the rules to readings, and say how far that can be trusted.

    Readings come from --readings and from usage reports among the sources. How much is fitted
    depends on how many there are. A fit that does not predict later readings better than the
    rules as they are, both anchored on those before, is refused: exit code 1, nothing written.
    """

    example = "ssi calibrate log.jsonl --readings readings/ -o mine.yaml"

    readings: Path | None = option(
        "What to fit to: your own readings (a folder, JSON lines, a note as CSV).", "PATH"
    )
    output: Path | None = option(
        "Write the fitted numbers there, for --rules.", "FILE", "-o --output", type=A_FILE
    )
    details: bool = option("The fit beside its rivals, number by number.")
    force: bool = option("Write a refused fit, too, and over a file.")

    def run(self) -> int:
        from estimator.cli.given_sources import read_all, recorded, seat_of
        from estimator.cli.output import keep
        from estimator.report.rules_page import fit_page

        if not self.sources:
            what = "SOURCE: missing; a fit needs a log of what you did. Without one, "
            alone = "ssi score --readings PATH gives the score of your readings as they age"
            raise click.UsageError(what + alone)
        rules = self.loaded()
        outcome = read_all(self, rules)
        readings = [*outcome.readings, *recorded(self.readings, self)]
        seat = seat_of(self.seat, [one.seat for one in readings])
        fit = estimator.calibrate(outcome.log, readings, rules, seat)
        self.show(fit_page(fit, self.details, seat == READS), fit.to_dict())
        accepted = fit.accepted or self.force
        if self.output is None:
            return 0 if accepted else 1
        if not fit.overlay:
            click.echo(f"{self.output} not written: no number moved", err=True)
        elif accepted:
            keep(self.output, fit.overlay, self.force)
        return 0 if fit.overlay and accepted else 1
