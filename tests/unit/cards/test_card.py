"""The card from the kernel's side: the messages a browser would send, and what comes back."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ipywidgets
import msgspec
import pytest

from lessons.kit.cards import sitting as sitting_module
from lessons.kit.cards.card import QuestionCard
from lessons.kit.cards.checkin import CheckIn
from lessons.kit.cards.messages import NOBODY
from lessons.kit.cards.nickname import Nickname
from lessons.kit.cards.overview import Overview
from lessons.kit.cards.sitting import percent
from lessons.kit.lesson import Lesson
from lessons.kit.quiz import BankError, load
from lessons.kit.quiz.marking import key_response, mark
from lessons.kit.quiz.questions import (
    MARKED,
    Choice,
    Choices,
    Match,
    Number,
    Order,
    Place,
    Poll,
    Question,
    Short,
)
from lessons.kit.record import Record, RecordError

QUIZ = Path(__file__).parents[1] / "quiz_example.yaml"
QUESTIONS = {question.id: question for question in load(QUIZ)}
SQUARES = {
    "id": "ukraine",
    "title": "Two squares",
    "viewBox": "0 0 20 10",
    "km": 10,
    "shapes": [
        {"id": "UA-43", "name": "Crimea", "d": "M0 0h10v10h-10Z", "x": 5, "y": 5},
        {"id": "UA-65", "name": "Kherson", "d": "M10 0h10v10h-10Z", "x": 15, "y": 5},
    ],
}

Asker = Callable[[str], QuestionCard]


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return Record.open(tmp_path)


@pytest.fixture
def ask(record: Record, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asker]:
    monkeypatch.setattr(sitting_module, "_map", lambda _name: SQUARES)
    yield lambda name: QuestionCard(QUESTIONS[name], record, "Question 1 of 8")
    ipywidgets.Widget.close_all()


def send(card: QuestionCard, **message: Any) -> dict[str, Any]:
    """Send what a browser would, through the widget's own door; give the state that follows."""
    content = json.loads(json.dumps(message))
    card._handle_msg({"content": {"data": {"method": "custom", "content": content}}, "buffers": []})
    return dict(card.state)


def check(card: QuestionCard, response: Any) -> dict[str, Any]:
    return send(card, do="check", response=response)


def wrong(question: Question) -> Any:
    """Give a response that a learner may send and that is not all right."""
    found: Any = {"number": "3393", "place": "UA-65", "short": {"text": "No.", "rubric": []}}
    match question:
        case Choice(options=options):
            return next(option.key for option in options if not option.right)
        case Choices(options=options):
            return sorted(option.key for option in options)
        case Order():
            return key_response(question)[::-1]
        case Match(pairs=pairs):
            return {pairs[0].key: key_response(question)[pairs[1].key]}
        case Poll(options=options):
            return options[0].key
    return found[question.kind]


@pytest.mark.parametrize("name", QUESTIONS)
def test_right_answer(ask: Asker, record: Record, name: str) -> None:
    question = QUESTIONS[name]
    response = key_response(question) or wrong(question)
    state = check(ask(name), response)
    assert state["verdict"] == ("right" if question.kind in MARKED else "recorded")
    assert state["feedback"].startswith("<")
    assert (state["attempts"], state["response"], state["error"]) == (1, response, "")
    assert [attempt.response for attempt in record.attempts(question)] == [response]


@pytest.mark.parametrize("name", [n for n, q in QUESTIONS.items() if q.kind in MARKED])
def test_wrong_then_right(ask: Asker, name: str) -> None:
    question, card = QUESTIONS[name], ask(name)
    assert check(card, wrong(question))["verdict"] in {"wrong", "partly"}
    state = check(card, key_response(question))
    assert state["verdict"] == "right"
    first = percent(mark(question, wrong(question)).score)
    assert state["tries"] == f"Tries: 2. Mark: {first} at first, 100% at best."


@pytest.mark.parametrize("name", QUESTIONS)
def test_nothing_answered_is_no_attempt(ask: Asker, record: Record, name: str) -> None:
    card = ask(name)
    empty: list[Any] = [None, "", [], {}, {"text": " ", "rubric": [True]}]
    for turn, nothing in enumerate(empty, 2):
        state = check(card, nothing)
        assert (state["verdict"], state["attempts"]) == ("not attempted", 0)
        assert state["turn"] == turn  # even the same state is told again
    assert record.attempts() == []


@pytest.mark.parametrize("name", QUESTIONS)
def test_answers_stand_there_again(ask: Asker, name: str) -> None:
    before = check(ask(name), wrong(QUESTIONS[name]))
    after = ask(name).state
    told = {"response", "verdict", "feedback", "attempts", "tries", "rubric", "tell"}
    assert {key: after[key] for key in told} == {key: before[key] for key in told}


def secrets(question: Question) -> list[str]:
    """List the sentences that give the answer away: feedback, hints, model, misconceptions."""
    found = list(question.hints)
    match question:
        case Choice(options=options) | Choices(options=options):
            found += [o.feedback for o in options] + [o.misconception for o in options]
        case Number(feedback=said, mistakes=mistakes):
            found += [said.right, said.low, said.high, said.wrong]
            found += [mistake.feedback for mistake in mistakes]
        case Order(feedback=said, items=items):
            found += [said.right, said.wrong, *(item.date for item in items)]
        case Match(feedback=said, pairs=pairs):
            found += [said.right, said.wrong, *(pair.feedback for pair in pairs)]
        case Place(feedback=said, mistakes=mistakes):
            found += [said.right, said.wrong, *(mistake.feedback for mistake in mistakes)]
        case Short(rubric=rubric, model=model):
            found += [*rubric, model]
    return [sentence for sentence in found if sentence]


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_key_before_an_answer(ask: Asker, name: str) -> None:
    question, card = QUESTIONS[name], ask(name)
    state = card.get_state()
    for key in ("_esm", "layout"):
        state.pop(key)
    sent = json.dumps(state, ensure_ascii=False)
    assert [secret for secret in secrets(question) if secret in sent] == []
    assert '"right": true' not in sent
    assert "misconception" not in sent
    if isinstance(question, Order):
        assert [item["key"] for item in card.view["items"]] != key_response(question)


def test_secrets_are_found_once_answered(ask: Asker) -> None:
    """The search above can find something: feedback comes with the answer."""
    question, card = QUESTIONS["who-counted"], ask("who-counted")
    check(card, key_response(question))
    sent = json.dumps(card.get_state()["state"], ensure_ascii=False)
    assert any(secret in sent for secret in secrets(question))


def test_hints_come_one_at_a_time(ask: Asker) -> None:
    card = ask("who-counted")
    assert [extra["label"] for extra in send(card, do="hint")["extras"]] == ["Hint 1"]
    assert send(card, do="hint")["hinted"] == 2
    assert send(card, do="hint")["hinted"] == 2
    assert card.state["extras"][1]["html"] == "<p>It is an office of the United Nations.</p>"


def test_the_answer_is_told_after_two_tries_and_not_before(ask: Asker) -> None:
    question, card = QUESTIONS["how-many"], ask("how-many")
    for turn in range(2):
        assert not card.state["tell"]
        assert send(card, do="answer")["extras"] == [], turn
        check(card, f"339{turn}")
    assert card.state["tell"]
    assert "13,200–13,400" in send(card, do="answer")["extras"][-1]["html"]
    assert check(card, key_response(question))["verdict"] == "right"


def test_rubric_comes_with_the_text(ask: Asker, record: Record) -> None:
    question, card = QUESTIONS["in-your-words"], ask("in-your-words")
    assert card.state["rubric"] == []
    state = check(card, {"text": "Nobody can check all.", "rubric": []})
    assert len(state["rubric"]) == 2
    check(card, {"text": "Nobody can check all.", "rubric": [True, False]})
    last = record.last(question)
    assert last is not None
    assert last.response["rubric"] == [True, False]


class Full(Record):
    """A record on a full disk."""

    def add(self, *_args: Any, **_options: Any) -> Any:
        raise RecordError("The disk is full, so this answer could not be kept.")


def test_a_full_disk_is_told_and_nothing_counts_as_kept(tmp_path: Path) -> None:
    card = QuestionCard(QUESTIONS["who-counted"], Full(tmp_path / "record.sqlite3"))
    state = check(card, wrong(QUESTIONS["who-counted"]))
    assert state["error"].startswith("The disk is full")
    assert (state["attempts"], state["verdict"], state["response"]) == (0, "", None)


def test_an_unreadable_record_is_told(tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite3"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    card = QuestionCard(QUESTIONS["who-counted"], Record(path))
    assert "newer version" in card.state["error"]


def test_hostile_messages_do_nothing(ask: Asker, record: Record) -> None:
    card = ask("what-counts")
    before = dict(card.state)
    messages: list[Any] = [None, 3, [], {}, {"do": "check"}, {"do": "__init__"}, {"do": ["hint"]}]
    for message in messages:
        card._receive(card, message)
    assert card.state == before
    for response in ({"a": [1]}, [["x"]], ["x" * 9], 10**400, True, {"text": 3, "rubric": "x"}):
        assert check(card, response)["attempts"] == 0
    assert record.attempts() == []


def test_text_is_escaped(record: Record) -> None:
    attack = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"
    option = {"text": attack, "feedback": attack}
    raw = {"id": "bad", "section": 1, "prompt": attack, "hints": [attack], "kind": "choice",
           "options": [{**option, "right": True}, {**option, "text": "b"}]}  # fmt: skip
    question = msgspec.convert(raw, Choice)
    card = QuestionCard(question, record)
    check(card, question.options[0].key)
    send(card, do="hint")
    shown = [card.view["prompt"], card.view["options"][0]["html"], card.state["feedback"]]
    page = card._repr_mimebundle_()[0]["text/html"]
    for html in [*shown, card.state["extras"][0]["html"], page]:
        assert "<img" not in html
        assert "<script" not in html


@pytest.mark.parametrize("name", QUESTIONS)
def test_without_a_kernel_it_reads_as_text(ask: Asker, name: str) -> None:
    card = ask(name)
    first, _ = card._repr_mimebundle_()
    assert first["text/plain"].startswith(f"Question example/{name} ({QUESTIONS[name].kind}): ")
    check(card, wrong(QUESTIONS[name]))
    second, _ = ask(name)._repr_mimebundle_()
    for kind in ("text/plain", "text/html"):
        assert first[kind] == second[kind]  # nbval compares stored outputs
    assert first["application/vnd.jupyter.widget-view+json"]["model_id"] == card.model_id


def test_two_notebooks_ask_the_same_question(ask: Asker) -> None:
    one, two = ask("who-counted"), ask("who-counted")
    check(one, wrong(QUESTIONS["who-counted"]))
    state = check(two, key_response(QUESTIONS["who-counted"]))
    assert (state["attempts"], state["verdict"]) == (2, "right")
    assert one.state["attempts"] == 1


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_answer_costs_little_traffic(ask: Asker, name: str) -> None:
    card = ask(name)
    for hint in range(len(QUESTIONS[name].hints)):
        send(card, do="hint", number=hint)
    response = wrong(QUESTIONS[name])
    state = check(card, response)
    sent = json.dumps({"do": "check", "response": response})
    assert len(sent) + len(json.dumps(state)) < 5000


def test_nickname(record: Record) -> None:
    box = Nickname(record)
    assert box.state["name"] == ""
    box._receive(box, {"do": "keep", "name": "  "})
    assert "nickname" in box.state["error"]
    box._receive(box, {"do": "keep", "name": " Red  Fox "})
    assert (box.state["name"], box.state["error"], record.learner()) == ("Red Fox", "", "Red Fox")
    assert Nickname(record).state["name"] == "Red Fox"
    Nickname(record)._receive(box, {"do": "skip"})
    assert record.learner() == NOBODY


def example(record: Record) -> Overview:
    """A lesson with one question of every kind, and a course of nothing else."""
    return Overview("example", "The example", record, lambda _name: list(QUESTIONS.values()))


@pytest.fixture
def check_in(ask: Asker, record: Record) -> CheckIn:
    del ask  # its map is used here too
    return CheckIn(example(record))


def tell(check_in: CheckIn, what: str) -> dict[str, Any]:
    check_in._receive(check_in.summary, {"do": what})
    return dict(check_in.summary.state)


def test_check_in_follows_each_answer(check_in: CheckIn, ask: Asker) -> None:
    assert (check_in.summary.state["done"], check_in.summary.state["total"]) == (0, 9)
    check(ask("who-counted"), wrong(QUESTIONS["who-counted"]))
    check(ask("how-many"), "3393")
    check(ask("how-many"), key_response(QUESTIONS["how-many"]))
    check(ask("in-your-words"), {"text": "x", "rubric": []})
    state = check_in.summary.state
    rows = {row["number"]: row for row in state["rows"]}
    assert (state["done"], state["missed"]) == (3, 1)
    assert [rows[n]["verdict"] for n in (1, 2, 3, 7)] == ["wrong", "", "right", "recorded"]
    assert (rows[3]["first"], rows[3]["best"], rows[3]["tries"]) == ("0%", "100%", 2)
    assert (rows[7]["best"], rows[2]["best"]) == ("", "")


def test_check_in_shows_what_was_missed_once_more(check_in: CheckIn, ask: Asker) -> None:
    assert tell(check_in, "retry")["said"] == "Nothing was missed."
    check(ask("who-counted"), wrong(QUESTIONS["who-counted"]))
    check(ask("what-counts"), wrong(QUESTIONS["what-counts"]))
    assert tell(check_in, "retry")["said"] == "2 questions are below, to answer once more."
    again = check_in.children[1]
    assert again.question.id == "who-counted"
    check(again, key_response(QUESTIONS["who-counted"]))
    assert check_in.summary.state["missed"] == 1


def test_check_in_looks_back_at_the_poll(check_in: CheckIn, ask: Asker) -> None:
    poll = QUESTIONS["what-do-you-think"]
    assert isinstance(poll, Poll)
    sure, fairly, _ = poll.options
    assert check_in.summary.state["polls"] == []
    check(ask("what-do-you-think"), fairly.key)
    back = check_in.children[1]
    assert back.view["label"] == "Look back: at first you said “Fairly sure”."
    check(back, sure.key)
    (found,) = check_in.summary.state["polls"]
    assert (found["first"], found["now"]) == ("Fairly sure", "Very sure")


@pytest.mark.parametrize(("name", "kept"), [(" Red  Fox ", "Red Fox"), ("", NOBODY)])
def test_hand_in_button(
    check_in: CheckIn, ask: Asker, record: Record, name: str, kept: str
) -> None:
    """It asks who the file is from where nobody has said so; the name may be left out."""
    check(ask("who-counted"), wrong(QUESTIONS["who-counted"]))
    state = tell(check_in, "hand in")
    assert (state["asks"], state["file"]) == (True, "")
    assert not list(record.path.parent.glob("handin-*.json"))
    check_in._receive(check_in.summary, {"do": "hand in", "name": name})
    state = check_in.summary.state
    (file,) = record.path.parent.glob("handin-*.json")
    assert str(file) in state["said"]
    assert (state["asks"], state["file"], record.learner()) == (False, file.name, kept)
    assert tell(check_in, "hand in")["file"] == file.name


def test_a_nickname_that_is_none_is_asked_for_again(check_in: CheckIn, record: Record) -> None:
    tell(check_in, "hand in")
    check_in._receive(check_in.summary, {"do": "hand in", "name": "x" * 99})
    assert check_in.summary.state["asks"]
    assert "40" in check_in.summary.state["said"]
    assert not record.learner()


def test_the_browser_gets_the_file_to_save(
    check_in: CheckIn, ask: Asker, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []
    monkeypatch.setattr(check_in.summary, "send", lambda *what: given.append(what))
    tell(check_in, "save")
    assert given == []
    record.set_learner("Red Fox")
    check(ask("who-counted"), wrong(QUESTIONS["who-counted"]))
    tell(check_in, "hand in")
    tell(check_in, "save")
    (file,) = record.path.parent.glob("handin-*.json")
    assert given == [({"save": file.name}, [file.read_bytes()])]


def test_check_in_gives_the_whole_course(record: Record) -> None:
    toll = Lesson("lessons.the_toll")
    question = toll.questions[0]
    record.add(question, key_response(question), mark(question, key_response(question)))
    course = Overview(toll.name, toll.title, record).state["course"]
    (here,) = [each for each in course if each["here"]]
    assert (here["title"], here["done"], here["total"]) == ("The toll", 1, len(toll.questions))


def test_check_in_reads_as_text(check_in: CheckIn, ask: Asker) -> None:
    before = check_in._repr_mimebundle_()[0]
    check(ask("who-counted"), wrong(QUESTIONS["who-counted"]))
    after = check_in._repr_mimebundle_()[0]
    assert before["text/plain"] == after["text/plain"]
    assert before["text/plain"].startswith("Check-in for the lesson “The example”")


def test_check_in_stands_whatever_is_wrong_in_another_lesson(record: Record) -> None:
    def questions(name: str) -> list[Question]:
        if name == "the_call":
            raise BankError([])
        return list(QUESTIONS.values())

    titles = [row["title"] for row in Overview("nato", "NATO", record, questions).state["course"]]
    assert "The call" not in titles
    assert "NATO" in titles


def test_a_fault_in_the_questions_takes_no_answer_back(ask: Asker, record: Record) -> None:
    broken: list[bool] = []

    def questions(_name: str) -> list[Question]:
        if broken:
            raise BankError([])
        return list(QUESTIONS.values())

    overview = Overview("example", "The example", record, questions)
    broken.append(True)
    state = check(ask("who-counted"), key_response(QUESTIONS["who-counted"]))
    assert (state["verdict"], state["attempts"], state["error"]) == ("right", 1, "")
    assert overview.state["done"] == 0
