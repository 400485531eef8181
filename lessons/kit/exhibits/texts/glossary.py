"""Words to know, in English and in three languages that learners may think in."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lessons.kit import data
from lessons.kit.exhibits import words
from lessons.kit.web import style

if TYPE_CHECKING:
    import pandas as pd

LANGUAGES = {"ukrainian": "uk", "russian": "ru", "georgian": "ka"}
"""Columns of the table in another language, with its code for screen readers."""

COLUMNS = ("word", "meaning", *LANGUAGES)


@dataclass(frozen=True, repr=False)
class Glossary:
    """The table ``glossary``, for a page, a notebook and paper.

    Examples
    --------
    >>> repr(Glossary()).splitlines()[2].partition(" · ")[0]
    'alliance: states that promise to help each other'
    """

    @property
    def table(self) -> pd.DataFrame:
        """The words under headings that a learner understands."""
        headings = {column: words.shared(f"glossary_{column}") for column in COLUMNS}
        return data.table("glossary")[list(COLUMNS)].rename(columns=headings)

    @property
    def title(self) -> str:
        """What stands above the words."""
        return words.shared("glossary_title")

    @property
    def subtitle(self) -> str:
        """Whom they are for."""
        return words.shared("glossary_subtitle")

    def source_line(self) -> str:
        """Say who has looked at the translations; they have no other source."""
        return self.note

    @property
    def note(self) -> str:
        """Who has looked at the translations."""
        rows = data.table("glossary")
        looked = int((rows["native_reader"] != "no").sum())
        said = "glossary_looked" if looked else "glossary_unread"
        return words.fill(words.shared(said), {"looked": looked, "count": len(rows)})

    def _repr_html_(self) -> str:
        headings = "".join(
            f"<th scope='col'>{html.escape(str(one))}</th>" for one in self.table.columns
        )
        rows = "".join(_row(row) for _, row in data.table("glossary").iterrows())
        return (
            f"<style>{style('exhibit')}</style><div class='exhibit'><div class='exhibit-table'>"
            f"<table><thead><tr>{headings}</tr></thead><tbody>{rows}</tbody></table></div>"
            f"<p class='exhibit-note'>{html.escape(self.note)}</p></div>"
        )

    def __repr__(self) -> str:
        rows = data.table("glossary")
        lines = [
            f"{row['word']}: {row['meaning']} · " + " · ".join(row[one] for one in LANGUAGES)
            for _, row in rows.iterrows()
        ]
        return "\n".join([", ".join(self.table.columns), "", *lines, "", self.note])


def _row(row: pd.Series[str]) -> str:
    cells = "".join(
        f"<td lang='{code}'>{html.escape(row[column])}</td>" for column, code in LANGUAGES.items()
    )
    return (
        f"<tr><th scope='row'>{html.escape(row['word'])}</th>"
        f"<td>{html.escape(row['meaning'])}</td>{cells}</tr>"
    )
