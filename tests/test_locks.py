"""What `make` installs: exact versions, from any index, that keep the bounds of pyproject.toml."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = sorted((ROOT / "locks").glob("*.txt"))
PYTHONS = ("3.11.0", "3.12.0", "3.13.0", "3.14.0")


def lines(lock):
    text = (ROOT / "locks" / f"{lock}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def locked(lock, python):
    """The version of every package that a lock gives to a Python on Linux."""
    here = default_environment() | {
        "python_version": ".".join(python.split(".")[:2]),
        "python_full_version": python,
        "sys_platform": "linux",
    }
    asked = [Requirement(line) for line in lines(lock)]
    kept = [each for each in asked if each.marker is None or each.marker.evaluate(here)]
    assert len({each.name for each in kept}) == len(kept)
    return {each.name: next(iter(each.specifier)).version for each in kept}


def asked(*extras):
    """What pyproject.toml asks for with some extras; an extra of its own is opened up."""
    wanted, seen = list(PROJECT["dependencies"]), set(extras)
    for extra in (todo := list(extras)):
        for requirement in map(Requirement, PROJECT["optional-dependencies"][extra]):
            if canonicalize_name(requirement.name) == PROJECT["name"]:
                todo += sorted(requirement.extras - seen)
                seen |= requirement.extras
            else:
                wanted.append(str(requirement))
    linux = {"sys_platform": "linux"}
    found = map(Requirement, wanted)
    return [each for each in found if each.marker is None or each.marker.evaluate(linux)]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_a_lock_names_exact_versions_and_no_index_and_no_path(lock):
    exact = re.compile(r"[a-z0-9-]+==[0-9][0-9a-z.]*( ; [a-z_]+ [<>=!]+ '[^'/]+')?")

    assert lines(lock.stem)
    assert not [line for line in lines(lock.stem) if not exact.fullmatch(line)]
    assert "/" not in lock.read_text(encoding="utf-8")


def test_every_make_target_has_a_lock_that_is_used():
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    used = set(re.findall(r"^\$\(\w+\)/[\w$()-]+:.* locks/(\w+)\.txt$", made, re.MULTILINE))

    assert used == {path.stem for path in LOCKS}


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_an_interpreter_that_is_not_there_is_called_by_its_name():
    said = subprocess.run(
        ["make", "-n", "demo", "PYTHON=python3.00"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode
    assert "python3.00 is no Python from 3.11 on that starts here" in said.stderr


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize(
    ("lock", "extras"),
    [
        ("demo", ("data",)),
        ("test", ("dev",)),
        ("engines", ("engines",)),
        ("bench", ("bench",)),
        ("page", ("page",)),
        ("docs", ("docs",)),
        ("lowest", tuple(PROJECT["optional-dependencies"])),
    ],
)
def test_a_lock_gives_what_pyproject_asks_for_to_every_python(lock, extras, python):
    found = locked(lock, python)

    for requirement in asked(*extras):
        version = found[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version, prereleases=True), requirement.name
    assert "hatchling" in found


def test_the_lowest_lock_holds_the_lower_bounds_themselves():
    found = locked("lowest", "3.11.0")
    bounds = {}
    for requirement in asked(*PROJECT["optional-dependencies"]):
        least = [each.version for each in requirement.specifier if each.operator == ">="]
        bounds.setdefault(canonicalize_name(requirement.name), []).extend(least)

    wanted = {name: max(map(Version, versions)) for name, versions in bounds.items()}

    assert {name: Version(found[name]) for name in wanted} == wanted


def test_demo_and_test_share_one_environment_and_so_their_versions():
    for python in PYTHONS:
        test = locked("test", python)
        assert {n: v for n, v in locked("demo", python).items() if test.get(n) != v} == {}
