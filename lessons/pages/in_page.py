"""Python in the page: what the worker calls, one JSON text in and one out."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from lessons.kit.cards import messages
from lessons.kit.quiz import bank
from lessons.kit.record import Record, handin
from lessons.kit.record.format import Learner
from lessons.pages.answering import Answers

FOLDER = Path("/record")
"""Where the record lies while the page is open; the browser keeps the rows."""


class Page:
    """The answers of one learner.

    Parameters
    ----------
    learner : dict
        Who answers, as the browser has kept it.
    rows : sequence of str
        The learner's attempts, as the browser has kept them.
    """

    def __init__(self, learner: dict[str, Any], rows: Sequence[str]) -> None:
        FOLDER.mkdir(exist_ok=True)
        self.record = Record.open(FOLDER / "record.sqlite3")
        who = msgspec.convert(learner, Learner)
        self.left_out = self.record.take(who, [row.encode() for row in rows])
        self.answers = Answers(self.record, bank.of)
        self._given = max((place for place, _ in self.record.bodies()), default=0)

    def ask(self, raw: bytes) -> dict[str, Any]:
        """Hand a message on; give the state, the states that changed with it, and the new rows."""
        message = messages.read(raw)
        before = self.answers.states()
        state = self.answers.ask(message)
        address = (message.to, message.lesson, message.id, message.round)
        others = [
            [*other, now]
            for other, now in self.answers.states().items()
            if other != address and before.get(other) != now
        ]
        return {"state": state, "others": others, "rows": self._new_rows()}

    def _new_rows(self) -> list[str]:
        rows = self.record.bodies(self._given)
        if rows:
            self._given = rows[-1][0]
        return [body.decode() for _, body in rows]

    def hand_in(self) -> dict[str, str]:
        """Give the hand-in file: its name and its text, or why there is none."""
        try:
            path = handin.write(self.record, FOLDER)
        except handin.HandInError as problem:
            return {"error": str(problem)}
        return {"name": path.name, "text": path.read_text(encoding="utf-8")}


_pages: list[Page] = []


def do(said: str) -> str:
    """Do what the page says, and give the reply as JSON.

    ``{"begin": {"learner", "rows"}}`` opens the record, ``{"message": …}`` hands a message on, and
    ``{"hand in": true}`` gives the file.
    """
    match json.loads(said):
        case {"begin": {"learner": learner, "rows": rows}}:
            _pages[:] = [Page(learner, rows)]
            reply: Any = {"left_out": _pages[0].left_out}
        case {"message": message} if _pages:
            reply = _pages[0].ask(json.dumps(message).encode())
        case {"hand in": True} if _pages:
            reply = _pages[0].hand_in()
        case _:
            raise ValueError("The page said something that Python in the page doesn't know.")
    return json.dumps(reply)
