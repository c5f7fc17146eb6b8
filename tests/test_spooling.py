"""An archive through a pipe: whichever way the process ends, nothing of it stays."""

import os
import signal
import subprocess
import sys

import pytest

CODE = """
import sys, time
from contextlib import ExitStack
from estimator.readers.spooling import spooled
with ExitStack() as stack:
    path = spooled(b"private ", sys.stdin.buffer, "a.zip", stack)
    assert path.name == "a.zip" and path.read_bytes() == b"private text"
    print("there", flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nothing_stays_on_disk_when_the_process_is_ended(tmp_path, number):
    run = subprocess.Popen(
        [sys.executable, "-c", CODE], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env={**os.environ, "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    run.stdin.write(b"text")
    run.stdin.close()
    assert run.stdout.readline() == b"there\n"

    run.send_signal(number)
    run.wait()
    run.stdout.close()

    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
