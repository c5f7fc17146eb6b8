"""Connections and invitations: who accepted, in which window, by which clock."""

import random
from datetime import datetime, timedelta

import pytest
from archives import (
    BASIC,
    CONNECTIONS,
    INVITATIONS,
    OLIVE,
    PACIFIC,
    ago,
    daily,
    invitation,
    level,
    link,
    read,
    table,
    total,
    zipped,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estimator.days import to_day
from estimator.errors import LogError
from estimator.readers.linkedin.export import read_export

WITHOUT_URLS = "From,To,Sent At,Message,Direction"
OLD_CONNECTIONS = "First Name,Last Name,Email Address,Company,Position,Connected On"


def network(folder, invitations, connections, name=BASIC):
    files = {
        "Invitations.csv": table(INVITATIONS, invitations),
        "Connections.csv": table(CONNECTIONS, connections),
    }
    return read(folder, files, name)


def acceptance(outcome) -> str:
    return next((note for note in outcome.notes if note.startswith("acceptance")), "")


def test_the_rate_is_over_invitations_sent_180_to_14_days_before_the_archive(tmp_path):
    """Both ends count; of the six, two accepted are inside, one is too new, one too old."""
    sent = {"a-1": 181, "b-1": 180, "c-1": 100, "d-1": 60, "e-1": 14, "f-1": 13}
    accepted = {"a-1": 179, "b-1": 178, "d-1": 60, "f-1": 12}

    outcome = network(
        tmp_path,
        [invitation(person, ago(days)) for person, days in sent.items()],
        [link(person, ago(days)) for person, days in accepted.items()],
    )

    assert acceptance(outcome).startswith(
        "acceptance: 2 of 4 invitations sent 2025-11-20 to 2026-05-05 (50%"
    )


def test_decided_rows_of_the_log_give_the_same_rate(tmp_path):
    sent = {f"p-{n}": 10 + n for n in range(150)}
    accepted = {person: days - 2 for person, days in sent.items() if days % 3 == 0}

    log = network(
        tmp_path,
        [invitation(person, ago(days)) for person, days in sent.items()],
        [link(person, ago(days)) for person, days in accepted.items()],
    ).log

    assert total(log, "invitation_sent") == 150
    assert total(log, "invitation_sent", decided=True) == 146
    assert total(log, "invitation_accepted") == len(accepted)
    assert total(log, "invitation_accepted", decided=True) == sum(
        sent[person] >= 14 for person in accepted
    )


def test_flows_of_a_steady_sender_give_the_rate_without_any_cut(tmp_path):
    """Two a day for 180 days, every second accepted after three days: 0.5 in any window."""
    sent = [(f"p-{day}-{n}", day) for day in range(180) for n in range(2)]
    accepted = [(person, day - 3) for person, day in sent if person.endswith("1") and day >= 3]

    log = network(
        tmp_path,
        [invitation(person, ago(day)) for person, day in sent],
        [link(person, ago(day)) for person, day in accepted],
    ).log

    last = to_day(ago(0).date())
    window = log.between(last - 89, last)
    assert total(window, "invitation_accepted") / total(window, "invitation_sent") == 0.5


def test_rows_sent_more_than_180_days_ago_are_late_or_pending_and_do_not_count(tmp_path):
    log = network(tmp_path, [invitation("a-1", ago(200)), invitation("b-1", ago(20))], []).log

    assert daily(log, "invitation_sent") == {ago(20).date(): 1.0}
    span = next(span for span in log.coverage.spans if span.action == "invitation_sent")
    assert (span.first, span.last) == (to_day(ago(180).date()), to_day(ago(0).date()))


def test_an_invitation_accepted_the_same_evening_in_california_is_the_next_day(tmp_path):
    """Sent at 23:30 on 8 March, daylight time since that morning; accepted five minutes later."""
    sent = datetime(2026, 3, 8, 23, 30, tzinfo=PACIFIC)

    outcome = network(
        tmp_path, [invitation("a-1", sent)], [link("a-1", datetime(2026, 3, 9, tzinfo=PACIFIC))]
    )

    assert list(daily(outcome.log, "invitation_sent")) == [datetime(2026, 3, 9).date()]  # noqa: DTZ001
    assert "check passed: 0 of 1 invitations are accepted before they are sent" in outcome.notes


@given(
    minutes=st.lists(st.integers(14 * 1440, 170 * 1440), min_size=1, max_size=40, unique=True),
    share=st.floats(0, 1),
    seed=st.integers(0, 99),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_generated_networks_are_read_as_they_were_made(tmp_path, minutes, share, seed):
    """Times of both sides of a change of the clocks; the truth is kept in UTC."""
    chance = random.Random(seed)
    sent = {f"p-{n}": ago(m / 1440).replace(second=0, microsecond=0) for n, m in enumerate(minutes)}
    accepted = {
        person: when + timedelta(minutes=chance.randrange(1, 13 * 1440))
        for person, when in sent.items()
        if chance.random() < share
    }

    log = network(
        tmp_path,
        [invitation(person, when) for person, when in sent.items()],
        [link(person, when) for person, when in accepted.items()],
    ).log

    assert total(log, "invitation_sent", decided=True) == len(sent)
    assert total(log, "invitation_accepted", decided=True) == len(accepted)
    for action, whens in (("invitation_sent", sent), ("invitation_accepted", accepted)):
        days = [when.date() for when in whens.values()]
        assert daily(log, action) == {day: days.count(day) for day in sorted(days)}


def test_slugs_are_compared_decoded_and_whatever_their_case(tmp_path):
    person = link("zoë-sample", ago(20))
    person[2] = "https://www.linkedin.com/in/zo%C3%AB-Sample/"

    log = network(tmp_path, [invitation("zoë-sample", ago(30))], [person]).log

    assert total(log, "invitation_accepted") == 1


def test_without_addresses_names_join_unless_two_people_bear_them(tmp_path):
    people = [
        ["Ada", "Example", "", "", "", f"{ago(20):%d %b %Y}"],
        ["Bob", "Sample", "", "", "", f"{ago(20):%d %b %Y}"],
        ["Bob", "Sample", "", "", "", f"{ago(19):%d %b %Y}"],
    ]
    sent = [invitation("ada-example", ago(30))[:5], invitation("bob-sample", ago(30))[:5]]

    outcome = read(
        tmp_path,
        {
            "Connections.csv": table(OLD_CONNECTIONS, people),
            "Invitations.csv": table(WITHOUT_URLS, sent),
        },
    )

    assert total(outcome.log, "invitation_sent") == 2
    assert daily(outcome.log, "invitation_accepted") == {ago(20).date(): 1.0}


def test_hidden_connections_count_and_join_nobody(tmp_path):
    hidden = ["", "", "", "", "", "", f"{ago(20):%d %b %Y}"]

    outcome = network(tmp_path, [invitation("a-1", ago(30))], [hidden, hidden])

    assert level(outcome.log, "connections") == 2
    assert total(outcome.log, "invitation_accepted") == 0


def test_coworkers_are_connections_at_the_company_of_a_current_position(tmp_path):
    positions = "Company Name,Title,Description,Location,Started On,Finished On\n"
    positions += "Now Corp,Sales,,,Mar 2021,\nOld Corp,Sales,,,Mar 2019,Feb 2021\n"
    people = [link(f"p-{n}", ago(n), company=c) for n, c in enumerate(["now corp ", "Old Corp"], 1)]

    outcome = read(
        tmp_path, {"Positions.csv": positions, "Connections.csv": table(CONNECTIONS, people)}
    )

    assert level(outcome.log, "coworker_connections") == 1


def test_invitations_that_are_not_of_this_archive_fail_the_first_check(tmp_path):
    people = [link(f"p-{n}", ago(n)) for n in range(1, 11)]

    outcome = network(tmp_path, [invitation("p-1", ago(3))], people)

    assert any("FAILED: 1 of 10 connections" in note for note in outcome.notes)


def test_a_shifted_file_fails_the_check_of_lags(tmp_path):
    outcome = network(tmp_path, [invitation("a-1", ago(20))], [link("a-1", ago(21))])

    assert any("FAILED: 1 of 1 invitations are accepted before" in note for note in outcome.notes)
    assert total(outcome.log, "invitation_accepted") == 0


def test_archives_of_two_people_are_not_mixed(tmp_path):
    own = zipped(tmp_path / "a.zip", {"Profile.csv": OLIVE})
    other = zipped(tmp_path / "b.zip", {"Profile.csv": OLIVE.replace("Olive", "Otto")})

    with pytest.raises(LogError, match="archives of different people"):
        read_export([own, other])


def test_bare_addresses_name_nobody_and_names_join(tmp_path):
    """Also beside addresses that do lead somewhere: each row is joined by what it has."""
    people = [f"p{chr(97 + n)}-x" for n in range(8)]
    rows = [invitation(person, ago(20 + n)) for n, person in enumerate(people)]
    for n, bare in enumerate(("https://www.linkedin.com/in", "https://linkedin.com/in/", "")):
        rows[n][5:] = [bare, bare]

    outcome = network(tmp_path, rows, [link(p, ago(15 + n)) for n, p in enumerate(people)])

    assert total(outcome.log, "invitation_accepted") == 8
    assert outcome.cautions == ()


def test_invitations_that_say_no_more_than_their_day_leave_acceptance_unknown(tmp_path):
    people = [f"p{chr(97 + n)}-x" for n in range(8)]
    rows = [invitation(person, ago(20 + n)) for n, person in enumerate(people)]
    nameless = [["", "", *row[2:5], "", ""] for row in rows]

    outcome = network(tmp_path, nameless, [link(p, ago(15 + n)) for n, p in enumerate(people)])

    covered = {span.action for span in outcome.log.coverage.spans}
    assert "invitation_sent" in covered and "invitation_accepted" not in covered
    assert acceptance(outcome) == ""
    assert any(what.startswith("unknown: invitation accepted") for what in outcome.cautions)


def test_invitations_without_a_row_beside_new_connections_are_not_all_there(tmp_path):
    outcome = network(tmp_path, [], [link(f"p{n}-x", ago(n)) for n in range(9)])

    covered = {span.action for span in outcome.log.coverage.spans}
    assert not covered & {"invitation_sent", "invitation_accepted", "invitation_received"}
    assert any("0 of 9 connections" in what for what in outcome.cautions)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((1, 2, 3), "passed: Connections are sorted, newest first"),
        ((3, 2, 1), "passed: Connections are sorted, oldest first"),
        ((2, 3, 1), "FAILED: Connections are sorted, newest first"),
    ],
)
def test_connections_that_a_spreadsheet_has_turned_are_as_good_as_linkedins_order(
    tmp_path, days, said
):
    rows = [link(f"person-{n}", ago(n)) for n in days]

    outcome = read(tmp_path, {"Connections.csv": table(CONNECTIONS, rows)}, BASIC)

    assert any(said in note for note in outcome.notes)
