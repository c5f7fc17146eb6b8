"""The command line: arguments, files the user names, exit codes. It computes nothing.

app          the group `ssi` and the table of its commands
options      what a command is, and what commands have in common; words, the forms of an argument
given_sources, output, progress, telling    reading, writing, and what is said meanwhile
a chapter of commands each; Click alone reads it, so that what a command needs is imported where it
is done, or stands beside it: score and engines
"""

from estimator.cli.app import main

__all__ = ["main"]
