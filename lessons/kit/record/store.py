"""The learner's record: every attempt, in one SQLite file in the learner's ``work`` folder.

What ``add`` has returned is on the disk. Each row is read by itself against its checksum; one that
is not as it was written is left out and counted, and the others stand.
"""

import json
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from weakref import WeakSet

import msgspec
from msgspec import Struct
from msgspec.structs import force_setattr, replace

from lessons.kit.catalogue import say
from lessons.kit.quiz.marking import Mark, mark
from lessons.kit.quiz.questions import Question, asked_kind, fingerprint
from lessons.kit.record import beside
from lessons.kit.record import format as form
from lessons.kit.record.database import Database, FullError, NotWritableError
from lessons.kit.record.format import (
    MAX_NICKNAME,
    MAX_RESPONSE,
    PAGE,
    Attempt,
    Draft,
    FormatError,
    Learner,
    PageRow,
    Row,
    pack,
    unpack,
)
from lessons.kit.record.salvage import Salvaged, merge, salvage
from lessons.kit.record.where import (
    FILE,
    RecordError,
    file_in,
    folder_at_home,
    work_folder,
)

FIRST = -(1 << 62)
"""Before all places in the order of arrival: what is brought back comes before what is there."""

LOST = 1 << 40
"""The place in the order of sign-ins of a learner whose row can't be read."""


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


class Press(Struct, frozen=True, kw_only=True):
    """What the device says of one press of the button.

    ``event`` is the attempt's id; ``writer``, ``before``, ``time`` and ``round`` are as in
    :class:`~lessons.kit.record.format.Attempt`. What is left out is the record's own to say.
    """

    event: str = ""
    writer: str = ""
    before: str = ""
    time: datetime | None = None
    round: int = 1


class Record:
    """One file of attempts; get one with :meth:`open`.

    Attributes
    ----------
    path : Path
        The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._database = Database(path)
        self._told: list[str] = []
        self._most = 0
        self._unreadable = 0
        self._writer = form.new_code()
        self._before = ""
        self._watchers: WeakSet[Watcher] = WeakSet()

    @property
    def notice(self) -> str:
        """What the learner should read, or nothing: another folder is used, a file was damaged."""
        said = list(self._told)
        for aside, count in self._database.set_aside.items():
            lost = "record.notice.damaged" if count else "record.notice.nothing-read"
            said.append(say(lost, file=aside.name, count=count))
        if self._unreadable:
            said.append(say("record.notice.unreadable", count=self._unreadable))
        return " ".join(said)

    @property
    def unreadable(self) -> int:
        """How many attempts could not be read when they were last looked at."""
        return self._unreadable

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
        record = cls(file_in(Path(path) if path else work_folder()))
        try:
            record._begin()
        except (NotWritableError, OSError) as error:
            if path:
                raise RecordError(
                    say("record.fault.folder", folder=record.path.parent, why=_why(error))
                ) from error
            record = cls._elsewhere(record.path, _why(error))
        record._look_beside()
        return record

    @classmethod
    def of_learner(cls) -> "Record":
        """Open the learner's own record; where that can't be, give one that says why.

        Cards then still show: each answer is refused with a sentence; ``notice`` has the reason.
        """
        try:
            return cls.open()
        except RecordError as error:
            record = cls((folder_at_home() or Path()) / FILE)
            record._told.append(str(error))
            return record

    @classmethod
    def _elsewhere(cls, path: Path, why: str) -> "Record":
        """Begin a record in the user's own folder, with what can be read of the one at ``path``."""
        folder, own = path.parent, folder_at_home()
        record = cls((own or folder) / FILE)
        try:
            record._begin()
        except (NotWritableError, OSError) as error:
            if own is None:
                raise RecordError(say("record.notice.no-home", folder=folder)) from error
            raise RecordError(say("record.notice.neither", folder=folder, own=own)) from error
        told = "record.notice.unusable" if why else "record.notice.readonly"
        record._told.insert(0, say(told, folder=folder, why=why, own=own))
        with suppress(OSError, RecordError):
            record.take_in(path)
        return record

    def _begin(self) -> None:
        try:
            self._database.begin()
        except FullError as error:
            said = say("record.notice.full", folder=self.path.parent)
            try:
                self._database.run(_learners, first=True)  # what it holds can still be read
            except FullError:
                raise RecordError(said) from error
            self._told.append(said)

    # --- what lies beside ------------------------------------------------------------------------

    def _look_beside(self) -> None:
        """Keep a copy, and say where answers lie that this record lacks."""
        for aside in beside.damaged(self.path):
            if aside not in self._database.set_aside:
                self._told.append(say("record.notice.aside", file=aside.name))
        with suppress(RecordError, OSError, sqlite3.Error):
            ours = self._events()
            others = [*beside.copies(self.path), *beside.hand_ins(self.path)]
            missing = {path: len(beside.events_in(path) - ours) for path in others}
            name, count = max(missing.items(), key=lambda each: each[1], default=(self.path, 0))
            if count:
                self._told.append(say("record.notice.lacking", file=name.name, count=count))
            self.keep_copy()

    def _events(self) -> set[str]:
        query = "SELECT event FROM attempt"
        found = self._database.run(lambda db: db.execute(query).fetchall())
        return {_code(event) for (event,) in found}

    def keep_copy(self) -> Path | None:
        """Keep a verified copy beside the record, if there is something new in it."""
        with suppress(RecordError, OSError, sqlite3.Error):
            return self._database.run(lambda db: beside.keep_copy(db, self.path))
        return None

    def take_in(self, other: Path | Salvaged) -> tuple[int, int]:
        """Add the answers of another record that this one lacks, nothing doubled.

        Parameters
        ----------
        other : Path or Salvaged
            Its file, or what was read of it.

        Returns
        -------
        tuple of int
            How many came, and how many rows of the other could not be read.

        Raises
        ------
        OSError, RecordError
            If one of the two can't be used.
        """
        found = salvage(other) if isinstance(other, Path) else other
        return self._database.run(lambda db: merge(db, found), write=True), found.lost

    def watch(self, watcher: Watcher) -> None:
        """Tell ``watcher`` of each answer that is kept through this object, while it lives."""
        self._watchers.add(watcher)

    # --- attempts --------------------------------------------------------------------------------

    def add(
        self,
        question: Question,
        response: Any,
        mark: Mark,
        *,
        event: str | None = None,
        press: Press | None = None,
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
        press : Press, optional
            What the device says of the press; ``event`` is then its own.

        Returns
        -------
        Attempt
            As it now stands on the disk.

        Raises
        ------
        RecordError
            With a sentence for the card; the answer is then not kept.
        """
        return self._keep(
            press or Press(event=event or ""),
            response,
            lesson=question.lesson,
            question=question.id,
            kind=asked_kind(question),
            fingerprint=fingerprint(question),
            score=mark.score,
            verdict=mark.verdict,
        )

    def keep_row(self, lesson: str, name: str, row: PageRow, press: Press | None = None) -> Attempt:
        """Keep a row of the learner's page as it now reads; the last of a name counts.

        Parameters
        ----------
        lesson : str
            The lesson in which it was written.
        name : str
            The row's own, such as ``row-1``.
        row : PageRow
            What it says; an empty row is one that was taken away.
        press : Press, optional
            As in :meth:`add`.
        """
        return self._keep(
            press or Press(),
            msgspec.to_builtins(row),
            lesson=lesson,
            question=name,
            kind="page",
            fingerprint=PAGE,
            score=0.0,
            verdict="recorded",
        )

    def _keep(self, press: Press, response: Any, **what: Any) -> Attempt:
        event = press.event or form.new_event()
        given = msgspec.Raw(_json(response))
        time = press.time or form.now()

        def insert(db: sqlite3.Connection) -> Attempt:
            who = _current(db) or _sign_in(db, Learner(id=form.new_code()))
            row = Attempt(
                event=event,
                learner=who.id,
                writer=press.writer or self._writer,
                before=press.before if press.writer else self._before,
                round=press.round,
                response=given,
                time=time,
                **what,
            )
            db.execute(
                "INSERT OR IGNORE INTO attempt (event, body) VALUES (?, ?)", (event, _packed(row))
            )
            db.execute(
                "DELETE FROM draft WHERE place = ?", (_place(who, row.lesson, row.question),)
            )
            (count,) = db.execute("SELECT count(*) FROM attempt").fetchone()
            self._compare(count)
            kept, _ = _attempts(db, row)
            found = next((one for one in reversed(kept) if one.event == event), None)
            if found is None:
                raise RecordError(say("record.fault.unkept"))
            return found

        attempt = self._run_and_look(insert, event)
        if not press.writer:
            self._before = event
        for watcher in list(self._watchers):
            watcher.answered()
        return attempt

    def _run_and_look(self, insert: Callable[[sqlite3.Connection], Attempt], event: str) -> Attempt:
        """Write an attempt; if the disk fails at the very end, see whether it is kept."""
        try:
            return self._database.run(insert, write=True)
        except RecordError as error:
            if not self._database.unsure:
                raise
            try:
                return next(one for one in self._all() if one.event == event)
            except RecordError:
                raise RecordError(say("record.fault.unsure")) from error
            except StopIteration:
                raise error from None

    def attempts(self, question: Question | None = None) -> list[Attempt]:
        """Give the current learner's attempts, oldest first.

        Parameters
        ----------
        question : Question, optional
            Only attempts at this question as it reads now; without it, all attempts.
        """
        found = self._all()
        if question is None:
            return found
        asked = (question.lesson, question.id, fingerprint(question))
        return [one for one in found if (one.lesson, one.question, one.fingerprint) == asked]

    def _all(self) -> list[Attempt]:
        def read(db: sqlite3.Connection) -> tuple[list[Attempt], int, int]:
            (count,) = db.execute("SELECT count(*) FROM attempt").fetchone()
            return *_attempts(db), count

        found, self._unreadable, count = self._database.run(read)
        self._compare(count)
        return found

    def _compare(self, count: int) -> None:
        """See whether rows went away while this object was there: none ever should."""
        if count < self._most:
            self._told.append(say("record.notice.gone", gone=self._most - count, all=self._most))
        self._most = count

    def last(self, question: Question) -> Attempt | None:
        """Give the learner's last attempt at a question as it reads now."""
        return next(reversed(self.attempts(question)), None)

    def rows(self) -> dict[str, PageRow]:
        """Give the learner's page: each row by its name, as kept last; empty ones are out."""
        found: dict[str, PageRow] = {}
        for one in self._all():
            if one.kind == "page":
                found[one.question] = msgspec.convert(one.response, PageRow)
        return {name: row for name, row in found.items() if row != PageRow()}

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
        groups: dict[tuple[str, str], list[Attempt]] = {}
        for one in self._all():
            if one.lesson == lesson and one.round < form.RECALL:
                groups.setdefault((one.question, one.fingerprint), []).append(one)
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

    # --- drafts ----------------------------------------------------------------------------------

    def keep_draft(self, question: Question, response: Any) -> None:
        """Keep what stands typed and not yet checked; ``None`` takes it away.

        Raises
        ------
        RecordError
            If it can't be kept.
        """
        if response is None:
            self._database.run(lambda db: _drop_draft(db, question), write=True)
            return
        given = msgspec.Raw(_json(response))

        def keep(db: sqlite3.Connection) -> None:
            who = _current(db) or _sign_in(db, Learner(id=form.new_code()))
            draft = Draft(
                learner=who.id,
                lesson=question.lesson,
                question=question.id,
                fingerprint=fingerprint(question),
                response=given,
                time=form.now(),
                writer=self._writer,
            )
            db.execute(
                "INSERT OR REPLACE INTO draft VALUES (?, ?)",
                (_place(who, question.lesson, question.id), _packed(draft)),
            )

        self._database.run(keep, write=True)

    def draft(self, question: Question) -> Draft | None:
        """Give what stands typed and not yet checked at a question as it reads now."""

        def read(db: sqlite3.Connection) -> Draft | None:
            who = _current(db)
            if who is None:
                return None
            query = "SELECT body FROM draft WHERE place = ?"
            found = db.execute(query, (_place(who, question.lesson, question.id),)).fetchone()
            return _read(found[0], Draft) if found else None

        draft = self._database.run(read)
        return draft if draft and draft.fingerprint == fingerprint(question) else None

    # --- between records -------------------------------------------------------------------------

    def bodies(self, after: int = FIRST) -> list[tuple[int, bytes]]:
        """Give the attempts as they are kept, each with its place in the order of arrival.

        Parameters
        ----------
        after : int
            Only those that arrived later than this place.
        """

        def read(db: sqlite3.Connection) -> list[tuple[int, bytes]]:
            query = "SELECT arrival, body FROM attempt WHERE arrival > ? ORDER BY arrival"
            return [(arrival, _bytes(body)) for arrival, body in db.execute(query, (after,))]

        return self._database.run(read)

    def take(self, learner: Learner, bodies: Iterable[bytes]) -> int:
        """Take over a learner and attempts as another record, or a browser, has kept them.

        Parameters
        ----------
        learner : Learner
            Who answers from now on.
        bodies : iterable of bytes
            Rows as :func:`~lessons.kit.record.format.pack` wrote them, the oldest first. One that
            is here already is not doubled, and one that is not whole is left out.

        Returns
        -------
        int
            How many were left out.
        """

        def bring(db: sqlite3.Connection) -> int:
            _sign_in(db, learner)
            left_out = 0
            for body in bodies:
                one = _read(body, Attempt)
                if one is None:
                    left_out += 1
                    continue
                row = (one.event, body)
                db.execute("INSERT OR IGNORE INTO attempt (event, body) VALUES (?, ?)", row)
            return left_out

        return self._database.run(bring, write=True)

    # --- learners --------------------------------------------------------------------------------

    def learner(self) -> str:
        """Give the nickname of the one who answers now; empty before one is given."""
        who = self.who()
        return who.nickname if who else ""

    def who(self) -> Learner | None:
        """Give the one who answers now, or nobody before the first answer or nickname."""
        return self._database.run(_current)

    def id_of(self, nickname: str) -> str:
        """Give the id of a nickname in this record, or nothing."""
        found = self._database.run(_learners)
        return next((each.id for each in found if each.nickname == nickname), "")

    def learners(self) -> list[str]:
        """Give all nicknames in this record, in alphabetical order."""
        found = self._database.run(_learners)
        return sorted({learner.nickname for learner in found if learner.nickname})

    def set_learner(self, nickname: str, user: str = "") -> str:
        """Say who answers from now on; a new nickname begins a record of its own.

        Answers given before the first nickname belong to that first one.

        Parameters
        ----------
        nickname : str
            Up to 40 characters; spaces at the ends are dropped.
        user : str, optional
            The name that a hub or platform knows the learner by.

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

        def choose(db: sqlite3.Connection) -> str:
            known = [each for each in _learners(db) if each.nickname == name]
            now = _current(db)
            nameless = now if now and not now.nickname else None
            who = known[-1] if known else nameless or Learner(id=form.new_code())
            _sign_in(db, replace(who, nickname=name, user=user or who.user))
            return name

        return self._database.run(choose, write=True)


def clean_nickname(nickname: str) -> str:
    """Give a nickname without control signs and needless spaces.

    >>> clean_nickname("  Red   Fox ")
    'Red Fox'
    """
    seen = unicodedata.normalize("NFC", nickname.encode("utf-8", "ignore").decode())
    kept = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in seen)
    name = " ".join(kept.split())
    if not name:
        raise RecordError(say("record.name.empty"))
    if len(name) > MAX_NICKNAME:
        raise RecordError(say("record.name.long", most=MAX_NICKNAME))
    return name


def _why(error: Exception) -> str:
    """Give the system's reason in brackets; nothing if it only is read-only."""
    reason = error.strerror if isinstance(error, OSError) else str(error)
    read_only = ("Read-only file system", "Permission denied", "unable to open database file")
    return "" if not reason or reason in read_only else f" ({reason})"


def _standing(group: list[Attempt], score: Callable[[Attempt], float]) -> Standing:
    scores = [score(attempt) for attempt in group]
    return Standing(attempts=len(group), first=scores[0], best=max(scores), last=group[-1])


# --- rows --------------------------------------------------------------------------------------


def _read(body: Any, kind: type[Row]) -> Row | None:
    """Read a row; ``None`` if it is not as it was written."""
    try:
        return unpack(body if isinstance(body, bytes) else b"", kind)
    except FormatError:
        return None


def _learners(db: sqlite3.Connection) -> list[Learner]:
    """Give all learners, the one who signed in last at the end.

    One whose row can't be read comes last and without a nickname, so that it is asked for anew and
    the answers stay with whoever gave them.
    """
    found = []
    for name, body in db.execute("SELECT id, body FROM learner"):
        lost = Learner(id=_code(name), sign_in=LOST)
        found.append(_read(body, Learner) or lost)
    return sorted(found, key=lambda learner: learner.sign_in)


def _bytes(body: Any) -> bytes:
    return body if isinstance(body, bytes) else b""


def _code(name: Any) -> str:
    return name.decode("ascii", "replace") if isinstance(name, bytes) else str(name)


def _current(db: sqlite3.Connection) -> Learner | None:
    return next(reversed(_learners(db)), None)


def _sign_in(db: sqlite3.Connection, learner: Learner) -> Learner:
    """Write a learner as the one who signed in last."""
    others = [each for each in _learners(db) if each.id != learner.id]
    for each in others:
        if each.sign_in == LOST:  # whose nickname nobody knows any more
            each = replace(each, sign_in=0)  # noqa: PLW2901
            db.execute("UPDATE learner SET body = ? WHERE id = ?", (pack(each), each.id))
    last = max((each.sign_in for each in others if each.sign_in < LOST), default=0)
    now = replace(learner, sign_in=max(last, learner.sign_in % LOST) + 1)
    db.execute("INSERT OR REPLACE INTO learner VALUES (?, ?)", (now.id, pack(now)))
    return now


def _rows(db: sqlite3.Connection, about: Attempt | None) -> Iterable[tuple[int, Any]]:
    """Give what is kept, in the order of arrival; of an attempt, all that names its question."""
    if about is None:
        return db.execute("SELECT arrival, body FROM attempt ORDER BY arrival")
    named = f'"{about.question}"'.encode()
    return db.execute(
        "SELECT arrival, body FROM attempt WHERE event = ? OR instr(body, ?) ORDER BY arrival",
        (about.event, named),
    )


def _attempts(db: sqlite3.Connection, about: Attempt | None = None) -> tuple[list[Attempt], int]:
    """Give the current learner's attempts in the order of arrival, and how many can't be read.

    One nickname may have several ids, where records were brought together. With an attempt, only
    what is kept of its question is read.
    """
    who = _current(db)
    if who is None:
        return [], 0
    learners = _learners(db)
    same = {each.id for each in learners if who.nickname and each.nickname == who.nickname}
    ids, others = same | {who.id}, {each.id for each in learners}
    numbers: Counter[tuple[str, str, str]] = Counter()
    found: dict[str, Attempt] = {}
    unreadable = 0
    for arrival, body in _rows(db, about):
        one = _read(body, Attempt)
        if one is None or not (one.learner in others or who.sign_in == LOST):
            unreadable += 1  # or nobody knows whose it is
            continue
        if one.event in found or (one.learner not in ids and one.learner in others):
            continue
        asked = (one.lesson, one.question, one.fingerprint)
        numbers[asked] += 1
        force_setattr(one, "number", numbers[asked])
        force_setattr(one, "arrival", arrival)
        found[one.event] = one
    return list(found.values()), unreadable


def _place(who: Learner, lesson: str, question: str) -> str:
    return f"{who.id}/{lesson}/{question}"


def _drop_draft(db: sqlite3.Connection, question: Question) -> None:
    who = _current(db)
    if who is not None:
        db.execute(
            "DELETE FROM draft WHERE place = ?", (_place(who, question.lesson, question.id),)
        )


def _packed(row: Struct) -> bytes:
    try:
        return pack(row)
    except FormatError as error:
        raise RecordError(say("record.fault.unkept")) from error


def _json(response: Any) -> bytes:
    """Write a response as JSON; half a character (a lone surrogate) becomes a replacement sign."""
    try:
        words = json.dumps(response, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise RecordError(say("record.fault.unkept")) from error
    words = words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    raw = words.encode()
    if len(raw) > MAX_RESPONSE:
        raise RecordError(say("record.fault.long"))
    return raw
