"""`ssi serve` as a process, asked over loopback as a client of the hosted call would."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from shutil import which

import httpx
import pytest
from commanded import write_rows

from estimator import Reading, estimate, load_rules, read_log
from estimator.serve.contract import openapi
from estimator.serve.listening import Taken, bound

KEY = "a-key-of-the-tests"
DESCRIBED = Path(__file__).parent.parent / "docs" / "openapi.json"
BEARER = {"Authorization": f"Bearer {KEY}"}
DAYS = [f"2026-05-{day:02}" for day in range(1, 20)]


class Service:
    """A running `ssi serve`; `url` is where it answers."""

    def __init__(self, *arguments, **environment):
        start = [sys.executable, "-m", "estimator", "serve", *map(str, arguments), "--port", "0"]
        self.process = subprocess.Popen(
            start,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "SSI_API_KEY": KEY, **environment},
        )
        self.said = []
        while not any("answers" in line for line in self.said):
            line = self.process.stderr.readline()
            assert line, "".join(self.said)
            self.said.append(line)
        self.url = next(line for line in self.said if "answers" in line).split("/ssi")[0]

    def get(self, path="/ssi", headers=BEARER, **asked):
        return httpx.get(f"{self.url}{path}", params=asked, headers=headers, timeout=30)

    def end(self):
        """Ends it by Ctrl-C; what it said until then."""
        self.process.send_signal(signal.SIGINT)
        try:
            return self.process.communicate(timeout=60)[1]
        finally:
            self.process.kill()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("served")
    rows = [{"day": day, "action": "comment", "count": 2, "account": who} for day in DAYS
            for who in ("ada", "ben")]  # fmt: skip
    return write_rows(made / "log.jsonl", *rows).parent


@pytest.fixture(scope="module")
def running(folder):
    service = Service(folder / "log.jsonl", "--industry-average", "34.5")
    yield service
    service.end()


@pytest.fixture
def service(running, loopback):
    return running


def expected(folder, account="ada"):
    log = read_log(folder / "log.jsonl").of_account(account)
    return estimate(log, load_rules(), averages={"industry": 34.5})


def test_the_answer_is_the_documented_one_and_reads_back_to_the_same_numbers(service, folder):
    answered = service.get()

    body = answered.json()
    assert answered.status_code == 200
    assert {"success", "accountId", "memberScore", "industry", "network", "groupScore",
            "profileUrn", "activeSeat", "rawJson"} < set(body)  # fmt: skip
    found, wanted = Reading.from_payload(body), expected(folder)
    assert found.overall == wanted.total.points
    assert found.pillars == {name: p.points for name, p in wanted.pillars.items()}
    assert body["accountId"] == "ada"
    assert body["network"] is None  # not known, so not 0


def test_beside_the_documented_keys_it_says_that_it_is_an_estimate(service, folder):
    told, wanted = service.get().json()["estimate"], expected(folder)

    assert (told["points"], told["low"], told["high"]) == (
        wanted.total.points, wanted.total.low, wanted.total.high
    )  # fmt: skip
    assert told["calibratedUntil"] == load_rules().calibrated_until.isoformat()


@pytest.mark.parametrize(
    ("path", "known"), [("/ssi", "accountId, debug"), ("/report", "none"), ("/", "none")]
)
def test_what_nothing_is_made_of_is_refused_wherever_it_is_asked(service, path, known):
    answered = service.get(path, week="2026-W10")

    assert answered.status_code == 400
    assert answered.json()["message"] == f"unknown parameter; known are {known}"


def test_one_account_is_asked_for_at_a_time(service):
    answered = service.get(accountId=["ada", "ben"])

    assert answered.status_code == 400
    assert answered.json()["message"] == "accountId: stands more than once"


@pytest.mark.skipif(which("curl") is None, reason="no curl on this machine")
def test_the_documented_curl_line_works_word_for_word(service):
    line = ["curl", "-s", "-X", "GET", f"{service.url}/ssi?accountId=ben",
            "-H", f"Authorization: Bearer {KEY}"]  # fmt: skip

    done = subprocess.run(line, capture_output=True, check=True, text=True)

    assert json.loads(done.stdout)["accountId"] == "ben"


def test_the_change_is_that_of_the_rank_since_the_week_before(service):
    body = service.get().json()

    assert body["industry"]["change"] > 0  # comments every day for nineteen days: a better rank
    assert body["groupScore"] == [body["industry"]]


def test_debug_brings_the_trace(service):
    assert service.get().json()["rawJson"] is None
    assert service.get(debug="true").json()["rawJson"]["schema"] == "ssi.estimate/1"


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer no"}, {"Authorization": KEY}])
def test_without_the_key_nothing_is_told(service, headers):
    answered = service.get(headers=headers)

    assert answered.status_code == 401
    assert set(answered.json()) == {"error"}


@pytest.mark.parametrize("asked", [{"accountId": "eve"}, {"debug": "yes"}, {"acountId": "ada"}])
def test_what_is_not_known_is_the_callers_mistake_and_no_other_accounts_score(service, asked):
    answered = service.get(**asked)

    assert answered.status_code == 400
    body = answered.json()
    assert body["success"] is False
    assert body["code"] == "validation_error"
    assert "memberScore" not in body


def test_a_foreign_host_is_refused_before_anything_else(service):
    answered = service.get(headers={**BEARER, "Host": "rebound.example"})

    assert answered.headers["x-content-type-options"] == "nosniff"
    assert answered.status_code == 400
    assert "memberScore" not in answered.text


def test_no_other_page_may_read_it_and_headers_say_so(service):
    answered = service.get(headers={**BEARER, "Origin": "https://elsewhere.example"})

    assert "access-control-allow-origin" not in answered.headers
    assert answered.headers["x-content-type-options"] == "nosniff"
    assert answered.headers["cache-control"] == "no-store"
    assert "server" not in answered.headers


@pytest.mark.parametrize("path", ["/", "/report"])
def test_pages_are_whole_and_reach_for_nothing(service, path):
    answered = service.get(path, headers={})

    assert answered.status_code == 200
    assert answered.headers["content-type"].startswith("text/html")
    assert 'src="http' not in answered.text


def test_the_report_is_the_weekly_one_and_readings_anchor_every_answer(loopback, tmp_path):
    rows = [{"day": day, "action": "comment", "count": 2} for day in DAYS]
    log, note = write_rows(tmp_path / "log.jsonl", *rows), tmp_path / "note.csv"
    note.write_text("date,brand,find,insight,relationship\n2026-05-19,12,5,2,20\n", "utf-8")
    service = Service(log, "--readings", note)
    try:
        assert service.get().json()["memberScore"]["overall"] == 39.0
        assert "11 May to 17 May 2026" in service.get("/report", headers={}).text
        assert '"total":39.0' in service.get("/", headers={}).text
    finally:
        service.end()


def test_readings_alone_are_served_and_read_again_when_they_change(loopback, tmp_path):
    note, head = tmp_path / "note.csv", "date,brand,find,insight,relationship\n2026-05-19,12,5,"
    note.write_text(f"{head}2,20\n", "utf-8")
    service = Service("--readings", note, "--on", "2026-05-19")

    before = service.get().json()["estimate"]["points"]
    note.write_text(f"{head}6.25,20\n", "utf-8")
    after = service.get().json()["estimate"]["points"]
    page = service.get("/").text
    service.end()

    assert (before, after) == (39.0, 43.25)
    assert "readings" in page


def test_the_description_in_the_repository_is_the_one_that_is_served(service):
    kept = json.loads(DESCRIBED.read_text(encoding="utf-8"))

    assert outline(kept) == outline(openapi())
    assert openapi() == service.get("/openapi.json", headers={}).json()


def outline(described):
    """Paths, answers, and the keys of every body; how pydantic words a schema is its own affair."""
    schemas = described["components"]["schemas"]
    answers = {path: sorted(one["get"]["responses"]) for path, one in described["paths"].items()}
    return answers, {name: sorted(one["properties"]) for name, one in schemas.items()}


def test_other_methods_and_paths_are_told_in_the_same_shape(service):
    posted = httpx.post(f"{service.url}/ssi", headers=BEARER)
    lost = service.get("/nowhere")

    assert (posted.status_code, lost.status_code) == (405, 404)
    assert set(posted.json()) == set(lost.json()) == {"error"}


def test_everything_that_the_description_allows_is_answered_as_it_says(service):
    schemathesis = pytest.importorskip("schemathesis")
    from hypothesis import HealthCheck, given, settings
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    schema = schemathesis.openapi.from_dict(openapi())

    @given(case=schema["/ssi"]["GET"].as_strategy())
    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    def check(case):
        case.call_and_validate(
            base_url=service.url, headers=BEARER, excluded_checks=[positive_data_acceptance]
        )  # a name that is no account of the log is a mistake that no description can foresee

    check()


def test_a_hundred_clients_at_once_get_the_right_answer_though_some_are_slow_or_leave(service):
    host, _, port = service.url.removeprefix("http://").rpartition(":")
    right = {name: service.get(accountId=name).json() for name in ("ada", "ben")}
    slow = socket.create_connection((host, int(port)))
    slow.sendall(b"GET /ssi HTTP/1.1\r\nHost: localhost\r\n")  # ... and no more of it
    left = socket.create_connection((host, int(port)))
    left.sendall(b"GET /ssi HTTP/1.1\r\nHost: localhost\r\n\r\n")
    left.close()
    found = []

    def ask(name):
        found.append((name, service.get(accountId=name).json()))

    clients = [threading.Thread(target=ask, args=(("ada", "ben")[i % 2],)) for i in range(100)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    slow.close()

    assert len(found) == 100
    assert all(body == right[name] for name, body in found)


def test_a_file_that_changes_is_read_again_and_a_broken_one_keeps_the_last_score(
    loopback, tmp_path
):
    log = write_rows(tmp_path / "log.jsonl", {"day": "2026-05-01", "action": "comment", "count": 1})
    service = Service(log)
    try:
        first = service.get().json()
        write_rows(log, {"day": "2026-05-01", "action": "comment", "count": 50},
                   {"day": "2026-05-02", "action": "comment", "count": 9})  # fmt: skip
        second = service.get().json()
        log.write_text("this is no log", encoding="utf-8")
        third = service.get().json()
        log.unlink()
        fourth = service.get()

        assert second["memberScore"]["overall"] > first["memberScore"]["overall"]
        assert third["memberScore"] == second["memberScore"]
        assert any("older" in warning for warning in third["estimate"]["warnings"])
        assert fourth.status_code == 500
        assert set(fourth.json()) == {"error"}
    finally:
        service.end()


def test_ctrl_c_ends_it_though_a_client_hangs(loopback, folder):
    service = Service(folder / "log.jsonl")
    host, _, port = service.url.removeprefix("http://").rpartition(":")
    with socket.create_connection((host, int(port))) as hanging:
        hanging.sendall(b"GET /ssi HTTP/1.1\r\n")
        said = service.end()

    assert "Traceback" not in said


def test_without_a_key_of_ones_own_one_is_made_and_shown_once(loopback, folder):
    service = Service(folder / "log.jsonl", SSI_API_KEY="")
    assert service.get().status_code == 401
    said = "".join(service.said) + service.end()

    assert said.count("key, shown this once") == 1


def test_a_port_that_is_taken_is_told_in_a_sentence(folder, running):
    port = running.url.rpartition(":")[2]
    done = subprocess.run(
        [sys.executable, "-m", "estimator", "serve", folder / "log.jsonl", "--port", port],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "--port N names another" in done.stderr


@pytest.mark.parametrize("host", ["a..b", "999.1.1.1", "::zz", "", "x" * 80])
def test_a_host_that_is_no_address_is_told_in_words_of_ours(host):
    with pytest.raises(Taken, match="--host: is no address"):
        bound(host, 0)


def test_an_address_of_another_machine_asks_for_another_address(folder):
    done = subprocess.run(
        [sys.executable, "-m", "estimator", "serve", folder / "log.jsonl", "--host", "192.0.2.1"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "is no address of this machine; --host ADDRESS names another" in done.stderr
