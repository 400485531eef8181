"""One JupyterLab and one Chromium for all browser tests, and a short way to open cards in them."""

import json
import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route

from lessons.kit.quiz import load
from lessons.kit.quiz.questions import Question
from lessons.kit.record import Record
from lessons.start import ROOT
from tools.screenshot import chromium, jupyterlab, open_notebook, run_all

QUIZ = ROOT / "tests" / "unit" / "quiz_example.yaml"
QUESTIONS: dict[str, Question] = {question.id: question for question in load(QUIZ)}

FIRST_CELL = """\
import os
from pathlib import Path
from lessons.kit.quiz import load
from lessons.kit.quiz.card import QuestionCard
from lessons.kit.quiz.checkin import CheckIn
from lessons.kit.record import Record
record = Record.open({work!r})
Path({work!r}, "pid").write_text(str(os.getpid()))
questions = {{question.id: question for question in load({quiz!r})}}
show = lambda name: QuestionCard(questions[name], record, f"Question {{list(questions).index(name) + 1}}")
"""

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}

ACTIVE = """() => ({
  cells: window.jupyterapp.shell.currentWidget.content.model.cells.length,
  active: window.jupyterapp.shell.currentWidget.content.activeCellIndex,
  types: [...window.jupyterapp.shell.currentWidget.content.model.cells].map((cell) => cell.type),
})"""


@pytest.fixture(scope="session")
def lab() -> Iterator[str]:
    """Give the address of a JupyterLab that runs as the kit starts it."""
    with jupyterlab() as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


class Outside:
    """Stops every request that would leave this machine, and remembers it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        context.route(re.compile(r"^(https?|wss?)://(?!127\.0\.0\.1[:/])"), self._stop)

    def _stop(self, route: Route) -> None:
        self.asked.append(route.request.url)
        route.abort()


class Sheet:
    """A notebook of cards, open in JupyterLab.

    Attributes
    ----------
    page : Page
        Its page in the browser.
    record : Record
        The record that its cards write to.
    frames : list of bytes
        What went over the kernel's websocket, both ways, since the page was opened.
    """

    def __init__(self, page: Page, address: str, file: Path, work: Path) -> None:
        self.page, self.record, self.work = page, Record.open(work), work
        self.frames: list[bytes] = []
        page.on("websocket", lambda socket: self._listen(socket))
        open_notebook(page, address, file.relative_to(ROOT).as_posix())
        self.run()

    def _listen(self, socket: object) -> None:
        keep = lambda data: self.frames.append(data.encode() if isinstance(data, str) else data)  # noqa: E731
        socket.on("framereceived", keep)  # type: ignore[attr-defined]
        socket.on("framesent", keep)  # type: ignore[attr-defined]

    def run(self) -> None:
        """Run all cells and wait for the last one's card."""
        run_all(self.page)
        self.page.locator(".rc-card, .rc-panel").last.wait_for()

    def card(self, name: str) -> Locator:
        """Give the card of a question; its prompt tells which one it is."""
        words = QUESTIONS[name].prompt.split("*")[0].strip()
        return self.page.locator(".rc-card").filter(has_text=words)

    def response(self, name: str) -> object:
        last = self.record.last(QUESTIONS[name])
        return last.response if last else None

    def tries(self, name: str) -> int:
        return len(self.record.attempts(QUESTIONS[name]))

    def kill_kernel(self) -> None:
        """End the kernel as a power cut would, and wait until JupyterLab has started another."""
        os.kill(int((self.work / "pid").read_text()), signal.SIGKILL)
        self.page.wait_for_function(
            "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status"
            " === 'autorestarting' || document.querySelector('.jp-Dialog')",
            timeout=30_000,
        )
        self.page.wait_for_function(
            "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status"
            " === 'idle'",
            timeout=60_000,
        )

    def notebook(self) -> dict[str, object]:
        """Say how many cells there are, of which types, and which one is active."""
        found: dict[str, object] = self.page.evaluate(ACTIVE)
        return found

    def violations(self, within: str) -> list[str]:
        """List what axe finds wrong within a part of the page, contrast included."""
        found = Axe().run(self.page, context=within).response["violations"]
        return [
            f"{fault['id']}: {node['html'][:100]} {node['failureSummary'][:200]}"
            for fault in found
            for node in fault["nodes"]
        ]


Opener = Callable[..., Sheet]


@pytest.fixture
def outside() -> Outside:
    return Outside()


@pytest.fixture
def sheet(
    lab: str, browser: Browser, outside: Outside, tmp_path: Path
) -> Iterator[Opener]:
    """Give a function that opens a notebook with a cell for each line of code it is given."""
    folder = ROOT / "work" / f"browser-{uuid4().hex[:8]}"
    folder.mkdir(parents=True)
    contexts = []

    def make(*lines: str, work: Path = tmp_path, width: int = 1280, height: int = 2400) -> Sheet:
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        outside.watch(context)
        first = FIRST_CELL.format(work=str(work), quiz=str(QUIZ))
        cells = [nbformat.v4.new_code_cell(code) for code in (first, *lines)]
        file = folder / f"{uuid4().hex[:8]}.ipynb"
        file.write_text(json.dumps(nbformat.v4.new_notebook(cells=cells, metadata=KERNEL)))
        page = context.new_page()
        page.set_default_timeout(15_000)
        return Sheet(page, lab, file, work)

    yield make
    for context in contexts:
        context.close()
    shutil.rmtree(folder)
