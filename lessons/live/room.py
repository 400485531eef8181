"""A class: who is here, what is open, what was answered, what is shown.

It knows no network. Learners' messages come in with the learner's id, a teacher's commands come in
by name; what each of the three pages may see goes out as plain JSON values.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct

from lessons.kit.cards.messages import Envelope
from lessons.kit.catalogue import say
from lessons.kit.quiz import bank
from lessons.kit.quiz.marking import mark
from lessons.kit.quiz.questions import Question
from lessons.kit.quiz.seal import Opener
from lessons.kit.record import RecordError
from lessons.kit.record.format import Attempt, Learner
from lessons.kit.record.store import clean_nickname
from lessons.kit.syllabus import Entry
from lessons.live.counts import Count, counted, sure_of, tickets
from lessons.live.learner import Seat
from lessons.live.store import Store, new_class_code

MOST_LEARNERS = 400
TRIES_UNTIL_STUCK = 3
QUIET_MINUTES = 5
SECONDS_A_MINUTE = 60
LONGEST_NOTES = 20_000
SCREENS = ("join", "question", "wall", "sure")
BIDI = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class ClassError(Exception):
    """A class can't be held, or its report made; the message is one sentence."""


class JoinError(Exception):
    """A learner can't come in; the message is one sentence for the learner."""


class Vote(Struct, kw_only=True):
    """A question that the class votes on.

    Attributes
    ----------
    round : int
        1, then 2 after talking.
    open, revealed : bool
        Whether votes are taken, and whether the answer may be told.
    """

    round: int = 1
    open: bool = True
    revealed: bool = False


class Pace(Struct, kw_only=True):
    """What the teacher has opened, and what is shown.

    Attributes
    ----------
    paused : bool
        Eyes up: nobody answers.
    upto : int
        The number of the last question that is open; 0 for all of them.
    closed : list of str
        Ids of questions that take no answer.
    together : str
        The question that all look at, or empty.
    votes : dict of str to Vote
        By the question's id.
    screen : str
        What the projector shows: ``join``, ``question``, ``wall`` or ``sure``.
    wall : list of str
        Events of the exit tickets that the teacher chose.
    names : bool
        Whether the projector may show who is here.
    notes : str
        The teacher's own.
    ended : bool
        Whether the class is over.
    """

    paused: bool = False
    upto: int = 0
    closed: list[str] = []
    together: str = ""
    votes: dict[str, Vote] = {}
    screen: str = "join"
    wall: list[str] = []
    names: bool = False
    notes: str = ""
    ended: bool = False


class Room:
    """One class.

    Parameters
    ----------
    store : Store
        Where it is kept.
    lesson : Entry
        What it is about.
    secret : bytes
        What its pages are sealed with.
    """

    def __init__(self, store: Store, lesson: Entry, secret: bytes) -> None:
        self.store = store
        self.lesson = lesson
        self.questions: list[Question] = list(bank.of(lesson.name))
        self.numbers = {question.id: n for n, question in enumerate(self.questions, 1)}
        self._opener = Opener(self.questions, secret)
        self._seats: dict[str, Seat] = {}
        self._hinted: Counter[tuple[str, str]] = Counter()
        self._at: dict[str, str] = {}
        self._heard: dict[str, float] = {}
        self._welcome: set[str] = set()
        self.online: Counter[str] = Counter()
        if store.get("code") is None:
            store.set("code", new_class_code())
            store.set("lesson", lesson.name)
            store.set("pace", {})
            store.commit()
        self.code: str = store.get("code")
        self.pace = msgspec.convert(store.get("pace"), Pace)

    # --- who is here -----------------------------------------------------------------------------

    def join(self, nickname: str) -> tuple[Learner, str]:
        """Let a learner in; give who it is and a token for the device.

        Raises
        ------
        JoinError
            If the name is none or is taken, the class is full or over.
        """
        if self.pace.ended:
            raise JoinError(say("live.join.over"))
        try:
            name = clean_nickname(BIDI.sub("", nickname))
        except RecordError as error:
            raise JoinError(str(error)) from error
        same = [one for one in self.store.learners.values() if _alike(one.nickname, name)]
        if same and same[0].id in self._welcome:
            self._welcome.discard(same[0].id)
            return same[0], self.store.new_token(same[0].id)
        if same:
            raise JoinError(say("live.join.taken", name=name))
        if len(self.store.learners) >= MOST_LEARNERS:
            raise JoinError(say("live.join.full"))
        return self.store.enter(name)

    # --- what learners say -----------------------------------------------------------------------

    def hear(self, learner: str, message: Envelope) -> dict[str, Any]:
        """Answer a learner's message; give the state that this learner may see."""
        self._heard[learner] = time.monotonic()
        if message.to == "question" and message.id in self.numbers:
            if message.say.get("do") != "look":
                self._at[learner] = message.id
            if message.say.get("do") == "hint":
                self._hinted[learner, message.id] += 1
        return self._seat(learner).ask(message, self.held())

    def _seat(self, learner: str) -> Seat:
        if learner not in self._seats:
            self._seats[learner] = Seat(self.store, learner, self.questions, self._opener)
        return self._seats[learner]

    def forget_seats(self) -> None:
        """Read all from the store again, after it could not keep something."""
        self._seats.clear()

    def held(self) -> set[str]:
        """Give the questions whose answers are not told yet."""
        return {name for name, vote in self.pace.votes.items() if not vote.revealed}

    def seen_by_learners(self) -> dict[str, Any]:
        """Give the pace as a learner's page needs it: no names, no counts, no keys."""
        pace = self.pace
        late = {name for name, n in self.numbers.items() if pace.upto and n > pace.upto}
        shut = {name for name, vote in pace.votes.items() if not (vote.open or vote.revealed)}
        return {
            "paused": pace.paused,
            "later": sorted(late, key=self.numbers.__getitem__),
            "closed": sorted({*pace.closed, *shut}),
            "together": pace.together,
            "votes": {
                name: {"round": vote.round, "open": vote.open, "revealed": vote.revealed}
                for name, vote in pace.votes.items()
            },
            "ended": pace.ended,
        }

    # --- what the teacher says -------------------------------------------------------------------

    def command(self, said: dict[str, Any]) -> None:
        """Do what the teacher's page asks for; what is no command is left alone."""
        name = str(said.get("id", ""))
        if name in self.numbers:
            self._about_question(name, said)
        elif name in self.store.learners:
            self._about_learner(name, said)
        else:
            self._about_class(said)
        self.store.set("pace", msgspec.to_builtins(self.pace))

    def _about_question(self, name: str, said: dict[str, Any]) -> None:
        pace = self.pace
        match said.get("do"):
            case "close":
                pace.closed = [each for each in pace.closed if each != name]
                pace.closed += [name] if said.get("on") else []
            case "together":
                pace.together = name
            case "vote":
                before = pace.votes.get(name)
                pace.votes[name] = Vote(round=before.round + 1 if before else 1)
                pace.together, pace.screen = name, "question"
            case "stop" if name in pace.votes:
                pace.votes[name].open = False
            case "reveal":
                vote = pace.votes.setdefault(name, Vote())
                vote.open, vote.revealed = False, True
            case "screen":
                pace.together, pace.screen = name, "question"

    def _about_learner(self, name: str, said: dict[str, Any]) -> None:
        match said.get("do"):
            case "welcome":
                self._welcome.add(name)
            case "remove":
                self.store.remove(name)
                self._seats.pop(name, None)

    def _about_class(self, said: dict[str, Any]) -> None:
        pace = self.pace
        match said.get("do"):
            case "pause":
                pace.paused = bool(said.get("on"))
            case "upto":
                pace.upto = max(0, min(int(said.get("number", 0)), len(self.questions)))
            case "together":
                pace.together = ""
            case "screen" if said.get("screen") in SCREENS:
                pace.screen = str(said["screen"])
            case "wall":
                events = {ticket["event"] for ticket in self._tickets()}
                pace.wall = [each for each in said.get("events", []) if each in events]
            case "names":
                pace.names = bool(said.get("on"))
            case "notes":
                pace.notes = str(said.get("text", ""))[:LONGEST_NOTES]
            case "end":
                pace.ended, pace.screen = True, "join"

    # --- what the teacher and the projector see --------------------------------------------------

    def seen_by_teacher(self) -> dict[str, Any]:
        """Give all there is: who, where, what goes wrong, what to say."""
        return {
            "pace": msgspec.to_builtins(self.pace),
            "learners": [self._line(one) for one in self.store.learners.values()],
            "questions": [
                {**msgspec.to_builtins(self._count(question)), "number": number}
                for number, question in enumerate(self.questions, 1)
            ],
            "tickets": self._tickets(),
            "sure": sure_of(self._all()),
            "unreadable": self.store.unreadable,
        }

    def seen_by_projector(self) -> dict[str, Any]:
        """Give what the whole room may see: no names, and nothing before it is revealed."""
        pace = self.pace
        here = [one for one in self.store.learners if self.online[one]]
        found: dict[str, Any] = {
            "screen": pace.screen,
            "paused": pace.paused,
            "here": len(here),
            "joined": len(self.store.learners),
            "names": [self.store.learners[one].nickname for one in here] if pace.names else [],
        }
        if pace.screen == "wall":
            words = {ticket["event"]: ticket["text"] for ticket in self._tickets()}
            found["wall"] = [words[each] for each in pace.wall if each in words]
        if pace.screen == "sure":
            found["sure"] = sure_of(self._all())
        if pace.screen == "question" and pace.together:
            question = self.questions[self.numbers[pace.together] - 1]
            vote = pace.votes.get(question.id, Vote(open=question.id not in pace.closed))
            count = self._count(question)
            found["question"] = {
                "id": question.id,
                "number": self.numbers[question.id],
                "round": vote.round,
                "open": vote.open,
                "revealed": vote.revealed,
                "voted": count.voted[vote.round - 1] if len(count.voted) >= vote.round else 0,
                "count": msgspec.to_builtins(count.without_misconceptions())
                if vote.revealed
                else None,
            }
        return found

    def _all(self) -> list[Attempt]:
        every = [one for many in self.store.attempts.values() for one in many]
        return sorted(every, key=lambda one: one.arrival)

    def _count(self, question: Question) -> Count:
        return counted(question, list(self.store.attempts.values()))

    def _tickets(self) -> list[dict[str, str]]:
        names = {one.id: one.nickname for one in self.store.learners.values()}
        return tickets(self.questions, self._all(), names)

    def _line(self, learner: Learner) -> dict[str, Any]:
        """Give a learner's row of the grid."""
        mine = self.store.attempts.get(learner.id, [])
        cells = {question.id: self._cell(learner.id, question, mine) for question in self.questions}
        quiet = (time.monotonic() - self._heard[learner.id]) if learner.id in self._heard else 0
        done = sum(1 for cell in cells.values() if cell["tries"])
        stuck = [name for name, cell in cells.items() if cell["stuck"]]
        return {
            "id": learner.id,
            "name": learner.nickname,
            "online": bool(self.online[learner.id]),
            "at": self.numbers.get(self._at.get(learner.id, ""), 0),
            "done": done,
            "quiet": int(quiet // SECONDS_A_MINUTE),
            "stuck": stuck,
            "slow": quiet > QUIET_MINUTES * SECONDS_A_MINUTE and done < len(self.questions),
            "cells": cells,
        }

    def _cell(self, learner: str, question: Question, mine: Sequence[Attempt]) -> dict[str, Any]:
        tried = [one for one in mine if one.question == question.id]
        marks = [mark(question, one.response) for one in tried[-1:]]
        verdict = marks[0].verdict if marks else ""
        missed = verdict in ("wrong", "partly")
        return {
            "tries": len(tried),
            "verdict": verdict,
            "hints": self._hinted[learner, question.id],
            "stuck": missed and len(tried) >= TRIES_UNTIL_STUCK,
        }


def _alike(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
