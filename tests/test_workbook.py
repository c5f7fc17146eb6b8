"""XLSX workbooks: the rows a sheet holds, whatever it says of itself."""

import io
import re
import zipfile
from datetime import date

import pytest
from commanded import ssi
from workbooks import workbook

from estimator import read_log
from estimator.errors import LogError, SourceWarning
from estimator.readers.recorded import read_readings
from estimator.readers.sources import read_sources
from estimator.readers.workbook import sheets

KINDS = {
    "usage_2026-05-01_2026-05-31.xlsx": {
        "Usage": [["Seat ID", "Days Active", "Searches Performed", "Profile Views"],
                  *([1000 + n, 3, 62, 31] for n in range(20))],
    },
    "Content_2026-04-01_2026-04-20_x.xlsx": {
        "ENGAGEMENT": [["Date", "Impressions", "Engagements"],
                       *([f"4/{n}/2026", 100, n % 3] for n in range(1, 21))],
    },
    "log.xlsx": {"log": [["day", "action", "count"],
                         *([date(2026, 5, n), "comment", n] for n in range(1, 21))]},
    "Connections.xlsx": {
        "Connections": [
            ["First Name", "Last Name", "URL", "Email Address", "Company", "Position",
             "Connected On"],
            *(["Ada", "Abel", f"https://www.linkedin.com/in/a-{n}", None, "x", "y",
               date(2026, 5, 30 - n)] for n in range(20)),
        ],
    },
}  # fmt: skip


def rewritten(content: bytes, change) -> bytes:
    """The workbook with each sheet's XML changed."""
    new = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(new, "w") as out:
        for name in old.namelist():
            text = old.read(name)
            out.writestr(name, change(text) if "worksheets/sheet" in name else text)
    return new.getvalue()


def stating(size):
    tag = b"" if size is None else b'<dimension ref="%s"/>' % size.encode()
    return lambda text: re.sub(rb"<dimension [^>]*>", tag, text)


@pytest.mark.parametrize("size", [None, "A1", "A1:B3", "A1:XFD1048576", "nonsense"])
@pytest.mark.parametrize("name", KINDS)
def test_what_a_sheet_says_of_its_size_changes_nothing(tmp_path, name, size):
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / name).write_bytes(workbook(KINDS[name]))
    (tmp_path / name).write_bytes(rewritten(workbook(KINDS[name]), stating(size)))

    one, other = read_sources([tmp_path / "plain" / name]), read_sources([tmp_path / name])

    assert other.log.n_rows >= 20
    assert one.log.sha256 == other.log.sha256
    assert [f.records for f in one.files] == [f.records for f in other.files]


def test_a_sheet_in_the_strict_form_is_read():
    content = workbook({"log": [["day", "action"], ["2026-05-01", "comment"]]})

    def strict(text):
        return text.replace(b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                            b"http://purl.oclc.org/ooxml/spreadsheetml/main")  # fmt: skip

    assert sheets(rewritten(content, strict), "x.xlsx") == sheets(content, "x.xlsx")


def test_cells_are_what_a_reader_of_the_sheet_sees():
    [sheet] = sheets(workbook({"s": [[date(2026, 3, 5), 3.0, 0.25, True, "a & b ", None, 7]]}), "x")

    assert sheet.rows == [(1, ["2026-03-05", "3", "0.25", "True", "a & b", "", "7"])]


@pytest.mark.parametrize("number", ["99999999", "1e300", "1e999", "-99999999", "nan"])
def test_a_date_that_no_calendar_has_costs_its_row_alone(tmp_path, number):
    name = "log.xlsx"
    serial = str((date(2026, 5, 7) - date(1899, 12, 30)).days).encode()
    changed = rewritten(
        workbook(KINDS[name]),
        lambda text: text.replace(b"<v>%s</v>" % serial, b"<v>%s</v>" % number.encode()),
    )
    (tmp_path / name).write_bytes(changed)

    with pytest.warns(SourceWarning, match="1 of 20 rows left out"):
        read = read_log(tmp_path / name)

    assert read.n_rows == 19
    with pytest.raises(LogError, match=f"{name}:8: day"):
        read_log(tmp_path / name, strict=True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace(b'r="A1"', b'r="XFE1"'), "outside of any sheet"),
        (lambda text: text.replace(b"<sheetData>", b"<sheetData"), "its sheet '.*' cannot be read"),
        (lambda text: b"<!DOCTYPE a><a/>", "document type"),
    ],
)
def test_a_damaged_sheet_is_an_error(change, words):
    with pytest.raises(LogError, match=words):
        sheets(rewritten(workbook({"s": [["a", "b"]]}), change), "x.xlsx")


@pytest.mark.parametrize(
    ("member", "words"),
    [("content.xml", "ODS"), ("xl/workbook.bin", "XLSB"), ("Index/Document.iwa", "Numbers")],
)
def test_other_sheets_are_named_as_what_they_are(tmp_path, member, words):
    with zipfile.ZipFile(tmp_path / "x", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(member, "<a/>")

    with pytest.raises(LogError, match=words):
        read_sources([tmp_path / "x"])


@pytest.mark.parametrize(
    ("start", "words"),
    [(b"\xd0\xcf\x11\xe0", "xls"), (b"%PDF-1.7", "PDF"), (b"\x89PNG\r\n", "screenshot")],
)
def test_files_that_are_no_table_are_named_as_what_they_are(tmp_path, start, words):
    (tmp_path / "x").write_bytes(start + bytes(100))

    with pytest.raises(LogError, match=words):
        read_sources([tmp_path / "x"])


def test_a_workbook_that_is_no_source_says_what_it_has_in_it(tmp_path):
    (tmp_path / "x.xlsx").write_bytes(workbook({"Prices": [["Item", "Price"], ["a", 3]]}))

    with pytest.raises(LogError, match=r"a source \(sheets 'Prices'; first row 'Item', 'Price'"):
        read_sources([tmp_path / "x.xlsx"])


def test_sheets_that_are_tables_of_an_export_are_read_as_one_export(tmp_path):
    """Connections of 20 and two reactions on 9 May, whose dates and links look like analytics."""
    link = "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7455000000000000000"
    book = {
        **KINDS["Connections.xlsx"],
        "Reactions": [["Date", "Type", "Link"], *([f"2026-05-09 09:0{n}:00", "LIKE", link]
                                                  for n in (2, 1))],
        "about": [["kept by hand"]],
    }  # fmt: skip
    (tmp_path / "mine.xlsx").write_bytes(workbook(book))

    outcome = read_sources([tmp_path / "mine.xlsx"])

    actions = outcome.log.actions
    assert {"connections", "reaction"} <= {*actions}
    assert outcome.log.count[outcome.log.action == actions.index("reaction")].sum() == 2
    assert [file.name for file in outcome.files if file.skipped] == ["mine.xlsx, sheet 'about'"]


def test_an_empty_workbook_says_so(tmp_path):
    (tmp_path / "x.xlsx").write_bytes(workbook({"Sheet1": []}))

    with pytest.raises(LogError, match="sheets 'Sheet1'; first row empty"):
        read_sources([tmp_path / "x.xlsx"])


JANUARY, FEBRUARY = (
    [["date", "comments"], *([date(2026, month, day), day] for day in range(1, 11))]
    for month in (1, 2)
)


def test_a_table_goes_on_over_sheets_with_the_same_columns(tmp_path):
    book = {"Jan": JANUARY, "about": [["kept by hand"]], "Feb": FEBRUARY}
    (tmp_path / "mine.xlsx").write_bytes(workbook(book))

    outcome = read_sources([tmp_path / "mine.xlsx"])

    assert outcome.log.count.sum() == 110 and outcome.files[0].records == 20
    assert outcome.files[1].name == "mine.xlsx, sheet 'about'"
    assert outcome.files[1].skipped == {"no table of activity": 1}


def test_a_sheet_with_other_columns_is_named_and_is_an_error_when_strict(tmp_path):
    other = [["day", "action"], [date(2026, 2, 1), "post"]]
    (tmp_path / "mine.xlsx").write_bytes(workbook({"Jan": JANUARY, "posts": other}))

    with pytest.warns(SourceWarning, match="sheet 'posts': 2 of 2 rows left out"):
        log = read_log(tmp_path / "mine.xlsx")

    assert log.count.sum() == 55
    with pytest.raises(LogError, match="save it as a file of its own"):
        read_log(tmp_path / "mine.xlsx", strict=True)


def test_scores_go_on_over_sheets_too(tmp_path):
    scores = [[["date", "total"], [date(2026, month, 1), 40 + month]] for month in (1, 2)]
    path = tmp_path / "scores.xlsx"
    path.write_bytes(workbook({"a": scores[0], "b": scores[1], "c": JANUARY}))

    with pytest.warns(SourceWarning, match="sheet 'c': holds another table"):
        found = read_readings(path)

    assert [one.overall for one in found] == [41, 42]


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        (["date", "comments"], [[date(2026, 2, 1), 3], [date(2026, 2, 2), "many"]]),
        (["day", "action", "count"], [[date(2026, 2, 1), "post", 1], ["soon", "post", 1]]),
        (["date", "total"], [[date(2026, 2, 1), 40], [date(2026, 2, 2), 400]]),
        (
            ["Seat ID", "Days Active", "Searches Performed", "Profile Views", "Start Date",
             "End Date"],
            [[n, 1, cell, 2, "2025-08-01", "2025-08-31"] for n, cell in ((1, 3), (2, "x"))],
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_later_sheet_is_told_with_the_sheet_and_its_row(tmp_path, head, rows):
    path = tmp_path / "mine.xlsx"
    first = [head, rows[0]]
    path.write_bytes(workbook({"Jan": first, "about": [["kept by hand"]], "Feb": [head, *rows]}))

    done = ssi("score", path, "--strict", "--on", "2026-02-03")

    assert done.exit_code == 2 and "mine.xlsx, sheet 'Feb':3: " in done.stderr
