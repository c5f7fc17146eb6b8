"""Damaged files for every reader: whatever comes in, a log or an SsiError comes out.

    python tests/fuzz_readers.py --seconds 60

A failure prints the target and its number; `--target NAME --number N` damages the same file the
same way again. A reader joins by one entry in TARGETS: a file's name, its good content, and what
reads a path.
"""

import argparse
import random
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from pathlib import Path

from test_linkedin_export_same_log import saved
from workbooks import workbook

from estimator import read_readings
from estimator.errors import SourceWarning, SsiError
from estimator.readers.linkedin.archive import is_export
from estimator.readers.linkedin.export import read_export
from estimator.readers.sources import read_sources
from estimator.reading.files import store_reading

TOKENS = [
    *(
        b'"',
        b'""',
        b"\\",
        b",",
        b";",
        b"\t",
        b"\n",
        b"\r",
        b"\r\n",
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
    ),
    *(
        b"\xe9",
        b"\xed\xa0\x80",
        b"\x85",
        "\u2028".encode(),
        "\u202f".encode(),
        "\U0001f600".encode(),
    ),
    *(
        b"-1",
        b"1e999",
        b"nan",
        b"NaN",
        b"inf",
        b"99999999999999999999",
        b"0x10",
        b"1_000",
        "٣".encode(),
    ),
    *(b"31 Feb 2026", b"2026-13-45 25:61:61", b"12/31/99, 0:00 AM", b"9999-12-31", b"0000-00-00"),
    *(b"OUTGOING", b"INCOMING", b"LinkedIn Member", b"urn:li:share:", b"groupPost", b"<p>", b"UTC"),
    *(
        b"null",
        b"true",
        b"[]",
        b"{}",
        b"[" * 50,
        b'{"a":' * 50,
        b"=1+1",
        b"A" * 5000,
        b"PK\x03\x04",
    ),
]
ROUNDS = 6


@dataclass(frozen=True)
class Target:
    """A file that a reader reads, and the reader. members: a ZIP is damaged inside, too."""

    name: str
    content: Callable[[], bytes]
    read: Callable[[Path], object]


def archive() -> bytes:
    """A good export of every kind of table."""
    return packed(saved())


def packed(files: dict[str, bytes]) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as into:
        for name, member in files.items():
            into.writestr(name, member)
    return content.getvalue()


def export(path: Path) -> object:
    return is_export(path), read_export([path])


def any_source(path: Path) -> object:
    """What a source holds. The account of each of its files closes, whatever is damaged."""
    outcome = read_sources([path])
    for file in outcome.files:
        assert file.read >= 0, file
        assert file.read + sum(file.skipped.values()) == file.records, file
    return outcome


TABLE = b"day,action,count,words\n2026-03-05,comment,2,40\n2026-03-05,connections,512,\n"
LINES = (
    b'{"covers": {"comment": ["2026-01-01", "2026-03-31"]}}\n'
    b'{"day": "2026-03-05", "action": "comment", "count": 2, "words": 40}\n'
    b'{"day": "2026-03-05", "action": "connections", "count": 512}\n'
)
PAGE = (
    b'{"paging":{"start":0,"count":10,"total":1},"elements":[{"snapshotDomain":"CONNECTIONS",'
    b'"snapshotData":[{"First Name":"Ada","Last Name":"Example","URL":"x/in/ada","Company":"",'
    b'"Position":"VP of Sales","Connected On":"05 Mar 2026"}]}]}'
)
USAGE = (
    b"Seat ID,Name,Days Active,Searches Performed,Profile Views,InMails Sent,Total Connections,"
    b"SSI - Overall Score,SSI - Establish your professional brand,SSI - Find the right people,"
    b"SSI - Engage with insights,SSI - Build relationships\n"
    b"1001,Ada Example,3,62,31,10,812,55.5,20,10.5,5,20\n"
)
WEEKLY = USAGE.replace(b"Seat ID,", b"Seat ID,Period,").replace(
    b"1001,", b"1001,Week of 2026-05-04,"
)
DAILY = b"date,comments,reactions,ssi\n01.05.2026,3,5,\n02.05.2026,0,,47.5\n"
NOTE = b"date,total,brand,find,insight,relationship\n03.11.2025,47,12.5,9.5,8,17\n"
TYPED = b"3 Nov 2025: 47/100\n2025-11-10 12,5 9,5 8 17\n"
GERMAN_PAGE = (
    b"Aktueller Social Selling Index\n31 von 100\n9,14 | Ihre professionelle Marke aufbauen\n"
    b"6,1 | Gezielt die richtigen Personen finden\n0,9 | Durch Einblicke Interesse wecken\n"
    b"15 | Beziehungen aufbauen\nTop 14 %\nSSI-Rang in der Branche\n"
)
ANSWER = (
    b'[{"date": "2026-05-01", "total": 47, "brand": 12.5, "people": 9.5, "insights": 8,'
    b' "relationships": 17, "industry_rank": 8, "activeSeat": true, "source": {"id": "x"}}]'
)
LINK = "https://www.linkedin.com/feed/update/urn:li:activity:7448000000000000000"


def spanish() -> bytes:
    """A good analytics workbook in Spanish, as LinkedIn states its dimensions."""
    days = [f"{day}/4/2026" for day in range(1, 9)]
    return workbook(
        {
            "INTERACCI\u00d3N": [
                ["Fecha", "Impresiones", "Interacciones"], *([d, "1.100", -2] for d in days)
            ],
            "PUBLICACIONES": [["URL", "Fecha", "Interacciones"], [LINK, "3/4/2026", 9]],
            "SEGUIDORES": [
                ["Total de seguidores el 8/4/2026:", 1190], ["Fecha", "Nuevos seguidores"],
                *([d, 1] for d in days),
            ],
        }
    )  # fmt: skip


def sheet() -> bytes:
    """A good usage report as the second sheet of a workbook."""
    rows = [line.split(",") for line in USAGE.decode().splitlines()]
    return workbook({"About": [["Usage report", "8/1/2025 - 8/31/2025"]], "Seats": rows})


def recorded(path: Path) -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SourceWarning)  # days of zeros are left out, and said
        readings = read_readings(path)
    return [store_reading(reading, path.parent / "stored") for reading in readings]


TARGETS = {
    "weekly_usage": Target("usage.csv", lambda: WEEKLY, any_source),
    "daily_table": Target("mine.csv", lambda: DAILY, any_source),
    "analytics": Target("Content_2026-04-01_2026-04-08_x.xlsx", spanish, any_source),
    "usage_sheet": Target("usage.xlsx", sheet, any_source),
    "reading_note": Target("note.csv", lambda: NOTE, recorded),
    "typed_note": Target("note.txt", lambda: TYPED, recorded),
    "reading_page": Target("page.txt", lambda: GERMAN_PAGE, recorded),
    "reading_answer": Target("answer.json", lambda: ANSWER, recorded),
    "linkedin_export": Target("Complete_LinkedInDataExport_05-19-2026.zip", archive, export),
    "export_source": Target("mine.zip", archive, any_source),
    "lines": Target("log.jsonl", lambda: LINES, any_source),
    "table": Target("log.csv", lambda: TABLE, any_source),
    "portability_page": Target("page.json", lambda: PAGE, any_source),
    "usage_report": Target("usage_2025-08-01_2025-08-31.csv", lambda: USAGE, any_source),
}
# every document of `fixtures/sources`, so that a new form is damaged the day it is written
SOURCES = Path(__file__).parent.parent / "fixtures" / "sources"
TARGETS |= {
    str(path.relative_to(SOURCES)): Target(
        path.name,
        path.read_bytes,
        recorded if path.parent.name.startswith("readings-") else any_source,
    )
    for path in sorted(SOURCES.rglob("*"))
    if path.is_file() and path.parent != SOURCES and not path.name.startswith("expected.")
}


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The content with a few bytes changed, cut, doubled, moved or replaced by awkward ones."""
    found = bytearray(content)
    for _ in range(chance.randint(1, ROUNDS)):
        start = chance.randint(0, len(found))
        end = min(len(found), start + chance.choice([1, 1, 2, 8, 64, 512]))
        token = chance.choice(TOKENS)
        match chance.randrange(6):
            case 0:
                found[start:start] = token
            case 1:
                found[start:end] = token
            case 2:
                del found[start:end]
            case 3:
                found[start:start] = found[start:end] * chance.choice([1, 2, 20])
            case 4:
                found[start:end] = bytes(chance.randrange(256) for _ in range(end - start))
            case 5 if chance.random() < 0.2:
                del found[start:]
    return bytes(found)


def damaged_members(content: bytes, chance: random.Random) -> bytes:
    """The ZIP with some of its members damaged, dropped, or under another's name."""
    with zipfile.ZipFile(BytesIO(content)) as good:
        files = {name: good.read(name) for name in good.namelist()}
    for name in chance.sample(sorted(files), chance.randint(1, 4)):
        match chance.randrange(8):
            case 0:
                del files[name]
            case 1:
                files[f"../{name}"] = files.pop(name)
            case 2:
                files[chance.choice(sorted(files))] = files[name]
            case 3:
                files[f"inner/{name}.zip"] = damaged(packed({name: files[name]}), chance)
            case _:
                files[name] = damaged(files[name], chance)
    return packed(files)


def trial(name: str, number: int, folder: Path) -> object:
    """What reading one damaged file makes, or its SsiError. Raises: whatever is not one."""
    target = TARGETS[name]
    chance = random.Random(f"{name} {number}")
    content = target.content()
    inside = target.name.endswith((".zip", ".xlsx")) and chance.random() < 0.8
    path = folder / target.name
    path.write_bytes((damaged_members if inside else damaged)(content, chance))
    try:
        return target.read(path)
    except SsiError as error:
        return error


def main(arguments: Sequence[str]) -> int:
    """The number of failures: 0 when nothing but SsiError came out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--target", choices=TARGETS)
    parser.add_argument("--number", type=int, help="only this one")
    given = parser.parse_args(arguments)
    names = [given.target] if given.target else list(TARGETS)
    until = time.monotonic() + given.seconds
    with tempfile.TemporaryDirectory() as folder:
        for number in count() if given.number is None else [given.number]:
            for name in names:
                try:
                    made = trial(name, number, Path(folder))
                    assert made is not None and str(made), "neither a log nor a word"
                except Exception:
                    traceback.print_exc()
                    sys.stderr.write(f"again with: --target {name} --number {number}\n")
                    return 1
            if time.monotonic() > until:
                break
    sys.stdout.write(f"nothing found in {(number + 1) * len(names)} damaged files\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
