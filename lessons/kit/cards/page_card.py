"""The learner's page in a notebook."""

from html import escape
from typing import Any

import anywidget
import traitlets

from lessons.kit.cards.learners_page import LearnersPage
from lessons.kit.catalogue import say, words
from lessons.kit.web import module


class PageCard(anywidget.AnyWidget):
    """The row of one lesson to write in, and the whole page to read and print.

    Parameters
    ----------
    page : LearnersPage
        What answers.

    Examples
    --------
    >>> the_toll.my_page()  # doctest: +SKIP
    My page: …
    """

    _esm = traitlets.Unicode(module("learners_page")).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(self, page: LearnersPage) -> None:
        self.page = page
        super().__init__(words=words("cards.page."), state=page.state)
        self.on_msg(self._receive)

    def _receive(self, _widget: object, message: Any, _buffers: object = None) -> None:
        self.state = self.page.receive(message)

    def __repr__(self) -> str:
        """Give what it asks as text: the same whatever was written."""
        return "\n".join([say("cards.page.title"), *(f"  - {line}" for line in asked())])

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        data, metadata = super()._repr_mimebundle_(**kwargs)  # type: ignore[misc]
        items = "".join(f"<li>{escape(line)}</li>" for line in asked())
        page = (
            f"<div><p><strong>{escape(say('cards.page.title'))}</strong></p><ul>{items}</ul></div>"
        )
        return {**data, "text/plain": repr(self), "text/html": page}, metadata


def asked() -> list[str]:
    """Give what a row asks for, a line each."""
    return [
        say("cards.page.claim"),
        say("cards.page.evidence"),
        say("cards.page.sure"),
        say("cards.page.against"),
    ]
