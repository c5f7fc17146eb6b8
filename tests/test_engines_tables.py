"""One answer, whatever a table's columns are typed as, whoever wrote it and wherever it is cut."""

import uuid
from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from commanded import ssi
from engine_logs import ON, in_order, odd_folders, team, write_folder

from estimator import load_rules, read_log
from estimator.engines import score_table
from estimator.engines.arrow import score_schema
from estimator.engines.folder import folder_of
from estimator.engines.local import score
from estimator.errors import LogError
from estimator.readers.tables.column_types import usual

RULES = load_rules()


def scored(logs, **limits):
    return in_order(pa.concat_tables(score(logs, RULES, ON, **limits)), score_schema(RULES))


@pytest.mark.parametrize("memory", [1_000_000_000, 3000], ids=["at once", "a little at a time"])
def test_every_type_of_a_column_is_what_it_is_meant_to_be(tmp_path, memory):
    for name, logs, meant in odd_folders(tmp_path):
        assert scored(logs, memory=memory).equals(score_table(meant, RULES, ON)), name


def test_the_plain_reader_and_engines_read_one_file_alike(tmp_path):
    for name, logs, meant in odd_folders(tmp_path):
        for file in sorted(logs.iterdir()):
            plain = read_log(file)
            assert set(plain.accounts) <= set(meant["account"].to_pylist()), name
            assert plain.n_rows == pq.read_metadata(file).num_rows


def test_accounts_in_names_of_folders_are_texts(tmp_path):
    rows = team(9, 1).drop_columns(["account"])
    for name in ("007", "7", "12"):
        (tmp_path / f"account={name}").mkdir()
        pq.write_table(rows, tmp_path / f"account={name}" / "0.parquet")

    assert scored(tmp_path)["account"].to_pylist() == ["007", "12", "7"]


@pytest.mark.parametrize("zone, day", [("UTC", 4), ("Europe/Berlin", 5), ("America/New_York", 4)])
def test_a_moment_with_a_zone_is_on_the_day_of_that_zone(zone, day):
    moment = pa.array([datetime(2026, 3, 4, 23, 30, tzinfo=UTC)], pa.timestamp("ns", "UTC"))

    column = usual(pa.chunked_array([moment.cast(pa.timestamp("ns", zone))]), "day")

    assert column.to_pylist() == [date(2026, 3, day)]


def test_runs_uuids_and_periods_are_written_out():
    pd = pytest.importorskip("pandas")
    account = pc.run_end_encode(pa.array(["ada", "ada", "mia"]))
    rows = {"account": account, "day": ["2026-03-05"] * 3, "action": ["post"] * 3}
    ids = pa.array([uuid.UUID(int=7).bytes] * 3, pa.uuid())
    periods = pd.DataFrame(
        {"day": pd.period_range("2026-03-05", periods=3, freq="D"), "action": ["post"] * 3}
    )

    assert read_log(pa.table(rows)).accounts == ("ada", "mia")
    assert read_log(pa.table(rows | {"account": ids})).accounts == (str(uuid.UUID(int=7)),)
    assert read_log(periods).first_day == (date(2026, 3, 5) - date(1970, 1, 1)).days


def test_a_column_that_no_type_holds_is_refused_with_its_files(tmp_path):
    table = team(8, 2)
    words = table.column_names.index("words")
    write_folder(table, tmp_path / "logs", 1)
    other = table.set_column(words, "words", pa.array(["many"] * 8))
    pq.write_table(other, tmp_path / "logs" / "other.parquet")

    with pytest.raises(LogError, match=r"words: .*000\.parquet.*other\.parquet"):
        folder_of(tmp_path / "logs")


@pytest.mark.parametrize("name", ["_delta_log", ".hoodie", "metadata"])
def test_a_table_that_only_its_own_log_can_tell_of_is_refused_by_name(tmp_path, name):
    logs = write_folder(team(8, 2), tmp_path / "logs", 1)
    (logs / name).mkdir()
    (logs / name / "0.metadata.json").write_text("{}", encoding="utf-8")

    with pytest.raises(LogError, match=r"Delta|Hudi|Iceberg"):
        folder_of(logs)


def test_other_files_of_a_folder_are_named_and_left_out(tmp_path):
    logs = write_folder(team(8, 2), tmp_path / "logs", 1)
    (logs / "notes.txt").write_text("of nobody", encoding="utf-8")

    done = ssi("score", logs, "--engine", "local", "-o", tmp_path / "scores")

    assert done.exit_code == 0, done.stderr
    assert "notes.txt: no Parquet, left out" in done.stderr


def test_a_log_without_a_row_that_can_be_used_is_refused_and_nothing_is_written(tmp_path):
    table = team(8, 2)
    logs = write_folder(table.set_column(1, "day", pa.array(range(8))), tmp_path / "logs", 1)

    done = ssi("score", logs, "--engine", "local", "-o", tmp_path / "scores")

    assert done.exit_code == 2
    assert "none of its 8 rows can be used" in done.stderr
    assert not (tmp_path / "scores").exists()


def test_an_output_is_replaced_whole_when_forced_and_only_when_the_new_one_is_there(
    tmp_path, monkeypatch
):
    from estimator.engines import local

    logs, target = write_folder(team(40, 9), tmp_path / "logs", 1), tmp_path / "scores"
    command = ("score", logs, "--engine", "local", "-o", target)
    assert ssi(*command).exit_code == 0
    pq.write_table(team(3, 1), target / "left.parquet")

    assert ssi(*command).exit_code == 2
    with monkeypatch.context() as broken:
        broken.setattr(local.Tables, "write", lambda *_: 1 / 0)
        assert ssi(*command, "--force").exit_code == 2
    assert (target / "left.parquet").exists()
    assert ssi(*command, "--force").exit_code == 0
    assert not (target / "left.parquet").exists() and list(target.iterdir())
    assert {path.name for path in tmp_path.iterdir()} == {"logs", "scores"}


def test_force_never_replaces_a_folder_of_other_things(tmp_path):
    logs = write_folder(team(40, 9), tmp_path / "logs", 1)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("dear", encoding="utf-8")

    for target in (tmp_path / "home", logs):
        done = ssi("score", logs, "--engine", "local", "-o", target, "--force")

        assert done.exit_code == 2
    assert (tmp_path / "home" / "letter.txt").exists() and list(logs.iterdir())
