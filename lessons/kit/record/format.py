"""What is remembered of a learner, as one format: ``docs/format.md`` says it in words.

Each row (an attempt, a draft, a learner) is written once as JSON and closed with a checksum over
what stands before it. It travels as that text, never taken apart and put together again, and is
believed only if the checksum is right.
"""

import secrets
import uuid
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

MAX_RESPONSE = 20_000
"""Bytes of JSON that one response may have."""

MAX_ROW = MAX_RESPONSE + 2_000
"""Bytes that one row may have."""

MAX_NICKNAME = 40  # characters

KindOfAttempt = Literal[
    "choice", "choices", "number", "order", "match", "place", "short", "poll", "prediction", "page"
]
"""The kinds of question; a prediction, which can be right and isn't held against anyone; and a row
of the learner's page."""

Event = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]
Code = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{0,40}\Z")]
Lesson = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}\Z")]
Name = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\Z", max_length=60)]
Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}\Z")]
Share = Annotated[float, Meta(ge=0, le=1)]
Stamp = Annotated[datetime, Meta(tz=True)]
Round = Annotated[int, Meta(ge=1, le=1_000)]
RECALL = 100
"""Rounds from here on are recall: round 102 asks once more at the opening of lesson 2. Their
answers count neither for nor against anyone."""

Nickname = Annotated[str, Meta(max_length=MAX_NICKNAME)]
User = Annotated[str, Meta(max_length=200)]

Row = TypeVar("Row", bound=Struct)


class FormatError(ValueError):
    """A row is not what was written: its checksum or its shape is wrong."""


class Attempt(Struct, frozen=True, kw_only=True):
    """One answer to one question.

    Attributes
    ----------
    event : str
        The attempt's id, a UUID made by the device when the learner presses the button: one press
        is one attempt, however often it is sent.
    writer, before : str
        The device or tab that made it, and the id of the attempt that it made before this one;
        empty for its first. A name that is missing there tells that an attempt was lost.
    learner : str
        The learner's id.
    lesson, question : str
        The lesson's name and the question's id.
    kind : str
        The question's kind.
    fingerprint : str
        Of the question as the learner saw it.
    round : int
        1, or a later round in which the same question is asked again, such as a second vote.
    response : JSON value
        As :mod:`lessons.kit.quiz.marking` describes it.
    score : float
        0 to 1.
    verdict : str
        As marking gave it.
    time : datetime
        UTC, by the device's clock.
    number : int
        1 for the learner's first attempt at this question, counted in the order of arrival. It is
        counted when attempts are read, not kept.
    arrival : int
        The place in the order in which attempts reached the record that keeps them; 0 where there
        is no such order.

    Examples
    --------
    >>> row = pack(attempt)  # doctest: +SKIP
    >>> unpack(row, Attempt).response  # doctest: +SKIP
    '38e77e7f'
    """

    event: Event
    learner: str
    lesson: Lesson
    question: Name
    kind: KindOfAttempt
    fingerprint: Hash
    response: Any
    score: Share
    verdict: str
    time: Stamp
    writer: Code = ""
    before: Annotated[str, Meta(max_length=36)] = ""
    round: Round = 1
    number: int = 1
    arrival: int = 0


class Draft(Struct, frozen=True, kw_only=True):
    """What stands typed or chosen and not yet checked: one for each question of a learner."""

    learner: str
    lesson: Lesson
    question: Name
    fingerprint: Hash
    response: Any
    time: Stamp
    writer: Code = ""


class Learner(Struct, frozen=True, kw_only=True):
    """Who answers.

    Attributes
    ----------
    id : str
        Sixteen signs made by chance at the first sign-in; it says nothing about the person.
    nickname : str
        What is shown; empty before one is given.
    user : str
        The name that a hub or platform knows the learner by, or empty.
    sign_in : int
        Counts the sign-ins in this record. The learner with the highest answers now, whatever any
        clock says.
    """

    id: Code
    nickname: Nickname = ""
    user: User = ""
    sign_in: Annotated[int, Meta(ge=0)] = 0


class PageRow(Struct, frozen=True, kw_only=True):
    """A row of the learner's page: the response of an attempt of the kind ``page``.

    ``sure`` is how sure the learner is, from 0 (not at all) to 4 (quite), or ``None``.
    """

    claim: Annotated[str, Meta(max_length=1_000)] = ""
    evidence: Annotated[str, Meta(max_length=4_000)] = ""
    sure: Annotated[int, Meta(ge=0, le=4)] | None = None
    against: Annotated[str, Meta(max_length=4_000)] = ""


PAGE = blake2b(b"page/claim,evidence,sure,against", digest_size=8).hexdigest()
"""The fingerprint of rows of the learner's page."""

_NOT_KEPT = {"number", "arrival"}
_SEAL = b',"checksum":"'
_SEALED = len(_SEAL) + 16 + len(b'"}')


def pack(row: Struct) -> bytes:
    """Write a row as JSON, closed with its checksum.

    Raises
    ------
    FormatError
        If it can't be written as JSON or is too long.
    """
    fields = {n: v for n, v in msgspec.structs.asdict(row).items() if n not in _NOT_KEPT}
    try:
        body = msgspec.json.encode(fields)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise FormatError(str(error)) from error
    if len(body) > MAX_ROW:
        raise FormatError("too long")
    return body[:-1] + _SEAL + _checksum(body[:-1]) + b'"}'


def unpack(raw: bytes, kind: type[Row]) -> Row:
    """Read a row that :func:`pack` wrote.

    Raises
    ------
    FormatError
        If it is not as it was written.
    """
    if not is_whole(raw):
        raise FormatError("the checksum is wrong")
    try:
        return _decoder(kind).decode(raw)  # type: ignore[no-any-return]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FormatError(str(error)) from error


def is_whole(raw: bytes) -> bool:
    """Tell whether a row is as it was written."""
    return raw[-_SEALED:] == _SEAL + _checksum(raw[:-_SEALED]) + b'"}'


def new_event() -> str:
    """Make an attempt's id."""
    return str(uuid.uuid4())


def new_code() -> str:
    """Make the id of a learner or writer."""
    return secrets.token_hex(8)


def now() -> datetime:
    """Give the time of this device, in UTC, to the millisecond."""
    time = datetime.now(UTC)
    return time.replace(microsecond=time.microsecond // 1000 * 1000)


def _checksum(body: bytes) -> bytes:
    return blake2b(body, digest_size=8).hexdigest().encode()


_DECODERS: dict[type[Struct], msgspec.json.Decoder[Any]] = {
    kind: msgspec.json.Decoder(kind) for kind in (Attempt, Draft, Learner)
}


def _decoder(kind: type[Struct]) -> msgspec.json.Decoder[Any]:
    return _DECODERS[kind]
