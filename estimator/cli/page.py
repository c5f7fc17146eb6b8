"""`ssi page`: the what-if page, one file that opens without a network."""

from datetime import date
from pathlib import Path

import click

from estimator.cli.options import (
    ON,
    READINGS,
    Command,
    Input,
    Output,
    Scoring,
    may_take_input,
    takes_output,
)
from estimator.cli.options import takes_scoring as by_rules


@click.command(
    "page", cls=Command,
    example="ssi page Complete_LinkedInDataExport_05-19-2026.zip -o ssi.html",
)  # fmt: skip
@may_take_input
@ON
@READINGS
@by_rules
@takes_output
def command(
    read: Input, on: date | None, readings: Path | None, by: Scoring, write: Output
) -> None:
    """Write a page with sliders for every habit: what each would do to the index.

    One HTML file, which opens by a double click, works without a network and can be sent on.
    """
    from estimator.cli.given_sources import known_of
    from estimator.cli.output import keep, put
    from estimator.page import page_of
    from estimator.rules import load_rules

    if write.form not in (None, "html"):
        raise click.UsageError("a page is HTML; leave out --format")
    rules = load_rules(*by.rules)
    known = known_of(read, rules, by, readings, on)
    today = on if on or read.sources else known.today  # without a log it is that of the clock
    text = page_of(known.log, rules, known.seat, today, known.readings)
    if write.output in (None, Path("-")):
        put(text)
    else:
        keep(write.output, text, force=write.force)
