"""A record that can't be kept where it should be: where it is kept then, and what that is told."""

import errno
import os
import sqlite3
from pathlib import Path

import pytest

from lessons.kit.catalogue import say
from lessons.kit.quiz.bank import load
from lessons.kit.quiz.marking import mark
from lessons.kit.record import Record, RecordError, store
from lessons.kit.record.format import PageRow
from lessons.kit.record.where import FILE

QUESTION = load(Path(__file__).parents[1] / "quiz_example.yaml")[0]
FULL = " (No space left on device)"


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (OSError(errno.EROFS, "Read-only file system"), ""),
        (OSError(errno.EACCES, "Permission denied"), ""),
        (sqlite3.OperationalError("unable to open database file"), ""),
        (OSError(errno.ENOSPC, "No space left on device"), FULL),
        (sqlite3.OperationalError("disk I/O error"), " (disk I/O error)"),
        (OSError(), ""),
    ],
    ids=str,
)
def test_the_systems_reason_is_told_unless_it_is_read_only(error: Exception, why: str) -> None:
    assert store._why(error) == why


@pytest.fixture
def there(tmp_path: Path) -> Record:
    """Give a record with an answer, on a folder that a learner may read."""
    record = Record.open(tmp_path / "shared")
    record.add(QUESTION, "x", mark(QUESTION, "x"))
    return record


@pytest.mark.parametrize("why", ["", FULL])
def test_it_begins_in_the_own_folder_with_what_was_there(
    there: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    own = tmp_path / "own"
    monkeypatch.setattr(store, "folder_at_home", lambda: own)
    record = Record._elsewhere(there.path, why)
    assert record.path == own / FILE
    assert [one.event for one in record.attempts()] == [one.event for one in there.attempts()]
    told = "record.notice.unusable" if why else "record.notice.readonly"
    assert record.notice.startswith(say(told, folder=there.path.parent, why=why, own=own))
    assert str(own) in record.notice and str(there.path.parent) in record.notice


def test_what_cannot_be_read_there_is_no_reason_not_to_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shared").mkdir()
    monkeypatch.setattr(store, "folder_at_home", lambda: tmp_path / "own")

    def refuse(*_: object) -> None:
        raise RecordError("It can't be read.")

    monkeypatch.setattr(Record, "take_in", refuse)
    assert Record._elsewhere(tmp_path / "shared" / FILE, "").attempts() == []


@pytest.mark.parametrize(("home", "name"), [(True, "neither"), (False, "no-home")])
def test_neither_folder_is_said_with_both(
    there: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: bool, name: str
) -> None:
    own = tmp_path / "own" if home else None
    monkeypatch.setattr(store, "folder_at_home", lambda: own)

    def refuse(_: Record) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Record, "_begin", refuse)
    with pytest.raises(RecordError) as raised:
        Record._elsewhere(there.path, "")
    wanted = say(f"record.notice.{name}", folder=there.path.parent, **({"own": own} if own else {}))
    assert str(raised.value) == wanted
    assert str(there.path.parent) in wanted


@pytest.mark.parametrize("home", [True, False])
def test_cards_show_where_no_record_can_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: bool
) -> None:
    own = tmp_path if home else None
    monkeypatch.setattr(store, "folder_at_home", lambda: own)

    def refuse(*_: object) -> None:
        raise RecordError("No folder can be written to.")

    monkeypatch.setattr(Record, "open", refuse)
    record = Record.of_learner()
    assert record.path == (own or Path()) / FILE
    assert record.notice == "No folder can be written to."


def test_a_nickname_that_nobody_has_is_of_nobody(there: Record) -> None:
    assert there.id_of("Nobody Here") == ""


def test_a_row_of_the_learners_page_earns_nothing(there: Record) -> None:
    kept = there.keep_row("the_toll", "row-1", PageRow())
    assert (kept.kind, kept.score, kept.verdict) == ("page", 0.0, "recorded")


def test_rows_that_are_not_whole_are_counted_and_the_rest_comes(
    there: Record, tmp_path: Path
) -> None:
    there.add(QUESTION, "y", mark(QUESTION, "y"))
    first, second = [body for _, body in there.bodies()]
    who = there.who()
    assert who is not None
    other = Record.open(tmp_path / "other")
    assert other.take(who, [b"{", first, b"torn", second]) == 2
    assert [one.event for one in other.attempts()] == [one.event for one in there.attempts()]
