"""The start page's one question: a nickname. Any word will do, and it may be left out."""

from typing import Any

import anywidget
import traitlets

from lessons.kit.cards.card import source
from lessons.kit.record import MAX_NICKNAME, Record, RecordError

NOBODY = "learner"
"""The nickname of those who give none."""


class Nickname(anywidget.AnyWidget):
    """Asks for a nickname once; later it greets, and offers to change it.

    Parameters
    ----------
    record : Record, optional
        Where the nickname is kept; by default the learner's own record.

    Examples
    --------
    >>> Nickname()  # doctest: +SKIP
    Your nickname: any word that your teacher will know. …
    """

    _esm = traitlets.Unicode(source("dom.js", "nickname.js")).tag(sync=True)
    _css = traitlets.Unicode(source("card.css")).tag(sync=True)
    longest = traitlets.Int(MAX_NICKNAME).tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(self, record: Record | None = None) -> None:
        super().__init__(state={"name": "", "said": "", "error": "", "turn": 0})
        self.on_msg(self._receive)
        try:
            self.record = record or Record.open()
            self._tell(self.record.notice)
        except RecordError as problem:
            self.state = {**self.state, "error": str(problem)}

    def _receive(self, _widget: object, message: Any, _buffers: object = None) -> None:
        match message:
            case {"do": "keep", "name": str(name)}:
                self._keep(name)
            case {"do": "skip"}:
                self._keep(NOBODY)

    def _keep(self, name: str) -> None:
        try:
            before = self.record.learner()
            kept = self.record.set_learner(name)
            changed = bool(before) and before != kept
            again = " Run a lesson's notebook again to see the answers of this name."
            self._tell(f"Your answers are kept under “{kept}”." + (again if changed else ""))
        except (RecordError, AttributeError) as problem:
            error = str(problem) if isinstance(problem, RecordError) else self.state["error"]
            self.state = {**self.state, "error": error, "turn": self.state["turn"] + 1}

    def _tell(self, said: str) -> None:
        name, turn = self.record.learner(), self.state["turn"] + 1
        self.state = {"name": name, "said": said, "error": "", "turn": turn}

    def __repr__(self) -> str:
        """Give the question as text: the same whatever was answered."""
        return (
            "Your nickname: any word that your teacher will know. You may leave it out. "
            "It stays on this computer and goes into your hand-in file."
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        data, metadata = super()._repr_mimebundle_(**kwargs)  # type: ignore[misc]
        return {**data, "text/plain": repr(self), "text/html": f"<p>{self!r}</p>"}, metadata


def ask() -> Nickname:
    """Ask for the learner's nickname, on the start page."""
    return Nickname()
