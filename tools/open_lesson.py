"""A lesson, open in JupyterLab as a learner has it, and what a test asks of it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nbformat
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, ViewportSize

from lessons.kit.data import ROOT
from lessons.kit.quiz import text
from lessons.kit.quiz.questions import Question
from lessons.kit.record import work_folder
from tools.screenshot import LAST_CELL, SCROLLER, SETTLED, cell_faults
from tools.sheets import IDLE, OPEN, PATIENCE, SIZE, Desk

#: Where a picture of each lesson is kept, and of each page on which a test failed.
PICTURES = ROOT / "build" / "lessons-in-lab"

#: What the kit answers for; the rest of the page is JupyterLab's own.
CONTENT = ".jp-OutputArea-output, .jp-RenderedMarkdown"

#: The cell in front of a copy whose answers go elsewhere; it says which process to end.
FIRST_CELL = """\
import os
from pathlib import Path
os.environ["LESSONS_WORK"] = {work!r}
Path({work!r}, "{stem}.pid").write_text(str(os.getpid()))
"""

#: Runs all cells, or those of the given numbers in that order.
RUN = """(order) => {
  const lab = window.jupyterapp;
  const { content } = lab.shell.currentWidget;
  const run = async () => {
    if (!order) return lab.commands.execute('notebook:run-all-cells');
    for (const index of order) {
      content.activeCellIndex = index;
      await lab.commands.execute('notebook:run-cell');
    }
  };
  window.hasRun = false;
  run().finally(() => { window.hasRun = true; });
}"""

#: Whether every code cell has run and shows something that is no longer loading.
SHOWN = """() => {
  const { content } = window.jupyterapp.shell.currentWidget;
  const cells = content.widgets.filter((cell) => cell.model.type === 'code');
  return cells.every((cell) => cell.model.executionCount > 0)
    && [...content.node.querySelectorAll('.jp-OutputArea-output')].every(
      (output) => /^(?!Loading widget)./.test(output.textContent.trim())
        || output.querySelector('img'));
}"""

#: What a reader who doesn't see can't jump to; pictures not drawn, or that say nothing. (JupyterLab
#: calls every picture without an alt text "Image".)
MUTE = """(content) => {
  const named = (node) => [
    node.getAttribute('alt'), node.getAttribute('aria-label'),
    node.querySelector(':scope > title')?.textContent,
    ...(node.getAttribute('aria-labelledby') ?? '').split(' ')
      .map((id) => document.getElementById(id)?.textContent),
  ].some((name) => name?.trim() && name !== 'Image');
  const start = (node) => node.outerHTML.slice(0, 100);
  const pictures = [...document.querySelectorAll(`:is(${content}) :is(img, svg, canvas)`)]
    .filter((node) => !node.closest('[aria-hidden=true]'));
  const headed = (node) => node.querySelector('h1, h2, h3, h4, [role=heading]');
  return [
    ...[...document.querySelectorAll(
      '.rc-card, :is(figure, section).exhibit, .timemap, .room, .board')]
      .filter((node) => !headed(node)).map((node) => `no heading: ${start(node)}`),
    ...pictures.filter((node) => !named(node))
      .map((node) => `no alt text: ${start(node)}`),
    ...pictures.filter((node) => node.matches('img') && !node.naturalWidth)
      .map((node) => `not drawn: ${start(node)}`),
  ];
}"""

#: What stands out of the notebook's sight sideways, though every table is unfolded. A wide table
#: may be moved in a box of its own.
TOO_WIDE = """([content, selector]) => {
  const scroller = document.querySelector(selector);
  const { left } = scroller.getBoundingClientRect();
  const right = left + scroller.clientWidth;
  const boxes = '.exhibit-table, .timemap-table, .board-frame, .rc-scroll';
  const out = (node) => {
    const box = node.getBoundingClientRect();
    if (node.parentElement.closest(boxes) || node.closest('svg svg, svg *')) return false;
    return box.width > 1 && (box.left < left - 1 || box.right > right + 1);
  };
  const moves = (node) => node.scrollWidth > node.clientWidth + 1;
  for (const node of scroller.querySelectorAll('details')) node.open = true;
  const found = [
    ...[...scroller.querySelectorAll(`:is(${content}) *`)].filter(out),
    ...[scroller, ...scroller.querySelectorAll(content)].filter(moves),
  ].map((node) => node.outerHTML.slice(0, 120));
  for (const node of scroller.querySelectorAll('details')) node.open = false;
  return found;
}"""

#: Exhibits with a control that can't be seen at once with what it changes.
TOO_TALL = """(selector) => {
  const scroller = document.querySelector(selector);
  return [...scroller.querySelectorAll('.switch, .timemap')].map((node) => {
    const { top } = node.getBoundingClientRect();
    const changed = node.querySelector('img, svg.map, .namecards');
    const height = changed.getBoundingClientRect().bottom - top;
    return [Math.round(height), scroller.clientHeight, node.querySelector('p').textContent];
  }).filter(([height, room]) => height > room);
}"""

#: Whether the notebook has taken over the window's size.
AS_WIDE = "([selector, width]) => document.querySelector(selector).clientWidth <= width"

#: Scrolls to the top, and says whether the window is tall enough for the whole notebook.
ALL_IN_VIEW = """([selector, height]) => {
  const scroller = document.querySelector(selector);
  scroller.scrollTo(0, 0);
  return scroller.clientHeight >= height && scroller.scrollTop === 0;
}"""

#: Brings the notebook of a name to the front.
FRONT = """(name) => {
  const { shell } = window.jupyterapp;
  const [found] = [...shell.widgets('main')].filter(({ title }) => title.label === name);
  shell.activateById(found.id);
}"""

#: Closes the notebook in front.
CLOSE = """async () => {
  const open = window.jupyterapp.shell.currentWidget;
  await open.sessionContext.shutdown();
  open.context.model.dirty = false;
  open.dispose();
}"""

#: Failed widgets, which are no error output.
FAILED_WIDGET = ".jp-OutputArea-output .jupyter-widgets-error-widget"


def copy(notebook: Path, folder: Path, work: Path | None = None) -> Path:
    """Copy a notebook into a folder, not yet run; with ``work``, its answers go there."""
    page = nbformat.read(notebook, as_version=4)
    for cell in page.cells:
        if cell.cell_type == "code":
            cell.execution_count = None  # else it looks as if it had run
    if work:
        code = FIRST_CELL.format(work=str(work), stem=notebook.stem)
        page.cells.insert(0, nbformat.v4.new_code_cell(code))
    file = folder / notebook.name
    nbformat.write(page, file)
    return file


class OpenLesson:
    """A notebook, open in JupyterLab with a kernel of its own.

    Attributes
    ----------
    file : Path
        The notebook.
    work : Path
        Where its answers go, if not to the common folder of all tests.
    """

    def __init__(self, desk: Desk, file: Path, work: Path | None, errors: Sequence[str]) -> None:
        self.desk, self.page, self.errors = desk, desk.page, errors
        self.file, self.work = file, work or work_folder()
        desk.fresh = True
        self.page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
        self.open()

    def open(self) -> None:
        """Open the notebook, with a new kernel."""
        self.page.evaluate(OPEN, [self.file.relative_to(ROOT).as_posix(), True])
        self.page.wait_for_function(f"() => {IDLE}")

    def run(self, order: Sequence[int] | None = None) -> None:
        """Run all cells, or some in an order; wait until the page has settled."""
        self.page.evaluate(RUN, order)
        self.page.wait_for_function("() => window.hasRun", timeout=2 * PATIENCE)

    def settle(self) -> None:
        """Wait until every cell has run, and every card, picture and font is drawn."""
        self.page.wait_for_function(SHOWN)
        self.page.wait_for_function(SETTLED)

    def card(self, question: Question) -> Locator:
        """Give the card of a question."""
        words = text.plain(question.prompt)
        return self.page.locator(".rc-card").filter(has=self.page.get_by_text(words, exact=True))

    def front(self) -> None:
        """Bring the notebook to the front, of several that are open."""
        self.page.evaluate(FRONT, self.file.name)

    def kill_kernel(self) -> None:
        """End the kernel as a power cut would; wait for a new one, and clear the old outputs."""
        self.desk.kill_kernel(self.work / f"{self.file.stem}.pid")

    def close(self) -> None:
        """Close the notebook and end its kernel, without saving."""
        self.page.evaluate(CLOSE)

    def faults(self) -> list[str]:
        """List what went wrong, was left without a name, or was asked for outside."""
        return [
            *cell_faults(self.page),
            *(f"widget: {text}" for text in self.page.locator(FAILED_WIDGET).all_inner_texts()),
            *self.page.evaluate(MUTE, CONTENT),
            *self.errors,
            *(f"outside: {url}" for url in self.desk.outside.asked),
        ]

    def unroll(self) -> None:
        """Show the whole notebook at once: axe passes over what is scrolled out of the window."""
        height = round(self.page.locator(SCROLLER).evaluate(LAST_CELL))
        self.page.set_viewport_size({"width": SIZE["width"], "height": height + 200})
        self.page.mouse.move(0, 0)  # a heading under the mouse would show JupyterLab's own link
        self.page.wait_for_function(ALL_IN_VIEW, arg=[SCROLLER, height])

    def barriers(self, theme: str) -> list[str]:
        """List what axe finds serious or critical in a theme."""
        self.desk.theme(theme)
        found = Axe().run(self.page, context=CONTENT).response["violations"]
        return [
            f"{fault['id']}: {node['html'][:100]} {node['failureSummary'][:200]}"
            for fault in found
            if fault["impact"] in {"serious", "critical"}
            for node in fault["nodes"]
        ]

    def resize(self, size: ViewportSize) -> None:
        """Make the window as small as a school's screen may be."""
        self.page.set_viewport_size(size)
        self.page.wait_for_function(AS_WIDE, arg=[SCROLLER, size["width"]])

    def too_wide(self) -> list[str]:
        """List what is cut off at the sides, or would have to be scrolled to."""
        found: list[str] = self.page.evaluate(TOO_WIDE, [CONTENT, SCROLLER])
        return found

    def too_tall(self) -> list[Any]:
        """List the exhibits whose control and picture are not seen at once, with their heights."""
        found: list[Any] = self.page.evaluate(TOO_TALL, SCROLLER)
        return found

    def picture(self, name: str) -> None:
        """Keep a picture of the whole notebook."""
        self.page.screenshot(path=PICTURES / f"{name}.png")


Opener = Callable[..., OpenLesson]
