"""From files to marked papers: each hand-in is read, checked and marked with the teacher's key.

A paper keeps its marked answers in packed form, a few kilobytes each, so that ten thousand of them
fit into memory; :meth:`Paper.unpack` gives the answers of one.
"""

import multiprocessing
import os
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from hashlib import blake2b
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from lessons.desk.receipts import digest
from lessons.desk.report.reading.collect import Found, Place, read, unexpected
from lessons.desk.report.reading.kinds import ask
from lessons.desk.report.reading.picks import picks
from lessons.desk.report.reading.traces import Traces, contradictions, traces
from lessons.kit import language
from lessons.kit.catalogue import say
from lessons.kit.quiz.marking import Mark, mark
from lessons.kit.quiz.questions import Question, Short, fingerprint
from lessons.kit.quiz.seal import Opener
from lessons.kit.record import Attempt, handin
from lessons.kit.record.format import RECALL
from lessons.kit.record.handin import HandIn, HandInError

BATCH = 8
ALONE = 100
"""Up to so many files one process is faster than several."""
SEEN = 20_000
"""So many different responses are marked once each."""


class Try(Struct, frozen=True, array_like=True):
    """One answer, marked.

    Attributes
    ----------
    event : int
        Half of the event's UUID.
    question : int
        The question's place in the key; −1 if the answer fits none there.
    number : int
        1 for the learner's first attempt at it.
    time : float
        Seconds since 1970, UTC.
    given : int
        A checksum of the response.
    verdict : str
        As marking gives it; ``edited`` if the question has changed since, ``unknown`` if there is
        no such question.
    score : float
        0 to 1.
    picks, ideas : tuple of str
        What was picked (:mod:`.picks`) and which misconceptions that shows.
    text : str
        What was written, for a short answer; else ``lesson/id`` where ``question`` is −1.
    """

    event: int
    question: int
    number: int
    time: float
    given: int
    verdict: str
    score: float = 0.0
    picks: tuple[str, ...] = ()
    ideas: tuple[str, ...] = ()
    text: str = ""


class _Judged(NamedTuple):
    """What a response is to a question: the same for everybody who gives it."""

    question: int
    verdict: str
    score: float = 0.0
    picks: tuple[str, ...] = ()
    ideas: tuple[str, ...] = ()
    text: str = ""


class Marked(NamedTuple):
    """A question, a response as it takes one, and the mark."""

    question: Question
    response: Any
    mark: Mark


class PageLine(Struct, frozen=True, array_like=True):
    """A row of the learner's page: what is claimed, on what evidence, how surely, against what."""

    lesson: str
    claim: str
    evidence: str
    sure: int | None
    against: str


_TRIES = msgspec.msgpack.Decoder(list[Try])


class Paper(Struct, frozen=True, kw_only=True):
    """One hand-in, marked.

    ``created`` is in seconds since 1970, ``record`` the id of the record that it comes from,
    ``user`` the name on a hub or platform, ``traces`` what it may share with another learner's
    file (:mod:`lessons.desk.report.reading.traces`), ``notes`` are sentences, ``page`` rows of the
    learner's page, ``digests`` what is held against receipts, where there are any.
    """

    name: str
    learner: str
    kit: str
    created: float
    digest: bytes
    events: bytes
    packed: bytes
    record: str = ""
    user: str = ""
    traces: Traces = Traces()
    notes: tuple[str, ...] = ()
    page: tuple[PageLine, ...] = ()
    said: str = ""
    digests: dict[str, str] = {}

    def unpack(self) -> list[Try]:
        """Give the answers."""
        return _TRIES.decode(zlib.decompress(self.packed))


class Key:
    """The teacher's questions, and how a response to them is marked.

    Parameters
    ----------
    questions : sequence of Question
        Of all lessons, each with its ``lesson``.
    secrets : sequence of bytes
        What editions without answers were sealed with.
    receipted : frozenset of str
        Ids of learners of whom there are receipts.
    """

    def __init__(
        self,
        questions: Sequence[Question],
        secrets: Sequence[bytes] = (),
        receipted: frozenset[str] = frozenset(),
    ) -> None:
        self.questions = list(questions)
        self.secrets = tuple(secrets)
        self.receipted = receipted
        self._openers = [Opener(questions, secret) for secret in secrets]
        self._places = {(q.lesson, q.id): n for n, q in enumerate(self.questions)}
        self._seen: dict[tuple[int, str, bytes], _Judged] = {}
        self._prints = [fingerprint(q) for q in self.questions]
        self._models = {n: q.model for n, q in enumerate(questions) if isinstance(q, Short)}

    def paper(self, found: Found) -> Paper | Found:
        """Read and mark one file; what is no hand-in comes back with a sentence.

        No file stops the class: whatever goes wrong with this one is said of this one.
        """
        if found.state != "read":
            return found
        try:
            return self._paper(found)
        except HandInError as error:
            return _refused(found.name, error)
        except Exception as error:
            return unexpected(found.name, error)

    def _paper(self, found: Found) -> Paper:
        given_in = handin.read(found.raw)
        answers = [
            answer for answer in given_in.answers if answer.kind != "page" and answer.round < RECALL
        ]
        tries = [self._try(answer) for answer in answers]
        return Paper(
            name=found.name,
            learner=given_in.learner,
            kit=given_in.kit,
            created=given_in.created.timestamp(),
            digest=blake2b(found.raw, digest_size=8).digest(),
            events=array("Q", [one.event for one in tries]).tobytes(),
            packed=zlib.compress(msgspec.msgpack.encode(tries), 1),
            record=given_in.learner_id,
            user=given_in.user,
            traces=traces(tries, self._models),
            notes=(*_doubts(found.raw, given_in), *contradictions(given_in)),
            page=tuple(_page(given_in)),
            said=found.said,
            digests=self._digests(given_in),
        )

    def _digests(self, given_in: HandIn) -> dict[str, str]:
        if given_in.learner_id not in self.receipted:
            return {}
        return {one.event: digest(one) for one in given_in.answers}

    def _try(self, answer: handin.Answer) -> Try:
        place = self._places.get((answer.lesson, answer.question), -1)
        given = msgspec.json.encode(answer.response)
        found = self._seen.get((place, answer.fingerprint, given))
        if found is None:
            found = self._judged(place, answer)
            if len(self._seen) >= SEEN:
                self._seen.clear()
            self._seen[place, answer.fingerprint, given] = found
        return Try(
            event=int(answer.event[:18].replace("-", ""), 16),
            question=found.question,
            number=answer.number,
            time=answer.time.timestamp(),
            given=zlib.crc32(given),
            verdict=found.verdict,
            score=found.score,
            picks=found.picks,
            ideas=found.ideas,
            text=found.text or ("" if place >= 0 else f"{answer.lesson}/{answer.question}"),
        )

    def marked(self, answer: handin.Answer, place: int | None = None) -> "Marked | None":
        """Mark an answer; ``None`` if there is no such question, or it has changed since."""
        if place is None:
            place = self._places.get((answer.lesson, answer.question), -1)
        response = answer.response
        fits = place >= 0 and self._prints[place] == answer.fingerprint
        for opener in [] if fits else self._openers:
            opened = opener.open(answer.fingerprint, response)
            if opened is not None and opened.place == place:
                fits, response = True, opened.response
        if not fits:
            return None
        question = self.questions[place]
        return Marked(question, response, mark(question, response))

    def _judged(self, place: int, answer: handin.Answer) -> _Judged:
        """Say what a response is to the question in a place."""
        found = self.marked(answer, place)
        if found is None:
            name = f"{answer.lesson}/{answer.question}" if place >= 0 else ""
            return _Judged(-1, "edited" if place >= 0 else "unknown", text=name)
        question, response, marked = found
        attempted = marked.verdict != "not attempted"
        return _Judged(
            question=place,
            verdict=marked.verdict,
            score=marked.score,
            picks=picks(question, response) if attempted else (),
            ideas=marked.misconceptions,
            text=_words(response) if isinstance(question, Short) else "",
        )


def _words(response: Any) -> str:
    text = response.get("text") if isinstance(response, dict) else None
    return text if isinstance(text, str) else ""


def _refused(name: str, error: HandInError) -> Found:
    """Say whether what was refused may be work that is missing, and what to ask for."""
    foreign = error.fault == "other" and "handin" not in name.casefold()
    asks = foreign or error.fault in ("torn", "version")
    state = "foreign" if foreign else "broken"
    return Found(name=name, state=state, said=str(error) if asks else f"{error} {ask()}")


def _page(given_in: HandIn) -> Iterator[PageLine]:
    """Give the learner's page as it stands: of each row the last state, empty ones left out."""
    rows = {(a.lesson, a.question): a.response for a in given_in.answers if a.kind == "page"}
    for (lesson, _), row in rows.items():
        words = [str(row.get(field) or "").strip() for field in ("claim", "evidence", "against")]
        if any(words):
            claim, evidence, against = words
            yield PageLine(lesson, claim, evidence, row.get("sure"), against)


def _doubts(raw: bytes, given_in: HandIn) -> Iterator[str]:
    """Say where a file differs from what the kit writes."""
    if not _as_written(raw, given_in):
        yield say("report.seen.more")
    late = sum(answer.time > given_in.created for answer in given_in.answers)
    if late:
        made = given_in.created
        at = say("report.page.day", day=language.day(made), time=language.clock(made))
        yield say("report.seen.late", count=late, made=at)


SEPARATOR = b'"statements":[\n'


def _as_written(raw: bytes, given_in: HandIn) -> bool:
    """Tell whether a file holds what the kit would write, and nothing else."""
    again = as_we_write(given_in)
    if raw.partition(SEPARATOR)[2] == again.partition(SEPARATOR)[2]:
        return _has_our_head(msgspec.json.decode(raw, type=dict[str, msgspec.Raw]))
    try:
        whole, ours = msgspec.json.decode(raw), msgspec.json.decode(again)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return False
    return bool(_has_our_head(whole) and whole["statements"] == ours["statements"])


def as_we_write(given_in: HandIn) -> bytes:
    """Give the file that the kit would write of a hand-in's answers: nothing else is in it."""
    attempts = (_attempt(given_in.learner, answer) for answer in given_in.answers)
    return handin.encode(given_in.learner, attempts, given_in.created)


def _has_our_head(whole: dict[str, Any]) -> bool:
    return handin.HEAD <= whole.keys() <= handin.HEAD | handin.MORE


def _attempt(learner: str, answer: handin.Answer) -> Attempt:
    fields: dict[str, Any] = msgspec.structs.asdict(answer)
    return Attempt(learner=learner, score=0.0, verdict="", **fields)


def mark_all(places: Sequence[Place], key: Key) -> Iterator[list[Paper | Found]]:
    """Read and mark files, with all processors if there are many.

    Yields
    ------
    list of Paper or Found
        One list a batch of places, in their order.
    """
    batches = [places[n : n + BATCH] for n in range(0, len(places), BATCH)]
    workers = min(os.cpu_count() or 1, len(batches))
    if len(places) <= ALONE or workers == 1:
        for batch in batches:
            yield _papers(key, batch)
        return
    context = multiprocessing.get_context("spawn")
    told = (key.questions, key.secrets, key.receipted)
    with ProcessPoolExecutor(workers, context, _begin, told) as pool:
        done = 0
        try:
            for papers in pool.map(_mark_batch, batches):
                done += 1
                yield papers
        except BrokenProcessPool:  # out of memory, or ended from outside: go on in this process
            for batch in batches[done:]:
                yield _papers(key, batch)


def _papers(key: Key, batch: Iterable[Place]) -> list[Paper | Found]:
    return [key.paper(read(place)) for place in batch]


_KEYS: list[Key] = []


def _begin(*told: Any) -> None:
    """Give a process its key, once."""
    _KEYS[:] = [Key(*told)]


def _mark_batch(batch: Sequence[Place]) -> list[Paper | Found]:
    return _papers(_KEYS[0], batch)
