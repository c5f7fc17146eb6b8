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
from estimator.engines.local import score
from estimator.errors import LogError, SourceWarning
from estimator.readers.tables.column_types import usual
from estimator.readers.tables.parquet_folder import folder_of
from estimator.readers.writing import write_log
from estimator.score import estimate_accounts

RULES = load_rules()


def scored(logs, **limits):
    return in_order(pa.concat_tables(score(logs, RULES, ON, **limits)), score_schema(RULES))


def plainly_scored(source):
    """The scores of the plain reader, as an engine writes them."""
    result = estimate_accounts(read_log(source), RULES, ON, "free", fast=False)
    return in_order(pa.table(result), score_schema(RULES))


@pytest.mark.parametrize("memory", [1_000_000_000, 3000], ids=["at once", "a little at a time"])
def test_every_type_of_a_column_is_what_it_is_meant_to_be(tmp_path, memory):
    for name, logs, meant in odd_folders(tmp_path):
        assert scored(logs, memory=memory).equals(score_table(meant, RULES, ON)), name


def test_the_plain_reader_and_engines_read_a_folder_alike(tmp_path):
    for name, logs, meant in odd_folders(tmp_path):
        assert plainly_scored(logs).equals(score_table(meant, RULES, ON)), name
        for file in sorted(logs.iterdir()):
            assert scored(file).equals(plainly_scored(file)), name


def test_accounts_in_names_of_folders_are_texts(tmp_path):
    rows = team(9, 1).drop_columns(["account"])
    for name in ("007", "7", "12"):
        (tmp_path / f"account={name}").mkdir()
        pq.write_table(rows, tmp_path / f"account={name}" / "0.parquet")

    assert scored(tmp_path)["account"].to_pylist() == ["007", "12", "7"]
    assert plainly_scored(tmp_path).equals(scored(tmp_path))


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


def test_a_column_of_every_log_that_no_type_holds_is_refused_with_its_files(tmp_path):
    table = team(8, 2)
    logs = write_folder(table, tmp_path / "logs", 1)
    other = table.set_column(table.column_names.index("count"), "count", pa.array(["many"] * 8))
    pq.write_table(other, logs / "other.parquet")

    for read in (folder_of, read_log):
        with pytest.raises(LogError, match=r"count: .*000\.parquet.*other\.parquet"):
            read(logs)


def test_an_attribute_of_numbers_here_and_texts_there_keeps_both(tmp_path):
    table = team(30, 2).sort_by("account")
    texts = table.set_column(4, "words", pa.array(["many"] * 30))
    logs = write_folder(table, tmp_path / "logs", 1)
    pq.write_table(texts, logs / "texts.parquet")

    values = {*read_log(logs).attributes["words"].values}

    assert values == {"many", *table["words"].to_pylist()} - {None}
    assert scored(logs).equals(plainly_scored(logs))


def test_one_folder_is_one_log_for_the_plain_reader_too(tmp_path):
    """What is covered is one span for all files, not one of each."""
    table = team(200, 3).sort_by("day")
    logs = write_folder(table, tmp_path / "logs", 4)

    assert read_log(logs).coverage == read_log(table).coverage
    assert plainly_scored(logs).equals(score_table(table, RULES, ON))


def test_a_fault_is_told_by_the_row_of_its_file(tmp_path):
    table = team(9, 2)
    days = pa.array([*table["day"].cast(pa.string()).to_pylist()[:8], "soon"])
    logs = write_folder(table.set_column(1, "day", days), tmp_path / "logs", 3)

    with pytest.raises(LogError, match=r"002\.parquet:3: day is not a date"):
        read_log(logs, strict=True)


def test_days_that_people_wrote_are_settled_by_all_files_together(tmp_path):
    """5/3/2026 alone may be of March or of May; 13/3/2026 in another file tells."""
    rows = {"account": ["ada", "mia"], "action": ["post"] * 2}
    (tmp_path / "logs").mkdir()
    for place, days in enumerate((["5/3/2026", "6/3/2026"], ["13/3/2026", "2026-03-14"])):
        pq.write_table(pa.table({**rows, "day": days}), tmp_path / "logs" / f"{place}.parquet")

    scores = scored(tmp_path / "logs", memory=1)

    meant = {"account": ["ada", "mia"] * 2, "action": ["post"] * 4}
    meant["day"] = [date(2026, 3, day) for day in (5, 6, 13, 14)]
    assert scores.equals(score_table(pa.table(meant), RULES, ON))


def test_a_file_that_is_there_twice_counts_once(tmp_path):
    table = team(30, 2)
    logs = write_folder(table, tmp_path / "logs", 1)
    (logs / "000 (1).parquet").write_bytes((logs / "000.parquet").read_bytes())

    done = ssi("score", logs, "--engine", "local", "-o", tmp_path / "scores", "--on", str(ON))

    assert "is the same file as" in done.stderr
    assert scored(logs).equals(score_table(table, RULES, ON))
    with pytest.warns(SourceWarning, match="counts once"):
        assert plainly_scored(logs).equals(score_table(table, RULES, ON))


@pytest.mark.parametrize("second", ["seat-0", "seat-1"], ids=["the same", "another account"])
@pytest.mark.parametrize("states", [True, False], ids=["stated", "one states nothing"])
def test_files_that_state_different_coverage_are_each_of_their_own_accounts(
    tmp_path, second, states
):
    (tmp_path / "logs").mkdir()
    for place, name in enumerate(("seat-0", second)):
        rows = [{"account": name, "day": f"2026-03-{day:02}", "action": "post"} for day in (5, 20)]
        heading = {"covers": {"post": [f"2026-0{place + 1}-01", None]}, "accounts": ["silent"]}
        log = read_log([heading, *rows] if states or not place else rows)
        write_log(log, tmp_path / "logs" / f"{place}.parquet")
        if not states and place:
            pq.write_table(pa.Table.from_pylist(rows), tmp_path / "logs" / f"{place}.parquet")

    scores = scored(tmp_path / "logs", memory=1)

    assert scores["account"].to_pylist() == sorted({"seat-0", second, "silent"})
    assert scores.equals(plainly_scored(tmp_path / "logs"))


def test_columns_are_known_in_each_file_by_what_people_call_them(tmp_path):
    table = team(40, 3)
    logs = write_folder(table, tmp_path / "logs", 1)
    heads = ("Account", " day", "ACTION", "Count "), ("account", "Datum", "action", "count")
    for place, head in enumerate(heads):
        part = table.slice(10 * (place + 1)).rename_columns([*head, "words", "section"])
        pq.write_table(part, logs / f"{place}-other.parquet")

    meant = pa.concat_tables([table, table.slice(10), table.slice(20)])
    assert scored(logs).equals(score_table(meant, RULES, ON))
    assert plainly_scored(logs).equals(score_table(meant, RULES, ON))


def test_numbers_with_a_gap_and_plain_bytes_are_names_and_words(tmp_path):
    """A column of whole numbers with a gap is one of fractions in pandas; older writers have no
    type for texts.
    """
    table = team(40, 3)
    codes = pc.cast(pc.utf8_slice_codeunits(table["account"], 5), pa.int64())
    meant = table.set_column(0, "account", codes.cast(pa.string()))
    texts = [name for name in table.column_names if table.schema.field(name).type == pa.string()]
    files = [meant.set_column(0, "account", codes.cast(kind)) for kind in (pa.float64(), pa.int8())]
    files.append(meant.set_column(0, "account", codes.cast(pa.decimal128(21, 2))))
    as_bytes = [(n, pa.binary() if n in texts else meant.schema.field(n).type) for n in texts]
    files.append(
        meant.cast(pa.schema([(f.name, dict(as_bytes).get(f.name, f.type)) for f in meant.schema]))
    )
    (tmp_path / "logs").mkdir()
    for place, file in enumerate(files):
        pq.write_table(file.slice(place), tmp_path / "logs" / f"{place}.parquet")

    whole = pa.concat_tables([meant.slice(place) for place in range(len(files))])

    assert scored(tmp_path / "logs").equals(score_table(whole, RULES, ON))
    assert plainly_scored(tmp_path / "logs").equals(score_table(whole, RULES, ON))


def test_a_text_that_is_not_utf8_is_read_alike_on_every_road(tmp_path):
    """An account is named by its bytes, as in a column of bytes; such a day is none."""
    table = team(12, 1).sort_by("day")
    for name, sound in (("account", [b"ada"] * 11), ("day", [b"2026-03-05"] * 11)):
        texts = pa.array([*sound, b"a\xff"]).view(pa.string())
        odd = table.set_column(table.column_names.index(name), name, texts)
        pq.write_table(odd, tmp_path / f"{name}.parquet")

    accounts, days = (scored(tmp_path / f"{name}.parquet") for name in ("account", "day"))

    assert accounts["account"].to_pylist() == ["61ff", "ada"]
    assert accounts.equals(plainly_scored(tmp_path / "account.parquet"))
    with pytest.warns(SourceWarning, match="1 of 12 rows left out"):
        assert days.equals(plainly_scored(tmp_path / "day.parquet"))


@pytest.mark.parametrize("written", [pa.date32(), pa.timestamp("us"), pa.string()], ids=str)
def test_a_column_of_days_is_known_by_what_it_holds_in_a_folder_too(tmp_path, written):
    table = team(60, 4)
    days = table["day"].cast(written)
    named = table.set_column(1, "seen", days).append_column("note", pa.array(["a"] * 60))

    logs = write_folder(named, tmp_path / "logs", 2)

    assert scored(logs).equals(score_table(table, RULES, ON))
    assert plainly_scored(logs).equals(scored(logs))


def test_days_of_periods_are_days_where_pandas_is_not_imported(tmp_path):
    """Without pandas Arrow hands out the number that it stores, and says so beside it."""
    table = team(20, 2)
    said = {"ARROW:extension:name": "pandas.period", "ARROW:extension:metadata": '{"freq": "D"}'}
    stored = table["day"].cast(pa.int32()).cast(pa.int64())
    field = pa.field("day", pa.int64(), metadata=said)
    (tmp_path / "logs").mkdir()
    pq.write_table(table.set_column(1, field, stored), tmp_path / "logs" / "0.parquet")

    assert scored(tmp_path / "logs").equals(score_table(table, RULES, ON))
    assert plainly_scored(tmp_path / "logs" / "0.parquet").equals(score_table(table, RULES, ON))


@pytest.mark.parametrize("beside", [None, "read.me"])
def test_a_folder_is_read_with_its_links_and_folders_by_every_reader(tmp_path, beside):
    table = team(40, 3)
    logs = write_folder(table.slice(0, 10), tmp_path / "logs", 1)
    below = write_folder(table.slice(10, 10), logs / "older", 1)
    write_folder(table.slice(20), tmp_path / "kept", 1)
    (below / "linked.parquet").symlink_to(tmp_path / "kept" / "000.parquet")
    (below / "1.parquet").touch()  # what a job leaves that ended before it wrote
    if beside is not None:
        (logs / "000.parquet").rename(below / "000-newer.parquet")
        (logs / beside).write_text("of nobody", encoding="utf-8")

    assert scored(logs).equals(score_table(table, RULES, ON))
    assert plainly_scored(logs).equals(score_table(table, RULES, ON))


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


@pytest.mark.parametrize("int96", [True, False])
def test_days_that_spark_wrote_as_moments_are_said_to_be_of_utc(tmp_path, int96):
    """Midnight in Berlin, as Spark writes it: the file does not say where its session was."""
    written = {b"org.apache.spark.sql.parquet.row.metadata": b"{}"}
    moments = pa.array([datetime(2026, 5, 2, 22, tzinfo=UTC)], pa.timestamp("us", "UTC"))
    table = pa.table({"account": ["ada"], "day": moments, "action": ["post"]}, metadata=written)
    (logs := tmp_path / "logs").mkdir()
    pq.write_table(table, logs / "0.parquet", use_deprecated_int96_timestamps=int96)

    alone = ssi("score", logs, "--on", ON)
    pq.write_table(pa.table(team(8, 2)), logs / "1.parquet")
    together = ssi("score", logs, "--on", ON)
    by_engine = ssi("score", logs, "--on", ON, "--engine", "local", "-o", tmp_path / "scores")

    for done in (alone, together, by_engine):
        assert done.exit_code == 0
        assert "write cast(day as date)" in " ".join(done.stderr.split())


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
    pq.write_table(score_schema(load_rules()).empty_table(), target / "left.parquet")

    assert ssi(*command).exit_code == 2
    with monkeypatch.context() as broken:
        broken.setattr(local.Tables, "fill", lambda *_: 1 / 0)
        assert ssi(*command, "--force").exit_code == 2
    assert (target / "left.parquet").exists()
    assert ssi(*command, "--force").exit_code == 0
    assert not (target / "left.parquet").exists() and list(target.iterdir())
    assert {path.name for path in tmp_path.iterdir()} == {"logs", "scores"}


@pytest.mark.parametrize("engine", [[], ["--engine", "local", "-o", "scores"]])
def test_a_damaged_file_of_a_folder_is_refused_by_its_name(tmp_path, monkeypatch, engine):
    monkeypatch.chdir(tmp_path)
    write_folder(team(60, 4), tmp_path / "logs", 2)
    damaged = sorted((tmp_path / "logs").iterdir())[1]
    content = bytearray(damaged.read_bytes())
    content[60:90] = b"\xff" * 30
    damaged.write_bytes(content)

    done = ssi("score", "logs", *engine)

    assert done.exit_code == 2
    assert f"{damaged.name}: is not a Parquet file that can be read" in done.stderr
    assert not (tmp_path / "scores").exists()


def test_force_never_replaces_a_folder_of_other_things(tmp_path):
    logs = write_folder(team(40, 9), tmp_path / "logs", 1)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("dear", encoding="utf-8")

    other = write_folder(team(3, 1), tmp_path / "other", 1)  # a log that this command does not read

    for source, target in (
        (logs, tmp_path / "home"),
        (logs, logs),
        (*logs.iterdir(), logs),
        (logs, other),
    ):
        done = ssi("score", source, "--engine", "local", "-o", target, "--force")

        assert done.exit_code == 2
    assert (tmp_path / "home" / "letter.txt").exists()
    assert list(logs.iterdir()) and folder_of(other).n_rows == 3
