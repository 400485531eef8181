"""Who answers a page: the kit's own sittings, one for each part that asks.

It runs where Python is: in the page itself, in a worker, or on the laptop of a class. It knows
neither: a message with its address comes in, a state goes out (``docs/format.md``).
"""

from collections.abc import Callable, Sequence
from typing import Any

from lessons.kit.cards.learners_page import LearnersPage
from lessons.kit.cards.messages import Envelope
from lessons.kit.cards.overview import Overview
from lessons.kit.cards.signin import SignIn
from lessons.kit.cards.sitting import Sitting
from lessons.kit.catalogue import say
from lessons.kit.quiz.questions import Question
from lessons.kit.record import Record
from lessons.kit.record.format import RECALL
from lessons.kit.syllabus import SyllabusError, entry

Address = tuple[str, str, str, int]
"""``to``, ``lesson``, ``id`` and ``round`` of a message; what it lacks is empty."""


class NobodyThereError(LookupError):
    """No part of a lesson has that address."""


class Answers:
    """Answers all parts of one learner's pages.

    Parameters
    ----------
    record : Record
        The learner's.
    questions : callable
        Gives the questions of a lesson by its name.

    Examples
    --------
    >>> answers = Answers(record, bank.of)  # doctest: +SKIP
    >>> answers.ask(Envelope(to="overview", lesson="nato", say={"do": "look"}))  # doctest: +SKIP
    {'title': 'NATO', 'done': 0, …}
    """

    def __init__(self, record: Record, questions: Callable[[str], Sequence[Question]]) -> None:
        self.record = record
        self._questions = questions
        self._parts: dict[Address, Any] = {}

    def ask(self, message: Envelope) -> dict[str, Any]:
        """Hand a message to the part that it is addressed to.

        Returns
        -------
        dict
            The state that follows.

        Raises
        ------
        NobodyThereError
            If there is no such lesson or question.
        """
        address = (message.to, message.lesson, message.id, message.round)
        if address not in self._parts:
            self._parts[address] = self._part(*address)
        state: dict[str, Any] = self._parts[address].receive(message.say)
        return state

    def states(self) -> dict[Address, dict[str, Any]]:
        """Give the state of each part that was spoken to."""
        return {address: part.state for address, part in self._parts.items()}

    def _part(self, to: str, lesson: str, name: str, round_: int) -> Any:
        if to == "sign in":
            return SignIn(self.record)
        try:
            title, questions = entry(lesson).title, self._questions(lesson)
        except (SyllabusError, LookupError) as error:
            raise NobodyThereError(say("pages.fault.lesson", lesson=lesson)) from error
        if to == "page":
            return LearnersPage(lesson, self.record)
        if to == "overview":
            return Overview(lesson, title, self.record, self._questions)
        for question in questions:
            if question.id == name:
                beside = () if round_ >= RECALL else questions
                return Sitting(question, self.record, lesson=beside, round=round_)
        raise NobodyThereError(say("pages.fault.question", lesson=lesson, question=name))
