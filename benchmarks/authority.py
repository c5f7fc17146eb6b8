"""Every recorded reading beside ours: from what is known, and anchored on the readings before it.

    python -m benchmarks.authority       writes docs/authority.md; read the diff

The test suite holds the file to what this prints. Totals, by account and day; a tolerance stands
beside each: half the width of the 80 % interval, with a note where it is wider than wished.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from estimator import Reading, estimate, load_rules, read_readings
from estimator.log import ActivityLog
from estimator.resources import resource

FILE = Path(__file__).parent.parent / "docs" / "authority.md"
WISHED = 5.0  # points either side
HEAD = """# Every recorded reading beside ours

Written by `python -m benchmarks.authority`; a test holds it. Nothing of these accounts' acts was
recorded day by day, so ours alone is what is said of anybody; anchored, it knows the account's own
readings of days before. "off" is ours minus LinkedIn's.

| account | day | LinkedIn's total | ours alone | off | anchored | off | within | note |
|---|---|--:|--:|--:|--:|--:|--:|---|
"""


def text() -> str:
    """The whole file."""
    return HEAD + "".join(f"{row}\n" for row in rows())


def rows() -> Iterator[str]:
    """A row of the table for each dated reading with a total, one account after the other."""
    rules, accounts = load_rules(), defaultdict[str, list[Reading]](list)
    for one in read_readings(resource("fixtures") / "readings"):
        if one.captured is not None and one.total is not None:
            accounts[one.account].append(replace(one, account="me"))
    for name, readings in sorted(accounts.items()):
        for n, one in enumerate(readings):
            assert one.captured is not None and one.total is not None
            before = [r for r in readings[:n] if r.captured != one.captured]
            asked = (ActivityLog.empty(), rules, one.captured, one.seat or "free")
            bare, now = estimate(*asked), estimate(*asked, readings=before)
            within = (now.total.high - now.total.low) / 2
            missed = not now.total.low <= one.total <= now.total.high
            notes = ["nothing known before"] if not before else []
            notes += ["wider than wished"] if within > WISHED else []
            notes += ["outside"] if missed else []
            ends = f"{bare.total.points:.1f} | {bare.total.points - one.total:+.1f}"
            own = f"{now.total.points:.1f} | {now.total.points - one.total:+.1f} | {within:.1f}"
            said = f"{name} | {one.captured} | {one.total:.1f} | {ends} | {own}"
            yield f"| {said} | {', '.join(notes)} |"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
