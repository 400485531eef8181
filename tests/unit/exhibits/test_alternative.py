"""A picture that a cell draws with plain geopandas says what its title says."""

from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import pytest
from matplotlib.figure import Figure
from nbclient import NotebookClient

from lessons.kit.catalogue import say
from lessons.kit.exhibits.texts import alternative


def drawn(*titles: str) -> Figure:
    figure = Figure()
    for number, title in enumerate(titles, start=1):
        figure.add_subplot(1, len(titles), number).set_title(title, loc="left")
    return figure


@pytest.mark.parametrize(
    ("figure", "says"),
    [
        (drawn("Ukraine and Poland"), "Ukraine and Poland"),
        (drawn("1949", "", "2021"), "1949. 2021"),
        (drawn(""), say("exhibits.frame.untitled")),
        (drawn('<b onload="x">'), "&lt;b onload=&quot;x&quot;&gt;"),
    ],
    ids=["one", "several", "none", "hostile"],
)
def test_the_titles_are_the_text(figure: Figure, says: str) -> None:
    assert f'alt="{says}"' in alternative.bundle(figure)["text/html"]


CELLS = (
    "import lessons.kit.exhibits",
    "from lessons.kit.data import atlas\n"
    "ax = atlas.regions('UKR').plot()\n"
    "ax.set_title('The regions of Ukraine')",
)


@pytest.mark.slow
def test_a_notebook_shows_it(tmp_path: Path) -> None:
    cells = [nbformat.v4.new_code_cell(code) for code in CELLS]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name="python3", timeout=600).execute(cwd=str(tmp_path))
    shown = [out.data for out in notebook.cells[1].outputs if out.output_type == "display_data"]
    assert 'alt="The regions of Ukraine"' in shown[0]["text/html"]
    assert shown[0]["image/png"] in shown[0]["text/html"], "drawn once"


def test_without_a_notebook_nothing_happens() -> None:
    before = plt.get_fignums()
    alternative.name_by_titles()
    assert plt.get_fignums() == before
