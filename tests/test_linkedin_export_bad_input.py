"""What is broken costs itself and is named; the rest is read."""

import io
import stat
import zipfile
from pathlib import Path

import pytest
from archives import (
    BASIC,
    COMPLETE,
    CONNECTIONS,
    INVITATIONS,
    MESSAGES,
    OLIVE,
    ago,
    daily,
    invitation,
    level,
    link,
    message,
    read,
    table,
    total,
    zipped,
)

from estimator.advance import listening
from estimator.days import to_day
from estimator.errors import LogError
from estimator.readers.linkedin import archive
from estimator.readers.linkedin.archive import is_export
from estimator.readers.linkedin.export import read_export

PEOPLE = table(CONNECTIONS, [link(f"ada-{n}", ago(n)) for n in range(1, 61)])
SECRET = "Zebedee"
REACTION = "2026-05-{:02} 10:11:12,LIKE,https://www.linkedin.com/feed/update/urn:li:share:1\n"
REACTIONS = "Date,Type,Link\n" + "".join(REACTION.format(day) for day in range(1, 19))


def faults(outcome) -> list[str]:
    return [str(fault) for report in outcome.files for fault in report.faults]


def counted(outcome) -> bool:
    return all(r.read + sum(r.skipped.values()) == r.records for r in outcome.files)


def test_a_row_with_an_unreadable_date_is_named_with_file_and_line(tmp_path):
    broken = PEOPLE.replace(f"{ago(3):%d %b %Y}", "31 Feb 2026")

    outcome = read(tmp_path, {"Connections.csv": broken})

    (report,) = outcome.files
    assert (report.records, report.read) == (60, 59)
    assert report.skipped == {"date not readable": 1}
    assert "Connections.csv:4: the date is not readable (got 99 aaa 9999)" in faults(outcome)[0]
    assert level(outcome.log, "connections") == 59


@pytest.mark.parametrize("bad", [1, 4, 31])
def test_dates_that_fail_are_a_warning_from_two_and_an_error_from_fifty_percent(tmp_path, bad):
    lines = PEOPLE.splitlines()
    for n in range(1, bad + 1):
        lines[n] = lines[n].rsplit(",", 1)[0] + ",sometime"

    files = {"Connections.csv": "\n".join(lines), "Skills.csv": "Name\nSelling\n"}
    outcome = read(tmp_path, files, BASIC)

    (report,) = (report for report in outcome.files if report.kind == "connections")
    assert report.read == (0 if bad == 31 else 60 - bad)
    assert any("4 of 60 rows are not readable" in c for c in outcome.cautions) == (bad == 4)
    assert any("31 of 60 rows" in fault for fault in faults(outcome)) == (bad == 31)
    spans = {span.action for span in outcome.log.coverage.spans}
    assert ("connections" in spans) == (bad != 31)
    assert counted(outcome)


@pytest.mark.parametrize(
    ("date", "reason"),
    [
        ("12 Jan 1999", "impossible date"),
        ("12 Jan 2190", "impossible date"),
        ("12 Jan 2027", "after the archive"),
    ],
)
def test_a_date_that_cannot_be_is_left_out(tmp_path, date, reason):
    broken = PEOPLE.replace(f"{ago(3):%d %b %Y}", date)

    outcome = read(tmp_path, {"Connections.csv": broken})

    (report,) = outcome.files
    assert report.skipped == {reason: 1}
    assert "Connections.csv:4: " in faults(outcome)[0]
    assert counted(outcome)


def test_an_archive_with_a_wrong_day_in_its_name_is_dated_by_its_rows(tmp_path):
    name = COMPLETE.replace("05-19-2026", "01-01-2026")

    outcome = read(tmp_path, {"Connections.csv": PEOPLE}, name)

    assert outcome.log.last_day == to_day(ago(1).date())
    assert any("later than the day in its name" in caution for caution in outcome.cautions)


def test_one_stray_future_row_does_not_date_an_archive_without_a_name(tmp_path):
    stray = REACTION.format(19).replace("2026", "2031")
    many = "".join(REACTION.format(day) for day in range(1, 19)) * 10

    outcome = read(tmp_path, {"Reactions.csv": f"Date,Type,Link\n{many}{stray}"}, "mine.zip")

    assert outcome.files[0].skipped == {"after the archive": 1}
    assert outcome.log.last_day == to_day(ago(1).date())


def test_a_file_without_its_header_is_refused_and_the_others_are_read(tmp_path):
    outcome = read(tmp_path, {"Connections.csv": PEOPLE, "Reactions.csv": "a,b\n1,2\n3,4\n"})

    (report,) = (report for report in outcome.files if report.kind == "reactions")
    assert (report.records, report.read) == (3, 0)
    assert "no header with the columns date, link, type" in report.faults[0].what
    assert "reaction" not in {span.action for span in outcome.log.coverage.spans}


def test_a_member_cut_short_is_used_up_to_there_and_not_called_whole(tmp_path):
    path = tmp_path / BASIC
    content = "".join(REACTIONS.replace("2026-05", f"20{10 + n}-05") for n in range(10, 16))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as into:
        into.writestr("Connections.csv", PEOPLE)
        into.writestr("Reactions.csv", content)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"2025-05-18 10:11:12,LIKE", b"2025-05-18 10:11:12,LUKE"))

    outcome = read_export([path])

    assert any("cut short or damaged" in fault for fault in faults(outcome))
    assert "reaction" not in {span.action for span in outcome.log.coverage.spans}
    assert level(outcome.log, "connections") == 60


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_zip_cut_short_says_so(tmp_path, share):
    path = zipped(tmp_path / COMPLETE, {"Connections.csv": PEOPLE})
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])

    with pytest.raises(LogError, match="not a whole ZIP; download it again"):
        read_export([path])


def test_a_bomb_is_not_unpacked(tmp_path):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as into:
        into.writestr("messages.csv", b"0" * (archive.RATIO_FROM + 1))
        into.writestr("Connections.csv", PEOPLE)
    path = tmp_path / COMPLETE
    path.write_bytes(bomb.getvalue())

    outcome = read_export([path])

    assert any("times its size, more than 250; not read" in fault for fault in faults(outcome))
    assert level(outcome.log, "connections") == 60


def test_files_too_large_together_are_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "TOTAL_BYTES", len(PEOPLE.encode()) + 10)

    outcome = read(tmp_path, {"Connections.csv": PEOPLE, "Reactions.csv": REACTIONS})

    assert any("Reactions.csv: too large" in fault for fault in faults(outcome))
    assert level(outcome.log, "connections") == 60


def test_an_archive_of_countless_members_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MEMBERS", 2)

    with pytest.raises(LogError, match="3 members, more than 2; not read"):
        read(tmp_path, {"Connections.csv": PEOPLE, "a.csv": "", "b.csv": ""})


def test_zips_nested_too_deep_are_not_opened(tmp_path):
    content = zipped(tmp_path / COMPLETE, {"Connections.csv": PEOPLE}).read_bytes()
    for _ in range(3):
        content = zipped(tmp_path / "deeper.zip", {"inner.zip": content}).read_bytes()

    with pytest.raises(LogError, match="nested more than 3 deep"):
        read_export([tmp_path / "deeper.zip"])


@pytest.mark.parametrize(
    "name", ["../Reactions.csv", "/Reactions.csv", "C:\\Reactions.csv", "a/../../Reactions.csv"]
)
def test_a_path_that_leads_out_of_the_archive_is_refused(tmp_path, name):
    outcome = read(tmp_path, {"Connections.csv": PEOPLE, name: REACTIONS})

    assert faults(outcome) == [
        f"{COMPLETE}:Reactions.csv: its path leads out of the archive; not read"
    ]
    assert total(outcome.log, "reaction") == 0


def test_a_symbolic_link_is_not_followed(tmp_path):
    secret = tmp_path / "Reactions.csv"
    secret.write_text(REACTIONS)
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "Connections.csv").write_text(PEOPLE)
    (folder / "Reactions.csv").symlink_to(secret)
    archived = tmp_path / COMPLETE
    with zipfile.ZipFile(archived, "w") as writer:
        writer.writestr("Connections.csv", PEOPLE)
        linked = zipfile.ZipInfo("Reactions.csv")
        linked.external_attr = (stat.S_IFLNK | 0o777) << 16
        writer.writestr(linked, str(secret))

    for path in (folder, archived):
        outcome = read_export([path])

        assert "symbolic link" in faults(outcome)[0]
        assert total(outcome.log, "reaction") == 0


def test_an_encrypted_member_says_what_to_do(tmp_path):
    path = zipped(tmp_path / COMPLETE, {"Connections.csv": PEOPLE, "Reactions.csv": REACTIONS})
    content = bytearray(path.read_bytes())
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        place = content.rindex(mark)
        content[place + (6 if mark == b"PK\x03\x04" else 8)] |= 1
    path.write_bytes(content)

    outcome = read_export([path])

    assert "encrypted; unpack it with its password first" in faults(outcome)[0]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"readme.txt": "hello"}, "holds no file of a LinkedIn export"),
        ({"Connections.csv": "not,a\ntable,at all\n"}, "no header with the columns connectedon"),
    ],
)
def test_an_archive_with_nothing_usable_is_an_error_that_says_why(tmp_path, files, words):
    with pytest.raises(LogError, match=words):
        read(tmp_path, files)


def test_a_path_that_is_not_there_is_an_error():
    with pytest.raises(LogError, match="no such file or folder"):
        read_export([Path("nowhere.zip")])


def test_of_two_paths_the_good_one_is_read(tmp_path):
    good = zipped(tmp_path / COMPLETE, {"Connections.csv": PEOPLE})

    outcome = read_export([good, tmp_path / "nowhere.zip"])

    assert faults(outcome) == ["nowhere.zip: no such file or folder"]
    assert level(outcome.log, "connections") == 60


def test_no_fault_or_note_holds_anything_personal(tmp_path):
    """A name is put into every cell that a broken row could show."""
    bad = f"{SECRET},{SECRET},https://www.linkedin.com/in/{SECRET},,{SECRET},{SECRET}"
    files = {
        "Connections.csv": f"{CONNECTIONS}\n{bad},{SECRET}\n{bad},1 Jan 2026,{SECRET}\n",
        "Invitations.csv": table(INVITATIONS, [invitation(SECRET, ago(3))]) + f"{SECRET}\n",
        "messages.csv": table(MESSAGES, [message("1", SECRET, ago(9), own=True)]) + f'"{SECRET}\n',
        "Profile.csv": OLIVE.replace("Olive", SECRET),
        "Comments.csv": f"Date,Link,Message\n{SECRET}\n",
        f"Articles/{SECRET}.html": "<p>",
        f"{SECRET}.csv": "x",
        f"Shares_{'4' * 9}.csv": f"Date,ShareLink\n{SECRET},{SECRET}\n",
    }

    outcome = read(tmp_path, files)

    told = repr((outcome.files, outcome.notes, outcome.missing, outcome.log.attributes))
    assert SECRET.lower() not in told.lower()
    assert "444444444" not in told
    assert outcome.files


def test_files_of_class_c_are_never_opened(tmp_path, monkeypatch):
    opened = []
    real = zipfile.ZipFile.open

    def watched(self, name, *args, **kwargs):
        opened.append(getattr(name, "filename", name))
        return real(self, name, *args, **kwargs)

    content = table(MESSAGES, [message("1", "ada-x", ago(9), own=True)])
    private = [
        *("guide_messages.csv", "coach_messages.csv", "learning_role_play_messages_42424242.csv"),
        *("Contacts.csv", "ImportedContacts.csv", "Email Addresses (1).csv", "Logins.csv"),
        *("Jobs/Job Applications_1.csv", "Registration.csv", "Receipts_v2.csv", "Unheard Of.csv"),
    ]
    path = zipped(
        tmp_path / COMPLETE, {**dict.fromkeys(private, content), "Connections.csv": PEOPLE}
    )
    monkeypatch.setattr(zipfile.ZipFile, "open", watched)

    outcome = read_export([path])

    assert opened == ["Connections.csv"]
    assert daily(outcome.log, "message_sent") == {}


def test_a_loose_file_of_class_c_is_no_export(tmp_path):
    loose = tmp_path / "guide_messages.csv"
    loose.write_text(table(MESSAGES, [message("1", "ada-x", ago(9), own=True)]))

    assert not is_export(loose)
    with pytest.raises(LogError, match="holds no file of a LinkedIn export"):
        read_export([loose])


def test_a_loose_file_that_is_no_table_of_ours_is_named_by_its_kind_alone(tmp_path):
    loose = tmp_path / f"{SECRET}.csv"
    loose.write_text("a,b\n1,2\n")

    with pytest.raises(LogError) as error:
        read_export([loose])

    assert str(error.value) == "a table: its header is of no file of an export"


def test_progress_ends_with_everything_read(tmp_path):
    told: list[tuple[int, int]] = []
    path = zipped(tmp_path / COMPLETE, {"Connections.csv": PEOPLE, "Reactions.csv": REACTIONS})

    with listening(lambda _what, done, of: told.append((done, of))):
        read_export([path])

    assert told[-1][0] == told[-1][1] == len(PEOPLE.encode()) + len(REACTIONS)
    assert told == sorted(told)
