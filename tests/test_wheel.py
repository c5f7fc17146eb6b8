"""The wheel carries its rules and fixtures: installed elsewhere, it scores the shipped sample."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """An environment that holds the wheel alone; its dependencies are lent by this one."""
    folder = tmp_path_factory.mktemp("elsewhere")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    wheel = [*pip, "wheel", ROOT, "--no-deps", "--no-build-isolation", "-w", folder / "dist"]
    subprocess.run(wheel, check=True, capture_output=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    into = [*pip, "--python", folder / "venv/bin/python", "install", "--no-deps", "--no-index"]
    subprocess.run([*into, *(folder / "dist").glob("*.whl")], check=True, capture_output=True)
    return folder


def run(folder, *arguments):
    environment = os.environ | {"PYTHONPATH": sysconfig.get_path("purelib")}
    command = [folder / "venv/bin" / arguments[0], *arguments[1:]]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)  # noqa: PLW1510  # the caller looks at the exit code


def test_an_installed_wheel_scores_the_shipped_sample_from_another_folder(elsewhere):
    demo = run(elsewhere, "ssi", "demo")

    assert demo.returncode == 0, demo.stderr
    assert "brand" in demo.stdout and "relationship" in demo.stdout


def test_the_package_of_the_wheel_is_the_one_that_ran(elsewhere):
    code = "import estimator.resources as r; print(r.resource('rules'))"

    found = run(elsewhere, "python", "-c", code)

    assert str(elsewhere) in found.stdout
    assert found.stdout.strip().endswith("_data/rules")
