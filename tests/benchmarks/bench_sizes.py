"""How large things are: what is stored, and what goes to the browser."""

import gzip
import subprocess
import sys
from pathlib import Path

from lessons.kit.data import DATA, ROOT
from lessons.kit.web import module
from tools.benchmark import Table
from tools.room import cells
from tools.store_outputs import LARGEST

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MAP_DATA = 200  # kB, compressed, a notebook
WIDGETS = Path(sys.prefix, "share/jupyter/labextensions/@jupyter-widgets/jupyterlab-manager/static")

#: Runs a notebook's cells, then names the files of the atlas that they read. (What reads the
#: borders is no Python.)
READ = """
import sys
files = set()
sys.addaudithook(lambda event, about: event == "open" and files.add(str(about[0])))
{code}
from lessons.kit.data import atlas
if atlas._borders.cache_info().currsize:
    files.add("data/atlas/borders.fgb")
print(*sorted({{file[file.index("data/atlas/"):] for file in files if "data/atlas/" in file}}),
      sep="\\n", file=sys.stderr)
"""


def packed(file: Path) -> float:
    """Return the size of a file when it is compressed, in kB."""
    return len(gzip.compress(file.read_bytes())) / 1000


def map_data(notebook: Path) -> float:
    """Return how much map data a notebook reads, compressed, in kB."""
    own = [cell for cell in cells(notebook) if ".check_in(" not in cell]  # it reads all lessons'
    code = READ.format(code="\n".join(own))
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return sum(packed(ROOT / name) for name in done.stderr.split())


def test_sizes(table: Table) -> None:
    most, of = max((map_data(notebook), notebook.stem) for notebook in NOTEBOOKS)
    table.row(f"map data of a notebook, gzipped (most: {of})", most, "kB", ("limit", MAP_DATA), 1)
    large, of = max((notebook.stat().st_size / 1000, notebook.stem) for notebook in NOTEBOOKS)
    table.row(f"largest notebook ({of})", large, "kB", ("limit", LARGEST / 1000), 1)
    card = len(module("card").encode()) / 1000
    widgets = sum(file.stat().st_size for file in WIDGETS.glob("*.js")) / 1000
    table.row("script and style of a card", card, "kB", ("scripts of ipywidgets", widgets))
    data = sum(file.stat().st_size for file in DATA.rglob("*") if file.is_file()) / 1000
    table.row("data/ in the repository", data, "kB")
