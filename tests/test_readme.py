"""README and docs are true: console blocks print what they show, Python runs, links lead on.

REWRITE_GOLDEN=1 writes into the blocks what the commands print now; read the diff.
"""

import doctest
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent, indent

import click
import pytest

from estimator.cli import main
from estimator.resources import resource

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS = ROOT / "docs" / "commands.md"
LINK = re.compile(r"\]\((?!https?:)([^)\s]+)\)")
BLOCK = re.compile(r"^( *)```console\n(.*?)^\1```", re.DOTALL | re.MULTILINE)
BIN = Path(sys.executable).parent


def console_blocks():
    """Every block as it stands, those in a list with their indent."""
    return [
        pytest.param(page, block, id=f"{page.stem}: {block.strip().partition(chr(10))[0][2:40]}")
        for page in PAGES
        for _indent, block in BLOCK.findall(page.read_text(encoding="utf-8"))
    ]


def commands(block):
    """(command, output shown) pairs of one block; a line `...` stands for lines left out."""
    parts = re.split(r"^\$ ", dedent(block), flags=re.MULTILINE)[1:]
    assert parts, "a block without a command"
    return [(part.partition("\n")[0], part.partition("\n")[2]) for part in parts]


def matches(shown, printed):
    pattern = "".join(
        ".*" if line.strip() == "..." else re.escape(line.rstrip()) + r"[ ]*\n"
        for line in shown.strip("\n").splitlines()
    )
    return re.fullmatch(pattern + r"\s*", printed, re.DOTALL)


def laid_out(folder):
    """The folder, with the files that the pages speak of."""
    for archive in (resource("fixtures") / "exports").glob("*.zip"):
        shutil.copy(archive, folder)
    for persona in (resource("fixtures") / "personas").glob("*.jsonl"):
        shutil.copy(persona, folder)
    shutil.copy(resource("fixtures") / "notes" / "note.csv", folder)
    return folder


@pytest.fixture
def desk(tmp_path):
    return laid_out(tmp_path)


def run(command, desk):
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "80"}
    return subprocess.run(
        command, check=False, shell=True, cwd=desk, env=environment, capture_output=True, text=True
    )


def rewrite(page, block, desk):
    told = "".join(
        f"$ {command}\n{shown if command.startswith('make ') else kept(shown, run(command, desk))}"
        for command, shown in commands(block)
    )
    told = indent(told, re.match(" *", block)[0])
    page.write_text(page.read_text(encoding="utf-8").replace(block, told), encoding="utf-8")


def kept(shown, done):
    """What the command prints now, cut where it is cut in the README."""
    lines, printed = shown.splitlines(), done.stdout.splitlines()
    cuts = [n for n, line in enumerate(lines) if line.strip() == "..."]
    if len(cuts) == 1:
        rest = len(lines) - cuts[0] - 1
        printed = [*printed[: cuts[0]], lines[cuts[0]], *printed[len(printed) - rest :]]
    return "".join(f"{line.rstrip()}\n" for line in printed)


@pytest.mark.parametrize(("page", "block"), console_blocks())
def test_a_console_block_prints_what_it_shows(page, block, desk):
    if os.environ.get("REWRITE_GOLDEN"):
        rewrite(page, block, desk)
        return
    for command, shown in commands(block):
        if command.startswith("make "):
            continue  # what sets the environment up cannot run inside it
        done = run(command, desk)
        assert done.returncode != 2, done.stderr
        assert matches(shown, done.stdout), f"$ {command}\n{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_python_of_a_page_runs(page, desk, monkeypatch):
    monkeypatch.chdir(desk)

    failed, _ = doctest.testfile(str(page), module_relative=False)

    assert not failed


@pytest.mark.parametrize("page", [README, ROOT / "docs" / "python.md"], ids=lambda page: page.stem)
def test_the_python_of_a_page_is_typed(page, tmp_path):
    """Nobody who copies it and runs a type checker is told of a fault, nor of an import unknown."""
    code = tmp_path / f"{page.stem.lower()}_page.py"
    examples = doctest.DocTestParser().get_examples(page.read_text(encoding="utf-8"))
    code.write_text("".join(one.source for one in examples), encoding="utf-8")

    done = run(f"cd {ROOT} && mypy --strict --no-error-summary {code}", tmp_path)

    assert done.stdout == "" and done.returncode == 0


def test_a_misspelt_import_is_an_error_for_a_type_checker(tmp_path):
    code = tmp_path / "misspelt.py"
    code.write_text("import estimator as e\ne.__version__\ne.estimat\n", encoding="utf-8")

    done = run(f"cd {ROOT} && mypy --strict {code}", tmp_path)

    assert done.returncode == 1 and "estimat" in done.stdout
    assert "__version__" not in done.stdout


def test_the_notebook_runs_from_its_first_cell_to_its_last(desk, monkeypatch):
    monkeypatch.chdir(desk)
    cells = json.loads((ROOT / "docs" / "notebook.ipynb").read_text(encoding="utf-8"))["cells"]
    names = {}

    for cell in cells:
        if cell["cell_type"] == "code":
            *lines, last = "".join(cell["source"]).splitlines()
            exec("\n".join(lines), names)
            shown = eval(last, names)

    assert shown._repr_html_().startswith("<iframe")


def test_the_page_of_commands_has_each_of_them_with_every_option():
    told = COMMANDS.read_text(encoding="utf-8")

    with click.Context(main, info_name="ssi") as top:
        for name in main.list_commands(top):
            command = main.get_command(top, name)
            section = told.partition(f"## ssi {name}\n")[2]
            for one in command.params:
                written = one.opts if isinstance(one, click.Option) else []
                assert all(option in section for option in written), one


def with_examples(name, command):
    """The examples of a command and of those below it."""
    for sub, one in command.commands.items() if isinstance(command, click.Group) else ():
        yield from with_examples(f"{name} {sub}", one)
    yield name, getattr(command, "example", "")


def examples():
    with click.Context(main, info_name="ssi") as top:
        named = [(name, main.get_command(top, name)) for name in main.list_commands(top)]
    return [one for name, command in named for one in with_examples(name, command) if one[1]]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A folder with a log, readings, cases, a baseline and rules of the names that helps use."""
    folder = laid_out(tmp_path_factory.mktemp("prepared"))
    shutil.copy(folder / "goes_quiet.jsonl", folder / "log.jsonl")
    (folder / "cases").mkdir()
    for name in ("comments-fade.ssi.yaml", "small.yaml"):
        shutil.copy(resource("fixtures") / "scenarios" / name, folder / "cases")
    for before in (
        "ssi readings add note.csv",
        "ssi check cases/ --baseline baseline.json --update",
        "ssi rules set find.people_searches.half_at=30 -o mine.yaml",
    ):
        done = run(before, folder)
        assert done.returncode in (0, 1), done.stderr
    return folder


ENDING = [one for one in examples() if one[0] != "serve"]  # that one answers until Ctrl-C


@pytest.mark.parametrize(("name", "example"), [pytest.param(*one, id=one[0]) for one in ENDING])
def test_the_example_of_a_command_is_its_own_and_runs(name, example, prepared, tmp_path):
    """In a folder with a log, readings and cases of those names."""
    desk = shutil.copytree(prepared, tmp_path / "desk")
    if " -o " in example:  # a file to write is not there yet
        (desk / example.partition(" -o ")[2].split()[0]).unlink(missing_ok=True)

    done = run(example.replace("\n", " && "), desk)

    assert example.startswith(f"ssi {name}")
    assert done.returncode in (0, 1) and "Usage" not in done.stderr, done.stderr


def test_every_command_begins_its_help_with_an_example():
    told = {name for name, _ in examples()}

    with click.Context(main, info_name="ssi") as top:
        for name in main.list_commands(top):
            one = main.get_command(top, name)
            below = one.commands if isinstance(one, click.Group) else {}
            assert name in told or below or name in ("page", "report", "serve"), name
            assert all(f"{name} {sub}" in told for sub in below), name


def test_every_link_of_a_page_leads_somewhere():
    for page in PAGES:
        for link in LINK.findall(page.read_text(encoding="utf-8")):
            target = link.partition("#")[0]
            assert not target or (page.parent / target).exists(), f"{page.name}: {link}"
