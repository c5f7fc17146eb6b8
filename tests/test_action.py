"""The action for GitHub: the step that checks, run as it stands in `action.yml`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from estimator.resources import resource

ROOT = Path(__file__).parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
SCENARIO = resource("fixtures") / "scenarios" / "cap-before.ssi.yaml"


@pytest.fixture
def runner(tmp_path):
    """A folder as the action finds it once it has installed the package."""
    program = tmp_path / "ssi" / "bin" / "ssi"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m estimator "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    rules = SCENARIO.with_name("small.yaml").read_text(encoding="utf-8")
    (tmp_path / "small.yaml").write_text(rules, encoding="utf-8")
    for name, points in (("right", 25), ("wrong one", 1)):
        text = SCENARIO.read_text(encoding="utf-8").replace("brand: 25", f"brand: {points}")
        (tmp_path / f"{name}.ssi.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def checked(runner, **inputs):
    step = ACTION["runs"]["steps"][-1]
    given = {name.lower(): str(value["default"]) for name, value in ACTION["inputs"].items()}
    given |= inputs
    named = {name: given[text.split(".")[1].split(" ")[0]] for name, text in step["env"].items()}
    return subprocess.run(
        [*("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"), step["run"]],
        check=False,
        cwd=runner,
        env={**os.environ, **named, "RUNNER_TEMP": str(runner), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )


def test_checks_that_pass_pass_the_step(runner):
    done = checked(runner, path="right.ssi.yaml\n")

    assert done.returncode == 0, done.stderr


def test_a_check_that_fails_is_an_annotation_and_fails_the_step(runner):
    done = checked(runner, path="right.ssi.yaml\nwrong one.ssi.yaml\n")

    assert done.returncode == 1, done.stderr
    assert "::error file=wrong one.ssi.yaml" in done.stdout
    assert "right.ssi.yaml" not in done.stdout.split("::error")[1]


def test_a_baseline_that_is_not_there_is_an_error_of_the_step(runner):
    done = checked(runner, path="right.ssi.yaml", baseline="nowhere.json")

    assert done.returncode == 2
    assert "nowhere.json" in done.stderr


def test_what_the_action_installs_without_a_version_is_what_is_locked():
    install = ACTION["runs"]["steps"][-2]["run"]

    assert '-r "$ACTION/locks/demo.txt"' in install and '"ssi-estimator==$VERSION"' in install
    assert (ROOT / "locks" / "demo.txt").is_file()
    assert set(ACTION["inputs"]) == {"path", "baseline", "version"}


def test_the_hook_holds_what_is_in_the_repository_it_is_used_in(tmp_path):
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    text = SCENARIO.read_text(encoding="utf-8").replace("brand: 25", "brand: 1")
    (tmp_path / SCENARIO.name).write_text(text, encoding="utf-8")
    (tmp_path / "small.yaml").write_text(
        SCENARIO.with_name("small.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    command = [sys.executable, "-m", "estimator", *hook["entry"].split()[1:], *hook["args"]]

    done = subprocess.run(
        command,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )

    assert done.returncode == 1 and SCENARIO.name in done.stdout
