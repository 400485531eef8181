"""The hand-in: what was answered arrives as it was, and nothing else gets through."""

import json
import os
import tracemalloc
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lessons.kit.quiz.bank import load
from lessons.kit.quiz.marking import key_response, mark
from lessons.kit.quiz.questions import (
    Match,
    Order,
    Place,
    Poll,
    Question,
    Short,
    asked_kind,
    fingerprint,
    rights,
    view,
)
from lessons.kit.record import Attempt, Record, clean_nickname, handin
from lessons.kit.record.handin import HandInError, encode, file_name, read, write

EXAMPLE = load(Path(__file__).parents[1] / "quiz_example.yaml")
NOW = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)


def attempt(question: Question, response: Any, number: int = 1, learner: str = "Fox") -> Attempt:
    marked = mark(question, response)
    return Attempt(
        event=str(uuid.uuid4()),
        learner=learner,
        lesson=question.lesson,
        question=question.id,
        kind=asked_kind(question),
        fingerprint=fingerprint(question),
        response=response,
        score=marked.score,
        verdict=marked.verdict,
        time=NOW + timedelta(seconds=number),
        number=number,
    )


def good() -> bytes:
    return encode(
        "Fox", [attempt(q, key_response(q) or "x", n) for n, q in enumerate(EXAMPLE, 1)], NOW
    )


@pytest.fixture
def record(tmp_path: Path) -> Record:
    record = Record.open(tmp_path / "work")
    record.set_learner("Fox")
    for question in EXAMPLE:
        response = key_response(question) or view(question)["options"][0]["key"]
        record.add(question, response, mark(question, response))
    return record


def test_what_was_answered_arrives_and_marks_the_same(record: Record) -> None:
    path = write(record)
    assert path.parent == record.path.parent
    who = record.who()
    assert who
    day = f"{datetime.now().astimezone():%Y-%m-%d}"
    assert path.name == f"handin-Fox-{day}-{who.id[:6]}.json"
    given_in = read(path)
    assert (given_in.learner, given_in.kit) == ("Fox", handin.kit_version())
    assert "the_toll" in given_in.lessons
    assert len(given_in.answers) == len(EXAMPLE)
    for question, one, kept in zip(EXAMPLE, given_in.answers, record.attempts(), strict=True):
        assert one.response == kept.response
        assert (one.event, one.time, one.number) == (kept.event, kept.time, kept.number)
        assert (one.lesson, one.question, one.kind) == ("example", question.id, question.kind)
        assert one.fingerprint == fingerprint(question)
        assert mark(question, one.response) == mark(question, kept.response)


def test_the_file_is_xapi_and_holds_no_marks(record: Record) -> None:
    raw = write(record).read_text(encoding="utf-8")
    whole = json.loads(raw)
    assert (whole["format"], whole["version"]) == ("reading-a-crisis/hand-in", 2)
    for statement in whole["statements"]:
        assert statement["verb"]["id"] == "http://adlnet.gov/expapi/verbs/answered"
        assert statement["actor"]["account"]["name"] == "Fox"
        definition = statement["object"]["definition"]
        assert definition["type"] == "http://adlnet.gov/expapi/activities/cmi.interaction"
        assert set(statement["result"]) <= {"response", "extensions"}
        assert statement["result"].get("extensions") != {}  # a strict store refuses what is empty
        assert isinstance(statement["result"]["response"], str)
        assert datetime.fromisoformat(statement["timestamp"]).tzinfo
    kinds = [s["object"]["definition"]["interactionType"] for s in whole["statements"]]
    assert kinds == [
        "choice", "choice", "numeric", "sequencing", "matching", "other", "long-fill-in", "choice",
        "choice",
    ]  # fmt: skip
    assert whole["statements"][3]["result"]["response"].count("[,]") == 3
    assert whole["statements"][4]["result"]["response"].count("[.]") == 3
    assert not {"score", "success", "verdict", "right"} & names(whole)


def names(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {n for inner in value.values() for n in names(inner)}
    return {n for inner in value for n in names(inner)} if isinstance(value, list) else set()


def responses(question: Question) -> st.SearchStrategy[Any]:  # noqa: PLR0911  one a kind
    """Everything a card can send for a question."""
    match question:
        case Order(items=items):
            return st.permutations([item.key for item in items])
        case Match(pairs=pairs):
            sides = st.sampled_from(["", *rights(question)])
            return st.fixed_dictionaries({pair.key: sides for pair in pairs})
        case Short():
            return st.fixed_dictionaries(
                {"text": st.text(max_size=200), "rubric": st.lists(st.booleans(), max_size=4)}
            )
        case Place():
            return st.text(max_size=20)
        case Poll():
            return st.sampled_from([option.key for option in question.options])
    if question.kind == "choices":
        keys = [option["key"] for option in view(question)["options"]]
        return st.lists(st.sampled_from(keys), unique=True)
    return st.text(max_size=60)


NICKNAMES = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=13).map(
    clean_nickname
)


@given(st.data())
def test_any_record_makes_the_round_trip(data: st.DataObject) -> None:
    asked = data.draw(st.lists(st.sampled_from(EXAMPLE), min_size=1, max_size=12))
    nickname = data.draw(NICKNAMES)
    kept = [
        attempt(question, data.draw(responses(question)), n, nickname)
        for n, question in enumerate(asked, 1)
    ]
    given_in = read(encode(nickname, kept, NOW))
    assert given_in.learner == nickname
    assert [one.response for one in given_in.answers] == [one.response for one in kept]
    assert [one.time for one in given_in.answers] == [one.time for one in kept]


def test_writing_again_replaces_and_leaves_nothing_behind(record: Record) -> None:
    first = write(record)
    record.add(EXAMPLE[0], "x", mark(EXAMPLE[0], "x"))
    assert write(record) == first
    assert len(read(first).answers) == len(EXAMPLE) + 1
    assert {path.suffix for path in first.parent.iterdir()} == {".json", ".sqlite3"}


def test_another_learners_file_is_not_replaced(record: Record) -> None:
    first = write(record)
    record.set_learner("Fox/")
    record.add(EXAMPLE[0], "x", mark(EXAMPLE[0], "x"))
    second = write(record)
    assert second != first
    assert (read(first).learner, read(second).learner) == ("Fox", "Fox/")
    assert write(record) == second


def test_what_is_missing_is_said(tmp_path: Path, record: Record) -> None:
    empty = Record.open(tmp_path / "empty")
    with pytest.raises(HandInError, match="Write your nickname on the start page first"):
        write(empty)
    empty.set_learner("Owl")
    with pytest.raises(HandInError, match="Owl has answered nothing yet"):
        write(empty)
    (tmp_path / "file").write_text("")
    with pytest.raises(HandInError, match=r"can't be written to .*Choose another folder\.$"):
        write(record, tmp_path / "file")


def test_a_full_disk_leaves_the_old_file(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    first = write(record)
    before = first.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(HandInError, match="No space left on device"):
        write(record)
    assert first.read_bytes() == before
    assert not list(first.parent.glob(".handin-*"))


@pytest.mark.parametrize(
    "nickname",
    ["../../etc/passwd", "a/b\\c:d", "<script>", "..", "\u202efdp.exe", "CON", "'; rm -rf ~", "😀"],
)
def test_no_nickname_becomes_a_path(nickname: str, tmp_path: Path) -> None:
    record = Record.open(tmp_path / "work")
    kept = record.set_learner(nickname)
    record.add(EXAMPLE[0], "x", mark(EXAMPLE[0], "x"))
    path = write(record)
    assert path.parent == tmp_path / "work"
    assert read(path).learner == kept
    assert all(c.isalnum() or c in "-." for c in path.name)


@given(st.text(min_size=1, max_size=80))
def test_a_file_name_is_letters_digits_and_hyphens(nickname: str) -> None:
    name = file_name(nickname)
    assert name
    assert len(name) <= 40
    assert all(c.isalnum() or c == "-" for c in name)


# --- reading what is no good hand-in -----------------------------------------------------------


def edited(change: Callable[[dict[str, Any]], Any]) -> bytes:
    whole = json.loads(good())
    change(whole)
    return json.dumps(whole).encode()


def first(whole: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = whole["statements"][0]
    return found


def extension(whole: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = first(whole)["context"]["extensions"]
    return found


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"\xff\xfe{}", "torn"),
        (good()[:-3], "torn"),
        (b"{}", "other"),
        (edited(lambda w: w.update(version=3)), "version"),
        (edited(lambda w: w.update(version=handin.NO_VERSION)), "version"),
        (b"hello", ""),
        (edited(lambda w: w.update(kit="<script>")), ""),
    ],
)
def test_the_kind_of_fault_is_named_for_what_reads_many(raw: bytes, fault: str) -> None:
    with pytest.raises(HandInError) as caught:
        read(raw)
    assert caught.value.fault == fault


@pytest.mark.parametrize(
    ("version", "said"), [(3, "version 3,"), (handin.NO_VERSION, "version unknown,")]
)
def test_a_version_is_said_unless_it_is_none(version: int, said: str) -> None:
    with pytest.raises(HandInError, match=said):
        read(edited(lambda w: w.update(version=version)))


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "is not JSON"),
        (b"hello", "is not JSON"),
        (b"\x00" * 1000, "is not JSON"),
        (b"PK\x03\x04", "is not JSON"),
        (b"\xff\xfe{}", "in another encoding"),
        (b"[1, 2]", "JSON, but no hand-in"),
        (b"42", "JSON, but no hand-in"),
        (b"{}", "JSON, but no hand-in"),
        (b'{"format": "reading-a-crisis/hand-in"}', "format version unknown"),
        (good()[: len(good()) // 2], "breaks off"),
        (good()[:-3], "breaks off"),
        (b"[" * 1_000_000, "no hand-in"),
        (b'{"a":' * 800_000, "is not JSON"),
        (b'{"format":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "is not JSON"),
        (b" " * 5_000_001, "larger than 5 MB"),
        (edited(lambda w: w.update(format="x")), "JSON, but no hand-in"),
        (edited(lambda w: w.update(version=3)), "version 3, and this kit reads versions up to 2"),
        (edited(lambda w: w.update(version=10**18)), "format version unknown"),
        (edited(lambda w: w.update(version="<b>")), "format version unknown"),
        (edited(lambda w: w.update(learner="../\u0000x")), "nickname"),
        (edited(lambda w: w.update(learner="x" * 41)), r"at \.learner; it was edited"),
        (edited(lambda w: w.update(learner="Owl")), "mixes answers of several learners"),
        (edited(lambda w: w.update(kit="<script>")), r"at \.kit"),
        (edited(lambda w: w.update(created="yesterday")), r"at \.created"),
        (edited(lambda w: w.update(lessons=["../../x"])), r"at \.lessons"),
        (edited(lambda w: w.update(statements={})), r"at \.statements"),
        (edited(lambda w: first(w).pop("result")), r"at \.statements\[0\]"),
        (edited(lambda w: first(w).update(id="x")), r"at \.statements\[0\]\.id"),
        (edited(lambda w: first(w).update(timestamp="2021-12-30T10:00:00")), "timestamp"),
        (edited(lambda w: first(w)["verb"].update(id="http://x.test/passed")), r"verb\.id"),
        (edited(lambda w: first(w)["object"].update(id="javascript:alert(1)")), r"object\.id"),
        (
            edited(lambda w: first(w)["object"].update(id=f"{handin.BASE}/../../etc/passwd")),
            r"object\.id",
        ),
        (edited(lambda w: first(w)["result"].update(response=["x"])), r"result\.response"),
        (edited(lambda w: first(w)["result"].update(response="x" * 20_001)), r"result\.response"),
        (edited(lambda w: extension(w).update({f"{handin.BASE}/attempt": -1})), "does not fit"),
        (edited(lambda w: extension(w).update({f"{handin.BASE}/attempt": 10**30})), "does not fit"),
        (edited(lambda w: extension(w).update({f"{handin.BASE}/fingerprint": "z"})), "does not"),
        (edited(lambda w: extension(w).update({f"{handin.BASE}/kind": "sealed"})), "does not fit"),
    ],
)
def test_a_bad_file_is_one_clear_sentence(raw: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(raw)
    for source in (raw, path):
        with pytest.raises(HandInError, match=said) as caught:
            read(source)
        words = str(caught.value)
        assert words.endswith(".")
        assert "\n" not in words
        assert len(words) < 200
        assert "<" not in words


def test_a_hundred_megabytes_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.json"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    tracemalloc.start()
    with pytest.raises(HandInError, match="larger than 5 MB"):
        read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_no_file_or_a_folder_is_said(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.json", str(tmp_path / ("x" * 5000)), "a\0b"):
        with pytest.raises(HandInError, match=r"^(There is no such file|The file can't be read)"):
            read(path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(HandInError, match="no such file"):
            read(tmp_path / "pipe")


@given(st.data())
def test_no_edit_crashes_the_reader(data: st.DataObject) -> None:
    raw = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=10))
    try:
        given_in = read(bytes(raw))
    except HandInError as error:
        assert str(error).endswith(".")
    else:
        for one in given_in.answers:
            for question in EXAMPLE:
                mark(question, one.response)


GOOD = good()


def test_hostile_answers_stay_text() -> None:
    hostile = "</script><img src=x onerror=alert(1)>=HYPERLINK(1)../../"
    kept = [attempt(EXAMPLE[6], {"text": hostile, "rubric": []})]
    (one,) = read(encode("Fox", kept, NOW)).answers
    assert one.response == {"text": hostile, "rubric": []}


def test_an_event_sent_twice_counts_once() -> None:
    once = attempt(EXAMPLE[0], "a")
    again = replace(once, response="b")
    (one,) = read(encode("Fox", [once, again], NOW)).answers
    assert one.response == "a"
