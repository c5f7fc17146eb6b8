"""Requests accepted before the 180 days of Invitations: inferred from Connections, never stated."""

from datetime import date

import numpy as np
import pytest
from archives import BASIC, CONNECTIONS, INVITATIONS, ago, invitation, link, read, table, total

from estimator import history, load_rules
from estimator.coverage import Coverage, Span
from estimator.days import to_day
from estimator.log import ActivityLog, Coded

ACTION = "connection_asked_for"
DAYS = 420
LAST = to_day(ago(0).date())
# connections a day, and the share of them that the owner asked for, by days before the archive
PERSONS = {
    "asks for two a day": (lambda ago: 2.0, lambda ago: 0.9),
    "asks for half": (lambda ago: 1.0, lambda ago: 0.5),
    "is asked by others": (lambda ago: 1.0, lambda ago: 0.1),
    "makes few": (lambda ago: 1 / 14, lambda ago: 0.6),
    "asks for ever more": (lambda ago: 2.2 - ago / 200, lambda ago: 0.8),
    "stopped": (lambda ago: 2.0 if ago > 200 else 0.2, lambda ago: 0.8),
    "asks in bursts": (lambda ago: 8.0 if ago % 30 < 2 else 0.3, lambda ago: 0.8),
}


def lived(made, asked):
    """For each connection how many days ago it was made, and whether the owner asked for it."""
    chance = np.random.default_rng(7)
    days = [n for n in range(1, DAYS) for _ in range(chance.poisson(made(n)))]
    return [(n, chance.random() < asked(n)) for n in days]


def archive(folder, connections):
    """What the reader makes of the archive that LinkedIn would write: 180 days of invitations."""
    people = [f"p-{n}" for n in range(len(connections))]
    links = [link(p, ago(n)) for p, (n, _) in zip(people, connections, strict=True)]
    sent = [
        invitation(p, ago(n), "OUTGOING" if own else "INCOMING")
        for p, (n, own) in zip(people, connections, strict=True)
        if n <= 179
    ]
    files = {"Connections.csv": table(CONNECTIONS, links)}
    return read(folder, {**files, "Invitations.csv": table(INVITATIONS, sent)}, BASIC)


def without(log):
    """The log as it was without what Connections tells."""
    rows = log.action != log.actions.index(ACTION)
    spans = tuple(span for span in log.coverage.spans if span.action != ACTION)
    return log.where(rows).with_coverage(Coverage(spans))


def as_lived(log, connections):
    """The log with every request accepted, of all days."""
    kept = log.where(log.action != log.actions.index("invitation_accepted"))
    days = [LAST - n for n, own in connections if own]
    names = [log.actions[code] for code in kept.action.tolist()]
    return ActivityLog.build(
        day=np.concatenate([kept.day, days]).astype(np.int32),
        action=Coded.of([*names, *["invitation_accepted"] * len(days)]),
        count=np.concatenate([kept.count, np.ones(len(days))]),
        coverage=log.coverage | Coverage((Span("invitation_accepted"),)),
    )


@pytest.mark.parametrize("name", PERSONS)
def test_what_connections_tell_is_nearer_than_what_is_assumed_of_everybody(tmp_path, name):
    connections = lived(*PERSONS[name])
    log = archive(tmp_path, connections).log
    rules, ends = load_rules(), {"start": date(2025, 6, 1), "end": date(2025, 11, 15)}

    truth = history(as_lived(log, connections), rules, **ends)
    inferred, assumed = (history(one, rules, **ends) for one in (log, without(log)))

    off = {
        key: np.abs(one.points["relationship"] - truth.points["relationship"]).mean()
        for key, one in (("inferred", inferred), ("assumed", assumed))
    }
    assert off["inferred"] <= min(off["assumed"], 0.8)
    assert (inferred.low["relationship"] <= truth.points["relationship"]).all()
    assert (truth.points["relationship"] <= inferred.high["relationship"]).all()
    width = {
        key: (one.high["relationship"] - one.low["relationship"]).mean()
        for key, one in (("inferred", inferred), ("assumed", assumed))
    }
    assert width["inferred"] <= width["assumed"] + 0.5


@pytest.mark.parametrize(("lately", "before"), [(0.8, 0.3), (0.5, 0.2), (0.3, 0.8)])
def test_whoever_asked_for_more_or_less_before_lies_in_the_interval(tmp_path, lately, before):
    connections = lived(lambda ago: 1.0, lambda ago: lately if ago < 180 else before)
    log = archive(tmp_path, connections).log
    ends = {"start": date(2025, 6, 1), "end": date(2025, 11, 15)}

    truth = history(as_lived(log, connections), load_rules(), **ends).points["relationship"]
    inferred = history(log, load_rules(), **ends)

    assert (inferred.low["relationship"] <= truth).all()
    assert (truth <= inferred.high["relationship"]).all()


def test_requests_accepted_before_the_180_days_stay_unknown(tmp_path):
    outcome = archive(tmp_path, [(n, n % 3 > 0) for n in range(1, 400, 5)])

    spans = {span.action: span for span in outcome.log.coverage.spans}
    assert spans["invitation_accepted"].first == LAST - 180
    assert total(outcome.log, "invitation_accepted") == 24
    assert total(outcome.log, ACTION) == pytest.approx(24 + 44 * 24 / 36)
    assert any("inferred from Connections (67% of 36 made since" in note for note in outcome.notes)


@pytest.mark.parametrize("files", [{}, {"Invitations.csv": table(INVITATIONS, [])}])
def test_without_who_asked_connections_tell_nothing(tmp_path, files):
    links = table(CONNECTIONS, [link(f"p-{n}", ago(n)) for n in range(1, 300, 5)])

    outcome = read(tmp_path, {"Connections.csv": links, **files}, BASIC)

    assert ACTION not in {span.action for span in outcome.log.coverage.spans}
    assert total(outcome.log, ACTION) == 0


def test_few_connections_tell_no_share(tmp_path):
    outcome = archive(tmp_path, [(n, True) for n in range(5, 400, 25)])

    assert total(outcome.log, ACTION) == 0


def test_a_history_says_what_is_inferred_before_the_180_days(tmp_path):
    log = archive(tmp_path, [(n, n % 3 > 0) for n in range(1, 400, 5)]).log

    result = history(log, load_rules(), start=date(2025, 10, 1), end=date(2026, 5, 19))

    (edge,) = result.edges
    assert edge.actions == ("invitation_accepted", "invitation_sent")
    assert edge.inferred == ("invitation_accepted",)
