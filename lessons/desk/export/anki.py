"""Anki cards of the words to know that a lesson uses, by genanki.

A word is the same note in every lesson's deck, so that Anki holds it once, and a later export
brings it up to date with what was learned kept.
"""

import io
import json
import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from lessons.desk.export.parts import Part
from lessons.kit import data, language, places, walk
from lessons.kit.exhibits import words
from lessons.kit.exhibits.texts.glossary import LANGUAGES
from lessons.kit.syllabus import Entry

if TYPE_CHECKING:
    import pandas as pd

DECK, MODEL = 1_640_822_400, 1_640_822_401
"""Anki knows decks and kinds of card by numbers, which must stay the same."""
MADE = 1_640_822_400.0
"""The day of the article: the same words give the same cards."""
SAID = ("meaning", *LANGUAGES)
STYLE = (
    ".card { font-family: sans-serif; font-size: 1.3em; text-align: center; } "
    "dt { font-size: .7em; margin-top: .8em; } dd { margin: 0; }"
)


def write(parts: Sequence[Part]) -> bytes:
    """Write a deck of the words to know for each lesson.

    Parameters
    ----------
    parts : sequence of Part
        Lessons; their questions are not asked.

    Returns
    -------
    bytes
        An ``.apkg`` file.
    """
    import genanki

    fields = [{"name": name} for name in ("word", *SAID)]
    back = "".join(
        f"{{{{#{name}}}}}<dt>{escape(words.shared(f'glossary_{name}'))}</dt>"
        f'<dd lang="{LANGUAGES.get(name, language.current())}">{{{{{name}}}}}</dd>{{{{/{name}}}}}'
        for name in SAID
    )
    card = {
        "name": "word",
        "qfmt": "{{word}}",
        "afmt": f"{{{{word}}}}<hr id=answer><dl>{back}</dl>",
    }
    model = genanki.Model(MODEL, "Reading a Crisis", fields=fields, templates=[card], css=STYLE)
    decks = []
    held: set[str] = set()
    for lesson, _ in parts:
        name = f"Reading a Crisis::{lesson.number:02} {lesson.title}"
        deck = genanki.Deck(DECK + 10 * lesson.number, name)
        for row in used(lesson).to_dict("records"):
            if row["word"] in held:  # it lies in the deck of the first lesson that uses it
                continue
            held.add(row["word"])
            said = [escape(str(row[field])) for field in ("word", *SAID)]
            guid = genanki.guid_for("reading-a-crisis", row["word"])
            deck.add_note(genanki.Note(model, said, guid=guid, tags=[f"lesson-{lesson.number:02}"]))
        decks.append(deck)
    out = io.BytesIO()
    genanki.Package(decks).write_to_file(out, timestamp=MADE)
    return out.getvalue()


def used(lesson: Entry) -> "pd.DataFrame":
    """Give the rows of the glossary whose word a lesson's notebook, exhibits or questions use."""
    folder = places.PACKAGE / lesson.name
    read = [folder / "quiz.yaml", folder / "exhibits.yaml"]
    text = " ".join([*_notebook(lesson), *(path.read_text(encoding="utf-8") for path in read)])
    rows = data.table("glossary").fillna("")
    there = [bool(re.search(rf"\b{re.escape(word)}", text, re.IGNORECASE)) for word in rows["word"]]
    return rows[there]


def _notebook(lesson: Entry) -> Iterable[str]:
    page = json.loads(walk.notebook(lesson).read_text(encoding="utf-8"))
    return ("".join(cell["source"]) for cell in page["cells"] if cell["cell_type"] == "markdown")
