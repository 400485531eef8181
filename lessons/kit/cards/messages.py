"""What a device may say, and what it gets back: ``docs/format.md`` lists them with examples.

A message asks a question's sitting, a lesson's overview or the sign-in for something; a state is
the answer. A message that is none of these is refused: asked directly, they leave it alone; at the
door of a page or a class server, :func:`read` says why.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from lessons.kit.catalogue import say
from lessons.kit.record.format import (
    MAX_NICKNAME,
    MAX_RESPONSE,
    Code,
    Lesson,
    Name,
    PageRow,
    Round,
    Stamp,
)

NOBODY = "learner"
"""The nickname of those who give none."""

MAX_MESSAGE = MAX_RESPONSE + 4_000
"""Bytes of JSON that one message may have."""

MaybeEvent = Annotated[str, Meta(pattern=r"^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?\Z")]


class MessageError(ValueError):
    """What arrived is no message; the text is one sentence."""


class _Said(Struct, frozen=True, kw_only=True, tag_field="do", forbid_unknown_fields=True):
    """What all messages have: ``do``."""


class Check(_Said, frozen=True, tag="check"):
    """Mark this response and keep it.

    Attributes
    ----------
    response : JSON value
        As :mod:`lessons.kit.quiz.marking` describes it; at most 20 kB.
    event : str
        The attempt's id, a UUID made at the press. Sent again, it is still one attempt. Without
        one, the sitting makes it.
    writer, before, time : str, str, datetime
        The device or tab, the id of its attempt before, and its time; left out where the sitting
        runs on the device itself.
    round : int
        1, or a later round in which the same question is asked again.
    """

    response: Any
    event: MaybeEvent = ""
    writer: Code = ""
    before: MaybeEvent = ""
    time: Stamp | None = None
    round: Round = 1


class Draft(_Said, frozen=True, tag="draft"):
    """Keep what stands typed and unchecked; ``None`` takes it away."""

    response: Any


class Look(_Said, frozen=True, tag="look"):
    """Give the state as it is."""


class Hint(_Said, frozen=True, tag="hint"):
    """Show the next hint."""


class Answer(_Said, frozen=True, tag="answer"):
    """Show the answer, if it is due."""


class Refresh(_Said, frozen=True, tag="refresh"):
    """Read the record again."""


class Retry(_Said, frozen=True, tag="retry"):
    """Put what was missed below, to answer once more."""


class HandIn(_Said, frozen=True, tag="hand in"):
    """Write the hand-in.

    ``name`` is the nickname where none is known yet; an empty one leaves it out.
    """

    name: Annotated[str, Meta(max_length=10 * MAX_NICKNAME)] | None = None


class Save(_Said, frozen=True, tag="save"):
    """Give the hand-in that was written, for the browser to save."""


class Keep(_Said, frozen=True, tag="keep"):
    """Sign in under this nickname."""

    name: Annotated[str, Meta(max_length=10 * MAX_NICKNAME)]


class Skip(_Said, frozen=True, tag="skip"):
    """Sign in without a nickname."""


class KeepRow(_Said, frozen=True, tag="keep row"):
    """Keep the lesson's row of the learner's page as it now reads.

    ``event``, ``writer``, ``before`` and ``time`` are as in :class:`Check`.
    """

    row: PageRow
    event: MaybeEvent = ""
    writer: Code = ""
    before: MaybeEvent = ""
    time: Stamp | None = None


ToQuestion = Check | Draft | Hint | Answer | Look
ToOverview = Refresh | Retry | HandIn | Save | Look
ToSignIn = Keep | Skip | Look
ToPage = KeepRow | Refresh | Look


class Extra(Struct, frozen=True):
    """A hint or the answer, as safe HTML."""

    label: str
    html: str


class QuestionState(Struct, frozen=True, kw_only=True):
    """Where a learner stands with a question.

    Attributes
    ----------
    turn : int
        Grows with each reply.
    attempts : int
        How many there are.
    event : str
        The id of the attempt that the state speaks of, or empty.
    response : JSON value
        The last one that was kept.
    draft : JSON value
        What stands typed and unchecked, or ``None``.
    verdict, feedback : str
        Of the last response; ``feedback`` is safe HTML.
    parts : dict
        By key, whether each part of the last response is right (see
        :class:`lessons.kit.quiz.Mark`).
    tries : str
        A line on first and best mark.
    hinted : int
        How many hints are shown.
    extras : list of Extra
        Hints and answer.
    rubric : list of str
        Safe HTML, once a text is written.
    tell, told : bool
        Whether the answer may be asked for, and whether it was.
    error : str
        Why an answer could not be kept, or empty.
    """

    turn: int
    attempts: int
    event: str
    response: Any
    draft: Any
    verdict: str
    feedback: str
    parts: dict[str, bool]
    tries: str
    hinted: int
    extras: list[Extra]
    rubric: list[str]
    tell: bool
    told: bool
    error: str


class Line(Struct, frozen=True, kw_only=True):
    """How one question of a lesson stands. Marks are percentages, or empty."""

    number: int
    section: int
    prompt: str
    verdict: str
    tries: int
    first: str
    best: str


class Poll(Struct, frozen=True, kw_only=True):
    """A poll to look back at: what was chosen at first, and what last.

    ``told`` says how near a prediction was, and is empty for an opinion.
    """

    prompt: str
    first: str
    now: str
    told: str = ""


class Part(Struct, frozen=True, kw_only=True):
    """How much of one lesson is done."""

    title: str
    done: int
    total: int
    here: bool


class Below(Struct, frozen=True, kw_only=True):
    """A question to answer once more; another ``turn`` asks anew."""

    id: str
    label: str
    turn: int


class OverviewState(Struct, frozen=True, kw_only=True):
    """Where a learner stands with a lesson: all of it text, none of it a key.

    ``missed`` is how many questions were not got right; ``notice`` is what the learner should read
    about the record; ``said`` is what a message did; ``asks`` is whether it needs a nickname first,
    or a word that nothing is needed; ``file`` is the name of the hand-in that was written;
    ``turn`` grows with each reply.
    """

    title: str
    done: int
    total: int
    rows: list[Line]
    polls: list[Poll]
    course: list[Part]
    missed: int
    below: list[Below]
    notice: str
    said: str
    turn: int
    asks: bool = False
    file: str = ""


class Claim(Struct, frozen=True, kw_only=True):
    """A row of the learner's page, with the lesson that it belongs to."""

    lesson: str
    title: str
    row: PageRow


class PageState(Struct, frozen=True, kw_only=True):
    """The learner's page: a row for each lesson, empty where nothing was written.

    ``lesson`` is the one whose row is open; ``said`` is what a message did, ``error`` what went
    wrong; ``turn`` grows with each reply.
    """

    lesson: str
    learner: str
    claims: list[Claim]
    said: str
    error: str
    turn: int


class SignInState(Struct, frozen=True, kw_only=True):
    """Who answers now: the nickname, what was done, what went wrong; ``turn`` grows."""

    name: str
    said: str
    error: str
    turn: int


class Envelope(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message with its address, where one line carries all of them.

    ``to`` is ``question`` (then with ``lesson`` and ``id``), ``overview`` or ``page`` (with
    ``lesson``), or ``sign in``. A question that is asked once more at the opening of a later lesson
    has its ``round`` of recall.
    """

    to: Literal["question", "overview", "page", "sign in"]
    say: dict[str, Any]
    lesson: Lesson | Literal[""] = ""
    id: Name | Literal[""] = ""
    round: Round = 1


def meant(said: Any, kind: Any) -> Any:
    """Give a message as its type, or ``None`` if it is none of ``kind``.

    Examples
    --------
    >>> meant({"do": "hint"}, ToQuestion)
    Hint()
    >>> meant({"do": "anything else"}, ToQuestion)
    """
    try:
        return msgspec.convert(said, kind)
    except (msgspec.ValidationError, RecursionError):
        return None


def read(raw: bytes) -> Envelope:
    """Read a message with its address, as a socket or a worker brings it.

    Raises
    ------
    MessageError
        If it is too long, no JSON, or not addressed.
    """
    if len(raw) > MAX_MESSAGE:
        raise MessageError(say("cards.message.long"))
    try:
        found = msgspec.json.decode(raw, type=Envelope)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MessageError(say("cards.message.strange")) from error
    if bool(found.lesson) != (found.to != "sign in") or bool(found.id) != (found.to == "question"):
        raise MessageError(say("cards.message.address"))
    return found


def state(given: Struct) -> dict[str, Any]:
    """Give a state as the plain JSON values that travel."""
    found: dict[str, Any] = msgspec.to_builtins(given)
    return found
