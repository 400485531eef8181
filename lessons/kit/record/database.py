"""The record's file: one transaction at a time, and what comes of each error.

The settings suit network homes and sudden ends: a rollback journal, full synchronisation, a busy
timeout, and a new short-lived connection for each call, so that two notebooks never hold the file
against each other. A file counts as damaged only after a second look with a new connection: a read
that failed is no damage, and changes nothing.
"""

import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from lessons.kit import files
from lessons.kit.catalogue import has, say
from lessons.kit.record.locks import FileLock, has_locks
from lessons.kit.record.salvage import merge, salvage
from lessons.kit.record.schema import VERSION, bring_up
from lessons.kit.record.where import RecordError

BUSY_SECONDS = 10.0
BETWEEN_LOOKS = 0.1
"""Seconds before the second look at a file that seems to be damaged."""

T = TypeVar("T")

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_FAULTS = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR: "lost",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_READONLY: "readonly",
    sqlite3.SQLITE_CANTOPEN: "closed",
}
"""What the catalogue calls a fault, while an answer is written and while answers are read."""


class FullError(Exception):
    """The disk has no room for a first record, or for a trial of writing to one."""


class NotWritableError(Exception):
    """The folder or file can't be written to; the message is the system's reason."""


class _DamagedError(Exception):
    """A check says that the file is no sound database."""


class Database:
    """The file that a record is in.

    Parameters
    ----------
    path : Path
        The file; its folder is made by :meth:`begin`.

    Attributes
    ----------
    set_aside : dict of Path to int
        Damaged files that were renamed, and how many answers of each are in the new one;
        nothing is ever deleted.
    unsure : bool
        Whether the last piece of work failed when all of it was done but the end: it may be kept.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.set_aside: dict[Path, int] = {}
        self.unsure = False
        self._locked_by_file: bool | None = None

    def begin(self) -> None:
        """Make the folder and the file if need be, look at it, and try to write to it.

        Raises
        ------
        FullError, NotWritableError, RecordError
            If that can't be.
        """
        try:
            files.private_folder(self.path.parent)
            self._make_private()
        except OSError as error:
            raise NotWritableError(error.strerror or str(error)) from error
        except ValueError as error:  # such as a NUL in a name
            raise NotWritableError(str(error)) from error

        def test(db: sqlite3.Connection) -> None:
            (verdict,) = db.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != b"ok":
                raise _DamagedError
            db.execute(f"PRAGMA user_version = {VERSION}")  # fails now if nothing can be written

        self.run(test, write=True, first=True)

    def run(
        self, work: Callable[[sqlite3.Connection], T], *, write: bool = False, first: bool = False
    ) -> T:
        """Do work in one transaction; set a damaged file aside and do it in a new one.

        Parameters
        ----------
        work : callable
            Gets the connection.
        write : bool
            Whether it writes.
        first : bool
            Whether a folder that can't be written to, or a full disk, is told apart.

        Raises
        ------
        RecordError
            With a sentence for the learner; nothing has changed then.
        """
        self.unsure = False
        for last_try in (False, True):
            seen = self._identity()
            try:
                with self._connection(write=write) as db:
                    return work(db)
            except (sqlite3.Error, _DamagedError) as error:
                code = getattr(error, "sqlite_errorcode", 0) & 0xFF
                if isinstance(error, _DamagedError) or code in _DAMAGED:
                    if last_try or not self.is_damaged():
                        raise RecordError(
                            self._sentence(sqlite3.SQLITE_IOERR, write=False)
                        ) from error
                    self._set_aside(seen)
                    continue
                if first and code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
                    raise NotWritableError(_reason(error)) from error
                if first and code == sqlite3.SQLITE_FULL:
                    raise FullError(str(error)) from error
                said = self._sentence(code, write=write and not first)
                raise RecordError(said or say("record.fault.unusable", error=error)) from error
        raise AssertionError("unreachable")

    def is_damaged(self) -> bool:
        """Look once more, with a new connection: the whole file can be read, and isn't sound."""
        time.sleep(BETWEEN_LOOKS)
        try:
            with self.path.open("rb") as file:
                while file.read(1 << 20):
                    pass
            with closing(self._connect()) as db:
                rows = [row[0].decode() for row in db.execute("PRAGMA integrity_check(10)")]
        except sqlite3.Error as error:
            return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED
        except OSError:
            return False
        return rows != ["ok"] and not any(map(_failed_to_read, rows))

    @contextmanager
    def _connection(self, *, write: bool) -> Iterator[sqlite3.Connection]:
        with self._lock(), closing(self._connect()) as db:
            db.execute("PRAGMA journal_mode = DELETE")
            db.execute("PRAGMA synchronous = EXTRA")
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version > VERSION:
                raise RecordError(say("record.fault.newer", path=self.path))
            db.execute("BEGIN IMMEDIATE" if write or version < VERSION else "BEGIN")
            try:
                if version < VERSION:
                    bring_up(db)
                yield db
                self.unsure = write
                db.execute("COMMIT")
                self.unsure = False
            except BaseException:
                if db.in_transaction:
                    with suppress(sqlite3.Error):
                        db.execute("ROLLBACK")
                raise

    def _connect(self) -> sqlite3.Connection:
        if self._by_file():
            name = f"file:{quote(os.fsencode(self.path.absolute()))}?vfs=unix-none"
            db = sqlite3.connect(name, timeout=BUSY_SECONDS, isolation_level=None, uri=True)
        else:
            db = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        db.text_factory = bytes
        return db

    def _lock(self) -> "FileLock | nullcontext[None]":
        return FileLock(self.path, BUSY_SECONDS) if self._by_file() else nullcontext()

    def _by_file(self) -> bool:
        """Tell whether this folder knows no locks, so that a file has to stand for one."""
        if self._locked_by_file is None:
            self._locked_by_file = not has_locks(self.path.parent)
        return self._locked_by_file

    def _make_private(self) -> None:
        """Let nobody else read the file, whatever the umask says."""
        with suppress(FileExistsError):
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        if os.name == "posix" and self.path.stat().st_mode & 0o077:
            with suppress(OSError):  # somebody else's file keeps its rights
                self.path.chmod(0o600)

    def _sentence(self, code: int, *, write: bool) -> str:
        fault = _FAULTS.get(code)
        if fault is None:
            return ""
        reading = f"record.reading.{fault}"
        writing = f"record.writing.{fault}"
        return say(reading if not write and has(reading) else writing, folder=self.path.parent)

    def _identity(self) -> tuple[int, int] | None:
        """Tell this file from another of the same name."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _set_aside(self, damaged: tuple[int, int] | None) -> None:
        """Rename a damaged file and its journal; never delete it, nor touch a newer file."""
        now = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S-%f")
        aside = self.path.with_name(f"record-damaged-{now}.sqlite3")
        if self._identity() != damaged:
            return  # another notebook was faster
        try:
            with suppress(FileNotFoundError):
                Path(f"{self.path}-journal").rename(f"{aside}-journal")
            self.path.rename(aside)
            self._make_private()
        except FileNotFoundError:
            return
        except OSError as error:
            raise RecordError(
                say("record.fault.stuck", path=self.path, strerror=error.strerror)
            ) from error
        self.set_aside[aside] = self._bring_back(aside)

    def _bring_back(self, aside: Path) -> int:
        """Write what can be read of a damaged file into the new one; say how many answers."""
        try:
            found = salvage(aside)
            with self._connection(write=True) as db:
                return merge(db, found)
        except (OSError, sqlite3.Error, RecordError):
            return 0  # `lessons record mend` tries again


def _failed_to_read(row: str) -> bool:
    """Tell whether a line of a check speaks of a read that failed, not of what was read."""
    found = re.search(r"error code=(\d+)", row)
    return bool(found) and int(found[1]) & 0xFF not in _DAMAGED  # type: ignore[index]


def _reason(error: BaseException) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return "Read-only file system" if code == sqlite3.SQLITE_READONLY else str(error)
