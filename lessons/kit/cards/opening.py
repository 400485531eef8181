"""What opens a lesson: two questions of earlier ones, to be answered or left alone."""

from typing import Any

import ipywidgets

from lessons.kit.cards import recall
from lessons.kit.cards.card import QuestionCard
from lessons.kit.catalogue import say
from lessons.kit.quiz import bank, text
from lessons.kit.record import Record
from lessons.kit.syllabus import Entry, entry


class Opening(ipywidgets.VBox):  # type: ignore[misc]
    """Two questions of earlier lessons, as this learner needs them.

    Parameters
    ----------
    lesson : Entry
        The lesson that they open.
    record : Record
        The learner's record.

    Examples
    --------
    >>> the_map.remember()  # doctest: +SKIP
    From earlier lessons: …
    """

    def __init__(self, lesson: Entry, record: Record) -> None:
        there = recall.earlier(lesson.number, bank.of)
        self.fixed = recall.fixed(there)
        round_ = recall.round_of(lesson.number)
        self.cards = [
            QuestionCard(
                question,
                record,
                say("cards.label.recall", lesson=entry(question.lesson).title),
                round=round_,
            )
            for question in recall.choose(there, record, round_)
        ]
        super().__init__(self.cards)

    def __repr__(self) -> str:
        """Give the fixed pair as text: the same whatever was answered."""
        lines = [text.plain(question.prompt) for question in self.fixed]
        return "\n".join([say("cards.label.opening"), *(f"  - {line}" for line in lines)])

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        items = "".join(f"<li>{text.html(each.prompt)}</li>" for each in self.fixed)
        page = f"<div><p>{say('cards.label.opening')}</p><ul>{items}</ul></div>"
        return {**data, "text/plain": repr(self), "text/html": page}, metadata
