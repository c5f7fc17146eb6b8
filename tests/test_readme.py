"""The README is true: its console blocks print what they show, its Python runs.

REWRITE_GOLDEN=1 writes into the blocks what the commands print now; read the diff.
"""

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from estimator.resources import resource

README = Path(__file__).parent.parent / "README.md"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
BIN = Path(sys.executable).parent


def console_blocks():
    return BLOCK.findall(README.read_text(encoding="utf-8"))


def commands(block):
    """(command, output shown) pairs of one block; a line `...` stands for lines left out."""
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [(part.partition("\n")[0], part.partition("\n")[2]) for part in parts]


def matches(shown, printed):
    pattern = "".join(
        ".*" if line.strip() == "..." else re.escape(line.rstrip()) + r"[ ]*\n"
        for line in shown.strip("\n").splitlines()
    )
    return re.fullmatch(pattern + r"\s*", printed, re.DOTALL)


@pytest.fixture
def desk(tmp_path):
    """A folder with the files that the README speaks of."""
    for archive in (resource("fixtures") / "exports").glob("*.zip"):
        shutil.copy(archive, tmp_path)
    for persona in (resource("fixtures") / "personas").glob("*.jsonl"):
        shutil.copy(persona, tmp_path)
    return tmp_path


def run(command, desk):
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "80"}
    return subprocess.run(
        command, check=False, shell=True, cwd=desk, env=environment, capture_output=True, text=True
    )


def rewrite(block, desk):
    told = "".join(
        f"$ {command}\n{shown if command.startswith('make ') else run(command, desk).stdout}"
        for command, shown in commands(block)
    )
    README.write_text(README.read_text(encoding="utf-8").replace(block, told), encoding="utf-8")


@pytest.mark.parametrize("block", console_blocks(), ids=lambda b: b.partition("\n")[0][2:40])
def test_a_console_block_prints_what_it_shows(block, desk):
    if os.environ.get("REWRITE_GOLDEN"):
        rewrite(block, desk)
        return
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "80"}
    for command, shown in commands(block):
        if command.startswith("make "):
            continue  # what sets the environment up cannot run inside it
        done = subprocess.run(
            command,
            check=False,
            shell=True,
            cwd=desk,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert matches(shown, done.stdout), f"$ {command}\n{done.stdout}\n{done.stderr}"


def test_the_python_of_the_readme_runs(desk, monkeypatch):
    monkeypatch.chdir(desk)

    failed, tried = doctest.testfile(str(README), module_relative=False)

    assert tried > 3 and not failed
