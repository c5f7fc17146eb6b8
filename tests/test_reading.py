"""Reading: every known payload gives the same numbers, and nothing personal comes along."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from payloads import API, DOCUMENTED, MEMBER, POINTS, RAW, SHAPES, TOTAL, scores

from estimator.errors import FailedRead, ReadingError
from estimator.reading import PILLARS, Group, Reading


@pytest.mark.parametrize("shape", SHAPES)
def test_every_known_payload_gives_the_same_pillars(shape):
    reading = Reading.from_payload(SHAPES[shape])

    assert reading.pillars == POINTS
    assert reading.overall in (TOTAL, None)
    assert reading.total == pytest.approx(TOTAL)
    assert reading.flags == ()


@pytest.mark.parametrize("shape", SHAPES)
def test_groups_are_those_the_payload_compares_with(shape):
    reading = Reading.from_payload(SHAPES[shape])

    for group, rank, average in ((reading.industry, 10, 34.5), (reading.network, 12, 36.3)):
        if group is not None:
            assert group.rank in (rank, None)
            assert group.average in (average, None)
    if reading.industry is not None:
        assert reading.industry.name in ("Banking", None)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_reading_of_any_payload_survives_its_own_envelope(shape):
    reading = Reading.from_payload(SHAPES[shape], account="me-2", evidence="likely")

    assert Reading.from_payload(reading.to_envelope()) == reading
    assert Reading.from_payload(json.loads(json.dumps(reading.to_envelope()))) == reading


@pytest.mark.parametrize(
    "payload",
    [
        {"ssi": 63, "industryTop": 4, "networkTop": 9},
        {"ssi": 63, "industry_top": 4, "network_top": 9},
        {"ssi": 63, "industryTop": 4, "networkTop": None},
        {"date": "2026-05-19", "total": 63},
        {"memberScore": {"overall": 63}},
    ],
)
def test_a_total_without_pillars_is_a_reading_of_the_total_alone(payload):
    reading = Reading.from_payload(payload)

    assert (reading.overall, reading.total, reading.pillars) == (63, 63, {})


def test_a_team_keeps_its_rank_and_average():
    team = {"groupType": "TEAM", "rank": 1, "score": {"overall": 54.6}}

    reading = Reading.from_payload({"memberScore": MEMBER, "groupScore": [team]})

    assert reading.team == Group(rank=1, average=54.6)


def test_pillars_go_by_name_and_not_by_place():
    shuffled = {"overall": TOTAL, "subScores": list(reversed(scores()))}

    assert Reading.from_payload({"memberScore": shuffled}).pillars == POINTS


@pytest.mark.parametrize("n", [1, 2, 3])
def test_some_pillars_without_the_others_are_an_error_that_names_the_keys(n):
    with pytest.raises(ReadingError, match=rf"relationship \(it has .*{API[0]}.*all four pillars"):
        Reading.from_payload({"memberScore": {"overall": TOTAL, "subScores": scores()[:n]}})
    with pytest.raises(ReadingError, match=r"professionalBrand, findingOthers"):
        Reading.from_payload({"overall": TOTAL, "professionalBrand": 21.05, "findingOthers": 6.4})


def test_a_source_may_quote_some_pillars_when_its_envelope_says_so():
    member = {"overall": TOTAL, "subScores": scores()[1:]}
    envelope = {"flags": ["pillars_partly_quoted"], "response": {"memberScore": member}}

    reading = Reading.from_payload(envelope)

    assert set(reading.pillars) == set(PILLARS) - {"brand"}
    assert Reading.from_payload(reading.to_envelope()) == reading


def test_a_recorded_zero_is_a_value():
    three = [
        {"pillar": name, "score": points} for name, points in zip(API, (20, 5, 0, 15), strict=True)
    ]

    reading = Reading.from_payload({"memberScore": {"overall": 40, "subScores": three}})

    assert reading.pillars["insight"] == 0


@pytest.mark.parametrize(
    "record",
    [
        {"date": "2026-05-02", "total": 0, **dict.fromkeys(PILLARS, 0)},
        {"date": "2026-05-02", **dict.fromkeys(PILLARS, "0.0")},
        {"date": "2026-05-02", "total": 0, "industry_rank": 0, "network_rank": 0},
    ],
)
def test_zeros_alone_are_a_page_that_did_not_load(record):
    with pytest.raises(FailedRead, match="zeros"):
        Reading.from_payload(record)


def test_float32_digits_stay_as_they_were_sent():
    payload = '{"memberScore":{"overall":13.418002}, "activeSeat": false}'

    reading = Reading.from_payload(payload)

    assert reading.to_payload()["memberScore"] == {"overall": 13.418002, "pillars": []}


def test_pillars_worth_more_than_the_total_are_flagged_and_kept():
    reading = Reading.from_payload({"memberScore": {"overall": 40, "subScores": scores()}})

    assert reading.flags == ("pillars_do_not_sum",)
    assert (reading.overall, reading.total, reading.pillars) == (40, 40, POINTS)


def test_a_total_above_the_sum_of_its_pillars_is_an_error():
    with pytest.raises(ReadingError, match=r"total 90 is above the sum of its pillars, 52.7"):
        Reading.from_payload({"memberScore": {"overall": 90, "subScores": scores()}})


def test_columns_known_to_hold_wrong_pillars_are_set_aside():
    row = {"Date": "2026-05-03", "CapturedAt": "2026-05-03T20:55:17Z", "Total": "51"}
    row |= {"Brand": "51", "People": "14", "Insights": "14", "Relationships": "7"}

    reading = Reading.from_payload(row)

    assert (reading.overall, reading.pillars) == (51, {})
    assert reading.flags == ("pillars_set_aside",)
    assert Reading.from_payload(reading.to_envelope()).flags == ("pillars_set_aside",)


@pytest.mark.parametrize(
    ("active", "given_seat", "seat", "flags"),
    [
        (True, None, "sales_navigator", ()),
        (False, None, "free", ()),
        (None, None, None, ()),
        (False, "premium", "premium", ()),
        (None, "Sales Navigator", "sales_navigator", ()),
        (True, "free", "free", ("seat_contradicts_payload",)),
        (False, "sales_navigator", "sales_navigator", ("seat_contradicts_payload",)),
    ],
)
def test_the_seat_given_goes_over_the_one_the_payload_tells(active, given_seat, seat, flags):
    reading = Reading.from_payload({"memberScore": MEMBER, "activeSeat": active}, seat=given_seat)

    assert (reading.seat, reading.flags) == (seat, flags)


@pytest.mark.parametrize(
    ("captured", "day", "text"),
    [
        (None, None, None),
        ("2026-05-19", date(2026, 5, 19), None),
        (date(2026, 5, 19), date(2026, 5, 19), None),
        (datetime(2026, 5, 19, 8, tzinfo=UTC), date(2026, 5, 19), "2026-05-19T08:00:00+00:00"),
        ("2026-05-19T23:30:00-03:00", date(2026, 5, 19), "2026-05-19T23:30:00-03:00"),
        ("2026-06", None, "2026-06"),
        ("May 2026", None, "May 2026"),
        ("19/05/2026", date(2026, 5, 19), None),
        ("03.11.2025", date(2025, 11, 3), None),
        ("3 November 2025", date(2025, 11, 3), None),
        ("2026-05 on the laptop of Some Body", None, "2026-05"),
        (1779148800000, date(2026, 5, 19), "2026-05-19T00:00:00+00:00"),
        (1779148800, date(2026, 5, 19), "2026-05-19T00:00:00+00:00"),
    ],
)
def test_a_day_is_told_only_where_the_capture_tells_it(captured, day, text):
    reading = Reading.from_payload(RAW, captured=captured)

    assert (reading.captured, reading.captured_text) == (day, text)


def test_what_is_given_beside_a_payload_goes_over_its_envelope():
    envelope = {"captured": "2026-01-01", "account": "old", "seat": "free", "response": RAW}

    reading = Reading.from_payload(envelope, captured="2026-05-19", account="new", seat="premium")

    assert (reading.captured, reading.account, reading.seat) == (
        date(2026, 5, 19),
        "new",
        "premium",
    )


def test_nothing_personal_comes_along():
    person = {"firstName": "Some", "lastName": "Body", "publicIdentifier": "somebody-1"}
    payload = DOCUMENTED | {"profile": person, "name": "Some Body", "accountBinding": "Some Body"}
    source = {
        "tool": "browser",
        "owner": "Some Body",
        "path": "/home/somebody/ssi.json",
        "note": "https://www.linkedin.com/in/somebody",
        "why": "mail to some@body.example",
    }

    reading = Reading.from_payload(payload, source=source)

    written = json.dumps(reading.to_envelope()) + repr(reading)
    assert "ody" not in written and "urn:li" not in written and "acc_" not in written
    assert reading.source == {"tool": "browser"}
    assert reading.account == "me"


def test_a_reading_prints_as_one_line():
    reading = Reading.from_payload(RAW, captured="2026-05-19")

    assert repr(reading) == (
        "Reading(2026-05-19, total 52.7: brand 21.05, find 6.4, insight 10.25, relationship 15)"
    )


groups = st.none() | st.builds(
    Group,
    rank=st.none() | st.integers(1, 99),
    average=st.floats(0, 100),
    pillars=st.fixed_dictionaries({}, optional={p: st.floats(0, 25) for p in PILLARS}),
    size=st.none() | st.integers(0, 10**7),
    change=st.none() | st.floats(-100, 100),
)
readings = st.builds(
    Reading,
    overall=st.floats(0.1, 1),  # never above the sum of pillars that are there
    pillars=st.just({}) | st.fixed_dictionaries({p: st.floats(1, 25, width=32) for p in PILLARS}),
    industry=groups,
    network=groups,
    team=groups,
    seat=st.sampled_from([None, "free", "sales_navigator"]),
)


@given(readings)
def test_the_documented_response_reads_back_to_the_same_reading(reading):
    again = Reading.from_payload(json.loads(json.dumps(reading.to_payload())))

    assert (again.overall, again.pillars, again.seat) == (
        reading.overall,
        reading.pillars,
        reading.seat,
    )
    assert (again.industry, again.network, again.team) == (
        reading.industry,
        reading.network,
        reading.team,
    )
    assert again.to_payload() == reading.to_payload()


@given(readings, st.dates(date(2003, 5, 5), date(2030, 1, 1)), st.sampled_from(["real", None]))
def test_an_envelope_reads_back_to_the_same_reading(reading, day, evidence):
    known = Reading.from_payload(reading.to_payload(), captured=day, evidence=evidence)

    assert Reading.from_payload(json.loads(json.dumps(known.to_envelope()))) == known


@given(st.permutations(scores()), st.permutations(RAW["groupScore"]))
def test_the_order_of_scores_and_groups_says_nothing(shuffled, groups):
    payload = {"memberScore": {"overall": TOTAL, "subScores": shuffled}, "groupScore": groups}

    assert Reading.from_payload(payload) == Reading.from_payload(
        {"memberScore": MEMBER, "groupScore": RAW["groupScore"]}
    )


@given(st.fixed_dictionaries({p: st.integers(0, 25000).map(lambda n: n / 1000) for p in PILLARS}))
def test_a_total_rounded_to_a_whole_number_never_counts_as_a_contradiction(pillars):
    assume(any(pillars.values()))
    overall = round(sum(pillars.values()))

    entries = [{"pillar": name, "score": points} for name, points in pillars.items()]
    reading = Reading.from_payload({"memberScore": {"overall": overall, "pillars": entries}})

    assert reading.flags == ()
    assert reading.total == pytest.approx(sum(pillars.values()))


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json_is_a_reading_or_a_reading_error(payload):
    try:
        reading = Reading.from_payload(payload)
    except Exception as error:
        assert type(error).__module__ == "estimator.errors"
    else:
        assert reading.overall is not None or reading.pillars
