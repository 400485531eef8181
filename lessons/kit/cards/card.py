"""The card: one question on screen, in JupyterLab and everywhere anywidget runs.

The browser gets what `view` lets it see and sends back what the learner does. Marking, feedback,
hints and the answer stay in Python until they are due, and each attempt is in the record before
the card says so.
"""

import json
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from weakref import WeakSet

import anywidget
import traitlets

from lessons.kit.quiz import text
from lessons.kit.quiz.marking import Mark, mark
from lessons.kit.quiz.questions import Question, reveal, view
from lessons.kit.record import Attempt, Record, RecordError

HERE = Path(__file__).parent
TRIES_BEFORE_ANSWER = 2
"""How often a learner tries before the card offers the answer."""

MARKED = {"choice", "choices", "number", "order", "match", "place"}

LISTENERS: WeakSet[Any] = WeakSet()
"""What is refreshed after each answer: the check-ins on screen."""


@cache
def source(*names: str) -> str:
    """Read script or style files beside this one, one after the other."""
    return "\n".join((HERE / name).read_text("utf-8") for name in names)


STYLE = f"\nconst STYLE = {json.dumps(source('../exhibits/svgmap.css', 'card.css'))};"
"""The cards' style sheet, which the script puts in once. anywidget's ``_css`` would set it again
for each card: ten cards then took a quarter longer to draw."""


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

    Attributes
    ----------
    view : dict
        What the browser may see before an answer.
    state : dict
        Where the learner stands: ``response``, ``verdict``, ``feedback`` (safe HTML), ``attempts``,
        ``tries`` (a line on first and best mark), ``hinted`` (how many hints are shown), ``extras``
        (hints and answer, each ``{label, html}``), ``rubric``, ``tell`` (whether the answer may be
        asked for), ``told``, ``error`` and ``turn``, which grows with each reply.

    Examples
    --------
    >>> QuestionCard(question, Record.open())  # doctest: +SKIP
    Question the_toll/who-counted (choice): Who counted the dead? …
    """

    _esm = traitlets.Unicode().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(self, question: Question, record: Record, label: str = "Question") -> None:
        self.question = question
        self.record = record
        self._hinted = 0
        self._told = False
        seen = {**view(question), "label": label, "keeps": question.kind not in MARKED}
        script = ["dom.js", "card.js"]
        if seen["kind"] == "place":
            seen["map"] = _map(seen["map"])
            script = ["../exhibits/svgmap.js", *script]
        self._mark: Mark | None = None
        self._attempts: list[Attempt] = []
        error = self._look_up()
        if self._attempts:
            self._mark = mark(question, self._attempts[-1].response)
        super().__init__(_esm=source(*script) + STYLE, view=seen, state=self._state(error))
        self.on_msg(self._receive)

    def _receive(self, _widget: object, message: Any, _buffers: object = None) -> None:
        """Do what the learner asked for; whatever else arrives is left alone."""
        match message:
            case {"do": "check", "response": response}:
                self.state = self._state(self._check(response))
            case {"do": "hint"}:
                self._hinted = min(self._hinted + 1, len(self.question.hints))
                self.state = self._state()
            case {"do": "answer"}:
                self._told = self._may_tell()
                self.state = self._state()

    def _check(self, response: Any) -> str:
        """Mark a response and keep it; return what went wrong, or nothing."""
        marked = mark(self.question, response)
        if marked.verdict == "not attempted":
            self._mark = marked
            return ""
        try:
            self.record.add(self.question, response, marked)
        except RecordError as problem:
            return str(problem)
        self._mark = marked
        for listener in list(LISTENERS):
            listener.refresh()
        return self._look_up()

    def _look_up(self) -> str:
        """Read the attempts; return what went wrong, or nothing."""
        try:
            self._attempts = self.record.attempts(self.question)
        except RecordError as problem:
            return str(problem)
        return ""

    def _state(self, error: str = "") -> dict[str, Any]:
        """Say where the learner stands."""
        question, marked, attempts = self.question, self._mark, self._attempts
        shown = reveal(question) if attempts and question.kind == "short" else {}
        return {
            "turn": self.state.get("turn", 0) + 1,
            "attempts": len(attempts),
            "response": attempts[-1].response if attempts else None,
            "verdict": marked.verdict if marked else "",
            "feedback": text.html(marked.feedback) if marked else "",
            "tries": self._tries(),
            "hinted": self._hinted,
            "extras": self._extras(),
            "rubric": shown.get("rubric", []),
            "tell": self._may_tell(),
            "told": self._told,
            "error": error,
        }

    def _tries(self) -> str:
        """Sum up the attempts in one line, such as "Tries: 2. Mark: 0 first, 1 at best."."""
        if not self._attempts:
            return ""
        tries = f"Tries: {len(self._attempts)}."
        if self.question.kind not in MARKED:
            return "" if len(self._attempts) == 1 else tries.replace("Tries", "Answers kept")
        scores = [mark(self.question, attempt.response).score for attempt in self._attempts]
        if len(scores) == 1:
            return f"{tries} Mark: {percent(scores[0])}."
        return f"{tries} Mark: {percent(scores[0])} at first, {percent(max(scores))} at best."

    def _extras(self) -> list[dict[str, str]]:
        """Give the hints asked for so far and, once asked for, the answer."""
        hints = enumerate(self.question.hints[: self._hinted], 1)
        extras = [{"label": f"Hint {n}", "html": text.html(hint)} for n, hint in hints]
        if self._told:
            extras.append({"label": "The answer", "html": reveal(self.question)["answer"]})
        return extras

    def _may_tell(self) -> bool:
        """Tell whether the learner may ask for the answer: after some tries, none of them right."""
        tried = len(self._attempts) >= TRIES_BEFORE_ANSWER
        done = self._mark is not None and self._mark.verdict == "right"
        return self._told or (tried and not done and self.question.kind in MARKED)

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
        note = "Run this notebook to answer."
        page = f"<div>{self.view['prompt']}<ul>{parts}</ul><p><em>{note}</em></p></div>"
        return {**data, "text/plain": repr(self), "text/html": page}, metadata


def percent(score: float) -> str:
    """Write a score of 0 to 1 as a percentage.

    >>> percent(2 / 3)
    '67 %'
    """
    return f"{score:.0%}".replace("%", " %")


def _parts(seen: dict[str, Any]) -> list[str]:
    """List what a question offers, as text."""
    entries = [
        entry["text"]
        for field in ("options", "items", "left", "right")
        for entry in seen.get(field, [])
    ]
    return entries + [shape["name"] for shape in seen.get("map", {}).get("shapes", [])]


def _map(name: str) -> dict[str, Any]:
    from lessons.kit.data import atlas  # geopandas is slow to import, and few questions need it

    found: dict[str, Any] = atlas.svg_map(name)
    return found
