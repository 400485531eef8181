"""Names that others build on, as ``docs/maintainer.md`` lists them, are there as they were."""

import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

from lessons import cli
from lessons.kit import handin
from lessons.kit.cards.overview import Overview
from lessons.kit.cards.signin import SignIn
from lessons.kit.cards.sitting import Sitting
from lessons.kit.data import ROOT
from lessons.kit.quiz import key_response, load, mark
from lessons.kit.quiz.questions import Choice, Choices
from lessons.kit.record import Record, RecordError, work_folder
from lessons.kit.syllabus import entries

SECTION = (ROOT / "docs" / "maintainer.md").read_text("utf-8").partition("## Names that stay")[2]
LISTED = SECTION.partition("\n## ")[0]
LESSONS = [entry.name for entry in entries()]
COMMANDS = ("start", "report", "handouts", "export", "edition", "restore", "check")


def test_each_module_that_is_listed_is_there() -> None:
    modules = re.findall(r"`(lessons(?:\.\w+)+)`", LISTED)
    assert len(modules) >= len(["quiz", "record", "handin", "cards", "main"])
    for name in modules:
        module, _, last = name.rpartition(".")
        assert hasattr(import_module(module), last) or import_module(name), name


def test_questions() -> None:
    for question in load(ROOT / "lessons" / "the_toll" / "quiz.yaml"):
        assert question.id
        assert question.lesson == "the_toll"
        if isinstance(question, Choice | Choices):
            assert any(option.right for option in question.options)
            assert all(option.feedback for option in question.options)
        if question.kind not in ("poll", "short"):
            assert mark(question, key_response(question)).score == 1


def test_the_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LESSONS_WORK", str(tmp_path))
    record = Record.open()
    assert record.path == work_folder() / "record.sqlite3" == tmp_path / "record.sqlite3"
    record.set_learner("Fox")
    question = load(ROOT / "lessons" / "the_toll" / "quiz.yaml")[1]
    response = key_response(question)
    kept = record.add(question, response, mark(question, response))
    assert record.attempts() == [kept]
    assert record.learner() is not None
    with pytest.raises(RecordError):
        Record.open("/dev/null/nowhere")
    assert handin.read(handin.write(record)).learner == "Fox"
    assert callable(handin.encode)


def test_parts_take_a_message_and_have_a_state(tmp_path: Path) -> None:
    record = Record.open(tmp_path)
    question = load(ROOT / "lessons" / "the_toll" / "quiz.yaml")[1]
    for part in (
        Sitting(question, record),
        Overview("the_toll", "The toll", record),
        SignIn(record),
    ):
        assert part.state is not None
        assert "message" in inspect.signature(part.receive).parameters


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson(name: str) -> None:
    lesson = import_module(f"lessons.{name}").lesson
    assert lesson.questions
    assert lesson.guiding_question.endswith("?")


def test_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    shown = capsys.readouterr().out
    for command in COMMANDS:
        assert command in shown
