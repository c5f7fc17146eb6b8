"""The pytest plugin: an item for each number of a scenario, and nothing where there is none."""

import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from checked import SCENARIO, SMALL_FILE

pytest_plugins = ["pytester"]

WRONG = SCENARIO.replace("insight: 1.6}", "insight: 2}")
INSTALLED = [*entry_points(group="pytest11", name="ssi")]
LOADED = () if INSTALLED else ("-p", "estimator.pytest_plugin")


@pytest.fixture
def run(pytester):
    def run(*arguments, **files):
        for name, content in files.items():
            (pytester.path / f"{name}.ssi.yaml").write_text(content, encoding="utf-8")
        return pytester.runpytest_inprocess(*LOADED, "-p", "no:cacheprovider", *arguments)

    return run


def test_each_number_of_a_scenario_is_an_item(run):
    run("-v", four=SCENARIO).assert_outcomes(passed=3)


def test_a_number_that_does_not_come_out_fails_with_file_line_and_both_sides(run):
    done = run(four=WRONG)

    done.assert_outcomes(passed=2, failed=1)
    done.stdout.fnmatch_lines(["*four.ssi.yaml:12:22: insight: wanted 2, got 1.6: 0.4 too low*"])
    done.stdout.fnmatch_lines(["*Four comments*"])


def test_an_item_has_the_line_of_its_number(run, pytester):
    (pytester.path / "four.ssi.yaml").write_text(SCENARIO, encoding="utf-8")

    items, _ = pytester.inline_genitems(*LOADED)

    assert [item.location[1] + 1 for item in items] == [10, 11, 12]


def test_one_number_is_run_by_its_name(run):
    done = run("four.ssi.yaml::insight", four=SCENARIO)

    done.assert_outcomes(passed=1)


def test_a_file_that_is_wrong_is_an_error_with_every_fault(run):
    done = run(four=SCENARIO.replace("comment:", "coment:").replace("pillars", "pilars"))

    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*did you mean comment?*", "*did you mean pillars?*"])


def test_other_rules_are_checked_on_request(run):
    bare = "".join(row for row in SCENARIO.splitlines(True) if not row.startswith("rules"))

    done = run("--ssi-rules", str(SMALL_FILE), four=bare)

    done.assert_outcomes(passed=3)


def test_other_files_are_left_alone(run, pytester):
    (pytester.path / "other.yaml").write_text("nothing: here\n", encoding="utf-8")
    pytester.makepyfile("def test_it(): pass")

    run().assert_outcomes(passed=1)


def test_the_plugin_is_declared_and_imports_nothing_but_pytest():
    root = Path(__file__).parent.parent
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    code = (
        "import sys, estimator.pytest_plugin;"
        "print({'numpy', 'yaml', 'pydantic', 'estimator.rules'} & set(sys.modules))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert project["entry-points"]["pytest11"] == {"ssi": "estimator.pytest_plugin"}
    assert done.stdout.strip() == "set()"
