"""The command line as a test calls it: in this process, or as a process of its own."""

import json
import os
import subprocess
import sys

from click.testing import CliRunner

from estimator.cli import main

TOWARDS_THE_PROGRAM = {"NO_COLOR": "", "TERM": "xterm-256color", "COLUMNS": "80"}


def ssi(*arguments, stdin=None):
    """The result of `ssi` with these arguments: exit_code, stdout, stderr."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    return CliRunner().invoke(main, [str(a) for a in arguments], input=given, prog_name="ssi")


def process(*arguments, code=None, stdin=None, timeout=60, **environment):
    """The finished process of `ssi`, or of `python -c code`."""
    start = ["-c", code] if code else ["-m", "estimator"]
    return subprocess.run(
        [sys.executable, *start, *map(str, arguments)],
        check=False,
        input=stdin,
        capture_output=True,
        env={**os.environ, **TOWARDS_THE_PROGRAM, **environment},
        timeout=timeout,
    )


def write_rows(path, *rows):
    """The path, now a log of JSON lines."""
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path
