"""Well-known extensions of JupyterLab, really installed beside the kit: no lesson shows a trace."""

import json
import os
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from lessons.lab.surroundings import NEEDED
from tools import lent, open_lesson
from tools.open_lesson import OpenLesson
from tools.screenshot import Faults, jupyterlab
from tools.sheets import Desk, Sheet

from .test_lessons_in_lab import NOTEBOOKS

pytestmark = pytest.mark.soak("extensions")  # 4 minutes, and it needs a package index

OTHERS = (
    "jupyterlab-git",
    "jupyterlab-lsp",
    "jupyter-lsp",
    "nbgitpuller",
    "jupyterlab-language-pack-de-DE",
    "jupyterlab-language-pack-fr-FR",
    "jupyterlab-language-pack-uk-UA",
    "jupyterlab-execute-time",
    "jupyterlab-code-formatter",
    "jupyterlab-spellchecker",
    "jupyterlab-vim",
    "jupyterlab-myst",
    "jupyterlab-templates",
    "lckr-jupyterlab-variableinspector",
    "jupyter-resource-usage",
    "jupyter-server-proxy",
    "jupyter-archive",
    "jupytext",
    "nbdime",
    "ipympl",
)

#: What lies over a page: a dialog, or a message that slides in.
OVER_IT = ".jp-Dialog, .Toastify__toast"


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the others beside the kit's libraries, and give that environment's Python."""
    python = lent.environment(tmp_path_factory.mktemp("others") / "env")
    done = lent.install(python, *OTHERS)
    if done.returncode:
        assert "CI" not in os.environ, done.stderr
        pytest.skip(f"the others can't be had here: {done.stderr.strip().splitlines()[-1]}")
    there = python.parents[1] / "share" / "jupyter" / "labextensions"
    assert (there / "@jupyterlab" / "git" / "package.json").is_file()
    return python


@pytest.fixture(scope="module")
def address(python: Path) -> Iterator[str]:
    with jupyterlab(python=python) as address:
        yield address


@pytest.fixture(scope="module")
def at(address: str, browser: Browser) -> Desk:
    return Desk(browser, address)


@pytest.fixture(scope="module")
def heard(at: Desk) -> Faults:
    faults = Faults()
    faults.watch(at.page)
    return faults


def test_neither_half_of_theirs_is_on(address: str, at: Desk) -> None:
    told = json.loads(at.page.locator("#jupyter-config-data").text_content() or "")
    ours = {*NEEDED, "reading-a-crisis"}
    assert {each["name"] for each in told["federated_extensions"]} == ours
    root, _, token = address.partition("/doc/tree/")
    token = token.partition("?")[2]
    for path in ("lsp/status", "git/settings", "git-pull"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{root}/{path}?{token}", timeout=60)  # noqa: S310  our own


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_lesson_opens_and_runs_without_a_dialog(at: Desk, heard: Faults, notebook: Path) -> None:
    heard.errors.clear()
    with Sheet.folder() as folder:
        lesson = OpenLesson(at, open_lesson.copy(notebook, folder), None, heard.errors)
        lesson.run()
        lesson.settle()
        assert lesson.faults() == []
        assert at.page.locator(OVER_IT).all_inner_texts() == []
        at.clear()
