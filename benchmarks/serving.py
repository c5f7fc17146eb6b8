"""How quickly `ssi serve` answers: GET /ssi at the median, requests a second, the page's first.

One account of 2,000 rows; a client of the standard library that keeps its connection, on the same
machine, so the figures hold what the client itself takes.

    python -m benchmarks.serving [--requests 2000]
"""

import argparse
import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

KEY = "a-key-of-the-benchmark"
HEADERS = {"Authorization": f"Bearer {KEY}"}
ACTIONS = ("comment", "reaction", "people_search", "profile_view")


def main() -> None:
    parser = argparse.ArgumentParser(description="How quickly ssi serve answers")
    parser.add_argument("--requests", type=int, default=2000)
    n = parser.parse_args().requests
    with tempfile.TemporaryDirectory() as folder:
        log = written(Path(folder) / "log.jsonl", 2000)
        server = subprocess.Popen(
            [sys.executable, "-m", "estimator", "serve", str(log), "--port", "0"],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "SSI_API_KEY": KEY},
        )
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port_of(server))
            page = timed(connection, "/")
            first = timed(connection, "/ssi")
            before, started = used(server.pid), perf_counter()
            each = [timed(connection, "/ssi") for _ in range(n)]
            rate = n / (perf_counter() - started)
            own = n / (used(server.pid) - before)
        finally:
            ending = perf_counter()
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=30)
            ending = perf_counter() - ending
    print(f"GET /ssi, median of {n:,}   {statistics.median(each) * 1e3:6.2f} ms   (asked: 3)")
    print(f"GET /ssi, the first        {first * 1e3:6.2f} ms")
    print(f"requests a second          {rate:6.0f}      (asked: 500)")
    print(f"by its own time on a core  {own:6.0f}      (asked: 500)")
    print(f"the page's first answer    {page * 1e3:6.2f} ms   (asked: 100)")
    print(f"ends after Ctrl-C in       {ending * 1e3:6.0f} ms   (asked: 1,000)")


def used(process: int) -> float:
    """Seconds that a process has had of a core; of Linux."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def written(path: Path, n_rows: int) -> Path:
    """A log of one account, some acts a day."""
    start = date(2026, 1, 1)
    rows = (
        {"day": str(start + timedelta(i // 8)), "action": ACTIONS[i % 4], "count": 1 + i % 3}
        for i in range(n_rows)
    )
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def port_of(server: "subprocess.Popen[str]") -> int:
    """The port that the server says it answers at."""
    assert server.stderr is not None
    for line in server.stderr:
        if "answers" in line:
            return int(line.split("/ssi")[0].rpartition(":")[2])
    raise RuntimeError("the server did not start")


def timed(connection: http.client.HTTPConnection, path: str) -> float:
    """Seconds until the whole answer is there."""
    started = perf_counter()
    connection.request("GET", path, headers=HEADERS)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, answer.status
    return perf_counter() - started


if __name__ == "__main__":
    main()
