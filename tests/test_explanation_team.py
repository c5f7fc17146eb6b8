"""Teams and what a score is held against."""

import json
from datetime import timedelta

import pytest
from commanded import ssi, write_rows
from reported import ON, RULES
from strategies import log_of

from estimator import estimate
from estimator.coverage import Coverage, Span
from estimator.days import to_date, to_day
from estimator.errors import RulesError
from estimator.explanation.comparisons import Comparisons, comparisons, distances
from estimator.explanation.teams import team
from estimator.form import read_form
from estimator.resources import resource
from estimator.score.edges import uneven

DAY = to_day(ON)
SINCE = ON.replace(month=4)


def row(account, action, count, ago=0):
    return {"account": account, "day": DAY - ago, "action": action, "count": count}


ROWS = [
    row("ana@example.org", "comment", 20, ago=60),
    row("ana@example.org", "connections", 400, ago=60),
    row("bo@example.org", "comment", 10),
    row("me", "connections", 100, ago=60),
]
LOG = log_of(ROWS)


def test_a_team_is_ranked_by_level_and_by_improvement():
    told = team(LOG, RULES, ON, SINCE, names=True)

    assert [member.name for member in told.members] == ["bo@example.org", "me", "ana@example.org"]
    assert told.ordered_by_level()[0].name == "ana@example.org"
    assert told.members[0].change > 0 > told.members[-1].change


def test_members_are_what_each_would_be_alone():
    told = {member.name: member for member in team(LOG, RULES, ON, SINCE, names=True).members}

    for name, member in told.items():
        now, then = (estimate(LOG.of_account(name), RULES, day) for day in (ON, SINCE))
        assert member.total == pytest.approx(now.total.points)
        assert member.change == pytest.approx(now.total.points - then.total.points)


def test_without_a_second_day_a_team_is_ranked_by_level():
    told = team(LOG, RULES, ON, names=True)

    assert told.members == told.ordered_by_level()
    assert told.members[0].change is None and told.members[0].by_improvement is None


def test_no_account_is_named_unless_names_are_wanted():
    told = team(LOG, RULES, ON, SINCE)

    assert "example.org" not in repr(told.to_dict())
    assert {member.name for member in told.members} == {"seat 1", "seat 2", "seat 3"}
    assert told.to_dict()["named"] is False


def test_a_member_has_one_number_by_level_and_by_improvement():
    first, second = team(LOG, RULES, ON), team(LOG, RULES, ON, SINCE)

    assert {m.name: m.total for m in first.members} == {m.name: m.total for m in second.members}


def test_the_same_salt_gives_the_same_pseudonyms_in_every_output_of_a_team(tmp_path):
    rows = [{**row, "day": to_date(row["day"]).isoformat()} for row in ROWS]
    source, salt = write_rows(tmp_path / "team.jsonl", *rows), ("--salt-file", tmp_path / "salt")
    ssi("import", source, "-o", tmp_path / "log.jsonl", "--anonymise", *salt)
    day = ("--on", ON)

    told = [
        ssi("explain", "--team", *day, *salt, source, "--format", "json"),
        ssi("report", "--week", "2026-W20", *salt, source, "--format", "json"),
    ]
    scored = ssi("score", *day, tmp_path / "log.jsonl", "--format", "json")

    names = [{m["name"] for m in json.loads(one.stdout)["members"]} for one in told]
    names.append({one["account"] for one in json.loads(scored.stdout)["accounts"]})
    assert names[0] == names[1] == names[2] and len(names[0]) == 3


def test_numbers_of_members_tell_nothing_of_their_names():
    """Whoever renames the accounts sees the same table: no order of names or digests is in it."""
    names = {"ana@example.org": "x", "bo@example.org": "zoe", "me": "me"}
    rows = [
        row("ana@example.org", "comment", 20, ago=60),
        row("bo@example.org", "comment", 10),
        row("me", "connections", 333, ago=60),
    ]
    other = log_of([one | {"account": names[one["account"]]} for one in rows])

    there, here = team(log_of(rows), RULES, ON), team(other, RULES, ON)

    assert [m.name for m in there.members] == ["seat 1", "seat 2", "seat 3"]
    assert there.members == here.members


def test_members_with_the_same_points_share_the_better_place():
    even = log_of([row(name, "comment", 5) for name in ("a", "b")])

    places = [member.by_level for member in team(even, RULES, ON).members]

    assert places == [1, 1, 3]


def test_the_average_is_that_of_the_members():
    told = team(LOG, RULES, ON)

    assert told.average["total"] == pytest.approx(sum(m.total for m in told.members) / 3)


def test_bands_cover_every_total_and_change_where_averages_end():
    named = [comparisons().band(total) for total in (0, 18, 19, 28, 29, 36, 37, 60, 61, 100)]

    beside = ["far below", "below", "", "above", "far above"]
    assert named[::2] == [f"{word} average".strip() for word in beside]
    assert named[1::2] == named[::2]


def test_distances_tell_what_is_missing_to_each_mark():
    found = {one.at: one.points for one in distances(70.0)}

    assert found[70] == 0.0 and found[76] == 6.0 and found[30] == -40.0


def test_nothing_is_missing_to_a_band_that_the_total_is_called_by():
    """50.6 shows as 51 and has nothing left to it; 50.4 has."""
    above, below = ({one.at: one.points for one in distances(total)} for total in (50.6, 50.4))

    assert above[51] == 0.0 and below[51] > 0.5


def test_every_number_of_the_comparisons_has_a_source_that_is_listed():
    known = comparisons()

    vouched = [*known.bands, *known.marks, known.readings, known.formula_shift]
    assert {one.source for one in vouched} <= set(known.sources)


def test_a_faulty_file_of_comparisons_is_refused_with_every_fault(tmp_path):
    text = (resource("rules") / "comparisons.yaml").read_text(encoding="utf-8")
    file = tmp_path / "comparisons.yaml"
    file.write_text(text.replace("near: 7", "near: -1").replace("part: 0.03", "part: 3"))

    with pytest.raises(RulesError) as refused:
        read_form(Comparisons, file)

    assert [fault.what.partition(":")[0] for fault in refused.value.faults] == [
        "readings.near",
        "formula_shift.part",
    ]


def test_changes_between_days_that_show_less_of_what_was_done_say_so():
    """A usage report of May: late in April nothing of it is known."""
    months = Coverage((Span("comment", DAY - 15, DAY),))
    log = log_of([row("a", "comment", 2), row("b", "comment", 3)], coverage=months)

    early, late, none = (
        team(log, RULES, ON, since).warnings
        for since in (ON - timedelta(days=20), ON - timedelta(days=1), None)
    )

    assert "does not show as much of" in early[-1] and late == none == ()


def test_a_score_of_one_seat_does_not_stand_below_a_team(tmp_path):
    """No number without whose it is."""
    report = tmp_path / "usage_2026-05.csv"
    head = "Seat ID,Days Active,Searches Performed,Profile Views,Current SSI"
    report.write_text(f"{head}\n1,12,3,40,64\n2,3,1,8,41\n", encoding="utf-8")

    assert "Recorded" not in ssi("explain", "--team", report, "-q").stdout


def test_comparisons_are_a_file_of_their_form_with_marks_that_a_total_can_reach(tmp_path):
    text = (resource("rules") / "comparisons.yaml").read_text(encoding="utf-8")
    file = tmp_path / "comparisons.yaml"
    file.write_text(text.replace("ssi-comparisons/1", "ssi-comparisons/2"))

    with pytest.raises(RulesError, match="schema"):
        read_form(Comparisons, file)

    for at in ("101", "-1"):
        file.write_text(text.replace("at: 70", f"at: {at}"))
        with pytest.raises(RulesError, match=r"marks\.\d+\.at"):
            read_form(Comparisons, file)
    file.write_text(text)
    assert all(mark.name for mark in read_form(Comparisons, file).marks)


def test_a_change_of_one_account_that_had_to_be_assumed_is_of_one_account():
    known = [Span(None, DAY - 200, DAY, "bo@example.org"), Span(None, DAY - 5, DAY, "me")]
    log = log_of([row("bo@example.org", "comment", 1), row("me", "comment", 1)], Coverage(known))

    (told,) = uneven(log, RULES, SINCE, ON, "free")

    assert "part of each change of 1 account is what" in told
