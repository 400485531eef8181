"""The check-in: what a lesson's learner has done, what to look at again, and the hand-in button."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import ipywidgets
import traitlets

from lessons.kit.cards.card import LISTENERS, MARKED, QuestionCard, percent, source
from lessons.kit.data import ROOT
from lessons.kit.quiz import text
from lessons.kit.quiz.bank import BankError
from lessons.kit.quiz.questions import Question, view
from lessons.kit.record import Attempt, Record, RecordError, Standing, handin
from lessons.kit.syllabus import entries

if TYPE_CHECKING:
    from lessons.kit.lesson import Lesson

Standings = Sequence[tuple[Question, Standing | None]]


class Summary(anywidget.AnyWidget):
    """The upper part of the check-in: progress, marks and buttons."""

    _esm = traitlets.Unicode(source("dom.js", "checkin.js")).tag(sync=True)
    _css = traitlets.Unicode(source("card.css", "checkin.css")).tag(sync=True)
    state = traitlets.Dict().tag(sync=True)


class CheckIn(ipywidgets.VBox):  # type: ignore[misc]
    """A lesson's summary, and below it the questions to answer once more.

    It follows each answer given in the same notebook; answers from another notebook come with the
    button "Refresh".

    Parameters
    ----------
    lesson : Lesson
        Whose questions they are.
    record : Record
        The learner's record.

    Examples
    --------
    >>> the_toll.check_in()  # doctest: +SKIP
    Check-in for the lesson “The toll”: …
    """

    def __init__(self, lesson: "Lesson", record: Record) -> None:
        self.lesson = lesson
        self.record = record
        self._cards: dict[str, QuestionCard] = {}
        self.summary = Summary(state=self._state(""))
        self.summary.on_msg(self._receive)
        super().__init__([self.summary])
        self._look_back()
        LISTENERS.add(self)

    def refresh(self, said: str = "") -> None:
        """Read the record again; ``said`` is told in the live region."""
        self.summary.state = self._state(said)
        self._look_back()

    def _receive(self, _widget: object, message: Any, _buffers: object = None) -> None:
        match message:
            case {"do": "refresh"}:
                self.refresh("This page is up to date.")
            case {"do": "retry"}:
                self._retry()
            case {"do": "hand in"}:
                self.refresh(self._hand_in())

    def _state(self, said: str) -> dict[str, Any]:
        """Say what the learner sees: all of it text, none of it a key."""
        standings = self.lesson.standings()
        rows = [_row(number, *each) for number, each in enumerate(standings, 1)]
        return {
            "title": self.lesson.title,
            "done": _done(standings),
            "total": len(standings),
            "rows": rows,
            "polls": self._polls(),
            "course": self._course(),
            "missed": len(_missed(standings)),
            "notice": self.record.notice,
            "said": said,
            "turn": self.summary.state["turn"] + 1 if hasattr(self, "summary") else 0,
        }

    def _polls(self) -> list[dict[str, str]]:
        """Give the polls to look back at: the prompt, the first choice and the last one."""
        found = []
        for question in self.lesson.questions:
            chosen = _choices(question, self._attempts(question))
            if chosen:
                prompt = text.plain(question.prompt)
                found.append({"prompt": prompt, "first": chosen[0], "now": chosen[-1]})
        return found

    def _attempts(self, question: Question) -> list[Attempt]:
        if not view(question).get("again"):
            return []
        try:
            return self.record.attempts(question)
        except RecordError:
            return []

    @cached_property
    def _others(self) -> list["Lesson"]:
        """The lessons of the course that have questions, this one among them."""
        all_lessons = [type(self.lesson)(f"lessons.{entry.name}") for entry in entries()]
        return [
            self.lesson if other.name == self.lesson.name else other
            for other in all_lessons
            if other.path.is_file()
        ]

    def _course(self) -> list[dict[str, Any]]:
        """Give how much of each lesson is done."""
        found = []
        for lesson in self._others:
            lesson.record = self.record
            try:
                standings = lesson.standings()
            except BankError:
                continue  # another lesson's fault is no reason to withhold this one's summary
            here = lesson.name == self.lesson.name
            done, total = _done(standings), len(standings)
            found.append({"title": lesson.title, "done": done, "total": total, "here": here})
        return found

    def _look_back(self) -> None:
        """Show the polls of the start once more, as soon as they have a first answer."""
        for question in self.lesson.questions:
            chosen = _choices(question, self._attempts(question))
            if chosen:
                self._show(question, f"Look back: at first you said “{chosen[0]}”.")

    def _retry(self) -> None:
        """Show what was missed once more, below."""
        missed = _missed(self.lesson.standings())
        for question in missed:
            self._cards.pop(question.id, None)
            self._show(question, f"Once more: section {question.section}")
        count = "One question is" if len(missed) == 1 else f"{len(missed)} questions are"
        self.refresh(f"{count} below, to answer once more." if missed else "Nothing was missed.")

    def _show(self, question: Question, label: str) -> None:
        if question.id not in self._cards:
            self._cards[question.id] = QuestionCard(question, self.record, label)
        self.children = (self.summary, *self._cards.values())

    def _hand_in(self) -> str:
        try:
            path = handin.write(self.record)
        except handin.HandInError as problem:
            return str(problem)
        return f"Your hand-in file is ready: {_short(path)}. Give this file to your teacher."

    def __repr__(self) -> str:
        """Give what it is as text: the same whatever was answered."""
        return (
            f"Check-in for the lesson “{self.lesson.title}”: what you have done, what to look at "
            "again, and your hand-in file. Run this notebook to see it."
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**data, "text/plain": repr(self), "text/html": f"<p>{self!r}</p>"}, metadata


def _row(number: int, question: Question, standing: Standing | None) -> dict[str, Any]:
    """Give one line of the table of questions."""
    row = {
        "number": number,
        "section": question.section,
        "prompt": text.plain(question.prompt),
        "verdict": _verdict(question, standing),
        "tries": standing.attempts if standing else 0,
    }
    marked = standing is not None and question.kind in MARKED
    return {
        **row,
        "first": percent(standing.first) if standing and marked else "",
        "best": percent(standing.best) if standing and marked else "",
    }


def _verdict(question: Question, standing: Standing | None) -> str:
    """Give the verdict on the best attempt; empty where nothing was tried."""
    if standing is None:
        return ""
    if question.kind not in MARKED:
        return "recorded"
    return "right" if standing.best == 1 else "partly" if standing.best > 0 else "wrong"


def _done(standings: Standings) -> int:
    return sum(standing is not None for _, standing in standings)


def _missed(standings: Standings) -> list[Question]:
    """Give the questions that were tried and not yet got right."""
    return [
        question for question, each in standings if _verdict(question, each) in {"wrong", "partly"}
    ]


def _choices(question: Question, attempts: Sequence[Attempt]) -> list[str]:
    """Give what was chosen in a poll, as text, the first choice first."""
    texts = {option["key"]: option["text"] for option in view(question).get("options", [])}
    keys = [attempt.response for attempt in attempts]
    return [texts[key] for key in keys if isinstance(key, str) and key in texts]


def _short(path: Path) -> str:
    """Give a path as the learner finds it in JupyterLab's list of files."""
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)
