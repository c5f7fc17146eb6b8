"""Each sentence of the rules' README and of every help is held by a test, or promises nothing.

`data/promised.txt` has under each test the sentences that it holds, as they stand; those under
`nothing` say what a thing is and promise nothing. A sentence that is new or changed fails the first
test until a test of what it says stands above it.
"""

import ast
import math
import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
import yaml
from commanded import process, ssi, write_rows
from reported import GOLDEN
from rules_text import small, text
from sentences import of_helps, of_readme
from strategies import log_of

from estimator import Habit, Plan, estimate, load_rules, read_log
from estimator.days import to_date
from estimator.engines import local
from estimator.errors import RulesError
from estimator.resources import resource
from estimator.rules import rules_of
from estimator.saturation import CURVES

HERE = Path(__file__).parent
LOG = GOLDEN / "log.jsonl"
LAST = date(2026, 5, 19)  # of the log
README = (resource("rules") / "README.md").read_text(encoding="utf-8")
NOTHING = "nothing"


def promised():
    """The sentences under each test."""
    found, name = {}, ""
    for line in (HERE / "data" / "promised.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            found[name].append(line.strip())
        else:
            name = line
            found[name] = []
    return found


def test_every_sentence_has_a_test_or_promises_nothing():
    held = {one for sentences in promised().values() for one in sentences}
    said = {*of_readme(), *of_helps()}

    assert sorted(said - held) == [], "name the test that holds it in data/promised.txt"
    assert sorted(held - said) == [], "nobody says that any more"


THERE = {
    (path.stem, node.name)
    for path in HERE.rglob("test_*.py")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
}


def test_the_tests_that_hold_sentences_are_there():
    named = {tuple(f"test_{part}" for part in name.split("::")) for name in promised()}

    assert sorted(named - THERE - {(f"test_{NOTHING}",)}) == []


def test_every_promise_of_the_docs_names_its_test():
    page = (HERE.parent / "docs" / "promises.md").read_text(encoding="utf-8")
    rows = page.partition("|---|---|\n")[2].partition("\n\n")[0].splitlines()
    files = {file for file, _ in THERE}

    assert len(rows) >= 11
    for row in rows:
        named = re.findall(r"`tests/(test_\w+)\.py(?:::(\w+))?`", row)
        assert named, row
        assert not [one for one in named if one not in THERE and (one[0] not in files or one[1])]


# --- the rules ------------------------------------------------------------------------------------


def test_at_most_200_faults_of_a_file_are_listed():
    wrong = "".join(f"    x{n}: 1\n" for n in range(300))

    with pytest.raises(RulesError) as caught:
        rules_of(text(("pillars:\n  brand:\n", f"pillars:\n  brand:\n{wrong}")), "x.yaml")

    *listed, last = caught.value.faults
    assert len(listed) == 200 and "200 faults are listed; there may be more" in str(last)
    assert all("x.yaml:" in str(fault) for fault in listed)


def test_nothing_fades_before_the_window_ends_where_the_half_life_is_never():
    log = log_of([{"day": 0, "action": "people_search", "count": 9}])
    for word in ("never", "inf"):
        rules = small(("half_life: 30 d", f"half_life: {word}"))
        points = [estimate(log, rules, to_date(day)).total.points for day in (2, 45, 88, 95)]
        assert points[0] == points[1] == points[2] > points[3]


def test_rules_without_a_name_go_by_that_of_their_file(tmp_path):
    path = tmp_path / "ours.yaml"
    path.write_text(text(("name: small\n", "")), encoding="utf-8")

    assert load_rules(path).name == "ours"


def test_files_that_the_rules_speak_of_are_there():
    assert "`estimator/anchoring/anchor.py`" in README
    assert (HERE.parent / "estimator" / "anchoring" / "anchor.py").exists()


SHAPES = {"half_at": 7.0, "full_at": 9.0, "steepness": 2.5, "at": (1.0, 4.0), "shares": (0.3, 1.0)}


@pytest.mark.parametrize("form", CURVES)
def test_a_curve_is_the_formula_that_the_readme_states(form):
    (row,) = [one for one in of_readme() if one.startswith(f"`{form}` |")]
    _, named, formula = row.split(" | ")
    parameters = {name: SHAPES[name] for name in named.replace("`", "").split(", ")}
    curve = CURVES[form](**parameters)
    most = formula.endswith("at most 1")
    plain = formula.removesuffix(", at most 1").replace("−", "-").replace("^", "**")

    for x in (0.0, 0.5, 1.0, 3.0, 7.0, 9.0, 40.0):
        known = {**parameters, "x": x, "ln": math.log}
        if form == "steps":
            steps = zip(*parameters.values(), strict=True)
            wanted = max((share for at, share in steps if x >= at), default=0)
        else:
            wanted = eval(plain, {"__builtins__": {}}, known)  # of our own README
        share = curve.share(np.array([x]))[0]
        assert share == pytest.approx(min(wanted, 1.0) if most else wanted, abs=1e-12)


def test_no_chain_of_inferences_leads_back_to_itself():
    """posts from days_active, which is inferred from people_searches; and that from posts."""
    unknown = "unknown: {share: 0.2, low: 0.0, high: 0.6, source: reported}"
    back = (
        "unknown: {share: 0.2, low: 0.0, high: 0.6, source: reported, from: find.days_active, "
        "saturation: {form: exp, half_at: 20}, spread: 0.3}"
    )

    with pytest.raises(RulesError, match=r"days_active|people_searches"):
        small((unknown, back))


def test_every_number_beside_the_model_has_a_status_and_a_source():
    """Of actions, comparisons, practice and targets: stated there, or by the file's defaults."""
    for name in ("actions", "comparisons", "practice", "targets"):
        tree = yaml.safe_load((resource("rules") / f"{name}.yaml").read_text(encoding="utf-8"))
        sources, defaults = tree.pop("sources"), tree.pop("defaults", {})
        for entry in entries(tree):
            said = {**defaults, **entry}
            assert said["status"] in ("sourced", "fitted", "assumed"), (name, entry)
            assert said["source"] in sources, (name, entry)


def entries(tree):
    """The innermost mappings that say who vouches for them, and every limit of an action."""
    if isinstance(tree, Mapping):
        if "source" in tree or "status" in tree or {"count", "days"} <= tree.keys():
            yield tree
        for value in tree.values():
            yield from entries(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from entries(value)


def test_nothing_that_a_score_is_held_against_enters_an_estimate(monkeypatch):
    from estimator.explanation import comparisons

    def refuse():
        raise AssertionError("an estimate asks what scores are held against")

    monkeypatch.setattr(comparisons, "comparisons", refuse)

    assert estimate(read_log(LOG), load_rules(), LAST).total.points > 0


def test_the_attributes_of_a_habit_are_those_of_its_rows(tmp_path):
    """On its day, as many as its count; a level is reached then."""
    rows = ["{action: comment, on: 2026-05-25, count: 3, with: {words: 40}}"]
    rows += ["{action: comment, on: 2026-05-26, with: {words: 2}}"]
    rows += ["{action: connections, on: 2026-05-27, count: 900}"]
    path = tmp_path / "plan.yaml"
    path.write_text("schema: ssi-plan/1\nhabits:\n" + "".join(f"  - {row}\n" for row in rows))

    plan = Plan.from_yaml(path)

    assert plan == Plan(
        [
            Habit("comment", on=date(2026, 5, 25), count=3, attributes={"words": 40}),
            Habit("comment", on=date(2026, 5, 26), attributes={"words": 2}),
            Habit("connections", on=date(2026, 5, 27), count=900),
        ]
    )


# --- the command line -----------------------------------------------------------------------------

PLAN = "schema: ssi-plan/1\n{more}habits:\n  - {{action: {action}, per_week: {n}}}\n"
WEEKS = [(LAST + timedelta(weeks=n)).isoformat() for n in range(13)]

# What is typed, and what is the same by the words of a help.
SAME = [
    *(([*run], [*run, "--on", str(LAST)])
      for run in (["score"], ["explain"], ["whatif"], ["plan", "--minutes", "30"])),
    *(([*run], [*run, "--seat", "free"])
      for run in (["score"], ["explain"], ["whatif"], ["report"], ["page"])),
    (["history"], ["history", "--to", str(LAST)]),
    (["history"], ["history", "--from", "2026-01-05"]),  # the log's first day
    (["explain", "--from", "2026-05-01"], ["explain", "--from", "2026-05-01", "--to", str(LAST)]),
    (["explain", "--to", str(LAST)],
     ["explain", "--from", str(LAST - timedelta(weeks=4)), "--to", str(LAST)]),
    (["whatif"], ["whatif", "--weeks", "8"]),
    (["whatif", "--weeks", "2"], ["whatif", "--until", WEEKS[2]]),
    (["whatif", "--plan", "until.yaml"], ["whatif", "--plan", "a.yaml", "--until", WEEKS[3]]),
    (["whatif"], ["whatif", "--baseline", "continue"]),
    (["whatif", "--plan", "nothing.yaml"],
     ["whatif", "--plan", "a.yaml", "--baseline", "nothing"]),
    (["plan", "--minutes", "30"], ["plan", "--minutes", "30", "--by", WEEKS[12]]),
    (["plan", "--minutes", "30"], ["plan", "--minutes", "30", "--baseline", "continue"]),
]  # fmt: skip


@pytest.fixture
def plans(tmp_path, monkeypatch):
    """Files of plans, in the folder one is in."""
    monkeypatch.chdir(tmp_path)
    written = {
        "a": PLAN.format(more="", action="comment", n=10),
        "b": PLAN.format(more="", action="people_search", n=5),
        "both": PLAN.format(more="", action="comment", n=10)
        + "  - {action: people_search, per_week: 5}\n",
        "until": PLAN.format(more=f"until: {WEEKS[3]}\n", action="comment", n=10),
        "nothing": PLAN.format(more="baseline: nothing\n", action="comment", n=10),
    }
    for name, body in written.items():
        Path(f"{name}.yaml").write_text(body, encoding="utf-8")


def result(command, *options):
    """The numbers; of a plan the days and series, not what it was made of."""
    form = [] if command == "page" else ["--format", "csv" if command == "whatif" else "json"]
    done = ssi(command, LOG, *options, *form, "-q")
    assert done.exit_code == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(("left_out", "given"), SAME, ids=" ".join)
def test_an_option_left_out_is_the_one_that_the_help_says(plans, left_out, given):
    assert result(*left_out) == result(*given)


def test_a_history_of_a_long_log_is_of_a_year(tmp_path):
    rows = [{"day": day, "action": "comment"} for day in ("2024-05-01", "2026-05-19")]
    log = write_rows(tmp_path / "log.jsonl", *rows)

    done = ssi("history", log, "--format", "csv", "-q")

    days = [line.split(",")[1] for line in done.stdout.splitlines()[1:]]
    assert (days[0], days[-1], len(days)) == ("2025-05-20", "2026-05-19", 365)


def test_plans_of_the_line_and_of_files_add_up(plans):
    both = result("whatif", "--plan", "both.yaml")

    assert result("whatif", "--plan", "a.yaml", "--plan", "b.yaml") == both
    assert result("whatif", "--plan", "a.yaml", "--add", "people_search=5/week") == both
    assert result("whatif", "--plan", "a.yaml") != both


def test_completion_is_offered_to_each_shell_and_the_version_is_shown():
    from estimator.version import VERSION

    for shell in ("bash", "zsh", "fish"):
        offered = process(_SSI_COMPLETE=f"{shell}_source")
        assert b"_SSI_COMPLETE" in offered.stdout and offered.returncode == 0
    assert VERSION in process("--version").stdout.decode()


def test_an_engine_holds_as_much_as_the_help_says_by_default():
    assert any(one.startswith("--memory: ") and "2000 by default" in one for one in of_helps())
    assert local.MEMORY == 2000 * 1_000_000


READING = '{"captured": "2026-05-01", "response": {"memberScore": {"overall": 50}}}'


def test_a_reading_is_of_me_where_nobody_is_named(tmp_path):
    (tmp_path / "r.json").write_text(READING)

    ssi("readings", "add", tmp_path / "r.json", "--to", tmp_path / "a")
    ssi("readings", "add", tmp_path / "r.json", "--to", tmp_path / "b", "--account", "me")

    (one,), (other,) = (list((tmp_path / name).iterdir()) for name in "ab")
    assert one.read_bytes() == other.read_bytes() and one.name == other.name


def test_an_import_stores_readings_and_lists_the_signals_of_a_seat(tmp_path):
    table = tmp_path / "usage_2025-08-01_2025-08-31.csv"
    table.write_text("Seat ID,Days Active,Searches Performed,Profile Views,SSI\n77,5,6,7,41.5\n")
    log, folder = tmp_path / "log.jsonl", tmp_path / "readings"

    paid = ssi("import", table, "-o", log, "--readings", folder, "--seat", "sales_navigator")
    free = ssi("import", table, "-o", log, "--force", "--seat", "free")

    (stored,) = folder.iterdir()
    assert "41.5" in stored.read_text() and "2025-08-31" in stored.name
    assert "leads" in (paid.stdout + paid.stderr).lower()
    assert "leads" not in (free.stdout + free.stderr).lower()


def test_numbers_are_shown_of_the_rules_that_are_named(tmp_path):
    path = "brand.profile.points"
    overlay = tmp_path / "mine.yaml"
    overlay.write_text(f"schema: ssi-overlay/1\nbase: ssi\nvalues: {{{path}: 8.25}}\n")
    shipped = resource("rules") / "ssi.yaml"

    assert "8.25" in ssi("rules", "show", path, "--rules", overlay).stdout
    assert "8.25" not in ssi("rules", "show", path).stdout
    assert ssi("rules", "diff", overlay).stdout == ssi("rules", "diff", shipped, overlay).stdout
    alone, named = ssi("rules", "lint"), ssi("rules", "lint", shipped)
    assert len(alone.stdout.splitlines()) == len(named.stdout.splitlines())


def test_an_overlay_without_a_file_is_printed_with_its_note(tmp_path):
    value, file = "brand.profile.points=8.25", tmp_path / "mine.yaml"

    printed = ssi("rules", "set", value)
    ssi("rules", "set", value, "-o", file)
    noted = ssi("rules", "set", value, "--note", "of a talk")

    assert printed.stdout == file.read_text(encoding="utf-8") and "set by hand" in printed.stdout
    assert "of a talk" in noted.stdout and "set by hand" not in noted.stdout


def test_both_forms_of_a_path_are_the_same_wherever_one_is_asked_for(tmp_path):
    short, whole = "brand.profile.points", "pillars.brand.signals.profile.points"
    files = [tmp_path / "short.yaml", tmp_path / "whole.yaml"]

    for path, file in zip((short, whole), files, strict=True):
        assert ssi("rules", "set", f"{path}=8.25", "-o", file).exit_code == 0

    first, second = (load_rules(resource("rules") / "ssi.yaml", file) for file in files)
    assert ssi("rules", "show", short).stdout == ssi("rules", "show", whole).stdout
    assert first.value(whole) == second.value(short) == 8.25
    assert first.replace({whole: 8}).value(short) == second.replace({short: 8}).value(whole) == 8
