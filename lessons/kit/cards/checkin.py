"""The check-in: what a lesson's learner has done, what to look at again, and the hand-in button."""

from typing import Any

import anywidget
import ipywidgets
import traitlets

from lessons.kit.cards.card import QuestionCard
from lessons.kit.cards.messages import Save, ToOverview, meant
from lessons.kit.cards.overview import Overview
from lessons.kit.catalogue import say, words
from lessons.kit.web import module


class Summary(anywidget.AnyWidget):
    """The upper part of the check-in: progress, marks and buttons."""

    _esm = traitlets.Unicode(module("checkin")).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)


class CheckIn(ipywidgets.VBox):  # type: ignore[misc]
    """A lesson's summary, and below it the questions to answer once more.

    It follows each answer given in the same notebook; answers from another notebook come with the
    button "Refresh".

    Parameters
    ----------
    overview : Overview
        What answers.

    Examples
    --------
    >>> the_toll.check_in()  # doctest: +SKIP
    Check-in for the lesson “The toll”: …
    """

    def __init__(self, overview: Overview) -> None:
        self.overview = overview
        self._cards: dict[tuple[str, int], QuestionCard] = {}
        self.summary = Summary(
            words=words("cards.checkin.", "cards.verdict."), state=overview.state
        )
        self.summary.on_msg(self._receive)
        super().__init__([self.summary])
        self._show()
        overview.watch(self._show)

    def _receive(self, _widget: object, message: Any, _buffers: object = None) -> None:
        if isinstance(meant(message, ToOverview), Save):
            self._give()
            return
        self.overview.receive(message)
        self._show()

    def _give(self) -> None:
        """Hand the file that was written to the browser, which saves it where its user wants."""
        file = self.overview.file
        if file and file.is_file():
            self.summary.send({"save": file.name}, [file.read_bytes()])

    def _show(self) -> None:
        """Show the overview's state, and the cards that it wants below."""
        self.summary.state = self.overview.state
        cards = {}
        for below in self.overview.state["below"]:
            key = (below["id"], below["turn"])
            cards[key] = self._cards.get(key) or self._card(below["id"], below["label"])
        if cards != self._cards:
            self._cards = cards
            self.children = (self.summary, *cards.values())

    def _card(self, name: str, label: str) -> QuestionCard:
        question = next(q for q in self.overview.questions() if q.id == name)
        return QuestionCard(question, self.overview.record, label)

    def __repr__(self) -> str:
        """Give what it is as text: the same whatever was answered."""
        return say("cards.overview.plain", title=self.overview.title)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**data, "text/plain": repr(self), "text/html": f"<p>{self!r}</p>"}, metadata
