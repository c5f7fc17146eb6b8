"""The form of the house: who imports whom, which names are public, what a command loads."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import estimator

PACKAGE = Path(estimator.__file__).parent

# A room knows only rooms above it.
ORDER = [
    *(
        "version",
        "errors",
        "atomic_file",
        "days",
        "dates",
        "delimited",
        "resources",
        "actions",
        "coverage",
    ),
    *("log", "reading"),
    *("decay", "saturation", "rules", "anchoring", "rank", "notebook", "score"),
    *("results", "layout", "signals", "pillars"),  # until nobody asks for them
    *("explanation", "calibration", "whatif", "planning", "checks"),
    *("readers", "engines", "report", "serve", "cli", "pytest_plugin"),
]
# ... and not all of those.
MUST_NOT_KNOW = {
    "actions": {"log", "coverage"},
    "saturation": {"decay"},
    "decay": {"rules", "log"},
    "rules": {"log", "coverage", "reading"},
    "signals": {"pillars"},
    "rank": set(ORDER),
    "score": {"report"},
    "readers": {"rules", "signals", "pillars", "score", "results", "calibration"},
}
NO_ROOM = {"__init__", "__main__"}


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The rooms that a module names in its imports, those inside functions included."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name.split(".")[1] for name in names if name.startswith("estimator.")}


MODULES = sorted(p for p in PACKAGE.rglob("*.py") if room(p) not in NO_ROOM | {"_data"})


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_knows_only_rooms_above_it(path):
    here = room(path)
    above = set(ORDER[: ORDER.index(here)]) - MUST_NOT_KNOW.get(here, set())

    assert imported(path) - {here} <= above


def test_public_names_are_exactly_those_promised():
    promised = {
        *("ActivityLog", "Reading", "Rules", "Plan", "Habit"),
        *("load_rules", "read_log", "read_readings"),
        *("estimate", "history", "explain", "calibrate", "project", "marginal", "plan_to", "check"),
    }

    assert set(estimator.__all__) == promised
    assert all(getattr(estimator, name) is not None for name in estimator.__all__)
    assert not {p.stem for p in PACKAGE.iterdir()} & promised


def test_importing_the_package_imports_no_library():
    code = "import sys, estimator; print(sorted({m.split('.')[0] for m in sys.modules}))"

    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert not {"numpy", "pydantic", "yaml", "scipy", "click", "rich"} & set(eval(loaded.stdout))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_module_outside_engines_and_serve_can_talk_to_a_network(path):
    networked = {
        "socket",
        "ssl",
        "http",
        "urllib.request",
        "ftplib",
        "smtplib",
        "requests",
        "httpx",
    }
    named = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            named.add(node.module or "")

    assert room(path) in ("engines", "serve") or not named & networked
