"""The pages of results in a real browser: everybody can use them, and they print as they should."""

import re
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import sync_playwright

from estimator.cli import main
from estimator.resources import resource

ARCHIVE = str(resource("fixtures") / "exports" / "Complete_LinkedInDataExport_05-19-2026.zip")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SHEETS = {  # of paper, at most
    f"report {ARCHIVE}": 1,
    f"score {ARCHIVE}": 1,
    f"history {ARCHIVE} --from 2026-02-01": 1,
    f"whatif {ARCHIVE} --add comment=10/week": 1,
    f"plan {ARCHIVE} --target 60": 2,
    f"explain {ARCHIVE}": 2,
    f"page {ARCHIVE}": 1,
}


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("NOT TESTED: no Chromium on this machine; apt-get install chromium")
    with sync_playwright() as driver:
        yield driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


@pytest.mark.parametrize("command", SHEETS, ids=lambda command: command.split()[0])
def test_a_page_is_for_everybody_on_any_screen_and_on_few_sheets(browser, command, tmp_path):
    file = tmp_path / "result.html"
    CliRunner().invoke(main, [*command.split(), "-q", "-o", str(file)], catch_exceptions=False)

    for width, scheme in ((360, "dark"), (1440, "light")):
        page = browser.new_page(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        page.goto(file.as_uri())
        page.wait_for_timeout(300)
        found = Axe().run(page)

        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) <= SHEETS[command]


@pytest.mark.parametrize(
    "command",
    [f"explain {ARCHIVE}", "explain --why find", "score", "plan --target 40 --each-account"],
)
def test_no_table_scrolls_sideways_on_a_phone(browser, command, tmp_path):
    log, file = tmp_path / "team.csv", tmp_path / "result.html"
    log.write_text(
        "day,action,account\n2026-05-01,comment,ada.of.the.long.name\n2026-05-02,post,ben\n"
    )
    source = [] if "explain" in command else [str(log)]
    arguments = [*command.split(), *source, "-q", "-o", str(file)]
    CliRunner().invoke(main, arguments, catch_exceptions=False)
    page = browser.new_page(viewport={"width": 360, "height": 900})
    page.goto(file.as_uri())

    wider = (
        "() => [...document.querySelectorAll('.scroll')].some(e => e.scrollWidth > e.clientWidth)"
    )
    assert not page.evaluate(wider)
    assert Axe().run(page).violations_count == 0


def test_a_team_of_long_names_has_all_of_its_table_on_a_wide_screen_and_on_paper(browser, tmp_path):
    report, file = tmp_path / "usage_2026-05-01_2026-05-31.csv", tmp_path / "team.html"
    names = ["x" * 60, "1001"]
    heads = "User,Searches Performed,Leads Saved,Profile Views,Days Active,SSI - Overall Score"
    rows = [f"{name},40,12,33,14,55" for name in names]
    report.write_text("\n".join([heads, *rows]), "utf-8")
    CliRunner().invoke(main, ["score", str(report), "-q", "-o", str(file)], catch_exceptions=False)
    hidden = """() => [...document.querySelectorAll(".scroll")].map((one) =>
        one.scrollWidth - one.clientWidth)"""

    for width, media in ((1440, "screen"), (696, "print")):
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.emulate_media(media=media)
        page.goto(file.as_uri())

        assert set(page.evaluate(hidden)) == {0}
        assert Axe().run(page).violations_count == 0
