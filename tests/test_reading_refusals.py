"""What is no SSI: error bodies, withdrawn access, mocks of the shape, guessed shapes."""

import json
import math

import pytest

from estimator.errors import AccessWithdrawn, NotSignedIn, ReadingError, ServerFailed
from estimator.reading import Reading


def member(overall=50, **scores):
    entries = [{"pillar": pillar, "score": score} for pillar, score in scores.items()]
    return {"memberScore": {"overall": overall, "subScores": entries}}


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({}, "the payload is empty"),
        ({"success": True, "memberScore": {}, "groupScore": []}, "neither a total nor a pillar"),
        ({"ssi": 64}, "a guessed shape"),
        ({"memberScore": {"ssi": 72.41}, "industry": {"top": 12}}, "memberScore.ssi.*guessed"),
        ({"socialSellingIndex": {"currentScore": {"score": 71}}}, "socialSellingIndex.*guessed"),
        ({"ssiScore": 64}, "a guessed shape"),
        ({"score": 64, "components": [{"score": 16}]}, "a score names no pillar"),
        ({"ssi": None, "industryTop": None, "networkTop": None}, "no SSI in it"),
        ({"followers": 12}, "no SSI in it"),
        ([], "got a list"),
        (None, "got null"),
        (7, "got a number"),
        ("", "no SSI in this text"),
        ("Página não encontrada", "no SSI in this text"),
        ('{"overall": ' + "9" * 5000 + "}", "more than 600 digits"),
        ('{"data": ' * 100_000 + "}" * 100_000, "levels deep; 100 are read"),
        ('{"memberScore": ', "payload:1:17: not JSON"),
        (member(101), r"overall is out of range \(got 101\); it is 0 to 100"),
        (member(-1), r"overall is out of range \(got -1\)"),
        (member(math.nan), r"overall is out of range \(got nan\)"),
        (member(math.inf), r"overall is out of range \(got inf\)"),
        (member(True), "overall is not a number"),
        (member(PROFESSIONAL_BRAND=40), r"brand is out of range \(got 40\); it is 0 to 25"),
        (member(PROFESSIONAL_BRAND="lots"), r"brand is not a number \(got a text\)"),
        (member(POWERS=3), "none of the four"),
        (
            {"memberScore": {"pillars": [{"pillar": "brand", "score": 1}] * 2}},
            "brand is there twice",
        ),
        (member() | {"industry": {"averageScore": 400}}, "industry.average is out of range"),
        (member() | {"network": {"rank": 101}}, "network.rank is out of range"),
        (member() | {"activeSeat": "perhaps"}, "activeSeat is neither true nor false"),
    ],
)
def test_what_is_no_ssi_is_refused_with_the_reason(payload, words):
    with pytest.raises(ReadingError, match=words):
        Reading.from_payload(payload)


def test_every_fault_of_a_payload_is_told_at_once():
    with pytest.raises(ReadingError) as caught:
        Reading.from_payload(
            member(140, PROFESSIONAL_BRAND=40, FIND_RIGHT_PEOPLE=-1), seat="gold", where="a.json:3"
        )

    assert [str(fault) for fault in caught.value.faults] == [
        "a.json:3: overall is out of range (got 140); it is 0 to 100",
        "a.json:3: brand is out of range (got 40); it is 0 to 25",
        "a.json:3: find is out of range (got -1); it is 0 to 25",
        "a.json:3: seat is unknown (got gold); it is free, premium or sales_navigator",
    ]


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        ({"error": "Unauthorized"}, NotSignedIn),
        ({"error": "missing_csrf_token"}, NotSignedIn),
        ({"status": 401, "response": {}}, NotSignedIn),
        ({"status": 403, "response": {"error": "no"}}, NotSignedIn),
        ({"object": "LinkedinRawData", "data": {"status": 401}}, NotSignedIn),
        ("<html><form action='/uas/login'></form></html>", NotSignedIn),
        ({"error": "Failed to fetch SSI, the session may have expired"}, ServerFailed),
        ({"error": "Internal server error"}, ServerFailed),
        ({"code": "PLATFORM_ERROR", "httpStatus": 502}, ServerFailed),
        ({"error": {"status": 500, "message": "no"}}, ServerFailed),
        ({"success": False, "memberScore": {}}, ServerFailed),
        ({"status": 999, "response": {}}, ServerFailed),
        ({"error": "Access to the SSI is discontinued"}, AccessWithdrawn),
        ("Seu Social Selling Index atual\nSeu acesso ao SSI foi descontinuado", AccessWithdrawn),
        ("<p>Você não tem acesso ao SSI foi descontinuado</p>", AccessWithdrawn),
    ],
)
def test_an_answer_that_says_why_it_holds_no_score_is_an_error_of_its_own(payload, kind):
    with pytest.raises(ReadingError) as caught:
        Reading.from_payload(payload)

    assert type(caught.value) is kind
    assert str(caught.value).startswith("payload: ")


NO_ACCESS = [
    "You do not have access to SSI",
    "You no longer have access to this page",
    "Your Sales Navigator subscription has ended. Reactivate to continue.",
    "Sie haben keinen Zugriff mehr auf den Social Selling Index",
    "Ihr Abonnement ist abgelaufen",
    "Votre accès a expiré",
    "Votre abonnement a pris fin",
    "Você não tem acesso ao SSI",
    "Looks like you can't access the Social Selling Index anymore",
    "Your Sales Navigator subscription has expired",
    "Der Social Selling Index ist nicht mehr verfügbar",
    "Vous n'avez plus accès à Sales Navigator",
    "Su suscripción ha caducado",
    "Ha perdido el acceso",
    "Il tuo accesso è scaduto",
    "Non disponi più dell'accesso",
    "A sua subscrição terminou",
    "Sua assinatura foi encerrada",
]


@pytest.mark.parametrize("words", ["No access token provided", "Your access token has expired"])
def test_a_token_that_is_missing_is_no_access_that_was_taken_away(words):
    with pytest.raises(NotSignedIn):
        Reading.from_payload({"error": words})


@pytest.mark.parametrize("words", NO_ACCESS)
@pytest.mark.parametrize("form", ["{}", "<html><body><h1>{}</h1></body></html>", "{} 12 of 30"])
def test_each_wording_of_no_access_is_one(words, form):
    with pytest.raises(AccessWithdrawn, match="without a Sales Navigator seat"):
        Reading.from_payload(form.format(words))
    with pytest.raises(AccessWithdrawn):
        Reading.from_payload({"success": False, "message": words})


@pytest.mark.parametrize("path", ["login", "register", "signup", "ssi-login"])
def test_an_address_to_sign_in_on_means_signed_out(path):
    with pytest.raises(NotSignedIn):
        Reading.from_payload({"url": f"https://www.linkedin.com/sales/{path}?x=1", "text": ""})
    with pytest.raises(NotSignedIn):
        Reading.from_payload(f"Location: https://www.linkedin.com/sales/{path}")


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ("<html><body>Social Selling Index</body></html>", r"has not loaded \(\d+ signs\)"),
        (
            {"status": "pending", "pendingReason": "queued", "workflowId": "w"},
            "not finished.*queued",
        ),
        ({"status": "running", "operationName": "x", "message": "come back"}, "not finished"),
        ({"success": False, "code": "validation_error", "message": "no"}, "request was wrong"),
    ],
)
def test_what_is_neither_a_score_nor_a_refusal_says_what_it_is(payload, words):
    with pytest.raises(ReadingError, match=words) as caught:
        Reading.from_payload(payload)

    assert type(caught.value) is ReadingError


@pytest.mark.parametrize(
    "odd",
    [
        {"evidence": []},
        {"evidence": {"a": 1}},
        {"seat": ["free"]},
        {"source": {"seen": math.nan, "id": "\ud800", "repo": 10**400}},
        {"account": "\ud800"},
        {"flags": {"a": 1}},
    ],
)
def test_an_envelope_of_odd_values_is_read_or_refused(odd):
    try:
        reading = Reading.from_payload(odd | {"response": member()})
    except ReadingError:
        return
    written = json.dumps(reading.to_envelope(), allow_nan=False).encode("utf-8")
    assert Reading.from_payload(json.loads(written)).pillars == reading.pillars


def test_a_rank_without_end_is_refused():
    team = {"groupType": "TEAM", "rank": math.inf}

    with pytest.raises(ReadingError, match=r"team.rank is out of range"):
        Reading.from_payload(member() | {"groupScore": [team]})


def test_a_status_that_is_no_error_of_ssi_is_told():
    with pytest.raises(ReadingError, match="status 404 and holds no SSI"):
        Reading.from_payload({"status": 404})


@pytest.mark.parametrize(
    ("envelope", "words"),
    [
        ({"captured": "2026-02-30"}, "captured is in no calendar"),
        ({"captured": "1999-02-01"}, "captured on 1999-02-01, before LinkedIn was there"),
        ({"captured": 7}, "captured is in no calendar"),
        ({"seat": "gold"}, r"seat is unknown \(got gold\)"),
        ({"evidence": "mock"}, r"evidence is unknown \(got mock\); it is real or likely"),
        ({"account": "https://www.linkedin.com/in/somebody"}, "account is no pseudonym"),
        ({"account": "urn:li:member:1"}, "account is no pseudonym"),
        ({"account": "a@b.example"}, "account is no pseudonym"),
        ({"account": "Some Body"}, "account is no pseudonym"),
        ({"account": ""}, "account is no pseudonym"),
    ],
)
def test_an_envelope_that_is_wrong_is_refused_without_repeating_what_may_be_personal(
    envelope, words
):
    with pytest.raises(ReadingError, match=words) as caught:
        Reading.from_payload(envelope | {"response": member()})

    assert "ody" not in str(caught.value) and "urn" not in str(caught.value)


def test_a_total_beside_both_ranks_is_a_reading_even_where_they_are_null():
    reading = Reading.from_payload({"ssi": 64, "industry_top": None, "network_top": None})

    assert (reading.overall, dict(reading.pillars)) == (64, {})


def test_four_numbers_under_unknown_names_that_make_the_total_are_no_total_alone():
    points = {"p_a": 12.5, "p_b": "9,5", "p_c": 8, "p_d": 17}

    with pytest.raises(ReadingError, match=r"under names not known.*p_a, p_b"):
        Reading.from_payload({"date": "2026-05-01", "total": 47, **points})
    alone = Reading.from_payload({"date": "2026-05-01", "total": 47, "posts": 3, "likes": 4})
    assert alone.overall == 47


def test_pillars_may_be_called_scores():
    names = ("brandScore", "ssiRightPeopleScore", "insights_points", "scoreRelationships")

    found = Reading.from_payload(
        {"totalScore": 47} | dict(zip(names, (12, 10, 8, 17), strict=True))
    )

    assert list(found.pillars.values()) == [12, 10, 8, 17]
