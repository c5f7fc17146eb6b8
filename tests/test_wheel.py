"""Wheel and source archive: what they hold, and that either alone is all it takes elsewhere."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from estimator.version import VERSION

ROOT = Path(__file__).parent.parent
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
LENT = os.environ | {"PYTHONPATH": sysconfig.get_path("purelib")}  # this one's dependencies


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder with both; the wheel is that of the source archive, as in a release."""
    folder = tmp_path_factory.mktemp("dist")
    made = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder]
    subprocess.run(made, cwd=ROOT, check=True, capture_output=True)
    source = folder / f"ssi_estimator-{VERSION}.tar.gz"
    wheel = [*PIP, "wheel", source, "--no-deps", "--no-build-isolation", "--no-index", "-w", folder]
    subprocess.run(wheel, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module", params=["*.whl", "*.tar.gz"], ids=["wheel", "sdist"])
def elsewhere(request, built, tmp_path_factory):
    """An environment that holds one of them alone; its dependencies are lent by this one."""
    folder = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    into = [*PIP, "--python", folder / "venv/bin/python", "install", "--no-deps", "--no-index"]
    package = built.glob(request.param)
    command = [*into, "--no-build-isolation", *package]
    subprocess.run(command, check=True, capture_output=True, env=LENT, cwd=folder)
    return folder


def run(folder, *arguments):
    command = [folder / "venv/bin" / arguments[0], *arguments[1:]]
    return subprocess.run(command, cwd=folder, env=LENT, capture_output=True, text=True)  # noqa: PLW1510  # the caller looks at the exit code


@pytest.mark.parametrize("script", ["ssi", "ssi-estimator"])
def test_installed_elsewhere_it_scores_the_shipped_sample(elsewhere, script):
    demo = run(elsewhere, script, "demo")

    assert demo.returncode == 0, demo.stderr
    assert "brand" in demo.stdout.lower() and "relationship" in demo.stdout.lower()


def test_the_package_that_was_installed_is_the_one_that_ran(elsewhere):
    code = "import estimator.resources as r; print(r.resource('rules'))"

    found = run(elsewhere, "python", "-c", code)

    assert str(elsewhere) in found.stdout
    assert found.stdout.strip().endswith("_data/rules")


def test_the_wheel_holds_the_package_its_rules_and_fixtures_and_nothing_else(built):
    with zipfile.ZipFile(built / f"ssi_estimator-{VERSION}-py3-none-any.whl") as wheel:
        names = wheel.namelist()

    assert {name.split("/")[0].split("-")[0] for name in names} == {"estimator", "ssi_estimator"}
    assert {"estimator/_data/rules/ssi.yaml", "estimator/py.typed"} <= {*names}
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name]


def test_the_source_archive_holds_all_that_make_needs(built):
    with tarfile.open(built / f"ssi_estimator-{VERSION}.tar.gz") as source:
        names = {name.split("/", 1)[1] for name in source.getnames() if "/" in name}

    made = ("tests", "estimator", "rules", "fixtures", "benchmarks", "locks")
    here = {
        str(path.relative_to(ROOT)) for name in made for path in (ROOT / name).rglob("*.[py][ya]*")
    }
    assert {name for name in here if "__pycache__" not in name} <= names
    assert {"Makefile", "README.md", "LICENSE", "locks/test.txt", "action.yml"} <= names
    assert not [name for name in names if name.startswith((".venv", ".cache", "dist"))]
