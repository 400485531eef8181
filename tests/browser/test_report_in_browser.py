"""The class report as a page: nothing fetched, nothing cut off, readable in both colour schemes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

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


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_what_is_folded_shuts_nobody_out(
    tab: Page, page_file: Path, width: int, height: int
) -> None:
    tab.set_viewport_size({"width": width, "height": height})
    tab.goto(page_file.as_uri())
    tab.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(tab).response["violations"] == []


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_pages_to_hand_back_shut_nobody_out(
    tab: Page, page_file: Path, width: int, height: int
) -> None:
    tab.set_viewport_size({"width": width, "height": height})
    tab.goto(page_file.with_name("hand_back.html").as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(tab).response["violations"] == []


def test_the_table_of_answers_sorts_without_a_script(tab: Page, page_file: Path) -> None:
    tab.goto(page_file.as_uri())
    tab.evaluate("document.getElementById('matrix').open = true")
    table = tab.locator("table.matrix").first

    def shown() -> list[tuple[str, str]]:
        rows = table.locator("tbody tr").all()
        found = [row.evaluate("row => row.getBoundingClientRect().top") for row in rows]
        cells = [(r.locator("th").inner_text(), r.locator("td").first.inner_text()) for r in rows]
        return [cell for _, cell in sorted(zip(found, cells, strict=True))]

    marks = [int(mark.split()[0]) for _, mark in shown()]
    assert marks == sorted(marks) and len(set(marks)) > 1
    table.get_by_text("Learner", exact=True).click()
    names = [name.casefold() for name, _ in shown()]
    assert names == sorted(names)


@pytest.mark.parametrize(("page", "most"), [("report", 4), ("hand_back", 62)])
def test_thirty_learners_print_on_few_pages(
    browser: Browser, page_file: Path, tmp_path: Path, page: str, most: int
) -> None:
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(page_file.with_name(f"{page}.html").as_uri())
    tab.pdf(path=tmp_path / "page.pdf", format="A4")
    context.close()
    assert 1 < len(PdfReader(tmp_path / "page.pdf").pages) <= most


def test_three_hundred_learners_print_on_twelve_pages(browser: Browser, tmp_path: Path) -> None:
    sim.crowd(tmp_path / "in", 300, ["the_call", "crimea", "the_toll", "nato"])
    page = report(tmp_path / "in", tmp_path / "out").page
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(page.as_uri())
    tab.pdf(path=tmp_path / "page.pdf", format="A4")
    context.close()
    assert len(PdfReader(tmp_path / "page.pdf").pages) <= 12
