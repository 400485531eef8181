"""Taking a learner's answers away: from the record, its copies, and hand-ins that lie beside it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
from msgspec import Struct

from lessons.kit.catalogue import say
from lessons.kit.record import beside
from lessons.kit.record.format import Attempt, FormatError, Learner, unpack
from lessons.kit.record.store import Record, clean_nickname
from lessons.kit.record.where import RecordError


class Kept(Struct, frozen=True, kw_only=True):
    """What is kept under a nickname beside and in one record.

    Attributes
    ----------
    nickname : str
        As it is kept.
    answers, drafts : int
        In the record itself.
    copies : tuple of Path
        Copies of the record that hold some of it.
    hand_ins : tuple of Path
        Hand-ins of that nickname beside the record.
    unread : tuple of Path
        Damaged files that were set aside: nobody can say whose answers they hold.
    """

    nickname: str
    answers: int
    drafts: int
    copies: tuple[Path, ...]
    hand_ins: tuple[Path, ...]
    unread: tuple[Path, ...]


def look(record: Record, nickname: str) -> Kept:
    """Say what is kept under a nickname.

    Raises
    ------
    RecordError
        If the record has no such nickname, with those it has; or if it can't be read.
    """
    name = clean_nickname(nickname)
    answers, drafts, known = _counted(record.path, name)
    copies = tuple(path for path in beside.copies(record.path) if _counted(path, name)[2])
    hand_ins = tuple(path for path in beside.hand_ins(record.path) if _name_in(path) == name)
    if not (known or copies or hand_ins):
        there = ", ".join(record.learners()) or say("record.forget.none")
        raise RecordError(say("record.forget.nobody", name=name, there=there))
    return Kept(
        nickname=name,
        answers=answers,
        drafts=drafts,
        copies=copies,
        hand_ins=hand_ins,
        unread=tuple(beside.damaged(record.path)),
    )


def forget(record: Record, kept: Kept) -> None:
    """Take away what :func:`look` found. It can't be brought back.

    Raises
    ------
    RecordError
        If a file can't be changed; the message names it.
    """
    for path in (record.path, *kept.copies):
        _take_out(path, kept.nickname)
    for path in kept.hand_ins:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise RecordError(
                say("record.forget.undeleted", path=path, strerror=error.strerror)
            ) from error


def _counted(path: Path, name: str) -> tuple[int, int, bool]:
    """Count answers and drafts under a nickname, and say whether it is known."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            ids = _ids(db, name)
            return len(list(_attempts(db, ids))), len(list(_drafts(db, ids))), bool(ids)
    except sqlite3.Error as error:
        raise RecordError(say("record.forget.unread", path=path, why=error)) from error


def _take_out(path: Path, name: str) -> None:
    try:
        with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as db:
            db.execute("PRAGMA secure_delete = ON")  # also from what the file no longer uses
            db.execute("BEGIN IMMEDIATE")
            ids = _ids(db, name)
            for event in list(_attempts(db, ids)):
                db.execute("DELETE FROM attempt WHERE event = ?", (event,))
            for place in list(_drafts(db, ids)):
                db.execute("DELETE FROM draft WHERE place = ?", (place,))
            for each in ids:
                db.execute("DELETE FROM learner WHERE id = ?", (each,))
            db.execute("COMMIT")
            db.execute("VACUUM")
    except sqlite3.Error as error:
        raise RecordError(say("record.forget.unchanged", path=path, why=error)) from error


def _ids(db: sqlite3.Connection, name: str) -> set[str]:
    found = set()
    for (body,) in db.execute("SELECT body FROM learner"):
        try:
            row = unpack(body, Learner)
        except (FormatError, TypeError):
            continue
        if row.nickname == name:
            found.add(row.id)
    return found


def _attempts(db: sqlite3.Connection, ids: set[str]) -> Iterator[str]:
    for event, body in db.execute("SELECT event, body FROM attempt"):
        try:
            if unpack(body, Attempt).learner in ids:
                yield event
        except (FormatError, TypeError):
            continue


def _drafts(db: sqlite3.Connection, ids: set[str]) -> Iterator[str]:
    for (place,) in db.execute("SELECT place FROM draft"):
        if place.partition("/")[0] in ids:
            yield place


def _name_in(path: Path) -> str:
    """Give the nickname in a hand-in; nothing if it can't be read."""
    try:
        told = msgspec.json.decode(path.read_bytes())
        return str(told["learner"])
    except (OSError, ValueError, LookupError, TypeError):
        return ""
