"""`ssi plan -o plan.ics`: read back by a library that knows nothing of us."""

import itertools
import re
from collections import Counter
from datetime import datetime, timedelta

import pytest
from commanded import ssi, write_rows
from futures import TODAY, busy_log
from icalendar import Calendar

from estimator.actions import vocabulary
from estimator.planning.solution import plan_to
from estimator.report import render
from estimator.rules import load_rules
from estimator.whatif import Plan, project

RULES = load_rules()
FOUND = plan_to(busy_log(), RULES, minutes_per_week=90, by=TODAY + timedelta(days=28))
MODEL = RULES.on(0)


def events(text):
    return Calendar.from_ical(text).walk("VEVENT")


def test_every_act_of_the_plan_is_an_event_of_its_day_and_nothing_else_is():
    first, last = FOUND.projection.planned.start, FOUND.by
    own = {habit.action for habit in FOUND.plan}
    log = FOUND.plan.to_log(first, last)
    acts = Counter()
    for row in range(log.n_rows):
        name = log.actions[log.action[row]]
        if name in own and not vocabulary()[name].level:
            acts[int(log.day[row]), name] += int(log.count[row])

    said = [str(event["SUMMARY"]).split()[0] for event in events(render(FOUND, "ics", MODEL))]

    counts = [int(word) for word in said if word.isdigit()]
    assert len(counts) == len(acts) > 20 and sum(counts) == sum(acts.values())


def test_times_float_and_the_acts_of_a_day_follow_one_another():
    by_day = {}
    for event in events(render(FOUND, "ics", MODEL)):
        begin = event["DTSTART"].dt
        assert isinstance(begin, datetime) and begin.tzinfo is None
        by_day.setdefault(begin.date(), []).append((begin, begin + event["DURATION"].dt))

    for times in by_day.values():
        assert all(a[1] == b[0] for a, b in itertools.pairwise(times))
        assert times[0][0].hour == 9
    assert all(TODAY < day <= FOUND.by for day in by_day)


def test_an_event_is_known_again_and_never_doubled():
    once, again = render(FOUND, "ics", MODEL), render(FOUND, "ics", MODEL)
    shorter = plan_to(busy_log(), RULES, minutes_per_week=90, by=TODAY + timedelta(days=21))

    ids = [str(event["UID"]) for event in events(once)]
    assert once == again and len(set(ids)) == len(ids)
    same, other = (
        {(str(e["SUMMARY"]).split()[-1], e["DTSTART"].dt.date()): e["UID"] for e in events(text)}
        for text in (once, render(shorter, "ics", MODEL))
    )
    assert same.keys() & other.keys()
    assert all(same[key] == other[key] for key in same.keys() & other.keys())


def test_an_event_says_why_and_how_long_and_names_nobody():
    text = render(FOUND, "ics", MODEL)

    assert all(
        re.search(r"About (1 minute|\d+ minutes)\.$", str(event["DESCRIPTION"]))
        for event in events(text)
    )
    assert any(", " in str(event["DESCRIPTION"]) for event in events(text))  # escaped and read back
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert "me" not in {str(event["UID"]) for event in events(text)}


def test_a_plan_is_written_as_a_calendar_and_nothing_else_is(tmp_path):
    rows = [
        {"day": (TODAY - timedelta(days=back)).isoformat(), "action": "comment", "count": 1}
        for back in range(60)
    ]
    log, file = write_rows(tmp_path / "log.jsonl", *rows), tmp_path / "plan.ics"

    done = ssi("plan", log, "--minutes", 30, "-o", file)
    other = ssi("whatif", log, "-o", tmp_path / "whatif.ics")

    assert done.exit_code == 0 and events(file.read_bytes().decode())
    assert other.exit_code == 2 and "a calendar is of a plan" in other.stderr
    with pytest.raises(ValueError, match="of a plan"):
        render(project(busy_log(), Plan(), RULES, FOUND.by), "ics", MODEL)
