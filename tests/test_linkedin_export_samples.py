"""Every header LinkedIn is known to have used is read right, with its invented sample."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from archives import OLIVE, daily, zipped

from estimator.readers.linkedin.archive import is_export
from estimator.readers.linkedin.export import read_export
from estimator.readers.linkedin.kinds import BY_NAME, kind_of_file
from estimator.readers.linkedin.records import find_header
from estimator.readers.linkedin.titles import title

DATA = json.loads(
    (Path(__file__).parent / "data" / "linkedin_export_headers.json").read_text(encoding="utf-8")
)
BY_FILE_AND_ID = {(v["file"], v["id"]): v for v in DATA["variants"]}
CODECS = {"utf-8": "utf-8", "utf-16-le-bom": "utf-16"}
ORDINARY = date(2026, 3, 5)

# (file, variant) -> what its sample says: action, days, attributes of each row
SAYS = {
    ("Connections.csv", "2018_datetime"): [("connections", date(2018, 3, 5), {})],
    ("Connections.csv", "2019_2021_date"): [("connections", date(2020, 3, 5), {})],
    ("Connections.csv", "2021_2023_preamble"): [("connections", date(2022, 3, 5), {})],
    ("Invitations.csv", "2018"): [("invitation_sent", date(2018, 3, 5), {"note": False})],
    ("Messages.csv", "2018"): [("message_sent", date(2018, 3, 5), {"opening": True})],
    ("Shares.csv", "2018"): [("post", date(2018, 3, 5), {"format": "text", "words": 1})],
    ("Shares.csv", "2024_upper"): [("post", date(2024, 3, 5), {"format": "text", "words": 1})],
    ("Shares.csv", "2024_camel"): [("post", ORDINARY, {"format": "link", "words": 4})],
    ("Comments.csv", "2024"): [("comment", ORDINARY, {"words": n}) for n in (5, 6)],
    ("Reactions.csv", "2024"): [
        ("reaction", ORDINARY, {"type": "like", "target": "post"}),
        ("reaction", ORDINARY, {"type": "praise", "target": "comment"}),
    ],
    ("Votes.csv", "2024"): [("vote", ORDINARY, {})],
    ("InstantReposts.csv", "2023"): [("repost", ORDINARY, {})],
    ("Saved_Items.csv", "2024"): [("active_day", date(2024, 3, 5), {})],
    ("Saved_Items.csv", "2025"): [("active_day", date(2025, 3, 5), {})],
    ("Hashtag_Follows.csv", "2024"): [("active_day", date(2024, 3, 5), {})],
    ("Member_Follows.csv", "2024"): [("member_follow", date(2024, 3, 5), {})],
    ("Company Follows.csv", "2020"): [("company_follow", ORDINARY, {})],
    ("Events.csv", "2024"): [("event_attended", ORDINARY, {})],
    ("Rich_Media.csv", "2024_rich"): [
        ("post", ORDINARY, {"format": "image"}),
        ("profile_section", date(2026, 3, 15), {"section": "cover"}),
    ],
    ("Learning.csv", "2024"): [("active_day", ORDINARY, {})],
    ("Search Queries.csv", "2018"): [("people_search", date(2018, 3, 5), {})],
    ("SearchQueries.csv", "2020"): [
        ("people_search", ORDINARY, {}),
        ("people_search", ORDINARY, {}),
    ],
    ("Endorsement_Received_Info.csv", "2023"): [("endorsement_received", ORDINARY, {})],
    ("Endorsement_Given_Info.csv", "2023"): [("endorsement_given", ORDINARY, {})],
    ("Recommendations_Received.csv", "2024"): [("recommendation_received", ORDINARY, {})],
    ("Recommendations_Given.csv", "2024"): [("recommendation_given", ORDINARY, {})],
    ("Articles/Articles/*.html", "html"): [("article", ORDINARY, {})],
}
THREAD = [("message_sent", ORDINARY, {}), ("message_replied", ORDINARY, {})]
SECTIONS = {
    "Profile.csv": ("headline", "about", "industry", "location", "websites"),
    "Positions.csv": ("position",),
    "Education.csv": ("education",),
    "Skills.csv": ("skills",),
    "Certifications.csv": ("certifications",),
    "Languages.csv": ("languages",),
    "Projects.csv": ("projects",),
    "Volunteering.csv": ("volunteering",),
    "Courses.csv": ("courses",),
    "Honors.csv": ("honors",),
    "Publications.csv": ("publications",),
    "Organizations.csv": ("organizations",),
}


def content(variant) -> bytes:
    """The sample, or where there is none a row of the same columns."""
    filled = {"Finished On": "", "Endorsement Date": "2026/03/05 10:11:12 UTC"}
    text = variant.get("sample")
    if text is None:
        rows = io.StringIO()
        writer = csv.writer(rows, lineterminator="\n")
        writer.writerows([variant["columns"], [filled.get(c, "x") for c in variant["columns"]]])
        text = rows.getvalue().replace(",x\n", ",ACCEPTED\n")
    return text.encode(CODECS[variant["encoding"]])


def place(variant) -> str:
    return variant["file"].replace("*", "on-examples")


def outcome(tmp_path, variant):
    files = {place(variant): content(variant)}
    if variant["kind"] == "messages":
        files["Profile.csv"] = OLIVE
    return read_export([zipped(tmp_path / "export.zip", files)])


def rows(log, action, attributes):
    return daily(log, action, **attributes)


@pytest.mark.parametrize("key", SAYS, ids=" ".join)
def test_a_sample_says_what_was_done_and_when(tmp_path, key):
    log = outcome(tmp_path, BY_FILE_AND_ID[key]).log

    for action, day, attributes in SAYS[key]:
        assert day in rows(log, action, attributes)


@pytest.mark.parametrize("variant", [v["id"] for v in DATA["variants"] if v["kind"] == "messages"])
def test_every_width_of_messages_holds_the_same_thread(tmp_path, variant):
    found = BY_FILE_AND_ID.get(("messages.csv", variant)) or BY_FILE_AND_ID["Messages.csv", "2018"]
    expected = THREAD if variant != "2018" else [("message_sent", date(2018, 3, 5), {})]

    log = outcome(tmp_path, found).log

    for action, day, attributes in expected:
        assert rows(log, action, attributes) == {day: 1.0}


def test_a_connection_that_shows_only_its_date_counts(tmp_path):
    log = outcome(tmp_path, BY_FILE_AND_ID["Connections.csv", "2023_url"]).log

    assert rows(log, "connections", {}) == {date(2026, 3, 4): 2.0, ORDINARY: 3.0}
    assert rows(log, "senior_connections", {}) == {date(2026, 3, 4): 1.0, ORDINARY: 2.0}


def test_an_invitation_is_sent_by_the_clock_of_california(tmp_path):
    """`3/4/26, 11:59 PM` is the fifth in UTC; `12/31/25, 1:05 AM` is still the thirty-first."""
    log = outcome(tmp_path, BY_FILE_AND_ID["Invitations.csv", "2023_urls"]).log

    assert rows(log, "invitation_sent", {"note": False}) == {ORDINARY: 1.0}
    assert rows(log, "invitation_received", {}) == {date(2025, 12, 31): 1.0}


@pytest.mark.parametrize("file", SECTIONS)
def test_each_layout_of_a_profile_file_fills_its_sections(tmp_path, file):
    for variant in (v for v in DATA["variants"] if v["file"] == file):
        log = outcome(tmp_path, variant).log

        for section in SECTIONS[file]:
            assert list(rows(log, "profile_section", {"section": section}).values()) == [1.0]


@pytest.mark.parametrize(
    "variant", DATA["variants"], ids=[f"{v['file']} {v['id']}" for v in DATA["variants"]]
)
def test_no_known_column_is_reported_as_unknown(tmp_path, variant):
    kind = kind_of_file(title(place(variant)), place(variant))
    if kind is None or not variant["columns"]:
        return

    found = outcome(tmp_path, variant)

    assert not [n for report in found.files for n in report.notes if "not known" in n]
    assert all(not report.faults for report in found.files)


def test_an_older_layout_without_dates_is_set_aside_with_a_note(tmp_path):
    found = outcome(tmp_path, BY_FILE_AND_ID["Rich Media.csv", "2024_old"])

    (report,) = found.files
    assert "without dates" in report.notes[0]
    assert report.skipped == {"no date in this layout": 1}
    assert found.log.n_rows == 0


@pytest.mark.parametrize("file", DATA["never_opened"])
def test_a_file_of_class_c_is_of_no_kind(file):
    assert kind_of_file(title(file), file.rpartition("/")[0]) is None


@pytest.mark.parametrize("kind", [k.name for k in BY_NAME.values() if k.distinct])
def test_a_loose_table_is_recognised_by_its_header_alone(tmp_path, kind):
    variants = [v for v in DATA["variants"] if v["kind"] == kind and "sample" in v]
    for n, variant in enumerate(variants):
        loose = tmp_path / f"mine{n}.csv"
        loose.write_bytes(content(variant))

        assert is_export(loose)
        assert read_export([loose]).files[0].kind == kind


def test_a_header_is_found_under_nine_other_lines_and_not_under_ten():
    wanted = frozenset({"connectedon"})
    lines = [*["x\n"] * 9, "Connected On\n", "05 Mar 2026\n"]

    found, _ = find_header(iter(lines), wanted)
    missed, _ = find_header(iter(["x\n", *lines]), wanted)

    assert found is not None and found.line == 10
    assert missed is None
