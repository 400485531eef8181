"""Two lessons open at once in JupyterLab, a power cut, and the notebook opened again."""

from pathlib import Path

from playwright.sync_api import expect

from lessons import the_source, the_toll
from lessons.kit.data import ROOT
from lessons.kit.quiz.questions import Question
from lessons.kit.record import Record
from tools.open_lesson import Opener, OpenLesson

TOLL = {question.id: question for question in the_toll.lesson.questions}
SOURCE = {question.id: question for question in the_source.lesson.questions}
NUMBER, MATCH = TOLL["latest-range"], TOLL["match-the-dead"]
ORDER = next(question for question in SOURCE.values() if question.kind == "order")


def press(lesson: OpenLesson, question: Question, button: str = "Check") -> None:
    lesson.card(question).get_by_role("button", name=button, exact=True).click()


def answer_two(lesson: OpenLesson) -> None:
    """Answer a number and a match."""
    lesson.card(NUMBER).get_by_role("textbox").fill("13.100–13.300")
    press(lesson, NUMBER)
    expect(lesson.card(NUMBER).locator(".rc-verdict")).to_have_text("Right")
    lesson.card(MATCH).get_by_role("combobox").first.select_option(index=1)
    press(lesson, MATCH)
    expect(lesson.card(MATCH).locator(".rc-verdict")).to_be_visible()


def stands(lesson: OpenLesson) -> dict[str, object]:
    """Say what the two cards show."""
    lists = lesson.card(MATCH).get_by_role("combobox").all()
    return {
        "number": lesson.card(NUMBER).get_by_role("textbox").input_value(),
        "lists": [each.input_value() for each in lists],
        "verdicts": [
            lesson.card(each).locator(".rc-verdict").inner_text() for each in (NUMBER, MATCH)
        ],
        "tries": [lesson.card(each).locator(".rc-tries").inner_text() for each in (NUMBER, MATCH)],
    }


def test_answers_stand_again(opened: Opener, tmp_path: Path) -> None:
    toll = opened(ROOT / "notebooks" / "04_the_toll.ipynb", tmp_path)
    toll.run()
    toll.settle()
    answer_two(toll)
    before = stands(toll)
    assert before["number"] == "13.100–13.300"

    source = opened(ROOT / "notebooks" / "09_the_source.ipynb", tmp_path)  # in a tab of its own
    source.run()
    source.settle()
    source.card(ORDER).get_by_role("button", name="Move up").last.click()

    toll.front()
    toll.kill_kernel()
    source.front()
    press(source, ORDER)  # its kernel lives
    expect(source.card(ORDER).locator(".rc-verdict")).to_be_visible()
    source.close()

    toll.front()
    toll.run()
    toll.settle()
    assert stands(toll) == before

    toll.close()
    toll.open()
    toll.run()
    toll.settle()
    assert stands(toll) == before
    record = Record.open(tmp_path)
    assert [each.lesson for each in record.attempts()] == ["the_toll", "the_toll", "the_source"]
    # JupyterLab's debugger complains that its kernel is gone.
    assert [fault for fault in toll.faults() if "debug_request" not in fault] == []
