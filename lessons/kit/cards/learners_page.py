"""The learner's page: a claim a lesson, with its evidence; a message comes in, a state goes out.

One question runs through the lessons. Each adds a row to the learner's page: what I now claim,
on what evidence and whose, how sure I am, and what speaks against it.
"""

from typing import Any

import msgspec

from lessons.kit.cards import messages
from lessons.kit.cards.messages import Claim, KeepRow, PageState, ToPage, meant
from lessons.kit.catalogue import say
from lessons.kit.record import PageRow, Press, Record, RecordError
from lessons.kit.syllabus import entries


class LearnersPage:
    """One learner's page, open at the row of one lesson.

    Parameters
    ----------
    lesson : str
        The lesson's name.
    record : Record
        Where the rows are kept.

    Attributes
    ----------
    state : dict
        As :class:`~lessons.kit.cards.messages.PageState` says it.
    """

    def __init__(self, lesson: str, record: Record) -> None:
        self.lesson = lesson
        self.record = record
        self._turn = -1
        self.state = self._state("", "")

    def receive(self, message: Any) -> dict[str, Any]:
        """Keep a row, or read the page anew; whatever else arrives is left alone.

        Returns
        -------
        dict
            The state that follows.
        """
        match meant(message, ToPage):
            case KeepRow() as press:
                self.state = self._state(*self._keep(press))
            case messages.Refresh():
                self.state = self._state("", "")
        return self.state

    def _keep(self, press: KeepRow) -> tuple[str, str]:
        """Keep the row; return what was done and what went wrong."""
        row = msgspec.convert(msgspec.to_builtins(press.row), PageRow)
        keyed = Press(event=press.event, writer=press.writer, before=press.before, time=press.time)
        try:
            self.record.keep_row(self.lesson, row_name(self.lesson), row, keyed)
        except RecordError as problem:
            return "", str(problem)
        return say("cards.page.kept"), ""

    def _state(self, said: str, error: str) -> dict[str, Any]:
        try:
            rows = self.record.rows()
        except RecordError as problem:
            rows, error = {}, error or str(problem)
        self._turn += 1
        claims = [
            Claim(lesson=each.name, title=each.title, row=rows.get(row_name(each.name), PageRow()))
            for each in entries()
        ]
        return messages.state(
            PageState(
                lesson=self.lesson,
                learner=self.record.learner() or "",
                claims=claims,
                said=said,
                error=error,
                turn=self._turn,
            )
        )


def row_name(lesson: str) -> str:
    """Give the name of a lesson's row.

    >>> row_name("the_call")
    'the-call'
    """
    return lesson.replace("_", "-")
