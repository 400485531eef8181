"""Learners write in copies: what is theirs stays, what isn't follows the kit."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lessons.kit import files, places
from lessons.lab import copies, start
from lessons.lab.restore import restore

CRIMEA = "03_crimea.ipynb"


@pytest.fixture(autouse=True)
def kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of the kit's own notebooks, which may be corrected."""
    hidden = shutil.ignore_patterns(".*")
    folder = Path(shutil.copytree(places.NOTEBOOKS, tmp_path / "kit", ignore=hidden))
    monkeypatch.setattr(places, "NOTEBOOKS", folder)
    monkeypatch.setenv("LESSONS_WORK", str(tmp_path / "work"))
    monkeypatch.chdir(tmp_path)  # the notebooks of a folder that one stands in come first
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    return folder


@pytest.fixture
def mine() -> Path:
    """Bring the copies, and give their folder."""
    return copies.bring().folder


def change(path: Path, how: Callable[[list[Any]], Any]) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    how(notebook["cells"])
    path.write_text(json.dumps(notebook), encoding="utf-8")


def correct(kit: Path, name: str = CRIMEA) -> None:
    """Correct a sentence of a lesson."""
    change(kit / name, lambda cells: cells[0].update(source="A better sentence."))


def write(cells: list[Any]) -> None:
    """Write as a learner does."""
    cells.append({"cell_type": "markdown", "id": "mine", "metadata": {}, "source": ["My note"]})


def run(cells: list[Any]) -> None:
    """Run all cells, as JupyterLab notes it."""
    for number, cell in enumerate(cells):
        cell["metadata"]["execution"] = {"iopub.status.busy": "2021-12-30T20:35:00Z"}
        if cell["cell_type"] == "code":
            cell["execution_count"], cell["outputs"] = 100 + number, []


def test_each_notebook_is_brought_once(tmp_path: Path) -> None:
    done = copies.bring()
    assert (done.folder, done.first) == (tmp_path / "work" / "notebooks", True)
    for source in copies.sources():
        assert (done.folder / copies.name_of(source)).read_bytes() == source.read_bytes()
    before = {path: path.stat().st_mtime_ns for path in done.folder.rglob("*")}
    assert copies.bring() == copies.Brought(done.folder)
    assert {path: path.stat().st_mtime_ns for path in done.folder.rglob("*")} == before


def test_a_deleted_copy_comes_back(mine: Path, kit: Path) -> None:
    (mine / CRIMEA).unlink()
    correct(kit)
    copies.bring()
    assert (mine / CRIMEA).read_bytes() == (kit / CRIMEA).read_bytes()


@pytest.mark.parametrize("before", [lambda _: None, run], ids=["untouched", "run"])
def test_a_corrected_lesson_comes_to_an_unchanged_copy(
    mine: Path, kit: Path, before: Callable[[list[Any]], Any]
) -> None:
    change(mine / CRIMEA, before)
    correct(kit)
    assert copies.bring().corrected == (CRIMEA,)
    assert (mine / CRIMEA).read_bytes() == (kit / CRIMEA).read_bytes()
    assert copies.bring().corrected == ()


@pytest.mark.parametrize(
    "how",
    [
        write,
        lambda cells: cells.pop(),
        lambda cells: cells.reverse(),
        lambda cells: cells[-1].update(source="mine"),
        lambda cells: cells[0]["metadata"].clear(),
    ],
    ids=["added", "deleted", "moved", "edited", "unlocked"],
)
def test_a_changed_copy_is_never_written_over(
    mine: Path, kit: Path, how: Callable[[list[Any]], Any]
) -> None:
    change(mine / CRIMEA, how)
    before = (mine / CRIMEA).read_bytes()
    assert copies.bring().waiting == ()  # nothing is newer
    for _ in range(2):
        correct(kit)
        assert copies.bring().waiting == (CRIMEA,)
        assert (mine / CRIMEA).read_bytes() == before


def test_restoring_brings_the_corrected_lesson_and_keeps_what_is_mine(
    mine: Path, kit: Path
) -> None:
    change(mine / CRIMEA, write)
    correct(kit)
    copies.bring()
    done = restore("03")
    assert done.path == mine / CRIMEA
    cells = json.loads((mine / CRIMEA).read_text(encoding="utf-8"))["cells"]
    assert "".join(cells[0]["source"]) == "A better sentence."
    assert "".join(cells[-1]["source"]) == "My note"
    assert copies.bring() == copies.Brought(mine)
    correct(kit, "05_nato.ipynb")
    change(kit / CRIMEA, lambda cells: cells[0].update(source="Better still."))
    assert copies.bring().waiting == (CRIMEA,), "what is mine is still mine"


def test_without_notes_a_changed_copy_counts_as_changed(mine: Path, kit: Path) -> None:
    change(mine / CRIMEA, write)
    before = (mine / CRIMEA).read_bytes()
    (mine / copies.NOTES).write_text("{")
    copies.bring()
    correct(kit)
    assert copies.bring().waiting == (CRIMEA,)
    assert (mine / CRIMEA).read_bytes() == before


def test_what_is_in_the_folder_besides_is_left_alone(mine: Path) -> None:
    own = mine / "my own.ipynb"
    own.write_text("{}")
    copies.bring()
    assert own.read_text() == "{}"


def test_a_folder_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LESSONS_FOLDER", str(tmp_path / "Reading a Crisis"))
    monkeypatch.setenv("LESSONS_WORK", "answers")
    assert copies.bring().folder == tmp_path / "Reading a Crisis"
    assert places.work_folder() == tmp_path / "Reading a Crisis" / "answers"
    assert start.root_of(tmp_path / "Reading a Crisis" / CRIMEA) == tmp_path / "Reading a Crisis"


def test_an_installed_kit_knows_the_folder_that_the_user_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "INSTALLED", True)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.delenv("LESSONS_WORK")
    assert places.learner_folder() == tmp_path / "home" / "Reading a Crisis"
    assert copies.bring().folder == places.learner_folder()
    elsewhere = tmp_path / "elsewhere"
    monkeypatch.setenv("LESSONS_FOLDER", str(elsewhere))
    copies.bring()
    monkeypatch.delenv("LESSONS_FOLDER")
    monkeypatch.chdir(elsewhere / "teacher")
    assert places.learner_folder() == elsewhere
    assert places.work_folder() == elsewhere / "work"


def test_where_the_folder_takes_nothing_the_copies_lie_with_the_users_data(
    tmp_path: Path,
) -> None:
    (tmp_path / "work").write_text("a file, and no folder")
    done = copies.bring()
    assert done.folder.is_relative_to(tmp_path / "home")
    assert done.trouble == ""
    assert restore("03").path == done.folder / CRIMEA


def test_where_nothing_can_be_written_the_kits_own_are_opened(
    kit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(files, "replace", refuse)
    done = copies.bring()
    assert done == copies.Brought(kit, trouble="Read-only file system")
    (said,) = start.told(done)
    assert "what you change in them is not kept" in said


def test_a_full_disk_takes_no_copy_away(
    mine: Path, kit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "replace", refuse)
    assert copies.bring() == copies.Brought(mine)  # there is nothing to write
    correct(kit)
    done = copies.bring()
    assert done == copies.Brought(mine, trouble="No space left on device")
    assert list(start.told(done)) == [
        "The lessons could not be brought up to date: No space left on device."
    ]


def test_what_was_done_is_said_once(mine: Path, kit: Path) -> None:
    assert list(start.told(copies.bring())) == []
    change(mine / CRIMEA, write)
    correct(kit)
    correct(kit, "05_nato.ipynb")
    brought, waiting = start.told(copies.bring())
    assert brought == "Corrected by the kit, and brought to you: 05_nato.ipynb."
    assert "stays as it is" in waiting
    assert "lessons restore 03_crimea" in waiting
