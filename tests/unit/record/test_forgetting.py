"""`lessons forget`: shown first, then gone for good, and nobody else's with it."""

from pathlib import Path

import pytest

from lessons import cli, the_toll
from lessons.kit.handin import write
from lessons.kit.quiz import key_response, mark
from lessons.kit.record import Record


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    """Give a record of two learners, with copies and hand-ins of both beside it."""
    monkeypatch.setenv("LESSONS_WORK", str(tmp_path))
    record = Record.open()
    for name in ("Red Fox", "Blue Owl"):
        record.set_learner(name)
        for question in the_toll.lesson.questions[1:4]:
            response = key_response(question)
            record.add(question, response, mark(question, response))
        record.keep_copy()
        write(record)
    return record


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_it_is_shown_first(
    record: Record, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    assert cli.main(["forget", "Red Fox"]) == 0
    said = capsys.readouterr().out
    assert f"Kept under “Red Fox” in {record.path}: answers 3" in said
    assert "handin-" in said
    assert "backups of the disk" in said
    assert said.endswith("type the same with --yes.\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert record.learners() == ["Blue Owl", "Red Fox"]
    assert record.id_of("Red Fox").encode() in everything(tmp_path)


def test_then_it_is_gone_from_every_file_and_the_other_stays(
    record: Record, tmp_path: Path
) -> None:
    fox, owl = record.id_of("Red Fox"), record.id_of("Blue Owl")
    assert fox.encode() in everything(tmp_path)
    assert cli.main(["forget", "Red Fox", "--yes"]) == 0
    left = everything(tmp_path)
    assert fox.encode() not in left
    assert b"Red Fox" not in left
    assert owl.encode() in left
    again = Record.open()
    assert again.learners() == ["Blue Owl"]
    assert len(again.attempts()) == 3
    assert again.notice == "", "nothing is said to be missing"


def test_an_unknown_nickname_is_one_sentence(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    assert record.learners()
    assert cli.main(["forget", "Red Fax"]) == 2
    said = capsys.readouterr().err
    assert said == (
        "lessons: Nothing is kept under “Red Fax”. The nicknames are: Blue Owl, Red Fox.\n"
    )
