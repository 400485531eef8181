"""A check that nothing is missing; it speaks only if something is wrong."""

import html
import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lessons.kit import language
from lessons.kit.catalogue import say

if TYPE_CHECKING:
    from lessons.kit.exhibits.exhibit import Exhibit

LIBRARIES = ["anywidget", "geopandas", "ipywidgets", "markdown_it", "matplotlib", "msgspec", "yaml"]
"""What lessons import, by the names they are imported under."""


@dataclass(frozen=True, repr=False)
class SelfCheck:
    """What the check found: what is wrong and what to do, what is good to know, a map."""

    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    picture: "Exhibit | None" = None

    @property
    def said(self) -> tuple[str, ...]:
        """What is wrong, and what is good to know."""
        return self.problems + self.notes

    def __repr__(self) -> str:
        verdict = [say("cards.start.not-ready")] if self.problems else []
        return "\n".join([*verdict, *(f"- {line}" for line in self.said)])

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{html.escape(line)}</li>" for line in self.said)
        verdict = html.escape(say("cards.start.not-ready"))
        head = f"<p><strong>{verdict}</strong></p>" if self.problems else ""
        return head + (f"<ul>{items}</ul>" if items else "")


def check() -> SelfCheck:
    """Import what lessons need, read the data, find where answers are kept, draw a map.

    Returns
    -------
    SelfCheck
        The map, and what is wrong with what to do about it.
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
