"""Stored notebooks are small, locked and the same each time; nbval sees what changes in them."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from lessons.kit.data import ROOT
from tools import store_outputs
from tools.store_outputs import NotebookError, all_notebooks, check, store, text

pytestmark = pytest.mark.slow

SHOWS_A_PICTURE = """\
import base64, os
from IPython.display import HTML
picture = base64.b64encode(os.urandom(3000)).decode()
HTML(f"<style>p {{}}</style><img alt='Deaths' src='data:image/png;base64,{picture}'><p>13200</p>")
"""
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Give a function that writes a notebook with one code cell for each source."""

    def written(*sources: str, tags: tuple[str, ...] = ()) -> Path:
        cells = [nbformat.v4.new_markdown_cell("# Title")]
        cells += [nbformat.v4.new_code_cell(source) for source in sources]
        cells[-1].metadata.tags = list(tags)
        path = tmp_path / "notebook.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
        return path

    return written


def test_storing_twice_changes_nothing(write: Write) -> None:
    path = write("print('one')\nprint('two')", SHOWS_A_PICTURE)
    store(path)
    once = path.read_bytes()
    store(path)
    assert path.read_bytes() == once
    assert check(path) == []


def test_a_picture_becomes_the_placeholder(write: Write) -> None:
    path = write(SHOWS_A_PICTURE)
    store(path)
    assert len(path.read_bytes()) < 4000
    shown = nbformat.read(path, as_version=4).cells[1].outputs[0].data["text/html"]
    assert store_outputs.PLACEHOLDER_URI in shown
    assert "<p>13200</p>" in shown


def test_all_but_the_learners_cell_is_locked(write: Write) -> None:
    path = write("1", "2", tags=("tinker",))
    store(path)
    prose, code, tinker = (cell.metadata for cell in nbformat.read(path, as_version=4).cells)
    assert prose == {"deletable": False, "editable": False}
    assert code == {"deletable": False, "editable": False, "jupyter": {"source_hidden": True}}
    assert tinker == {"deletable": False, "tags": ["tinker"]}


def test_nothing_of_this_machine_is_kept(write: Write) -> None:
    path = write("import ipywidgets\nipywidgets.IntSlider()")
    store(path)
    notebook = nbformat.read(path, as_version=4)
    assert notebook.metadata.keys() == {"kernelspec", "language_info"}
    assert notebook.cells[1].outputs[0].data.keys() == {"text/plain"}


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import warnings; warnings.warn('old')", "stores a warning"),
        ("import sys; print('oh', file=sys.stderr)", "stores a warning, 'oh'"),
        ("print('x' * 300_000)", "200,000 is the most"),
    ],
)
def test_a_faulty_notebook_is_left_as_it_was(write: Write, source: str, fault: str) -> None:
    path = write(source)
    before = path.read_bytes()
    with pytest.raises(NotebookError, match=fault):
        store(path)
    assert path.read_bytes() == before


def test_what_is_not_in_normal_form_is_named(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write("1")
    assert store_outputs.main(["--check", str(path)]) == 1
    shown = capsys.readouterr().err
    assert "cell 2" in shown
    assert "has not been run" in shown
    assert "notebook.ipynb is not in normal form" in shown


@pytest.mark.parametrize("path", all_notebooks(), ids=lambda path: path.stem)
def test_the_kits_notebooks_are_in_normal_form(path: Path) -> None:
    assert check(path) == []


def test_nbval_sees_all_but_pictures(write: Write, tmp_path: Path) -> None:
    path = write(SHOWS_A_PICTURE, "print('from 13200 to 13400')", "{'deaths': 13200}")
    store(path)
    stored = text(nbformat.read(path, as_version=4))
    path.rename(tmp_path / "same.ipynb")
    changes = {
        "html": ("<p>13200", "<p>13201"),
        "alt": ("alt='Deaths'", "alt=''"),
        "printed": ("13400\\n", "13500\\n"),
        "text": ("'deaths': 13200}\"\n", "'deaths': 13000}\"\n"),
    }
    for name, (old, new) in changes.items():
        before, found, after = stored.rpartition(old)
        assert found, name
        (tmp_path / f"{name}.ipynb").write_text(before + new + after, encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--color=no"),
            *("--nbval", "--nbval-sanitize-with", ROOT / "tests/notebooks/sanitise.cfg"),
            *("--rootdir", tmp_path, tmp_path),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    failed = {name for name in [*changes, "same"] if f"/{name}.ipynb::" in done.stdout}
    assert failed == set(changes), done.stdout
    assert "4 failed, 11 passed" in done.stdout
