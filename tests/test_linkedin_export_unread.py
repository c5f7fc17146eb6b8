"""What an archive holds and nobody could read is unknown: never none."""

import zipfile

import pytest
from archives import (
    BASIC,
    COMPLETE,
    CONNECTIONS,
    INVITATIONS,
    MESSAGES,
    OLIVE,
    SIGNS,
    ago,
    daily,
    link,
    message,
    read,
    table,
    zipped,
)

from estimator.errors import LogError
from estimator.readers.linkedin import archive
from estimator.readers.linkedin.export import read_export

REACTIONS = "Date,Type,Link\n2026-05-01 10:11:12,LIKE,https://www.linkedin.com/feed/x\n"
FILES = {
    "Profile.csv": OLIVE,
    "Connections.csv": table(CONNECTIONS, [link("ada-x", ago(20))]),
    "Invitations.csv": table(INVITATIONS, []),
    "messages.csv": table(MESSAGES, [message("1", "ada-x", ago(3), own=True)]),
    "Positions.csv": "Company Name,Title,Description,Location,Started On,Finished On\n",
    "Skills.csv": "Name\nSelling\n",
    **SIGNS,
}
COMMENTS = "Date,Link,Message\n2026-05-01 10:11:12,https://x/y,Hello\n"


def covered(outcome):
    return {span.action for span in outcome.log.coverage.spans}


def faults(outcome):
    return [str(fault) for report in outcome.files for fault in report.faults]


def encrypt(path, member):
    """Marks a member as encrypted, in both of its headers."""
    content = bytearray(path.read_bytes())
    for mark, flags, length in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        place = content.index(member.encode())
        while content[place - length : place - length + 4] != mark:
            place = content.index(member.encode(), place + 1)
        content[place - length + flags] |= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("member", "content", "unknown"),
    [
        ("Comments.csv", COMMENTS, {"comment", "active_day"}),
        ("Shares.csv", "Date,ShareLink\n", {"post", "repost", "group_activity", "active_day"}),
        ("messages.csv", FILES["messages.csv"], {"message_sent", "inmail_sent", "active_day"}),
    ],
)
def test_an_encrypted_member_is_unknown_not_none(tmp_path, member, content, unknown):
    path = zipped(tmp_path / COMPLETE, {**FILES, member: content})
    known = covered(read_export([path]))
    encrypt(path, member)

    outcome = read_export([path])

    assert f"{COMPLETE}:{member}: encrypted; unpack it with its password first" in faults(outcome)
    assert unknown <= known - covered(outcome)
    assert any(c.startswith("unknown, as not all") for c in outcome.cautions)
    (none,) = (note for note in outcome.cautions if "taken as none" in note)
    assert member.removesuffix(".csv").lower() not in none.partition(": ")[2].split(", ")


def test_a_list_of_the_profile_that_cannot_be_read_is_not_an_empty_one(tmp_path):
    path = zipped(tmp_path / COMPLETE, FILES)
    encrypt(path, "Skills.csv")

    log = read_export([path]).log

    assert daily(log, "skills") == {}
    assert daily(log, "profile_section", section="skills") == {}
    assert daily(log, "profile_section", section="headline")


@pytest.mark.parametrize(
    "content",
    ["", "Date,Link,Message\n" + 'no date,"never closed\n' * 9, "Date,Link,Message\nx,y,z\n"],
    ids=["empty", "quotes", "dates"],
)
def test_a_member_whose_rows_are_all_rejected_is_unknown(tmp_path, content):
    outcome = read(tmp_path, {**FILES, "Comments.csv": content})

    assert ("comment" in covered(outcome)) == (content == "")


def test_a_member_most_of_whose_rows_are_rejected_is_unknown(tmp_path):
    rows = [f"{day:02} Foo 2026,https://x/{day},LIKE\n" for day in range(1, 9)]

    outcome = read(tmp_path, {**FILES, "Reactions.csv": REACTIONS + "".join(rows)})

    assert "reaction" not in covered(outcome)
    assert any("8 of 9 rows are not readable" in fault for fault in faults(outcome))


def test_a_member_hardly_any_row_of_which_has_a_date_is_unknown(tmp_path):
    rows = [f",LIKE,https://x/{day}\n" for day in range(1, 9)]

    outcome = read(tmp_path, {**FILES, "Reactions.csv": REACTIONS + "".join(rows)})

    assert "reaction" not in covered(outcome)


def test_connections_cut_short_give_no_number_of_connections(tmp_path):
    path = tmp_path / BASIC
    people = table(CONNECTIONS, [link(f"ada-{n}", ago(n)) for n in range(1, 400)])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as into:
        into.writestr("Profile.csv", OLIVE)
        into.writestr("Connections.csv", people)
    path.write_bytes(path.read_bytes().replace(b"/in/ada-390", b"/in/bob-390"))

    outcome = read_export([path])

    assert any("cut short or damaged" in fault for fault in faults(outcome))
    assert daily(outcome.log, "connections") == {}


def test_a_member_damaged_from_its_start_is_named_without_a_line(tmp_path):
    path = tmp_path / COMPLETE
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as into:
        for name, content in {**FILES, "Comments.csv": COMMENTS}.items():
            into.writestr(name, content)
    path.write_bytes(path.read_bytes().replace(b"Date,Link,Message", b"Date,Lynk,Message"))

    outcome = read_export([path])

    where = f"{COMPLETE}:Comments.csv: "
    assert f"{where}the file is cut short or damaged from its start; not read" in faults(outcome)
    assert "comment" not in covered(outcome)


def test_a_file_too_large_is_unknown(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MEMBER_BYTES", 1000)

    outcome = read(tmp_path, {**FILES, "Comments.csv": COMMENTS * 50})

    assert "comment" not in covered(outcome) and "reaction" in covered(outcome)


def test_a_symbolic_link_in_a_folder_is_unknown(tmp_path):
    folder = tmp_path / COMPLETE.removesuffix(".zip")
    folder.mkdir()
    for name, content in FILES.items():
        (folder / name).write_text(content)
    (folder / "Comments.csv").symlink_to(tmp_path / "nowhere.csv")

    outcome = read_export([folder])

    assert faults(outcome) == [f"{folder.name}:Comments.csv: a symbolic link; not followed"]
    assert "comment" not in covered(outcome) and "reaction" in covered(outcome)


def test_a_file_astray_does_not_spoil_the_one_in_its_place(tmp_path):
    outcome = read(tmp_path, {**FILES, "../Connections.csv": "x", "../Comments.csv": "x"})

    assert {"connections", "reaction"} <= covered(outcome)
    assert "comment" not in covered(outcome)


def test_a_zip_inside_that_cannot_be_read_may_hold_anything(tmp_path):
    outcome = read(tmp_path, {**FILES, "rest.zip": b"PK\x03\x04 and no more"})

    assert "comment" not in covered(outcome)
    assert f"{COMPLETE}: a ZIP in it cannot be read; it counts as Basic" in outcome.cautions


def test_a_name_does_not_make_an_archive_complete(tmp_path):
    part_1 = {name: text for name, text in FILES.items() if name not in SIGNS}

    outcome = read(tmp_path, part_1, COMPLETE)

    basic = read(tmp_path, part_1, BASIC)
    assert outcome.log.coverage == basic.log.coverage
    assert outcome.missing == basic.missing
    caution, *_ = outcome.cautions
    assert caution.startswith(f"{COMPLETE}: named Complete, but holds no file that only")


def test_an_archive_that_cannot_be_opened_makes_nothing_none(tmp_path):
    (tmp_path / COMPLETE).write_bytes(b"PK\x03\x04 and no more")
    good = zipped(tmp_path / BASIC, FILES)

    outcome = read_export([tmp_path / COMPLETE, good])

    assert "comment" not in covered(outcome)


def test_an_empty_zip_is_called_one(tmp_path):
    with pytest.raises(LogError) as error:
        read_export([zipped(tmp_path / "mine.zip", {})])

    assert str(error.value).startswith("mine.zip: an empty ZIP: it holds no files")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../Logins.csv", "Logins.csv"),
        ("../../etc/pass\x1bwd", "pass?wd"),
        ("/abs/Shares_4242424242.csv", "Shares.csv"),
        ("../odd_4242424242.txt", "odd.txt"),
    ],
)
def test_a_refused_member_is_called_by_its_file_name(tmp_path, name, shown):
    outcome = read(tmp_path, {**FILES, name: "x"})

    assert faults(outcome) == [f"{COMPLETE}:{shown}: its path leads out of the archive; not read"]


@pytest.mark.parametrize(("parts", "whole"), [((1, 2, 3), True), ((1, 3), False), ((2,), True)])
def test_a_part_between_two_others_that_is_not_there_is_unknown(tmp_path, parts, whole):
    files = {f"Reactions_{part}.csv": REACTIONS for part in parts}

    assert ("reaction" in covered(read(tmp_path, {**FILES, **files}))) == whole
