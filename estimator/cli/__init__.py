"""The command line: arguments, files the user names, exit codes. It computes nothing.

app          the group `ssi` and the table of its commands
options      what commands have in common; words, the forms an argument may take
given_sources, output, progress, telling    reading, writing, and what is said meanwhile
a chapter of commands, which Click alone reads, and beside it what they do: score and scoring,
explain and explaining, whatif and projecting, check and checking, importing and logs
"""

from estimator.cli.app import main

__all__ = ["main"]
