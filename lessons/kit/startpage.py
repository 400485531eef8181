"""The start page: a picture and where to begin, the lessons with what is done, words to know."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import ipywidgets

from lessons.kit.catalogue import say
from lessons.kit.selfcheck import SelfCheck, check

if TYPE_CHECKING:
    from lessons.kit.exhibits.texts.glossary import Glossary
    from lessons.kit.record import Record
    from lessons.kit.syllabus import Entry


@dataclass(frozen=True)
class Progress:
    """How far the learner is with a lesson.

    Attributes
    ----------
    entry : Entry
        The lesson.
    done, total : int
        Questions answered, and all of them.
    last : datetime or None
        When the last of the answers was given.
    """

    entry: "Entry"
    done: int = 0
    total: int = 0
    last: datetime | None = None


@dataclass(frozen=True, repr=False)
class Begin:
    """The top of the start page: the picture, and one link to go on with.

    What the check of the kit found wrong stands first; a kit that is whole says nothing.
    """

    found: SelfCheck
    progress: Sequence[Progress]

    def __repr__(self) -> str:
        picture = self.found.picture
        parts = [repr(self.found), self._where()[1], repr(picture) if picture else ""]
        return "\n".join(filter(None, parts))

    def _repr_html_(self) -> str:
        file, words = self._where()
        words = html.escape(words)
        link = f'<a class="rc-begin-link" href="{file}">{words}</a>' if file else words
        picture = self.found.picture._repr_html_() if self.found.picture else ""
        return (
            f"<style>{BEGIN}</style><div class='rc-begin'>{self.found._repr_html_()}"
            + (f"<p class='rc-begin-line'>{link}</p>" if link else "")
            + f"{picture}</div>"
        )

    def _where(self) -> tuple[str, str]:
        """Give the file to go on with, and what its link says."""
        chosen = go_on(self.progress)
        if chosen is None:
            return "", say("cards.start.finished") if any(p.done for p in self.progress) else ""
        name = "cards.start.go-on" if chosen.done else "cards.start.begin"
        entry = chosen.entry
        return file_of(entry), say(name, number=str(entry.number), title=entry.title)


@dataclass(frozen=True, repr=False)
class LessonTable:
    """The lessons in their order, with minutes and what is done; each is linked.

    Examples
    --------
    >>> print(lessons())  # doctest: +SKIP
     1. The call, 45 minutes. Who speaks with whom, about what, and how do we know?
    """

    progress: Sequence[Progress]

    def __repr__(self) -> str:
        return "\n".join(
            say(
                "cards.start.row",
                number=f"{each.entry.number:2}",
                title=each.entry.title,
                count=each.entry.minutes,
                question=each.entry.guiding_question,
            )
            for each in self.progress
        )

    def _repr_html_(self) -> str:
        heads = "".join(
            f"<th scope='col'>{html.escape(say(f'cards.start.{name}'))}</th>"
            for name in ("number", "lesson", "question", "minutes", "done")
        )
        rows = "".join(map(self._row, self.progress))
        label = html.escape(say("cards.start.lessons"))
        return (
            f"<table class='lessons' aria-label='{label}'><thead><tr>{heads}</tr></thead>"
            f"<tbody>{rows}</tbody></table><style>{TABLE}</style>"
        )

    def _row(self, each: Progress) -> str:
        entry = each.entry
        done = say("cards.start.of", done=each.done, total=each.total) if each.done else ""
        title = html.escape(entry.title)
        return (
            f"<tr><td>{entry.number}</td>"
            f"<th scope='row'><a href=\"{file_of(entry)}\">{title}</a></th>"
            f"<td>{html.escape(entry.guiding_question)}</td><td>{entry.minutes}</td>"
            f"<td>{done}</td></tr>"
        )


class JoinClass(ipywidgets.VBox):  # type: ignore[misc]
    """Leads to a class that a teacher holds: the address from the board becomes a link."""

    def __init__(self) -> None:
        self.typed = ipywidgets.Text(
            description=say("cards.start.class-address"),
            placeholder="192.168.1.20:8700",
            style={"description_width": "initial"},
            layout=ipywidgets.Layout(width="32rem", max_width="100%"),
        )
        self.link = ipywidgets.HTML()
        self.typed.observe(self._show, "value")
        super().__init__([self.typed, self.link])

    def _show(self, _change: object) -> None:
        """Offer the link once what is typed can be an address."""
        found = ADDRESS.fullmatch(self.typed.value.strip())
        words = html.escape(say("cards.start.class-open"))
        to = html.escape(f"http://{found[1]}/{found[2] or ''}") if found else ""
        self.link.value = f'<a href="{to}" target="_blank" rel="noopener">{words}</a>' if to else ""

    def __repr__(self) -> str:
        """Give what it asks as text."""
        return say("cards.start.class-plain")

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**data, "text/plain": repr(self), "text/html": f"<p>{self!r}</p>"}, metadata


ADDRESS = re.compile(r"(?:http://)?([\w.-]+(?::\d{1,5})?)/?(#\w*)?", re.IGNORECASE)
"""Of a class, as it stands on the board."""

BEGIN = """
.rc-begin-line { margin: 0 0 1rem; font-size: 1.15rem; }
.rc-begin-link.rc-begin-link:is(:link, :visited) {
  display: inline-block; padding: .6em 1.2em; border: 2px solid #0b5c9e; border-radius: 4px;
  background: #0b5c9e; color: #fff; font-weight: 700; text-decoration: none; }
.rc-begin-link.rc-begin-link:is(:hover, :focus-visible) { text-decoration: underline; }
.rc-begin-link:focus-visible { outline: 3px solid currentColor; outline-offset: 3px; }
.rc-begin .exhibit.exhibit > img { width: auto; max-height: max(22rem, 58vh); }
"""

TABLE = """
.lessons.lessons { text-align: left; font-size: 1rem; }
.lessons.lessons :is(th, td) { text-align: left; padding: .4em .8em; vertical-align: top; }
.lessons.lessons :is(td:first-child, td:nth-child(4)) { text-align: right; }
.lessons.lessons td:last-child { white-space: nowrap; }
"""


def begin() -> Begin:
    """Show where the lessons lead to, and the lesson to start or to go on with.

    What lessons need is checked by the way.
    """
    found = check()
    return Begin(found, [] if found.problems else progress())


def lessons() -> LessonTable:
    """Give the table of lessons, from ``lessons/syllabus.toml``."""
    return LessonTable(progress())


def glossary() -> "Glossary":
    """Give the words to know, in English, Ukrainian, Russian and Georgian."""
    from lessons.kit.exhibits.texts.glossary import Glossary

    return Glossary()


def join_class() -> JoinClass:
    """Ask for the address of a class that is held live, and lead there."""
    return JoinClass()


def file_of(entry: "Entry") -> str:
    """Name a lesson's notebook, as it lies beside the start page."""
    return f"{entry.number:02}_{entry.name}.ipynb"


def progress() -> list[Progress]:
    """Look how far the learner is with each lesson."""
    from lessons.kit.record import Record
    from lessons.kit.syllabus import entries

    record = Record.of_learner()
    return [_of(entry, record) for entry in entries()]


def _of(entry: "Entry", record: "Record") -> Progress:
    from lessons.kit.quiz import BankError, bank

    try:
        standings = record.standings(entry.name, bank.of(entry.name))
    except BankError:
        return Progress(entry)  # one lesson's fault is no reason to withhold the others
    times = [each.last.time for _, each in standings if each]
    return Progress(entry, len(times), len(standings), max(times, default=None))


def go_on(progress: Sequence[Progress]) -> Progress | None:
    """Choose the lesson to go on with.

    It is the one in which something was answered last, if it isn't finished; then the first that
    was begun, then the first of all that is still open. Nothing is left when all is answered.
    """
    still = [each for each in progress if each.done < each.total]
    latest = max((each for each in progress if each.last), key=_last, default=None)
    if latest in still:
        return latest
    return next((each for each in still if each.done), next(iter(still), None))


def _last(each: Progress) -> float:
    return each.last.timestamp() if each.last else 0.0
