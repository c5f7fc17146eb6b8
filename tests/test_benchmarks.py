"""The benchmarks themselves: engines agree, verdicts are right, what is drawn and written is whole.

Nothing is timed here.
"""

import json
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from benchmarks import compare
from benchmarks.speed import engines, one
from benchmarks.speed.ceilings import CEILINGS, ceilings_table, verdicts
from benchmarks.speed.drawing import Scale, bars_of, drawing_of
from benchmarks.speed.elsewhere import SCRIPTS
from benchmarks.speed.engines import ENGINES, WORKS, Work, is_there, module_of, question
from benchmarks.speed.figures import Measured, best_peer, figures_of, title
from benchmarks.speed.floor import history_needs, snapshot_needs
from benchmarks.speed.growth import exponent, exponents
from benchmarks.speed.one import differs, prepare
from benchmarks.speed.one import measured as measured_by
from benchmarks.speed.readme import ceilings_of, page, written
from benchmarks.speed.tables import table
from benchmarks.speed.team import DAYS, team

SNAPSHOT = Work("snapshot", 3_000, 30, ())
ASKED = {
    "snapshot": SNAPSHOT,
    "raw": SNAPSHOT._replace(name="raw"),
    "history": Work("history", 1_000, 3, ()),
    "plans": Work("plans", 2, 1, ()),
}
PEERS = [
    (engine, name)
    for engine in ENGINES
    for name in ASKED
    if engine != "arrays" and any(w.name == name and engine in w.engines for w in WORKS)
]


def answered(engine, work, folder):
    """An engine's points, pillars last; skips the test where it is not installed."""
    if not is_there(engine):
        pytest.skip(f"{engine} is not installed")
    prepare(work, folder)
    answer, _ = question(engine, work, folder)
    return module_of(engine).to_array(answer()).reshape(-1, 4)


@pytest.mark.filterwarnings("ignore")  # other libraries warn of what they will
@pytest.mark.parametrize(("engine", "name"), PEERS, ids=lambda value: value.replace(" ", "-"))
def test_engines_give_the_same_points(engine, name, tmp_path):
    work = ASKED[name]

    theirs = answered(engine, work, tmp_path)

    ours = answered("arrays", work, tmp_path)
    assert theirs.shape == ours.shape
    assert np.abs(theirs - ours).max() <= ENGINES[engine].same
    assert ours.min() >= 0
    assert ours.max() > 1  # not a comparison of nothing


def test_the_team_is_the_same_every_time_and_as_large_as_asked():
    one, again = team(5_000, 50), team(5_000, 50)

    assert one.n_rows == again.n_rows == 5_000
    assert all((one.columns()[name] == again.columns()[name]).all() for name in one.columns())


def test_every_ceiling_names_a_figure_of_a_whole_run():
    told = {title(work) for work in WORKS}

    named = {one.figure.partition(": ")[0].removeprefix("share of the floor, ") for one in CEILINGS}

    assert {name for name in named if "rows, " in name and "accounts" in name} <= told
    assert sum(name in told for name in named) >= 5


class FAKE:
    """A module of an engine whose answers are arrays already."""

    to_array = staticmethod(np.asarray)
    version = staticmethod(lambda: "1")


def measured(engine, times, work=SNAPSHOT, **more):
    """What a process would have printed."""
    made = Measured(work, engine, "1", work.units, 1.0, times, 0, 0, 1000)
    return made._replace(**more)


def test_a_ratio_is_against_the_quickest_peer_whose_answer_is_equal():
    found = [
        measured("arrays", [0.1]),
        measured("polars", [0.3]),
        measured("duckdb", [0.2], differs=1.0),
    ]

    figures = {figure.name: figure.value for figure in figures_of(found)}

    assert best_peer(found).engine == "polars"
    ratio = figures[
        "snapshot, layout prepared, 3,000 rows, 30 accounts: arrays against the best peer"
    ]
    assert ratio == pytest.approx(3.0)
    assert "DIFFERS" in table(found)[-1]


def test_what_differs_has_no_times_no_figures_and_no_line_of_growth():
    found = [measured("arrays", [0.1]), measured("loops", [], differs=0.5), measured("pandas", [1])]
    grown = [
        measured("loops", [], Work("history", rows, 10_000, ()), differs=0.5)
        for rows in (10**6, 3 * 10**6, 10**7)
    ]

    said = table(found)

    assert not any("loops" in figure.name for figure in figures_of(found))
    assert [*exponents(grown)] == []
    assert said[3].split() == ["loops", "-", "DIFFERS", "by", "0.5", "points:", "not", "timed"]
    assert "10.0 x" in said[2]


@pytest.mark.parametrize("engine", ["polars", "loops"])
def test_an_answer_that_differs_is_never_timed(engine, tmp_path, monkeypatch):
    asked = []

    def question(name, work, folder):
        answer = np.full((30, 4), 1.0 if name == "arrays" else 2.0)
        return (lambda: asked.append(name) or answer), 1000

    monkeypatch.setattr(one, "question", question)
    monkeypatch.setattr(one, "module_of", lambda name: FAKE)
    monkeypatch.setattr(one, "AT_LEAST", 0.0)

    ours, theirs = (measured_by(name, SNAPSHOT, tmp_path) for name in ("arrays", engine))

    assert len(ours["times"]) == asked.count("arrays") - 1 == one.RUNS
    assert theirs["times"] == []
    assert asked.count(engine) == 1  # the warm-up alone
    assert (ours["differs"], theirs["differs"]) == (0.0, 1.0)


def test_an_engine_whose_later_answers_differ_has_no_times(tmp_path, monkeypatch):
    answers = [np.ones((30, 4)), *[np.zeros((30, 4))] * 300]
    np.save(tmp_path / "arrays.npy", np.ones((30, 4)))
    monkeypatch.setattr(one, "question", lambda *_: (lambda: answers.pop(0), 1000))
    monkeypatch.setattr(one, "module_of", lambda name: FAKE)

    found = measured_by("polars", SNAPSHOT, tmp_path)

    assert found["times"] == []
    assert found["differs"] == 1.0


def test_answers_are_compared_with_ours_where_those_are_there(tmp_path):
    alone = differs(tmp_path, np.ones((2, 4)))
    np.save(tmp_path / "arrays.npy", np.ones((3, 4)))

    assert alone is None
    assert differs(tmp_path, np.full((2, 4), 1.5)) == 0.5  # a part of the work
    assert differs(tmp_path, np.full((3, 4), np.nan)) == float("inf")
    assert differs(tmp_path, np.ones((4, 4))) == float("inf")


def test_answers_to_another_work_are_not_left_to_compare_with(tmp_path):
    np.save(tmp_path / "arrays.npy", np.ones((3, 4)))

    prepare(SNAPSHOT, tmp_path)

    assert not (tmp_path / "arrays.npy").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["3000-30"]


@pytest.mark.parametrize("engine", list(ENGINES))
def test_a_history_starts_from_the_columns_in_every_run(engine, tmp_path, monkeypatch):
    if not is_there(engine):
        pytest.skip(f"{engine} is not installed")
    data = team(1_000, 3)
    monkeypatch.setattr(engines, "kept_team", lambda *_: data)
    answer, _ = question(engine, ASKED["history"], tmp_path)
    to_array = module_of(engine).to_array
    before = to_array(answer()).max()

    data.count[:] = 0

    assert before > 1
    assert to_array(answer()).max() < 1e-9


def test_an_engine_that_did_a_part_is_judged_by_its_rate():
    work = Work("plans", 1_000, 1, (), {"pandas": 10})
    found = [measured("arrays", [1.0], work), measured("pandas", [1.0], work, units=10)]

    figures = {figure.name: figure.value for figure in figures_of(found)}

    assert figures[f"{title(work)}: pandas"] == pytest.approx(10)
    assert figures[f"{title(work)}: arrays against pandas"] == pytest.approx(100)


def test_memory_is_told_beside_columns_and_result_and_not_of_little():
    large = measured("arrays", [1.0], columns=10**9, peak=4 * 10**9, result=10**9)
    small = measured("arrays", [1.0], peak=10**9)

    assert large.beside == pytest.approx(2.0)
    assert small.beside is None


def test_an_exponent_is_the_slope_between_logarithms():
    assert exponent([10, 100, 1000], [2, 20, 200]) == pytest.approx(1.0)
    assert exponent([10, 100, 1000], [5, 5, 5]) == pytest.approx(0.0)


def test_growth_with_rows_looks_at_works_of_as_many_accounts():
    found = [
        measured(
            "arrays", [rows / 1e6], Work("history", rows, accounts, ()), columns=10**8, peak=rows
        )
        for rows, accounts in ((10**6, 10_000), (3 * 10**6, 10_000), (10**7, 10_000), (10**6, 1))
    ]

    figures = {figure.name: figure.value for figure in exponents(found)}

    assert figures["history, time with rows at 10,000 accounts: arrays"] == pytest.approx(1.0)
    assert not any("with accounts" in name for name in figures)


def test_the_floor_of_a_history_moves_every_row_and_every_point():
    small = team(2_000, 20)

    n_bytes, powers = history_needs(small)

    assert n_bytes == 2_000 * 14 + 20 * DAYS * 4 * 8
    assert 0 < snapshot_needs(small)[1] < powers <= 20 * DAYS * 40


def test_ceilings_hold_miss_or_were_not_measured():
    snapshot = CEILINGS[0].figure
    start = CEILINGS[-1].figure
    figures = {snapshot.format("arrays"): 9.0, snapshot.format("loops"): 9.0, start: 300.0}

    lines = ceilings_table(figures)

    first, last = next(verdicts(figures)), [*verdicts(figures)][-1]
    assert (first[1].holds, first[2].holds) == (True, False)
    assert (last[1].holds, last[2].holds) == (False, False)
    assert "9.0 x, holds 3 x" in lines[1]
    assert "9.0 x, misses 12 x by 25 %" in lines[1]
    assert "not measured" in lines[2]
    assert "300.0 ms, misses 250 ms by 20 %" in lines[-1]


def figure(value, kind="time", unit="ms"):
    return {"value": value, "kind": kind, "unit": unit}


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("history: arrays", figure(100), figure(115), ""),
        ("history: arrays", figure(100), figure(125), "slower"),
        ("history: arrays", figure(100), figure(70), "better"),
        ("history: polars", figure(100), figure(900), ""),
        ("history: arrays", figure(1.0), figure(1.4), ""),  # short ones vary more
        ("planning", figure(1.0, unit="s"), figure(1.4, unit="s"), "slower"),
        ("plans: arrays", figure(100, "rate"), figure(70, "rate"), "slower"),
        ("plans: arrays", figure(100, "rate"), figure(170, "rate"), "better"),
        ("memory: arrays", figure(2.0, "memory"), figure(2.5, "memory"), "slower"),
        ("floor for arrays", figure(2.0, "need"), figure(9.0, "need"), ""),
        ("bandwidth, 2 cores", figure(20, "machine"), figure(5, "machine"), ""),
    ],
)
def test_a_figure_is_judged_by_its_kind(name, old, new, said):
    assert compare.verdict(name, old, new) == said


def test_compare_fails_when_something_got_slower(tmp_path, capsys):
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    for path, took in ((old, 100.0), (new, 150.0)):
        results = {"machine": "a", "figures": {"history: arrays": figure(took)}}
        path.write_text(json.dumps(results), encoding="utf-8")

    codes = [compare.main([str(a), str(b)]) for a, b in ((old, new), (new, old), (old, old))]
    lenient = compare.main([str(old), str(new), "--tolerance", "0.6"])

    assert codes == [1, 0, 0]
    assert lenient == 0
    assert "1.50  ms         slower" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("script", "line", "name", "value"),
    [
        (
            "calibration",
            "60 readings of one account: 0.19 s, at most",
            "60 readings",
            "0.19",
        ),
        ("planning", "                 120 min       0.14    60.72      0.00%", "120 min", "0.14"),
        ("whatif", "one more of every action           10.27 ms", "one more", "10.27"),
        (
            "streaming",
            "  by account     0.3 s   0.39 M rows/s",
            "by account",
            "0.3",
        ),
        ("archive", "  read in 2.16 s (imports 0.13 s), 132 MB, 65,799 rows", "read", "2.16"),
    ],
)
def test_numbers_are_found_in_the_lines_of_scripts(script, line, name, value):
    found = re.match(SCRIPTS[script].lines, line)

    assert found["name"].strip().startswith(name)
    assert found["value"] == value


def results():
    """Results as a run writes them."""
    engines = {
        name: {"median": seconds, "units": 10, "beside": None}
        for name, seconds in (("arrays", 0.01), ("loops", 0.005), ("polars", 0.1), ("duckdb", 2.0))
    }
    name = title(SNAPSHOT)
    return {
        "machine": "a <machine> & more",
        "versions": {"polars": "1"},
        "works": {name: engines},
        "figures": {
            f"{name}: arrays": figure(10.0),
            "ssi score, 10,000 rows, fresh process": figure(200.0, "start"),
        },
    }


def test_the_drawing_is_an_svg_with_a_bar_for_each_engine():
    drawn = ElementTree.fromstring(drawing_of(results()))

    space = "{http://www.w3.org/2000/svg}"
    words = [element.text for element in drawn.iter(f"{space}text")]
    assert drawn.tag == f"{space}svg"
    assert len([*drawn.iter(f"{space}rect")]) == 4
    assert "ours, numpy alone" in words
    assert "100 ms, 10 x" in words
    assert "2.0 s, 200 x" in words


def test_bars_grow_with_the_logarithm_and_stay_inside():
    bars = bars_of(results()["works"][title(SNAPSHOT)])
    scale = Scale([bar.milliseconds for bar in bars])

    ends = [scale.at(bar.milliseconds) for bar in bars]

    assert [bar.engine for bar in bars] == ["loops", "arrays", "polars", "duckdb"]
    assert ends == sorted(ends)
    assert scale.at(100) - scale.at(10) == pytest.approx(scale.at(1000) - scale.at(100))


def test_readme_tables_stand_between_the_markers_and_nothing_else_changes():
    text = "# Benchmarks\n<!-- bench:begin -->\nold\n<!-- bench:end -->\n## More\n"

    new = written(text, "bench", page(results()))

    assert new.startswith("# Benchmarks\n")
    assert new.endswith("\n## More\n")
    assert "\nold\n" not in new
    assert "| 10.0 ms | 5.0 ms | 100 ms (10 x) | 2.0 s (200 x) |" in new
    assert "| ssi score, 10,000 rows, fresh process | 200.00 ms |" in new


def test_a_readme_without_a_place_for_tables_stays_as_it_is():
    assert written("# Benchmarks\n", "bench", "tables") == "# Benchmarks\n"


def test_readme_tables_say_what_differs_and_the_drawing_leaves_it_out():
    found = results()
    found["works"][title(SNAPSHOT)]["loops"] |= {"median": None, "differs": 0.25}

    assert "| 10.0 ms | DIFFERS by 0.25 points | 100 ms (10 x) |" in page(found)
    assert "extra fast" not in drawing_of(found)


def test_a_readme_with_half_a_place_for_tables_is_refused():
    with pytest.raises(ValueError, match="not both there"):
        written("# Benchmarks\n<!-- bench:begin -->\n", "bench", "tables")


def test_ceilings_tell_what_was_measured_in_each_run_and_what_misses():
    slow = results()
    slow["figures"]["ssi score, 10,000 rows, fresh process"]["value"] = 300.0

    *_, line = ceilings_of(results(), slow)

    assert line.startswith(
        "| ssi score, 10,000 rows, fresh process | 200.0 ms, **300.0 ms** (250 ms)"
    )
