"""The portability API: its pages read as the archive they mirror; its change log adds the rest."""

import csv
import json
import zipfile
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from commanded import ssi
from hypothesis import given
from hypothesis import strategies as st

from estimator.coverage import Span
from estimator.days import to_date, to_day
from estimator.errors import LogError, SourceWarning
from estimator.readers.dma import ACTIONS, FILES, Changes, answer_of, read_dma
from estimator.readers.linkedin.export import read_export
from estimator.readers.linkedin.shelf import LAG
from estimator.readers.sources import read_log, read_sources

EXPORTS = Path(__file__).parent.parent / "fixtures" / "exports"
ARCHIVE = EXPORTS / "Complete_LinkedInDataExport_05-19-2026.zip"
NOON = 43_200_000
DAY = to_day(date(2026, 5, 1))


def page(domain, rows) -> bytes:
    paging = {"start": 0, "count": 10, "links": [], "total": 3}
    return json.dumps(
        {"paging": paging, "elements": [{"snapshotDomain": domain, "snapshotData": rows}]}
    ).encode()


def table(text: str) -> list[dict[str, str]]:
    lines = text.splitlines(keepends=True)
    if lines[0].startswith("Notes:"):
        lines = lines[3:]
    return list(csv.DictReader(lines))


def snapshot(*domains) -> list[tuple[str, bytes]]:
    """The sample archive's files as the API would answer them."""
    pages = []
    with zipfile.ZipFile(ARCHIVE) as archive:
        for domain in domains:
            stem = FILES[domain].removesuffix(".csv")
            name = next(n for n in archive.namelist() if n.split("/")[-1].startswith(stem))
            rows = table(archive.read(name).decode())
            pages.append((f"{domain}.json", page(domain, rows)))
    return pages


def event(resource, method, *, day=DAY, mine=True, name=None, **more):
    return {
        "id": 1,
        "capturedAt": day * 86_400_000 + NOON,
        "owner": "urn:li:person:me",
        "actor": "urn:li:person:me" if mine else "urn:li:person:other",
        "resourceName": resource,
        "method": "ACTION" if name else method,
        "methodName": name or method.lower(),
        "activity": {},
        "activityId": f"{resource}-{method}-{name}-{day}-{mine}-{sorted(more.items())}",
        "activityStatus": "SUCCESS",
    } | more


def changes(*events) -> list[tuple[str, bytes]]:
    return [("changes.json", json.dumps({"elements": events}).encode())]


def counts(log, action):
    if action not in log.actions:
        return {}
    rows = log.action == log.actions.index(action)
    found: Counter[int] = Counter()
    for day, count in zip(log.day[rows].tolist(), log.count[rows].tolist(), strict=True):
        found[day] += count
    return found


def test_pages_say_what_the_files_of_an_archive_say(tmp_path):
    domains = ("CONNECTIONS", "INVITATIONS", "ALL_LIKES", "SEARCHES", "PROFILE", "SKILLS")
    pages = snapshot(*domains)

    log = read_dma(pages).log

    from_files = read_export([ARCHIVE]).log
    for action in ("connections", "invitation_sent", "invitation_accepted", "people_search"):
        assert counts(log, action) == counts(from_files, action)
    assert log.count[log.action == log.actions.index("reaction")].sum() == (
        from_files.count[from_files.action == from_files.actions.index("reaction")].sum()
    )


def test_only_domains_that_were_fetched_are_covered():
    covered = {s.action for s in read_dma(snapshot("CONNECTIONS")).log.coverage.spans}

    assert "connections" in covered
    assert not covered & {"comment", "reaction", "message_sent", "people_search", None}


def test_chunks_that_repeat_rows_count_them_once_and_real_repeats_twice():
    row = {"Date": "2026-03-05 10:11:12", "Type": "LIKE", "Link": "https://www.linkedin.com/x"}
    other = {**row, "Date": "2026-03-06 10:11:12"}

    log = read_dma(
        [("1", page("ALL_LIKES", [row, row])), ("2", page("ALL_LIKES", [row, other]))]
    ).log

    march = to_day(date(2026, 3, 5))
    assert counts(log, "reaction") == {march: 2, march + 1: 1}


def test_pages_and_the_archive_of_the_same_member_count_once():
    pages = snapshot("ALL_LIKES", "CONNECTIONS")

    both = read_dma(pages, [ARCHIVE]).log

    alone = read_export([ARCHIVE]).log
    for action in ("reaction", "connections", "post"):
        rows, alone_rows = (log.action == log.actions.index(action) for log in (both, alone))
        assert both.count[rows].sum() == alone.count[alone_rows].sum()


def test_what_became_of_invitations_is_exact():
    closing = "inviteeClosingInvitation"
    outcome = read_dma(
        changes(
            event("invitations", "ACTION", name="verifyAndCreate"),
            event("invitations", "ACTION", name="verifyAndCreate", mine=False),
            event(
                "invitations",
                "ACTION",
                name=closing,
                mine=False,
                activity={"inviteeActionType": "ACCEPT"},
            ),
            event(
                "invitations",
                "ACTION",
                name=closing,
                mine=False,
                activity={"inviteeActionType": "IGNORE"},
            ),
            event(
                "invitations",
                "ACTION",
                name=closing,
                mine=True,
                activity={"inviteeActionType": "ACCEPT"},
            ),
            event(
                "invitations",
                "ACTION",
                name="inviterClosingInvitation",
                activity={"inviterActionType": "WITHDRAW"},
            ),
        )
    )

    assert {a: counts(outcome.log, a) for a in outcome.log.actions} == {
        "active_day": {DAY: 1},
        "invitation_accepted": {DAY: 1},
        "invitation_declined": {DAY: 1},
        "invitation_received": {DAY: 1},
        "invitation_sent": {DAY: 1},
        "invitation_withdrawn": {DAY: 1},
    }
    assert outcome.files[0].skipped == {"another kind of act": 1}


@pytest.mark.parametrize(("kind", "actions"), ACTIONS.items(), ids=str)
def test_each_kind_of_event_is_the_owners_act_or_anothers(kind, actions):
    resource, method = kind
    name = None if method.isupper() else method

    for mine, action in zip((True, False), actions, strict=True):
        found = Changes()
        found.add(event(resource, method, mine=mine, name=name))
        assert [action for _, action in found.events] == ([action] if action else [])


def test_an_event_that_failed_or_was_seen_does_not_count():
    post = event("ugcPosts", "CREATE")
    failed = event("ugcPosts", "CREATE", activityStatus="FAILURE", activityId="b")
    undated = event("ugcPosts", "CREATE", capturedAt="today", activityId="c")

    outcome = read_dma(changes(post, post, failed, undated))

    assert counts(outcome.log, "post") == {DAY: 1}
    assert outcome.files[0].skipped == {"failed": 1, "no time": 1, "seen before": 1}


def test_each_edit_of_an_article_is_the_same_article():
    edits = [
        event(
            "originalArticles", "ACTION", name="createOrUpdateArticle", day=DAY + n, resourceId="7"
        )
        for n in range(3)
    ]

    assert counts(read_dma(changes(*edits)).log, "article") == {DAY: 1}


def test_a_recruiters_mailbox_is_not_the_members():
    recruiter = event("messages", "CREATE", activity={"author": "urn:li:hireMailbox:1"})
    sales = event("messages", "CREATE", activity={"author": "urn:li:salesIdentity:1"})

    assert counts(read_dma(changes(recruiter, sales)).log, "message_sent") == {DAY: 1}


def test_the_change_log_covers_its_events_days():
    log = read_dma(changes(event("ugcPosts", "CREATE"), event("recs", "CREATE", day=DAY + 9))).log

    assert Span("invitation_declined", DAY, DAY + 9) in log.coverage.spans
    assert Span("comment", DAY, DAY + 9) in log.coverage.spans


def likes(*days):
    """A page of reactions at noon, as the change log has them in milliseconds."""
    link = "https://www.linkedin.com/x"
    rows = [{"Date": f"{to_date(d)} 12:00:00", "Type": "LIKE", "Link": link} for d in days]
    return "likes", page("ALL_LIKES", rows)


def test_a_day_with_an_own_act_is_an_active_day_once_and_no_day_is_known_to_be_none():
    likes = [{"Date": "2026-05-01 08:00:00", "Type": "LIKE", "Link": "https://www.linkedin.com/x"}]
    events = [
        event("socialActions/likes", "CREATE", day=day) for day in (DAY, DAY + 1, DAY + 1, DAY + 2)
    ]
    events.append(event("messages", "CREATE", day=DAY + 5, mine=False))

    log = read_dma([("likes.json", page("ALL_LIKES", likes)), *changes(*events)]).log

    assert counts(log, "active_day") == {DAY: 1, DAY + 1: 1, DAY + 2: 1}
    assert "active_day" not in {span.action for span in log.coverage.spans}


def test_an_act_that_both_show_is_known_by_its_time_and_counts_once():
    rows = likes(DAY, DAY + 2)
    same, late = (event("socialActions/likes", "CREATE", day=DAY + n) for n in (2, 5))
    beside = event("socialActions/likes", "CREATE", day=DAY + 2, activityId="other")
    beside["capturedAt"] = same["capturedAt"] + 5000

    outcome = read_dma([rows, *changes(same, late, beside)])

    assert counts(outcome.log, "reaction") == {DAY: 1, DAY + 2: 2, DAY + 5: 1}
    assert outcome.files[-1].read == 2
    assert outcome.files[-1].skipped == {"shown by the snapshot or an archive too": 1}


def test_a_domain_older_than_another_leaves_the_change_log_its_events():
    """Connections are of 31 May, reactions of 1 May: nothing says that none came in between."""
    connections = [{"First Name": "Ada", "Last Name": "X", "Connected On": "31 May 2026"}]
    events = [event("socialActions/likes", "CREATE", day=DAY + n) for n in (4, 9)]

    log = read_dma([likes(DAY), ("c", page("CONNECTIONS", connections)), *changes(*events)]).log

    assert counts(log, "reaction") == {DAY: 1, DAY + 4: 1, DAY + 9: 1}
    shown = log.coverage.days("reaction", log.accounts, DAY, DAY + 30)[0]
    assert [n for n in range(31) if shown[n]] == [0, 1, 2, *range(4, 10)]
    assert log.coverage.days("connections", log.accounts, DAY, DAY + 30).all()


def test_a_quiet_domain_is_known_until_it_may_have_been_asked_for():
    connections = [{"First Name": "Ada", "Last Name": "X", "Connected On": "31 May 2026"}]

    log = read_dma([likes(DAY - 90), ("c", page("CONNECTIONS", connections))]).log

    (span,) = (span for span in log.coverage.spans if span.action == "reaction")
    assert span.last == DAY + 30 - LAG


def test_an_archive_and_the_change_log_count_an_act_once():
    log = read_export([ARCHIVE]).log
    rows = snapshot("ALL_LIKES")
    dates = [row["Date"] for row in json.loads(rows[0][1])["elements"][0]["snapshotData"]]
    moments = [datetime.fromisoformat(f"{text}+00:00") for text in dates[:40]]
    events = [
        event(
            "socialActions/likes", "CREATE", capturedAt=int(m.timestamp() * 1000) + n, activityId=n
        )
        for n, m in enumerate(moments)
    ]

    both = read_dma(changes(*events), [ARCHIVE]).log

    assert counts(both, "reaction") == counts(log, "reaction")


def test_received_invitations_show_once_they_are_answered_and_are_not_covered():
    log = read_dma(changes(event("ugcPosts", "CREATE"))).log

    covered = {span.action for span in log.coverage.spans}
    assert "repost" in covered and "invitation_received" not in covered


def test_what_failed_and_succeeded_later_counts():
    failed = event("ugcPosts", "CREATE", activityStatus="FAILURE", activityId="a")
    again = event("ugcPosts", "CREATE", activityStatus="SUCCESSFUL_REPLAY", activityId="a")

    assert counts(read_dma(changes(failed, again)).log, "post") == {DAY: 1}


def test_domains_that_are_not_read_are_named():
    groups = page("GROUPS", [{"Group Name": "Gardeners"}])

    outcome = read_dma([*snapshot("CONNECTIONS"), ("g", groups)])

    assert "domain not read: GROUPS (1 rows)" in outcome.files[-1].notes
    assert "Gardeners" not in repr(outcome)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"7", b'{"elements": 3}', b'{"status": 404, "message": "No data found"}'],
)
def test_pages_without_data_are_an_error(content):
    with pytest.raises(LogError, match="hold nothing that can be used"):
        read_dma([("page.json", content)])


def test_an_answer_that_is_an_error_is_named():
    refused = b'{"status": 403, "message": "Not enough permissions"}'

    outcome = read_dma([*snapshot("CONNECTIONS"), ("page.json", refused)])

    assert "status 403" in str(outcome.files[-1].faults[0])


@pytest.mark.parametrize("wrap", ["page", "list", "lines", "folder"])
def test_pages_are_recognised_however_they_were_saved(wrap, tmp_path):
    contents = [content for _, content in snapshot("CONNECTIONS", "ALL_LIKES")]
    source = tmp_path / "pages.json"
    if wrap == "folder":
        source = tmp_path
        for number, content in enumerate(contents):
            (tmp_path / f"{number}.json").write_bytes(content)
    elif wrap == "page":
        contents = contents[:1]
        source.write_bytes(json.dumps(json.loads(contents[0]), indent=2).encode())
    elif wrap == "list":
        source.write_text(json.dumps([json.loads(content) for content in contents]))
    else:
        source.write_bytes(b"\n".join(contents))

    outcome = read_sources([source])

    assert outcome.kind == "dma"
    assert outcome.log.sha256 == read_dma([("x", content) for content in contents]).log.sha256


def test_the_change_log_is_recognised_and_read_with_an_archive(tmp_path):
    (tmp_path / "changes.json").write_bytes(
        changes(event("invitations", "ACTION", name="purge"))[0][1]
    )

    log = read_log(tmp_path / "changes.json", ARCHIVE)

    assert counts(log, "invitation_withdrawn") == {DAY: 1}
    assert counts(log, "post") == counts(read_log(ARCHIVE), "post")


@given(st.permutations(snapshot("CONNECTIONS", "ALL_LIKES", "INVITATIONS")))
def test_the_order_of_pages_is_irrelevant(pages):
    in_order = read_dma(snapshot("CONNECTIONS", "ALL_LIKES", "INVITATIONS"))

    assert read_dma(pages).log.sha256 == in_order.log.sha256


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["elements", "snapshotData", "snapshotDomain", "resourceName", "owner"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=8,
    )
)
def test_any_json_is_read_or_refused(value):
    with pytest.raises(LogError):
        read_dma([("page.json", json.dumps(value).encode())])


def test_a_table_of_a_domain_survives_any_text():
    text = 'two\nlines, "quoted"; and \\ more'
    rows = [{"Date": "2026-03-05 10:11:12", "Link": "https://www.linkedin.com/x", "Message": text}]

    log = read_dma([("c", page("ALL_COMMENTS", rows))]).log

    assert log.attributes["words"].values == (len(text.split()),)


@pytest.mark.parametrize(
    ("activity", "action"),
    [
        ({"inviteeActionType": "ACCEPT"}, "invitation_accepted"),
        ({"status": "ACCEPTED"}, "invitation_accepted"),
        ({"inviteeActionType": "IGNORE"}, "invitation_declined"),
        ({"type": "INVITEE_DECLINED"}, "invitation_declined"),
        ({}, None),
        ({"message": "I accept with pleasure"}, None),
    ],
)
def test_an_answer_that_an_event_does_not_tell_is_not_made_up(activity, action):
    assert answer_of({"activity": activity}) == action


NEXT = [{"rel": "next", "href": "/rest/memberSnapshotData?q=criteria&domain=SKILLS&start=1"}]


def skills(start, **paging):
    """A page of two rows; count is what was asked for."""
    rows = [{"snapshotDomain": "SKILLS", "snapshotData": [{"Name": "a"}, {"Name": f"b{start}"}]}]
    return {"paging": {"start": start, "count": 10, **paging}, "elements": rows}


ENDED = {"status": 404, "message": "No data found for this memberId"}


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ([skills(0, links=NEXT)], "0.json: SKILLS: the page after it is not there"),
        ([skills(0, total=30)], "0.json: SKILLS: the page after it is not there"),
        ([skills(0, count=2, links=[], total=30)], "the page after it is not there"),
        ([skills(1, links=[])], "0.json: SKILLS: the page before it is not there"),
        ([skills(0), skills(1), skills(3)], "2.json: SKILLS: the page before it is not there"),
        ([{"SKILLS": {"status": 200, "body": skills(0, links=NEXT)}}], "the page after it"),
        ([skills(0, links=NEXT), {"message": "No data found for this domain and memberId"}], "aft"),
        ([skills(0, links=NEXT), skills(1, links=[])], None),
        ([skills(0, links=NEXT), skills(1)], None),
        ([skills(0, links=NEXT), ENDED], None),
        ([skills(0, links=NEXT), {"paging": {"start": 1, "links": []}, "elements": []}], None),
        ([skills(0), skills(10), skills(20)], None),
        ([skills(0, total=2)], None),
        ([skills(0, links=[], total=3)], None),  # it is not full, and says that it is the last
        ([skills("x", count=None, links=5, total=[])], None),
    ],
)
def test_a_page_that_others_speak_of_and_is_not_there_is_a_warning(tmp_path, pages, said):
    for place, content in enumerate(pages):
        (tmp_path / f"{place}.json").write_text(json.dumps(content))
    given_pages = sorted(tmp_path.iterdir())

    outcome = read_sources(given_pages)
    strict = ssi("score", *given_pages, "--strict", "--on", "2026-05-01", "--format", "json")

    found = [said in one for one in outcome.assumed if "page" in one]
    assert found == [True] * (said is not None)
    assert outcome.assumed == () or set(outcome.assumed) <= set(outcome.cautions)
    assert said is None or (strict.exit_code == 2 and said in strict.stdout)


@pytest.mark.parametrize("words", ["this memberId", "this domain and memberId."])
def test_a_page_that_ends_paging_is_no_fault_when_it_is_given_by_itself(tmp_path, words):
    end = {"status": 404, "message": f"No data found for {words}"}
    page = {"elements": [{"snapshotDomain": "SKILLS", "snapshotData": [{"Name": "a"}]}]}
    empty = {"paging": {"start": 10, "count": 10, "links": []}, "elements": []}
    pages = {"end.json": end, "skills.json": page, "empty.json": empty}
    for name, content in pages.items():
        (tmp_path / name).write_text(json.dumps(content, indent=1))

    outcome = read_sources([tmp_path / name for name in pages])

    assert not any(report.faults for report in outcome.files)


@pytest.mark.parametrize(
    "answer",
    [
        {"message": "domain is not supported", "status": 400},
        {"message": "Empty oauth2_access_token", "serviceErrorCode": 401, "status": 401},
        {
            "status": 426,
            "code": "NONEXISTENT_VERSION",
            "message": "Requested version is not active",
        },
        {"error": "invalid_token", "error_description": "The token used has expired"},
    ],
)
def test_an_answer_without_data_is_called_one_by_itself_and_beside_others(tmp_path, answer):
    (tmp_path / "refused.json").write_text(json.dumps(answer))
    (tmp_path / "good.json").write_bytes(snapshot("CONNECTIONS")[0][1])

    outcome = read_sources([tmp_path / "good.json", tmp_path / "refused.json"])

    (fault,) = (fault for report in outcome.files for fault in report.faults)
    status = answer.get("status", "unknown")
    assert str(fault) == f"refused.json: is an answer without data (status {status})"
    with pytest.raises(LogError, match=f"status {status}"):
        read_sources([tmp_path / "refused.json"])


@pytest.mark.parametrize(
    "lost", ["a text", 5, {"method": "CREATE"}, {"snapshotData": []}, {"snapshotData": "no"}]
)
def test_an_element_of_a_page_that_is_none_is_a_fault(tmp_path, lost):
    row = {"First Name": "A", "Last Name": "B", "Connected On": "05 Mar 2026"}
    page = {"elements": [{"snapshotDomain": "CONNECTIONS", "snapshotData": row}, lost]}
    (tmp_path / "page.json").write_text(json.dumps(page))

    with pytest.warns(SourceWarning, match="no rows of a domain and no event"):
        log = read_log(tmp_path / "page.json")

    (connections,) = log.count[log.action == log.actions.index("connections")]
    assert connections == 1  # a row by itself is a row
    with pytest.raises(LogError, match="left out"):
        read_log(tmp_path / "page.json", strict=True)
