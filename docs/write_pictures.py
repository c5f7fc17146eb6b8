"""Writes the pictures of the README, of the sample archive in a headless Chromium.

make pictures
"""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner
from playwright.sync_api import sync_playwright

from estimator.cli import main
from estimator.resources import resource

FOLDER = Path(__file__).parent / "pictures"
ARCHIVE = resource("fixtures") / "exports" / "Complete_LinkedInDataExport_05-19-2026.zip"
PLAN = "#comment=5&repost=2&invitation_sent=5"
MOST = 150_000  # bytes of a picture
SHOWN = (  # its name, the command, what of its page is shown
    ("page", ["page", str(ARCHIVE)], PLAN, {"width": 1100, "height": 790}),
    ("report", ["report", str(ARCHIVE), "--week", "2026-W20"], "", {"width": 800, "height": 860}),
)


def write_pictures() -> None:
    """Every picture, as PNG."""
    FOLDER.mkdir(exist_ok=True)
    browser_at = shutil.which("chromium") or shutil.which("chromium-browser")
    with TemporaryDirectory() as made, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_at, args=["--no-sandbox"])
        for name, command, fragment, size in SHOWN:
            file, picture = Path(made) / f"{name}.html", FOLDER / f"{name}.png"
            CliRunner().invoke(main, [*command, "-q", "-o", str(file)], catch_exceptions=False)
            page = browser.new_page(viewport=size, color_scheme="light")
            page.goto(f"{file.as_uri()}{fragment}")
            page.wait_for_timeout(400)
            page.screenshot(path=picture)
            assert picture.stat().st_size < MOST, f"{picture.name}: {picture.stat().st_size} bytes"


if __name__ == "__main__":
    write_pictures()
