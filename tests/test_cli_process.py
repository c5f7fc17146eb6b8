"""`ssi` as a process: what it imports, pipes, terminals, encodings."""

import json
import os
import pty
import re
import subprocess
import sys

import pytest
from commanded import TOWARDS_THE_PROGRAM, process, write_rows
from reported import GOLDEN

LOG = GOLDEN / "log.jsonl"
ESCAPE = re.compile(rb"\x1b\[[0-9;?]*[a-zA-Z]")
LOADED = """
import sys
from estimator.cli import main
try:
    main(sys.argv[1:], prog_name="ssi")
finally:
    print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def loaded(*arguments, stdin=None):
    """The top-level modules that a command has imported when it ends."""
    done = process(*arguments, code=LOADED, stdin=stdin)
    return set(done.stderr.decode().splitlines()[-1].split())


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """The same small log as a source of every kind that must stay light."""
    folder = tmp_path_factory.mktemp("sources")
    table = folder / "log.csv"
    table.write_text("day,action,count\n2026-05-01,comment,2\n", encoding="utf-8")
    lines = write_rows(folder / "log.jsonl", {"day": "2026-05-01", "action": "comment"})
    from estimator.resources import resource

    archive = next((resource("fixtures") / "exports").glob("Basic_*.zip"))
    return {"csv": table, "jsonl": lines, "zip": archive}


@pytest.mark.parametrize("arguments", [["-h"], ["--version"], ["score", "-h"], ["rules", "-h"]])
def test_help_imports_only_click(arguments):
    assert not loaded(*arguments) & {"numpy", "pydantic", "yaml", "rich", "jinja2", "scipy"}


@pytest.mark.parametrize("kind", ["csv", "jsonl", "zip"])
def test_a_score_imports_nothing_it_does_not_need(sources, kind):
    unneeded = {"scipy", "pyarrow", "pandas", "polars", "jinja2", "rich"}

    assert not loaded("score", sources[kind]) & unneeded


def test_json_does_not_import_what_draws_text(sources):
    assert "rich" not in loaded("score", sources["jsonl"], "--format", "json")


def test_a_reader_that_has_seen_enough_ends_it_quietly():
    arguments = ["history", LOG, "-q", "--from", "2020-01-01", "--format", "csv"]
    running = subprocess.Popen(
        [sys.executable, "-m", "estimator", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )

    first = running.stdout.readline()
    running.stdout.close()
    said = running.stderr.read()
    running.stderr.close()

    assert first.startswith(b"account,day")
    assert running.wait(60) == 0
    assert said == b""


def test_standard_input_of_a_real_pipe_is_read():
    done = process("score", "-q", "-", "--format", "json", stdin=LOG.read_bytes())

    assert json.loads(done.stdout)["schema"] == "ssi.estimate/1"


def test_a_process_gives_the_same_bytes_twice():
    once, again = (
        process("score", LOG, "--format", "json", PYTHONHASHSEED=seed).stdout for seed in "12"
    )

    assert once == again


def test_what_cannot_show_blocks_gets_other_signs():
    done = process("score", "-q", LOG, PYTHONIOENCODING="ascii")

    assert done.returncode == 0
    assert done.stdout.isascii() and b"####" in done.stdout


def test_an_error_is_a_sentence_and_no_traceback():
    done = process("score", "nowhere.zip")

    assert done.returncode == 2
    assert done.stderr == b"nowhere.zip: no such file or folder\n"


def on_a_terminal(*arguments, **environment):
    """What `ssi` writes to a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "estimator", *map(str, arguments)],
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **TOWARDS_THE_PROGRAM, **environment},
    )
    os.close(theirs)
    written = b""
    try:
        while part := os.read(ours, 65536):
            written += part
    except OSError:  # how Linux says that the other side has closed
        pass
    os.close(ours)
    assert running.wait(60) == 0
    return written.replace(b"\r\n", b"\n")


@pytest.mark.parametrize("command", ["score", "history"])
def test_a_terminal_gets_colours_and_otherwise_the_same_text(command):
    plain = process(command, "-q", LOG).stdout

    shown = on_a_terminal(command, "-q", LOG)

    assert ESCAPE.search(shown)
    assert ESCAPE.sub(b"", shown) == plain


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_who_wants_no_colours_gets_none(environment):
    shown = on_a_terminal("score", "-q", LOG, **environment)

    assert shown == process("score", "-q", LOG).stdout


def test_json_on_a_terminal_has_no_colours():
    assert json.loads(on_a_terminal("score", "-q", LOG, "--format", "json"))
