"""Cells stand alone: one may be missing, edited, run twice or out of order, and the rest run."""

import ast
import builtins
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tools.store_outputs import all_notebooks

HERE = {*dir(builtins), "display", "get_ipython"}


def borrowed(source: str) -> set[str]:
    """Give the names that a cell uses and doesn't make itself."""
    used, made = set(), set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                used.add(name)
            case ast.Name(id=name) | ast.arg(arg=name):
                made.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                made.add(name)
            case ast.alias(name=name, asname=other):
                made.add(other or name.partition(".")[0])
    return used - made - HERE


def code_of(path: Path) -> list[str]:
    cells = nbformat.read(path, as_version=4).cells
    return [cell.source for cell in cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", all_notebooks(), ids=lambda path: path.stem)
def test_no_cell_needs_another(path: Path) -> None:
    for source in code_of(path):
        assert borrowed(source) == set(), source
        first = ast.parse(source).body[0]
        assert isinstance(first, ast.Import | ast.ImportFrom), source


def test_a_borrowed_name_is_found() -> None:
    assert borrowed("crimea.two_views()") == {"crimea"}
    assert borrowed("from lessons import crimea\ncrimea.two_views()") == set()
    assert borrowed("import os.path\n[x for x in os.listdir(where)]") == {"where"}
    assert borrowed("def f(a):\n    return a\nprint(f(1))") == set()


@pytest.mark.slow
def test_cells_run_backwards_and_twice_after_one_was_broken() -> None:
    """One is deleted, and a learner's own cell took the lesson's name for something else."""
    path = next(path for path in all_notebooks() if "afterwards" in path.stem)
    sources = code_of(path)[1:]
    spoilt = ["afterwards = year = table = None", *sources[::-1], *sources]
    cells = [nbformat.v4.new_code_cell(source) for source in spoilt]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    assert sum(len(cell.outputs) > 0 for cell in cells) == len(spoilt) - 1
