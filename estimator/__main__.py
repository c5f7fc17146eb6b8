"""`python -m estimator` is `ssi`."""

from estimator.cli import main

main(prog_name="ssi")
