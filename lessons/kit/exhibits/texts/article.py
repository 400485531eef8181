"""The article's place: what each paragraph says, who speaks in it, and where lessons look at it.

The article can't be printed here. ``data/tables/article.csv`` says it again in our own words, with
the fragments that lessons compare in their places; whoever wants the whole finds its address below.
"""

from __future__ import annotations

import html
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lessons.kit import data
from lessons.kit.data import in_language
from lessons.kit.exhibits import words
from lessons.kit.exhibits.exhibit import source_line
from lessons.kit.exhibits.texts.frame import framed
from lessons.kit.quiz import bank
from lessons.kit.syllabus import entries

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 88
"""Letters in a line of the text form."""

COLUMNS = ("paragraph", "speaks", "says", "fragments", "words", "lessons")
"""What the table twin has, in its order; ``shared.yaml`` has the headings."""

SOURCES = ("ART",)


@dataclass(frozen=True, repr=False)
class Article:
    """The article in our own words, one paragraph after the other.

    Parameters
    ----------
    lesson : str, optional
        Name of the lesson that a learner is in; its paragraphs are marked.

    Examples
    --------
    >>> Article().rows["paragraph"].iloc[0], len(Article().rows)
    ('P00', 23)
    """

    lesson: str = ""

    @property
    def rows(self) -> pd.DataFrame:
        """The paragraphs, each with the titles of the lessons that ask about it."""
        rows = in_language(data.table("article"))
        found = [_lessons(paragraph) for paragraph in rows["paragraph"]]
        asked = [", ".join(lessons.values()) for lessons in found]
        here = [self.lesson in lessons for lessons in found]
        return rows.assign(lessons=asked, here=here)

    @property
    def title(self) -> str:
        """What stands above the paragraphs."""
        rows = self.rows
        counts = {"paragraphs": len(rows), "words": int(rows["words"].sum())}
        return words.fill(words.shared("article_title"), counts)

    @property
    def subtitle(self) -> str:
        """What is shown of each paragraph."""
        return words.shared("article_subtitle")

    @property
    def note(self) -> str:
        """Why the text isn't here, and how to get it."""
        return words.shared("article_note")

    @property
    def alt(self) -> str:
        """The same as the title: the paragraphs are text."""
        return self.title

    @property
    def sources(self) -> list[str]:
        """Where the article was read."""
        return list(SOURCES)

    @property
    def table(self) -> pd.DataFrame:
        """The same as a table, with headings that a learner understands."""
        headings = {column: words.shared(f"article_{column}") for column in COLUMNS}
        return self.rows[list(COLUMNS)].rename(columns=headings)

    def source_line(self) -> str:
        """Say where the article was read, with its address: on paper no link can be followed."""
        return f"{source_line(self.sources)} {self._address()}"

    def _repr_html_(self) -> str:
        paragraphs = "".join(_item(row) for _, row in self.rows.iterrows())
        return framed(
            self,
            "article",
            f"<ol>{paragraphs}</ol>",
            fold=words.shared("article_table"),
            address=data.source(SOURCES[0]).url,
        )

    def __repr__(self) -> str:
        lines = [self.title, self.subtitle, ""]
        for _, row in self.rows.iterrows():
            lines.append(
                textwrap.fill(f"{row['paragraph']} ({row['speaks']}): {row['says']}", WIDTH)
            )
            lines += [f"    {quoted}" for quoted in _quoted(row["fragments"])]
        return "\n".join([*lines, "", self.note, f"{self.source_line()}"])

    def _address(self) -> str:
        return data.source(SOURCES[0]).url


def _item(row: pd.Series[str]) -> str:
    here = ' class="article-here" aria-current="true"' if row["here"] else ""
    quoted = "".join(f"<q>{html.escape(one[1:-1])}</q> " for one in _quoted(row["fragments"]))
    counted = words.fill(words.shared("article_length"), {"count": row["words"]})
    asked = f" · {html.escape(row['lessons'])}" if row["lessons"] else ""
    return (
        f"<li{here}><strong>{html.escape(row['paragraph'])} · {html.escape(row['speaks'])}</strong>"
        f"<br>{html.escape(row['says'])} {quoted}<br><small>{counted}{asked}</small></li>"
    )


def _quoted(fragments: str) -> list[str]:
    return [f"“{one}”" for one in fragments.split(" | ") if one]


def _lessons(paragraph: str) -> dict[str, str]:
    """Give the lessons whose questions are about a paragraph: their names and titles."""
    tables = [data.table(name) for name in ("claims", "observations")]
    about = {key for one in tables for key in one.loc[one["paragraph"] == paragraph, "id"]}
    found = {}
    for lesson in entries():
        try:
            questions = bank.of(lesson.name)
        except bank.BankError:
            continue
        if any(about & set(question.claims) for question in questions):
            found[lesson.name] = lesson.title
    return found
