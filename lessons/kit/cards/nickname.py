"""The start page's one question: a nickname. Any word will do, and it may be left out."""

from typing import Any

import anywidget
import traitlets

from lessons.kit.cards.signin import SignIn
from lessons.kit.catalogue import say, words
from lessons.kit.record import MAX_NICKNAME, Record
from lessons.kit.web import module


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

    _esm = traitlets.Unicode(module("nickname")).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    longest = traitlets.Int(MAX_NICKNAME).tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(self, record: Record | None = None) -> None:
        self.sign_in = SignIn(record)
        super().__init__(words=words("cards.nickname."), state=self.sign_in.state)
        self.on_msg(self._receive)

    def _receive(self, _widget: object, message: Any, _buffers: object = None) -> None:
        self.state = self.sign_in.receive(message)

    def __repr__(self) -> str:
        """Give the question as text: the same whatever was answered."""
        return say("cards.nickname.plain")

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        data, metadata = super()._repr_mimebundle_(**kwargs)  # type: ignore[misc]
        return {**data, "text/plain": repr(self), "text/html": f"<p>{self!r}</p>"}, metadata


def ask() -> Nickname:
    """Ask for the learner's nickname, on the start page."""
    return Nickname()
