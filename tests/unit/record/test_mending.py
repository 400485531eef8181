"""What goes wrong with a record is said, and what it held comes back."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from lessons.cli import main
from lessons.kit import handin
from lessons.kit.quiz import key_response, load, mark
from lessons.kit.record import Attempt, Record, RecordError
from lessons.kit.record.format import pack, unpack
from lessons.kit.record.mending import mend

KEPT = Path(__file__).with_name("kept_0.1")
EXAMPLE = load(Path(__file__).parents[1] / "quiz_example.yaml")
QUESTION = EXAMPLE[0]


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """A record with eight answers of Fox."""
    record = Record.open(tmp_path / "work")
    record.set_learner("Fox")
    for question in EXAMPLE[:8]:
        answer(record, question, key_response(question) or "x")
    return record


def answer(record: Record, question: Any = QUESTION, response: Any = "x") -> Attempt:
    return record.add(question, response, mark(question, response))


def events(record: Record) -> list[str]:
    return [one.event for one in record.attempts()]


def names(record: Record) -> list[str]:
    return sorted(path.name for path in record.path.parent.iterdir())


def change(record: Record, statement: str, *values: Any) -> None:
    with closing(sqlite3.connect(record.path)) as db, db:
        db.execute(statement, values)


# --- gone --------------------------------------------------------------------------------------

WAYS: dict[str, Callable[[Path], Any]] = {
    "deleted": Path.unlink,
    "emptied": lambda path: path.write_bytes(b""),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_record_that_is_gone_is_said_and_comes_back(record: Record, way: str) -> None:
    """Only a hand-in lies beside it."""
    first = handin.write(record)
    before = record.attempts()
    for copy in record.path.parent.glob("record-copy-*"):
        copy.unlink()
    WAYS[way](record.path)
    again = Record.open(record.path)
    assert f"{first.name} holds 8 answers that aren't in the record" in again.notice
    again.set_learner("Fox")
    new = answer(again)
    assert first.name in Record.open(record.path).notice, "also after a new answer"
    second = handin.write(again)
    assert second != first, "a hand-in never takes the place of a fuller one"
    assert (len(handin.read(first).answers), len(handin.read(second).answers)) == (8, 1)
    found = {each.path: each.came for each in mend(again)}
    assert found[first] == 8
    back = again.attempts()
    assert [(one.event, one.response, one.time) for one in back] == [
        (one.event, one.response, one.time) for one in [*before, new]
    ]
    assert [one.number for one in back if one.question == QUESTION.id] == [1, 2]
    assert Record.open(record.path).notice == ""
    assert sum(each.came for each in mend(again)) == 0, "nothing is doubled"


def test_marks_of_answers_from_a_hand_in_are_those_of_today(record: Record) -> None:
    from lessons.the_toll import lesson

    question = next(each for each in lesson.questions if each.kind == "choice")
    answer(record, question, key_response(question))
    path = handin.write(record)
    other = Record.open(record.path.with_name("other.sqlite3"))
    mend(other, [path])
    (one,) = other.attempts(question)
    assert (one.verdict, one.score) == ("right", 1.0)


# --- copies ------------------------------------------------------------------------------------


def test_the_last_three_copies_are_kept(record: Record) -> None:
    for turn in range(5):
        Record.open(record.path)
        answer(record, response=f"turn {turn}")
    Record.open(record.path)
    Record.open(record.path)  # nothing new: no further copy
    assert names(record) == [
        "record-copy-4.sqlite3", "record-copy-5.sqlite3", "record-copy-6.sqlite3", "record.sqlite3",
    ]  # fmt: skip
    copy = Record(record.path.with_name("record-copy-6.sqlite3"))
    assert copy.attempts() == record.attempts()


def test_no_copy_pushes_out_one_that_holds_more(record: Record) -> None:
    Record.open(record.path)
    record.path.unlink()
    for _ in range(5):
        again = Record.open(record.path)
        answer(again)
        assert "record-copy-1.sqlite3 holds 8 answers" in again.notice
    assert [name for name in names(record) if "copy" in name] == ["record-copy-1.sqlite3"]
    again.set_learner("Fox")
    mend(again)
    assert len(again.attempts()) == 8 + 5


def test_a_copy_that_fails_harms_nothing(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    again = Record.open(record.path)
    assert again.notice == ""
    assert len(again.attempts()) == 8
    assert names(again) == ["record.sqlite3"]


# --- damage ------------------------------------------------------------------------------------


def test_what_was_set_aside_comes_back(record: Record) -> None:
    raw = record.path.read_bytes()
    record.path.write_bytes(raw[:4096] + bytes(60) + raw[4156:])  # the head of the table
    again = Record.open(record.path)
    assert "set aside as record-damaged-" in again.notice
    assert "8 answers could be read and stand in it" in again.notice
    change(again, "DELETE FROM attempt WHERE arrival < -3")  # as if less had come back
    later = Record.open(record.path)
    assert "was set aside as damaged" in later.notice
    assert "lessons record mend" in later.notice
    mend(later)
    assert Record.open(record.path).notice == ""
    assert any(name.startswith("record-mended-") for name in names(record)), "it is not deleted"
    assert (later.learner(), len(later.attempts())) == ("Fox", 8)


def test_rows_are_found_behind_a_torn_one(record: Record) -> None:
    """Only the bytes are left: the head of the file is gone, and one row is torn in two."""
    before = events(record)
    raw = bytearray(record.path.read_bytes())
    raw[:100] = bytes(100)
    at = raw.index(before[3].encode())
    raw[at + 150 : at + 200] = b"x" * 50
    record.path.write_bytes(raw)
    again = Record.open(record.path)
    assert set(events(again)) >= set(before) - {before[3]}
    assert again.learner() == "Fox"


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b'{"event":1}', "text", 3, None, 2.5, b"x" * 100_000]
)
def test_one_bad_row_takes_no_other_with_it(record: Record, body: Any) -> None:
    before = events(record)
    if body is None:
        return_code = "UPDATE attempt SET body = zeroblob(9) WHERE arrival = 3"
        change(record, return_code)
    else:
        change(record, "UPDATE attempt SET body = ? WHERE arrival = 3", body)
    again = Record.open(record.path)
    assert events(again) == before[:2] + before[3:]
    assert again.notice.startswith("One answer in the record can't be read and is left out.")
    assert answer(again).number == 2
    given_in = handin.read(handin.write(again))
    assert (len(given_in.answers), given_in.left_out) == (8, 1)


def test_no_flipped_sign_of_a_row_is_believed(record: Record) -> None:
    row = pack(record.attempts()[2])
    for at in range(0, len(row), 7):
        flipped = bytearray(row)
        flipped[at] ^= 4
        change(record, "UPDATE attempt SET body = ? WHERE arrival = 3", bytes(flipped))
        assert len(record.attempts()) == 7
        assert record.unreadable == 1


@pytest.mark.parametrize("what", ["body = x'00'", "body = 'text'", "id = 'gone'"])
def test_a_learner_that_can_t_be_read_is_asked_for_anew(record: Record, what: str) -> None:
    before = events(record)
    change(record, f"UPDATE learner SET {what}")  # noqa: S608  our own words
    again = Record.open(record.path)
    assert events(again) == before
    again.set_learner("Fox")
    assert (again.learner(), events(again)) == ("Fox", before)


def test_a_lost_nickname_gives_nobody_anothers_answers(record: Record) -> None:
    before = events(record)
    record.set_learner("Owl")
    answer(record)
    change(record, "UPDATE learner SET body = x'00' WHERE id IN (SELECT id FROM learner LIMIT 1)")
    again = Record.open(record.path)
    assert again.learner() == ""
    again.set_learner("Owl")
    owls = events(again)
    assert owls == [] or set(owls).isdisjoint(before)


# --- what is told is what is so ----------------------------------------------------------------


def test_an_answer_that_is_kept_is_not_refused(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock fails when the answer already stands on the disk."""

    class Late(sqlite3.Connection):
        failed = False

        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            done = super().execute(sql, *values)
            if sql == "COMMIT" and not Late.failed:
                Late.failed = True
                error = sqlite3.OperationalError("disk I/O error")
                error.sqlite_errorcode = sqlite3.SQLITE_IOERR_UNLOCK
                raise error
            return done

    real = sqlite3.connect
    monkeypatch.setattr(
        "lessons.kit.record.database.sqlite3.connect",
        lambda *what, **more: real(*what, **{**more, "factory": Late}),
    )
    kept = answer(record)
    assert Late.failed
    assert events(record)[-1] == kept.event
    assert len(record.attempts()) == 9


def test_a_reason_is_the_systems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    for name in ("XDG_DATA_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    for named, reason in (("file", "exists"), ("x" * 300, "too long")):
        monkeypatch.setenv("LESSONS_WORK", str(tmp_path / named))
        notice = Record.open().notice
        assert reason in notice, notice
        assert "read-only" not in notice
        with pytest.raises(RecordError, match=reason):
            Record.open(tmp_path / named)


@pytest.mark.parametrize("command", ["handin", "record mend"])
def test_an_unknown_home_is_a_sentence(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LESSONS_WORK", "~nosuchuser/x")
    assert main(command.split()) == 2
    assert "whom this computer doesn't know" in capsys.readouterr().err


def test_the_command_says_what_came_back(
    record: Record, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Record.open(record.path)
    record.path.unlink()
    shutil.copy(KEPT / "record.sqlite3", record.path.parent / "stick.sqlite3")
    monkeypatch.setenv("LESSONS_WORK", str(record.path.parent))
    assert main(["record", "mend", str(record.path.parent / "stick.sqlite3")]) == 0
    said = capsys.readouterr().out
    assert "record-copy-1.sqlite3: 8 answers brought back\n" in said
    assert "stick.sqlite3: 18 answers brought back\n" in said
    assert said.endswith(" now holds 8 answers of the one who learns here (Fox).\n")
    mended = Record.open()
    mended.set_learner("Red Fox")
    assert len(mended.attempts()) == 17


def test_a_row_travels_as_it_was_written(record: Record) -> None:
    for (arrival, body), one in zip(record.bodies(), record.attempts(), strict=True):
        assert (arrival, unpack(body, Attempt).event) == (one.arrival, one.event)
