"""The card: one question on screen, in JupyterLab and everywhere anywidget runs.

The browser gets what a :class:`~lessons.kit.cards.sitting.Sitting` lets it see and sends back what
the learner does; the card passes messages and states on, and decides nothing.
"""

from collections.abc import Sequence
from html import escape
from typing import Any

import anywidget
import traitlets

from lessons.kit.cards.sitting import Sitting
from lessons.kit.catalogue import say, words
from lessons.kit.quiz import text
from lessons.kit.quiz.questions import Question
from lessons.kit.record import Record
from lessons.kit.web import module


class QuestionCard(anywidget.AnyWidget):
    """A question that can be answered on screen and remembers its answers.

    Parameters
    ----------
    question : Question
        From the bank.
    record : Record
        Where attempts are kept; the last one stands on the card again.
    label : str
        What stands above the prompt, such as "Question 2 of 6".
    lesson : sequence of Question
        The questions of its lesson.
    round : int
        Of recall, the round in which it is asked once more.

    Attributes
    ----------
    sitting : Sitting
        What answers.
    view, state : dict
        The sitting's, as the browser has them.

    Examples
    --------
    >>> QuestionCard(question, Record.open())  # doctest: +SKIP
    Question the_toll/who-counted (choice): Who counted the dead? …
    """

    _esm = traitlets.Unicode().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        question: Question,
        record: Record,
        label: str = "",
        lesson: Sequence[Question] = (),
        round: int = 1,  # noqa: A002  the format's word
    ) -> None:
        self.sitting = Sitting(question, record, label, lesson, round)
        self.question = question
        seen = self.sitting.view
        script = "place_card" if seen["kind"] == "place" else "card"
        super().__init__(
            _esm=module(script),
            words=words("cards.card.", f"cards.task.{seen['kind']}", "cards.verdict."),
            view=seen,
            state=self.sitting.state,
        )
        self.on_msg(self._receive)

    def _receive(self, _widget: object, message: Any, _buffers: object = None) -> None:
        state = self.sitting.receive(message)
        if state is not self.state:
            self.state = state

    def __repr__(self) -> str:
        """Give the question as text: the same whatever was answered."""
        seen = self.view
        head = f"Question {seen['lesson']}/{seen['id']} ({seen['kind']}): "
        return "\n".join(
            [head + text.plain(self.question.prompt), *map("  - {}".format, _parts(seen))]
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Show the card where there is a kernel, and the question as HTML or text elsewhere."""
        data, metadata = super()._repr_mimebundle_(**kwargs)  # type: ignore[misc]
        parts = "".join(f"<li>{escape(part)}</li>" for part in _parts(self.view))
        note = escape(say("cards.static.run"))
        page = f"<div>{self.view['prompt']}<ul>{parts}</ul><p><em>{note}</em></p></div>"
        return {**data, "text/plain": repr(self), "text/html": page}, metadata


def _parts(seen: dict[str, Any]) -> list[str]:
    """List what a question offers, as text."""
    entries = [
        entry["text"]
        for field in ("options", "items", "left", "right")
        for entry in seen.get(field, [])
    ]
    return entries + [shape["name"] for shape in seen.get("map", {}).get("shapes", [])]
