"""The frame that texts share: words above, what is read, note, sources, and the table behind."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Protocol

from lessons.kit.exhibits.exhibit import in_words, linked_sources
from lessons.kit.web import style

if TYPE_CHECKING:
    import pandas as pd


class Text(Protocol):
    """What is read, with all that is needed to trust it and to check it."""

    @property
    def title(self) -> str:
        """What stands above."""

    @property
    def subtitle(self) -> str:
        """What is shown."""

    @property
    def note(self) -> str:
        """What a careful reader must know."""

    @property
    def sources(self) -> list[str]:
        """Keys of ``data/sources.csv``."""

    @property
    def table(self) -> pd.DataFrame:
        """The same as a table, with headings that a learner understands."""


def framed(text: Text, kind: str, body: str, *, fold: str, address: str = "") -> str:
    """Write a text as HTML.

    Parameters
    ----------
    text : Text
        Its words.
    kind : str
        The class of its section.
    body : str
        What is read, as HTML.
    fold : str
        What stands above the folded table.
    address : str
        What stands behind the sources, where a link isn't enough.

    Returns
    -------
    str
        A style sheet and a ``section``.
    """
    table = in_words(text.table).to_html(index=False, border=0, justify="left", escape=True)
    behind = f" {html.escape(address)}" if address else ""
    return (
        f'<style>{style("exhibit")}</style><section class="exhibit {kind}" '
        f'aria-label="{html.escape(text.title)}">'
        f'<p class="exhibit-title" role="heading" aria-level="3">{html.escape(text.title)}</p>'
        f'<p class="exhibit-subtitle">{html.escape(text.subtitle)}</p>{body}'
        f'<p class="exhibit-note">{html.escape(text.note)}</p>'
        f'<p class="exhibit-source">{linked_sources(text.sources)}{behind}</p>'
        f"<details><summary>{html.escape(fold)}</summary>"
        f'<div class="exhibit-table">{table}</div></details></section>'
    )
