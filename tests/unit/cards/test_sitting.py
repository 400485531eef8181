"""A question asked and answered without JupyterLab, and by the card with the same messages."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lessons.kit.cards.card import QuestionCard
from lessons.kit.cards.checkin import CheckIn
from lessons.kit.cards.nickname import Nickname
from lessons.kit.cards.overview import Overview
from lessons.kit.cards.signin import SignIn
from lessons.kit.cards.sitting import Sitting
from lessons.kit.quiz import Question, key_response, load, view
from lessons.kit.record import Record, RecordError

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


WRONG: dict[str, Any] = {
    "number": ("3393", "3394"),
    "place": ("UA-65", "UA-09"),
    "short": ({"text": "No.", "rubric": [True]}, {"text": "No!", "rubric": []}),
}


def first_option(question: Question) -> str:
    return str(view(question)["options"][0]["key"])


def session(name: str) -> list[Any]:
    """Give the messages of somebody who errs, asks for help, and gets there."""
    question = QUESTIONS[name]
    key = key_response(question)
    one, two = WRONG.get(question.kind, ("nothing", "of the kind"))
    return [
        {"do": "answer"},
        {"do": "check", "response": None},
        {"do": "check", "response": one},
        {"do": "check", "response": one},
        {"do": "hint"},
        {"do": "nothing of the kind"},
        {"do": "draft", "response": two},
        {"do": "check", "response": two},
        {"do": "hint"},
        {"do": "answer"},
        {"do": "check", "response": key or first_option(question)},
    ]


def told(state: dict[str, Any]) -> dict[str, Any]:
    """Leave out the attempt's id, which no two records share."""
    return {key: value for key, value in state.items() if key != "event"}


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_card_gives_the_states_of_the_sitting(name: str, tmp_path: Path) -> None:
    question = QUESTIONS[name]
    sitting = Sitting(question, Record.open(tmp_path / "one"), "Question 1 of 8")
    card = QuestionCard(question, Record.open(tmp_path / "two"), "Question 1 of 8")
    assert card.view == sitting.view
    assert told(card.state) == told(sitting.state)
    for message in session(name):
        content = json.loads(json.dumps(message))
        card._handle_msg(
            {"content": {"data": {"method": "custom", "content": content}}, "buffers": []}
        )
        assert told(card.state) == told(sitting.receive(message))
        assert json.loads(json.dumps(sitting.state)) == sitting.state
    assert sitting.state["verdict"] in {"right", "recorded"}
    card.close()


def test_a_session_without_jupyterlab(tmp_path: Path) -> None:
    record = Record.open(tmp_path)
    sitting = Sitting(QUESTIONS["how-many"], record)
    states = [sitting.receive(message) for message in session("how-many")]
    assert [state["verdict"] for state in states] == [
        "", "not attempted", *["wrong"] * 8, "right",
    ]  # fmt: skip
    assert [state["told"] for state in states] == [False] * 9 + [True] * 2
    assert states[-1]["tries"] == "Tries: 3. Mark: 0% at first, 100% at best."
    assert [state["turn"] for state in states] == [2, 3, 4, 5, 6, 6, 6, 7, 8, 9, 10]
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


# --- one press is one attempt ------------------------------------------------------------------


def test_an_answer_sent_thrice_is_one_attempt(tmp_path: Path) -> None:
    """As on a busy kernel, where the learner presses again and again."""
    record = Record.open(tmp_path)
    sitting = Sitting(QUESTIONS["how-many"], record)
    for _ in range(30):
        state = sitting.receive({"do": "check", "response": "3393"})
    assert (state["attempts"], state["verdict"]) == (1, "wrong")
    sitting.receive({"do": "check", "response": None})
    assert sitting.receive({"do": "check", "response": "3393"})["verdict"] == "wrong"
    assert sitting.receive({"do": "check", "response": "3394"})["attempts"] == 2
    assert sitting.receive({"do": "check", "response": "3393"})["attempts"] == 3


def test_a_second_vote_and_a_later_asking_are_attempts_of_their_own(tmp_path: Path) -> None:
    record = Record.open(tmp_path)
    poll = QUESTIONS["what-do-you-think"]
    given = {"do": "check", "response": first_option(poll)}
    sitting = Sitting(poll, record)
    assert sitting.receive(given)["attempts"] == 1
    assert sitting.receive({**given, "round": 2})["attempts"] == 2
    assert sitting.receive({**given, "round": 2})["attempts"] == 2
    assert [one.round for one in record.attempts()] == [1, 2]
    assert Sitting(poll, record).receive(given)["attempts"] == 3


def test_a_press_keeps_its_id_however_often_it_is_sent(tmp_path: Path) -> None:
    record = Record.open(tmp_path)
    event = "11111111-2222-4333-8444-555555555555"
    press = {"do": "check", "response": "3393", "event": event, "writer": "phone"}
    states = [Sitting(QUESTIONS["how-many"], record).receive(press) for _ in range(3)]
    assert [(state["attempts"], state["event"]) for state in states] == [(1, event)] * 3
    (kept,) = record.attempts()
    assert (kept.event, kept.writer, kept.before) == (event, "phone", "")


class Refuses(Record):
    """A record that keeps what it is given and then says that it did not."""

    broken = True

    def add(self, *what: Any, **more: Any) -> Any:
        kept = super().add(*what, **more)
        if self.broken:
            raise RecordError("The disk did not take this answer.")
        return kept


def test_an_answer_refused_and_kept_all_the_same_is_one_attempt(tmp_path: Path) -> None:
    Record.open(tmp_path)
    record = Refuses(tmp_path / "record.sqlite3")
    sitting = Sitting(QUESTIONS["how-many"], record)
    check = {"do": "check", "response": "3393", "event": "11111111-2222-4333-8444-555555555555"}
    assert sitting.receive(check)["error"]
    record.broken = False
    again = {**check, "event": "99999999-2222-4333-8444-555555555555"}
    state = sitting.receive(again)
    assert (state["error"], state["attempts"], state["event"]) == ("", 1, check["event"])


# --- what stands typed -------------------------------------------------------------------------


@pytest.mark.parametrize("name", QUESTIONS)
def test_what_stands_typed_stands_there_again(name: str, tmp_path: Path) -> None:
    question = QUESTIONS[name]
    given = key_response(question) or first_option(question)
    record = Record.open(tmp_path)
    before = dict(Sitting(question, record).state)
    sitting = Sitting(question, record)
    after = sitting.receive({"do": "draft", "response": given})
    assert after == {**before, "draft": given}, "nothing else is said of it"
    again = Sitting(question, Record.open(tmp_path))
    assert (again.state["draft"], again.state["attempts"]) == (given, 0)
    assert again.receive({"do": "check", "response": given})["draft"] is None
    assert Sitting(question, record).state["draft"] is None


def test_a_draft_is_one_learners_and_one_questions(tmp_path: Path) -> None:
    record = Record.open(tmp_path)
    question = QUESTIONS["how-many"]
    record.set_learner("Fox")
    record.keep_draft(question, "13")
    record.set_learner("Owl")
    assert record.draft(question) is None
    record.keep_draft(question, "14")
    record.keep_draft(question, None)
    assert record.draft(question) is None
    record.set_learner("Fox")
    found = record.draft(question)
    assert found is not None
    assert found.response == "13"
    assert record.draft(msgspec.structs.replace(question, prompt="Another?")) is None
