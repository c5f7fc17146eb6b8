"""What other programs read of every command stays what it is: a digest of each.

A digest that differs says that something moved, not what: the command itself, run before and after,
says that. REWRITE_GOLDEN=1 writes the digests that there are now; each line of that diff is meant.
"""

import hashlib
import json
import os
import re
from pathlib import Path

import pytest
from commanded import ssi

from estimator.resources import resource

FILE = Path(__file__).parent / "golden" / "digests.txt"
VERSIONS = FILE.with_name("rules_versions.txt")  # of the rules: a digest of what each scores by
ARCHIVE = resource("fixtures") / "exports" / "Basic_LinkedInDataExport_05-19-2026.zip"
ON = ("--on", "2026-05-19")
DAYS = ("--from", "2026-05-01", "--to", "2026-05-19")
NUMBER = re.compile(r"-?[0-9]+\.[0-9]+(e-?[0-9]+)?")

COMMANDS = {
    "score json": ("score", ARCHIVE, *ON, "--format", "json"),
    "score ssi": ("score", ARCHIVE, *ON, "--format", "ssi"),
    "score csv": ("score", ARCHIVE, *ON, "--format", "csv"),
    "score json, Sales Navigator": (
        "score",
        ARCHIVE,
        *ON,
        "--seat",
        "sales_navigator",
        "--format",
        "json",
    ),
    "history json": ("history", ARCHIVE, *DAYS, "--format", "json"),
    "history csv": ("history", ARCHIVE, *DAYS, "--format", "csv"),
    "explain json": ("explain", ARCHIVE, *ON, "--format", "json"),
    "explain a change json": ("explain", ARCHIVE, *DAYS, "--format", "json"),
    "whatif json": (
        "whatif",
        ARCHIVE,
        *ON,
        "--add",
        "comment=10/week",
        "--weeks",
        "4",
        "--format",
        "json",
    ),
    "rules show json": ("rules", "show", "--format", "json"),
    "rules lint json": ("rules", "lint", "--format", "json"),
    "rules schema": ("rules", "schema"),
    "actions json": ("actions", "--format", "json"),
}


def digest(text):
    """Of the text, its numbers to six digits: the last bits are a processor's own."""
    rounded = NUMBER.sub(lambda found: f"{float(found[0]):.6g}", text)
    return hashlib.sha256(rounded.encode()).hexdigest()[:16]


def frozen():
    return dict(line.split("  ")[::-1] for line in FILE.read_text("utf-8").splitlines())


@pytest.mark.parametrize("name", COMMANDS)
def test_what_other_programs_read_is_what_it_was(name, monkeypatch):
    monkeypatch.chdir(resource("rules").parent)  # numbers are told with their place in a file

    done = ssi(*COMMANDS[name])

    assert done.exit_code == 0, done.stderr
    if os.environ.get("REWRITE_GOLDEN"):
        lines = {**(frozen() if FILE.exists() else {}), name: digest(done.stdout)}
        FILE.write_text("".join(f"{d}  {n}\n" for n, d in sorted(lines.items())), "utf-8")
    assert digest(done.stdout) == frozen()[name]


def test_every_digest_is_of_a_command():
    assert frozen().keys() == COMMANDS.keys()


def test_rules_that_score_otherwise_have_another_version():
    """REWRITE_GOLDEN=1 notes a new version; it never changes what an old one is."""
    shown = json.loads(ssi("rules", "show", "--format", "json").stdout)
    numbers = [[path, number["value"]] for path, number in shown["numbers"].items()]
    words = ("about", "advice")
    looks = [
        [path, {key: value for key, value in signal.items() if key not in words}]
        for path, signal in shown["signals"].items()
    ]
    version, now = str(shown["version"]), digest(json.dumps([numbers, looks]))
    known = dict(line.split("  ") for line in VERSIONS.read_text("utf-8").splitlines())
    if version not in known and os.environ.get("REWRITE_GOLDEN"):
        with VERSIONS.open("a", encoding="utf-8") as noted:
            noted.write(f"{version}  {now}\n")
        known[version] = now

    assert known.get(version) == now, "the rules score otherwise: raise `version` in ssi.yaml"
