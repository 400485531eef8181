"""A class by itself: who comes in, what is counted, what each page sees, what a restart finds."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lessons.desk import receipts, seals
from lessons.desk.report import report
from lessons.kit.cards.messages import Envelope
from lessons.kit.quiz import bank, key_response, seal
from lessons.kit.quiz.questions import Choice, Number, Place, Short
from lessons.kit.record import handin
from lessons.kit.record.format import new_event
from lessons.kit.syllabus import entry
from lessons.live import store as stores
from lessons.live.counts import counted
from lessons.live.room import ClassError, JoinError, Room
from lessons.live.run import SECONDS_A_DAY, TERM_DAYS, clear_old, give_receipts, make_report
from lessons.live.store import Store, StoreError

SECRET = bytes(range(32))
QUESTIONS = bank.of("the_toll")
OPENER = seal.Opener(QUESTIONS, SECRET)
CHOICE = next(question for question in QUESTIONS if isinstance(question, Choice))
NUMBER = next(question for question in QUESTIONS if isinstance(question, Number))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LESSONS_WORK", str(tmp_path))
    return stores.folder()


@pytest.fixture
def room(folder: Path) -> Room:
    return opened(folder)


def opened(folder: Path) -> Room:
    return Room(Store(folder / "class.sqlite3"), entry("the_toll"), SECRET)


def press(room: Room, learner: str, question: Any, response: Any, **more: Any) -> dict[str, Any]:
    place = QUESTIONS.index(question)
    said = {"do": "check", "response": OPENER.shut(place, response), "event": new_event(), **more}
    message = Envelope(to="question", lesson="the_toll", id=question.id, say=said)
    state = room.hear(learner, message)
    room.store.commit()
    return state


def test_each_question_is_marked_and_goes_back_in_its_sealed_form(room: Room) -> None:
    learner, _ = room.join("Red Fox")
    for place, question in enumerate(QUESTIONS):
        key = key_response(question)
        if key in (None, "", [], {}):
            continue
        state = press(room, learner.id, question, key)
        assert state["verdict"] in ("right", "recorded"), question.id
        assert state["response"] == OPENER.shut(place, key)


def test_what_was_received_is_signed_and_hand_ins_are_held_against_it(
    room: Room, tmp_path: Path
) -> None:
    for name in ("Red Fox", "Blue Hare"):
        learner, _ = room.join(name)
        press(room, learner.id, CHOICE, key_response(CHOICE))
        press(room, learner.id, NUMBER, "13 300")
    secret = seals.own_secret()
    give_receipts(room, secret)
    (kept,) = receipts.all_in([receipts.folder()], [secret])
    assert [(one.nickname, len(one.answers)) for one in kept.receipts] == [
        ("Red Fox", 2),
        ("Blue Hare", 2),
    ]
    first, second = room.store.learners.values()
    (folder := tmp_path / "handins").mkdir()
    for who, given in ((first, room.store.attempts[first.id]),
                       (second, room.store.attempts[second.id][1:])):  # fmt: skip
        raw = handin.encode(who.nickname, given, datetime.now(UTC), who=who)
        (folder / f"{who.nickname}.json").write_bytes(raw)
    page = report(folder).page.read_text(encoding="utf-8")
    assert "the class on The toll" in page
    room.command({"do": "remove", "id": second.id})
    give_receipts(room, secret)
    (kept,) = receipts.all_in([receipts.folder()], [secret])
    assert [one.nickname for one in kept.receipts] == ["Red Fox"]


def test_a_learners_page_tells_how_sure_the_class_is(room: Room) -> None:
    for name, sure in (("Red Fox", 1), ("Blue Hare", 3)):
        learner, _ = room.join(name)
        row = {"claim": "The number is the UN’s", "evidence": "OHCHR", "sure": sure, "against": ""}
        message = Envelope(to="page", lesson="the_toll", say={"do": "keep row", "row": row})
        assert room.hear(learner.id, message)["learner"] == name
    room.command({"do": "screen", "screen": "sure"})
    (claim,) = room.seen_by_projector()["sure"]
    assert claim == {"claim": "The number is the UN’s", "steps": [0, 1, 0, 1, 0]}


def test_a_restart_finds_the_class_as_it_was(room: Room, folder: Path) -> None:
    learner, token = room.join("Red Fox")
    press(room, learner.id, CHOICE, key_response(CHOICE))
    draft = Envelope(
        to="question", lesson="the_toll", id=CHOICE.id, say={"do": "draft", "response": "x"}
    )
    room.hear(learner.id, draft)
    room.command({"do": "upto", "number": 5})
    room.command({"do": "vote", "id": CHOICE.id})
    room.store.commit()  # and then nothing more: the process is gone
    again = opened(folder)
    assert (again.code, again.pace) == (room.code, room.pace)
    assert again.store.who(token) == learner
    look = Envelope(to="question", lesson="the_toll", id=CHOICE.id, say={"do": "look"})
    state = again.hear(learner.id, look)
    assert (state["attempts"], state["draft"]) == (1, "x")


def test_who_joins_twice_is_let_in_again_by_the_teacher_alone(room: Room) -> None:
    first, token = room.join("Red Fox")
    with pytest.raises(JoinError, match="called red fox already"):
        room.join("red fox")
    room.command({"do": "welcome", "id": first.id})
    second, new = room.join("Red Fox")
    assert second.id == first.id
    assert room.store.who(token) is None
    assert room.store.who(new) == first
    with pytest.raises(JoinError):
        room.join("Red Fox")


def test_two_votes_stand_side_by_side(room: Room) -> None:
    learners = [room.join(f"Learner {n}")[0].id for n in range(4)]
    wrong = next(option for option in CHOICE.options if not option.right)
    room.command({"do": "vote", "id": CHOICE.id})
    for n, learner in enumerate(learners):
        press(room, learner, CHOICE, wrong.key if n else key_response(CHOICE))
    room.command({"do": "stop", "id": CHOICE.id})
    room.command({"do": "vote", "id": CHOICE.id})
    for n, learner in enumerate(learners):
        press(room, learner, CHOICE, wrong.key if n == 3 else key_response(CHOICE), round=2)
    seen = next(one for one in room.seen_by_teacher()["questions"] if one["id"] == CHOICE.id)
    assert (seen["voted"], seen["right"]) == ([4, 4], [1, 3])
    assert next(bar["votes"] for bar in seen["bars"] if bar["text"] == wrong.text) == [3, 1]
    assert seen["wrong"][0]["misconception"] == wrong.misconception
    assert seen["wrong"][0]["tell"]
    assert room.seen_by_projector()["question"]["voted"] == 4
    assert room.seen_by_projector()["question"]["count"] is None


def test_the_same_answer_counts_anew_in_a_second_vote(room: Room) -> None:
    learner, _ = room.join("Red Fox")
    for round_ in (1, 2, 2):
        press(room, learner.id, CHOICE, key_response(CHOICE), round=round_)
    assert [one.round for one in room.store.attempts[learner.id]] == [1, 2]


def test_numbers_become_dots_and_places_clicks() -> None:
    number = next(question for question in QUESTIONS if isinstance(question, Number))
    place = next(
        question
        for lesson in ("crimea", "georgia", "the_map")
        for question in bank.of(lesson)
        if isinstance(question, Place)
    )

    def answered(question: Any, response: Any) -> Any:
        from lessons.kit.record.format import Attempt, now

        about = {"lesson": question.lesson, "question": question.id, "kind": question.kind}
        return Attempt(
            **about, event=new_event(), learner="a", fingerprint="0" * 16,
            response=response, score=0, verdict="", time=now(),
        )  # fmt: skip

    count = counted(number, [[answered(number, "13,000")], [answered(number, "nonsense")]])
    assert (count.dots, count.voted) == ([[13000.0]], [2])
    count = counted(place, [[answered(place, place.answer[0])]])
    assert [(bar.right, bar.votes) for bar in count.bars] == [(True, [1])]


def test_learners_hear_the_pace_and_no_names_or_counts(room: Room) -> None:
    learner, _ = room.join("Red Fox")
    press(room, learner.id, CHOICE, key_response(CHOICE))
    room.command({"do": "upto", "number": 2})
    room.command({"do": "close", "id": QUESTIONS[0].id, "on": True})
    room.command({"do": "notes", "text": "Ask Red Fox"})
    pace = room.seen_by_learners()
    assert pace["later"] == [question.id for question in QUESTIONS[2:]]
    assert pace["closed"] == [QUESTIONS[0].id]
    assert "Red Fox" not in str(pace)
    assert "Red Fox" not in str(room.seen_by_projector())
    room.online[learner.id] = 1
    room.command({"do": "names", "on": True})
    assert room.seen_by_projector()["names"] == ["Red Fox"]


def test_exit_tickets_go_on_the_wall_one_by_one_and_without_a_name(room: Room) -> None:
    ticket = next(question for question in QUESTIONS if isinstance(question, Short))
    for name in ("Red Fox", "Blue Hare"):
        learner, _ = room.join(name)
        press(room, learner.id, ticket, {"text": f"It counts all, says {name[0]}.", "rubric": []})
    first = room.seen_by_teacher()["tickets"][0]
    room.command({"do": "wall", "events": [first["event"], "no such event"]})
    room.command({"do": "screen", "screen": "wall"})
    assert room.seen_by_projector()["wall"] == ["It counts all, says R."]


@pytest.mark.parametrize("said", [
    {}, {"do": "vote"}, {"do": "vote", "id": "no-such"}, {"do": "screen", "screen": "x"},
    {"do": "upto", "number": 10**9}, {"do": "remove", "id": ""}, {"do": "wall", "events": []},
])  # fmt: skip
def test_what_is_no_command_does_no_harm(room: Room, said: dict[str, Any]) -> None:
    room.join("Red Fox")
    room.command(said)
    assert room.seen_by_teacher()["learners"][0]["name"] == "Red Fox"
    assert room.pace.upto in (0, len(QUESTIONS))


def test_a_disk_that_fails_keeps_nothing_and_says_so(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    learner, _ = room.join("Red Fox")
    room.store.commit()

    class Full:
        def __init__(self, db: sqlite3.Connection) -> None:
            self._db = db

        @property
        def in_transaction(self) -> bool:
            return self._db.in_transaction

        def execute(self, statement: str, *values: Any) -> Any:
            if statement == "COMMIT":
                raise sqlite3.OperationalError("database or disk is full")
            return self._db.execute(statement, *values)

    db = room.store._db
    monkeypatch.setattr(room.store, "_db", Full(db))
    with pytest.raises(StoreError, match="disk is full"):
        press(room, learner.id, CHOICE, key_response(CHOICE))
    monkeypatch.setattr(room.store, "_db", db)
    room.forget_seats()
    assert room.store.attempts[learner.id] == []
    press(room, learner.id, CHOICE, key_response(CHOICE))
    assert len(room.store.attempts[learner.id]) == 1


def test_the_report_and_forgetting(room: Room, folder: Path) -> None:
    for name in ("Red Fox", "Blue Hare"):
        learner, _ = room.join(name)
        press(room, learner.id, CHOICE, key_response(CHOICE))
    page = make_report(room).read_text(encoding="utf-8")
    assert "Red Fox" in page
    made = room.store.path.with_suffix("")
    assert "2 hand-ins of 2 learners" in report(made).said
    room.store.close()
    (found,) = stores.forget("Red Fox", really=False)
    assert found == (folder / "class.sqlite3", 1)
    stores.forget("Red Fox", really=True)
    assert stores.forget("Red Fox", really=False) == []
    assert [one.nickname for one in Store(found[0]).learners.values()] == ["Blue Hare"]


def test_classes_are_kept_for_a_term_and_then_taken_away_whole(room: Room) -> None:
    learner, _ = room.join("Red Fox")
    press(room, learner.id, CHOICE, key_response(CHOICE))
    make_report(room)
    room.store.close()
    path = room.store.path
    assert clear_old() == []
    past = path.stat().st_mtime - (TERM_DAYS + 1) * SECONDS_A_DAY
    os.utime(path, (past, past))
    assert clear_old() == [path]
    stores.take_away(path)
    assert list(path.parent.iterdir()) == []


def test_a_report_before_anybody_answered_is_a_sentence(room: Room) -> None:
    room.join("Red Fox")
    with pytest.raises(ClassError, match=r"\.$"):
        make_report(room)
