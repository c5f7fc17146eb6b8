"""The shipped sample archives, read, say what happened in the invented year."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from archives import daily, level, total

from estimator.days import to_day
from estimator.readers.linkedin.archive import is_export
from estimator.readers.linkedin.export import read_export
from estimator.readers.linkedin.people import LEVELS, seniority

EXPORTS = Path(__file__).parent.parent / "fixtures" / "exports"
TRUTH = json.loads((EXPORTS / "truth.json").read_text(encoding="utf-8"))
PATHS = {k: EXPORTS / f"{k}_LinkedInDataExport_05-19-2026.zip" for k in ("Complete", "Basic")}
FIRST_SHOWN = date.fromisoformat(TRUTH["invitations"]["window"]["from"])
SAME_NAME = {
    "comment": "comment",
    "company_follow": "company_follow",
    "invitation_accepted": "invitation_accepted",
    "message_received": "message_received",
    "reaction": "reaction",
    "search": "people_search",
    "vote": "vote",
}


@pytest.fixture(scope="module", params=["Complete", "Basic"])
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def outcome(kind):
    return read_export([PATHS[kind]])


@pytest.fixture(scope="module")
def complete():
    return read_export([PATHS["Complete"]])


def happened(word: str) -> dict[date, float]:
    return {date.fromisoformat(day): n for day, n in sorted(TRUTH["daily"][word].items())}


@pytest.mark.parametrize("word", SAME_NAME)
def test_each_day_has_what_was_done_on_it(complete, word):
    assert daily(complete.log, SAME_NAME[word]) == happened(word)


def test_messages_and_inmail_are_all_the_owner_wrote(outcome):
    sent = {**daily(outcome.log, "message_sent")}
    for day, count in daily(outcome.log, "inmail_sent").items():
        sent[day] = sent.get(day, 0) + count

    assert dict(sorted(sent.items())) == happened("message_sent")
    assert total(outcome.log, "inmail_sent") == TRUTH["messages"]["inmails"]
    assert total(outcome.log, "inmail_replied") == TRUTH["messages"]["inmails_replied"]
    assert total(outcome.log, "message_sent", bulk=True) == TRUTH["messages"]["sent_bulk"]


def test_invitations_are_those_of_the_last_180_days(outcome):
    for action in ("invitation_sent", "invitation_received"):
        expected = {day: n for day, n in happened(action).items() if day >= FIRST_SHOWN}

        assert daily(outcome.log, action) == expected


def test_the_rate_of_acceptance_is_that_of_the_window(outcome):
    window = TRUTH["invitations"]["window"]
    words = f"{window['accepted']} of {window['sent']} invitations sent {window['from']} to "

    assert any(words + window["to"] in note for note in outcome.notes)


def test_answers_are_those_that_were_given(outcome):
    messages = TRUTH["messages"]
    begun, replied = messages["begun_14_days_ago"], messages["begun_14_days_ago_replied"]
    log = outcome.log

    assert any(
        f"response: {replied} of {begun} conversations begun" in note for note in outcome.notes
    )
    answered = total(log, "message_replied") + total(log, "inmail_replied")
    assert answered == messages["begun_replied"]
    assert total(log, "message_answered") == messages["inbound_runs_answered_in_30_days"]
    assert total(log, "message_received", opening=True) == messages["inbound_runs"]


def test_connections_grow_to_what_they_are(outcome):
    truth = TRUTH["connections"]
    log = outcome.log

    assert level(log, "connections") == truth["all"]
    a_bank_vice_president = 1  # a pay grade there; truth.json goes by titles alone
    assert level(log, "senior_connections") == truth["senior"] - a_bank_vice_president
    assert level(log, "coworker_connections") == truth["coworkers"]
    assert log.last_day == to_day(date.fromisoformat(TRUTH["snapshot"]))


def test_every_title_has_its_level():
    titles = TRUTH["titles"]

    assert {title: LEVELS[seniority(title)] for title in titles} == titles


def test_shares_are_told_apart(complete):
    shares, log = TRUTH["feed"]["shares"], complete.log

    assert total(log, "post", format="text") == shares["text"]
    assert total(log, "post", format="link") == shares["link"]
    uploaded = sum(total(log, "post", format=form) for form in ("image", "document", "video"))
    assert uploaded == shares["photo"]
    assert total(log, "repost") == shares["reshare"] + TRUTH["feed"]["reposts"]


def test_words_of_comments_and_targets_of_reactions_are_counted(complete):
    log, feed = complete.log, TRUTH["feed"]
    comments = {value: total(log, "comment", words=value) for value in range(100)}

    assert sum(words * n for words, n in comments.items()) == feed["comment_words"]
    for target, count in feed["reactions_to"].items():
        assert total(log, "reaction", target=target) == count
    for kind, count in feed["reactions"].items():
        assert total(log, "reaction", type=kind.lower()) == count


def test_the_page_is_what_it_is(outcome):
    log, page = outcome.log, TRUTH["page"]

    assert level(log, "skills") == page["skills"]
    assert total(log, "endorsement_received") == page["endorsements_received"]["ACCEPTED"]
    assert total(log, "recommendation_received") == 4  # visible, or without a status
    assert total(log, "article") == page["articles_published"]
    assert total(log, "event_attended") == page["events_held"]
    for section in ("photo", "cover", "headline", "position"):
        assert list(daily(log, "profile_section", section=section).values())[-1] == 1


def test_nothing_happened_on_holiday(outcome):
    first, last = (to_day(date.fromisoformat(day)) for day in TRUTH["holiday"])

    assert outcome.log.between(first, last).n_rows == 0


def test_every_record_is_read_or_skipped_for_a_reason(outcome, kind):
    read = {report.name.rpartition(":")[2]: report for report in outcome.files}
    for name, records in TRUTH["records"][kind.lower()].items():
        plain = name.rpartition("/")[2].replace("_4242424242", "")
        if plain in read:
            assert read[plain].records == records, name
    assert all(r.read + sum(r.skipped.values()) == r.records for r in outcome.files)
    assert not [fault for report in outcome.files for fault in report.faults]


def test_all_checks_pass(outcome):
    checks = [note for note in outcome.notes if note.startswith("check")]

    assert len(checks) >= 4
    assert not [note for note in checks if "FAILED" in note]


def test_both_archives_together_say_no_more_than_the_complete_one(complete):
    both = read_export([PATHS["Basic"], PATHS["Complete"]])

    assert both.log.sha256 == complete.log.sha256


def test_the_same_archive_gives_the_same_log_in_another_process(complete):
    code = (
        "from pathlib import Path; from estimator.readers.linkedin.export import read_export;"
        f"print(read_export([Path({str(PATHS['Complete'])!r})]).log.sha256)"
    )
    seeded = {**os.environ, "PYTHONHASHSEED": "7"}

    run = [sys.executable, "-c", code]
    printed = subprocess.run(run, capture_output=True, text=True, check=True, env=seeded).stdout

    assert printed.strip() == complete.log.sha256


def test_sample_archives_are_recognised(tmp_path, kind):
    other = tmp_path / "notes.csv"
    other.write_text("day,action,count\n2026-03-05,comment,2\n")

    assert is_export(PATHS[kind])
    assert not is_export(other)
    assert not is_export(tmp_path)
    assert not is_export(tmp_path / "nowhere")
