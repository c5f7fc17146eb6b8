"""`ssi demo`: the main job on the sample archive that comes with the package."""

import click

from estimator.cli.options import Input, Output, Scoring, takes_score_output

SAMPLE = "exports/Complete_*.zip"


@click.command("demo")
@takes_score_output
def command(write: Output) -> None:
    """Score the sample archive: a year of an invented person, in LinkedIn's own format."""
    from estimator.cli.scoring import score
    from estimator.resources import resource

    archive = str(next(resource("fixtures").glob(SAMPLE)))
    click.echo("the sample archive that comes with the package, of an invented person", err=True)
    read = Input((archive,), None, False, None, (), False, False)
    score(read, None, None, Scoring("free", ()), {}, write)
