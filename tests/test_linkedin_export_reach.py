"""Coverage: each action exactly as far as the archive could have shown it."""

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
from estimator.readers.linkedin.export import read_export

S = to_day(ago(0).date())
BASE = {
    "Profile.csv": OLIVE,
    "Connections.csv": table(CONNECTIONS, [link("ada-x", ago(20))]),
    "Invitations.csv": table(INVITATIONS, []),
    "messages.csv": table(MESSAGES, [message("1", "ada-x", ago(3), own=True)]),
}
WHOLE = {**BASE, **SIGNS}
POSTS = "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
ALWAYS_WHOLE = {
    *("connections", "senior_connections", "message_sent", "message_received"),
    *("conversation_begun", "message_replied", "message_answered", "inmail_sent", "inmail_replied"),
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
    assert any("taken as none" in caution for caution in outcome.cautions)


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
    with_signs = read(tmp_path / "1", WHOLE, "export.zip")
    without = read(tmp_path / "2", BASE, "export.zip")

    assert "comment" in spans(with_signs)
    assert "comment" not in spans(without)


@pytest.mark.parametrize("name", ["Contacts.csv", "ImportedContacts.csv", "Shares.csv", "Calendar"])
@pytest.mark.parametrize("archive", [COMPLETE, "export.zip"])
def test_a_file_or_two_make_no_archive_complete(tmp_path, name, archive):
    """Contacts are a box of the quick export; others are left over, or were picked."""
    files = {**BASE, name: POSTS, "Logins.csv": "x"}

    outcome = read(tmp_path, files, archive)

    assert not set(spans(outcome)) & {"comment", "reaction", "people_search", "active_day"}
    assert not any("taken as none" in caution for caution in outcome.cautions)


def test_files_picked_out_of_a_complete_archive_say_nothing_of_the_others(tmp_path):
    outcome = read(tmp_path, {"Shares.csv": POSTS, **SIGNS}, COMPLETE)

    assert set(spans(outcome)) == {"post"}
    assert any("neither Connections nor Profile" in caution for caution in outcome.cautions)


@pytest.mark.parametrize(
    ("file", "actions"),
    [
        ("Connections.csv", {"connections", "senior_connections", "invitation_accepted"}),
        ("messages.csv", {"message_sent", "message_received", "inmail_sent", "active_day"}),
        ("Invitations.csv", {"invitation_sent", "invitation_accepted", "active_day"}),
    ],
)
def test_what_every_archive_holds_was_taken_out_where_it_is_not(tmp_path, file, actions):
    files = {name: text for name, text in WHOLE.items() if name != file}

    outcome = read(tmp_path, files, COMPLETE)

    assert not set(spans(outcome)) & actions
    assert {"comment", "reaction"} <= set(spans(outcome))
    assert not total(outcome.log, "connections") or file != "Connections.csv"
    kind = file.removesuffix(".csv").lower()
    assert any(f"{kind}: nothing is there, but" in caution for caution in outcome.cautions)


def test_connections_without_a_row_beside_messages_are_unknown(tmp_path):
    outcome = read(tmp_path, {**WHOLE, "Connections.csv": table(CONNECTIONS, [])}, COMPLETE)

    assert "connections" not in spans(outcome)
    assert any("there are messages" in caution for caution in outcome.cautions)


def test_a_newer_archive_without_a_file_that_an_older_one_holds_is_no_proof(tmp_path):
    reactions = f"Date,Type,Link\n{ago(40):%Y-%m-%d} 10:11:12,LIKE,https://x\n"
    older = zipped(
        tmp_path / "Complete_LinkedInDataExport_04-19-2026.zip",
        {**WHOLE, "Reactions.csv": reactions},
    )

    outcome = read_export([older, zipped(tmp_path / COMPLETE, WHOLE)])

    assert spans(outcome)["reaction"].last < S
    assert spans(outcome)["comment"].last == S


def test_an_archive_is_called_what_its_files_show(tmp_path):
    posts = {**BASE, "Shares.csv": POSTS, "Comments.csv": "Date,Link,Message\n"}

    part = read(tmp_path / "1", posts, "export.zip")

    assert "export.zip: part of a Complete archive, as of 2026-05-16" in part.notes
    assert part.missing[0] == (
        "reactions, reposts, votes, searches, members followed, days active: Reactions.csv, "
        "InstantReposts.csv, Votes.csv, SearchQueries.csv, Member_Follows.csv of the same archive"
    )


@pytest.mark.parametrize(("n_rows", "cut"), [(98, False), (99, True), (199, True), (354, False)])
def test_a_list_of_follows_is_cut_where_lists_were_seen_to_end(tmp_path, n_rows, cut):
    row = "Example,{0:%a %b %d %H:%M:%S} UTC {0:%Y}\n"
    follows = ["Organization,Followed On\n", *(row.format(ago(n)) for n in range(n_rows))]

    outcome = read(tmp_path, {**BASE, "Company Follows.csv": "".join(follows)})

    assert spans(outcome)["company_follow"].first == (S - n_rows + 1 if cut else None)
    assert any("the list of companies followed" in note for note in outcome.notes) == cut


def test_uploads_are_the_only_trace_of_posts_in_a_basic_archive_and_cover_nothing(tmp_path):
    media = "Date/Time,Media Description,Media Link\n"
    sentence = '"You uploaded a {} on May {}, 2026 at 9:07 AM (GMT)",,https://x/{}\n'
    for day, kind in enumerate(["feed photo", "video", "document", "profile photo"], 1):
        media += sentence.format(kind, day, day)

    basic = read(tmp_path / "1", {**BASE, "Rich_Media.csv": media}, BASIC)
    complete = read(tmp_path / "2", {**WHOLE, "Rich_Media.csv": media}, COMPLETE)

    assert total(basic.log, "post") == 2
    assert "post" not in spans(basic)
    assert "post" not in spans(complete)
    assert any("shares: nothing is there, but" in caution for caution in complete.cautions)
    assert level(basic.log, "profile_section") == 1
    assert list(daily(basic.log, "profile_section", section="photo").values()) == [1.0]
    assert daily(basic.log, "profile_section", section="cover") == {}


def test_a_photo_that_no_upload_shows_is_unknown_and_said(tmp_path):
    outcome = read(tmp_path, BASE, COMPLETE)

    assert daily(outcome.log, "profile_section", section="photo") == {}
    assert any(sentence.startswith("profile photo") for sentence in outcome.missing)


def test_sections_hold_from_the_first_day_of_any_file(tmp_path):
    outcome = read(tmp_path, {**BASE, "Languages.csv": "Name,Proficiency\nLatin,\n"}, BASIC)

    first = ago(20).date()
    for section, state in (("headline", 1.0), ("websites", 0.0), ("education", 0.0)):
        assert daily(outcome.log, "profile_section", section=section) == {first: state}
    assert daily(outcome.log, "skills") == {first: 0.0}


def test_of_a_profile_without_its_family_only_what_it_holds_is_known(tmp_path):
    log = read(tmp_path, BASE, COMPLETE).log

    assert daily(log, "profile_section", section="headline")
    assert daily(log, "profile_section", section="education") == {}
    assert daily(log, "skills") == {}


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


def test_a_column_that_a_file_does_not_have_says_nothing(tmp_path):
    """Neither that a section is empty, nor that a position is held, nor of titles and subjects."""
    subject = MESSAGES.split(",").index("SUBJECT")
    talk = message("1", "ada-x", ago(3), own=True)
    files = {
        "Profile.csv": "First Name,Last Name,Headline\nOlive,Owner,Sales\n",
        "Positions.csv": "Company Name,Title,Started On\nExample,Seller,Jan 2020\n",
        "Skills.csv": "Name\nSelling\n",
        "Connections.csv": table(CONNECTIONS, [link(f"p{n}-x", ago(n)) for n in range(6)]),
        "messages.csv": table(
            ",".join(name for name in MESSAGES.split(",") if name != "SUBJECT"),
            [[cell for place, cell in enumerate(talk) if place != subject]],
        ),
    }

    outcome = read(tmp_path, files, BASIC)

    sections = set(outcome.log.attributes["section"].values)
    assert sections & {"headline", "skills"} and not sections & {"about", "industry", "position"}
    assert not set(spans(outcome)) & {"senior_connections", "inmail_sent"}
    assert "message_sent" in spans(outcome)


@pytest.mark.parametrize(
    ("hours", "fails"),
    [
        (0, False),
        (7, True),  # saved again in another zone
        (-2, True),
        (16, False),  # written in the afternoon, to appear the next morning
        (48, False),
        (7.1, False),
    ],
)
def test_shares_all_as_long_after_their_links_are_of_another_zone_if_a_zone_can_be(
    tmp_path, hours, fails
):
    days = [ago(n) for n in (5, 6, 9)]
    ids = [int((day.timestamp() - hours * 3600) * 1000) << 22 for day in days]
    rows = [
        f"{day:%Y-%m-%d %H:%M:%S},https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A{n},,,,\n"
        for day, n in zip(days, ids, strict=True)
    ]

    notes = read(tmp_path, {"Shares.csv": POSTS + "".join(rows)}).notes

    said = next(note for note in notes if note.startswith("check") and "shares" in note)
    assert said.startswith("check FAILED") == fails
    assert (f"all 3 shares are {abs(hours)} hours from the time" in said) == fails
