"""The record: what is confirmed is kept, once, whatever happens to the kernel, file or disk."""

import errno
import os
import random
import select
import signal
import sqlite3
import threading
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lessons.kit.data import ROOT
from lessons.kit.quiz.bank import load
from lessons.kit.quiz.marking import Mark, key_response, mark
from lessons.kit.quiz.questions import Question
from lessons.kit.quiz.seal import seal
from lessons.kit.record import Record, RecordError, clean_nickname, work_folder
from lessons.kit.record import database as database_module
from tools.tiers import Amount

from .writer import Writer

EXAMPLE = load(Path(__file__).parents[1] / "quiz_example.yaml")
CHOICE, NUMBER = EXAMPLE[0], EXAMPLE[2]
WRONG = Mark(0.0, "wrong", "No.")
POSIX = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and signals")


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return Record.open(tmp_path / "work")


def answer(record: Record, question: Question, response: Any, **more: Any) -> Any:
    return record.add(question, response, mark(question, response), **more)


def test_every_attempt_is_a_row(record: Record) -> None:
    for question in EXAMPLE:
        answer(record, question, key_response(question) or "x")
    first = answer(record, CHOICE, "nope")
    assert (first.number, first.verdict, first.kind) == (2, "not attempted", "choice")
    assert [attempt.number for attempt in record.attempts(CHOICE)] == [1, 2]
    assert record.last(CHOICE) == first
    assert record.last(replace(CHOICE, id="other")) is None
    assert len(record.attempts()) == len(EXAMPLE) + 1
    assert len({attempt.event for attempt in record.attempts()}) == len(EXAMPLE) + 1
    assert first.time.utcoffset() is not None
    assert Record.open(record.path).attempts() == record.attempts(), "another kernel sees the same"


def test_an_edited_question_does_not_inherit_answers(record: Record) -> None:
    answer(record, CHOICE, key_response(CHOICE))
    edited = replace(CHOICE, prompt="Who else counted?")
    assert record.attempts(edited) == []
    assert answer(record, edited, "x").number == 1
    assert len(record.attempts(CHOICE)) == 1


def test_the_same_event_is_kept_once(record: Record) -> None:
    event = str(uuid.uuid4())
    first = answer(record, CHOICE, "a", event=event)
    assert answer(record, CHOICE, "a", event=event) == first
    assert answer(record, NUMBER, "1", event=event) == first, "the first that came under its name"
    assert len(record.attempts()) == 1


def test_progress_gives_first_best_and_last(record: Record) -> None:
    for response in ("nope", key_response(CHOICE), "nope"):
        answer(record, CHOICE, response)
    ((key, standing),) = record.progress("example").items()
    assert key == (CHOICE.id, record.attempts()[0].fingerprint)
    assert (standing.attempts, standing.first, standing.best) == (3, 0.0, 1.0)
    assert standing.last.number == 3
    assert record.progress("other") == {}
    assert record.progress("example", lambda _: 0.5)[key].best == 0.5


def test_a_sealed_question_keeps_the_kind_the_learner_saw(record: Record, tmp_path: Path) -> None:
    path = tmp_path / "quiz.yaml"
    path.write_bytes(seal(EXAMPLE, b"x" * 32))
    for sealed, question in zip(load(path), EXAMPLE, strict=True):
        attempt = answer(record, sealed, "x")
        assert (attempt.kind, attempt.verdict) == (question.kind, "recorded")
        assert record.last(sealed) == attempt
        assert record.last(question) is None, "its fingerprint tells nothing of the question"


def test_learners_on_one_computer_keep_apart(record: Record) -> None:
    assert record.learner() == ""
    answer(record, CHOICE, "before")
    assert record.set_learner("  Red \n Fox ") == "Red Fox"
    assert [a.response for a in record.attempts()] == ["before"], "answers before the nickname stay"
    record.set_learner("Owl")
    assert record.attempts() == []
    answer(record, CHOICE, "owl")
    assert Record.open(record.path).learner() == "Owl"
    record.set_learner("Red Fox")
    assert [a.response for a in record.attempts(CHOICE)] == ["before"]
    assert record.learners() == ["Owl", "Red Fox"]


@given(st.text(max_size=60))
def test_a_nickname_is_clean_or_refused(nickname: str) -> None:
    try:
        name = clean_nickname(nickname)
    except RecordError as error:
        assert str(error).endswith(".")
        return
    assert 0 < len(name) <= 40
    assert name == name.strip() == clean_nickname(name)
    assert name.isprintable() or any(c.isspace() for c in name)


def test_a_nickname_can_be_lone_surrogates_or_markup() -> None:
    assert clean_nickname("a\ud800b") == "ab"
    assert clean_nickname("<b>'; DROP TABLE attempt; --") == "<b>'; DROP TABLE attempt; --"
    for bad in ("", " \t", "\u202e\u0000", "x" * 41):
        with pytest.raises(RecordError, match="nickname"):
            clean_nickname(bad)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner | st.text(max_size=30)) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(value=json_values)
def test_any_response_comes_back_as_it_was(value: Any) -> None:
    kept = Record.open(work_folder() / "any.sqlite3")
    assert kept.add(CHOICE, value, WRONG).response == value


def test_odd_responses_are_kept_or_refused_with_a_sentence(record: Record) -> None:
    assert record.add(CHOICE, "half \ud83d", WRONG).response == "half \ufffd"
    assert record.add(CHOICE, "\ud83d\ude00", WRONG).response == "😀"
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    for odd in (float("nan"), {1, 2}, deep, "x" * 20_001):
        with pytest.raises(RecordError, match=r"answer .*\.$"):
            record.add(CHOICE, odd, WRONG)
    assert len(record.attempts()) == 2


def test_the_settings_suit_a_network_home(record: Record) -> None:
    with record._database._connection(write=False) as db:
        (journal,) = db.execute("PRAGMA journal_mode").fetchone()
        (synchronous,) = db.execute("PRAGMA synchronous").fetchone()
        (busy,) = db.execute("PRAGMA busy_timeout").fetchone()
    assert (journal, synchronous, busy >= 5000) == (b"delete", 3, True)
    assert [path.name for path in record.path.parent.iterdir()] == ["record.sqlite3"]


# --- where the file is -----------------------------------------------------------------------


def test_the_folder_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LESSONS_WORK", str(tmp_path / "mine"))
    assert Record.open().path == tmp_path / "mine" / "record.sqlite3"
    assert Record.open(tmp_path / "x.sqlite3").path == tmp_path / "x.sqlite3"
    monkeypatch.delenv("LESSONS_WORK")
    assert work_folder() == ROOT / "work"


@POSIX
def test_a_read_only_folder_is_said_and_another_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit, own = tmp_path / "kit", tmp_path / "own"
    kit.mkdir()
    own.mkdir()
    monkeypatch.setenv("LESSONS_WORK", str(kit))
    monkeypatch.setenv("XDG_DATA_HOME", str(own))
    monkeypatch.setenv("HOME", str(own))
    Record.open()
    kit.chmod(0o555)
    (kit / "record.sqlite3").chmod(0o444)

    def look() -> str:
        record = Record.open()
        answer(record, CHOICE, "kept")
        assert record.path.is_relative_to(own)
        try:
            Record.open(kit)
        except RecordError as error:
            return f"{record.notice}|{error}"
        return "no error"

    notice, error = as_nobody(look, own, tmp_path).split("|")
    assert notice == (
        f"{kit} is read-only. Your answers are kept in {own / 'reading-a-crisis'} instead."
    )
    assert error == f"The folder {kit} can't be written to. Choose another."


@POSIX
def test_no_folder_at_all_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    for name in ("LESSONS_WORK", "XDG_DATA_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "file" / "x"))
    with pytest.raises(RecordError, match=r"^Neither .* can be written to.*Set LESSONS_WORK"):
        Record.open()


@POSIX
def test_without_a_home_nothing_is_kept_in_a_folder_by_chance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pwd

    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("LESSONS_WORK", str(tmp_path / "file" / "x"))
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", lambda uid: {}[uid])
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RecordError, match=r"^Neither .* can be written to.*Set LESSONS_WORK"):
        Record.open()
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_kit_folder_that_turns_read_only_says_so(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        error = sqlite3.OperationalError("attempt to write a readonly database")
        error.sqlite_errorcode = sqlite3.SQLITE_READONLY
        raise error

    monkeypatch.setattr(sqlite3, "connect", refuse)
    with pytest.raises(RecordError, match=r"stays on screen.*is read-only"):
        answer(record, CHOICE, "x")


def as_nobody(look: Any, *folders: Path) -> str:
    """Run in a child that may write to the folders alone, also where the tests run as root."""
    nobody = 65534
    # What the child uses is loaded before it loses the right to read the library.
    import platformdirs  # noqa: F401

    "".encode("utf-16-le")
    if os.getuid() == 0:
        for path in (*folders, *folders[-1].parents):
            path.chmod(path.stat().st_mode | 0o711)
        os.chown(folders[0], nobody, nobody)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                os.setgid(nobody)
                os.setuid(nobody)
            os.write(writer, look().encode())
        except BaseException as error:
            os.write(writer, repr(error).encode())
        finally:
            os._exit(0)
    os.close(writer)
    try:
        with os.fdopen(reader, "rb") as pipe:
            return pipe.read().decode()  # until it has ended
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


# --- damage, full disks ----------------------------------------------------------------------


def damage(path: Path, how: str) -> bytes:
    raw = path.read_bytes()
    damaged = {
        "garbage": b"not a database, but somebody's letter\n" * 200,
        "truncated": raw[: len(raw) // 2 + 100],
        "one page": raw[:4096],
        "overwritten": raw[:4096] + b"\xff" * (len(raw) - 4096),
        "zeros": bytes(len(raw)),
        "text": b"hello",
    }[how]
    path.write_bytes(damaged)
    return damaged


DAMAGE = ["garbage", "truncated", "one page", "overwritten", "zeros", "text"]


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_file_is_set_aside_and_a_new_one_begun(record: Record, how: str) -> None:
    for n in range(200):
        answer(record, CHOICE, f"{n}" * 50)
    before = record.attempts()
    damaged = damage(record.path, how)
    again = Record.open(record.path)
    back = again.attempts()
    assert {one.event for one in back} <= {one.event for one in before}
    assert bool(back) == (how == "truncated"), "what can be read is in the new one"
    assert (f"{len(back)} answers could be read" in again.notice) == bool(back)
    answer(again, CHOICE, "new")
    assert again.notice.startswith("The record was damaged. It is set aside as record-damaged-")
    (aside,) = record.path.parent.glob("record-damaged-*.sqlite3")
    assert aside.read_bytes() == damaged, "not a byte of it is lost"
    assert aside.name in again.notice
    later = Record.open(record.path)
    assert [a.response for a in later.attempts()][len(back) :] == ["new"]
    assert aside.name in later.notice, "it is said each time, until it is dealt with"


def test_damage_while_a_notebook_is_open_loses_no_new_answer(record: Record) -> None:
    answer(record, CHOICE, "old")
    damage(record.path, "garbage")
    assert answer(record, CHOICE, "new").number == 1
    assert "set aside" in record.notice


def test_a_file_that_is_emptied_or_deleted_is_begun_anew_and_said(record: Record) -> None:
    answer(record, CHOICE, "x")
    answer(record, CHOICE, "xx")
    record.path.write_bytes(b"")
    assert answer(record, CHOICE, "y").number == 1
    assert "1 of 2 answers are gone" in record.notice
    again = Record(record.path)
    assert len(again.attempts()) == 1
    record.path.unlink()
    assert again.attempts() == []
    assert "1 of 1 answers are gone" in again.notice
    assert not list(record.path.parent.glob("record-damaged-*"))


def test_another_notebooks_new_file_is_not_set_aside(record: Record) -> None:
    answer(record, CHOICE, "x")
    record._database._set_aside((0, 0))
    assert len(record.attempts()) == 1


def test_a_newer_kits_file_is_left_alone(record: Record) -> None:
    with sqlite3.connect(record.path) as db:
        db.execute("PRAGMA user_version = 99")
    before = record.path.read_bytes()
    with pytest.raises(RecordError, match="newer version of this kit"):
        Record.open(record.path)
    with pytest.raises(RecordError, match="newer version of this kit"):
        answer(record, CHOICE, "x")
    assert record.path.read_bytes() == before


@POSIX
def test_a_full_disk_is_said_and_nothing_kept_is_lost(record: Record) -> None:
    import resource

    kept = [answer(record, CHOICE, "x" * 500) for _ in range(20)]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (record.path.stat().st_size, hard))
    try:
        with pytest.raises(RecordError, match="It stays on screen: make some room"):
            for _ in range(40):
                kept.append(answer(record, CHOICE, "y" * 5000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, old)
    assert record.attempts() == kept
    assert answer(record, CHOICE, "room again").number == len(kept) + 1


def test_a_database_that_reports_full_says_so(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(record, CHOICE, "x")
    original = sqlite3.connect

    def small(*args: Any, **more: Any) -> sqlite3.Connection:
        db: sqlite3.Connection = original(*args, **more)
        db.execute("PRAGMA max_page_count = 1")
        return db

    monkeypatch.setattr(sqlite3, "connect", small)
    with pytest.raises(RecordError, match=r"^The disk is full, so this answer could not be kept"):
        for _ in range(9):
            answer(record, CHOICE, "y" * 5000)


def test_a_busy_file_says_so(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 0.05)
    with sqlite3.connect(record.path, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(RecordError, match="Another notebook is writing"):
            answer(record, CHOICE, "x")
        other.execute("ROLLBACK")
    assert answer(record, CHOICE, "x").number == 1


# --- many writers, sudden ends ---------------------------------------------------------------


def test_two_notebooks_do_not_disturb_each_other(record: Record) -> None:
    def work(name: str) -> None:
        mine = Record.open(record.path)
        for n in range(40):
            answer(mine, NUMBER if n % 2 else CHOICE, f"{name}{n}")

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = Counter((a.question, a.number) for a in record.attempts())
    assert len(record.attempts()) == 160
    assert set(numbers.values()) == {1}
    assert max(number for _, number in numbers) == 80


@POSIX
@pytest.mark.slow
@pytest.mark.soak("kills")  # 3 s; in `soak` 30 s
def test_sudden_ends_lose_and_double_nothing(tmp_path: Path, amount: Amount) -> None:
    """Three writers at once; each is killed at a random moment, after a random amount of work.

    A writer that begins again first sends the event it could not confirm, as a card does.
    """
    kills = amount(test=40, soak=1000)
    memory = Path("/dev/shm")  # noqa: S108  the kernel is killed, not the machine: no disk needed
    folder = memory if memory.is_dir() and os.access(memory, os.W_OK) else tmp_path
    path = folder / f"crash-{os.getpid()}" / "record.sqlite3"
    Record.open(path)
    rng = random.Random(20211230)  # noqa: S311
    tried: set[str] = set()
    kept: set[str] = set()
    running: dict[int, Writer] = {}
    begins = dict.fromkeys(range(3), "")
    promised = 0

    def kill(slot: int, after: int) -> None:
        writer = running[slot]
        said = writer.hear(after)
        select.select([], [], [], rng.uniform(0, 0.003))  # somewhere within the next answer
        words = [line.split() for line in (said + writer.kill()).decode().splitlines()]
        del running[slot]
        tried.update(event for word, event in words if word == "try")
        kept.update(event for word, event in words if word == "kept")
        if words:
            word, event = words[-1]
            begins[slot] = event if word == "try" else ""

    try:
        for _ in range(kills):
            for slot in set(range(3)) - set(running):
                running[slot] = Writer(path, begins[slot])
            after = rng.randrange(8)
            promised += after // 2  # each second line says that an answer is kept
            kill(rng.randrange(3), after)
        for slot in list(running):
            kill(slot, 0)
    finally:
        for writer in running.values():
            writer.process.kill()
    attempts = Record.open(path).attempts()
    names = sorted(left.name for left in path.parent.iterdir())
    for left in path.parent.iterdir():
        left.unlink()
    path.parent.rmdir()
    there = [attempt.event for attempt in attempts]
    numbers = [attempt.number for attempt in attempts]
    assert len(kept) >= promised > kills, "the writers got something done between the kills"
    assert kept <= set(there), "nothing confirmed is lost"
    assert len(there) == len(set(there)), "nothing is doubled"
    assert set(there) <= tried, "nothing is invented"
    assert sorted(numbers) == list(range(1, len(numbers) + 1)), "attempts count without a gap"
    assert not [name for name in names if "damaged" in name]


def test_errors_of_the_system_are_sentences(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    damage(record.path, "garbage")
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(RecordError, match="is damaged and can't be set aside: Permission denied"):
        answer(record, CHOICE, "x")


def test_rows_move_to_another_record_and_none_is_doubled(tmp_path: Path) -> None:
    question = EXAMPLE[0]
    one, other = Record.open(tmp_path / "one"), Record.open(tmp_path / "other")
    one.set_learner("Red Fox")
    given = key_response(question)
    for _ in range(3):
        one.add(question, given, mark(question, given))
    who = one.who()
    assert who is not None
    bodies = [body for _, body in one.bodies()]
    torn = bodies[0].replace(b"right", b"wrong")
    assert other.take(who, [*bodies, torn]) == 1
    assert other.take(who, bodies) == 0
    assert other.attempts() == one.attempts()
    assert other.learner() == "Red Fox"
    last = one.bodies()[-2][0]
    assert [body for _, body in one.bodies(after=last)] == bodies[-1:]
