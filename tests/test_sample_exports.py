"""The invented archives are what the script writes and say what truth.json says.

Everything is counted here from the files by a plain reading, in truth.json from what happened.
"""

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import groupby, pairwise
from pathlib import Path
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest

FIXTURES = Path(__file__).parent.parent / "fixtures"
EXPORTS = FIXTURES / "exports"
SCRIPT = FIXTURES / "make_exports"
NAMES = {kind: f"{kind}_LinkedInDataExport_05-19-2026.zip" for kind in ("Complete", "Basic")}
TRUTH = json.loads((EXPORTS / "truth.json").read_text(encoding="utf-8"))
SNAPSHOT = date.fromisoformat(TRUTH["snapshot"])
OWNER = TRUTH["owner"]["url"]
PACIFIC = ZoneInfo("America/Los_Angeles")
SUFFIX = f"_{TRUTH['owner']['member_id']}.csv"


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


FILES = {kind: members(EXPORTS / name) for kind, name in NAMES.items()}


def text(name: str) -> str:
    return FILES["Complete"][name].decode()


def rows(name: str) -> list[dict[str, str]]:
    body = text(name).split("\n\n", 1)[1] if name == "Connections.csv" else text(name)
    return list(csv.DictReader(io.StringIO(body, newline="")))


def when(words: str) -> datetime:
    return datetime.fromisoformat(words.removesuffix(" UTC").replace("/", "-")).replace(tzinfo=UTC)


def sent_at(row: dict[str, str]) -> datetime:
    local = datetime.strptime(row["Sent At"], "%m/%d/%y, %I:%M %p").replace(tzinfo=PACIFIC)
    return local.astimezone(UTC)


def born(link: str) -> datetime:
    number = int(re.findall(r"\d{15,}", unquote(link))[-1])
    return datetime.fromtimestamp((number >> 22) / 1000, UTC)


def accepted_on() -> dict[str, date]:
    shown = (row for row in rows("Connections.csv") if row["URL"])
    return {
        row["URL"]: datetime.strptime(row["Connected On"], "%d %b %Y").replace(tzinfo=UTC).date()
        for row in shown
    }


def conversations() -> list[list[dict[str, str]]]:
    """Oldest first; without SPAM, drafts and senders without an address; then those of two."""
    kept = [
        row
        for row in rows("messages.csv")
        if row["SENDER PROFILE URL"] and row["FOLDER"] != "SPAM" and row["IS MESSAGE DRAFT"] == "No"
    ]
    return [list(group)[::-1] for _, group in groupby(kept, key=lambda r: r["CONVERSATION ID"])]


def others(thread: list[dict[str, str]]) -> set[str]:
    urls = {url for row in thread for url in row["RECIPIENT PROFILE URLS"].split(",")}
    return (urls | {row["SENDER PROFILE URL"] for row in thread}) - {OWNER, ""}


def comments() -> list[tuple[str, str]]:
    """Date and text of each comment, by the shape of a record and not by a dialect of CSV."""
    record = re.compile(r"^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,https://)", re.MULTILINE)
    found = []
    for part in record.split(text("Comments" + SUFFIX))[1:]:
        day, _, words = part.removesuffix("\n").split(",", 2)
        bare = words[1:-1].replace('\\"', '"').replace("\\\\", "\\") if words[0] == '"' else words
        found.append((day, bare))
    return found


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folders = [tmp_path_factory.mktemp("exports") for _ in range(2)]
    for folder in folders:
        subprocess.run([sys.executable, SCRIPT, "--into", folder], check=True, timeout=60)
    return folders


@pytest.mark.parametrize("name", [*NAMES.values(), "truth.json"])
def test_the_script_writes_the_same_bytes_twice(rebuilt: list[Path], name: str) -> None:
    first, second = ((folder / name).read_bytes() for folder in rebuilt)

    assert first == second


@pytest.mark.parametrize("kind", NAMES)
def test_the_archives_of_the_checkout_are_what_the_script_writes(
    rebuilt: list[Path], kind: str
) -> None:
    """Names, dates and contents; the packed bytes themselves vary with the system's zlib."""
    fresh, kept = (zipfile.ZipFile(folder / NAMES[kind]) for folder in (rebuilt[0], EXPORTS))

    with fresh, kept:
        seen = [
            [(e.filename, e.date_time, e.external_attr, z.read(e)) for e in z.infolist()]
            for z in (fresh, kept)
        ]

    assert seen[0] == seen[1]
    assert (rebuilt[0] / "truth.json").read_bytes() == (EXPORTS / "truth.json").read_bytes()


@pytest.mark.parametrize("name", NAMES.values())
def test_an_archive_stays_under_300_kilobytes(name: str) -> None:
    assert (EXPORTS / name).stat().st_size < 300_000


def test_basic_is_a_part_of_complete_byte_for_byte() -> None:
    complete, basic = FILES["Complete"], FILES["Basic"]

    assert basic.items() < complete.items()
    assert not [name for name in basic if name.endswith(SUFFIX) or name == "SearchQueries.csv"]
    assert sum(name.endswith(SUFFIX) for name in complete) == 8


def test_every_address_is_invented() -> None:
    found = re.findall(r"(?:https?://)?(?:www\.)?[\w.-]+\.(?:com|org)[^\s\",<\]]*",
                       "\n".join(data.decode() for data in FILES["Complete"].values()))  # fmt: skip
    hosts = {address.removeprefix("https://").split("/")[0] for address in found}
    pages = {address for address in found if "linkedin.com/in/" in address}

    assert hosts <= {"www.linkedin.com", "example.com", "example.org", "ada.example.com"}
    assert pages and all("example" in page.rpartition("/")[2] for page in pages)


def test_only_files_that_must_stay_closed_hold_the_canary() -> None:
    holding = {name for name, data in FILES["Complete"].items() if b"NEVER-OPEN-THIS" in data}

    assert holding == set(TRUTH["never_open"]) - {"LearningCoachMessages.csv"}


def test_nothing_happens_on_holiday() -> None:
    first, last = map(date.fromisoformat, TRUTH["holiday"])

    days = {date.fromisoformat(day) for counts in TRUTH["daily"].values() for day in counts}

    assert not any(first <= day <= last for day in days | set(accepted_on().values()))
    assert max(days) == SNAPSHOT


def test_connections_come_newest_first_below_a_preamble() -> None:
    data = text("Connections.csv")
    days = [datetime.strptime(row["Connected On"], "%d %b %Y") for row in rows("Connections.csv")]  # noqa: DTZ007

    assert data.startswith("Notes:\n") and not data.endswith("\n")
    assert days == sorted(days, reverse=True)
    assert len(days) == TRUTH["connections"]["all"]
    assert (
        sum(line.startswith(",,,,,,") for line in data.splitlines())
        == (TRUTH["connections"]["hidden"])
    )


def test_titles_count_as_truth_says() -> None:
    found = Counter(
        TRUTH["titles"][r["Position"]] for r in rows("Connections.csv") if r["Position"]
    )

    assert found == TRUTH["connections"]["seniority"]
    assert found["owner"] + found["cxo"] + found["vp"] == TRUTH["connections"]["senior"]


def test_nobody_accepts_before_being_asked_unless_the_zone_is_ignored() -> None:
    since = accepted_on()
    sent = [row for row in rows("Invitations.csv") if row["Direction"] == "OUTGOING"]
    asked = [(sent_at(r), since[r["inviteeProfileUrl"]]) for r in sent
             if r["inviteeProfileUrl"] in since]  # fmt: skip

    lags = [(day - at.date()).days for at, day in asked]
    careless = [(day - at.astimezone(PACIFIC).date()).days for at, day in asked]

    assert (min(lags), max(lags)) == (0, TRUTH["invitations"]["lag_days"]["most"])
    assert sum(a != b for a, b in zip(lags, careless, strict=True)) >= 10
    assert len(asked) == TRUTH["invitations"]["sent_accepted"]


def test_the_acceptance_rate_of_the_window_is_that_of_truth() -> None:
    since, window = accepted_on(), TRUTH["invitations"]["window"]
    sent = [row for row in rows("Invitations.csv") if row["Direction"] == "OUTGOING"]

    inside = [r for r in sent if window["from"] <= sent_at(r).date().isoformat() <= window["to"]]
    accepted = [row for row in inside if row["inviteeProfileUrl"] in since]

    assert (len(inside), len(accepted)) == (window["sent"], window["accepted"])
    assert 0.58 <= len(accepted) / len(inside) <= 0.8


def test_invitations_hold_what_was_accepted_in_180_days_or_is_pending() -> None:
    since = accepted_on()
    for row in rows("Invitations.csv"):
        out = row["Direction"] == "OUTGOING"
        day = since.get(row["inviteeProfileUrl" if out else "inviterProfileUrl"])

        age = (SNAPSHOT - (day or sent_at(row).date())).days

        assert age <= (180 if day else 290 if out else 176)


def test_invitations_are_sent_on_both_days_on_which_california_changes_its_clocks() -> None:
    found = Counter(row["Sent At"] for row in rows("Invitations.csv"))

    assert found["11/2/25, 1:30 AM"] == 2  # an hour apart
    assert found["3/8/26, 1:59 AM"] == found["3/8/26, 3:00 AM"] == 1  # a minute apart


def test_a_free_seat_never_sends_more_than_five_notes_a_month() -> None:
    notes = Counter(f"{sent_at(row):%Y-%m}" for row in rows("Invitations.csv")
                    if row["Message"] and row["Direction"] == "OUTGOING")  # fmt: skip

    assert max(notes.values()) <= 5


def test_posts_carry_their_time_in_their_id_and_nobody_reacts_before() -> None:
    late = {"Shares": "ShareLink", "Reactions": "Link", "InstantReposts": "Link", "Votes": "Link"}
    delays = {
        name: [when(row["Date"]) - born(row[column]) for row in rows(name + SUFFIX)]
        for name, column in late.items()
    }

    assert all(timedelta(0) <= delay < timedelta(seconds=1) for delay in delays.pop("Shares"))
    assert all(delay >= timedelta(minutes=1) for found in delays.values() for delay in found)


def test_posts_and_comments_keep_every_word() -> None:
    posts = [row["ShareCommentary"].replace('"\n"', "\n") for row in rows("Shares" + SUFFIX)]
    said = [words for _, words in comments()]

    assert sum(len(post.split()) for post in posts) == TRUTH["feed"]["share_words"]
    assert sum(len(words.split()) for words in said) == TRUTH["feed"]["comment_words"]
    assert len(rows("Comments" + SUFFIX)) != len(said) == TRUTH["feed"]["comments"]


def test_reactions_count_as_truth_says() -> None:
    links = [row["Link"] for row in rows("Reactions" + SUFFIX)]
    kinds = Counter(row["Type"] for row in rows("Reactions" + SUFFIX))

    assert kinds == TRUTH["feed"]["reactions"]
    assert sum("commentUrn" in link for link in links) == TRUTH["feed"]["reactions_to"]["comment"]
    assert sum("groupPost" in link for link in links) == TRUTH["feed"]["reactions_to"]["group"]


def test_some_searches_hold_a_bare_comma() -> None:
    found = list(csv.reader(io.StringIO(text("SearchQueries.csv"))))

    assert {len(row) for row in found} == {2, 3, 4}
    assert len(found) - 1 == TRUTH["feed"]["searches"]


def test_messages_are_all_quoted_and_each_conversation_comes_newest_first() -> None:
    listed = [list(g) for _, g in groupby(rows("messages.csv"), lambda r: r["CONVERSATION ID"])]
    plain = csv.reader(io.StringIO(text("messages.csv"), newline=""))
    quoted = "".join(
        ",".join('"' + c.replace('"', '""') + '"' for c in row) + "\n" for row in plain
    )

    assert quoted == text("messages.csv")
    assert len({thread[0]["CONVERSATION ID"] for thread in listed}) == len(listed)
    assert all(a["DATE"] >= b["DATE"] for thread in listed for a, b in pairwise(thread))


def test_conversations_begin_and_go_on_as_truth_says() -> None:
    threads, truth = conversations(), TRUTH["messages"]
    pairs = [thread for thread in threads if len(others(thread)) == 1]
    begun = [thread for thread in pairs if thread[0]["SENDER PROFILE URL"] == OWNER]
    replied = [t for t in begun if {row["SENDER PROFILE URL"] for row in t} - {OWNER}]
    mine = [row["SENDER PROFILE URL"] == OWNER for thread in threads for row in thread]

    assert (mine.count(True), mine.count(False)) == (truth["sent"], truth["received"])
    assert (len(pairs), len(begun), len(replied)) == (
        truth["one_to_one"], truth["begun"], truth["begun_replied"])  # fmt: skip
    assert sum(bool(thread[0]["SUBJECT"]) for thread in begun) == truth["inmails"]
    assert len(rows("messages.csv")) - len(mine) == truth["dropped"]


def test_only_the_planned_text_goes_to_five_people_in_a_week() -> None:
    to: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
    for row in (row for thread in conversations() for row in thread):
        week = (when(row["DATE"]) - when("2025-05-05 00:00:00")).days // 7
        if row["SENDER PROFILE URL"] == OWNER and row["CONTENT"]:
            to[week, row["CONTENT"]].add(row["RECIPIENT PROFILE URLS"])

    assert sorted(map(len, to.values()))[-2:][0] < 5
    assert max(map(len, to.values())) == TRUTH["messages"]["sent_bulk"]


def test_the_daily_counts_of_truth_are_those_of_the_files() -> None:
    sent = [row["DATE"] for t in conversations() for row in t if row["SENDER PROFILE URL"] == OWNER]
    out = [
        sent_at(r).isoformat(" ") for r in rows("Invitations.csv") if r["Direction"] != "INCOMING"
    ]
    searches = [line.split(",")[0] for line in text("SearchQueries.csv").splitlines()[1:]]
    found = {
        "message_sent": sent,
        "invitation_sent": out,
        "comment": [day for day, _ in comments()],
        "search": [moment.replace("/", "-") for moment in searches],
        "reaction": [row["Date"] for row in rows("Reactions" + SUFFIX)],
        "share": [row["Date"] for row in rows("Shares" + SUFFIX)],
        "vote": [row["Date"] for row in rows("Votes" + SUFFIX)],
    }

    assert {
        name: Counter(moment[:10] for moment in moments) for name, moments in found.items()
    } == {name: TRUTH["daily"][name] for name in found}


def test_the_examples_of_the_script_hold() -> None:
    names = [path.name for path in SCRIPT.glob("*.py") if path.name != "__main__.py"]

    done = subprocess.run([sys.executable, "-m", "doctest", *names], cwd=SCRIPT, timeout=60,
                          capture_output=True, check=False)  # fmt: skip

    assert done.returncode == 0, done.stdout.decode()
