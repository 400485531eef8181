"""A table to filter: the reader chooses from lists, and the rows that fit stay.

A thin Python class over an ES module (``web/exhibits/board.js``). The lists are the browser's own,
the table is a real one, and the number of rows left is said aloud: it works by keyboard and with a
screen reader. Cells are text; nothing in them is read as HTML.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from lessons.kit.catalogue import say, words
from lessons.kit.data import in_language, source
from lessons.kit.exhibits.exhibit import ExhibitError, in_words
from lessons.kit.web import module

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from lessons.kit.exhibits.words import Say

#: Rows of the table that the text form shows, and how long a line is.
TEXT_ROWS, TEXT_WIDTH = 12, 160


class Board(anywidget.AnyWidget):
    """Rows to filter, with what is needed to read and trust them.

    Parameters
    ----------
    title : str
        The finding, as a sentence.
    subtitle : str
        What the rows are, and where they are from.
    table : pandas.DataFrame
        The rows; the first column names each.
    filters : mapping of str to sequence of str
        Columns to choose by, each with its values in the order of the list; what is left out
        follows as it first stands in the table. A cell of such a column may be a list of values;
        the row then fits each of them.
    sources : sequence of str
        Keys of ``data/sources.csv``.
    noun : str
        What the rows are, in the plural, such as "claims".
    hidden : sequence of str
        Columns to choose by that the table doesn't show.
    note : str, optional
        What a careful reader must know.

    Raises
    ------
    lessons.kit.exhibits.exhibit.ExhibitError
        If there is no row, or no column of that name.
    lessons.kit.data.DataError
        If a source isn't in ``data/sources.csv``.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"No.": ["A", "B"], "Verdict": ["right", "wrong"]})
    >>> Board("One of two is right", "Claims", rows, filters={"Verdict": ()}, sources=["AFP"])
    One of two is right
    Claims
    2 rows; choose by: Verdict
    <BLANKLINE>
    A | right
    B | wrong
    <BLANKLINE>
    Source: AFP via Insider Paper.
    """

    _esm = module("board")
    words = traitlets.Dict().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)
    columns = traitlets.List(traitlets.Unicode()).tag(sync=True)
    rows: Any = traitlets.List().tag(sync=True)
    filters: Any = traitlets.List().tag(sync=True)

    def __init__(
        self,
        title: str,
        subtitle: str,
        table: pd.DataFrame,
        *,
        filters: Mapping[str, Iterable[str]],
        sources: Sequence[str],
        noun: str = "rows",
        hidden: Sequence[str] = (),
        note: str = "",
    ) -> None:
        if table.empty:
            raise ExhibitError("A board needs at least one row.")
        for column in (*filters, *hidden):
            if column not in table:
                known = ", ".join(map(str, table.columns))
                raise ExhibitError(f"A board can't use {column!r}; its columns are {known}.")
        shown = in_words(table.drop(columns=list(hidden)))
        self.table = shown
        names = list(dict.fromkeys(source(key).speaker for key in sources))
        super().__init__(
            words=words("exhibits.board."),
            texts={
                "title": title,
                "subtitle": subtitle,
                "noun": noun,
                "note": note,
                "source": say("exhibits.frame.source", sources="; ".join(names)),
            },
            columns=list(map(str, shown.columns)),
            rows=shown.to_numpy().tolist(),
            filters=[_filter(name, table[name], order) for name, order in filters.items()],
        )

    @classmethod
    def of(
        cls,
        say: Say,
        table: pd.DataFrame,
        *,
        filters: Mapping[str, Iterable[str]],
        sources: Iterable[str],
        hidden: Sequence[str] = (),
    ) -> Board:
        """Show rows with the words of an ``exhibits.yaml``.

        Parameters
        ----------
        say : lessons.kit.exhibits.words.Say
            Title, subtitle, note, the headings of the table, and the label ``noun``.
        table : pandas.DataFrame
            The rows; the entry's ``table`` picks and names the columns.
        filters, hidden
            As above, by the columns of `table`; values are in English, as tables have them.
        sources : iterable of str
            Keys of ``data/sources.csv``; one that comes twice is given once.
        """
        shown = say.table(table)
        headings = dict(zip(say.columns(), shown.columns, strict=True))
        return cls(
            say.text("title"),
            say.text("subtitle"),
            shown,
            filters={
                headings[column]: [in_language(value) for value in order]
                for column, order in filters.items()
            },
            sources=list(dict.fromkeys(sources)),
            noun=say("noun"),
            hidden=[headings[column] for column in hidden],
            note=say.text("note"),
        )

    def __repr__(self) -> str:
        lines = [
            textwrap.shorten(" | ".join(row), TEXT_WIDTH, placeholder=" …")
            for row in self.rows[:TEXT_ROWS]
        ]
        left = len(self.rows) - TEXT_ROWS
        if left > 0:
            lines.append(say("exhibits.board.more", left=left, noun=self.texts["noun"]))
        choose = ", ".join(one["label"] for one in self.filters)
        foot = [self.texts[key] for key in ("note", "source") if self.texts[key]]
        count = len(self.rows)
        return "\n".join(
            [
                self.texts["title"],
                self.texts["subtitle"],
                say("exhibits.board.plain", all=count, noun=self.texts["noun"], lists=choose),
                "",
                *lines,
                "",
                *foot,
            ]
        )


def _filter(column: str, cells: pd.Series[Any], order: Iterable[str]) -> dict[str, Any]:
    """Give what a list offers, and the values of each row."""
    values = [[cell] if isinstance(cell, str) else list(cell) for cell in cells]
    there = dict.fromkeys(value for row in values for value in row)
    options = [value for value in dict.fromkeys([*order, *there]) if value in there]
    return {"label": column, "options": options, "values": values}
