"""What a file tells about how it came about: contradictions in it, and what two files share.

These are observations. Whoever has the kit's source can write a file that holds none of them, and
most have an honest explanation too; so each is said with its evidence, and nothing is concluded.
"""

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from msgspec import Struct

from lessons.kit.catalogue import say
from lessons.kit.record.handin import Answer, HandIn

MOMENTS = 3
"""So many answers alike in question, response and millisecond are told; fewer may be chance."""
STEPS = 4
"""The same for pairs of answers with the same milliseconds between them."""
SAME_TIME = 3
"""So many answers of one learner at one millisecond."""
LONG = 30
"""Letters from which on two equal texts are told."""


class Timed(Protocol):
    """What is needed of an answer."""

    @property
    def question(self) -> int: ...  # noqa: D102
    @property
    def given(self) -> int: ...  # noqa: D102
    @property
    def time(self) -> float: ...  # noqa: D102
    @property
    def text(self) -> str: ...  # noqa: D102


class Traces(Struct, frozen=True, array_like=True):
    """What to compare between learners, each a row of numbers of eight bytes.

    Attributes
    ----------
    moments : bytes
        One number for each answer: question, response and time to the millisecond.
    steps : bytes
        One for each answer and the next: both questions and responses, and the time between.
    texts : bytes
        One for each longer text of the learner's own.
    """

    moments: bytes = b""
    steps: bytes = b""
    texts: bytes = b""


def traces(tries: Sequence[Timed], models: Mapping[int, str]) -> Traces:
    """Give what two files may have in common.

    Parameters
    ----------
    tries : sequence
        One file's answers.
    models : mapping
        Place of a question → its model answer: who copies that copies the card, not a neighbour.
    """
    known = {_letters(words) for words in models.values()}
    ordered = sorted(tries, key=lambda one: one.time)
    texts = [_letters(one.text) for one in tries if one.question in models]
    return Traces(
        moments=_numbers((one.question, one.given, _ms(one.time)) for one in tries),
        steps=_numbers(
            (a.question, a.given, b.question, b.given, _ms(b.time) - _ms(a.time))
            for a, b in pairwise(ordered)
        ),
        texts=_numbers(words for words in texts if len(words) >= LONG and words not in known),
    )


def contradictions(given_in: HandIn) -> Iterator[str]:
    """Say what in one file does not go together."""
    answers = [answer for answer in given_in.answers if answer.kind != "page"]
    by_question: dict[tuple[str, str, str], list[Answer]] = defaultdict(list)
    for answer in answers:
        by_question[answer.lesson, answer.question, answer.fingerprint].append(answer)
    yield from _numbering(by_question.values(), given_in.left_out)
    times = Counter(_ms(answer.time.timestamp()) for answer in answers)
    for time, count in times.most_common(1):
        if count >= SAME_TIME:
            said = next(a.time for a in answers if _ms(a.time.timestamp()) == time)
            yield say("report.seen.same-time", count=count, time=f"{said:%H:%M:%S.%f}"[:-3])
    yield from _broken_chain(given_in)


def _numbering(groups: Iterable[Sequence[Answer]], left_out: int) -> Iterator[str]:
    twice = missing = backwards = 0
    for group in groups:
        numbers = Counter(answer.number for answer in group)
        twice += sum(count - 1 for count in numbers.values())
        missing += max(numbers) - len(numbers)
        ordered = sorted(group, key=lambda answer: answer.number)
        backwards += sum(a.time > b.time for a, b in pairwise(ordered) if a.number < b.number)
    if twice:
        yield say("report.seen.twice", count=twice)
    if missing > left_out:
        yield say("report.seen.missing", count=missing)
    if backwards:
        yield say("report.seen.backwards", count=backwards)


def _broken_chain(given_in: HandIn) -> Iterator[str]:
    """Say that answers name one before them that is not there."""
    events = {answer.event for answer in given_in.answers}
    lost = {a.before for a in given_in.answers if a.before and a.before not in events}
    if len(lost) > given_in.left_out:
        yield say("report.seen.lost", count=len(lost))
    forks = Counter((a.writer, a.before) for a in given_in.answers if a.writer and a.before)
    several = sum(count - 1 for count in forks.values())
    if several:
        yield say("report.seen.forks", count=several)


def shared(owners: Sequence[str], rows: Sequence[bytes]) -> Counter[tuple[str, str]]:
    """Count what each two owners have in common, for those who share anything.

    Parameters
    ----------
    owners : sequence of str
        Names, each once.
    rows : sequence of bytes
        For each, numbers of eight bytes.
    """
    numbers = [np.unique(np.frombuffer(row, dtype=np.uint64)) for row in rows]
    if not numbers:
        return Counter()
    every = np.concatenate(numbers)
    owner = np.repeat(np.arange(len(owners), dtype=np.int32), [len(one) for one in numbers])
    order = np.argsort(every, kind="stable")
    every, owner = every[order], owner[order]
    doubles = np.flatnonzero(every[1:] == every[:-1])
    pairs = Counter(zip(owner[doubles].tolist(), owner[doubles + 1].tolist(), strict=True))
    return Counter({(owners[a], owners[b]): count for (a, b), count in pairs.items()})


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def _letters(words: str) -> str:
    return re.sub(r"[\W_]+", "", words.casefold())


def _numbers(things: Iterable[Any]) -> bytes:
    digests = (blake2b(repr(one).encode("utf-8", "replace"), digest_size=8) for one in things)
    return array("Q", [int.from_bytes(one.digest(), "big") for one in digests]).tobytes()
