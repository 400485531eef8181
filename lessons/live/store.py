"""What a class keeps: one SQLite file, in which rows are those of every learner's record.

A change is on the disk when :meth:`Store.kept` has returned. Changes of the same moment are
written together, so that a whole class that answers at once waits for one write.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import force_setattr, replace

from lessons.kit import files
from lessons.kit.catalogue import say
from lessons.kit.record import RecordError, work_folder
from lessons.kit.record.format import Attempt, Draft, FormatError, Learner, new_code, pack, unpack
from lessons.kit.record.schema import TABLES, VERSION

SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""What a code is made of: nothing that is mistaken for something else on a board."""
CODE_LENGTH = 6
FOLDER = "classes"

MORE = (
    "CREATE TABLE entry (learner TEXT PRIMARY KEY, token TEXT NOT NULL)",
    "CREATE TABLE class (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
)
"""What a class keeps beside the tables of a record: how learners come in again, and its state."""


class StoreError(Exception):
    """A class can't be kept or read; the message is one sentence."""


def folder() -> Path:
    """Give the folder of all classes."""
    return work_folder() / FOLDER


def classes() -> Iterator[Path]:
    """Give the files of all classes, the newest first."""
    found = folder().glob("*.sqlite3") if folder().is_dir() else ()
    yield from sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def new_class_code() -> str:
    """Draw a code for learners to type."""
    return "".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH))


class Store:
    """The file of one class.

    Parameters
    ----------
    path : Path
        The file; it is made if it isn't there.

    Attributes
    ----------
    learners : dict of str to Learner
        By id.
    attempts : dict of str to list of Attempt
        By the learner's id, in the order of arrival.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            files.private_folder(path.parent)
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            path.chmod(0o600)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._make_tables()
            self._load()
        except (OSError, sqlite3.Error) as error:
            raise StoreError(say("live.fault.closed", path=path, why=error)) from error
        self._waiting: asyncio.Future[None] | None = None

    def _make_tables(self) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version not in (0, VERSION):
            raise StoreError(say("live.fault.other", path=self.path))
        if version == 0:
            self._db.execute("BEGIN IMMEDIATE")
            for table in (*TABLES, *MORE):
                self._db.execute(table)
            self._db.execute(f"PRAGMA user_version = {VERSION}")
            self._db.execute("COMMIT")

    def _load(self) -> None:
        """Read everything; a row that is not as it was written is left out and counted."""
        self.learners: dict[str, Learner] = {}
        self.attempts: dict[str, list[Attempt]] = defaultdict(list)
        self.drafts: dict[str, Draft] = {}
        self.unreadable = 0
        for learner in self._rows("SELECT body FROM learner", Learner):
            self.learners[learner.id] = learner
        for arrival, body in self._db.execute(
            "SELECT arrival, body FROM attempt ORDER BY arrival"
        ).fetchall():
            with suppress(FormatError):
                self._count_in(unpack(body, Attempt), arrival)
                continue
            self.unreadable += 1
        for draft in self._rows("SELECT body FROM draft", Draft):
            self.drafts[_place(draft.learner, draft.lesson, draft.question)] = draft

    def _rows(self, query: str, kind: type[Any]) -> Iterator[Any]:
        for (body,) in self._db.execute(query).fetchall():
            try:
                yield unpack(body, kind)
            except FormatError:
                self.unreadable += 1

    def _count_in(self, one: Attempt, arrival: int) -> Attempt:
        there = self.attempts[one.learner]
        asked = (one.lesson, one.question, one.fingerprint)
        same = sum((each.lesson, each.question, each.fingerprint) == asked for each in there)
        force_setattr(one, "number", same + 1)
        force_setattr(one, "arrival", arrival)
        there.append(one)
        return one

    # --- what is kept ----------------------------------------------------------------------------

    def add(self, attempt: Attempt) -> Attempt:
        """Add an attempt; one that is here already stays as it is."""
        for there in self.attempts[attempt.learner]:
            if there.event == attempt.event:
                return there
        body = _packed(attempt)
        done = self._change(
            "INSERT OR IGNORE INTO attempt (event, body) VALUES (?, ?)", attempt.event, body
        )
        if not done.rowcount:
            raise RecordError(say("live.fault.unkept"))
        place = _place(attempt.learner, attempt.lesson, attempt.question)
        if self.drafts.pop(place, None):
            self._change("DELETE FROM draft WHERE place = ?", place)
        return self._count_in(unpack(body, Attempt), done.lastrowid or 0)

    def keep_draft(self, draft: Draft) -> None:
        """Keep what stands typed; an empty one takes it away."""
        place = _place(draft.learner, draft.lesson, draft.question)
        if draft.response is None:
            self.drafts.pop(place, None)
            self._change("DELETE FROM draft WHERE place = ?", place)
        else:
            self.drafts[place] = draft
            self._change("INSERT OR REPLACE INTO draft VALUES (?, ?)", place, _packed(draft))

    def enter(self, nickname: str) -> tuple[Learner, str]:
        """Let a learner in; give who it is and the token that lets this device in again."""
        learner = Learner(id=new_code(), nickname=nickname, sign_in=len(self.learners) + 1)
        self.learners[learner.id] = learner
        self._change("INSERT INTO learner VALUES (?, ?)", learner.id, pack(learner))
        return learner, self.new_token(learner.id)

    def new_token(self, learner: str) -> str:
        """Give a learner's next device a token; the one before is none any more."""
        token = secrets.token_urlsafe(24)
        self._change("INSERT OR REPLACE INTO entry VALUES (?, ?)", learner, _hash(token))
        return token

    def who(self, token: str) -> Learner | None:
        """Give the learner whom a token belongs to."""
        query = "SELECT learner FROM entry WHERE token = ?"
        found = self._db.execute(query, (_hash(token),)).fetchone()
        return self.learners.get(found[0]) if found else None

    def rename(self, learner: str, nickname: str) -> None:
        """Give a learner another nickname."""
        now = replace(self.learners[learner], nickname=nickname)
        self.learners[learner] = now
        self._change("INSERT OR REPLACE INTO learner VALUES (?, ?)", learner, pack(now))

    def remove(self, learner: str) -> int:
        """Take a learner and all answers away; give how many there were."""
        gone = self.attempts.pop(learner, [])
        self.learners.pop(learner, None)
        self.drafts = {at: one for at, one in self.drafts.items() if one.learner != learner}
        for one in gone:
            self._change("DELETE FROM attempt WHERE event = ?", one.event)
        self._change("DELETE FROM draft WHERE place LIKE ?", f"{learner}/%")
        self._change("DELETE FROM entry WHERE learner = ?", learner)
        self._change("DELETE FROM learner WHERE id = ?", learner)
        return len(gone)

    def get(self, name: str, default: Any = None) -> Any:
        """Give something that the class knows, such as its code."""
        found = self._db.execute("SELECT value FROM class WHERE name = ?", (name,)).fetchone()
        return json.loads(found[0]) if found else default

    def set(self, name: str, value: Any) -> None:
        """Let the class know something."""
        self._change("INSERT OR REPLACE INTO class VALUES (?, ?)", name, json.dumps(value))

    # --- transactions ----------------------------------------------------------------------------

    def _change(self, statement: str, *values: Any) -> sqlite3.Cursor:
        if not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")
        return self._db.execute(statement, values)

    async def kept(self) -> None:
        """Wait until everything said so far is on the disk.

        Raises
        ------
        StoreError
            If it can't be: then nothing of it is kept, here neither.
        """
        if self._waiting is None or self._waiting.done():
            loop = asyncio.get_running_loop()
            self._waiting = loop.create_future()
            loop.call_soon(self._settle, self._waiting)
        await asyncio.shield(self._waiting)

    def _settle(self, waiting: asyncio.Future[None]) -> None:
        try:
            self.commit()
        except StoreError as error:
            waiting.set_exception(error)
        else:
            waiting.set_result(None)

    def commit(self) -> None:
        """Put everything said so far on the disk."""
        try:
            if self._db.in_transaction:
                self._db.execute("COMMIT")
        except sqlite3.Error as error:
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            self._load()  # as it is on the disk
            raise StoreError(say("live.fault.disk", why=error)) from error

    def close(self) -> None:
        """Put everything on the disk and let go of the file."""
        self.commit()
        with suppress(sqlite3.Error):
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._db.close()


def forget(nickname: str, *, really: bool) -> list[tuple[Path, int]]:
    """Give the classes that a nickname answered in, with how often; take it all away if asked.

    Parameters
    ----------
    nickname : str
        As it was typed.
    really : bool
        Take it away; else it is only looked at.
    """
    found = []
    for path in classes():
        with closing(Store(path)) as store:
            ids = [one.id for one in store.learners.values() if one.nickname == nickname]
            if ids:
                found.append((path, sum(len(store.attempts[each]) for each in ids)))
            for each in ids if really else ():
                store.remove(each)
        if ids and really:  # hand-ins and report, which can be made anew
            shutil.rmtree(path.with_suffix(""), ignore_errors=True)
    return found


def take_away(path: Path) -> None:
    """Take a whole class away, with its hand-ins and report."""
    shutil.rmtree(path.with_suffix(""), ignore_errors=True)
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def day_of(path: Path) -> str:
    """Give the day on which a class was last used."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()


def _packed(row: msgspec.Struct) -> bytes:
    try:
        return pack(row)
    except FormatError as error:
        raise RecordError(say("live.fault.unkept")) from error


def _hash(token: str) -> str:
    return hashlib.blake2b(token.encode(), digest_size=16).hexdigest()


def _place(learner: str, lesson: str, question: str) -> str:
    return f"{learner}/{lesson}/{question}"
