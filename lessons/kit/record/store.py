"""The learner's record: every attempt, in one SQLite file in the learner's ``work`` folder.

What ``add`` has returned is on the disk. The settings suit network homes and sudden ends: a
rollback journal, full synchronisation, a busy timeout, and a new short-lived connection for each
call, so that two notebooks never hold the file against each other.
"""

import json
import sqlite3
import unicodedata
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar
from weakref import WeakSet

from msgspec import Struct

from lessons.kit.places import work_folder
from lessons.kit.quiz.marking import Mark, mark
from lessons.kit.quiz.questions import Kind, Question, asked_kind, fingerprint

FILE = "record.sqlite3"
VERSION = 1
BUSY_SECONDS = 10.0
MAX_RESPONSE = 20_000  # bytes of JSON
MAX_NICKNAME = 40  # characters

T = TypeVar("T")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS attempt (
    event TEXT PRIMARY KEY, learner TEXT NOT NULL, lesson TEXT NOT NULL, question TEXT NOT NULL,
    kind TEXT NOT NULL, fingerprint TEXT NOT NULL, response TEXT NOT NULL,
    score REAL NOT NULL, verdict TEXT NOT NULL, time TEXT NOT NULL, number INTEGER NOT NULL,
    UNIQUE (learner, lesson, question, fingerprint, number)
);
CREATE TABLE IF NOT EXISTS learner (nickname TEXT PRIMARY KEY, chosen TEXT NOT NULL);
"""
_COLUMNS = (
    "event, learner, lesson, question, kind, fingerprint, response, score, verdict, time, number"
)

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_SENTENCES = {
    sqlite3.SQLITE_FULL: "The disk is full, so this answer could not be kept. It stays on screen: "
    "make some room, then press the button again.",
    sqlite3.SQLITE_IOERR: "The disk did not take this answer; it may be full or gone. It stays on "
    "screen: make some room, then press the button again.",
    sqlite3.SQLITE_BUSY: "Another notebook is writing to the record. The answer stays on screen: "
    "press the button again in a moment.",
    sqlite3.SQLITE_READONLY: "The record can't be written to, so this answer could not be kept. "
    "It stays on screen: tell your teacher that {folder} is read-only.",
    sqlite3.SQLITE_CANTOPEN: "The record can't be opened, so this answer could not be kept. It "
    "stays on screen: check that the folder {folder} is there and can be written to.",
}


class RecordError(RuntimeError):
    """The record could not be read or written; the message is a sentence for the learner."""


class Attempt(Struct, frozen=True, kw_only=True):
    """One answer to one question.

    Attributes
    ----------
    event : str
        UUID; an event is kept once, however often it is sent.
    learner : str
        Nickname, empty before one is given.
    lesson, question : str
        The lesson's name and the question's id.
    kind : str
        The question's kind.
    fingerprint : str
        Of the question as the learner saw it.
    response : JSON value
        As :mod:`lessons.kit.quiz.marking` describes it.
    score : float
        0 to 1.
    verdict : str
        As marking gave it.
    time : datetime
        UTC.
    number : int
        1 for the learner's first attempt at this question.
    """

    event: str
    learner: str
    lesson: str
    question: str
    kind: Kind
    fingerprint: str
    response: Any
    score: float
    verdict: str
    time: datetime
    number: int


class Standing(Struct, frozen=True, kw_only=True):
    """How a learner stands with one question: attempts, first and best score, last attempt."""

    attempts: int
    first: float
    best: float
    last: Attempt


class Watcher(Protocol):
    """What wants to know of each answer."""

    def answered(self) -> None:
        """Follow an answer that was kept."""


class Record:
    """One file of attempts; get one with :meth:`open`.

    Attributes
    ----------
    path : Path
        The file.
    notice : str
        A sentence the learner should read (another folder is used, a damaged file was set aside),
        or empty.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notice = ""
        self._watchers: WeakSet[Watcher] = WeakSet()

    @classmethod
    def open(cls, path: str | Path | None = None) -> "Record":
        """Open the record, or begin one.

        Parameters
        ----------
        path : str or Path, optional
            A file that ends in ``.sqlite3``, or the folder for it. Without one: the folder that the
            environment variable ``LESSONS_WORK`` names, else ``work/`` in the kit's folder. If that
            can't be written to, the user's own data folder is used, and ``notice`` says so.

        Returns
        -------
        Record

        Raises
        ------
        RecordError
            If no folder can be written to, or the file is from a newer version of the kit.

        Examples
        --------
        >>> record = Record.open()  # doctest: +SKIP
        >>> record.last(question)  # doctest: +SKIP
        """
        record = cls(_file(Path(path) if path else work_folder()))
        try:
            record._begin()
        except (_NotWritableError, OSError) as error:
            if path:
                raise RecordError(
                    f"The folder {record.path.parent} can't be written to. Choose another."
                ) from error
            record = cls._elsewhere(record.path.parent)
        return record

    @classmethod
    def of_learner(cls) -> "Record":
        """Open the learner's own record; where that can't be, give one that says why.

        Cards then still show: each answer is refused with a sentence; ``notice`` has the reason.
        """
        try:
            return cls.open()
        except RecordError as error:
            record = cls(work_folder() / FILE)
            record.notice = str(error)
            return record

    def watch(self, watcher: Watcher) -> None:
        """Tell ``watcher`` of each answer that is kept through this object, while it lives."""
        self._watchers.add(watcher)

    @classmethod
    def _elsewhere(cls, folder: Path) -> "Record":
        own = _folder_at_home()
        record = cls((own or folder) / FILE)
        try:
            record._begin()
        except (_NotWritableError, OSError) as error:
            raise RecordError(
                f"Neither {folder} nor {own or 'a home of yours'} can be written to, so answers "
                "can't be kept. Set LESSONS_WORK to a folder that can."
            ) from error
        told = f"{folder} is read-only. Your answers are kept in {own} instead."
        record.notice = f"{told} {record.notice}".strip()
        return record

    def add(
        self, question: Question, response: Any, mark: Mark, *, event: str | None = None
    ) -> Attempt:
        """Keep one attempt of the current learner.

        Parameters
        ----------
        question : Question
            What was asked.
        response : JSON value
            At most 20 kB.
        mark : Mark
            What marking said.
        event : str, optional
            UUID. The same event sent twice is kept once.

        Returns
        -------
        Attempt
            As it now stands on the disk.

        Raises
        ------
        RecordError
            With a sentence for the card; the answer is then not kept.
        """
        given = _json(response)
        name = event or str(uuid.uuid4())
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        seen = fingerprint(question)
        asked = (question.lesson, question.id, seen)
        row = (question.lesson, question.id, asked_kind(question), seen, given)

        def insert(db: sqlite3.Connection) -> Attempt:
            who = _learner(db)
            db.execute(
                f"INSERT OR IGNORE INTO attempt ({_COLUMNS}) "  # noqa: S608  our own words
                "SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1 + coalesce(max(number), 0) FROM attempt "
                "WHERE learner = ? AND lesson = ? AND question = ? AND fingerprint = ?",
                (name, who, *row, mark.score, mark.verdict, now, who, *asked),
            )
            return next(_rows(db, "event = ?", name))

        kept = self._run(insert, write=True)
        for watcher in list(self._watchers):
            watcher.answered()
        return kept

    def attempts(self, question: Question | None = None) -> list[Attempt]:
        """Give the current learner's attempts, oldest first.

        Parameters
        ----------
        question : Question, optional
            Only attempts at this question as it reads now; without it, all attempts.
        """
        where, values = "learner = ?", ()
        if question is not None:
            where += " AND lesson = ? AND question = ? AND fingerprint = ?"
            values = (question.lesson, question.id, fingerprint(question))  # type: ignore[assignment]
        return self._run(lambda db: list(_rows(db, where, _learner(db), *values)))

    def last(self, question: Question) -> Attempt | None:
        """Give the learner's last attempt at a question as it reads now."""
        return next(reversed(self.attempts(question)), None)

    def progress(
        self, lesson: str, score: Callable[[Attempt], float] = lambda attempt: attempt.score
    ) -> dict[tuple[str, str], Standing]:
        """Give how the current learner stands in a lesson.

        Parameters
        ----------
        lesson : str
            The lesson's name.
        score : callable, optional
            Gives an attempt's score; by default the one it got when it was made.

        Returns
        -------
        dict
            (question id, fingerprint) → Standing, for the questions that were attempted.
        """
        where = "learner = ? AND lesson = ?"
        rows = self._run(lambda db: list(_rows(db, where, _learner(db), lesson)))
        groups: dict[tuple[str, str], list[Attempt]] = {}
        for row in rows:
            groups.setdefault((row.question, row.fingerprint), []).append(row)
        return {key: _standing(group, score) for key, group in groups.items()}

    def standings(
        self, lesson: str, questions: Sequence[Question]
    ) -> list[tuple[Question, Standing | None]]:
        """Give each question with how the learner stands, ``None`` where nothing was tried.

        Scores are those the answers get by the questions as they are now. A record that can't be
        read gives no standing; the cards say why.

        Parameters
        ----------
        lesson : str
            The lesson's name.
        questions : sequence of Question
            The lesson's questions.
        """
        by_id = {question.id: question for question in questions}

        def score(attempt: Attempt) -> float:
            question = by_id.get(attempt.question)
            return mark(question, attempt.response).score if question else attempt.score

        try:
            found = self.progress(lesson, score)
        except RecordError:
            found = {}
        return [(q, found.get((q.id, fingerprint(q)))) for q in by_id.values()]

    def learner(self) -> str:
        """Give the nickname of the one who answers now; empty before one is given."""
        return self._run(_learner)

    def learners(self) -> list[str]:
        """Give all nicknames in this record, in alphabetical order."""
        rows = "SELECT nickname FROM learner ORDER BY nickname"
        return self._run(lambda db: [str(row[0]) for row in db.execute(rows)])

    def set_learner(self, nickname: str) -> str:
        """Say who answers from now on; a new nickname begins a record of its own.

        Answers given before the first nickname belong to that first one.

        Parameters
        ----------
        nickname : str
            Up to 40 characters; spaces at the ends are dropped.

        Returns
        -------
        str
            The nickname as it is kept.

        Raises
        ------
        RecordError
            If nothing is left of the nickname, or it is too long.
        """
        name = clean_nickname(nickname)
        now = datetime.now(UTC).isoformat(timespec="microseconds")

        def choose(db: sqlite3.Connection) -> str:
            if not _learner(db):
                db.execute("UPDATE attempt SET learner = ? WHERE learner = ''", (name,))
            db.execute(
                "INSERT INTO learner VALUES (?, ?) "
                "ON CONFLICT (nickname) DO UPDATE SET chosen = excluded.chosen",
                (name, now),
            )
            return name

        return self._run(choose, write=True)

    def _begin(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)

        def test(db: sqlite3.Connection) -> None:
            (verdict,) = db.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise _DamagedError
            db.execute(f"PRAGMA user_version = {VERSION}")  # fails now if nothing can be written

        try:
            self._run(test, write=True, first=True)
        except _FullError as error:
            said = (
                f"The disk is full: no new answer can be kept in {self.path.parent} until there is "
                "some room on it."
            )
            try:
                self._run(_learner, first=True)  # what it holds can still be read and handed in
            except _FullError:
                raise RecordError(said) from error
            self.notice = said

    def _run(
        self, work: Callable[[sqlite3.Connection], T], *, write: bool = False, first: bool = False
    ) -> T:
        """Do work in one transaction; set a damaged file aside and do it in a new one."""
        for last_try in (False, True):
            seen = self._identity()
            try:
                with self._connection(write=write) as db:
                    return work(db)
            except _DamagedError as error:
                if last_try:
                    raise RecordError(
                        f"{self.path} is damaged and can't be set aside. Tell your teacher."
                    ) from error
                self._set_aside(seen)
            except sqlite3.Error as error:
                code = getattr(error, "sqlite_errorcode", 0) & 0xFF
                if code in _DAMAGED and not last_try:
                    self._set_aside(seen)
                    continue
                if first and code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
                    raise _NotWritableError(str(error)) from error
                if first and code == sqlite3.SQLITE_FULL:
                    raise _FullError(str(error)) from error
                said = _SENTENCES.get(code, f"The record could not be used ({error}). Try again.")
                raise RecordError(said.format(folder=self.path.parent)) from error
        raise AssertionError("unreachable")

    @contextmanager
    def _connection(self, *, write: bool) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)) as db:
            db.execute("PRAGMA journal_mode = DELETE")
            db.execute("PRAGMA synchronous = FULL")
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version > VERSION:
                raise RecordError(
                    f"{self.path} was made by a newer version of this kit. Use that version, "
                    "or move the file away to begin a new record."
                )
            db.execute("BEGIN IMMEDIATE" if write or version == 0 else "BEGIN")
            try:
                if version == 0:
                    for statement in _SCHEMA.split(";"):
                        db.execute(statement)
                    db.execute(f"PRAGMA user_version = {VERSION}")
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

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
        except FileNotFoundError:
            return
        except OSError as error:
            raise RecordError(
                f"{self.path} is damaged and can't be set aside: {error.strerror}."
            ) from error
        self.notice = (
            f"The record was damaged. It is set aside as {aside.name}, and a new one has begun. "
            "Tell your teacher if answers are missing."
        )


class _DamagedError(Exception):
    """The file is no sound database."""


class _FullError(Exception):
    """The disk has no room for a first record, or for a trial of writing to one."""


class _NotWritableError(Exception):
    """The folder or file can't be written to."""


def _folder_at_home() -> Path | None:
    """Give the kit's folder in the user's home, if the system knows of a home."""
    from platformdirs import user_data_path

    try:
        own = user_data_path("reading-a-crisis", appauthor=False)
    except RuntimeError:
        return None
    return own if own.is_absolute() else None


def clean_nickname(nickname: str) -> str:
    """Give a nickname without control signs and needless spaces.

    >>> clean_nickname("  Red   Fox ")
    'Red Fox'
    """
    seen = unicodedata.normalize("NFC", nickname.encode("utf-8", "ignore").decode())
    kept = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in seen)
    name = " ".join(kept.split())
    if not name:
        raise RecordError("Please write a nickname: any word that your teacher will know.")
    if len(name) > MAX_NICKNAME:
        raise RecordError(f"Please choose a nickname of at most {MAX_NICKNAME} characters.")
    return name


def _file(path: Path) -> Path:
    return path if path.suffix == ".sqlite3" else path / FILE


def _standing(group: list[Attempt], score: Callable[[Attempt], float]) -> Standing:
    scores = [score(attempt) for attempt in group]
    return Standing(attempts=len(group), first=scores[0], best=max(scores), last=group[-1])


def _learner(db: sqlite3.Connection) -> str:
    row = db.execute("SELECT nickname FROM learner ORDER BY chosen DESC LIMIT 1").fetchone()
    return str(row[0]) if row else ""


def _rows(db: sqlite3.Connection, where: str, *values: str) -> Iterator[Attempt]:
    query = f"SELECT {_COLUMNS} FROM attempt WHERE {where} ORDER BY rowid"  # noqa: S608  our own words
    for row in db.execute(query, values):
        found = dict(zip(Attempt.__struct_fields__, row, strict=True))
        found["response"] = json.loads(found["response"])
        found["time"] = datetime.fromisoformat(found["time"])
        yield Attempt(**found)


def _json(response: Any) -> str:
    """Write a response as JSON; half a character (a lone surrogate) becomes a replacement sign."""
    try:
        words = json.dumps(response, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise RecordError("This answer can't be kept. Please answer once more.") from error
    words = words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if len(words.encode()) > MAX_RESPONSE:
        raise RecordError("This answer is too long to be kept. Please shorten it.")
    return words


__all__ = ["Attempt", "Record", "RecordError", "Standing", "clean_nickname", "work_folder"]
