"""One learner of a class: the kit's own sittings over the class's store, and what is told of them.

A learner's page is sealed: keys and fingerprints in it tell nothing. What comes in is opened, what
goes out is shut again, and what is not due yet is held back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from msgspec.structs import replace

from lessons.kit.cards.messages import Envelope
from lessons.kit.catalogue import say
from lessons.kit.quiz.questions import Question, fingerprint
from lessons.kit.quiz.seal import Opener
from lessons.kit.record import Press, Record
from lessons.kit.record import format as form
from lessons.kit.record.format import Attempt, Draft, Learner
from lessons.live.store import Store
from lessons.pages.answering import Answers, NobodyThereError


class LearnersRecord(Record):
    """A learner's record that lies in the class's store."""

    def __init__(self, store: Store, learner: str) -> None:
        super().__init__(store.path)
        self._store = store
        self._learner = learner

    def who(self) -> Learner | None:
        """Give the learner."""
        return self._store.learners.get(self._learner)

    def _all(self) -> list[Attempt]:
        return list(self._store.attempts[self._learner])

    def _keep(self, press: Press, response: Any, **what: Any) -> Attempt:
        attempt = Attempt(
            event=press.event or form.new_event(),
            learner=self._learner,
            writer=press.writer,
            before=press.before,
            round=press.round,
            response=response,
            time=press.time or form.now(),
            **what,
        )
        kept = self._store.add(attempt)
        for watcher in list(self._watchers):
            watcher.answered()
        return kept

    def keep_draft(self, question: Question, response: Any) -> None:
        """Keep what stands typed."""
        self._store.keep_draft(
            Draft(
                learner=self._learner,
                lesson=question.lesson,
                question=question.id,
                fingerprint=fingerprint(question),
                response=response,
                time=form.now(),
            )
        )

    def draft(self, question: Question) -> Draft | None:
        """Give what stands typed at a question as it reads now."""
        found = self._store.drafts.get(f"{self._learner}/{question.lesson}/{question.id}")
        return found if found and found.fingerprint == fingerprint(question) else None


class Seat:
    """Answers a learner's page.

    Parameters
    ----------
    store : Store
        The class's.
    learner : str
        Whose id.
    questions : sequence of Question
        Of the lesson, with their keys.
    opener : Opener
        Leads what a sealed page says back to them.
    """

    def __init__(
        self, store: Store, learner: str, questions: Sequence[Question], opener: Opener
    ) -> None:
        self._opener = opener
        self._places = {question.id: place for place, question in enumerate(questions)}
        self._lesson = questions[0].lesson
        self.record = LearnersRecord(store, learner)
        self._answers = Answers(self.record, self._questions_of(questions))

    def _questions_of(self, questions: Sequence[Question]) -> Callable[[str], Sequence[Question]]:
        return lambda lesson: questions if lesson == self._lesson else ()

    def ask(self, message: Envelope, held: Collection[str]) -> dict[str, Any]:
        """Hand a message on; give the state that the learner may see.

        Parameters
        ----------
        message : Envelope
            As the sealed page says it.
        held : collection of str
            Ids of the questions whose answers are not told yet.
        """
        elsewhere = message.lesson != self._lesson or message.round != 1
        if message.to == "sign in" or elsewhere:
            raise NobodyThereError(say("live.fault.nobody"))
        if message.to == "overview":
            return self._overview(message, held)
        if message.to == "page":
            return self._answers.ask(message)
        if message.id not in self._places:
            asked = {"lesson": self._lesson, "question": message.id}
            raise NobodyThereError(say("pages.fault.question", **asked))
        if message.id in held and message.say.get("do") in ("hint", "answer"):
            message = replace(message, say={"do": "look"})
        state = self._answers.ask(replace(message, say=self._opened(message)))
        return self._shut(message.id, state, is_held=message.id in held)

    def _opened(self, message: Envelope) -> dict[str, Any]:
        if "response" not in message.say:
            return message.say
        place = self._places[message.id]
        return {**message.say, "response": self._opener.at(place, message.say["response"])}

    def _shut(self, name: str, state: dict[str, Any], *, is_held: bool) -> dict[str, Any]:
        place = self._places[name]
        told = {
            **state,
            "response": self._opener.shut(place, state["response"]),
            "draft": self._opener.shut(place, state["draft"]),
            "parts": self._opener.shut(place, state["parts"]),
        }
        if not is_held:
            return told
        nothing = {
            "tries": "",
            "parts": {},
            "extras": [],
            "rubric": [],
            "tell": False,
            "told": False,
        }
        if state["attempts"]:
            nothing |= {"verdict": "recorded", "feedback": f"<p>{say('live.lesson.held')}</p>"}
        return {**told, **nothing}

    def _overview(self, message: Envelope, held: Collection[str]) -> dict[str, Any]:
        if message.say.get("do") == "hand in":  # it is fetched as a file, not written here
            message = replace(message, say={"do": "look"})
        state = self._answers.ask(message)
        hidden = {self._places[name] + 1 for name in held}
        rows = [
            {**row, "verdict": "recorded", "first": "", "best": ""}
            if row["number"] in hidden and row["tries"]
            else row
            for row in state["rows"]
        ]
        missed = sum(row["verdict"] in ("wrong", "partly") for row in rows)
        below = [each for each in state["below"] if each["id"] not in held]
        return {**state, "rows": rows, "missed": missed, "below": below, "course": []}
