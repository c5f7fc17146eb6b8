"""Several archives of one person: what two hold counts once, what one lost is kept."""

import pytest
from archives import (
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
    table,
    total,
    zipped,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estimator.coverage import Span
from estimator.days import to_day
from estimator.readers.linkedin.export import read_export

OLD_DAY = ago(200)
REACTION = "{:%Y-%m-%d %H:%M:%S},LIKE,https://www.linkedin.com/feed/update/urn:li:share:{}\n"


def archive(folder, kind, when, files):
    folder.mkdir(exist_ok=True)
    return zipped(folder / f"{kind}_LinkedInDataExport_{when:%m-%d-%Y}.zip", files)


def reactions(*rows):
    return "Date,Type,Link\n" + "".join(REACTION.format(ago(days), number) for days, number in rows)


def two(tmp_path, old, new, kind="Complete"):
    """The log of an archive of 200 days ago and one of today."""
    return read_export(
        [
            archive(tmp_path, kind, OLD_DAY, old),
            archive(tmp_path, kind, ago(0), new),
        ]
    )


def test_a_row_in_both_archives_counts_once_and_repeats_in_one_stay(tmp_path):
    old = reactions((300, 1), (300, 1), (250, 2))
    new = reactions((300, 1), (300, 1), (250, 2), (5, 3))

    outcome = two(tmp_path, {"Reactions.csv": old}, {"Reactions.csv": new})

    assert total(outcome.log, "reaction") == 4


def test_a_conversation_stays_one_of_two_where_another_archive_knows_people_by_name(tmp_path):
    rows = [
        message("1", "ada-example", ago(219), own=False),
        message("1", "ada-example", ago(220), own=True),
    ]
    named = MESSAGES.replace(",RECIPIENT PROFILE URLS", "")
    old = {"messages.csv": table(named, [row[:5] + row[6:] for row in rows]), "Profile.csv": OLIVE}
    new = {"messages.csv": table(MESSAGES, rows), "Profile.csv": OLIVE}

    outcome = two(tmp_path, old, new, "Basic")

    assert total(outcome.log, "message_sent") == total(outcome.log, "message_received") == 1
    assert total(outcome.log, "conversation_begun") == total(outcome.log, "message_replied") == 1


@pytest.mark.parametrize(
    "bare", ["", "https://www.linkedin.com/in", "https://www.linkedin.com/in/null"]
)
def test_an_invitation_counts_once_though_archives_of_some_years_have_no_address(tmp_path, bare):
    sent = [invitation("ada-example", ago(210)), invitation("bob-sample", ago(220))]
    old = table(INVITATIONS, [[*row[:5], bare, bare] for row in sent])
    links = table(CONNECTIONS, [link("ada-example", ago(209)), link("bob-sample", ago(215))])
    without = table(CONNECTIONS, [link("ada-example", ago(209))]).replace("URL,", "Website,")
    new = {"Invitations.csv": table(INVITATIONS, sent), "Connections.csv": links}

    log = two(tmp_path, {"Invitations.csv": old, "Connections.csv": without}, new).log

    assert total(log, "invitation_sent") == 2
    assert total(log, "invitation_accepted") == 2
    assert level(log, "connections") == 2


def test_a_row_that_vanished_from_the_newer_archive_is_kept_and_said(tmp_path):
    outcome = two(
        tmp_path,
        {"Reactions.csv": reactions((300, 1), (250, 2))},
        {"Reactions.csv": reactions((300, 1))},
    )

    assert total(outcome.log, "reaction") == 2
    assert "reactions: kept from an older archive, though not in the newest: 1" in outcome.notes


def test_connections_fall_on_the_day_of_the_archive_that_lost_them(tmp_path):
    old = [link("ada-example", ago(400)), link("bob-sample", ago(300))]
    new = [link("cyd-person", ago(10)), link("ada-renamed", ago(400))]

    log = two(
        tmp_path,
        {"Connections.csv": table(CONNECTIONS, old)},
        {"Connections.csv": table(CONNECTIONS, new)},
    ).log

    assert daily(log, "connections") == {
        ago(400).date(): 1.0,
        ago(300).date(): 2.0,
        ago(10).date(): 3.0,
        ago(0).date(): 2.0,
    }


def test_an_older_archive_shows_invitations_the_newer_has_purged(tmp_path):
    people = table(CONNECTIONS, [link("ada-example", ago(290))])
    old = {"Invitations.csv": table(INVITATIONS, [invitation("ada-example", ago(300))])}
    new = {"Invitations.csv": table(INVITATIONS, []), "Connections.csv": people}

    log = two(tmp_path, old | {"Connections.csv": people}, new, "Basic").log

    assert total(log, "invitation_sent") == total(log, "invitation_accepted") == 1
    covered = log.coverage.days("invitation_sent", ["me"], to_day(ago(400).date()), log.last_day)
    assert covered[0].tolist() == [
        (day <= 0 and day >= -180) or (day <= -200 and day >= -380) for day in range(-400, 1)
    ]


def test_of_two_invitations_to_one_person_the_last_before_the_connection_was_accepted(tmp_path):
    """The first was withdrawn after the older archive, then sent again."""
    old = {"Invitations.csv": table(INVITATIONS, [invitation("ada-example", ago(210))])}
    new = {
        "Invitations.csv": table(INVITATIONS, [invitation("ada-example", ago(90))]),
        "Connections.csv": table(CONNECTIONS, [link("ada-example", ago(80))]),
    }

    log = two(tmp_path, old, new, "Basic").log

    assert total(log, "invitation_sent") == 2
    assert daily(log, "invitation_accepted") == {ago(80).date(): 1.0}


def test_a_basic_archive_of_today_and_a_complete_one_of_last_year_add_up(tmp_path):
    old = {"Reactions.csv": reactions((300, 1)), "Profile.csv": OLIVE, "Connections.csv": ""}
    new = {"messages.csv": table(MESSAGES, [message("1", "ada-x", ago(3), own=True)])}
    paths = [
        archive(tmp_path, "Complete", OLD_DAY, old),
        archive(tmp_path, "Basic", ago(0), new | {"Profile.csv": OLIVE}),
    ]

    outcome = read_export(paths)

    spans = {span.action: span for span in outcome.log.coverage.spans}
    assert spans["reaction"] == Span("reaction", None, to_day(OLD_DAY.date()))
    assert spans["message_received"] == Span("message_received", None, to_day(ago(0).date()))


def test_a_section_that_was_filled_between_two_archives_is_dated_at_the_newer(tmp_path):
    before = OLIVE.replace("About me", "")

    log = two(tmp_path, {"Profile.csv": before}, {"Profile.csv": OLIVE}, "Basic").log

    assert daily(log, "profile_section", section="about") == {
        OLD_DAY.date(): 0.0,
        ago(0).date(): 1.0,
    }
    assert list(daily(log, "profile_section", section="headline")) == [OLD_DAY.date()]


def test_loose_files_are_one_export(tmp_path):
    (tmp_path / "Profile.csv").write_text(OLIVE)
    rows = [message("1", "ada-x", ago(3), own=True), message("2", "bob-x", ago(0), own=False)]
    (tmp_path / "messages.csv").write_text(table(MESSAGES, rows))

    log = read_export([tmp_path / "messages.csv", tmp_path / "Profile.csv"]).log

    assert total(log, "message_sent") == total(log, "message_received") == 1
    assert {span.action for span in log.coverage.spans} == {
        *("conversation_begun", "message_answered", "message_received", "message_replied"),
        "message_sent",
    }


@pytest.mark.parametrize("copy", ["Reactions (1).csv", "Reactions_4242424242.csv"])
def test_a_copy_beside_the_file_counts_once_and_a_part_adds(tmp_path, copy):
    rows = reactions((3, 1), (2, 2))
    files = {"Reactions.csv": rows, copy: rows, "Reactions_1.csv": reactions((1, 3))}

    log = read_export([archive(tmp_path, "Complete", ago(0), files)]).log

    assert total(log, "reaction") == 3


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 3)), max_size=12),
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 3)), max_size=12),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_union_of_two_files_holds_each_row_as_often_as_the_fuller_of_them(tmp_path, one, other):
    expected = sum(max(one.count(row), other.count(row)) for row in {*one, *other})

    paths = [
        archive(tmp_path, "Complete", ago(0), {"Reactions.csv": reactions(*one)}),
        archive(tmp_path, "Complete", ago(-1), {"Reactions.csv": reactions(*other)}),
    ]

    assert total(read_export(paths).log, "reaction") == expected
    assert read_export(paths).log.sha256 == read_export(paths[::-1]).log.sha256


def test_a_title_that_changed_counts_as_the_newer_archive_has_it(tmp_path):
    since = ago(400)
    old = table(CONNECTIONS, [link("ada-example", since, "Trainee")])
    new = table(CONNECTIONS, [link("ada-example", since, "CEO")])

    log = two(tmp_path, {"Connections.csv": old}, {"Connections.csv": new}).log

    assert level(log, "senior_connections") == 1
    assert daily(log, "connections") == {since.date(): 1.0, ago(0).date(): 1.0}
