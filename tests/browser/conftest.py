"""One JupyterLab and one Chromium for all browser tests."""

import re
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tools import open_lesson
from tools.open_lesson import PICTURES, OpenLesson
from tools.screenshot import Faults, chromium, jupyterlab
from tools.sheets import PATIENCE, Desk, Opener, Outside, Sheet

expect.set_options(timeout=PATIENCE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Function, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep a picture of each open page when a test fails."""
    report = yield
    running = item.funcargs.get("browser")
    if call.when == "call" and report.failed and isinstance(running, Browser):
        name = re.sub(r"\W+", "-", item.name).strip("-")
        pages = [page for context in running.contexts for page in context.pages]
        for number, page in enumerate(pages, start=1):
            page.screenshot(path=PICTURES / f"failed-{name}-{number}.png")
    return report


@pytest.fixture(scope="package")
def lab() -> Iterator[str]:
    """Give the address of a JupyterLab that runs as the kit starts it."""
    with jupyterlab() as address:
        yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="package")
def desk(lab: str, browser: Browser) -> Desk:
    """Give a page of JupyterLab that stays open for all tests: loading it takes longest."""
    return Desk(browser, lab)


@pytest.fixture
def outside(desk: Desk) -> Outside:
    """Tell what JupyterLab or a card asked for outside this machine."""
    return desk.outside


@pytest.fixture
def sheet(desk: Desk, tmp_path: Path) -> Iterator[Opener]:
    """Give a function that opens a notebook with a cell for each line of code it is given.

    The tests share a kernel; ``fresh=True`` gives one that may be killed.
    """
    with Sheet.folder() as folder:

        def make(*lines: str, at: Desk = desk, work: Path = tmp_path, fresh: bool = False) -> Sheet:
            return Sheet.of(at, folder, work, *lines, fresh=fresh or at is not desk)

        yield make
        desk.clear()


@pytest.fixture(scope="package")
def seen(desk: Desk) -> Faults:
    """Hear every uncaught error and console error of the page."""
    faults = Faults()
    faults.watch(desk.page)
    return faults


@pytest.fixture
def opened(desk: Desk, seen: Faults) -> Iterator[open_lesson.Opener]:
    """Give a function that opens a copy of a notebook; the kit's own is never written to.

    With ``work``, the answers go into that folder.
    """
    seen.errors.clear()
    with Sheet.folder() as folder:

        def make(notebook: Path, work: Path | None = None) -> OpenLesson:
            return OpenLesson(desk, open_lesson.copy(notebook, folder, work), work, seen.errors)

        yield make
        desk.clear()
