"""Predictions, headlines held back, recall, and the learner's page."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from lessons.kit.cards import recall
from lessons.kit.cards.learners_page import LearnersPage, row_name
from lessons.kit.cards.opening import Opening
from lessons.kit.cards.overview import Overview
from lessons.kit.cards.page_card import PageCard
from lessons.kit.cards.sitting import Sitting
from lessons.kit.quiz import Question, bank, key_response, load, seal
from lessons.kit.quiz.questions import Prediction
from lessons.kit.record import PageRow, Record
from lessons.kit.syllabus import entries, entry

EXAMPLE = load(Path(__file__).parents[1] / "quiz_example.yaml")
QUESTIONS = {question.id: question for question in EXAMPLE}
GUESS = next(each for each in EXAMPLE if isinstance(each, Prediction))
OPENED = QUESTIONS[GUESS.seen_after]


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return Record.open(tmp_path)


def sitting(record: Record, question: Question, **more: Any) -> Sitting:
    return Sitting(question, record, lesson=EXAMPLE, **more)


def check(asked: Sitting, response: Any) -> dict[str, Any]:
    return asked.receive({"do": "check", "response": response})


def guess(record: Record, number: int) -> dict[str, Any]:
    return check(sitting(record, GUESS), GUESS.options[number].key)


# --- predictions


def test_a_prediction_is_kept_and_neither_right_nor_wrong(record: Record) -> None:
    state = guess(record, 1)
    assert state["verdict"] == "recorded"
    assert "nothing is marked" in state["feedback"]
    assert GUESS.options[1].feedback not in state["feedback"]


@pytest.mark.parametrize(("number", "says"), [(1, "So it was."), (0, "It was otherwise.")])
def test_how_near_it_was_is_seen_where_it_becomes_known(
    record: Record, number: int, says: str
) -> None:
    guess(record, number)
    opened = sitting(record, OPENED)
    assert opened.state["extras"] == []
    (extra,) = check(opened, OPENED.options[0].key)["extras"]  # type: ignore[union-attr]
    assert says in extra["html"]
    assert GUESS.told in extra["html"]
    assert GUESS.options[number].feedback in extra["html"]


def test_a_prediction_made_afterwards_is_none(record: Record) -> None:
    opened = sitting(record, OPENED)
    check(opened, OPENED.options[0].key)  # type: ignore[union-attr]
    guess(record, 1)
    assert sitting(record, OPENED).state["extras"] == []


def test_the_check_in_says_it_once_more_and_not_before(record: Record) -> None:
    overview = Overview("example", "The example", record, lambda _name: EXAMPLE)
    guess(record, 0)
    assert [poll["told"] for poll in overview.state["polls"]] == []
    check(sitting(record, OPENED), OPENED.options[0].key)  # type: ignore[union-attr]
    told = [poll["told"] for poll in overview.state["polls"] if poll["told"]]
    assert len(told) == 1
    assert GUESS.told in told[0]
    assert GUESS.id not in {below["id"] for below in overview.state["below"]}


# --- headlines held back


def test_a_headline_comes_with_the_first_answer_right_or_wrong(record: Record) -> None:
    question = msgspec.structs.replace(
        QUESTIONS["who-counted"], headline="The UN counted", exhibit="totals"
    )
    asked = sitting(record, question)
    assert "The UN counted" not in str(asked.state) + str(asked.view)
    state = check(asked, question.options[1].key)  # type: ignore[union-attr]
    assert state["verdict"] == "wrong"
    assert "<strong>The UN counted</strong>" in state["extras"][-1]["html"]


# --- recall


def lessons(name: str) -> list[Question]:
    """Give three questions to remember for each lesson."""
    return [
        msgspec.structs.replace(QUESTIONS[each], lesson=name, recall=True)
        for each in ("who-counted", "how-many", "what-counts")
    ]


def names(questions: list[Question]) -> list[tuple[str, str]]:
    return [(each.lesson, each.id) for each in questions]


def answer(record: Record, question: Question, response: Any, round_: int = 1) -> None:
    check(Sitting(question, record, round=round_), response)


def test_without_a_history_the_pair_is_fixed(record: Record) -> None:
    there = recall.earlier(3, lessons)
    assert names(recall.choose(there, record, 103)) == names(recall.fixed(there))
    assert names(recall.fixed(there)) == [("the_call", "what-counts"), ("the_map", "who-counted")]
    assert recall.fixed(recall.earlier(1, lessons)) == []
    assert len(recall.fixed(recall.earlier(2, lessons))) == recall.COUNT


def test_what_was_missed_comes_first_then_what_was_seen_longest_ago(record: Record) -> None:
    there = recall.earlier(3, lessons)
    for question in there[:4]:
        answer(record, question, key_response(question))
    answer(record, there[3], "nothing" if there[3].kind == "number" else first_wrong(there[3]))
    assert names(recall.choose(there, record, 103)) == names([there[3], there[0]])


def first_wrong(question: Any) -> Any:
    return next(option.key for option in question.options if not option.right)


def test_what_was_chosen_once_stays(record: Record) -> None:
    there = recall.earlier(3, lessons)
    for question in there:
        answer(record, question, key_response(question))
    chosen = recall.choose(there, record, 103)
    answer(record, chosen[0], key_response(chosen[0]), 103)
    assert set(names(recall.choose(there, record, 103))) == set(names(chosen))


def test_recall_counts_neither_for_nor_against_anyone(record: Record) -> None:
    question = QUESTIONS["who-counted"]
    answer(record, question, first_wrong(question), 102)
    ((_, standing),) = record.standings("example", [question])
    assert standing is None
    answer(record, question, key_response(question))
    answer(record, question, first_wrong(question), 103)
    ((_, standing),) = record.standings("example", [question])
    assert standing is not None
    assert (standing.attempts, standing.first, standing.best) == (1, 1.0, 1.0)


def test_recall_begins_empty_and_is_found_again(record: Record) -> None:
    question = QUESTIONS["who-counted"]
    answer(record, question, key_response(question))
    asked = Sitting(question, record, round=102)
    assert (asked.state["attempts"], asked.state["response"]) == (0, None)
    check(asked, first_wrong(question))
    assert "neither for nor against" in asked.state["tries"]
    assert Sitting(question, record, round=102).state["response"] == first_wrong(question)
    assert Sitting(question, record).state["response"] == key_response(question)


def test_what_opens_a_lesson_is_the_fixed_pair_as_text(record: Record) -> None:
    opening = Opening(entry("crimea"), record)
    assert len(opening.cards) == recall.COUNT
    before = repr(opening)
    for card in opening.cards:
        card._receive(card, {"do": "check", "response": key_response(card.question)})
    assert repr(Opening(entry("crimea"), record)) == before


# --- the learner's page

ROW = {"claim": "The number is the UN's", "evidence": "Its table", "sure": 3, "against": ""}


def test_a_row_is_kept_and_found_again(record: Record) -> None:
    page = LearnersPage("the_toll", record)
    state = page.receive({"do": "keep row", "row": ROW})
    assert state["said"] == "Kept. It goes with your hand-in."
    assert record.rows() == {row_name("the_toll"): msgspec.convert(ROW, PageRow)}
    again = LearnersPage("nato", record).state
    assert {one["lesson"]: one["row"]["claim"] for one in again["claims"]}["the_toll"] == ROW[
        "claim"
    ]


def test_what_is_no_row_is_left_alone(record: Record) -> None:
    page = LearnersPage("the_toll", record)
    for said in ({"do": "keep row"}, {"do": "keep row", "row": {"sure": 9}}, {"do": "fly"}, 7):
        assert page.receive(said)["said"] == ""
    assert record.rows() == {}


def test_the_card_says_the_same_whatever_was_written(record: Record) -> None:
    card = PageCard(LearnersPage("the_toll", record))
    before = repr(card)
    card._receive(card, {"do": "keep row", "row": ROW})
    assert card.state["claims"][3]["row"]["claim"] == ROW["claim"]
    assert repr(PageCard(LearnersPage("the_toll", record))) == before


def test_on_paper_hardly_a_question_opens_two_lessons() -> None:
    """The second and third lesson have too few before them to be spared one."""
    opening = [
        question
        for opened in entries()[1:10]
        for question in recall.fixed(recall.earlier(opened.number, bank.of))
    ]
    assert len(opening) == 9 * recall.COUNT
    assert len({(each.lesson, each.id) for each in opening}) >= len(opening) - 1


def test_a_sealed_lesson_opens_with_the_same_pair(record: Record) -> None:
    def sealed(lesson: str) -> list[Question]:
        return list(seal.read(seal.seal(bank.of(lesson), bytes(32))))

    for opened in entries()[1:10]:
        there = recall.earlier(opened.number, sealed)
        assert names(recall.choose(there, record, 100 + opened.number)) == names(
            recall.fixed(recall.earlier(opened.number, bank.of))
        )
