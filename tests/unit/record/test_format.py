"""One format for what is remembered: what is written is what is read, also from the kit 0.1."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.kit import handin
from lessons.kit.cards import messages
from lessons.kit.data import ROOT
from lessons.kit.quiz import load, mark
from lessons.kit.record import Attempt, Draft, Learner, PageRow, Press, Record
from lessons.kit.record.format import MAX_ROW, FormatError, new_code, new_event, now, pack, unpack

KEPT = Path(__file__).with_name("kept_0.1")
QUESTIONS = {q.id: q for q in load(Path(__file__).parents[1] / "quiz_example.yaml")}
NUMBER = QUESTIONS["how-many"]


def attempt(**more: Any) -> Attempt:
    fields: dict[str, Any] = {
        "event": new_event(),
        "learner": new_code(),
        "lesson": "the_toll",
        "question": "how-many",
        "kind": "number",
        "fingerprint": "0123456789abcdef",
        "response": "13 000",
        "score": 1.0,
        "verdict": "right",
        "time": now(),
        "writer": "tab-1",
    }
    return Attempt(**{**fields, **more})


# --- a row -------------------------------------------------------------------------------------


@given(st.recursive(st.none() | st.booleans() | st.text() | st.integers(-(2**53), 2**53), st.lists))
def test_a_row_is_read_as_it_was_written(response: Any) -> None:
    one = attempt(response=response)
    try:
        row = pack(one)
    except FormatError:
        json_words = json.dumps(response, ensure_ascii=False)
        assert any(0xD800 <= ord(sign) <= 0xDFFF for sign in json_words)
        return
    assert unpack(row, Attempt) == one
    assert json.loads(row)["checksum"]


@given(st.data())
def test_no_changed_row_is_believed(data: st.DataObject) -> None:
    row = bytearray(pack(attempt()))
    at = data.draw(st.integers(0, 9_999)) % len(row)  # whose length differs with its time
    row[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(FormatError):
        unpack(bytes(row), Attempt)


@pytest.mark.parametrize(
    "bad",
    [
        {"event": "x"}, {"lesson": "../x"}, {"question": "A"}, {"kind": "sealed"}, {"score": 2.0},
        {"fingerprint": "z"}, {"round": 0}, {"writer": "<b>"}, {"time": datetime(2026, 1, 1)},
    ],
)  # fmt: skip
def test_a_row_that_nobody_may_write_is_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(FormatError):
        unpack(pack(attempt(**bad)), Attempt)


def test_a_row_has_a_greatest_size() -> None:
    with pytest.raises(FormatError, match="too long"):
        pack(attempt(response="x" * MAX_ROW))


def test_number_and_arrival_are_counted_not_kept() -> None:
    row = json.loads(pack(attempt(number=7, arrival=9)))
    assert not {"number", "arrival"} & row.keys()


# --- a record of the kit 0.1 -------------------------------------------------------------------


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A record that the kit 0.1 wrote, with what it said was in it."""
    shutil.copy(KEPT / "record.sqlite3", tmp_path)
    return tmp_path


def kept() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads(
        (KEPT / "attempts.json").read_text(encoding="utf-8")
    )
    return found


def as_kept(record: Record) -> list[dict[str, Any]]:
    names = kept()["Red Fox"][0].keys()
    rows = [{name: getattr(one, name) for name in names} for one in record.attempts()]
    return [{**row, "time": row["time"].isoformat()} for row in rows]


def test_a_record_of_0_1_opens_and_nothing_is_lost(old: Path) -> None:
    record = Record.open(old)
    assert record.notice == ""
    assert record.learner() == "Red Fox", "who signed in last still does"
    assert record.learners() == sorted(kept())
    for nickname, rows in kept().items():
        record.set_learner(nickname)
        assert as_kept(record) == rows
    assert Record.open(old).learner() == nickname
    with closing(sqlite3.connect(old / "record.sqlite3")) as db:
        names = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type='table'")}
    assert names == {"attempt", "learner", "draft"}


def test_a_record_of_0_1_goes_on(old: Path) -> None:
    record = Record.open(old)
    before = len(record.attempts(NUMBER))
    assert record.add(NUMBER, "13 300", mark(NUMBER, "13 300")).number == before + 1


def test_a_row_of_0_1_that_can_t_be_read_stays_where_it_was(old: Path) -> None:
    with closing(sqlite3.connect(old / "record.sqlite3")) as db, db:
        db.execute("UPDATE attempt SET response = '{\"broken' WHERE rowid = 3")
        db.execute("UPDATE attempt SET kind = 'none' WHERE rowid = 4")
    record = Record.open(old)
    assert len(record.attempts()) == len(kept()["Red Fox"]) - 2
    with closing(sqlite3.connect(old / "record.sqlite3")) as db:
        assert db.execute("SELECT count(*) FROM attempt_1").fetchone() == (2,)


@pytest.mark.parametrize(("name", "nickname"), [("fox", "Red Fox"), ("owl", "Owl <b>")])
def test_a_hand_in_of_0_1_is_read(name: str, nickname: str) -> None:
    given_in = handin.read(KEPT / f"handin-{name}.json")
    assert (given_in.learner, given_in.learner_id, given_in.left_out) == (nickname, "", 0)
    rows = kept()[nickname]
    for one, row in zip(given_in.answers, rows, strict=True):
        assert (one.event, one.question, one.kind, one.number, one.fingerprint) == tuple(
            row[field] for field in ("event", "question", "kind", "number", "fingerprint")
        )
        assert one.time.isoformat() == row["time"]
        if row["response"] != "nope":  # which no card sends, and which loses its type on the way
            assert one.response == row["response"]


# --- what is new -------------------------------------------------------------------------------


def test_an_attempt_names_the_one_before_of_its_writer(tmp_path: Path) -> None:
    one, two = Record.open(tmp_path), Record.open(tmp_path)
    for record, given_now in ((one, "a"), (two, "b"), (one, "c"), (two, "d")):
        record.add(NUMBER, given_now, mark(NUMBER, given_now))
    a, b, c, d = one.attempts()
    assert (a.before, b.before, c.before, d.before) == ("", "", a.event, b.event)
    assert a.writer == c.writer != b.writer == d.writer
    assert [x.number for x in (a, b, c, d)] == [1, 2, 3, 4]
    assert [x.arrival for x in (a, b, c, d)] == [1, 2, 3, 4]


def test_who_signed_in_last_is_told_by_a_counter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock is a year ahead when Anna signs in, and put right before Bo does."""
    record = Record.open(tmp_path)

    class Ahead(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime(2099, 1, 1, tzinfo=tz)

    with monkeypatch.context() as patch:
        patch.setattr("lessons.kit.record.format.datetime", Ahead)
        record.set_learner("Anna")
        record.add(NUMBER, "1", mark(NUMBER, "1"))
    record.set_learner("Bo")
    record.add(NUMBER, "2", mark(NUMBER, "2"))
    assert record.learner() == "Bo"
    assert [one.response for one in record.attempts()] == ["2"]
    assert Record.open(tmp_path).learner() == "Bo"


def test_the_learners_page_is_kept_and_handed_in(tmp_path: Path) -> None:
    record = Record.open(tmp_path)
    record.set_learner("Fox")
    first = PageRow(claim="“Tens of thousands”", evidence="OHCHR", sure=3, against="no count")
    record.keep_row("the_toll", "row-1", first)
    record.keep_row("the_toll", "row-2", PageRow(claim="x"))
    record.keep_row("the_toll", "row-1", msgspec.structs.replace(first, sure=4))
    record.keep_row("the_toll", "row-2", PageRow())
    assert record.rows() == {"row-1": msgspec.structs.replace(first, sure=4)}
    record.add(NUMBER, "1", mark(NUMBER, "1"), press=Press(round=2))
    given_in = handin.read(handin.write(record))
    assert [(one.kind, one.question, one.round) for one in given_in.answers] == [
        ("page", "row-1", 1), ("page", "row-2", 1), ("page", "row-1", 1), ("page", "row-2", 1),
        ("number", "how-many", 2),
    ]  # fmt: skip
    assert given_in.answers[2].response == {
        "claim": "“Tens of thousands”", "evidence": "OHCHR", "sure": 4, "against": "no count",
    }  # fmt: skip
    who = record.who()
    assert who is not None
    assert given_in.learner_id == who.id
    assert [one.before for one in given_in.answers[1:]] == [
        one.event for one in given_in.answers[:-1]
    ]


# --- messages ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"hello", b"[]", b"{}", b'{"to":"question","say":{"do":"hint"}}',
        b'{"to":"question","lesson":"../x","id":"a","say":{}}', b'{"to":"sign in","say":3}',
        b'{"to":"overview","lesson":"nato","id":"a","say":{}}', b'{"to":"root","say":{}}',
        b'{"to":"sign in","say":{},"more":1}', b"\xff\xfe", b"[" * 10_000,
        b'{"to":"sign in","say":{"x":"' + b"x" * messages.MAX_MESSAGE + b'"}}',
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused_in_a_sentence(raw: bytes) -> None:
    with pytest.raises(messages.MessageError, match=r"^[^\n]{10,60}\.$"):
        messages.read(raw)


@pytest.mark.parametrize(
    "said",
    [
        {"do": "check"}, {"do": "check", "response": 1, "event": "x"}, {"do": "hint", "more": 1},
        {"do": "check", "response": 1, "round": 0}, {"do": "check", "response": 1, "writer": "<b>"},
        {"do": "check", "response": 1, "time": "yesterday"}, {"do": "keep", "name": 3}, {"do": 3},
    ],
)  # fmt: skip
def test_a_message_with_a_field_out_of_place_means_nothing(said: Any) -> None:
    for kind in (messages.ToQuestion, messages.ToOverview, messages.ToSignIn):
        assert messages.meant(said, kind) is None


# --- docs/format.md ----------------------------------------------------------------------------

PAGE = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
BLOCKS = [block.partition("\n") for block in PAGE.split("```")[1::2]]


def examples(kind: str) -> list[str]:
    return [body.strip() for name, _, body in BLOCKS if name == f"json {kind}"]


@pytest.mark.parametrize("kind", [Attempt, Draft, Learner])
def test_the_rows_in_the_docs_are_rows(kind: type[msgspec.Struct]) -> None:
    (example,) = examples(kind.__name__.lower())
    unpack(example.encode(), kind)


def test_the_messages_and_states_in_the_docs_are_such() -> None:
    for example in examples("message"):
        envelope = messages.read(example.encode())
        kinds = {
            "question": messages.ToQuestion,
            "overview": messages.ToOverview,
            "page": messages.ToPage,
            "sign in": messages.ToSignIn,
        }
        assert messages.meant(envelope.say, kinds[envelope.to]) is not None
    assert {json.loads(example)["say"]["do"] for example in examples("message")} == {
        "check", "draft", "hint", "answer", "look", "refresh", "retry", "hand in", "keep", "skip",
        "keep row", "save",
    }  # fmt: skip
    for kind in (
        messages.QuestionState,
        messages.OverviewState,
        messages.PageState,
        messages.SignInState,
    ):
        (example,) = examples(kind.__name__)
        state = msgspec.json.decode(example, type=kind)
        assert json.loads(msgspec.json.encode(state)) == json.loads(example), "no field is missing"


def test_the_hand_in_in_the_docs_is_one() -> None:
    (example,) = examples("hand-in")
    given_in = handin.read(example.encode())
    assert given_in.created == datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
    assert len(given_in.answers) == 1
