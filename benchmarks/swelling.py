"""What a small file of each awkward form costs: CPU seconds of half a megabyte, and of twice it.

    python -m benchmarks.swelling [NAME...]

A form makes files of n alike things and names the command that reads them. `tests/test_swelling.py`
holds every form to the law that twice the things cost at most 2.5 times as much.
"""

import json
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from time import process_time

import openpyxl  # type: ignore[import-untyped]
from click.testing import CliRunner

Form = Callable[[Path, int], list[str]]  # writes n things into a folder; the arguments of `ssi`
MOST = 512 * 1024  # bytes: half a megabyte
ROW = {"day": "2026-05-01", "action": "comment"}
FIRST = date(2005, 1, 1)


def written(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def lines(path: Path, rows: Sequence[Mapping[str, object]]) -> str:
    return written(path, "".join(json.dumps(row) + "\n" for row in rows))


def days(n: int) -> list[str]:
    """n days, one after another, begun again after fifteen years."""
    return [(FIRST + timedelta(days=k % 5500)).isoformat() for k in range(n)]


def rows_of(folder: Path, n: int) -> list[str]:
    return ["score", lines(folder / "log.jsonl", [ROW | {"day": day} for day in days(n)])]


def accounts(folder: Path, n: int) -> list[str]:
    return ["score", lines(folder / "log.jsonl", [ROW | {"account": f"a{k}"} for k in range(n)])]


def attributes(folder: Path, n: int) -> list[str]:
    return ["score", lines(folder / "log.jsonl", [ROW | {f"x{k}": 1} for k in range(n)])]


def words(folder: Path, n: int) -> list[str]:
    rows = [ROW | {"section": f"x{k}"} for k in range(n)]
    return ["import", lines(folder / "log.jsonl", rows), "-o", str(folder / "out.jsonl"), "--force"]


def actions(folder: Path, n: int) -> list[str]:
    rows = [ROW, *({"day": "2026-05-01", "action": f"x{k}"} for k in range(n))]
    return ["score", lines(folder / "log.jsonl", rows)]


def keys(folder: Path, n: int) -> list[str]:
    return ["score", lines(folder / "log.jsonl", [ROW | {f"k{k}": 1 for k in range(n)}, ROW])]


def depth(folder: Path, n: int) -> list[str]:
    deep = '{"a":' * n + "1" + "}" * n
    return ["score", written(folder / "log.jsonl", f"{json.dumps(ROW)}\n{deep}\n")]


def columns(folder: Path, n: int) -> list[str]:
    head = ",".join(["day", "action", *(f"c{k}" for k in range(n))])
    return ["score", written(folder / "log.csv", f"{head}\n2026-05-01,comment{',' * n}\n")]


def quotes(folder: Path, n: int) -> list[str]:
    text = "day,action,note\n" + '2026-05-01,comment,"x\n' * n
    return ["score", written(folder / "log.csv", text)]


def spans(folder: Path, n: int) -> list[str]:
    covers = {"comment": [[day, day] for day in days(2 * n)[::2]]}
    return ["import", lines(folder / "log.jsonl", [{"covers": covers}, ROW]), "-o", "-"]


def groups(folder: Path, n: int) -> list[str]:
    one = {"covers": {"comment": ["2026-01-01", "2026-05-02"]}}
    heading = {"covers": {}, "covers_of": [{"accounts": [f"a{k}"], **one} for k in range(n)]}
    return ["import", lines(folder / "log.jsonl", [heading, ROW]), "-o", "-"]


USAGE = "Seat ID,Days Active,Searches Performed,Profile Views,Start Date,End Date"


def seat_days(folder: Path, n: int) -> list[str]:
    rows = [f"1001,1,3,2,{day},{day}" for day in days(n)]
    return ["score", written(folder / "usage.csv", "\n".join([USAGE, *rows]))]


def seats(folder: Path, n: int) -> list[str]:
    rows = [f"{1000 + k},1,3,2,2025-08-01,2025-08-31" for k in range(n)]
    return ["score", written(folder / "usage.csv", "\n".join([USAGE, *rows]))]


def people(folder: Path, n: int) -> list[str]:
    table = ["First Name,Last Name,URL,Email Address,Company,Position,Connected On"]
    table += [f"Ada,Example,https://www.linkedin.com/in/a{k},,,,05 Mar 2026" for k in range(n)]
    return ["score", written(folder / "Connections.csv", "\n".join(table))]


MESSAGES = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,"
    "SUBJECT,CONTENT,FOLDER"
)


def messages(folder: Path, n: int) -> list[str]:
    me, bob = "https://www.linkedin.com/in/ada", "https://www.linkedin.com/in/bob"
    pair = (f"c,,Ada,{me},Bob,{bob},", f"c,,Bob,{bob},Ada,{me},")
    table = [f"{pair[k % 2]}2026-03-01 10:00:00 UTC,,x,INBOX" for k in range(n)]
    return ["score", written(folder / "messages.csv", "\n".join([MESSAGES, *table]))]


def members(folder: Path, n: int) -> list[str]:
    with zipfile.ZipFile(folder / "Basic_LinkedInDataExport_05-19-2026.zip", "w") as archive:
        archive.writestr("Connections.csv", "First Name,Last Name,Connected On\nA,B,05 Mar 2026\n")
        for k in range(n):
            archive.writestr(f"Other {k}.csv", "a\n")
    return ["score", str(folder / "Basic_LinkedInDataExport_05-19-2026.zip")]


def readings(folder: Path, n: int) -> list[str]:
    rows = [f"{day},50,{12 + k % 2},{13 - k % 2},12,13" for k, day in enumerate(days(n))]
    note = written(folder / "readings.csv", "\n".join(["date,total,brand,find,insight,relationship",
                                                       *rows]))  # fmt: skip
    return ["score", "--readings", note, "--on", "2026-05-01"]


def blanks(folder: Path, n: int) -> list[str]:
    page = "53 out of 100\nFind the right people | 8.2\n" + ("a" + " " * 990 + "a\n") * n
    return ["score", "--readings", written(folder / "page.txt", page)]


def labels(folder: Path, n: int) -> list[str]:
    """A page's text that says what a pillar is worth over and over again."""
    page = "53 out of 100\n" + "".join(f"Find the right people\n{k % 25}\n" for k in range(n))
    return ["score", "--readings", written(folder / "page.txt", page)]


def tags(folder: Path, n: int) -> list[str]:
    page = "<html><body>53 out of 100" + "<div>" * n + "Find the right people 8.2"
    return ["score", "--readings", written(folder / "page.html", page)]


RULES = """
schema: ssi-rules/1
calibrated_until: 2026-07-03
sources: {{guess: {{kind: assumption, title: x}}}}
defaults: {{decay: {{half_life: 30 d, window: 90 d, lag: 1 d}}, status: assumed, source: guess}}
pillars:
  brand:
    api_name: B
    cap: 25
    spread: 2
    signals:
{signals}
"""
SIGNAL = (
    "      s{k}: {{kind: flow, match: {match}, saturation: {{form: exp, half_at: 5}}, "
    "points: {points}, unknown: {{share: 0.2, low: 0.1, high: 0.3}}}}"
)
COMMENT = "{action: comment}"


def ruled(folder: Path, signals: list[str]) -> list[str]:
    rules = written(folder / "rules.yaml", RULES.format(signals="\n".join(signals)))
    return ["score", lines(folder / "log.jsonl", [ROW]), "--rules", rules]


def signals(folder: Path, n: int) -> list[str]:
    return ruled(folder, [SIGNAL.format(k=k, match=COMMENT, points=1) for k in range(n)])


def dated(folder: Path, n: int) -> list[str]:
    values = ", ".join(f"{day}: {1 + k % 9}" for k, day in enumerate(dict.fromkeys(days(n))))
    return ruled(folder, [SIGNAL.format(k=0, match=COMMENT, points=f"{{values: {{{values}}}}}")])


def matches(folder: Path, n: int) -> list[str]:
    every = ", ".join(f"{{words: {{gte: {k}}}}}" for k in range(n))
    match = f"{{all: [{COMMENT}, {{any: [{every}]}}]}}"
    return ruled(folder, [SIGNAL.format(k=0, match=match, points=1)])


def nested(folder: Path, n: int) -> list[str]:
    match = "{all: [" * n + COMMENT + "]}" * n
    return ruled(folder, [SIGNAL.format(k=0, match=match, points=1)])


def inferred(folder: Path, n: int) -> list[str]:
    """Signals each of which is inferred from the one before."""
    beside = "from: brand.s{before}, saturation: {{form: exp, half_at: 5}}, spread: 0.1, share:"
    chained = SIGNAL.replace("share:", beside)
    rest = [chained.format(k=k, before=k - 1, match=COMMENT, points=1) for k in range(1, n)]
    return ruled(folder, [SIGNAL.format(k=0, match=COMMENT, points=1), *rest])


def misspelt(folder: Path, n: int) -> list[str]:
    """An overlay of numbers that the rules do not have."""
    overlay = ["schema: ssi-overlay/1", "base: ssi", "values:"]
    overlay += [f"  brand.post{k}.points: 1.5" for k in range(n)]
    log = lines(folder / "log.jsonl", [ROW])
    return ["score", log, "--rules", written(folder / "overlay.yaml", "\n".join(overlay))]


def habits(folder: Path, n: int) -> list[str]:
    one = "  - {{action: comment, per_week: 1, start: {day}, until: {day}}}"
    plan = "schema: ssi-plan/1\nhabits:\n" + "\n".join(one.format(day=day) for day in days(n))
    log = lines(folder / "log.jsonl", [ROW])
    return ["whatif", log, "--plan", written(folder / "plan.yaml", plan)]


def workbook(folder: Path, n: int) -> list[str]:
    book = openpyxl.Workbook()
    book.active.append([*USAGE.split(",")])
    for k in range(n):
        book.active.append([1000 + k, 1, 3, 2, "2025-08-01", "2025-08-31"])
    book.save(folder / "usage.xlsx")
    return ["score", str(folder / "usage.xlsx")]


def pages(folder: Path, n: int) -> list[str]:
    rows = [{"First Name": "A", "Last Name": f"B{k}", "Connected On": "05 Mar 2026"}
            for k in range(n)]  # fmt: skip
    page = {"elements": [{"snapshotDomain": "CONNECTIONS", "snapshotData": rows}]}
    return ["score", written(folder / "CONNECTIONS.json", json.dumps(page))]


SCENARIO = """schema: ssi-scenario/1
name: x
start: 2026-03-01
on: 2026-04-30
seat: free
log: {{comment: "{runs}"}}
complete: true
checks: {{total: 1}}
"""


def scenario(folder: Path, n: int) -> list[str]:
    text = SCENARIO.format(runs=" ".join(f"{k % 3}x1" for k in range(n)))
    return ["check", "--no-mutate", written(folder / "x.ssi.yaml", text)]


def baseline(folder: Path, n: int) -> list[str]:
    figures = {f"case {k}.brand": 1.5 for k in range(n)}
    said = {"schema": "ssi-baseline/1", "figures": figures, "tolerances": {}}
    file = written(folder / "b.json", json.dumps(said))
    return [*scenario(folder, 10), "--baseline", file]


FORMS: dict[str, Form] = {
    make.__name__: make
    for make in (
        rows_of, accounts, attributes, words, actions, keys, depth, columns, quotes, spans, groups,
        seat_days, seats, people, messages, members, readings, blanks, labels, tags, signals, dated,
        matches, nested, inferred, misspelt, habits, workbook, pages, scenario, baseline,
    )
}  # fmt: skip


def quietly(arguments: list[str]) -> list[str]:
    return arguments if arguments[0] == "check" else [*arguments, "-q"]


def size_of(folder: Path) -> int:
    """The bytes of the files in the folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def fitting(make: Form) -> int:
    """How many things a file of half a megabyte holds."""
    with tempfile.TemporaryDirectory() as name:
        make(Path(name), 1000)
        return max(int(1000 * MOST / size_of(Path(name))), 2)


def cost(make: Form, n: int) -> tuple[float, int, int]:
    """CPU seconds of the command on n things, its exit code, the bytes read."""
    from estimator.cli import main

    with tempfile.TemporaryDirectory() as name:
        arguments = make(Path(name), n)
        size = size_of(Path(name))
        begun = process_time()
        done = CliRunner().invoke(main, quietly(arguments), prog_name="ssi")
        return process_time() - begun, done.exit_code, size


def main(chosen: list[str]) -> None:
    """Prints a line a form."""
    cost(rows_of, 1)  # imports
    for name in chosen or FORMS:
        n = fitting(FORMS[name])
        half, (whole, code, size) = cost(FORMS[name], n // 2), cost(FORMS[name], n)
        ratio = whole / max(half[0], 1e-3)
        told = f"{name:12} {n:8,} in {size >> 10:5,} kB: {whole:6.2f} s, exit {code}, x {ratio:.1f}"
        sys.stdout.write(told + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
