"""What is promised of every command, held over all that there are: faults, warnings, ends.

A command joins by its line in `RUNS`; one that has none fails the first test.
"""

import json
import os
import subprocess
import sys
import zipfile
from datetime import date

import pytest
from commanded import ssi, write_rows
from reported import GOLDEN

from estimator import Habit, Plan, estimate, history, load_rules, read_log
from estimator.atomic_file import atomic_file
from estimator.cli.app import COMMANDS
from estimator.errors import SsiError
from estimator.readers.sources import read_sources
from estimator.resources import resource

LOG = GOLDEN / "log.jsonl"
# Of each command what makes it work on a source; None: it takes none.
RUNS = {
    "score": [["score"]],
    "history": [["history"]],
    "explain": [["explain"], ["explain", "--from", "2026-04-20"], ["explain", "--team"]],
    "whatif": [["whatif"], ["whatif", "--each"]],
    "plan": [["plan", "--minutes", "60"]],
    "page": [["page"]],
    "report": [["report"]],
    "import": [["import", "-o", "-"]],
    "calibrate": None,  # needs readings besides
    "actions": None,
    "check": None,
    "readings": None,
    "rules": None,
    "serve": None,  # stays
    "demo": None,
}
EVERY = [run for runs in RUNS.values() for run in runs or ()]
SHOWN = [run for run in EVERY if run[0] not in ("import", "page")]  # those that show a result


def test_every_command_is_here():
    assert list(RUNS.keys() - COMMANDS.keys()) == [] and RUNS.keys() == COMMANDS.keys()


@pytest.fixture(scope="module")
def thinned(tmp_path_factory):
    """The sample archive without a file that every archive holds."""
    archive = next((resource("fixtures") / "exports").glob("Complete_*.zip"))
    path = tmp_path_factory.mktemp("thinned") / archive.name
    with zipfile.ZipFile(archive) as whole, zipfile.ZipFile(path, "w") as part:
        for name in whole.namelist():
            if not name.startswith("Connections"):
                part.writestr(name, whole.read(name))
    return path


@pytest.mark.parametrize("run", SHOWN, ids=" ".join)
@pytest.mark.parametrize("form", ["json", "html"])
def test_what_was_taken_out_is_a_warning_of_every_result(thinned, run, form):
    done = ssi(*run[:1], thinned, *run[1:], "-q", "--format", form)

    said = " ".join(done.stdout.replace("\\u2502", " ").split())
    assert done.exit_code == 0 and "every archive holds it" in said


@pytest.mark.parametrize("run", SHOWN, ids=" ".join)
def test_strict_shows_a_result_that_warns_and_ends_with_2(thinned, run, tmp_path):
    done = ssi(*run[:1], thinned, *run[1:], "--strict", "--format", "json")
    file = tmp_path / "result.json"
    written = ssi(*run[:1], thinned, *run[1:], "--strict", "-o", file)

    assert (done.exit_code, written.exit_code) == (2, 2)
    assert any("every archive holds it" in one for one in json.loads(done.stdout)["warnings"])
    assert "--strict: " in done.stderr and not file.exists()


@pytest.mark.parametrize("run", EVERY, ids=" ".join)
def test_quiet_is_nothing_on_standard_error_but_errors(thinned, run, tmp_path):
    """Of an archive that lacks a file, under an overlay that nothing guards."""
    overlay = tmp_path / "mine.yaml"
    overlay.write_text("schema: ssi-overlay/1\nbase: ssi\nvalues: {brand.profile.points: 8}\n")
    rules = [] if run[0] == "import" else ["--rules", overlay]

    done = ssi(run[0], thinned, *run[1:], *rules, "-q")

    assert (done.exit_code, done.stderr) == (0, "")


# A sentence of a command's help, what is typed, and how it ends.
HELD = {
    "a path that does not exist is a usage error: nothing is scored, exit code 2": (
        ["score", LOG, "nowhere.csv"], 2, "no such file or folder"),
    "Of several, one that cannot be used is reported and left out": (
        ["score", LOG, LOG.parent / "rules.yaml"], 0, "rules.yaml"),
    "With --readings PATH no SOURCE is needed": (
        ["score", "--readings", "note.csv", "--on", "2026-05-02"], 0, ""),
    "Exit code 1 when the target is not reachable by the day": (
        ["plan", LOG, "--target", "100", "--by", "2026-06-01", "--minutes", "1"], 1, ""),
    "exit code 1, nothing written": (
        ["calibrate", LOG, "--readings", "note.csv", "-o", "fitted.yaml"], 1, ""),
    "It is refused in CI (CI is set)": (["check", "--update"], 2, "refused in CI"),
    "needs no SOURCE": (["explain", "--why", "find"], 0, ""),
    "With ACTION only those, by any of their names": (["actions", "likes"], 0, ""),
}  # fmt: skip


@pytest.mark.parametrize("sentence", HELD)
def test_what_a_help_says_of_ends_holds(sentence, tmp_path, monkeypatch):
    typed, code, said = HELD[sentence]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CI", "true")
    (tmp_path / "note.csv").write_text("date,total\n2026-05-01,50\n")

    done = ssi(*typed)

    assert sentence in " ".join(ssi(typed[0], "--help").stdout.split())
    assert done.exit_code == code and said in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["note.csv"]


SAMPLE = next((resource("fixtures") / "exports").glob("Complete_*.zip"))
WHOLE = estimate(read_log(SAMPLE), load_rules(), columns=False).total.points
with zipfile.ZipFile(SAMPLE) as archive:
    TABLES = [name for name in archive.namelist() if name.endswith(".csv")]


@pytest.mark.parametrize("taken", TABLES)
def test_no_file_that_moves_a_score_is_absent_without_a_word(tmp_path, taken):
    """But for what only shows that pictures were uploaded, which is unknown without it."""
    path = tmp_path / SAMPLE.name
    with zipfile.ZipFile(SAMPLE) as whole, zipfile.ZipFile(path, "w") as part:
        for name in whole.namelist():
            if name != taken:
                part.writestr(name, whole.read(name))

    outcome = read_sources([path])

    moved = abs(estimate(outcome.log, load_rules(), columns=False).total.points - WHOLE)
    assert moved < 1e-9 or outcome.assumed or taken == "Rich_Media.csv"


DAYS = ["0001-01-01", "9999-12-31", "2002-12-28", "2199-12-31"]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(
    "options",
    [
        ["score", "--on"], ["history", "--to"], ["explain", "--to"], ["explain", "--on"],
        ["whatif", "--on"], ["whatif", "--until"], ["whatif", "--each", "--on"], ["page", "--on"],
        ["plan", "--minutes", "30", "--by"], ["plan", "--minutes", "30", "--on"],
        ["score", "--period", ":"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_day_at_the_ends_of_the_calendar_is_scored_or_a_sentence(options, day):
    *before, option = options
    given = [before[-1], f"{day}:{day}"] if option == ":" else [option, day]
    kept = before[1:-1] if option == ":" else before[1:]

    done = ssi(before[0], LOG, *kept, *given, "-q")

    assert done.exit_code in (0, 2), done.exception
    assert done.exit_code == 0 or (day in done.stderr and done.stderr.count("\n") < 5)


@pytest.mark.parametrize("week", ["0001-W01", "9999-W52", "2026-W54", "W1"])
def test_a_week_that_is_none_is_a_sentence(week):
    done = ssi("report", LOG, "--week", week)

    assert done.exit_code == 2 and "--week: " in done.stderr


CLOSED = "import os, sys; {}; from estimator.__main__ import main; main()"


@pytest.mark.parametrize("run", [*EVERY, ["--help"], ["score", "-h"], ["actions"]], ids=" ".join)
def test_a_closed_standard_output_is_a_sentence(run):
    source = [] if "-h" in run or run[0] in ("--help", "actions") else [LOG, "-q"]

    done = without(">&-", run[0], *source, *run[1:])

    assert done.returncode == 2
    assert done.stderr == b"standard output: is closed; name a file with -o\n"


def test_a_closed_standard_input_is_a_sentence_and_a_closed_error_output_no_matter():
    assert b"is not connected" in without("<&-", "score", "-").stderr
    assert b"is not connected" in without("<&-", "readings", "add", "-").stderr
    assert without("2>&-", "score", LOG).returncode == 0
    assert without("2>&-", "score", "nowhere").returncode == 2


def without(closed, *arguments):
    """The finished process of `ssi` with one of its streams closed."""
    shell = f'exec "$0" -m estimator "$@" {closed}'
    run = ["sh", "-c", shell, sys.executable, *map(str, arguments)]
    return subprocess.run(run, capture_output=True, check=False)


CHECKLIST = """
schema: ssi-rules/1
calibrated_until: 2026-07-03
sources: {guess: {kind: assumption, title: x}}
defaults: {decay: {half_life: 30 d, window: 90 d, lag: 1 d}, status: assumed, source: guess}
pillars:
  brand:
    api_name: B
    cap: 25
    spread: 2
    signals:
      s:
        kind: checklist
        items: {a: {match: {action: profile_section, section: {not: photo}}, weight: 1}}
        points: 6
        unknown: {share: 0.2, low: 0.1, high: 0.3}
"""


@pytest.mark.parametrize("run", EVERY, ids=" ".join)
def test_an_entry_that_nothing_one_can_name_would_fill_is_nothing_to_do(tmp_path, run):
    (tmp_path / "rules.yaml").write_text(CHECKLIST)
    comment = {"day": "2026-05-01", "action": "comment"}
    log = write_rows(tmp_path / "log.jsonl", {"covers": {"*": [None, None]}}, comment)
    rules = [] if run[0] == "import" else ["--rules", tmp_path / "rules.yaml"]

    done = ssi(run[0], log, *run[1:], *rules, "-q")

    assert done.exit_code == 0, done.exception


def test_rules_that_change_on_more_days_than_any_are_refused(tmp_path):
    days = [f"{year}-{month:02}-{day:02}" for year in (2020, 2021) for month in range(1, 13)
            for day in range(1, 29)]  # fmt: skip
    dated = ", ".join(f"{day}: {place % 20}" for place, day in enumerate(days))
    path = tmp_path / "rules.yaml"
    path.write_text(CHECKLIST.replace("points: 6", f"points: {{values: {{{dated}}}}}"))

    done = ssi("score", LOG, "--rules", path)

    assert done.exit_code == 2
    assert "rules.yaml:15:17: pillars.brand.signals.s.points: the rules change on 671 days" in (
        done.stderr
    )


RACING = """
import sys, pathlib
from estimator.atomic_file import atomic_file
for n in range(60):
    with atomic_file(pathlib.Path(sys.argv[1])) as beside:
        beside.write_text(sys.argv[2] * 1000)
"""


def test_of_many_writers_at_once_none_fails_and_none_is_mixed(tmp_path):
    path = tmp_path / "out.txt"
    runs = [subprocess.Popen([sys.executable, "-c", RACING, str(path), sign]) for sign in "abc"]

    assert [run.wait(60) for run in runs] == [0, 0, 0]
    assert len(set(path.read_text())) == 1
    with atomic_file(path) as beside:
        beside.write_text("x")
    assert [file.name for file in tmp_path.iterdir()] == ["out.txt"]


def test_a_file_is_not_named_for_two_results(tmp_path):
    both = ["-o", tmp_path / "x.json", "--save", tmp_path / "." / "x.json"]

    done = ssi("plan", LOG, "--minutes", "60", *both, "--force", "-q")

    assert done.exit_code == 2 and "is named for two results" in done.stderr
    assert not [*tmp_path.iterdir()]


# Two worlds that must not differ: seeds of hashes, threads, places on earth, languages, -O.
WORLDS = [
    ([], {"PYTHONHASHSEED": "1", "OMP_NUM_THREADS": "1", "TZ": "Pacific/Kiritimati"}),
    (["-O"], {"PYTHONHASHSEED": "77", "OMP_NUM_THREADS": "4", "LC_ALL": "C", "LANG": "C",
              "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TZ": "Pacific/Pago_Pago"}),
]  # fmt: skip


@pytest.mark.parametrize(
    "run",
    [
        ["score", "--format", "json"], ["history", "--format", "csv"], ["import", "-o", "-"],
        ["explain", "--team", "--format", "json"], ["plan", "--minutes", "60", "--format", "json"],
        ["whatif", "--each", "--format", "csv"], ["page", "-o", "-"], ["score", "--format", "html"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_the_same_input_gives_the_same_bytes_in_every_world(run):
    made = [
        subprocess.run(
            [sys.executable, *flags, "-m", "estimator", run[0], str(LOG), *run[1:], "-q"],
            capture_output=True, check=True, env={**os.environ, **world},
        ).stdout
        for flags, world in WORLDS
    ]  # fmt: skip

    assert made[0] and made[0] == made[1]


# What a stranger may hand to the functions of the package, and a word of what is said of it.
HANDED = {
    "zero byte": (lambda: load_rules("a\0b"), "is the name of no file"),
    "not a file": (lambda: load_rules("nowhere.yaml"), "nowhere.yaml: no such file"),
    "a number of habits": (lambda: Plan([1]), r"plan: holds what is no habit \(got 1\)"),
    "words of habits": (lambda: Plan("ab"), r"plan: holds what is no habit \(got 'a'\)"),
    "a word a week": (lambda: Habit("comment", per_week="x"), r"per_week: is a number \(got 'x'\)"),
    "a list of counts": (lambda: Habit("post", on=date(2026, 5, 1), count=[1]), "count: is a n"),
    "no action": (lambda: Habit(None, per_week=1), "habit 'None'"),
    "all days": (
        lambda: history(read_log(LOG), load_rules(), date(1, 1, 1), date(9999, 12, 31)),
        "history: has 3,652,059 days; it has at most 71,957",
    ),
}


@pytest.mark.parametrize("handed", HANDED)
def test_what_is_handed_to_the_package_and_is_none_is_a_sentence(handed):
    call, said = HANDED[handed]

    with pytest.raises(SsiError, match=said):
        call()
