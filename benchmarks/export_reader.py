"""How long a large Complete archive takes to read, and how much memory, in a fresh process.

    python benchmarks/export_reader.py [MESSAGES REACTIONS CONNECTIONS]

200,000 messages, 50,000 reactions and 20,000 connections unless told otherwise, made on the spot;
the same every time. Nothing is asserted.
"""

import json
import random
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

SIZES = (200_000, 50_000, 20_000)
LAST = datetime(2026, 5, 19, tzinfo=UTC)
NAME = "Complete_LinkedInDataExport_05-19-2026.zip"
OWNER = "https://www.linkedin.com/in/olive-owner-00000001"
WORDS = ("hello", "there", "about", "the", "meeting", "café", "thanks", "tomorrow", "offer", "ok")
TITLES = ("VP of Sales", "Founder & CEO", "Engineer", "Sales Manager", "Leiterin Einkauf", "Buyer")
MEASURED = """
import json, resource, sys, time
start = time.perf_counter()
from pathlib import Path
from estimator.readers.linkedin.export import read_export
loaded = time.perf_counter()
outcome = read_export([Path(sys.argv[1])])
done = time.perf_counter()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([loaded - start, done - loaded, peak, outcome.log.n_rows]))
"""


def messages(dice: random.Random) -> Iterator[str]:
    """Conversations of up to twenty rows, newest first, without an end."""
    number = 0
    while True:
        number += 1
        when = LAST - timedelta(seconds=dice.randrange(8 * 365 * 86_400))
        other = f"F{number} L{number},https://www.linkedin.com/in/p-{number}"
        own = f"Olive Owner,{OWNER}"
        for _ in range(dice.randrange(1, 20)):
            when -= timedelta(seconds=dice.randrange(60, 200_000))
            ends = f"{own},{other}" if dice.random() < 0.5 else f"{other},{own}"
            text = " ".join(dice.choices(WORDS, k=dice.randrange(5, 60)))
            line = "\n" if dice.random() < 0.3 else ""
            yield f'2-{number}==,,{ends},{when:%Y-%m-%d %H:%M:%S} UTC,,"{text},{line}",INBOX,,No\n'


def reactions() -> Iterator[str]:
    """A reaction every 50 minutes, backwards from the archive's day, without an end."""
    when = LAST
    while True:
        when -= timedelta(minutes=50)
        post = int((when.timestamp() - 5000) * 1000) << 22
        link = f"https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A{post}"
        yield f"{when:%Y-%m-%d %H:%M:%S},LIKE,{link}\n"


def connections(dice: random.Random) -> Iterator[str]:
    """Connections, newest first, without an end."""
    number, when = 0, LAST
    while True:
        number, when = number + 1, when - timedelta(hours=3)
        person = f"F{number},L{number},https://www.linkedin.com/in/p-{number}"
        yield f"{person},,Company {number % 500},{dice.choice(TITLES)},{when:%d %b %Y}\n"


def write_archive(path: Path, sizes: tuple[int, int, int]) -> None:
    """Writes an archive with that many messages, reactions and connections."""
    dice = random.Random(1)
    head = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,"
    tables = {
        "messages.csv": (
            head + "DATE,SUBJECT,CONTENT,FOLDER,ATTACHMENTS,IS MESSAGE DRAFT\n",
            messages(dice),
        ),
        "Reactions.csv": ("Date,Type,Link\n", reactions()),
        "Connections.csv": (
            "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n",
            connections(dice),
        ),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for (name, (header, rows)), size in zip(tables.items(), sizes, strict=True):
            with archive.open(name, "w") as member:
                member.write(header.encode())
                for row in islice(rows, size):
                    member.write(row.encode())


def main(arguments: list[str]) -> None:
    sizes = SIZES if not arguments else (int(arguments[0]), int(arguments[1]), int(arguments[2]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        write_archive(path, sizes)
        run = [sys.executable, "-c", MEASURED, str(path)]
        printed = subprocess.run(run, capture_output=True, text=True, check=True).stdout
        size = path.stat().st_size / 1e6
    loading, reading, peak, rows = json.loads(printed)
    print("{:,} messages, {:,} reactions, {:,} connections".format(*sizes), f"({size:.0f} MB)")
    print(f"  read in {reading:.2f} s (imports {loading:.2f} s), {peak:.0f} MB, {rows:,} rows")


if __name__ == "__main__":
    main(sys.argv[1:])
