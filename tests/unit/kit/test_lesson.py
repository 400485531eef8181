"""What a notebook calls on, with a card that only remembers what it got."""

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from lessons.kit import syllabus
from lessons.kit.lesson import Lesson, QuestionError
from lessons.kit.quiz import bank
from lessons.kit.quiz.bank import BankError
from lessons.kit.quiz.marking import key_response, mark
from lessons.kit.quiz.questions import view
from lessons.kit.record import Record
from lessons.kit.syllabus import SyllabusError, entries, entry

EXAMPLE = (Path(__file__).parents[1] / "quiz_example.yaml").read_text(encoding="utf-8")


class Fake:
    """A card or check-in without a browser."""

    def __init__(self, *what: Any, **more: Any) -> None:
        self.what, self.more = what, more


@pytest.fixture
def lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lesson:
    """The toll's place in the syllabus, with the questions of the example."""
    folder = tmp_path / "lessons" / "the_toll"
    folder.mkdir(parents=True)
    (folder / "quiz.yaml").write_text(EXAMPLE.replace("example", "the_toll"), encoding="utf-8")
    monkeypatch.setattr(bank, "LESSONS", tmp_path / "lessons")
    monkeypatch.setenv("LESSONS_WORK", str(tmp_path / "work"))
    for name, kind in (("card", "QuestionCard"), ("checkin", "CheckIn")):
        fake = ModuleType(f"lessons.kit.cards.{name}")
        setattr(fake, kind, Fake)
        monkeypatch.setitem(sys.modules, fake.__name__, fake)
    return Lesson("lessons.the_toll")


def quiz(lesson: Lesson) -> Path:
    return bank.path_of(lesson.name)


def answer(lesson: Lesson, name: str, response: Any = None) -> None:
    question = next(q for q in lesson.questions if q.id == name)
    given = response if response is not None else key_response(question)
    lesson.record.add(question, given, mark(question, given))


def test_a_lesson_knows_its_place_in_the_syllabus(lesson: Lesson) -> None:
    assert (lesson.name, lesson.number, lesson.title, lesson.minutes) == (
        "the_toll",
        4,
        "The toll",
        45,
    )
    assert lesson.guiding_question.endswith("?")


def test_ask_gives_the_card_of_that_question(lesson: Lesson) -> None:
    card: Any = lesson.ask("how-many")
    question, record = card.what
    assert (question.id, question.lesson) == ("how-many", "the_toll")
    assert record is lesson.record
    assert card.more == {"label": "Question 3 of 9", "lesson": lesson.questions}


def test_an_unknown_question_is_one_sentence_closest_first(lesson: Lesson) -> None:
    with pytest.raises(QuestionError) as caught:
        lesson.ask("how-many-died")
    assert str(caught.value).startswith(
        "No question “how-many-died” in the_toll. There are: how-many, "
    )
    assert all(question.id in str(caught.value) for question in lesson.questions)


def test_an_unknown_lesson_is_one_sentence_closest_first() -> None:
    with pytest.raises(SyllabusError, match=r"^No lesson “the_tol”\. There are: 04 the_toll, "):
        Lesson("lessons.the_tol")


def test_check_in_gets_the_lesson_and_its_record(lesson: Lesson) -> None:
    check_in: Any = lesson.check_in()
    (overview,) = check_in.what
    assert (overview.name, overview.title) == ("the_toll", "The toll")
    assert overview.record is lesson.record
    assert overview.questions() == lesson.questions


def test_an_edited_file_is_read_again(lesson: Lesson) -> None:
    before = lesson.questions
    assert lesson.questions is before
    text = quiz(lesson).read_text(encoding="utf-8")
    quiz(lesson).write_text(text.replace("Who counted the dead", "Who first counted the dead"))
    assert lesson.questions is not before
    quiz(lesson).write_text(text.replace("prompt:", "promt:"))
    with pytest.raises(BankError, match="Did you mean “prompt”"):
        lesson.ask("who-counted")
    quiz(lesson).unlink()
    with pytest.raises(BankError, match="can't be read"):
        lesson.ask("who-counted")


def test_catch_up_shows_what_is_open_in_the_first_half(lesson: Lesson) -> None:
    assert [q.id for q in lesson.catch_up().questions] == [
        "who-counted", "what-counts", "how-many", "what-came-first",
    ]  # fmt: skip
    answer(lesson, "who-counted", "nope")
    answer(lesson, "how-many")
    shown = lesson.catch_up()
    assert [q.id for q in shown.questions] == ["what-counts", "what-came-first"]
    assert repr(shown).splitlines() == [
        "2 questions are still open. Scroll up, or go on and come back later.",
        "  - Section 1: Whose deaths does the figure include? Choose all that fit.",
        "  - Section 2: Put these events of 2014 in order, the earliest first.",
    ]
    assert "<li>Section 1: " in shown._repr_html_()
    assert len(lesson.record.attempts()) == 2, "it answers nothing"


def test_catch_up_before_a_section(lesson: Lesson) -> None:
    assert {q.section for q in lesson.catch_up(before=2).questions} == {1}
    assert len(lesson.catch_up(before=99).questions) == 9
    for question in lesson.questions:
        answer(lesson, question.id, "very" if question.kind == "poll" else None)
    assert repr(lesson.catch_up(before=99)) == "You have tried every question so far. Go on."
    assert "<ul>" not in lesson.catch_up()._repr_html_()


def test_catch_up_shows_markup_as_text(lesson: Lesson) -> None:
    text = quiz(lesson).read_text(encoding="utf-8")
    quiz(lesson).write_text(text.replace("Who counted the dead", "<img onerror=x> Who"))
    assert "<img" not in lesson.catch_up()._repr_html_()


def test_standings_mark_by_the_questions_as_they_are_now(lesson: Lesson) -> None:
    question = lesson.questions[0]
    answer(lesson, question.id, view_wrong(lesson))
    found = dict(zip([q.id for q in lesson.questions], lesson.standings(), strict=True))
    standing = found[question.id][1]
    assert standing is not None
    assert (standing.attempts, standing.best) == (1, 0.0)
    assert found["how-many"][1] is None
    text = quiz(lesson).read_text(encoding="utf-8")
    mended = text.replace(
        "        right: true\n        feedback: Yes. Its", "        feedback: Its"
    )
    mended = mended.replace("        misconception: one side's figure\n", "        right: true\n")
    quiz(lesson).write_text(mended, encoding="utf-8")
    standing = lesson.standings()[0][1]
    assert standing is not None
    assert standing.best == 1.0, "a mended key counts for old answers too"


def view_wrong(lesson: Lesson) -> str:
    options = view(lesson.questions[0])["options"]
    return str(next(o["key"] for o in options if o["text"] == "The government of Ukraine"))


def test_without_any_folder_the_cards_still_show(
    lesson: Lesson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    for name in ("LESSONS_WORK", "XDG_DATA_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "file" / "x"))
    assert lesson.ask("who-counted")
    assert lesson.record.notice.startswith("Neither ")
    assert len(lesson.catch_up().questions) == 4
    assert isinstance(lesson.record, Record)


# --- the syllabus ------------------------------------------------------------------------------


def test_the_syllabus_is_in_order() -> None:
    found = entries()
    assert [lesson.number for lesson in found] == list(range(1, len(found) + 1))
    assert entry("the_toll").title == "The toll"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[lesson]\n", "syllabus.toml, line 1: "),
        ('[[lesson]]\nname = "x"\n', "missing required field `number`"),
        (
            '[[lesson]]\nname = 1\nnumber=1\ntitle="x"\nminutes=1\nguiding_question="x"',
            r"`\$.lesson\[0\].name`",
        ),
    ],
)
def test_a_bad_syllabus_is_one_sentence(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "syllabus.toml"
    path.write_text(text)
    with pytest.raises(SyllabusError, match=said):
        entries(path)
    with pytest.raises(SyllabusError, match="the file is missing"):
        syllabus.entries(tmp_path / "none.toml")
