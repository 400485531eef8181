"""The start page's two cells: the table of lessons, and a check that nothing is missing."""

import html
import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lessons.kit import language
from lessons.kit.catalogue import say

if TYPE_CHECKING:
    from lessons.kit.exhibits.exhibit import Exhibit
    from lessons.kit.exhibits.texts.glossary import Glossary
    from lessons.kit.syllabus import Entry

LIBRARIES = ["anywidget", "geopandas", "ipywidgets", "markdown_it", "matplotlib", "msgspec", "yaml"]
"""What lessons import, by the names they are imported under."""


@dataclass(frozen=True, repr=False)
class LessonTable:
    """The lessons in their order, with minutes; those that can be opened are linked.

    Examples
    --------
    >>> print(lessons())  # doctest: +SKIP
     1. The call, 45 minutes. Who speaks with whom, about what, and how do we know?
    """

    entries: "tuple[Entry, ...]"

    def __repr__(self) -> str:
        return "\n".join(
            say(
                "cards.start.row",
                number=f"{entry.number:2}",
                title=entry.title,
                count=entry.minutes,
                question=entry.guiding_question,
            )
            for entry in self.entries
        )

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{entry.number}</td><th scope='row'>{_link(entry)}</th>"
            f"<td>{html.escape(entry.guiding_question)}</td><td>{entry.minutes}</td></tr>"
            for entry in self.entries
        )
        name = html.escape(say("cards.start.lessons"), quote=True)
        head = "".join(
            f"<th scope='col'>{html.escape(say(f'cards.start.{column}'))}</th>"
            for column in ("number", "lesson", "question", "minutes")
        )
        return (
            f"<table class='lessons' aria-label='{name}'><thead><tr>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table><style>{STYLE}</style>"
        )


STYLE = """
.lessons.lessons { text-align: left; font-size: 1rem; }
.lessons.lessons :is(th, td) { text-align: left; padding: .4em .8em; vertical-align: top; }
.lessons.lessons :is(th, td):is(:first-child, :last-child) { text-align: right; }
"""


def lessons() -> LessonTable:
    """Give the table of lessons, from ``lessons/syllabus.toml``."""
    from lessons.kit.syllabus import entries

    return LessonTable(entries())


def glossary() -> "Glossary":
    """Give the words to know, in English, Ukrainian, Russian and Georgian."""
    from lessons.kit.exhibits.texts.glossary import Glossary

    return Glossary()


def _link(entry: "Entry") -> str:
    from lessons.kit.places import NOTEBOOKS

    file = f"{entry.number:02}_{entry.name}.ipynb"
    title = html.escape(entry.title)
    if not (NOTEBOOKS / file).is_file():
        return title
    return f'<a href="{file}">{title}</a>'


@dataclass(frozen=True, repr=False)
class SelfCheck:
    """What the check found: what is wrong and what to do, what is good to know, a map."""

    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    picture: "Exhibit | None" = None

    @property
    def verdict(self) -> str:
        """Whether a lesson can begin, in a few words."""
        return say("cards.start.not-ready") if self.problems else say("cards.start.ready")

    def __repr__(self) -> str:
        lines = [self.verdict, *(f"- {line}" for line in self.problems + self.notes)]
        return "\n".join(lines) + (f"\n\n{self.picture!r}" if self.picture else "")

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{html.escape(line)}</li>" for line in self.problems + self.notes)
        shown = self.picture._repr_html_() if self.picture else ""
        return f"<p><strong>{self.verdict}</strong></p><ul>{items}</ul>{shown}"


def check() -> SelfCheck:
    """Import what lessons need, read the data, find where answers are kept, draw a map.

    Returns
    -------
    SelfCheck
        Shows "All good" and the map, or a list of what is wrong and what to do about it.
    """
    missing = missing_libraries()
    if missing:
        sentence = say("cards.start.missing", libraries=", ".join(missing))
        return SelfCheck(problems=(sentence,))
    try:
        faults = data_faults()
        notes = answers_notes()
        return SelfCheck(tuple(faults), tuple(notes), None if faults else draw())
    except (ValueError, RuntimeError, OSError) as error:  # the kit's own errors, a sentence each
        return SelfCheck(problems=(say("cards.start.teacher", fault=error),))


def missing_libraries() -> list[str]:
    """Name the libraries that can't be imported."""
    missing = []
    for name in LIBRARIES:
        try:
            importlib.import_module(name)
        except ImportError:
            missing.append(name)
    return missing


def data_faults() -> list[str]:
    """Say what is wrong with the tables, and that a fresh copy mends it."""
    from lessons.kit import data

    return [say("cards.start.data", fault=fault) for fault in data.check()]


def answers_notes() -> list[str]:
    """Say what the learner must know about where answers are kept, if it isn't as usual."""
    from lessons.kit.record import Record

    notice = Record.open().notice
    return [notice] if notice else []


def draw() -> "Exhibit":
    """Draw the places that the lessons lead to."""
    from lessons.kit.data import in_language, table
    from lessons.kit.exhibits import maps
    from lessons.kit.exhibits.exhibit import Exhibit

    labels = table("labels").query("map == 'atlantic' and place != ''")
    places = table("places").set_index("id").loc[labels["place"]]
    m = maps.Map("atlantic")
    m.dots(places)
    m.label()
    names = language.listed([*in_language(places["name"])])
    return Exhibit(
        figure=m.figure,
        title=say("cards.start.map-title"),
        subtitle=say("cards.start.map-subtitle"),
        alt=say("cards.start.map-alt", names=names),
        table=in_language(places[["name", "country"]]).rename(
            columns={"name": say("cards.start.place"), "country": say("cards.start.country")}
        ),
        sources=["NATE", "GEO"],
    )
