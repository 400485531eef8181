"""Notebooks of cards, open in JupyterLab, and what a test asks of them."""

import json
import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import nbformat
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Route, ViewportSize, WebSocket

from lessons.kit.data import ROOT
from lessons.kit.quiz import load
from lessons.kit.quiz.questions import Question
from lessons.kit.record import Record

QUIZ = ROOT / "tests" / "unit" / "quiz_example.yaml"
QUESTIONS: dict[str, Question] = {question.id: question for question in load(QUIZ)}

FIRST_CELL = """\
import os
from pathlib import Path
from lessons.kit.quiz import load
from lessons.kit.cards.card import QuestionCard
from lessons.kit.record import Record
record = Record.open({work!r})
Path({work!r}, "pid").write_text(str(os.getpid()))
questions = {{question.id: question for question in load({quiz!r})}}
show = lambda name: QuestionCard(questions[name], record)
"""

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}

#: Milliseconds until a wait is given up, so that a broken test ends: no sound one waits so long.
PATIENCE = 180_000

#: Milliseconds between two looks at what only Python sees.
POLL = 50

SIZE: ViewportSize = {"width": 1280, "height": 2400}

# Opens a notebook on the kernel that already runs, if there is one: starting one takes longest.
OPEN = """async ([path, fresh]) => {
  const lab = window.jupyterapp;
  await lab.serviceManager.kernels.refreshRunning();
  const [running] = lab.serviceManager.kernels.running();
  const kernel = running && !fresh ? { id: running.id } : undefined;
  await lab.commands.execute('docmanager:open', { path, kernel });
}"""

IDLE = "window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"

SHOWN = """() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].every(
    (prompt) => Number.parseInt(prompt.textContent.slice(1)) > 0)
  && [...document.querySelectorAll('.jp-CodeCell .jp-OutputArea-output')].every(
    (output) => /^(?!Loading widget)./.test(output.textContent.trim()))"""

# The status goes through "autorestarting" to "idle" again, too fast to be polled for.
WATCH = """() => {
  window.sawRestart = false;
  window.jupyterapp.shell.currentWidget.sessionContext.statusChanged.connect((_, status) => {
    if (status === 'autorestarting') window.sawRestart = true;
  });
}"""
RESTARTED = f"() => window.sawRestart && {IDLE}"

# The open notebook shows no card any more; another one's may stand behind it.
EMPTY = "() => !window.jupyterapp.shell.currentWidget.node.querySelector('.rc-card')"

# Closes every notebook. A kernel that a test had for itself ends; the common one forgets its cards.
CLOSE_ALL = """async (fresh) => {
  const lab = window.jupyterapp;
  const code = 'import ipywidgets; ipywidgets.Widget.close_all()';
  const soon = new Promise((done) => setTimeout(done, 5000)); // a dead kernel never answers
  const tidy = async ({ session }) => {
    if (fresh) await session?.shutdown();
    else await session?.kernel?.requestExecute({ code }).done;
  };
  document.querySelectorAll('.jp-Dialog .jp-mod-reject').forEach((button) => button.click());
  for (const widget of [...lab.shell.widgets('main')]) {
    if (!widget.sessionContext) continue;
    await Promise.race([tidy(widget.sessionContext).catch(() => 0), soon]);
    widget.context.model.dirty = false;
    widget.dispose();
  }
}"""

# JupyterLab's body hides what overflows and is 0 high: axe takes all of it for invisible, and
# then finds no pale words.
TALL_BODY = "body { height: 100vh; }"

THEME = "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})"

# While a theme loads, JupyterLab lays its start picture over the page.
BARE = "() => !document.querySelector('#jupyterlab-splash')"

# A turn of the kernel: when it is over, all that was said before it has been heard.
TURN = """() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel
  .requestExecute({ code: '', silent: true }).done.then(() => null)"""

# Nothing fades or moves any more.
AT_REST = "() => document.getAnimations().every(({ playState }) => playState !== 'running')"

ACTIVE = """() => ({
  cells: window.jupyterapp.shell.currentWidget.content.model.cells.length,
  active: window.jupyterapp.shell.currentWidget.content.activeCellIndex,
  types: [...window.jupyterapp.shell.currentWidget.content.model.cells].map((cell) => cell.type),
})"""


class Outside:
    """Stops every request that would leave this machine, and remembers it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        """Look after a page or several."""
        context.route(re.compile(r"^(https?|wss?)://(?!127\.0\.0\.1[:/])"), self._stop)

    def _stop(self, route: Route) -> None:
        self.asked.append(route.request.url)
        route.abort()


class Desk:
    """One page of JupyterLab, in which notebooks are opened one after the other.

    Attributes
    ----------
    page : Page
    outside : Outside
        What would have left this machine.
    frames, sent : list of bytes
        What went over the kernels' websockets, both ways, and what the page sent.
    """

    def __init__(self, browser: Browser, address: str) -> None:
        self.outside = Outside()
        self.frames: list[bytes] = []
        self.sent: list[bytes] = []
        self.fresh = False  # whether the open notebook has a kernel for itself
        context = browser.new_context(viewport=SIZE)
        self.outside.watch(context)
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("websocket", self._listen)
        own = (
            f"/lab/workspaces/{uuid4().hex[:8]}"  # else a second page opens what the first has open
        )
        self.page.goto(re.sub(r"/doc/tree/[^?]*", own, address))
        self.page.wait_for_function("() => window.jupyterapp?.started")
        self.page.evaluate("() => window.jupyterapp.started")
        self.page.add_style_tag(content=TALL_BODY)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._keep)
        socket.on("framesent", self._keep_sent)

    def _keep(self, data: str | bytes) -> None:
        self.frames.append(data.encode() if isinstance(data, str) else data)

    def _keep_sent(self, data: str | bytes) -> None:
        self._keep(data)
        self.sent.append(self.frames[-1])

    def quiet(self) -> None:
        """Wait until page and kernel have nothing more to say to each other."""
        said = -1
        while said != (now := sum(b"comm_" in frame for frame in self.frames)):
            said = now
            self.page.evaluate(TURN)

    def hear(self, pattern: bytes) -> list[bytes]:
        """Wait until something that fits the pattern was said; give all that fits."""
        self.until(lambda: any(re.search(pattern, frame) for frame in self.frames))
        return [frame for frame in self.frames if re.search(pattern, frame)]

    def until(self, happened: Callable[[], object]) -> None:
        """Wait until something has happened that only Python sees."""
        for _ in range(PATIENCE // POLL):
            if happened():
                return
            self.page.wait_for_timeout(POLL)
        raise AssertionError("It has not happened.")

    def clear(self) -> None:
        """Close what is open, forget what was seen, and put the page right again."""
        self.page.evaluate(CLOSE_ALL, self.fresh)
        self.page.set_viewport_size(SIZE)
        self.theme("Light")
        self.outside.asked.clear()
        self.frames.clear()
        self.sent.clear()

    def kill_kernel(self, pid: Path) -> None:
        """End the open notebook's kernel as a power cut would; clear what its cells show.

        Parameters
        ----------
        pid : Path
            The file in which the kernel wrote its process's number.
        """
        self.page.evaluate(WATCH)
        os.kill(int(pid.read_text()), getattr(signal, "SIGKILL", signal.SIGTERM))  # not on Windows
        self.page.wait_for_function(RESTARTED)
        self.page.locator(".jp-Dialog").get_by_role("button", name="Ok").click()
        self.page.evaluate(
            "() => window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')"
        )
        self.page.wait_for_function(EMPTY)

    def theme(self, name: str) -> None:
        """Change JupyterLab's theme: Light or Dark."""
        self.page.evaluate(THEME, f"JupyterLab {name}")
        self.page.locator(f"body[data-jp-theme-name='JupyterLab {name}']").wait_for(
            state="attached"
        )
        self.page.wait_for_function(BARE)


class Sheet:
    """A notebook of cards, open in JupyterLab with all its cells run.

    Attributes
    ----------
    desk : Desk
        The page it is open in.
    record : Record
        The record that its cards write to, in the folder ``work``.
    """

    def __init__(self, desk: Desk, file: Path, work: Path, *, fresh: bool) -> None:
        self.desk, self.page, self.frames = desk, desk.page, desk.frames
        self.record, self.work = Record.open(work), work
        desk.fresh = fresh
        self.page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
        self.page.evaluate(OPEN, [file.relative_to(ROOT).as_posix(), fresh])
        self.page.wait_for_function(f"() => {IDLE}")
        self.run()

    @staticmethod
    @contextmanager
    def folder() -> Iterator[Path]:
        """Give a folder in the kit for notebooks, for as long as they are open."""
        folder = ROOT / "work" / f"browser-{uuid4().hex[:8]}"
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder)

    @classmethod
    def of(cls, desk: Desk, folder: Path, work: Path, *lines: str, fresh: bool = False) -> "Sheet":
        """Open a new notebook in ``folder`` with a cell for each line of code."""
        first = FIRST_CELL.format(work=str(work), quiz=str(QUIZ))
        cells = [nbformat.v4.new_code_cell(code) for code in (first, *lines)]
        file = folder / f"{uuid4().hex[:8]}.ipynb"
        file.write_text(json.dumps(nbformat.v4.new_notebook(cells=cells, metadata=KERNEL)))
        return cls(desk, file, work, fresh=fresh)

    def run(self) -> None:
        """Run all cells and wait for the last one's card."""
        self.page.evaluate(
            "() => void window.jupyterapp.commands.execute('notebook:run-all-cells')"
        )
        self.page.wait_for_function(SHOWN)

    def card(self, name: str) -> Locator:
        """Give the card of a question; its prompt tells which one it is."""
        words = QUESTIONS[name].prompt.split("*")[0].strip()
        return self.page.locator(".rc-card").filter(has_text=words)

    def response(self, name: str) -> object:
        """Give what the record holds as the last answer to a question."""
        last = self.record.last(QUESTIONS[name])
        return last.response if last else None

    def tries(self, name: str) -> int:
        """Count the attempts that the record holds."""
        return len(self.record.attempts(QUESTIONS[name]))

    def kill_kernel(self) -> None:
        """End the kernel as a power cut would; wait for a new one, and clear the old outputs."""
        self.desk.kill_kernel(self.work / "pid")

    def tab_to(self, target: Locator) -> None:
        """Press Tab until the target has focus."""
        for _ in range(40):
            if target.evaluate("node => node === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reached {target}")

    def notebook(self) -> dict[str, Any]:
        """Say how many cells there are, of which types, and which one is active."""
        found: dict[str, Any] = self.page.evaluate(ACTIVE)
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
