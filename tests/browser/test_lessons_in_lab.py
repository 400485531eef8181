"""Every lesson in JupyterLab: run, drawn, named, quiet, readable in both themes, in any order."""

import json
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import ViewportSize

from lessons.kit.data import ROOT
from tools.open_lesson import Opener
from tools.screenshot import SETTLED
from tools.sheets import KERNEL

NOTEBOOKS = [*sorted((ROOT / "notebooks").glob("*.ipynb")), *ROOT.glob("notebooks/teacher/*.ipynb")]

#: The lesson that is run in the wrong order: it has charts, cards and a slider.
SCRAMBLED = ROOT / "notebooks" / "04_the_toll.ipynb"

OLD_PROJECTOR: ViewportSize = {"width": 1024, "height": 768}

#: What is left of a screen of 1280 × 1024 when the browser enlarges everything to 200 %.
ENLARGED: ViewportSize = {"width": 640, "height": 512}


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
    lesson.resize(OLD_PROJECTOR)
    assert (lesson.too_wide(), lesson.too_tall()) == ([], [])
    lesson.resize(ENLARGED)
    assert lesson.too_wide() == []
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
    "HTML('<figure class=\"exhibit\"><p>A map</p></figure>')": "no heading: <figure",
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
    lesson.page.wait_for_function(SETTLED)
    lesson.unroll()
    found = "\n".join(lesson.faults() + lesson.barriers("Light"))
    assert [complaint for complaint in FAULTY.values() if complaint not in found] == [], found
