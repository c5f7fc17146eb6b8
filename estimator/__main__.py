"""`python -m estimator` is `ssi`."""

from estimator.cli import main

if __name__ == "__main__":  # worker processes import this module under another name
    main(prog_name="ssi")
