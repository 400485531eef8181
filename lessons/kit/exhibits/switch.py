"""Several exhibits behind one control: the learner chooses, the picture changes.

A thin Python class over an ES module (``web/exhibits/switch.js``). The control is the browser's
own slider or list, so that it works by keyboard and is named for a screen reader. Each exhibit is
drawn when it is first asked for and then kept in the browser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from lessons.kit.catalogue import say, words
from lessons.kit.data import none_of
from lessons.kit.web import module

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lessons.kit.exhibits.exhibit import Exhibit


class Switch(anywidget.AnyWidget):
    """Exhibits to choose from.

    Parameters
    ----------
    label : str
        The question that choosing answers, such as "A newspaper printed on".
    choices : mapping of str to callable
        What the control offers, in order, and the function that builds each exhibit.
    first : str, optional
        What is shown at the start; without it, the first choice.
    slider : bool
        Whether the choices are steps along a line (dates, sizes) rather than a list.
    paper : sequence of str, optional
        Which choices a printed sheet shows: those that its questions compare. Without it, both of
        two; of more, the one that is shown at the start.

    Attributes
    ----------
    paper : sequence of str
        As above.

    Raises
    ------
    ValueError
        If there is nothing to choose from, or `first` or one of `paper` isn't among the choices.
    """

    _esm = module("switch")
    words = traitlets.Dict().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    options = traitlets.List(traitlets.Unicode()).tag(sync=True)
    slider = traitlets.Bool().tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        label: str,
        choices: Mapping[str, Callable[[], Exhibit]],
        first: str | None = None,
        *,
        slider: bool = False,
        paper: Sequence[str] = (),
    ) -> None:
        if not choices:
            raise ValueError("A switch needs at least one exhibit to choose.")
        first = next(iter(choices)) if first is None else first
        for name in (first, *paper):
            if name not in choices:
                raise ValueError(none_of(name, choices))
        # Two pictures can lie side by side on paper; a longer row would fill pages.
        self.paper = paper or (list(choices) if len(choices) == len("ab") else [first])
        self._choices = dict(choices)
        self._first = self._choices[first]()
        super().__init__(
            words=words("exhibits.switch.drawing"),
            label=label,
            options=list(choices),
            slider=slider,
            shown=_page(first, self._first),
        )
        self.on_msg(self._answer)

    def exhibit(self, name: str) -> Exhibit:
        """Build one of the exhibits, as for paper.

        Parameters
        ----------
        name : str
            One of ``options``.

        Returns
        -------
        Exhibit
        """
        return self._choices[name]()

    def _answer(self, _widget: object, content: Any, _buffers: object) -> None:
        name = content.get("show") if isinstance(content, dict) else None
        if isinstance(name, str) and name in self._choices:
            self.send(_page(name, self._choices[name]()))

    def __repr__(self) -> str:
        head = say("exhibits.switch.plain", label=self.label, names=", ".join(self.options))
        return f"{head}\n\n{self._first!r}"


def _page(name: str, exhibit: Exhibit) -> dict[str, str]:
    return {"name": name, "title": exhibit.shown().title, "html": exhibit._repr_html_()}
