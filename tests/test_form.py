"""The form of the house: who imports whom, which names are public, what a command loads."""

import ast
import re
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
        "advance",
        "atomic_file",
        "days",
        "dates",
        "delimited",
        "json_text",
        "document",
        "entries",
        "form",
        "resources",
        "actions",
        "coverage",
    ),
    *("log", "reading"),
    *("decay", "saturation", "rules", "anchoring", "rank", "notebook", "score"),
    *("explanation", "calibration", "whatif", "planning", "checks"),
    *("readers", "engines", "report", "page", "serve", "cli", "pytest_plugin"),
]
# ... and not all of those.
MUST_NOT_KNOW = {
    "actions": {"log", "coverage"},
    "saturation": {"decay"},
    "decay": {"rules", "log"},
    "rules": {"log", "coverage", "reading"},
    "rank": set(ORDER),
    "score": {"report"},
    "readers": {"rules", "score", "calibration"},
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


# The evening of estimator/README.md, from a log to points, and the most lines it may take.
EVENING = [
    *("errors", "days", "actions", "coverage", "log", "decay", "saturation"),
    *("rules/match", "rules/model", "score/rows", "score/shown", "score/book", "score/scale"),
    *("score/estimate", "score/results"),
]
MOST_OF_THE_EVENING = 3_210
MOST_LINES, MOST_FILES = 38_625, 207  # of the package; meant to go down


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_the_package_and_its_evening_only_get_shorter(record_property):
    every = [path for path in PACKAGE.rglob("*.py") if room(path) != "_data"]
    package = sum(map(lines_of, every))
    evening = sum(lines_of(PACKAGE / f"{name}.py") for name in EVENING)
    record_property("lines", package)
    record_property("files", len(every))
    record_property("lines of the evening", evening)
    print(f"{package} lines in {len(every)} files; {evening} of the evening in {len(EVENING)}")  # noqa: T201 for people

    assert package <= MOST_LINES and len(every) <= MOST_FILES
    assert evening <= MOST_OF_THE_EVENING


def test_a_module_and_a_class_have_a_name_of_their_own():
    modules = [path.stem for path in MODULES if path.stem != "__init__"]
    classes = [
        node.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    ]

    assert len(set(modules)) == len(modules)
    assert not {name for name in classes if classes.count(name) > 1}


# A module is a chapter, a function a paragraph.
MOST_OF_A_MODULE, MOST_OF_A_FUNCTION = 400, 40


def body_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function without its head and its docstring."""
    first, *rest = function.body
    has_words = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    begin = rest[0] if has_words and rest else first
    return (function.end_lineno or 0) - begin.lineno + 1


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_module_and_no_function_is_long(path):
    name = str(path.relative_to(PACKAGE))
    functions = {
        f"{name} {node.name}": body_of(node)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert lines_of(path) <= MOST_OF_A_MODULE
    assert not [one for one, n in functions.items() if n > MOST_OF_A_FUNCTION]


def where(written: str) -> set[str]:
    """The modules in which something is written: a pattern."""
    found = (p for p in MODULES if re.search(written, p.read_text(encoding="utf-8")))
    return {str(path.relative_to(PACKAGE)) for path in found}


def test_what_the_model_says_once_is_written_once():
    """The most of a pillar, what stands in for the unknown, the known part of a window."""
    assert where(r"min\(\w+\.cap, \w+\.ceiling\(") == {"rules/model.py"}
    assert where(r"def stand_in\(") == {"score/book.py"}
    assert where(r"def covered_part\(") == {"score/shown.py"}
    assert where(r"\.applies\(seat\) *[})\]]") <= {"rules/model.py"}
    assert where(r"def shapley\(") == {"explanation/attribution.py"}


def test_nobody_remembers_in_somebody_elses_object():
    """What is worked out for a log or a model is kept by who needs it, weakly."""
    pocket = re.compile(
        r"__dict__|vars\([^)]*\)\[[^]]*\] *=|vars\([^)]*\)\.(update|setdefault|pop)"
    )
    found = {
        str(path.relative_to(PACKAGE))
        for path in MODULES
        if pocket.search(path.read_text(encoding="utf-8"))
    }

    assert not found
