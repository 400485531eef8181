"""The hand-in: one JSON file with a learner's responses, for the teacher.

It holds a manifest and one xAPI statement for each attempt: actor, verb ``answered``, activity of
type ``cmi.interaction``, response, time. It holds no marks: the teacher's copy marks the responses.
``docs/format.md`` lists all that is in it.
"""

import errno
import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NoReturn

import msgspec
from msgspec import Meta, Struct, field
from msgspec.structs import replace

from lessons import __version__
from lessons.kit import files, places
from lessons.kit.catalogue import say
from lessons.kit.record.format import (
    MAX_NICKNAME,
    Attempt,
    Code,
    KindOfAttempt,
    Learner,
    PageRow,
    Round,
    User,
)
from lessons.kit.record.store import Record, clean_nickname
from lessons.kit.record.where import RecordError

FORMAT = "reading-a-crisis/hand-in"
VERSION = 2
READS = (1, 2)
NO_VERSION = 1_000_000
"""A number that no version of the format will have."""
MAX_BYTES = 5_000_000
MAX_TEXT = 20_000

HUB_USER = "JUPYTERHUB_USER"
"""Variable in which a hub says whose server this is."""

# A name that stands for the kit and leads nowhere: nothing is fetched from it or sent to it.
BASE = "https://reading-a-crisis.invalid"
ANSWERED: Final = "http://adlnet.gov/expapi/verbs/answered"
INTERACTION: Final = "http://adlnet.gov/expapi/activities/cmi.interaction"
INTERACTIONS = {
    "choice": "choice",
    "choices": "choice",
    "number": "numeric",
    "order": "sequencing",
    "match": "matching",
    "place": "other",
    "short": "long-fill-in",
    "poll": "choice",
    "prediction": "choice",
    "page": "other",
}
HEAD = frozenset({"format", "version", "kit", "created", "learner", "lessons", "statements"})
"""What every hand-in has at its top."""
MORE = frozenset({"who", "left_out"})
"""What it has there since the format's version 2, where there is something to say."""

_LESSON = r"[a-z][a-z0-9_]{0,39}"
_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"

Count = Annotated[int, Meta(ge=1, le=1_000_000)]
Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}\Z")]
Words = Annotated[str, Meta(max_length=MAX_TEXT)]
Stamp = Annotated[datetime, Meta(tz=True)]
Uuid = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]
Before = Annotated[str, Meta(pattern=r"^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?\Z")]
Activity = Annotated[str, Meta(pattern=rf"^{BASE}/{_LESSON}/{_ID}\Z", max_length=160)]
LessonName = Annotated[str, Meta(pattern=rf"^{_LESSON}\Z")]


class HandInError(ValueError):
    """A hand-in can't be written or read; the message is one sentence.

    Attributes
    ----------
    fault : str
        What the catalogue calls it, where somebody has to tell one from another.
    """

    def __init__(self, said: str, fault: str = "") -> None:
        super().__init__(said)
        self.fault = fault


class Answer(Struct, frozen=True, kw_only=True):
    """One attempt as it was handed in, without any mark.

    ``event`` (UUID), ``lesson``, ``question`` (id), ``kind``, ``fingerprint``, ``number``,
    ``writer``, ``before`` and ``round`` are as in :class:`lessons.kit.record.Attempt`; ``response``
    is what marking takes; ``time`` is UTC.
    """

    event: str
    lesson: str
    question: str
    kind: KindOfAttempt
    fingerprint: str
    response: Any
    time: datetime
    number: int
    writer: str = ""
    before: str = ""
    round: int = 1


class HandIn(Struct, frozen=True, kw_only=True):
    """What a hand-in says, checked.

    Attributes
    ----------
    learner : str
        Nickname, at most 40 characters, no control signs. It is text: escape it where it is shown.
    kit : str
        Version of the kit that wrote it.
    created : datetime
        UTC.
    lessons : tuple of str
        Names of the lessons in the learner's syllabus.
    answers : tuple of Answer
        In the order in which they were given, each event once.
    learner_id, user : str
        The learner's id in their record, and the name that a hub or platform knows them by; both
        empty in a file of the kit 0.1, the second in most.
    left_out : int
        How many answers of the record could not be read when the file was written.
    """

    learner: str
    kit: str
    created: datetime
    lessons: tuple[str, ...]
    answers: tuple[Answer, ...]
    learner_id: str = ""
    user: str = ""
    left_out: int = 0


class _Account(Struct, kw_only=True):
    name: Annotated[str, Meta(min_length=1, max_length=MAX_NICKNAME)]
    homePage: Literal["https://reading-a-crisis.invalid"] = "https://reading-a-crisis.invalid"  # noqa: N815  xAPI's word


class _Actor(Struct, kw_only=True):
    account: _Account
    objectType: Literal["Agent"] = "Agent"  # noqa: N815


class _Verb(Struct, kw_only=True):
    id: Literal["http://adlnet.gov/expapi/verbs/answered"]
    display: dict[Literal["en"], Literal["answered"]] = field(default_factory=dict)


class _Definition(Struct, kw_only=True):
    type: Literal["http://adlnet.gov/expapi/activities/cmi.interaction"]
    interactionType: str  # noqa: N815


class _Object(Struct, kw_only=True):
    id: Activity
    definition: _Definition
    objectType: Literal["Activity"] = "Activity"  # noqa: N815


class _Rubric(Struct, kw_only=True, omit_defaults=True):
    rubric: Annotated[list[bool], Meta(max_length=50)] = field(default=[], name=f"{BASE}/rubric")


class _Result(Struct, kw_only=True, omit_defaults=True):
    response: Words
    extensions: _Rubric | None = None


class _About(Struct, kw_only=True, omit_defaults=True):
    attempt: Count = field(name=f"{BASE}/attempt")
    fingerprint: Hash = field(name=f"{BASE}/fingerprint")
    kind: KindOfAttempt = field(name=f"{BASE}/kind")
    writer: Code = field(default="", name=f"{BASE}/writer")
    before: Before = field(default="", name=f"{BASE}/before")
    round: Round = field(default=1, name=f"{BASE}/round")


class _Context(Struct, kw_only=True):
    extensions: _About


class _Statement(Struct, kw_only=True):
    id: Uuid
    actor: _Actor
    verb: _Verb
    object: _Object
    result: _Result
    context: _Context
    timestamp: Stamp


class _Head(Struct, kw_only=True):
    format: Any = None
    version: Any = None


class _Who(Struct, kw_only=True, omit_defaults=True):
    id: Code = ""
    user: User = ""


class _File(Struct, kw_only=True):
    format: Literal["reading-a-crisis/hand-in"]
    version: int
    kit: Annotated[str, Meta(pattern=r"^[0-9A-Za-z.+-]{1,40}\Z")]
    created: Stamp
    learner: Annotated[str, Meta(min_length=1, max_length=MAX_NICKNAME)]
    lessons: Annotated[tuple[LessonName, ...], Meta(max_length=100)]
    statements: tuple[_Statement, ...]
    who: _Who = field(default_factory=_Who)
    left_out: Annotated[int, Meta(ge=0, le=1_000_000)] = 0


_STATEMENT = msgspec.json.Decoder(_Statement)
_HEAD = msgspec.json.Decoder(_Head)
_FILE = msgspec.json.Decoder(_File)


def write(record: Record, out: str | Path | None = None) -> Path:
    """Write the current learner's hand-in.

    Parameters
    ----------
    record : Record
        The learner's record.
    out : str or Path, optional
        The folder to write to; if left out, the one that ``LESSONS_HANDINS`` names, or the
        record's own.

    Returns
    -------
    Path
        ``handin-<nickname>-<date>-<six signs of the learner's id>.json``, so that the files of two
        learners of one name, or of none, can lie in one folder. One of the same day and learner is
        replaced, unless it holds answers that the record lacks: the new one then takes another
        name.

    Raises
    ------
    HandInError
        If there is no nickname or no answer yet, or the folder takes no file.
    """
    try:
        who, attempts = record.who(), record.attempts()
    except RecordError as error:
        raise HandInError(str(error)) from error
    learner = who.nickname if who else ""
    if not (who and learner):
        raise HandInError(say("handin.write.nickname"))
    if not who.user:
        who = replace(who, user=os.environ.get(HUB_USER, ""))
    if not attempts:
        raise HandInError(say("handin.write.nothing", learner=learner))
    fitting = [one for one in attempts if _fits(one)]
    left_out = record.unreadable + len(attempts) - len(fitting)
    raw = encode(learner, fitting, datetime.now(UTC), who=who, left_out=left_out)
    if len(raw) > MAX_BYTES:
        raise HandInError(say("handin.write.large", record=record.path))
    common = places.handin_folder() if out is None else None
    out = common if out is None else out
    folder = Path(out) if out is not None else record.path.parent
    try:
        if common and not common.is_dir():  # the first learner's own would shut the others out
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        private = out is None or not folder.is_dir()  # a folder that is there is somebody's
        files.private_folder(folder)
        target = _target(folder, who, {one.event for one in fitting})
        path = files.replace(target, raw, private=private)
        record.keep_copy()
    except OSError as error:
        raise HandInError(say("handin.write.folder", folder=folder, why=error.strerror)) from error
    if len(read(path).answers) != len(fitting):
        raise HandInError(say("handin.write.other", path=path))
    return path


def encode(
    learner: str,
    attempts: Iterable[Attempt],
    created: datetime,
    *,
    who: Learner | None = None,
    left_out: int = 0,
) -> bytes:
    """Give a hand-in's JSON.

    Parameters
    ----------
    learner : str
        Nickname.
    attempts : iterable of Attempt
        Oldest first.
    created : datetime
        UTC.
    who : Learner, optional
        Whose id, and whose name on a hub or platform, the file says.
    left_out : int
        How many answers could not be read.

    Returns
    -------
    bytes
        UTF-8, one statement a line.
    """
    from lessons.kit.syllabus import entries

    head: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "kit": kit_version(),
        "created": created,
        "learner": learner,
        "lessons": [entry.name for entry in entries()],
    }
    if who is not None:
        head["who"] = _Who(id=who.id, user=who.user)
    if left_out:
        head["left_out"] = left_out
    actor = _Actor(account=_Account(name=learner))
    lines = [msgspec.json.encode(_statement(actor, attempt)) for attempt in attempts]
    start = msgspec.json.encode(head).removesuffix(b"}")
    return start + b',"statements":[\n' + b",\n".join(lines) + b"\n]}\n"


def read(source: str | Path | bytes) -> HandIn:
    """Read a hand-in and check everything in it.

    Parameters
    ----------
    source : str, Path or bytes
        A file, or what one holds (as from a zip). At most 5 MB are read.

    Returns
    -------
    HandIn

    Raises
    ------
    HandInError
        One sentence: not a hand-in, another version, cut off, too large, or what does not fit.
    """
    raw = source if isinstance(source, bytes) else _bytes(Path(source))
    if len(raw) > MAX_BYTES:
        raise HandInError(say("handin.read.large"))
    try:
        file = _FILE.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        _explain(raw, error)
    if file.version not in READS:
        _wrong_version(file.version)
    return _checked(file)


def kit_version() -> str:
    """Give the kit's version."""
    return __version__


def file_name(learner: str) -> str:
    """Turn a nickname into a part of a file name: letters, digits, hyphens, at most 40.

    >>> file_name("../../Red Fox <3")
    'Red-Fox-3'
    """
    kept = "".join(c if c.isalnum() else "-" for c in learner)
    return "-".join(filter(None, kept.split("-")))[:MAX_NICKNAME] or "learner"


def xapi_response(kind: str, response: Any) -> str:
    """Give a response as xAPI writes it: ``[,]`` between items, ``[.]`` inside a pair.

    >>> xapi_response("match", {"a": "x", "b": "y"})
    'a[.]x[,]b[.]y'
    """
    match response:
        case {"text": str(words)} if kind == "short":
            return words
        case dict() if kind == "match":
            return "[,]".join(f"{left}[.]{right or ''}" for left, right in response.items())
        case list() if kind in ("choices", "order"):
            return "[,]".join(str(key) for key in response)
        case str():
            return response
    return json.dumps(response, ensure_ascii=False)


def plain_response(kind: str, written: str, rubric: Iterable[bool] = ()) -> Any:
    """Give an xAPI response as marking takes it; the inverse of :func:`xapi_response`.

    >>> plain_response("order", "b[,]a")
    ['b', 'a']
    """
    if kind == "short":
        return {"text": written, "rubric": list(rubric)}
    if kind in ("choices", "order"):
        return written.split("[,]") if written else []
    if kind == "match":
        pairs = [part.partition("[.]") for part in written.split("[,]") if part]
        return {left: right for left, _, right in pairs}
    if kind == "page":
        return _page_row(written)
    return written


def _page_row(written: str) -> dict[str, Any]:
    try:
        row = msgspec.json.decode(written, type=PageRow)
    except msgspec.DecodeError:
        row = PageRow()
    found: dict[str, Any] = msgspec.to_builtins(row)
    return found


def _fits(attempt: Attempt) -> bool:
    """Tell whether an attempt can be handed in: whether reading it again would not refuse it."""
    actor = _Actor(account=_Account(name="-"))
    try:
        _STATEMENT.decode(msgspec.json.encode(_statement(actor, attempt)))
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    return True


def _statement(actor: _Actor, attempt: Attempt) -> _Statement:
    ticked = ticks(attempt.response)
    return _Statement(
        id=attempt.event,
        actor=actor,
        verb=_Verb(id=ANSWERED, display={"en": "answered"}),
        object=_Object(
            id=f"{BASE}/{attempt.lesson}/{attempt.question}",
            definition=_Definition(type=INTERACTION, interactionType=INTERACTIONS[attempt.kind]),
        ),
        result=_Result(
            response=xapi_response(attempt.kind, attempt.response),
            # xAPI allows no empty value: what isn't ticked has no extensions.
            extensions=_Rubric(rubric=ticked) if ticked else None,
        ),
        context=_Context(
            extensions=_About(
                attempt=attempt.number,
                fingerprint=attempt.fingerprint,
                kind=attempt.kind,
                writer=attempt.writer,
                before=attempt.before,
                round=attempt.round,
            )
        ),
        timestamp=attempt.time,
    )


def ticks(response: Any) -> list[bool]:
    """Give what is ticked of a short answer's rubric, as a hand-in says it."""
    given = response.get("rubric") if isinstance(response, dict) else None
    return [tick is True for tick in given[:50]] if isinstance(given, list) else []


def _answer(statement: _Statement) -> Answer:
    lesson, question = statement.object.id.removeprefix(BASE + "/").split("/")
    about, result = statement.context.extensions, statement.result
    return Answer(
        event=statement.id,
        lesson=lesson,
        question=question,
        kind=about.kind,
        fingerprint=about.fingerprint,
        response=plain_response(
            about.kind, result.response, result.extensions.rubric if result.extensions else []
        ),
        time=statement.timestamp,
        number=about.attempt,
        writer=about.writer,
        before=about.before,
        round=about.round,
    )


def _checked(file: _File) -> HandIn:
    """Check what types can't: one learner throughout, each event once."""
    try:
        clean = clean_nickname(file.learner)
    except RecordError:
        clean = ""
    if clean != file.learner:
        raise HandInError(say("handin.read.nickname"))
    if any(one.actor.account.name != file.learner for one in file.statements):
        raise HandInError(say("handin.read.mixed"))
    answers = {one.id: _answer(one) for one in reversed(file.statements)}
    return HandIn(
        learner=file.learner,
        kit=file.kit,
        created=file.created,
        lessons=file.lessons,
        answers=tuple(reversed(answers.values())),
        learner_id=file.who.id,
        user=file.who.user,
        left_out=file.left_out,
    )


def _explain(raw: bytes, error: Exception) -> NoReturn:
    """Say in one sentence why the bytes are no hand-in."""
    if not _is_utf8(raw):
        raise HandInError(say("handin.read.damaged"), "torn") from None
    try:
        head = _HEAD.decode(raw)
    except msgspec.ValidationError:
        head = _Head()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
        if "truncated" in str(broken) and raw.strip():
            said = say("handin.read.torn")
            raise HandInError(said, "torn") from None
        raise HandInError(say("handin.read.json")) from None
    if head.format != FORMAT:
        raise HandInError(say("handin.read.other"), "other") from None
    if head.version not in READS or isinstance(head.version, bool):
        _wrong_version(head.version)
    where = str(error).rpartition("`$")[2].rstrip("`")[:60] or say("handin.read.whole")
    raise HandInError(say("handin.read.edited", where=where)) from None


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _wrong_version(version: Any) -> NoReturn:
    known = isinstance(version, int) and abs(version) < NO_VERSION
    version_said = version if known else say("handin.read.unknown")
    said = say("handin.read.version", version=version_said, reads=VERSION)
    raise HandInError(said, "version") from None


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise HandInError(say("handin.read.missing"))
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, HandInError):
            raise
        raise HandInError(say("handin.read.unreadable")) from error


def _target(folder: Path, who: Learner, events: set[str]) -> Path:
    """Choose a name that replaces neither another's hand-in nor one with answers not in this."""
    learner = who.nickname
    name = f"{file_name(learner)}-{datetime.now().astimezone():%Y-%m-%d}-{who.id[:6]}"
    for turn in range(1, 1000):
        path = folder / (f"handin-{name}.json" if turn == 1 else f"handin-{name}-{turn}.json")
        try:
            if not path.exists():
                return path
            there = read(path)
        except HandInError:
            continue
        if there.learner == learner and {one.event for one in there.answers} <= events:
            return path
    raise FileExistsError(17, "too many files of this name")
