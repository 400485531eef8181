"""`lessons restore`: the kit's cells come back, the learner's stay, and nothing is lost."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbclient import NotebookClient

from lessons import cli
from lessons.desk.editions import edition
from lessons.kit import files, places
from lessons.kit.data import ROOT
from lessons.kit.quiz.bank import load
from lessons.kit.quiz.marking import key_response, mark
from lessons.kit.record import Record
from lessons.lab import copies, restore
from lessons.lab.restore import RestoreError, find

FILES = [source.relative_to(places.NOTEBOOKS) for source in copies.sources()]

Notebook = nbformat.NotebookNode


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LESSONS_WORK", str(tmp_path / "work"))
    return tmp_path / "work"


@pytest.fixture(autouse=True)
def notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of the notebooks, to spoil."""
    folder = tmp_path / "notebooks"
    hidden = shutil.ignore_patterns(".*")
    monkeypatch.setattr(copies, "folder", lambda: folder)
    return Path(shutil.copytree(ROOT / "notebooks", folder, ignore=hidden))


def read(path: Path) -> Notebook:
    notebook: Notebook = nbformat.read(path, as_version=4)
    return notebook


def words(path: Path) -> list[str]:
    return [cell.source for cell in read(path).cells]


def spoil(path: Path, how: Callable[[list[Any]], Any]) -> None:
    notebook = read(path)
    how(notebook.cells)
    nbformat.write(notebook, path)


@pytest.mark.parametrize("file", FILES, ids=str)
def test_a_notebook_as_the_kit_has_it_has_nothing_to_mend(file: Path, notebooks: Path) -> None:
    before = (notebooks / file).read_bytes()
    done = restore.restore(file.name)
    assert str(done) == f"{notebooks / file} has nothing to mend."
    assert (notebooks / file).read_bytes() == before


def test_looking_and_running_is_nothing_to_mend(notebooks: Path, work: Path) -> None:
    """JupyterLab notes which cells are folded open and when they ran."""
    path = notebooks / "03_crimea.ipynb"

    def run(cells: list[Any]) -> None:
        for cell in cells:
            cell.metadata["jupyter"] = {"source_hidden": False, "outputs_hidden": True}
            cell.metadata["execution"] = {"iopub.status.busy": "2021-12-30T20:35:00Z"}

    spoil(path, run)
    assert not restore.restore("03").changed
    assert not work.exists()


def test_deleted_edited_and_moved_cells_come_back(notebooks: Path, work: Path) -> None:
    path = notebooks / "03_crimea.ipynb"
    whole = words(path)

    def play(cells: list[Any]) -> None:
        del cells[2]
        cells[5].source = "crimea.day_by_dya()"
        cells[8].metadata = {}  # unlocked
        cells.append(cells.pop(0))

    spoil(path, play)
    before = path.read_bytes()
    done = restore.restore("crimea")
    assert (done.back, done.kept) == (3, 1)
    kept = words(path)
    assert kept.pop(7) == "crimea.day_by_dya()"
    assert kept == whole
    assert done.saved
    assert done.saved.parent == work / "before-restore"
    assert done.saved.read_bytes() == before
    assert not restore.restore("crimea").changed, "twice changes nothing"


def test_the_learners_own_cells_stay_where_they_stood(notebooks: Path) -> None:
    path = notebooks / "04_the_toll.ipynb"
    whole = read(path).cells
    picture = {"dot.png": {"image/png": "AAAA"}}

    def write(cells: list[Any]) -> None:
        cells.append(nbformat.v4.new_code_cell("2 + 2"))
        cells.insert(
            10,
            nbformat.v4.new_markdown_cell(
                "My **note** ![](attachment:dot.png)", attachments=picture
            ),
        )
        cells.insert(
            10, nbformat.v4.new_code_cell("1 / 0", metadata={"tags": ["mine"], "deletable": False})
        )
        cells.insert(0, nbformat.v4.new_markdown_cell("My name"))
        del cells[13]

    spoil(path, write)
    assert restore.restore("4").kept == 4
    cells = read(path).cells
    own = [cell for cell in cells if cell.id not in {one.id for one in whole}]
    assert [cell.source for cell in own] == [
        "My name",
        "1 / 0",
        "My **note** ![](attachment:dot.png)",
        "2 + 2",
    ]
    assert own[2].attachments == picture
    assert own[1].metadata == {"tags": ["mine", "raises-exception"]}, "free, and no stumbling block"
    assert [cells.index(cell) for cell in own] == [0, 11, 12, len(cells) - 1]
    assert [cell.source for cell in cells if cell not in own] == [cell.source for cell in whole]


def test_what_the_learner_made_of_the_open_cell_stays_below_it(notebooks: Path) -> None:
    path = notebooks / "02_the_map.ipynb"
    tags = [cell.metadata.get("tags") for cell in read(path).cells]
    place = tags.index(["tinker"])
    spoil(path, lambda cells: cells[place].update(source="the_map.near(km=900)"))
    restore.restore("02")
    original, mine = read(path).cells[place : place + 2]
    assert original.metadata.tags == ["tinker"]
    assert (mine.source, mine.metadata) == ("the_map.near(km=900)", {"tags": ["raises-exception"]})


def test_a_copy_of_a_cell_of_the_kit_is_not_kept(notebooks: Path) -> None:
    """Also: a program that drops or renews the ids of cells doesn't double the lesson."""
    path = notebooks / "05_nato.ipynb"
    whole = words(path)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        del cell["id"]
    notebook["cells"] += notebook["cells"][:4]
    notebook["nbformat_minor"] = 4
    path.write_text(json.dumps(notebook), encoding="utf-8")
    done = restore.restore("05_nato.ipynb")
    assert (done.changed, done.back, done.kept) == (True, 0, 0)
    assert words(path) == whole


def test_what_whole_cells_showed_stays(notebooks: Path) -> None:
    path = notebooks / "06_georgia.ipynb"
    before = {cell.id: cell.get("outputs") for cell in read(path).cells}
    spoil(path, lambda cells: cells.pop(3))
    restore.restore("georgia")
    after = {cell.id: cell.get("outputs") for cell in read(path).cells}
    assert list(after) == list(before)
    assert sum(bool(outputs) for outputs in after.values()) >= len(after) // 3


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"hello",
        b"\xff\xfe\x00",
        b"[]",
        b"{}",
        b'{"cells": 3}',
        b'{"cells": ["x", null]}',
        b'{"cells": [{"id": [], "cell_type": "code", "metadata": {}, "source": "x"}]}',
        b'{"cells": [{"id": "x", "cell_type": "code", "metadata": [], "source": "x"}]}',
        b'{"cells": [{"id": "x", "metadata": {}, "source": "x"}]}',
        b'{"cells": [' + b"[" * 100_000,
        b'{"nbformat": 3, "worksheets": []}',
        (ROOT / "notebooks" / "01_the_call.ipynb").read_bytes()[:30_000],
    ],
)
def test_what_is_no_notebook_any_more_is_put_back_whole(raw: bytes, notebooks: Path) -> None:
    path = notebooks / "01_the_call.ipynb"
    whole = words(path)
    path.write_bytes(raw)
    done = restore.restore("01")
    assert words(path) == whole
    assert done.saved
    assert done.saved.read_bytes() == raw


def test_damaged_outputs_are_dropped(notebooks: Path) -> None:
    path = notebooks / "07_the_talks.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    shows = next(cell for cell in notebook["cells"] if cell.get("outputs"))
    shows["outputs"][0]["output_type"] = "no such thing"
    notebook["cells"].pop()
    notebook["cells"].append({"cell_type": "heading", "metadata": {}, "source": "Mine", "id": "/"})
    path.write_text(json.dumps(notebook), encoding="utf-8")
    restore.restore("07")
    nbformat.validate(read(path))
    assert "Mine" in words(path)


def test_a_missing_notebook_comes_back(notebooks: Path, work: Path) -> None:
    shutil.rmtree(notebooks)
    for file in FILES:
        done = restore.restore(file.name)
        assert done.saved is None
        assert (notebooks / file).is_file()
    assert not work.exists(), "there was nothing to keep"


@given(data=st.data())
def test_whatever_is_done_to_a_notebook_it_comes_back(data: st.DataObject) -> None:
    kit = read(places.NOTEBOOKS / "00_start_here.ipynb").cells
    scraps = st.sampled_from(kit)
    changed = st.builds(
        lambda cell, text, kind: nbformat.from_dict({**cell, "source": text, "cell_type": kind}),
        scraps,
        st.text(max_size=5),
        st.sampled_from(["code", "markdown", "raw"]),
    )
    there = data.draw(
        st.lists(scraps | changed | st.text(max_size=5).map(nbformat.v4.new_code_cell), max_size=20)
    )
    sound, own = restore.sorted_out(there, kit)
    once = list(restore.woven(kit, sound, own))
    assert [cell.source for cell in once if cell.id in {one.id for one in kit}] == [
        cell.source for cell in kit
    ]
    assert len({cell.id for cell in once}) == len(once)
    said = {restore.words(cell) for cell in once}
    assert {restore.words(cell) for cell in there} - {""} <= said, "nothing written is lost"
    again = list(restore.woven(kit, *restore.sorted_out(once, kit)))
    assert restore.marks(again) == restore.marks(once)


def test_answers_are_not_touched(notebooks: Path, work: Path) -> None:
    record = Record.open()
    question = load(ROOT / "lessons" / "crimea" / "quiz.yaml")[1]
    response = key_response(question)
    record.add(question, response, mark(question, response))
    before = record.path.read_bytes()
    (notebooks / "03_crimea.ipynb").unlink()
    restore.restore("03")
    assert (work / "record.sqlite3").read_bytes() == before
    assert len(Record.open().attempts(question)) == 1


@pytest.mark.parametrize(
    "name",
    ["3", "03", "crimea", "Crimea", "03_crimea", "03_crimea.ipynb", "notebooks/03_crimea.ipynb"],
)
def test_a_notebook_has_many_names(name: str) -> None:
    assert find(name).name == "03_crimea.ipynb"


def test_every_notebook_can_be_put_back() -> None:
    folder = ROOT / "notebooks"
    there = {path.relative_to(folder) for path in folder.rglob("*.ipynb")}
    assert set(FILES) == {path for path in there if ".ipynb_checkpoints" not in path.parts}
    assert find("class_report").parent.name == "teacher"


def test_a_damaged_kit_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "03_crimea.ipynb").write_text('{"cells": [')
    monkeypatch.setattr(places, "NOTEBOOKS", tmp_path / "kit")
    with pytest.raises(RestoreError, match="get a fresh copy of the kit"):
        restore.restore("03")


def test_the_copy_that_the_user_stands_in_is_put_back(
    notebooks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hub has the kit installed, and learners have a copy in their homes."""
    home = tmp_path / "home"
    shutil.copytree(notebooks, home / "notebooks")
    for folder in (home, home / "notebooks"):
        monkeypatch.chdir(folder)
        (home / "notebooks" / "03_crimea.ipynb").write_text("{")
        (notebooks / "03_crimea.ipynb").write_text("{")
        assert restore.restore("03").path == home / "notebooks" / "03_crimea.ipynb"
        assert words(home / "notebooks" / "03_crimea.ipynb")
        assert (notebooks / "03_crimea.ipynb").read_text() == "{"
    monkeypatch.chdir(ROOT)  # where the kit's own notebooks lie, which are never written to
    assert restore.restore("03").path == notebooks / "03_crimea.ipynb"


def test_the_command_puts_several_back(notebooks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("03_crimea", "05_nato"):
        (notebooks / f"{name}.ipynb").write_text("{")
    assert copies.bring().damaged == ("03_crimea.ipynb", "05_nato.ipynb")
    assert cli.main(["restore", "3", "nato"]) == 0
    shown = capsys.readouterr().out
    assert copies.bring().damaged == ()
    assert shown.count("is put back.") == 2
    assert "Reload Notebook from Disk" in shown


def test_an_unknown_lesson_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["restore", "crimae"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("lessons: No notebook “crimae”. There are: 03_crimea, ")
    assert shown.err.count("\n") == 1


def test_no_lesson_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["restore"]) == 2
    assert "make restore LESSON=03" in capsys.readouterr().err


def test_where_nothing_can_be_written_nothing_changes(
    notebooks: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    path = notebooks / "03_crimea.ipynb"
    path.write_text("{")
    monkeypatch.setattr(files, "replace", refuse)
    assert cli.main(["restore", "03"]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith("lessons: 03_crimea.ipynb can't be kept aside as it is: Read-only file")
    assert shown.count("\n") == 1
    assert path.read_text() == "{"


def test_a_kit_that_cannot_be_written_to_stays_as_it_is(
    notebooks: Path, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = files.replace

    def refuse(path: Path, raw: bytes) -> Path:
        if path.is_relative_to(notebooks):
            raise OSError(30, "Read-only file system")
        return original(path, raw)

    path = notebooks / "03_crimea.ipynb"
    path.write_text("{")
    monkeypatch.setattr(files, "replace", refuse)
    with pytest.raises(RestoreError, match=r"Read-only file system\. Nothing has changed; copy"):
        restore.restore("03")
    assert path.read_text() == "{"
    assert list((work / "before-restore").iterdir()) == []


def test_without_a_work_folder_it_is_kept_beside(
    notebooks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("LESSONS_WORK", str(tmp_path / "file"))
    (notebooks / "03_crimea.ipynb").write_text("{")
    done = restore.restore("03")
    assert done.saved
    assert done.saved.parent == notebooks


@pytest.mark.slow
def test_a_sealed_edition_mends_itself(tmp_path: Path) -> None:
    folder = edition.make(tmp_path / "class 9b", answers=False).folder
    whole = words(folder / "notebooks" / "03_crimea.ipynb")
    path = folder / "work" / "notebooks" / "03_crimea.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text("{")
    done = subprocess.run(
        [sys.executable, "-m", "lessons", "restore", "03"],
        env={**os.environ, "PYTHONPATH": str(folder), "LESSONS_WORK": "work"},
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert f"{path} is put back" in done.stdout
    assert words(path) == whole


@pytest.mark.slow
def test_a_broken_lesson_runs_again(notebooks: Path) -> None:
    """With a learner's own cells that fail below the kit's."""
    path = notebooks / "00_start_here.ipynb"

    def break_it(cells: list[Any]) -> None:
        for cell in cells:
            if cell.cell_type == "code":
                cell.source = "kit = 1 / 0"

    broken = sum(cell.cell_type == "code" for cell in read(path).cells)
    spoil(path, break_it)
    restore.restore("00")
    notebook = read(path)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    failed = [o for c in notebook.cells for o in c.get("outputs", []) if o.output_type == "error"]
    assert len(failed) == broken
    assert "Start lesson 1" in str(notebook)
