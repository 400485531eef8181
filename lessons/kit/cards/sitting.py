"""One learner with one question: a message comes in, a state goes out.

A sitting knows neither browser nor notebook. Whatever can send a message asks it: a card in
JupyterLab, a page with Python in the browser, a class server. Marking, feedback, hints and the
answer stay here until they are due, and each attempt is in the record before the state says so.
"""

from collections.abc import Sequence
from typing import Any

from lessons.kit import language
from lessons.kit.cards import messages
from lessons.kit.cards.astray import astray
from lessons.kit.cards.messages import (
    Answer,
    Check,
    Draft,
    Extra,
    Hint,
    QuestionState,
    ToQuestion,
    meant,
)
from lessons.kit.catalogue import say
from lessons.kit.quiz import text
from lessons.kit.quiz.marking import Mark, looked_back, mark
from lessons.kit.quiz.questions import MARKED, Place, Prediction, Question, reveal, view
from lessons.kit.record import Attempt, Press, Record, RecordError
from lessons.kit.record.format import RECALL, new_event

TRIES_BEFORE_ANSWER = 2
"""How often a learner tries before the answer may be asked for."""


class Sitting:
    """A question that remembers what one learner answered.

    Parameters
    ----------
    question : Question
        From the bank.
    record : Record
        Where attempts are kept; the last one stands in the state again.
    label : str
        What stands above the prompt, such as "Question 2 of 6".
    lesson : sequence of Question
        The questions of its lesson; predictions that are looked back at here are among them.
    round : int
        Of recall, the round in which it is asked once more; earlier answers then don't stand there.

    Attributes
    ----------
    view : dict
        What may be seen before an answer, as :func:`lessons.kit.quiz.view` gives it, with
        ``label`` and ``keeps`` (whether answers are kept without a mark).
    state : dict
        Where the learner stands, as :class:`~lessons.kit.cards.messages.QuestionState` says it.

    Examples
    --------
    >>> sitting = Sitting(question, Record.open())  # doctest: +SKIP
    >>> sitting.receive({"do": "check", "response": "38e77e7f"})["verdict"]  # doctest: +SKIP
    'right'
    """

    def __init__(
        self,
        question: Question,
        record: Record,
        label: str = "",
        lesson: Sequence[Question] = (),
        round: int = 1,  # noqa: A002  the format's word
    ) -> None:
        self.question = question
        self.record = record
        self._round = round
        self._predictions = [
            each
            for each in lesson
            if isinstance(each, Prediction) and each.seen_after == question.id
        ]
        self.view = {
            **view(question),
            "label": label or say("cards.label.question"),
            "keeps": question.kind not in MARKED,
        }
        if self.view["kind"] == "place":
            self.view["map"] = _map(self.view["map"])
        self._hinted = 0
        self._told = False
        self._mark: Mark | None = None
        self._attempts: list[Attempt] = []
        self._turn = 0
        self._sent: tuple[int, Any] | None = None
        self._event = ""
        self._draft: Any = None
        error = self._look_up() or self._find_draft()
        if self._attempts:
            self._mark = mark(question, self._attempts[-1].response)
        self.state = self._state(error)

    def receive(self, message: Any) -> dict[str, Any]:
        """Do what the learner asked for; whatever else arrives is left alone.

        Parameters
        ----------
        message : JSON value
            One of :data:`~lessons.kit.cards.messages.ToQuestion`, such as
            ``{"do": "check", "response": …}`` or ``{"do": "hint"}``.

        Returns
        -------
        dict
            The state that follows.
        """
        match meant(message, ToQuestion):
            case Check() as press:
                self.state = self._state(self._check(press))
            case Draft(response=response):
                self._keep_draft(response)
            case Hint():
                self._hinted = min(self._hinted + 1, len(self.question.hints))
                self.state = self._state()
            case Answer():
                self._told = self._may_tell()
                self.state = self._state()
        return self.state

    def _check(self, press: Check) -> str:
        """Mark a response and keep it; return what went wrong, or nothing.

        One press of one answer is one attempt: what is sent once more, because no reply came or
        because the button was pressed again, is neither marked anew nor kept anew.
        """
        marked = mark(self.question, press.response)
        if marked.verdict == "not attempted":
            self._mark = marked
            return ""
        if press.event and self._is_kept(press.event):
            return self._look_up()
        if self._sent != (press.round, press.response):
            self._sent = (press.round, press.response)
            self._event = press.event or new_event()
        elif self._is_kept(self._event):
            self._mark = marked
            return self._look_up()
        try:
            self.record.add(self.question, press.response, marked, press=self._press(press))
        except RecordError as problem:
            return str(problem)
        self._mark, self._draft = marked, None
        return self._look_up()

    def _press(self, press: Check) -> Press:
        """Say what the record should know of a press; its id is that of the first time sent."""
        return Press(
            event=self._event,
            writer=press.writer,
            before=press.before,
            time=press.time,
            round=max(press.round, self._round),
        )

    def _is_kept(self, event: str) -> bool:
        return any(one.event == event for one in self._attempts)

    def _is_ours(self, attempt: Attempt) -> bool:
        """Say whether an attempt belongs here: recall stands apart from the lesson itself."""
        if self._round >= RECALL:
            return attempt.round == self._round
        return attempt.round < RECALL

    def _keep_draft(self, response: Any) -> None:
        """Keep what stands typed; the state goes out anew only if that can't be done."""
        try:
            self.record.keep_draft(self.question, response)
        except RecordError as problem:
            self.state = self._state(str(problem))
            return
        self._draft = response
        self.state["draft"] = response

    def _find_draft(self) -> str:
        """Read what stands typed; return what went wrong, or nothing."""
        try:
            found = self.record.draft(self.question)
        except RecordError as problem:
            return str(problem)
        self._draft = found.response if found else None
        return ""

    def _look_up(self) -> str:
        """Read the attempts; return what went wrong, or nothing."""
        try:
            found = self.record.attempts(self.question)
            self._attempts = [one for one in found if self._is_ours(one)]
        except RecordError as problem:
            return str(problem)
        return ""

    def _state(self, error: str = "") -> dict[str, Any]:
        """Say where the learner stands."""
        question, marked, attempts = self.question, self._mark, self._attempts
        shown = reveal(question) if attempts and question.kind == "short" else {}
        self._turn += 1
        state = QuestionState(
            turn=self._turn,
            attempts=len(attempts),
            event=attempts[-1].event if attempts else "",
            response=attempts[-1].response if attempts else None,
            draft=self._draft,
            verdict=marked.verdict if marked else "",
            feedback=text.html(marked.feedback) if marked else "",
            parts=marked.parts if marked else {},
            tries=self._tries(),
            hinted=self._hinted,
            extras=self._extras(),
            rubric=shown.get("rubric", []),
            tell=self._may_tell(),
            told=self._told,
            error=error,
        )
        return messages.state(state)

    def _tries(self) -> str:
        """Sum up the attempts in one line, such as "Tries: 2. Mark: 0 first, 1 at best."."""
        if not self._attempts:
            return ""
        count = len(self._attempts)
        if self._round >= RECALL:
            return say("cards.tries.recall")
        if self.question.kind not in MARKED:
            return "" if count == 1 else say("cards.tries.kept", count=count)
        tries = say("cards.tries.count", count=count)
        scores = [mark(self.question, attempt.response).score for attempt in self._attempts]
        if len(scores) == 1:
            return say("cards.tries.one", tries=tries, mark=percent(scores[0]))
        first, best = percent(scores[0]), percent(max(scores))
        return say("cards.tries.more", tries=tries, first=first, best=best)

    def _extras(self) -> list[Extra]:
        """Give the hints asked for so far and, once asked for, the answer."""
        hints = enumerate(self.question.hints[: self._hinted], 1)
        extras = [Extra(say("cards.label.hint", number=n), text.html(hint)) for n, hint in hints]
        if self._told:
            extras.append(Extra(say("cards.label.answer"), reveal(self.question)["answer"]))
        return [*extras, *self._astray(), *self._afterwards()]

    def _astray(self) -> list[Extra]:
        """After a wrong choice on a map, say how far off it is."""
        question, marked = self.question, self._mark
        if not isinstance(question, Place) or marked is None or marked.verdict != "wrong":
            return []
        said = astray(self.view["map"], str(self._attempts[-1].response), question.answer)
        return [Extra(say("cards.label.astray"), text.html(said))] if said else []

    def _afterwards(self) -> list[Extra]:
        """Give what an answer opens: the headline held back, and how near a prediction was."""
        if not self._attempts:
            return []
        found = [
            Extra(say("cards.label.predicted", prompt=text.plain(each.prompt)), text.html(said))
            for each in self._predictions
            if (said := self._looked_back(each))
        ]
        if self.question.headline and self._round < RECALL:
            headline = f"**{self.question.headline}**"
            found.append(Extra(say("cards.label.headline"), text.html(headline)))
        return found

    def _looked_back(self, prediction: Prediction) -> str:
        return prediction_seen(self.record, prediction, self.question)

    def _may_tell(self) -> bool:
        """Tell whether the learner may ask for the answer: after some tries, none of them right."""
        tried = len(self._attempts) >= TRIES_BEFORE_ANSWER
        done = self._mark is not None and self._mark.verdict == "right"
        return self._told or (tried and not done and self.question.kind in MARKED)


def prediction_seen(record: Record, prediction: Prediction, seen_in: Question) -> str:
    """Say how near a prediction was, once the question is answered that it is looked back at in.

    What counts is the last that was said before that answer.

    Parameters
    ----------
    record : Record
        The learner's.
    prediction, seen_in : Question
        The prediction, and the question ``seen_after``.

    Returns
    -------
    str
        Markdown; nothing where it isn't due, or where no prediction was made in time.
    """
    try:
        answers, made = record.attempts(seen_in), record.attempts(prediction)
    except RecordError:
        return ""
    if not answers:
        return ""
    in_time = [one for one in made if one.arrival < answers[0].arrival]
    return looked_back(prediction, in_time[-1].response) if in_time else ""


def percent(score: float) -> str:
    """Write a score of 0 to 1 as a percentage.

    >>> percent(2 / 3)
    '67%'
    """
    return language.percent(score)


def _map(name: str) -> dict[str, Any]:
    from lessons.kit.data import atlas  # few questions need it

    found: dict[str, Any] = atlas.svg_map(name)
    return found
