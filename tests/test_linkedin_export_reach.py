"""Coverage: each action exactly as far as the archive could have shown it."""

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
    level,
    link,
    message,
    read,
    table,
    total,
    zipped,
)

from estimator.coverage import Span
from estimator.days import to_day
from estimator.readers.linkedin_export import read_export
from estimator.readers.linkedin_export.reach import FOLLOWS_SHOWN

S = to_day(ago(0).date())
BASE = {
    "Profile.csv": OLIVE,
    "Connections.csv": table(CONNECTIONS, [link("ada-x", ago(20))]),
    "Invitations.csv": table(INVITATIONS, []),
    "messages.csv": table(MESSAGES, [message("1", "ada-x", ago(3), own=True)]),
}
WHOLE = {**BASE, "Logins.csv": "x"}  # which only a Complete archive holds
POSTS = "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
ALWAYS_WHOLE = {
    *("connections", "senior_connections", "message_sent", "message_received"),
    *("message_replied", "message_answered", "inmail_sent", "inmail_replied"),
    *("invitation_sent", "invitation_accepted", "invitation_received"),
}
COMPLETE_ONLY = {
    *("post", "article", "comment", "reaction", "repost", "vote", "group_activity"),
    *("people_search", "company_follow", "member_follow", "active_day", "event_attended"),
    *("endorsement_received", "endorsement_given", "coworker_connections"),
    *("recommendation_received", "recommendation_given"),
}


def spans(outcome):
    return {span.action: span for span in outcome.log.coverage.spans}


def test_a_complete_archive_covers_what_it_holds_and_what_it_left_out(tmp_path):
    outcome = read(tmp_path, WHOLE, COMPLETE)

    found = spans(outcome)
    assert set(found) == ALWAYS_WHOLE | COMPLETE_ONLY
    assert found["comment"] == Span("comment", None, S)
    assert found["invitation_sent"] == Span("invitation_sent", S - 180, S)
    assert found["people_search"] == Span("people_search", S - 730, S)
    assert any("taken as none" in note for note in outcome.notes)


def test_a_basic_archive_covers_only_files_that_are_there(tmp_path):
    outcome = read(tmp_path, BASE, BASIC)

    assert set(spans(outcome)) == ALWAYS_WHOLE
    assert outcome.missing[0].startswith("posts, comments, reactions")
    assert "larger archive" in outcome.missing[0]


def test_a_header_without_rows_is_none_and_known(tmp_path):
    outcome = read(tmp_path, {**BASE, "Shares.csv": POSTS}, BASIC)

    assert spans(outcome)["post"] == Span("post", None, S)
    assert total(outcome.log, "post") == 0


def test_an_unnamed_archive_is_complete_when_it_holds_what_only_those_do(tmp_path):
    with_logins = read(tmp_path / "1", {**BASE, "Logins.csv": "x"}, "export.zip")
    without = read(tmp_path / "2", BASE, "export.zip")

    assert "comment" in spans(with_logins)
    assert "comment" not in spans(without)


def test_a_list_of_follows_that_is_cut_off_is_covered_from_where_it_begins(tmp_path):
    row = "Example,{0:%a %b %d %H:%M:%S} UTC {0:%Y}\n"
    follows = ["Organization,Followed On\n", *(row.format(ago(n)) for n in range(FOLLOWS_SHOWN))]

    whole = read(tmp_path / "1", {**BASE, "Company Follows.csv": "".join(follows[:-1])})
    cut = read(tmp_path / "2", {**BASE, "Company Follows.csv": "".join(follows)})

    assert spans(whole)["company_follow"].first is None
    assert spans(cut)["company_follow"].first == S - FOLLOWS_SHOWN + 1


def test_uploads_are_the_only_trace_of_posts_in_a_basic_archive_and_cover_nothing(tmp_path):
    media = "Date/Time,Media Description,Media Link\n"
    sentence = '"You uploaded a {} on May {}, 2026 at 9:07 AM (GMT)",,https://x/{}\n'
    for day, kind in enumerate(["feed photo", "video", "document", "profile photo"], 1):
        media += sentence.format(kind, day, day)

    basic = read(tmp_path / "1", {**BASE, "Rich_Media.csv": media}, BASIC)
    complete = read(tmp_path / "2", {**WHOLE, "Rich_Media.csv": media}, COMPLETE)

    assert total(basic.log, "post") == 2
    assert "post" not in spans(basic)
    assert total(complete.log, "post") == 0
    assert level(basic.log, "profile_section") == 1
    assert list(daily(basic.log, "profile_section", section="photo").values()) == [1.0]
    assert daily(basic.log, "profile_section", section="cover") == {}


def test_a_photo_that_no_upload_shows_is_unknown_and_said(tmp_path):
    outcome = read(tmp_path, BASE, COMPLETE)

    assert daily(outcome.log, "profile_section", section="photo") == {}
    assert any(sentence.startswith("profile photo") for sentence in outcome.missing)


def test_sections_hold_from_the_first_day_of_any_file(tmp_path):
    outcome = read(tmp_path, BASE, BASIC)

    first = ago(20).date()
    for section, state in (("headline", 1.0), ("websites", 0.0), ("education", 0.0)):
        assert daily(outcome.log, "profile_section", section=section) == {first: state}
    assert daily(outcome.log, "skills") == {first: 0.0}


def test_of_loose_files_only_what_they_hold_is_known(tmp_path):
    (tmp_path / "Profile.csv").write_text(OLIVE)
    (tmp_path / "Connections.csv").write_text(BASE["Connections.csv"])

    log = read_export([tmp_path / "Profile.csv", tmp_path / "Connections.csv"]).log

    assert daily(log, "profile_section", section="headline")
    assert daily(log, "profile_section", section="education") == {}


def test_declared_complete_everything_is_covered(tmp_path):
    outcome = read_export([zipped(tmp_path / BASIC, BASE)], complete=True)

    assert Span(None) in outcome.log.coverage.spans
    assert outcome.missing == ()


def test_the_last_day_of_the_log_is_the_archives(tmp_path):
    outcome = read(tmp_path, BASE, BASIC)

    assert outcome.log.last_day == S


@pytest.mark.parametrize(("status", "counts"), [("ACCEPTED", 1), ("PENDING", 0), ("HIDDEN", 0)])
def test_only_accepted_endorsements_count(tmp_path, status, counts):
    head = "Endorsement Date,Skill Name,Endorser First Name,Endorser Last Name,Endorsement Status"
    row = f"2026/03/05 10:11:12 UTC,Selling,Ada,X,{status}"

    log = read(tmp_path, {"Endorsement_Received_Info.csv": f"{head}\n{row}\n"}).log

    assert total(log, "endorsement_received") == counts


def test_what_is_done_in_a_group_is_group_activity(tmp_path):
    when = "2026-05-05 10:11:12"
    group = "https://www.linkedin.com/feed/update/urn%3Ali%3AgroupPost%3A1234-7457000000000000001"
    post = "https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A7457000000000000001"
    files = {
        "Shares.csv": f"{POSTS}{when},{group},Hi,,,x\n{when},{post},Hi,{post},,x\n",
        "Reactions.csv": f"Date,Type,Link\n{when},LIKE,{group}\n{when},LIKE,{post}\n",
        "Votes.csv": f"Date,Link,OptionText\n{when},{group},Yes\n",
    }

    log = read(tmp_path, files).log

    assert total(log, "group_activity") == 3
    assert total(log, "post") == 0
    assert total(log, "repost") == total(log, "reaction", target="group") == 1
    assert total(log, "vote") == 1
