"""`ssi page`: the what-if page, one file that opens without a network."""

from datetime import date

import click

from estimator.cli.options import ON, Input, Output, Scoring, takes_input, takes_output
from estimator.cli.options import takes_scoring as by_rules


@click.command("page")
@takes_input
@ON
@by_rules
@takes_output
def command(read: Input, on: date | None, by: Scoring, write: Output) -> None:
    """Write a page with sliders for every habit: what each would do to the index.

    \b
    ssi page Complete_LinkedInDataExport_05-19-2026.zip -o ssi.html

    One HTML file, which opens by a double click, works without a network and can be sent on.
    """
    from pathlib import Path

    from estimator.cli.output import put, writable
    from estimator.cli.sources import read_all
    from estimator.page import page_of
    from estimator.rules import load_rules

    if write.form not in (None, "html"):
        raise click.UsageError("a page is HTML; leave out --format")
    rules = load_rules(*by.rules)
    target = write.output
    if target is not None and str(target) != "-":
        target = writable(Path(target), (*read.sources, *by.rules), write.force)
    text = page_of(read_all(read, rules, on).log, rules, by.seat, on)
    if target is None or str(target) == "-":
        put(text)
    else:
        target.write_text(text, "utf-8", newline="\n")
