"""Every lesson in JupyterLab: run, drawn, named, quiet, readable in both themes, in any order."""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe

from lessons.kit.data import ROOT
from tools.screenshot import LAST_CELL, SCROLLER, SETTLED, Faults, cell_faults
from tools.sheets import IDLE, KERNEL, OPEN, SIZE, Desk, Sheet

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

#: The lesson that is run in the wrong order: it has charts, cards and a slider.
SCRAMBLED = ROOT / "notebooks" / "04_the_toll.ipynb"

#: Where a picture of each lesson is kept, for whoever wants to look.
PICTURES = ROOT / "build" / "lessons-in-lab"

#: What the kit answers for; the rest of the page is JupyterLab's own.
CONTENT = ".jp-OutputArea-output, .jp-RenderedMarkdown"

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
      (output) => /^(?!Loading widget)./.test(output.textContent.trim()));
}"""

#: Pictures that are not drawn, or that say nothing to a reader who doesn't see them. (JupyterLab
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
  return [
    ...pictures.filter((node) => !named(node)).map((node) => `no alt text: ${start(node)}`),
    ...pictures.filter((node) => node.matches('img') && !node.naturalWidth)
      .map((node) => `not drawn: ${start(node)}`),
  ];
}"""

#: Scrolls to the top, and says whether the window is tall enough for the whole notebook.
ALL_IN_VIEW = """([selector, height]) => {
  const scroller = document.querySelector(selector);
  scroller.scrollTo(0, 0);
  return scroller.clientHeight >= height && scroller.scrollTop === 0;
}"""

#: Failed widgets, which are no error output.
FAILED_WIDGET = ".jp-OutputArea-output .jupyter-widgets-error-widget"


class OpenLesson:
    """A notebook, open in JupyterLab with a kernel of its own."""

    def __init__(self, desk: Desk, file: Path, errors: list[str]) -> None:
        self.desk, self.page, self.errors = desk, desk.page, errors
        desk.fresh = True
        self.page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
        self.page.evaluate(OPEN, [file.relative_to(ROOT).as_posix(), True])
        self.page.wait_for_function(f"() => {IDLE}", timeout=60_000)

    def run(self, order: Sequence[int] | None = None) -> None:
        """Run all cells, or some in an order; wait until the page has settled."""
        self.page.evaluate(RUN, order)
        self.page.wait_for_function("() => window.hasRun", timeout=90_000)

    def settle(self) -> None:
        """Wait until every cell has run, and every card, picture and font is drawn."""
        self.page.wait_for_function(SHOWN, timeout=30_000)
        self.page.wait_for_function(SETTLED, timeout=30_000)

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

    def picture(self, name: str) -> None:
        """Keep a picture of the whole notebook."""
        self.page.screenshot(path=PICTURES / f"{name}.png")


Opener = Callable[[Path], OpenLesson]


@pytest.fixture(scope="module")
def seen(desk: Desk) -> Faults:
    """Hear every uncaught error and console error of the page."""
    faults = Faults()
    faults.watch(desk.page)
    return faults


@pytest.fixture
def opened(desk: Desk, seen: Faults) -> Iterator[Opener]:
    """Give a function that opens a copy of a notebook; the kit's own is never written to."""
    seen.errors.clear()
    with Sheet.folder() as folder:
        yield lambda file: OpenLesson(desk, Path(shutil.copy(file, folder)), seen.errors)
        desk.clear()


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_lesson_runs_and_shuts_nobody_out(opened: Opener, notebook: Path) -> None:
    lesson = opened(notebook)
    lesson.run()
    lesson.settle()
    assert lesson.faults() == []
    lesson.unroll()
    for theme in ("Light", "Dark"):
        assert lesson.barriers(theme) == []
        lesson.picture(f"{notebook.stem}-{theme.lower()}")
    assert lesson.faults() == []


def test_cells_run_in_any_order_and_twice(opened: Opener) -> None:
    cells = nbformat.read(SCRAMBLED, as_version=4).cells
    backwards = [at for at, cell in enumerate(cells) if cell.cell_type == "code"][::-1]
    lesson = opened(SCRAMBLED)
    lesson.run([*backwards, backwards[-1]])
    lesson.settle()
    assert lesson.faults() == []


FAULTY = {
    "from IPython.display import HTML, Javascript; "
    "PALE = '<p style=\"color: #bbb; background: #fff\">'; HTML(PALE + 'Top')": ">Top<",
    'HTML(\'<p>A map</p><img src="http://example.org/x.png" alt="A map">\')': "outside: http://e",
    'HTML(\'<p>A map</p><img src="data:," alt="A map">\')': 'not drawn: <img src="data:,"',
    "HTML('<p>A map</p><img alt=\"\">')": 'no alt text: <img alt="Image"',
    "HTML('<p>A map</p><svg role=\"img\"></svg>')": "no alt text: <svg",
    "print('done'); Javascript('console.error(\"lost\")')": "console error: lost",
    "print('done'); Javascript('setTimeout(() => { throw Error(\"gone\"); })')": "page error: gone",
    "import warnings; warnings.warn('Old')": "warnings.warn('Old')",
    "HTML('<p style=\"height: 6000px\">A tall map</p>' + PALE + 'End')": ">End<",
    "1 / 0": "ZeroDivisionError",
}


def test_every_fault_is_seen(opened: Opener, tmp_path: Path) -> None:
    """None of the checks above is blind, at the notebook's top or at its end."""
    cells = [nbformat.v4.new_code_cell(line) for line in FAULTY]
    file = tmp_path / "faulty.ipynb"
    file.write_text(json.dumps(nbformat.v4.new_notebook(cells=cells, metadata=KERNEL)))
    lesson = opened(file)
    lesson.run()
    lesson.page.wait_for_function(SETTLED, timeout=30_000)
    lesson.unroll()
    found = "\n".join(lesson.faults() + lesson.barriers("Light"))
    assert [complaint for complaint in FAULTY.values() if complaint not in found] == [], found
