"""Documents: one clause each, with who made it, where we read it, and what to ask of it.

Learners who only see what others made of a text have nothing to check it by. A card shows a clause
of at most 25 words, as ``data/tables/documents.csv`` has it, never a whole text.
"""

from __future__ import annotations

import html
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lessons.kit import data
from lessons.kit.data import in_language
from lessons.kit.exhibits import words
from lessons.kit.exhibits.exhibit import ExhibitError, source_line
from lessons.kit.exhibits.texts.frame import framed

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 88
"""Letters in a line of the text form."""

COLUMNS = ("title", "who", "date", "clause", "original", "ask", "note")
"""What the table twin has, in its order; ``shared.yaml`` has the headings."""


@dataclass(frozen=True, repr=False)
class Documents:
    """The documents of a lesson, as cards.

    Parameters
    ----------
    lesson : str
        Name of the lesson, as in the syllabus.

    Raises
    ------
    lessons.kit.exhibits.exhibit.ExhibitError
        If ``documents.csv`` has none for that lesson.

    Examples
    --------
    >>> Documents("the_toll").title
    'In their own words: 2 documents'
    """

    lesson: str

    def __post_init__(self) -> None:
        if self.rows.empty:
            raise ExhibitError(f"data/tables/documents.csv has no document for {self.lesson!r}.")

    @property
    def rows(self) -> pd.DataFrame:
        """The lesson's rows of the table, in its order."""
        rows = data.table("documents").query("lesson == @self.lesson").reset_index(drop=True)
        dated = rows.assign(date=[_dated(text) for text in rows["date"]])
        said = dated.assign(original=[_original(row) for row in dated.itertuples()])
        return in_language(said).assign(source=dated["source"])

    @property
    def title(self) -> str:
        """What stands above the cards."""
        return words.fill(words.shared("documents_title"), {"count": len(self.rows)})

    @property
    def subtitle(self) -> str:
        """What the cards show."""
        return words.shared("documents_subtitle")

    @property
    def note(self) -> str:
        """What a careful reader must know."""
        return words.shared("documents_note")

    @property
    def alt(self) -> str:
        """Which documents there are, for a reader who doesn't see the cards."""
        return f"{'; '.join(self.rows['title'])}."

    @property
    def sources(self) -> list[str]:
        """Where each clause was read."""
        return list(dict.fromkeys(self.rows["source"]))

    @property
    def table(self) -> pd.DataFrame:
        """The same as a table, with headings that a learner understands."""
        headings = {column: words.shared(f"document_{column}") for column in COLUMNS}
        return self.rows[list(COLUMNS)].rename(columns=headings)

    def source_line(self) -> str:
        """Say where the clauses were read, as it stands under the cards."""
        return source_line(self.sources)

    def _repr_html_(self) -> str:
        cards = "".join(_card(row) for _, row in self.rows.iterrows())
        return framed(self, "documents", cards, fold=words.shared("documents_table"))

    def __repr__(self) -> str:
        lines = [self.title, self.subtitle, ""]
        for _, row in self.rows.iterrows():
            parts = [
                f"{row['title']}. {row['who']}, {row['date']}.",
                f"“{row['clause']}”",
                row["ask"],
                row["original"],
            ]
            lines += [_wrapped(part) for part in parts] + [""]
        return "\n".join([*lines, self.note, self.source_line()])


def _wrapped(text: str) -> str:
    """Break lines between words alone, so that an address stays whole."""
    return textwrap.fill(text, WIDTH, break_on_hyphens=False, break_long_words=False)


def _card(row: pd.Series[str]) -> str:
    who = f"{row['who']} · {row['date']} · {row['kind']}"
    note = f" {html.escape(row['note'])}" if row["note"] else ""
    return (
        f'<article class="document"><h4>{html.escape(row["title"])}</h4>'
        f"<p>{html.escape(who)}</p><blockquote>{html.escape(row['clause'])}</blockquote>"
        f'<p class="document-ask">{html.escape(row["ask"])}</p>'
        f"<p>{html.escape(row['original'])}{note}</p></article>"
    )


def _original(row: object) -> str:
    """Say whether the original was opened by us, and where to find it if it was."""
    state = str(getattr(row, "original_opened"))  # noqa: B009  a column of the table
    said = words.shared(f"document_opened_{state}")
    key = str(getattr(row, "original"))  # noqa: B009
    return f"{said} {data.source(key).url}".strip() if key else said


def _dated(text: str) -> str:
    """Write the day of a document, or of two."""
    return " / ".join(_day(part) for part in text.split("/"))


def _day(text: str) -> str:
    import pandas as pd

    exact = {4: "year", 7: "month"}.get(len(text), "day")
    return data.date_text(pd.Timestamp(text), exact)
