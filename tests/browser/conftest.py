"""One JupyterLab and one Chromium for all browser tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tools.screenshot import chromium, jupyterlab
from tools.sheets import Desk, Opener, Outside, Sheet


@pytest.fixture(scope="session")
def lab() -> Iterator[str]:
    """Give the address of a JupyterLab that runs as the kit starts it."""
    with jupyterlab() as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
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
