"""A learner's server on a hub: the kit's settings, one install, a folder that all hand in to."""

import json
import os
from pathlib import Path

import pytest

from lessons.cli import main
from lessons.kit import places
from lessons.kit.quiz.bank import of
from lessons.kit.quiz.marking import key_response, mark
from lessons.kit.record import Record, handin
from lessons.lab import hub, start


def test_without_a_hub_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(hub.NEEDED, raising=False)
    assert hub.main() == 2
    said = capsys.readouterr().err
    assert "lessons start" in said
    assert said.count("\n") == 1


def test_a_hub_gets_what_lessons_start_gets(tmp_path: Path) -> None:
    page = places.NOTEBOOKS / "00_start_here.ipynb"
    told = json.loads(hub.write_settings(tmp_path, tmp_path, places.NOTEBOOKS).read_text())
    for name, value in start.settings(tmp_path, page).items():
        owner, _, trait = name.partition(".")
        assert told[owner][trait] == ([value] if name in hub.LISTS else value), name
    assert told["ReadingACrisis"]["folders"] == [str(places.NOTEBOOKS)]
    assert told["ServerApp"]["default_url"] == told["LabApp"]["default_url"]


def test_only_the_extensions_that_lessons_need_are_on(tmp_path: Path) -> None:
    told = json.loads(hub.write_settings(tmp_path, tmp_path, places.NOTEBOOKS).read_text())
    assert told["ServerApp"]["jpserver_extensions"] == {
        "jupyterlab": True,
        "lessons.lab.server": True,
    }
    assert told["ServerApp"]["terminals_enabled"] is False


def test_a_cell_finds_this_kits_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", "/usr/bin")
    for _ in range(2):
        hub.put_in_path(tmp_path)
    assert os.environ["PATH"] == f"{tmp_path}{os.pathsep}/usr/bin"


@pytest.fixture
def record(tmp_path: Path) -> Record:
    record = Record.open(tmp_path / "work")
    record.set_learner("Red Fox")
    question = of("the_call")[1]
    record.add(question, key_response(question), mark(question, key_response(question)))
    return record


def test_hand_ins_go_where_the_hub_says(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    common = tmp_path / "handins"
    monkeypatch.setenv("LESSONS_HANDINS", str(common))
    with pytest.raises(handin.HandInError, match="handins"):
        handin.write(record)
    assert not common.exists(), "the first learner's own folder would shut the others out"
    common.mkdir()
    assert handin.write(record).parent == common
    assert handin.write(record, tmp_path / "mine").parent == tmp_path / "mine"


def test_a_hand_in_carries_the_hubs_user(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    assert handin.read(handin.write(record)).user == ""
    monkeypatch.setenv("JUPYTERHUB_USER", "anna.k")
    given = handin.read(handin.write(record))
    assert (given.user, given.learner) == ("anna.k", "Red Fox")


def test_who_stands_in_another_copy_of_the_kit_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "reading-a-crisis"
    (other / "lessons" / "kit").mkdir(parents=True)
    (other / "lessons" / "kit" / "places.py").touch()
    (other / "notebooks").mkdir()
    monkeypatch.setenv("LESSONS_WORK", str(tmp_path / "work"))
    for place in (other, other / "notebooks"):
        monkeypatch.chdir(place)
        main(["handin"])
        told = capsys.readouterr().err.splitlines()[0]
        assert str(other) in told
        assert str(places.ROOT) in told
    for place in (places.ROOT, places.NOTEBOOKS, tmp_path):
        monkeypatch.chdir(place)
        assert places.other_kit() is None
