"""Take pictures of a notebook as JupyterLab shows it, and say what went wrong on the page.

    python tools/screenshot.py notebooks/04_the_toll.ipynb build/pictures --run --dark

JupyterLab starts as ``lessons start`` starts it, but with a settings folder of its own
that is thrown away, and without saving: the notebook's file stays as it is.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from lessons.kit.data import ROOT
from tools import browser, processes

SCROLLER = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer"
READY = "() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.isReady"
OVERLAP = 60
"""Pixels that two pictures share, so that nothing is cut in both."""
RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
LAST_CELL = """scroller => {
  const bottoms = [...scroller.querySelectorAll('.jp-Cell')]
    .map(cell => cell.getBoundingClientRect().bottom);
  return Math.max(...bottoms) - scroller.getBoundingClientRect().top + scroller.scrollTop;
}"""
BROKEN = "[data-mime-type$='jupyter.error'], [data-mime-type$='jupyter.stderr']"
SETTLED = """async () => {
  await document.fonts.ready;
  await Promise.all([...document.images].map(image => image.decode().catch(() => null)));
  return !document.querySelector('.jp-InputPrompt[data-execution="*"]');
}"""


@dataclass
class Faults:
    """What a page reported while it was open."""

    errors: list[str] = field(default_factory=list)
    """Uncaught errors and console errors."""
    outside: list[str] = field(default_factory=list)
    """Addresses asked for that are not on this machine."""

    def watch(self, page: Page) -> None:
        """Listen to ``page``."""
        page.on("pageerror", lambda error: self.errors.append(f"page error: {error}"))
        page.on("console", self._console)
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            where = message.location.get("url", "")
            self.errors.append(f"console error: {message.text} ({where})")

    def _request(self, request: Request) -> None:
        if not re.match(r"(https?|wss?)://127\.0\.0\.1:|data:|blob:|about:", request.url):
            self.outside.append(request.url)


@contextmanager
def jupyterlab(
    *, dark: bool = False, python: Path = Path(sys.executable), folders: Sequence[Path] = ()
) -> Iterator[str]:
    """Start JupyterLab with the kit's settings; give the start page's address with its token.

    The page gets ``window.jupyterapp``; nothing is saved unless a command says so. With ``python``
    it is that of another environment. Notebooks of the kit in ``folders`` are shown as lessons, all
    others as JupyterLab shows them.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        settings = {
            "docmanager-extension/plugin": {"autosave": False},
            "apputils-extension/themes": {"theme": f"JupyterLab {'Dark' if dark else 'Light'}"},
        }
        for name, values in settings.items():
            file = Path(folder, "settings", "@jupyterlab", f"{name}.jupyterlab-settings")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(values))
        config = Path(folder, "config", "jupyter_lab_config.json")
        config.parent.mkdir()
        config.write_text(json.dumps({"LabApp": {"expose_app_in_browser": True}}))
        code = (
            "import pathlib, sys; from lessons.lab import start; start.run_lab('127.0.0.1',"
            " start.checked_port('127.0.0.1', 0), pathlib.Path(sys.argv[1]), browser=False,"
            " folders=[pathlib.Path(each) for each in sys.argv[2:]])"
        )
        command = [str(python), "-c", code, folder, *map(str, folders)]
        with processes.running(command, stdout=subprocess.PIPE, cwd=ROOT) as server:
            found = re.search(r"http://\S+", server.stdout.readline() if server.stdout else "")
            if found is None:
                raise SystemExit("JupyterLab did not start; try `lessons start --no-browser`.")
            yield found[0]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the machine's own Chromium (or Chrome), headless and silent."""
    executable = browser.find()
    if executable is None:
        raise SystemExit(browser.WANTED)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield started
        started.close()


def open_notebook(page: Page, address: str, notebook: str) -> None:
    """Open ``notebook`` (its path in the kit) at the server of ``address``; wait for its kernel."""
    page.goto(re.sub(r"/doc/tree/[^?]*", f"/doc/tree/{notebook}", address))
    page.wait_for_function(READY, timeout=90_000)
    page.wait_for_selector(SCROLLER)


def run_all(page: Page) -> None:
    """Run every cell; wait until the kernel is idle and all pictures and fonts are drawn."""
    page.evaluate(RUN_ALL)
    page.wait_for_function(SETTLED, timeout=120_000)
    page.wait_for_timeout(800)


def cell_faults(page: Page) -> list[str]:
    """List the errors and warnings that cells show, a line each."""
    shown = page.locator(f"{SCROLLER} :is({BROKEN})").all_inner_texts()
    return [f"in a cell: {text.strip().splitlines()[-1]}" for text in shown if text.strip()]


def take_pictures(page: Page, folder: Path, stem: str) -> list[Path]:
    """Save the notebook from top to bottom, a screenful a file."""
    scroller = page.locator(SCROLLER)
    height, shown = scroller.evaluate(LAST_CELL), scroller.evaluate("e => e.clientHeight")
    taken = []
    for number, top in enumerate(range(0, round(height), shown - OVERLAP), start=1):
        scroller.evaluate("(e, top) => e.scrollTo(0, top)", top)
        page.wait_for_timeout(200)
        taken.append(folder / f"{stem}-{number:02}.png")
        page.screenshot(path=taken[-1])
        if top + shown >= height:
            break
    return taken


def take_picture(page: Page, file: Path, heading: str) -> list[Path]:
    """Save the one screenful that begins with a heading."""
    found = page.locator(f"{SCROLLER} :is(h1, h2, h3)", has_text=heading).first
    found.evaluate("e => e.scrollIntoView()")
    page.wait_for_timeout(500)
    page.screenshot(path=file)
    return [file]


def main() -> int:
    """Open, run if asked, save pictures, print what was wrong."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("notebook", help="path in the kit, such as notebooks/04_the_toll.ipynb")
    ask.add_argument("folder", type=Path, help="where the pictures go (with --at: the file)")
    ask.add_argument("--at", metavar="HEADING", help="one picture only, which begins there")
    ask.add_argument("--run", action="store_true", help="run all cells first")
    ask.add_argument("--dark", action="store_true", help="JupyterLab's dark theme")
    ask.add_argument("--width", type=int, default=1280, help="of the window, in pixels")
    ask.add_argument("--height", type=int, default=1600, help="of one picture, in pixels")
    options = ask.parse_args()
    notebook = Path(options.notebook).resolve().relative_to(ROOT)
    (options.folder.parent if options.at else options.folder).mkdir(parents=True, exist_ok=True)
    stem = notebook.stem + ("-dark" if options.dark else "")
    faults = Faults()
    with jupyterlab(dark=options.dark) as address, chromium() as window:
        page = window.new_page(viewport={"width": options.width, "height": options.height})
        faults.watch(page)
        open_notebook(page, address, notebook.as_posix())
        if options.run:
            run_all(page)
            faults.errors += cell_faults(page)
        if options.at:
            taken = take_picture(page, options.folder, options.at)
        else:
            taken = take_pictures(page, options.folder, stem)
    for path in taken:
        print(path)
    for line in faults.errors + [f"outside request: {url}" for url in faults.outside]:
        print(line)
    return 1 if faults.errors or faults.outside else 0


if __name__ == "__main__":
    sys.exit(main())
