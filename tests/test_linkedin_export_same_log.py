"""However a file was saved, named or wrapped, the same rows give the same log."""

import csv
import io
import zipfile
from dataclasses import dataclass

import pytest
from archives import (
    COMPLETE,
    CONNECTIONS,
    INVITATIONS,
    MESSAGES,
    PREAMBLE,
    ago,
    invitation,
    link,
    message,
    zipped,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estimator.readers.linkedin.export import read_export

POST = "https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A"


def post_of(when) -> str:
    return f"{POST}{int(when.timestamp() * 1000) << 22}"


def second(days) -> str:
    return f"{ago(days):%Y-%m-%d %H:%M:%S}"


TABLES = {
    "Connections.csv": [
        CONNECTIONS.split(","),
        link("ada-example", ago(20), "VP of Sales", "Example, Inc."),
        ["", "", "", "", "", "", f"{ago(21):%d %b %Y}"],
        link("zoë-sample", ago(50), "Leiterin Einkauf", "Sample GmbH"),
    ],
    "Invitations.csv": [
        INVITATIONS.split(","),
        invitation("ada-example", ago(22), note="Hello"),
        invitation("bob-sample", ago(40)),
        invitation("zoë-sample", ago(51), "INCOMING"),
    ],
    "messages.csv": [
        MESSAGES.split(","),
        message("2-a", "ada-example", ago(19), own=False, content="Hello\nOlive"),
        message("2-a", "ada-example", ago(20), own=True, content="Hello, Ada"),
        message("2-b", "zoë-sample", ago(3), own=False, content="Hi", subject="Hm"),
        message("2-c", "bob-sample", ago(4), own=True, content='He said "no"'),
    ],
    "Profile.csv": [
        ["First Name", "Last Name", "Headline", "Summary", "Industry", "Geo Location", "Websites"],
        ["Olive", "Owner", "Sales", "One\nTwo", "Software", "", "[PERSONAL:x]"],
    ],
    "Positions.csv": [
        ["Company Name", "Title", "Description", "Location", "Started On", "Finished On"],
        ["Sample GmbH", "Head of Sales", "Built\nthings", "", "Mar 2021", ""],
    ],
    "Skills.csv": [["Name"], ["Negotiation"], ["Crème brûlée"]],
    "Shares.csv": [
        ["Date", "ShareLink", "ShareCommentary", "SharedUrl", "MediaUrl", "Visibility"],
        [second(5), post_of(ago(5)), 'One"\n""\n"two, three', "", "", "MEMBER_NETWORK"],
        [second(9), post_of(ago(9)), "Look", "https://example.org", "", "MEMBER_NETWORK"],
    ],
    "Comments.csv": [
        ["Date", "Link", "Message"],
        [second(6), post_of(ago(7)), "I agree, truly"],
        [second(6.5), post_of(ago(7)), 'Not "that"\nbut this'],
    ],
    "Reactions.csv": [
        ["Date", "Type", "Link"],
        [second(1), "LIKE", post_of(ago(2))],
        [second(2), "EMPATHY", post_of(ago(3))],
    ],
    "SearchQueries.csv": [
        ["Time", "Search Query"],
        [f"{ago(8):%Y/%m/%d %H:%M:%S} UTC", "vp sales, berlin"],
        [f"{ago(9):%Y/%m/%d %H:%M:%S} UTC", "café"],
    ],
    "Company Follows.csv": [
        ["Organization", "Followed On"],
        ["Example, Inc.", f"{ago(30):%a %b %d %H:%M:%S} UTC {ago(30):%Y}"],
    ],
}
SHUFFLED = [name for name, rows in TABLES.items() if len(rows[0]) > 1]


@dataclass(frozen=True)
class Manner:
    """How one table is saved."""

    order: int = 0
    extra: bool = False
    encoding: str = "utf-8"
    delimiter: str = ","
    end: str = "\n"
    last_end: bool = True
    preamble: bool = False
    quoted: bool = False

    def save(self, rows) -> bytes:
        if self.extra:
            rows = [[*rows[0], "Newly Added"], *([*row, "x, y"] for row in rows[1:])]
        turn = self.order % len(rows[0])
        text = io.StringIO()
        writer = csv.writer(
            text,
            delimiter=self.delimiter,
            lineterminator=self.end,
            quoting=csv.QUOTE_ALL if self.quoted or self.end == "\r" else csv.QUOTE_MINIMAL,
        )
        writer.writerows([*row[turn:], *row[:turn]] for row in rows)
        body = text.getvalue() if self.last_end else text.getvalue().removesuffix(self.end)
        body = PREAMBLE.replace("\n", self.end) + body if self.preamble else body
        return body.encode(self.encoding)


MANNERS = st.builds(
    Manner,
    order=st.integers(0, 12),
    extra=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    last_end=st.booleans(),
    preamble=st.booleans(),
    quoted=st.booleans(),
)


def logged(tmp_path, files, name=COMPLETE) -> str:
    return read_export([zipped(tmp_path / name, files)]).log.sha256


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The log of all tables saved plainly."""
    files = {name: Manner().save(rows) for name, rows in TABLES.items()}
    return logged(tmp_path_factory.mktemp("plain"), files)


@given(manner=MANNERS, name=st.sampled_from(sorted(TABLES)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_table_saved_in_another_manner_gives_the_same_log(tmp_path, plain, manner, name):
    files = {other: Manner().save(rows) for other, rows in TABLES.items()}
    files[name] = manner.save(TABLES[name])

    assert logged(tmp_path, files) == plain


@pytest.mark.parametrize(
    "manner",
    [
        Manner(order=2),
        Manner(extra=True),
        Manner(encoding="utf-8-sig"),
        Manner(encoding="utf-16", delimiter="\t", quoted=True, last_end=False),
        Manner(encoding="cp1252", delimiter=";", end="\r\n"),
        Manner(end="\r"),
        Manner(preamble=True),
    ],
)
def test_all_tables_saved_in_another_manner_give_the_same_log(tmp_path, plain, manner):
    files = {name: manner.save(rows) for name, rows in TABLES.items()}

    assert logged(tmp_path, files) == plain


NAMINGS = {
    "member ids": lambda stem: f"{stem}_4242424242.csv",
    "parts": lambda stem: f"{stem}_1.csv",
    "a browser's copies": lambda stem: f"{stem} (1).csv",
    "spaces": lambda stem: f"{stem.replace('_', ' ')}.csv",
    "capitals": lambda stem: f"{stem.upper()}.CSV",
    "a folder": lambda stem: f"Export/{stem}.csv",
    "backslashes": lambda stem: f"Export\\{stem}.csv",
}


@pytest.mark.parametrize("naming", NAMINGS)
def test_files_named_in_another_way_give_the_same_log(tmp_path, plain, naming):
    files = {
        NAMINGS[naming](name.removesuffix(".csv")): Manner().save(rows)
        for name, rows in TABLES.items()
    }

    assert logged(tmp_path, files) == plain


def saved() -> dict[str, bytes]:
    return {name: Manner().save(rows) for name, rows in TABLES.items()}


def test_a_zip_in_a_zip_in_a_zip_gives_the_same_log(tmp_path, plain):
    inner = zipped(tmp_path / COMPLETE, saved())
    middle = zipped(tmp_path / "middle.zip", {COMPLETE: inner.read_bytes()})
    outer = zipped(tmp_path / "download.zip", {"my/middle.zip": middle.read_bytes()})

    assert read_export([outer]).log.sha256 == plain


@pytest.mark.parametrize("name", [COMPLETE, COMPLETE.removesuffix(".zip")])
def test_a_folder_even_one_named_zip_gives_the_same_log(tmp_path, plain, name):
    with zipfile.ZipFile(zipped(tmp_path / "packed.zip", saved())) as packed:
        packed.extractall(tmp_path / name)

    assert read_export([tmp_path / name]).log.sha256 == plain


def test_a_folder_of_archives_gives_the_same_log(tmp_path, plain):
    holds = tmp_path / "downloads"
    holds.mkdir()
    zipped(holds / COMPLETE, saved())
    (holds / "holiday.jpg").write_bytes(b"not ours")

    assert read_export([holds]).log.sha256 == plain


def test_traces_of_the_system_it_was_packed_on_change_nothing(tmp_path, plain):
    files = saved()
    for name in list(files):
        files[f"__MACOSX/._{name}"] = b"\x00\x05\x16\x07"
    files[".DS_Store"] = b"\x00"

    assert logged(tmp_path, files) == plain


def test_the_same_archive_twice_counts_once(tmp_path, plain):
    first = zipped(tmp_path / COMPLETE, saved())
    second = zipped(tmp_path / COMPLETE.replace(".zip", " (1).zip"), saved())

    assert read_export([first, second]).log.sha256 == plain


def test_columns_that_occur_twice_are_kept_by_position(tmp_path, plain):
    files = saved()
    rows = [
        [*row, cell] for row, cell in zip(TABLES["Reactions.csv"], ["Date", "x", "y"], strict=True)
    ]
    files["Reactions.csv"] = Manner().save(rows)

    outcome = read_export([zipped(tmp_path / COMPLETE, files)])

    assert outcome.log.sha256 == plain
    (report,) = (report for report in outcome.files if report.kind == "reactions")
    assert report.notes == ("columns that occur twice, the first is used: date",)
