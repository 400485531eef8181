"""The class report as a page: nothing fetched, nothing cut off, readable in both colour schemes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from lessons.desk.report import report
from tools import simulated_class as sim
from tools.screenshot import Faults

SIZES = [(1280, 900), (640, 450), (320, 600)]  # the second is 200 % of the first
WHITE = "rgb(255, 255, 255)"


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the report on a class."""
    folder = tmp_path_factory.mktemp("class")
    return report(sim.build(folder / "handins", folder / "work").folder).page


@pytest.fixture(params=["light", "dark"])
def tab(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(color_scheme=request.param)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_page_shuts_nobody_out(
    tab: Page, page_file: Path, width: int, height: int, request: pytest.FixtureRequest
) -> None:
    tab.set_viewport_size({"width": width, "height": height})
    faults = Faults()
    faults.watch(tab)
    tab.goto(page_file.as_uri())
    assert (faults.errors, faults.outside) == ([], [tab.url])
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    colour = tab.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (colour == WHITE) == ("light" in request.node.name)
    assert Axe().run(tab).response["violations"] == []


def test_the_page_prints(browser: Browser, page_file: Path, tmp_path: Path) -> None:
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(page_file.as_uri())
    tab.pdf(path=tmp_path / "report.pdf", format="A4")
    context.close()
    assert (tmp_path / "report.pdf").read_bytes().count(b"/Type /Page\n") > 3
