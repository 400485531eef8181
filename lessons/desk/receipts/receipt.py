"""Receipts: what the teacher's side attests that it has of a learner, signed.

A class or a hub that receives answers signs which ones it has. A hand-in of the same learner that
comes later can then be held against it. Only who has the secret can write one: a learner who reads
all of the kit can't.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Protocol

import msgspec
from msgspec import Meta, Struct

from lessons.kit.record import handin
from lessons.kit.record.format import (
    MAX_NICKNAME,
    Code,
    Event,
    FormatError,
    KindOfAttempt,
    Stamp,
    now,
)

FORMAT = "reading-a-crisis/receipt"
VERSION = 1
DIGEST = 8
"""Bytes of an answer's digest."""
MAX_LINE = 4_000_000

Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}\Z")]
Signature = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
_SIGNED = b',"signature":"'
_LENGTH = len(_SIGNED) + 64 + len(b'"}')


class Receipted(Protocol):
    """What is needed of an answer: an attempt in a record and an answer of a hand-in have it."""

    @property
    def event(self) -> str: ...  # noqa: D102
    @property
    def lesson(self) -> str: ...  # noqa: D102
    @property
    def question(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> KindOfAttempt: ...  # noqa: D102
    @property
    def round(self) -> int: ...  # noqa: D102
    @property
    def response(self) -> object: ...  # noqa: D102
    @property
    def time(self) -> datetime: ...  # noqa: D102


class Receipt(Struct, frozen=True, kw_only=True):
    """What was received of one learner.

    Attributes
    ----------
    giver : str
        Who signed: a class's name, a hub's.
    learner, nickname : str
        The learner's id and nickname.
    time : datetime
        UTC, by the giver's clock.
    head : str
        The event of the last answer: the head of the chain that was received.
    answers : dict of str to str
        Event → digest of what was answered to what and when (:func:`digest`), in the order of
        arrival.
    """

    giver: Annotated[str, Meta(max_length=200)]
    learner: Code
    nickname: Annotated[str, Meta(max_length=MAX_NICKNAME)]
    time: Stamp
    head: Event
    answers: dict[Event, Digest]


class _Line(Receipt, frozen=True, kw_only=True):
    format: str
    version: int
    signature: Signature


class Difference(Struct, frozen=True):
    """How a hand-in differs from a receipt: how many answers it lacks, how many are changed."""

    missing: int
    changed: int

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self.missing or self.changed)


def give(
    secret: bytes, giver: str, learner: str, nickname: str, answers: Sequence[Receipted]
) -> bytes:
    """Sign what was received of a learner.

    Parameters
    ----------
    secret : bytes
        The teacher's (:func:`lessons.desk.seals.own_secret`).
    giver : str
        Who gives the receipt, for people: “the class of 3 March”.
    learner, nickname : str
        Whose answers they are.
    answers : sequence of Attempt
        All that was received, in the order of arrival; at least one.

    Returns
    -------
    bytes
        One line of JSON, without the line's end.

    Examples
    --------
    >>> line = give(secret, "6b", who.id, who.nickname, attempts)  # doctest: +SKIP
    >>> read(line, [secret]).head == attempts[-1].event  # doctest: +SKIP
    True
    """
    receipt = Receipt(
        giver=giver,
        learner=learner,
        nickname=nickname,
        time=now(),
        head=answers[-1].event,
        answers={one.event: digest(one) for one in answers},
    )
    fields = {"format": FORMAT, "version": VERSION, **msgspec.structs.asdict(receipt)}
    body = msgspec.json.encode(fields)[:-1]
    return body + _SIGNED + _signature(secret, body) + b'"}'


def read(line: bytes, secrets: Iterable[bytes]) -> Receipt:
    """Read a receipt, if one of the secrets signed it.

    Raises
    ------
    FormatError
        It is none, or another secret's, or not as it was written.
    """
    body, end = line[:-_LENGTH], line[-_LENGTH:]
    if not any(
        hmac.compare_digest(end, _SIGNED + _signature(secret, body) + b'"}') for secret in secrets
    ):
        raise FormatError("signed by none of the keys here")
    try:
        found = _LINES.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FormatError(str(error)) from error
    if (found.format, found.version) != (FORMAT, VERSION):
        raise FormatError("another format, or another version of it")
    return found


def digest(answer: Receipted) -> str:
    """Give what stands for an answer: the same in a record, and in a hand-in made from it."""
    said = (
        answer.lesson,
        answer.question,
        answer.round,
        round(answer.time.timestamp() * 1000),
        handin.xapi_response(answer.kind, answer.response),
        *(handin.ticks(answer.response) if answer.kind == "short" else ()),
    )
    whole = msgspec.json.encode([answer.event, *said])
    return hashlib.blake2b(whole, digest_size=DIGEST).hexdigest()


def compared(receipt: Receipt, handed_in: Iterable[Mapping[str, str]]) -> Difference:
    """Hold a learner's hand-ins against a receipt.

    Parameters
    ----------
    receipt : Receipt
        Of the learner whose hand-ins they are.
    handed_in : iterable of dict of str to str
        Of each file: event → :func:`digest`. An answer is missing if no file has it, and changed
        if one has it otherwise; more than was receipted is no difference.
    """
    there: set[str] = set()
    changed: set[str] = set()
    for digests in handed_in:
        both = receipt.answers.keys() & digests.keys()
        there |= both
        changed |= {event for event in both if digests[event] != receipt.answers[event]}
    return Difference(len(receipt.answers) - len(there), len(changed))


def _signature(secret: bytes, body: bytes) -> bytes:
    key = hmac.new(secret, FORMAT.encode(), hashlib.sha256).digest()
    return hmac.new(key, body, hashlib.sha256).hexdigest().encode()


_LINES = msgspec.json.Decoder(_Line)
