"""What the server tells the lesson view: of the kit's notebooks in registered folders alone."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpecManager

from lessons.kit import places
from lessons.kit.syllabus import entries
from lessons.lab import server
from lessons.lab.kernels import spec


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give JupyterLab's folder, with copies in ``mine`` and a stranger's folder beside it."""
    for name in ("mine", "strange"):
        shutil.copytree(places.NOTEBOOKS, tmp_path / name)
    return tmp_path


def about(root: Path, path: str) -> dict[str, object] | None:
    return server.about(root, path, [root / "mine"])


def test_a_lesson_in_a_registered_folder_is_known(root: Path) -> None:
    told = about(root, "mine/02_the_map.ipynb")
    assert told
    source = nbformat.read(places.NOTEBOOKS / "02_the_map.ipynb", as_version=4)
    assert told["cells"] == {c.id: c.source for c in source.cells if c.cell_type == "code"}
    assert (told["number"], told["title"], told["kernel"]) == (2, "The map", "python3")
    assert told["home"] == "mine/00_start_here.ipynb"
    assert told["next"] == {"path": "mine/03_crimea.ipynb", "title": "Crimea"}


def test_the_first_page_leads_to_the_first_lesson_and_the_last_to_none(root: Path) -> None:
    end = entries()[-1]
    first = about(root, "mine/00_start_here.ipynb")
    last = about(root, f"mine/{end.number:02}_{end.name}.ipynb")
    assert first and first["next"] == {"path": "mine/01_the_call.ipynb", "title": "The call"}
    assert last and last["next"] is None


@pytest.mark.parametrize(
    "path",
    [
        "strange/02_the_map.ipynb",
        "mine/../strange/02_the_map.ipynb",
        "mine/other.ipynb",
        "mine/deeper/02_the_map.ipynb",
        "mine/02_the_map.py",
        "mine/link.ipynb",
        "mine",
        "",
    ],
)
def test_nothing_else_is(root: Path, path: str) -> None:
    for name in ("other.ipynb", "deeper/02_the_map.ipynb"):
        (root / "mine" / name).parent.mkdir(exist_ok=True)
        shutil.copy(root / "mine" / "02_the_map.ipynb", root / "mine" / name)
    (root / "mine" / "link.ipynb").symlink_to(root / "strange" / "02_the_map.ipynb")
    assert about(root, path) is None


def test_a_changed_copy_does_not_change_what_is_the_kits(root: Path) -> None:
    before = about(root, "mine/02_the_map.ipynb")
    (root / "mine" / "02_the_map.ipynb").write_text("{}")
    assert about(root, "mine/02_the_map.ipynb") == before


def test_only_our_kernel_runs_cells_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = KernelSpecManager(kernel_dirs=[str(tmp_path / "kernels")])
    assert not server.isolated(manager)  # the environment's own
    spec.write(tmp_path)
    assert server.isolated(manager)
    strange = SimpleNamespace(argv=["python", "-m", "ipykernel_launcher"])
    monkeypatch.setattr(manager, "get_kernel_spec", lambda _name: strange)
    assert not server.isolated(manager)


def test_the_article_is_beside_the_lessons_or_on_the_web(root: Path) -> None:
    told = about(root, "mine/02_the_map.ipynb")
    assert told
    article = told["article"]
    assert isinstance(article, dict)
    assert article["path"] == "mine/the_article.ipynb"
    (root / "mine" / "the_article.ipynb").unlink()
    told = about(root, "mine/02_the_map.ipynb")
    assert told
    assert told["article"] == {"path": None, "url": article["url"]}
    assert article["url"].startswith("https://")
