"""Files of readings: envelopes, JSON lines and histories of other tools; and one stored away."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payloads import DOCUMENTED, POINTS, RAW, SHAPES
from workbooks import workbook

from estimator import read_readings
from estimator.errors import AccessWithdrawn, ReadingError, SourceWarning
from estimator.reading import PILLARS, Reading, histories
from estimator.reading.files import each_once, store_reading

WITHDRAWN = {"captured": "2026-09-21", "response": "Seu acesso ao SSI foi descontinuado"}
LONG_HEADER = (
    "data_referencia;hora_referencia;secao;campo;valor_original;unidade;"
    "valor_numerico;escala;observacao;fonte"
)


def envelope(day, **more):
    return {"captured": day, "evidence": "real", **more, "response": RAW}


def written(folder, name, content):
    file = folder / name
    text = content if isinstance(content, str) else json.dumps(content, indent=1)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("name", ["note.csv", "note.jsonl", "note.txt"])
def test_a_file_of_more_readings_than_the_docs_promise_is_refused_at_its_line(
    tmp_path, monkeypatch, name
):
    monkeypatch.setattr(histories, "MOST", 3)
    days = [f"2026-05-{day:02}" for day in range(1, 5)]
    of_kind = {
        "note.csv": "date,total\n" + "".join(f"{day},47\n" for day in days),
        "note.jsonl": "".join(json.dumps(envelope(day)) + "\n" for day in days),
        "note.txt": "".join(f"{day} 47\n" for day in days),
    }
    lines = of_kind[name].splitlines(keepends=True)

    assert len(read_readings(written(tmp_path, name, "".join(lines[:-1])))) == 3
    with pytest.raises(ReadingError, match=f"{name}:{len(lines)}: a file holds 3 readings at most"):
        read_readings(written(tmp_path, name, of_kind[name]))


def test_a_folder_is_read_by_day_with_the_undated_last(tmp_path):
    written(tmp_path, "a.json", envelope("2026-05"))
    written(tmp_path, "b.json", envelope("2026-05-19"))
    written(tmp_path, "c.jsonl", json.dumps(envelope("2026-05-12", account="other")) + "\n\n")
    written(tmp_path, "README.md", "not a reading")

    found = read_readings(tmp_path)

    assert [reading.captured for reading in found] == [date(2026, 5, 12), date(2026, 5, 19), None]
    assert [reading.account for reading in found] == ["other", "me", "me"]


@pytest.mark.parametrize("shape", sorted(set(SHAPES) - {"note", "linkedin as text"}))
def test_one_file_of_any_shape_is_one_reading(tmp_path, shape):
    file = written(tmp_path, "ssi.json", SHAPES[shape])

    assert [reading.pillars for reading in read_readings(file)] == [POINTS]


def test_a_note_with_front_matter_is_a_reading(tmp_path):
    file = written(tmp_path, "week-20.md", SHAPES["note"])

    assert read_readings(str(file))[0].pillars == POINTS


@pytest.mark.parametrize(
    "wrap",
    [
        lambda records: records,
        lambda records: {"ssiHistory": records},
        lambda records: {"linkmate.ssi.history.v1": json.dumps(records)},
        lambda records: {"ssi_history": records, "version": 2},
    ],
)
def test_a_history_of_another_tool_is_all_its_readings(tmp_path, wrap):
    days = ["2026-05-19", "2026-05-12", "2026-05-17"]
    records = [SHAPES["booster"] | {"date": day} for day in days]

    found = read_readings(written(tmp_path, "ssi_history.json", wrap(records)))

    assert [reading.captured.isoformat() for reading in found] == sorted(days)


def test_a_table_of_days_is_read_and_days_without_a_score_are_passed_over(tmp_path):
    """A day's row holds activity; the score is in it on the days it was looked at."""
    file = written(
        tmp_path,
        "activity.csv",
        "Date,ActiveMinutes,Comments,SSI,SSIProfessionalBrand,SSIFindRightPeople,"
        "SSIEngageWithInsights,SSIBuildRelationships,ProfileViewers\n"
        "2026-07-02,12,3,,,,,,\n"
        "2026-07-03,15,1,33,12.05,4.76,1,15,54\n",
    )

    (reading,) = read_readings(file)

    assert reading.captured == date(2026, 7, 3)
    assert (reading.overall, list(reading.pillars.values())) == (33, [12.05, 4.76, 1, 15])


def test_a_table_may_name_accounts_and_seats(tmp_path):
    file = written(
        tmp_path,
        "team.csv",
        "account,seat,date,total,brand,find,insight,relationship\n"
        "a-1,premium,2026-05-19,52.7,21.05,6.4,10.25,15\n"
        "a-2,,2026-05-19,52.7,21.05,6.4,10.25,15\n",
    )

    assert [(r.account, r.seat) for r in read_readings(file)] == [("a-1", "premium"), ("a-2", None)]


def test_a_long_table_with_decimal_commas_is_one_reading_a_moment(tmp_path):
    rows = [
        ("Resumo SSI", "Social Selling Index atual", "53"),
        ("Classificação", "Classificação SSI do setor", "Primeiros 10%"),
        ("Classificação", "Classificação SSI da rede", "Primeiros 12%"),
        ("Componentes da pontuação", "Estabelecer sua marca profissional", "20,973"),
        ("Componentes da pontuação", "Localizar as pessoas certas", "6,38"),
        ("Componentes da pontuação", "Interagir oferecendo insights", "10,25"),
        ("Componentes da pontuação", "Criar relacionamentos", "15"),
        ("Benchmark do setor", "Setor de referência", "Consultoria"),
        ("Benchmark do setor", "SSI médio do setor", "35 de 100"),
        ("Benchmark da rede", "SSI médio da rede", "36"),
        ("Benchmark da rede", "Variação semanal na rede", "Sem alterações na última semana"),
        ("Pessoas no seu setor", "Interagir oferecendo insights", "2,09"),
        ("Pessoas na sua rede", "Criar relacionamentos", "16,31"),
    ]
    lines = [";".join(("2026-04-27", "13:06", *row, "", "", "", "", "page")) for row in rows]
    file = written(tmp_path, "ssi_2026-04-27.csv", "\ufeff" + "\n".join([LONG_HEADER, *lines]))

    (reading,) = read_readings(file)

    assert (reading.captured, reading.captured_text) == (date(2026, 4, 27), "2026-04-27T13:06")
    assert (reading.overall, [reading.pillars[p] for p in PILLARS]) == (
        53,
        [20.973, 6.38, 10.25, 15],
    )
    assert (reading.industry.rank, reading.industry.average) == (10, 35)
    assert (reading.industry.name, reading.industry.pillars) == ("Consultoria", {"insight": 2.09})
    assert (reading.network.rank, reading.network.average) == (12, 36)
    assert reading.network.pillars == {"relationship": 16.31}


def test_every_fault_of_every_file_is_told_with_its_line(tmp_path):
    bad = envelope("2026-05-19") | {"response": {"memberScore": {"overall": 140}}}
    written(tmp_path, "a.json", [envelope("2026-05-12"), bad])
    written(tmp_path, "b.jsonl", json.dumps(envelope("2026-13-01")) + '\n{"ssi": 64}\n{"ssi"\n')
    written(tmp_path, "c.json", '{"memberScore":\n oops}')
    written(tmp_path, "d.csv", "day,likes\n2026-01-01,4\n")

    with pytest.raises(ReadingError) as caught:
        read_readings(tmp_path)

    where = [fault.where.removeprefix(f"{tmp_path}/") for fault in caught.value.faults]
    second = json.dumps([envelope("2026-05-12")], indent=1).count("\n") + 1
    assert where == [
        f"a.json:{second}",
        *("b.jsonl:1", "b.jsonl:2", "b.jsonl:3:7"),
        *("c.json:2:2", "d.csv:1"),
    ]
    assert "overall is out of range (got 140)" in str(caught.value)
    assert "no column of an SSI" in str(caught.value)


def test_faults_of_one_kind_stay_of_that_kind(tmp_path):
    written(tmp_path, "a.json", WITHDRAWN)
    written(tmp_path, "b.json", WITHDRAWN)

    with pytest.raises(AccessWithdrawn) as caught:
        read_readings(tmp_path)

    assert len(caught.value.faults) == 2


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", "", "no column of an SSI"),
        ("report.csv", "Seat ID,Name,SSI - Overall Score\n1,x,40\n", "`ssi import` reads"),
        ("list.json", "[]", "holds no reading"),
        ("none.jsonl", "\n", "holds no reading"),
        ("broken.json", "[1,", r"broken.json:1:4: not JSON"),
        ("history.json", '{"history": "[1,"}', "not JSON"),
        ("page.html", "<p>hello</p>", "no SSI in this text"),
        ("long.csv", f"date,total\n{'9' * 200_000},1\n", "no date that is understood"),
    ],
)
def test_a_file_without_a_reading_is_an_error(tmp_path, name, content, words):
    with pytest.raises(ReadingError, match=words):
        read_readings(written(tmp_path, name, content))


def test_a_path_that_is_not_there_and_an_empty_folder_are_errors(tmp_path):
    with pytest.raises(ReadingError, match="no such file or folder"):
        read_readings(tmp_path / "nothing")
    with pytest.raises(ReadingError, match="holds no reading"):
        read_readings(tmp_path)


def test_a_file_that_is_not_utf_8_is_told_by_line(tmp_path):
    file = tmp_path / "latin.json"
    file.write_bytes(b'{"a":\n"\xe9"}')

    with pytest.raises(ReadingError, match=r"latin.json:2: not UTF-8"):
        read_readings(file)


def test_a_stored_reading_is_named_by_its_day_and_reads_back(tmp_path):
    reading = Reading.from_payload(DOCUMENTED, captured="2026-05-19", evidence="real")

    file = store_reading(reading, tmp_path / "readings")

    assert file.name.startswith("2026-05-19-") and file.suffix == ".json"
    assert read_readings(file) == (reading,)
    assert store_reading(reading, tmp_path / "readings") == file


def test_an_undated_reading_is_stored_as_such(tmp_path):
    file = store_reading(Reading.from_payload(RAW, captured="2026-06"), tmp_path)

    assert file.name.startswith("undated-")
    assert read_readings(file)[0].captured_text == "2026-06"


def test_nothing_personal_is_stored(tmp_path):
    source = {"note": "Some Body's account", "why": "Some Body said so", "path": "Some Body.json"}
    payload = DOCUMENTED | {"profile": {"firstName": "Some"}, "name": "Some Body"}

    file = store_reading(Reading.from_payload(payload, source=source | {"tool": "x"}), tmp_path)

    text = file.read_text(encoding="utf-8")
    assert "ody" not in text and "urn:" not in text and "acc_" not in text
    assert json.loads(text)["source"] == {"tool": "x"}


def test_a_stored_file_is_never_written_over(tmp_path):
    file = store_reading(Reading.from_payload(RAW), tmp_path)
    file.write_text("edited", encoding="utf-8")

    with pytest.raises(ReadingError, match="is there with other content"):
        store_reading(Reading.from_payload(RAW), tmp_path)

    assert file.read_text(encoding="utf-8") == "edited"


def test_a_reading_without_a_number_is_not_stored(tmp_path):
    with pytest.raises(ReadingError, match="neither a total nor a pillar"):
        store_reading(Reading(), tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_an_error(tmp_path):
    with pytest.raises(ReadingError, match="readings go into a folder"):
        store_reading(Reading.from_payload(RAW), written(tmp_path, "readings", "x"))


TOTALS = "date,total\n2026-05-01,42\n2026-05-08,43\n2026-05-08,43\n"
REPORT = (
    "Seat ID,Days Active,Searches Performed,Profile Views,SSI - Overall Score,"
    "SSI - Establish your professional brand,SSI - Find the right people,"
    "SSI - Engage with insights,SSI - Build relationships\n"
    "1001,3,62,31,47.0,12.5,9.5,8.0,17.0\n"
)


def test_a_note_may_hold_totals_alone(tmp_path):
    found = read_readings(written(tmp_path, "note.csv", TOTALS))

    assert [(str(r.captured), r.total, r.pillars) for r in found] == [
        ("2026-05-01", 42, {}),
        ("2026-05-08", 43, {}),
    ]


def test_the_columns_of_a_usage_report_are_readings_of_its_seats(tmp_path):
    file = written(tmp_path, "usage_2026-05-01_2026-05-31.csv", REPORT)

    (reading,) = read_readings(file)

    assert (reading.account, str(reading.captured), reading.total) == ("1001", "2026-05-31", 47)
    assert (reading.seat, len(reading.pillars)) == ("sales_navigator", 4)


def test_a_folder_may_mix_them(tmp_path):
    written(tmp_path, "note.csv", TOTALS)
    written(tmp_path, "usage_2026-05-01_2026-05-31.csv", REPORT)
    written(tmp_path, "one.json", envelope("2026-05-19"))

    assert len(read_readings(tmp_path)) == 4


def test_three_files_of_one_reading_store_it_once_with_all_they_know(tmp_path):
    text = "date,total,brand,find,insight,relationship\n2026-05-01,47,12.5,9.5,8,17\n"
    files = [
        written(tmp_path, "note.csv", text),
        written(tmp_path, "total.csv", "date,total,seat\n2026-05-01,47,premium\n"),
        written(tmp_path, "ranked.json", {"date": "2026-05-01", "total": 47, "industry_rank": 8}),
    ]

    stored = {store_reading(r, tmp_path / "r") for file in files for r in read_readings(file)}

    [reading] = read_readings(tmp_path / "r")
    assert len(stored) == 1
    assert (reading.seat, reading.industry.rank, len(reading.pillars)) == ("premium", 8, 4)


def test_a_stored_reading_keeps_its_seat(tmp_path):
    store_reading(Reading.from_payload(RAW, captured="2026-05-01", seat="free"), tmp_path)

    with pytest.raises(ReadingError, match="stored with the seat free"):
        store_reading(Reading.from_payload(RAW, captured="2026-05-01", seat="premium"), tmp_path)


SOME = st.lists(
    st.builds(
        Reading,
        overall=st.sampled_from([None, 40, 41, 40.5]),
        pillars=st.sampled_from([{}, dict.fromkeys(PILLARS, 10.0)]),
        captured=st.sampled_from([None, date(2026, 5, 1), date(2026, 5, 2)]),
        account=st.sampled_from(["me", "you"]),
        seat=st.sampled_from([None, "free"]),
    ),
    max_size=6,
)


@given(SOME, st.randoms())
def test_doubled_and_shuffled_readings_are_the_same_readings(readings, chance):
    doubled = [*readings, *readings]
    chance.shuffle(doubled)

    assert each_once(doubled) == each_once(readings)
    assert each_once(each_once(readings)) == each_once(readings)


FOUR = {"brand": 12.5, "find": 9.5, "insight": 8, "relationship": 17}


@pytest.mark.parametrize(
    ("text", "total", "pillars"),
    [
        ("2025-11-03 47", 47, {}),
        ("03.11.2025 12.5 9.5 8 17", 47, FOUR),
        ("03.11.2025: 12,5 9,5 8 17", 47, FOUR),
        ("3 Nov 2025: 47/100", 47, {}),
        ("Nov 3, 2025\t12.5\t9.5\t8\t17", 47, FOUR),
        ("2025-11-03, 47, 12.5, 9.5, 8, 17", 47, FOUR),
        ("2025-11-03 brand 12.5 find 9.5 insight 8 relationship 17", 47, FOUR),
        ("# mine\ndate total\n2025-11-03 09:30 47\n", 47, {}),
        ("date,brand,find,insight,relationship\n03.11.2025,12.5,9.5,8,17\n", 47, FOUR),
        ("day;total\n03.11.2025;47\n", 47, {}),
        ("date,total\n11/3/2025,47\n11/13/2025,47\n", 47, {}),
        ("date,total\n3/11/2025,47\n13/11/2025,47\n", 47, {}),
        ("| date | total |\n|------|-----:|\n| 2025-11-03 | 47 |\n", 47, {}),
    ],
)
@pytest.mark.parametrize("name", ["note.txt", "note.csv", "note"])
def test_a_note_is_read_in_the_forms_people_write(tmp_path, text, total, pillars, name):
    if name.endswith("csv") and not text.startswith(("date,", "day;")):
        return

    reading = read_readings(written(tmp_path, name, text))[0]

    assert (reading.captured, reading.total, reading.pillars) == (date(2025, 11, 3), total, pillars)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("date,total\n3/5/2026,47\n", r":2: captured may be month first or day first"),
        ("3/5/2026 47\n", r":1: captured may be month first or day first"),
        ("date,total\nyesterday,47\n", r":2: captured is no date that is understood"),
        ("2026-05-01 47 3\n", r":1: has no numbers that are understood"),
        ("2026-05-01 47\n2026-05-02 47 3 1\n", r":2: has no numbers"),
        ("date,brand,find\n2026-05-01,12,9\n", r":2: shows brand, find and not insight"),
        ("date,total,total\n2026-05-01,12,9\n", r":1: names 'total' twice"),
    ],
)
def test_a_note_that_is_not_sure_is_refused_with_its_line(tmp_path, text, words):
    with pytest.raises(ReadingError, match=words):
        read_readings(written(tmp_path, "note.txt", text))


@pytest.mark.parametrize("start", [b"\x89PNG", b"\xff\xd8\xff", b"%PDF-1.4", b"RIFFxxxxWEBP"])
def test_a_screenshot_is_told_to_be_one(tmp_path, start):
    (tmp_path / "shot.png").write_bytes(start + bytes(50))

    with pytest.raises(ReadingError, match=r"is a picture.*type its numbers"):
        read_readings(tmp_path / "shot.png")


def test_days_of_zeros_are_left_out_and_said(tmp_path):
    text = "Date,Total_SSI,Brand,People,Insights,Relationships\n2026-05-01,47,12.5,9.5,8,17\n"
    file = written(tmp_path, "history.csv", text + "2026-05-02,0.0,0.0,0.0,0.0,0.0\n")

    with pytest.warns(SourceWarning, match=r"history.csv:3: zeros"):
        readings = read_readings(file)

    assert [reading.pillars for reading in readings] == [FOUR]


def test_a_note_may_be_the_sheet_of_a_workbook(tmp_path):
    rows = [["date", "total"], [date(2026, 5, 1), 42], [date(2026, 5, 8), 43.5]]
    (tmp_path / "note.xlsx").write_bytes(workbook({"ssi": rows}))

    assert [r.total for r in read_readings(tmp_path / "note.xlsx")] == [42, 43.5]
