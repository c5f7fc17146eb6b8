"""How quickly the what-if page follows a drag: from the slider's move to the next frame's drawing.

The page of the sample archive and of a note of readings alone, in a headless Chromium: the time of
`draw`, and of a core for a whole frame (script, layout, paint) by the browser's own account.

    make page-speed
"""

import os
import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from estimator.log import ActivityLog
from estimator.page import page_numbers, page_of
from estimator.readers.sources import read_log
from estimator.reading import Reading
from estimator.resources import resource
from estimator.rules import load_rules

ASKED = 16.0  # milliseconds: a frame
FRAMES = 120
DRAG = """(frames) => new Promise((done) => {
  const took = []; let n = 0;
  const frame = () => {
    if (n++ >= frames) { took.sort((a, b) => a - b); done(took[took.length >> 1]); return; }
    $("comment").value = 1 + (7 * n) % 19;
    $("post").value = (n % 13) / 4;
    const start = performance.now(); draw(); took.push(performance.now() - start);
    requestAnimationFrame(frame);
  };
  frame();
})"""


def main() -> None:
    archive = resource("fixtures") / "exports" / "Complete_LinkedInDataExport_05-19-2026.zip"
    first, points = date(2026, 3, 2), {"brand": 14.0, "find": 6.0, "insight": 5.0}
    note = [
        Reading(captured=first + timedelta(weeks=4 * n), account="me", pillars=points)
        for n in range(5)
    ]
    rules = load_rules()
    texts = {
        "sample archive": page_of(page_numbers(read_log(archive), rules)),
        "readings alone": page_of(
            page_numbers(ActivityLog.empty(), rules, on=date(2026, 7, 14), readings=note)
        ),
    }
    browser_at = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_at, args=["--no-sandbox"])
        for name, text in texts.items():
            file = Path(folder) / "page.html"
            file.write_text(text, "utf-8")
            for weeks in (8, 26):
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                page.goto(f"{file.as_uri()}#weeks={weeks}")
                told = f"{name}, {weeks} weeks"
                print(f"{told:26} drawn in {dragged(page)}   (asked: {ASKED:.0f})")
                page.close()


def dragged(page: Page) -> str:
    """The median of `draw`, and a core's time for a frame, after some frames to warm up."""
    page.evaluate(DRAG, FRAMES // 4)
    before = rendering()
    drawn = page.evaluate(DRAG, FRAMES)
    frame = max(used - before.get(process, 0.0) for process, used in rendering().items())
    return f"{drawn:5.1f} ms; a frame takes {1e3 * frame / FRAMES:5.1f} ms of a core"


def rendering() -> dict[str, float]:
    """Seconds that each renderer of a Chromium has had of a core; of Linux."""
    used = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if "--type=renderer" in (place / "cmdline").read_text("utf-8"):
                fields = (place / "stat").read_text("utf-8").rpartition(")")[2].split()
                ticks = int(fields[11]) + int(fields[12])
                used[place.name] = ticks / os.sysconf("SC_CLK_TCK")
        except OSError:  # it ended meanwhile
            continue
    return used


if __name__ == "__main__":
    main()
