"""One JupyterLab and one Chromium for all browser tests."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import nbformat
import pytest
from playwright.sync_api import Browser
from sheets import FIRST_CELL, KERNEL, QUIZ, Desk, Opener, Sheet

from lessons.kit.data import ROOT
from tools.screenshot import chromium, jupyterlab


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
def sheet(desk: Desk, tmp_path: Path) -> Iterator[Opener]:
    """Give a function that opens a notebook with a cell for each line of code it is given."""
    folder = ROOT / "work" / f"browser-{uuid4().hex[:8]}"
    folder.mkdir(parents=True)

    def make(*lines: str, at: Desk = desk, work: Path = tmp_path) -> Sheet:
        first = FIRST_CELL.format(work=str(work), quiz=str(QUIZ))
        cells = [nbformat.v4.new_code_cell(code) for code in (first, *lines)]
        file = folder / f"{uuid4().hex[:8]}.ipynb"
        file.write_text(json.dumps(nbformat.v4.new_notebook(cells=cells, metadata=KERNEL)))
        return Sheet(at, file, work, fresh=at is not desk)

    yield make
    desk.clear()
    shutil.rmtree(folder)
