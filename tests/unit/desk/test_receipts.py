"""Receipts: nobody without the secret writes one; a hand-in that differs from one is told."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import replace

from lessons.desk import receipts, seals
from lessons.desk.receipts import Difference, Receipt, compared, digest, give, read
from lessons.desk.report import Result, report
from lessons.desk.report.classroom import Classroom
from lessons.desk.report.reading.collect import Found
from lessons.desk.report.reading.papers import Key, Paper
from lessons.kit.places import lesson_folder
from lessons.kit.quiz.bank import load
from lessons.kit.quiz.marking import key_response, mark
from lessons.kit.record import Attempt, Record, handin
from lessons.kit.record.format import FormatError, KindOfAttempt, PageRow

SECRET, OTHER = b"s" * 32, b"o" * 32
TOLL = load(lesson_folder("the_toll") / "quiz.yaml")


@pytest.fixture
def record(tmp_path: Path) -> Record:
    record = Record.open(tmp_path / "fox")
    record.set_learner("Red Fox")
    for question in TOLL:
        response = key_response(question) or {"text": "Nobody can count all.", "rubric": [True]}
        record.add(question, response, mark(question, response))
    return record


def line_of(record: Record, secret: bytes = SECRET, until: int | None = None) -> bytes:
    who = record.who()
    assert who
    return give(secret, "6b", who.id, who.nickname, record.attempts()[:until])


def test_a_receipt_is_read_as_it_was_given(record: Record) -> None:
    receipt = read(line_of(record), [OTHER, SECRET])
    attempts = record.attempts()
    assert (receipt.giver, receipt.nickname) == ("6b", "Red Fox")
    assert receipt.head == attempts[-1].event
    assert list(receipt.answers) == [one.event for one in attempts]


def test_nobody_without_the_secret_gives_or_changes_one(record: Record) -> None:
    line = line_of(record)
    with pytest.raises(FormatError, match="none of the keys"):
        read(line_of(record, OTHER), [SECRET])
    with pytest.raises(FormatError):
        read(line, [])
    for at in range(0, len(line), 7):
        changed = bytearray(line)
        changed[at] ^= 1
        with pytest.raises(FormatError):
            read(bytes(changed), [SECRET])


def test_a_hand_in_has_the_digests_of_its_record(record: Record) -> None:
    """All kinds of question, and a row of the learner's page."""
    for question in load(Path(__file__).parents[1] / "quiz_example.yaml"):
        response = key_response(question) or "x"
        record.add(question, response, mark(question, response))
    record.keep_row("the_toll", "row-1", PageRow(claim="The number is the UN’s", sure=3))
    attempts = record.attempts()
    answers = handin.read(handin.write(record)).answers
    assert {one.kind for one in attempts} == set(get_args(KindOfAttempt))
    assert [digest(one) for one in answers] == [digest(one) for one in attempts]
    assert len({digest(one) for one in answers}) == len(answers)


def test_more_than_was_receipted_is_no_difference(record: Record) -> None:
    receipt = read(line_of(record, until=4), [SECRET])
    handed_in = {one.event: digest(one) for one in record.attempts()}
    assert not compared(receipt, [handed_in])
    first, second, *_ = receipt.answers
    lacking = {event: each for event, each in handed_in.items() if event != first}
    assert compared(receipt, [lacking]) == Difference(1, 0)
    assert not compared(receipt, [lacking, {first: handed_in[first]}])
    assert compared(receipt, [{**lacking, second: "0" * 16}, handed_in]) == Difference(0, 1)


def test_a_learner_s_receipts_go_when_the_answers_go(record: Record, tmp_path: Path) -> None:
    other = give(SECRET, "6b", "0" * 16, "Bear", record.attempts()[:2])
    kept = receipts.keep("6b", [line_of(record), other], tmp_path)
    receipts.forget("Red Fox", tmp_path)
    assert kept.read_bytes() == other + b"\n"
    receipts.take_away("6b", tmp_path)
    assert list(receipts.all_in([kept.parent], [SECRET])) == []


# --- in the report -----------------------------------------------------------------------------

Forge = Callable[[list[Attempt]], list[Attempt]]


def told(record: Record, tries: list[Attempt], receipt: Receipt) -> list[str]:
    who = record.who()
    assert who
    raw = handin.encode("Red Fox", tries, tries[-1].time, who=who)
    paper = Key(TOLL, (), frozenset({receipt.learner})).paper(Found(name="fox.json", raw=raw))
    assert isinstance(paper, Paper)
    (pupil,) = Classroom([paper], [receipt]).pupils()
    return [note for note in pupil.notes if "receipt" in note]


def answered_otherwise(tries: list[Attempt]) -> list[Attempt]:
    at = next(n for n, one in enumerate(tries) if one.kind == "number")
    return [*tries[:at], replace(tries[at], response="13200"), *tries[at + 1 :]]


def left_out_with_a_mended_chain(tries: list[Attempt]) -> list[Attempt]:
    kept = [one for n, one in enumerate(tries) if n != 2]
    return [
        replace(one, before=kept[n - 1].event if n else "", number=1) for n, one in enumerate(kept)
    ]


def dated_otherwise(tries: list[Attempt]) -> list[Attempt]:
    return [replace(tries[0], time=tries[0].time.replace(year=2020)), *tries[1:]]


@pytest.mark.parametrize(
    ("forge", "said"),
    [
        (answered_otherwise, "1 of them was handed in otherwise"),
        (left_out_with_a_mended_chain, "1 of them is in no hand-in"),
        (dated_otherwise, "1 of them was handed in otherwise"),
    ],
)
def test_what_contradicts_a_receipt_is_said_with_its_evidence(
    record: Record, forge: Forge, said: str
) -> None:
    """None of these can be seen in the file itself."""
    receipt = read(line_of(record), [SECRET])
    tries = record.attempts()
    assert told(record, tries, receipt) == []
    (note,) = told(record, forge(tries), receipt)
    assert note.startswith("A receipt of 6b, ") and f"is over {len(tries)} answers" in note
    assert said in note
    assert not any(word in note for word in ("cheat", "forged", "copied"))


def of_class(record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep a receipt as a class does, and hand in what lacks an answer; give the folder."""
    monkeypatch.setenv("LESSONS_WORK", str(tmp_path / "work"))
    receipts.keep("the_toll 6b", [line_of(record, seals.own_secret())])
    who = record.who()
    assert who
    tries = left_out_with_a_mended_chain(record.attempts())
    folder = tmp_path / "handins"
    folder.mkdir()
    raw = handin.encode("Red Fox", tries, tries[-1].time, who=who)
    (folder / "fox.json").write_bytes(raw)
    return folder


def files_of(result: Result) -> str:
    (table,) = (path for path in result.tables if path.name == "files.csv")
    return table.read_text(encoding="utf-8-sig")


def test_the_report_holds_hand_ins_against_the_class_s_receipts(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = of_class(record, tmp_path, monkeypatch)
    result = report(folder)
    assert "1 of them is in no hand-in" in result.page.read_text(encoding="utf-8")
    assert "the_toll-6b.receipts.jsonl,receipts" in files_of(result)
    assert (result.counted, result.not_counted) == (1, 0)


def test_receipts_may_lie_among_the_hand_ins_and_only_the_teacher_s_are_believed(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = of_class(record, tmp_path, monkeypatch)
    kept = receipts.folder() / "the_toll-6b.receipts.jsonl"
    assert kept.stat().st_mode & 0o077 == 0
    moved = kept.replace(folder / kept.name)
    assert "1 of them is in no hand-in" in report(folder).page.read_text(encoding="utf-8")
    moved.write_bytes(line_of(record, OTHER) + b"\nnothing\n")
    result = report(folder)
    assert "is in no hand-in" not in result.page.read_text(encoding="utf-8")
    assert "2 lines are signed with no key of this computer" in files_of(result)


def test_the_format_s_page_shows_one(record: Record) -> None:
    """The example in docs/format.md is signed with 32 bytes of zero, as it says there."""
    page = (Path(__file__).parents[3] / "docs" / "format.md").read_text(encoding="utf-8")
    line = page.partition("```json receipt\n")[2].partition("\n```")[0]
    receipt = read(line.encode(), [bytes(32)])
    example = json.loads(page.partition("```json attempt\n")[2].partition("\n```")[0])
    assert receipt.head == example["event"]
    assert set(json.loads(line)) == set(json.loads(line_of(record)))
    handed_in = page.partition("```json hand-in\n")[2].partition("\n```")[0]
    answers = handin.read(handed_in.encode()).answers
    assert receipt.answers == {one.event: digest(one) for one in answers}
