"""Messages: whose they are, who answered, what is bulk, what is InMail."""

import random
from datetime import date, timedelta

import pytest
from archives import (
    BASIC,
    CONNECTIONS,
    INVITATIONS,
    MESSAGES,
    OLIVE,
    OWNER,
    ago,
    daily,
    invitation,
    link,
    message,
    read,
    table,
    total,
    url,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PEOPLE = ["ada-example", "bob-sample", "cyd-person"]


def talk(folder, rows, **more):
    files = {"messages.csv": table(MESSAGES, rows), "Profile.csv": OLIVE, **more}
    return read(folder, files, BASIC)


def note(outcome, start) -> str:
    said = (*outcome.notes, *outcome.cautions)
    return next((text for text in said if start in text), "")


def test_a_conversation_the_owner_began_and_the_other_answered(tmp_path):
    rows = [
        message("1", "ada-example", ago(19), own=False),
        message("1", "ada-example", ago(20), own=True),
        message("2", "bob-sample", ago(30), own=True),
        message("3", "cyd-person", ago(40), own=False),
    ]

    outcome = talk(tmp_path, rows)

    assert daily(outcome.log, "message_replied", decided=True) == {ago(19).date(): 1.0}
    assert total(outcome.log, "message_sent", opening=True) == 2
    assert total(outcome.log, "conversation_begun") == 2
    assert "1 of 2 conversations begun by the owner were answered (50%, median 24.0 h)" in note(
        outcome, "begun"
    )


def test_conversations_begun_in_the_last_fortnight_are_not_yet_decided(tmp_path):
    rows = [
        message("1", "ada-example", ago(13), own=True),
        message("2", "bob-sample", ago(9), own=False),
        message("2", "bob-sample", ago(10), own=True),
        message("3", "cyd-person", ago(15), own=False),
        message("3", "cyd-person", ago(16), own=True),
    ]

    outcome = talk(tmp_path, rows)

    assert "1 of 1 conversations begun by the owner were answered" in note(outcome, "begun")
    assert total(outcome.log, "message_replied") == 2
    assert total(outcome.log, "message_replied", decided=True) == 1


def test_each_run_of_the_other_side_waits_for_one_answer(tmp_path):
    """Two in a row are one run; an answer after 31 days is none; hours are rounded up."""
    rows = [
        message("1", "ada-example", ago(50), own=False),
        message("1", "ada-example", ago(49.9), own=False),
        message("1", "ada-example", ago(49.5), own=True),
        message("1", "ada-example", ago(49), own=False),
        message("1", "ada-example", ago(18), own=True),
        message("2", "bob-sample", ago(20), own=False),
        message("2", "bob-sample", ago(19.99), own=True),
    ]

    log = talk(tmp_path, rows).log

    assert daily(log, "message_answered", hours=12) == {ago(49.5).date(): 1.0}
    assert daily(log, "message_answered", hours=1) == {ago(19.99).date(): 1.0}
    assert total(log, "message_answered") == 2
    assert total(log, "message_received", opening=True) == 3
    assert total(log, "message_received") == 4


def test_groups_are_messages_but_neither_begun_nor_answered(tmp_path):
    row = message("1", "ada-example", ago(20), own=True)
    row[5] += "," + url("bob-sample")
    rows = [message("1", "ada-example", ago(19), own=False), row]

    log = talk(tmp_path, rows).log

    assert total(log, "message_sent") == total(log, "message_received") == 1
    assert total(log, "message_sent", opening=True) == 0
    assert total(log, "message_replied") == total(log, "message_answered") == 0


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"folder": "SPAM"}, "spam folder"),
        ({"draft": "Yes"}, "draft"),
        ({"content": '<p class="spinmail-quill-editor__spin-break">'}, "sponsored"),
    ],
)
def test_what_is_no_message_is_left_out_by_its_reason(tmp_path, cells, reason):
    rows = [message("1", "ada-example", ago(20), own=False, **cells)]

    outcome = talk(tmp_path, rows)

    (report,) = (report for report in outcome.files if report.kind == "messages")
    assert report.skipped == {reason: 1}
    assert total(outcome.log, "message_received") == 0


def test_one_text_to_five_people_in_a_week_is_bulk_whatever_their_names(tmp_path):
    def rows(n_people, days):
        return [
            message(f"{n}-{days}", f"p{n}-x", ago(days + n), own=True, content=f"Hi P{n}, look!")
            for n in range(n_people)
        ]

    log = talk(tmp_path, [*rows(5, 60), *rows(4, 20)]).log

    assert total(log, "message_sent", bulk=True) == 5
    assert total(log, "message_sent", bulk=False) == 4


def test_a_text_sent_every_month_is_not_bulk(tmp_path):
    rows = [
        message(str(n), f"p{n}-x", ago(200 - 30 * n), own=True, content="Happy birthday!")
        for n in range(6)
    ]

    assert total(talk(tmp_path, rows).log, "message_sent", bulk=True) == 0


def test_a_subject_to_a_stranger_is_inmail_and_no_message(tmp_path):
    rows = [
        message("1", "ada-example", ago(20), own=True, subject="Hello"),
        message("1", "ada-example", ago(19), own=False),
        message("2", "bob-sample", ago(20), own=True, subject="Hello"),
        message("3", "cyd-person", ago(20), own=True, subject="Hello"),
    ]
    people = table(CONNECTIONS, [link("bob-sample", ago(90)), link("cyd-person", ago(10))])

    log = talk(tmp_path, rows, **{"Connections.csv": people}).log

    assert daily(log, "inmail_sent") == {ago(20).date(): 2.0}
    assert daily(log, "inmail_replied") == {ago(19).date(): 1.0}
    assert total(log, "message_sent") == 1


def test_the_note_of_an_accepted_invitation_is_no_day_of_the_owner(tmp_path):
    """Its message bears the day of the acceptance; the owner acted the day it was sent."""
    rows = [message("1", "ada-example", ago(20), own=True, content="Shall we connect?")]
    files = {
        "Invitations.csv": table(INVITATIONS, [invitation("ada-example", ago(25), note="Shall")]),
        "Connections.csv": table(CONNECTIONS, [link("ada-example", ago(20))]),
    }

    log = talk(tmp_path, rows, **files).log

    assert list(daily(log, "active_day")) == [ago(25).date()]
    assert total(log, "message_sent") == 1


def test_the_owner_is_whom_the_invitations_say(tmp_path):
    """One conversation alone does not tell its two sides apart."""
    rows = [message("1", "ada-example", ago(20), own=True)]
    files = {"messages.csv": table(MESSAGES, rows)}

    unknown = read(tmp_path / "1", files, BASIC)
    files["Invitations.csv"] = table(INVITATIONS, [invitation("bob-sample", ago(30))])
    known = read(tmp_path / "2", files, BASIC)

    assert total(unknown.log, "message_sent") == 0
    assert "the owner of the messages is not known; they are left out" in unknown.cautions
    (report,) = (file for file in unknown.files if file.kind == "messages")
    assert (report.read, report.skipped) == (0, {"owner not known": 1})
    assert any("so that the owner is known" in sentence for sentence in unknown.missing)
    assert "message_sent" not in {span.action for span in unknown.log.coverage.spans}
    assert total(known.log, "message_sent") == 1


def test_without_invitations_the_owner_is_who_is_in_all_conversations(tmp_path):
    rows = [message(str(n), person, ago(20 + n), own=True) for n, person in enumerate(PEOPLE)]

    outcome = read(tmp_path, {"messages.csv": table(MESSAGES, rows)}, BASIC)

    assert total(outcome.log, "message_sent") == 3
    assert note(outcome, "check passed: the owner is in 100%")


def test_messages_of_another_person_than_the_invitations_are_left_out_and_said(tmp_path):
    rows = [message(str(n), person, ago(20 + n), own=True) for n, person in enumerate(PEOPLE)]
    sent = [cell.replace(OWNER, url("otto-other")) for cell in invitation("bob-sample", ago(30))]
    sent[0] = "Otto Other"
    files = {
        "messages.csv": table(MESSAGES, rows),
        "Invitations.csv": table(INVITATIONS, [sent]),
    }

    outcome = read(tmp_path, files, BASIC)

    assert note(outcome, "Invitations and messages are not of the same person")
    assert total(outcome.log, "message_sent") == 0
    assert total(outcome.log, "invitation_sent") == 1


def by_name(rows):
    """Invitations of the years in which both columns of addresses hold the bare `/in`."""
    return table(INVITATIONS, [[*row[:5], *["https://www.linkedin.com/in"] * 2] for row in rows])


def test_the_owner_known_by_name_wrote_what_bears_that_name(tmp_path):
    rows = [message(str(n), person, ago(20 + n), own=True) for n, person in enumerate(PEOPLE)]
    sent = by_name([invitation("bob-sample", ago(30))])

    log = read(tmp_path, {"messages.csv": table(MESSAGES, rows), "Invitations.csv": sent}).log

    assert total(log, "message_sent") == 3
    assert total(log, "message_received") == 0


def test_somebody_of_the_owners_name_who_writes_to_the_owner_is_another(tmp_path):
    rows = [message(str(n), person, ago(20 + n), own=True) for n, person in enumerate(PEOPLE)]
    rows.append(message("9", "olive-owner", ago(5), own=False))
    sent = by_name([invitation("bob-sample", ago(30))])

    log = read(tmp_path, {"messages.csv": table(MESSAGES, rows), "Invitations.csv": sent}).log

    assert total(log, "message_sent") == 3
    assert total(log, "message_received") == 1


def test_two_of_the_owners_name_who_write_to_others_leave_the_owner_unknown(tmp_path):
    mine = message("1", "ada-example", ago(20), own=True)
    theirs = [cell.replace(OWNER, url("olive-owner-2")) for cell in mine]
    sent = by_name([invitation("bob-sample", ago(30))])

    outcome = read(
        tmp_path, {"messages.csv": table(MESSAGES, [mine, theirs]), "Invitations.csv": sent}
    )

    assert total(outcome.log, "message_sent") == total(outcome.log, "message_received") == 0
    assert "message_received" not in {span.action for span in outcome.log.coverage.spans}
    assert note(outcome, "the owner of the messages is not known")


@pytest.mark.parametrize("called", ["Olive Owner, MBA", "Dr. Olive Owner Jr.", "Owner Olive (B.)"])
def test_a_title_at_the_owners_name_leaves_the_owner_known(tmp_path, called):
    rows = [message(str(n), person, ago(20 + n), own=True) for n, person in enumerate(PEOPLE)]
    rows = [[cell.replace("Olive Owner", called) for cell in row] for row in rows]
    sent = by_name([invitation("bob-sample", ago(30))])

    log = read(tmp_path, {"messages.csv": table(MESSAGES, rows), "Invitations.csv": sent}).log

    assert total(log, "message_sent") == 3
    assert total(log, "message_received") == 0


def test_messages_whose_addresses_lead_to_nobody_are_read_by_name(tmp_path):
    rows = [message(str(n), person, ago(20 + n), own=True) for n, person in enumerate(PEOPLE)]
    rows.append(message("0", PEOPLE[0], ago(19), own=False))
    bare = [["https://www.linkedin.com/in" if "/in/" in c else c for c in row] for row in rows]

    log = talk(tmp_path, bare).log

    assert total(log, "message_sent") == 3
    assert total(log, "message_received") == total(log, "message_replied") == 1


def test_messages_of_which_none_says_from_whom_it_is_do_not_say_that_there_are_none(tmp_path):
    rows = [message(str(n), person, ago(20 + n), own=True) for n, person in enumerate(PEOPLE)]

    outcome = talk(tmp_path, [["" if "/in/" in c else c for c in row] for row in rows])

    assert "message_received" not in {span.action for span in outcome.log.coverage.spans}
    assert note(outcome, "unknown, as not all of their files can be read: messages")


def test_an_owner_who_never_wrote_received_all(tmp_path):
    rows = [message(str(n), person, ago(20 + n), own=False) for n, person in enumerate(PEOPLE)]
    sent = by_name([invitation("bob-sample", ago(30))])

    outcome = read(tmp_path, {"messages.csv": table(MESSAGES, rows), "Invitations.csv": sent})

    assert total(outcome.log, "message_received") == 3
    assert "message_sent" in {span.action for span in outcome.log.coverage.spans}


@given(st.integers(1, 60), st.floats(0, 1), st.integers(0, 10**6))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_generated_conversations_are_read_as_they_were_made(tmp_path, n_talks, share, seed):
    """Rows are written newest first within each conversation, as LinkedIn has them."""
    chance = random.Random(seed)
    rows, replies = [], []
    for n in range(n_talks):
        begun = ago(chance.uniform(15, 300))
        answer = begun + timedelta(hours=chance.uniform(0.1, 300))
        answered = chance.random() < share
        if answered:
            rows.append(message(f"2-{n}", f"p{n}-x", answer, own=False))
            replies.append(answer.date())
        rows.append(message(f"2-{n}", f"p{n}-x", begun, own=True, content=str(n)))

    outcome = talk(tmp_path, rows)

    counted: dict[date, float] = {day: replies.count(day) for day in sorted(replies)}
    assert daily(outcome.log, "message_replied", decided=True) == counted
    assert total(outcome.log, "message_sent", opening=True) == n_talks
    assert total(outcome.log, "conversation_begun") == n_talks
    assert f"{len(replies)} of {n_talks} conversations begun" in note(outcome, "begun")
