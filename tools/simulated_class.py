"""Thirty learners with different habits, who answer and hand in through the kit's own code.

python tools/simulated_class.py build/class     # then: lessons report build/class
"""

import json
import random
import sqlite3
import sys
import tempfile
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from msgspec.structs import replace

from lessons.kit.data import ROOT
from lessons.kit.quiz.bank import load, path_of
from lessons.kit.quiz.marking import key_response, mark
from lessons.kit.quiz.questions import (
    Choice,
    Choices,
    Match,
    Number,
    Order,
    Place,
    Poll,
    Question,
    Short,
    asked_kind,
    fingerprint,
    rights,
)
from lessons.kit.record import Attempt, Record, handin
from lessons.kit.record.format import Learner

LESSONS = ("the_toll", "crimea")
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
JUMP = "the-jump"
IDEA = "A rise in the count is a rise in deaths"

EVIL = '<img src=x onerror="alert(1)">'
FORMULA = '=HYPERLINK("http://x.invalid")'
PATHS = "../../etc/passwd"
STEADY = (EVIL, FORMULA, PATHS, *(f"Steady {n}" for n in range(1, 9)))
MISLED = tuple(f"Misled {n}" for n in range(1, 7))
GUESSERS = ("Guesser 1", "Guesser 2", "Guesser 3")
SKIPPERS = ("Skipper 1", "Skipper 2", "Skipper 3")
OTHERS = ("Cheater", "Twice", "Older kit", "Copycat", "Tablet", "Namesake")
BROKEN = "handin-Broken-2026-03-02.json"


class Hasty(sqlite3.Connection):
    """A connection that does not wait for the disk: here nothing is lost if the power fails."""

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Run one statement."""
        return super().execute(sql.replace("synchronous = EXTRA", "synchronous = OFF"), *values)


@dataclass
class Clock:
    """The time that the record and the hand-in see."""

    time: datetime = START

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.time += timedelta(seconds=seconds)

    def now(self, _zone: object = None) -> datetime:
        """Give the time."""
        return self.time

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let the record and the hand-in see this clock."""
        shim = SimpleNamespace(now=self.now, fromisoformat=datetime.fromisoformat)
        with (
            patch("lessons.kit.record.format.datetime", shim),
            patch("lessons.kit.record.handin.datetime", shim),
            patch(
                "lessons.kit.record.database.sqlite3.connect",
                partial(sqlite3.connect, factory=Hasty),
            ),
        ):
            yield


@dataclass
class Class:
    """A folder of hand-ins, and what was really answered.

    ``answered`` is a list of (learner, question, response), in the order in which it was given.
    """

    folder: Path
    work: Path
    answered: list[tuple[str, Question, Any]] = field(default_factory=list)
    clock: Clock = field(default_factory=Clock)
    chance: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311  no secret

    def record(self, name: str, place: str = "") -> Record:
        """Begin the record of a learner at some computer."""
        record = Record.open(self.work / f"{len(name)}-{abs(hash(name))}{place}")
        record.set_learner(name)
        return record

    def answer(self, record: Record, question: Question, response: Any, seconds: float) -> None:
        """Answer one question, after some seconds."""
        self.clock.forward(seconds)
        record.add(question, response, mark(question, response))
        self.answered.append((record.learner(), question, response))

    def hand_in(self, record: Record, below: str = "") -> Path:
        """Hand in, to a subfolder if one is named."""
        self.clock.forward(30)
        return handin.write(record, self.folder / below)

    def file(self, name: str) -> Path:
        """Give the hand-in whose name begins so, such as ``"first/handin-Twice"``."""
        (found,) = self.folder.glob(f"{name}-2026-03-02-*.json")
        return found


def questions() -> list[Question]:
    """Give the questions of the lessons that the class has."""
    return [q for name in LESSONS for q in load(path_of(name))]


def wrong(question: Question, chance: random.Random) -> Any:  # noqa: PLR0911  one a kind
    """Give some response that is not the right one."""
    match question:
        case Choice(options=options):
            return chance.choice([o.key for o in options if not o.right])
        case Choices(options=options):
            return [next(o.key for o in options if not o.right)]
        case Number():
            return str(round(question.ends[0] * 2 + 1))
        case Order(items=items):
            return [item.key for item in reversed(items)]
        case Match(pairs=pairs):
            sides = list(rights(question))
            return {pair.key: sides[(n + 1) % len(sides)] for n, pair in enumerate(pairs)}
        case Place(answer=answer):
            return "UA-59" if "UA-59" not in answer else "UA-05"
        case Short():
            return {"text": "<b>I don't know</b>\n=1+1", "rubric": [False]}
        case Poll(options=votes):
            return chance.choice([o.key for o in votes])
    raise AssertionError(question.kind)


def right(question: Question, chance: random.Random) -> Any:
    """Give the right response; to a poll any."""
    return wrong(question, chance) if isinstance(question, Poll) else key_response(question)


def work_through(room: Class, record: Record, asked: Iterable[Question], skill: float) -> None:
    """Answer at a reader's pace; try once more after a wrong answer; vote again at the end."""
    asked = list(asked)
    for question in asked:
        good = room.chance.random() < skill
        first = (right if good else wrong)(question, room.chance)
        room.answer(record, question, first, room.chance.uniform(20, 60))
        if not good and not isinstance(question, Poll | Short):
            room.answer(record, question, key_response(question), room.chance.uniform(15, 40))
    for question in asked:
        if isinstance(question, Poll) and question.again:
            room.answer(record, question, question.options[-1].key, 20)


def build(folder: Path, work: Path) -> Class:
    """Let a class of thirty work through two lessons and hand in to a folder."""
    room = Class(folder, work)
    with room.clock.running():
        for name in STEADY:
            record = room.record(name)
            work_through(room, record, questions(), 0.8)
            room.hand_in(record)
        for name in MISLED:
            _misled(room, name)
        for name in GUESSERS:
            _guesser(room, name)
        for name in SKIPPERS:
            record = room.record(name)
            work_through(room, record, questions()[:7], 0.9)
            room.hand_in(record, "late")
        _cheater(room)
        _twice(room)
        _older(room)
        _copycat(room)
        _two_computers(room)
        _namesake(room)
    whole = room.file("handin-Steady-1").read_bytes()
    (folder / BROKEN).write_bytes(whole[: len(whole) // 2])
    return room


def _misleading() -> int:
    """Give the place of the option that shows the idea: its words may be of another language."""
    english = load(ROOT / "lessons" / LESSONS[0] / "quiz.yaml")
    options = next(q.options for q in english if q.id == JUMP and isinstance(q, Choice))
    return [option.misconception for option in options].index(IDEA)


def _misled(room: Class, name: str) -> None:
    record = room.record(name)
    for question in questions():
        if question.id == JUMP and isinstance(question, Choice):
            key = question.options[_misleading()].key
            room.answer(record, question, key, 30)
        else:
            work_through(room, record, [question], 0.75)
    room.hand_in(record)


def _guesser(room: Class, name: str) -> None:
    record = room.record(name)
    for question in questions():
        for _ in range(3):
            room.answer(record, question, wrong(question, room.chance), room.chance.uniform(1, 2))
    room.hand_in(record)


def _cheater(room: Class) -> None:
    """Take wrong first attempts out of the file, and write marks into it."""
    record = room.record("Cheater")
    work_through(room, record, questions(), 0.4)
    path = room.hand_in(record)
    whole = json.loads(path.read_bytes())
    best: dict[str, Any] = {}
    for statement in whole["statements"]:
        statement["result"]["score"] = {"scaled": 1.0}
        best[statement["object"]["id"]] = statement
    whole["statements"] = list(best.values())
    path.write_text(json.dumps(whole), encoding="utf-8")


def _twice(room: Class) -> None:
    record = room.record("Twice")
    work_through(room, record, questions()[:6], 0.8)
    room.hand_in(record, "first")
    room.clock.forward(86_400)
    work_through(room, record, questions()[6:], 0.8)
    room.hand_in(record)
    room.clock.forward(-86_400)


def _older(room: Class) -> None:
    """Answer with an earlier kit, in which one question read otherwise."""
    record = room.record("Older kit")
    every = questions()
    edited = replace(every[1], prompt="What did it count, again?")
    with patch("lessons.kit.record.handin.kit_version", return_value="0.0.9"):
        room.answer(record, edited, key_response(edited), 30)
        work_through(room, record, every[2:], 0.8)
        room.hand_in(record)


def _copycat(room: Class) -> None:
    text = room.file("handin-Steady-2").read_text(encoding="utf-8")
    copied = text.replace('"Steady 2"', '"Copycat"')
    (room.folder / "handin-Copycat.json").write_text(copied, encoding="utf-8")
    room.answered += [("Copycat", q, r) for name, q, r in room.answered if name == "Steady 2"]


def _two_computers(room: Class) -> None:
    """Answer at two computers: two records, which a report can't know to be of one learner."""
    for place, lesson in enumerate(LESSONS):
        record = room.record("Tablet", f"-{place}")
        before = len(room.answered)
        work_through(room, record, [q for q in questions() if q.lesson == lesson], 0.8)
        if place:
            room.answered[before:] = [("Tablet (2)", q, r) for _, q, r in room.answered[before:]]
        room.hand_in(record, f"computer {place}")


def _namesake(room: Class) -> None:
    """Two learners choose one nickname; the second one counts as “Namesake (2)”."""
    for place in range(2):
        record = room.record("Namesake", f"-{place}")
        before = len(room.answered)
        work_through(room, record, questions(), 0.8)
        if place:
            room.answered[before:] = [("Namesake (2)", q, r) for _, q, r in room.answered[before:]]
        room.hand_in(record, f"namesake {place}")


def crowd(folder: Path, count: int, lessons: Sequence[str], seed: int = 5) -> list[list[Attempt]]:
    """Write the hand-ins of many learners, each with a skill, words and times of their own.

    Returns
    -------
    list of list of Attempt
        What each learner answered, in the order of time.
    """
    chance = random.Random(seed)  # noqa: S311
    folder.mkdir(parents=True, exist_ok=True)
    asked = [question for name in lessons for question in load(path_of(name))]
    everybody = []
    for n in range(count):
        attempts = list(_one_of_many(f"L{n:03}", asked, chance))
        who = Learner(id=f"{chance.getrandbits(64):016x}", nickname=f"L{n:03}")
        made = attempts[-1].time + timedelta(minutes=1)
        raw = handin.encode(who.nickname, attempts, made, who=who)
        (folder / f"handin-{who.nickname}.json").write_bytes(raw)
        everybody.append(attempts)
    return everybody


def _one_of_many(name: str, asked: Sequence[Question], chance: random.Random) -> Iterator[Attempt]:
    """Answer as a learner does who leaves questions out, and tries again after a wrong answer."""
    skill, diligence = chance.betavariate(4, 3), chance.uniform(0.85, 1)
    time = START + timedelta(seconds=chance.uniform(0, 600))
    writer, before = f"{chance.getrandbits(64):016x}", ""
    for question in asked:
        if chance.random() > diligence:
            continue
        good = chance.random() < skill
        given = [(right if good else wrong)(question, chance)]
        if isinstance(question, Short):
            given = [{"text": f"{name} counts {chance.random()} of it.", "rubric": [good]}]
        elif not good and not isinstance(question, Poll):
            given.append((right if chance.random() < skill else wrong)(question, chance))
        for number, response in enumerate(given, 1):
            time += timedelta(milliseconds=chance.randint(9_000, 70_000))
            event = str(uuid.UUID(int=chance.getrandbits(128), version=4))
            marked = mark(question, response)
            yield Attempt(
                event=event, learner=name, lesson=question.lesson, question=question.id,
                kind=asked_kind(question), fingerprint=fingerprint(question), response=response,
                score=marked.score, verdict=marked.verdict, number=number, writer=writer,
                before=before, time=time.replace(microsecond=time.microsecond // 1000 * 1000),
            )  # fmt: skip
            before = event


def zipped(folder: Path, target: Path) -> Path:
    """Pack a folder of hand-ins as a learning platform does: a folder for each learner."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for n, path in enumerate(sorted(folder.rglob("*.json"))):
            archive.write(path, f"Learner {n}_{4000 + n}_assignsubmission_file/{path.name}")
    return target


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as records:
        made = build(Path(sys.argv[1]), Path(records))
    print(f"{len(made.answered)} answers were handed in to {made.folder}.")
