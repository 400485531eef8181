"""A question asked and answered without JupyterLab, and by the card with the same messages."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lessons.kit.cards.card import QuestionCard
from lessons.kit.cards.checkin import CheckIn
from lessons.kit.cards.nickname import Nickname
from lessons.kit.cards.overview import Overview
from lessons.kit.cards.signin import SignIn
from lessons.kit.cards.sitting import Sitting
from lessons.kit.quiz import Question, key_response, load, view
from lessons.kit.record import Record

QUESTIONS = {
    question.id: question for question in load(Path(__file__).parents[1] / "quiz_example.yaml")
}
HEAVY = ["traitlets", "ipywidgets", "anywidget", "IPython", "matplotlib", "pandas", "geopandas"]
LIGHT = ["cards.sitting", "cards.overview", "cards.signin", "record.handin", "quiz", "data"]


@pytest.mark.parametrize("name", LIGHT)
def test_what_answers_needs_no_notebook(name: str) -> None:
    """A page in a browser and a class server have none of it."""
    code = f"import sys, lessons.kit.{name}; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def first_option(question: Question) -> str:
    return str(view(question)["options"][0]["key"])


def session(name: str) -> list[Any]:
    """Give the messages of somebody who errs, asks for help, and gets there."""
    question = QUESTIONS[name]
    key = key_response(question)
    wrong: dict[str, Any] = {
        "number": "3393",
        "place": "UA-65",
        "short": {"text": "No.", "rubric": [True]},
        "order": key[::-1] if isinstance(key, list) else None,
    }
    return [
        {"do": "answer"},
        {"do": "check", "response": None},
        {"do": "check", "response": wrong.get(question.kind, "nothing of the kind")},
        {"do": "hint"},
        {"do": "nothing of the kind"},
        {"do": "check", "response": wrong.get(question.kind, "nothing of the kind")},
        {"do": "hint"},
        {"do": "answer"},
        {"do": "check", "response": key or first_option(question)},
    ]


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_card_gives_the_states_of_the_sitting(name: str, tmp_path: Path) -> None:
    question = QUESTIONS[name]
    sitting = Sitting(question, Record.open(tmp_path / "one"), "Question 1 of 8")
    card = QuestionCard(question, Record.open(tmp_path / "two"), "Question 1 of 8")
    assert card.view == sitting.view
    assert card.state == sitting.state
    for message in session(name):
        content = json.loads(json.dumps(message))
        card._handle_msg(
            {"content": {"data": {"method": "custom", "content": content}}, "buffers": []}
        )
        assert card.state == sitting.receive(message)
        assert json.loads(json.dumps(sitting.state)) == sitting.state
    assert sitting.state["verdict"] in {"right", "recorded"}
    card.close()


def test_a_session_without_jupyterlab(tmp_path: Path) -> None:
    record = Record.open(tmp_path)
    sitting = Sitting(QUESTIONS["how-many"], record)
    states = [sitting.receive(message) for message in session("how-many")]
    assert [state["verdict"] for state in states] == [
        "", "not attempted", "wrong", "wrong", "wrong", "wrong", "wrong", "wrong", "right",
    ]  # fmt: skip
    assert [state["told"] for state in states] == [False] * 7 + [True] * 2
    assert states[-1]["tries"] == "Tries: 3. Mark: 0 % at first, 100 % at best."
    assert [state["turn"] for state in states] == [2, 3, 4, 5, 5, 6, 7, 8, 9]
    assert len(record.attempts()) == 3
    again = Sitting(QUESTIONS["how-many"], record)
    assert (again.state["verdict"], again.state["attempts"]) == ("right", 3)


def overview(record: Record) -> Overview:
    return Overview("example", "The example", record, lambda _name: list(QUESTIONS.values()))


def test_the_check_in_gives_the_states_of_the_overview(tmp_path: Path) -> None:
    one, two = Record.open(tmp_path / "one"), Record.open(tmp_path / "two")
    alone, behind = overview(one), overview(two)
    shown = CheckIn(behind)
    pushed: list[int] = []
    alone.watch(lambda: pushed.append(alone.state["done"]))
    for question in (QUESTIONS["who-counted"], QUESTIONS["what-do-you-think"]):
        for record in (one, two):
            given = {"do": "check", "response": first_option(question)}
            assert Sitting(question, record).receive(given)["verdict"] in {"wrong", "recorded"}
    assert pushed == [1, 2], "an answer changes the state without a message"
    for do in ("refresh", "retry", "nothing of the kind", "hand in"):
        shown._receive(shown.summary, {"do": do})
        assert shown.summary.state == alone.receive({"do": do})
    assert [card.question.id for card in shown.children[1:]] == [
        each["id"] for each in alone.state["below"]
    ]
    shown.close()


def test_the_nickname_gives_the_states_of_the_sign_in(tmp_path: Path) -> None:
    alone, shown = SignIn(Record.open(tmp_path / "one")), Nickname(Record.open(tmp_path / "two"))
    assert shown.state == alone.state
    messages: list[Any] = [
        {"do": "keep", "name": " "}, {"do": "keep", "name": "Fox"}, {"do": "skip"}, None,
        {"do": "keep", "name": 3}, {"do": "keep", "name": "Owl"},
    ]  # fmt: skip
    for message in messages:
        shown._receive(shown, message)
        assert shown.state == alone.receive(message)
    assert alone.state["name"] == "Owl"
    shown.close()
