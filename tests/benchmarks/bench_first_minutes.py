"""From `make lab` to the first question answered, today and before there was a lesson view.

The earlier version is taken out of the history and runs on the same libraries, in the same browser,
right after today's; its learner goes the way that its start page told. The hand is a script's: what
a person needs to read, to find the menu or to aim is not in the seconds, but each menu, scroll and
click is counted.
"""

import io
import os
import re
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

from lessons.kit.data import ROOT
from tools import processes
from tools.benchmark import Table
from tools.screenshot import chromium
from tools.sheets import PATIENCE

BEFORE = "93229ab92796660e8b90e7818acbca63fb89ff28"
ROUNDS = 3

SHEET = ".jp-NotebookPanel:not(.lm-mod-hidden)"

IN_SIGHT = """(node) => { const { top, bottom } = node.getBoundingClientRect();
  return top >= 0 && bottom <= window.innerHeight; }"""

STEPS = (
    "address printed",
    "start page's heading",
    "the way to lesson 1 in sight",
    "lesson 1's heading",
    "first question in sight",
    "first question answered",
)


@dataclass
class Visit:
    """A learner's first minutes."""

    page: Page
    begun: float
    seconds: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("menus", "scrolls", "clicks"), 0)
    )

    def reached(self, step: str) -> None:
        """Keep when a step was done."""
        self.seconds[step] = time.perf_counter() - self.begun

    def see(self, part: Locator) -> None:
        """Bring a part into sight, if it isn't."""
        part.wait_for()
        if not part.evaluate(IN_SIGHT):
            part.scroll_into_view_if_needed()
            self.counts["scrolls"] += 1

    def click(self, part: Locator) -> None:
        """Press on a part."""
        self.see(part)
        part.click()
        self.counts["clicks"] += 1

    def choose(self, menu: str, entry: str) -> None:
        """Choose from JupyterLab's menu."""
        self.page.locator("#jp-MainMenu").get_by_text(menu, exact=True).click()
        self.page.locator(".lm-Menu").get_by_text(entry, exact=True).click()
        self.counts["menus"] += 1

    def answer(self) -> None:
        """Answer the first question."""
        card = self.page.locator(f"{SHEET} .rc-card").first
        self.see(card.locator("input[type=radio]").first)
        self.reached("first question in sight")
        self.click(card.locator("input[type=radio]").first)
        self.click(card.locator("button.rc-main"))
        card.locator(".rc-result:not([hidden])").wait_for()
        self.reached("first question answered")


def today(visit: Visit) -> None:
    """Open the start page, press its button, answer."""
    page = visit.page
    page.locator(f"{SHEET} h1").first.wait_for()
    visit.reached("start page's heading")
    button = page.locator(f"{SHEET} a.rc-begin-link")
    visit.see(button)
    visit.reached("the way to lesson 1 in sight")
    visit.click(button)
    page.get_by_role("heading", name="1 · The call").wait_for()
    visit.reached("lesson 1's heading")
    visit.answer()


def before(visit: Visit) -> None:
    """Open the start page, run it, scroll to the table, open the lesson, run it, answer."""
    page = visit.page
    page.locator(f"{SHEET} h1").first.wait_for()
    visit.reached("start page's heading")
    visit.choose("Run", "Run All Cells")
    link = page.locator(SHEET).get_by_role("link", name=re.compile("The call")).first
    visit.see(link)
    visit.reached("the way to lesson 1 in sight")
    visit.click(link)
    page.get_by_role("heading", name="1 · The call").wait_for()
    visit.reached("lesson 1's heading")
    visit.choose("Run", "Run All Cells")
    visit.answer()


@contextmanager
def started(kit: Path, work: Path) -> Iterator[tuple[str, float]]:
    """Start a kit as `make lab` does; give its address, and when that was."""
    command = [sys.executable, "-m", "lessons", "start", "--no-browser", "--port", "0"]
    env = {**os.environ, "LESSONS_WORK": str(work), "PYTHONPATH": str(kit)}
    begun = time.perf_counter()
    with processes.running(command, stdout=subprocess.PIPE, cwd=kit, env=env) as process:
        found = re.search(r"http://\S+", process.stdout.readline() if process.stdout else "")
        assert found
        yield found[0], begun


def earlier(folder: Path) -> Path | None:
    """Lay the earlier version into a folder, if the history is here."""
    command = ["git", "archive", BEFORE]
    packed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if packed.returncode:
        return None
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def visit(kit: Path, work: Path, browser: Browser, go: Callable[[Visit], None]) -> Visit:
    """Go a learner's way once, in a browser that knows nothing yet."""
    with started(kit, work) as (address, begun):
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        context.set_default_timeout(PATIENCE)
        try:
            gone = Visit(context.new_page(), begun)
            gone.reached("address printed")
            gone.page.goto(address)
            go(gone)
        finally:
            context.close()
    return gone


def test_first_minutes(table: Table, tmp_path: Path) -> None:
    kit = earlier(tmp_path / "before")
    if kit is None:
        table.absent("first minutes", "the history with the earlier version is not here")
        pytest.skip("There is no earlier version here.")
    ways: dict[str, list[Visit]] = {"now": [], "before": []}
    with chromium() as browser:
        for number in range(ROUNDS):
            ways["now"].append(visit(ROOT, tmp_path / f"now-{number}", browser, today))
            ways["before"].append(visit(kit, tmp_path / f"before-{number}", browser, before))
    for step in STEPS:
        now, then = (median(each.seconds[step] for each in ways[way]) for way in ways)
        table.row(f"first minutes: {step}", now, "s", ("before the lesson view", then))
    for what in ("menus", "scrolls", "clicks"):
        counts = [{each.counts[what] for each in ways[way]} for way in ways]
        assert all(len(each) == 1 for each in counts)
        now, then = (each.pop() for each in counts)
        table.row(f"first minutes: {what}", now, what, ("before the lesson view", then))
    assert ways["now"][0].counts["menus"] == 0
    assert ways["now"][0].counts["scrolls"] == 0


def median(values: Iterator[float]) -> float:
    """Give the middle one."""
    return sorted(values)[ROUNDS // 2]
