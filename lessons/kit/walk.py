"""A lesson from top to bottom, as its notebook has it: prose, exhibits and questions in order.

Paper and pages are made from the notebook too. What stands in one of them alone is marked in the
cell's metadata: ``"media": ["lab"]`` is for JupyterLab only, ``["page", "paper"]`` for the others;
a cell without it stands everywhere. With ``"sheet": "new page"`` a cell begins a page on paper.
"""

import ast
import inspect
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from lessons.kit import language, places
from lessons.kit.cards import recall
from lessons.kit.catalogue import say
from lessons.kit.quiz import bank
from lessons.kit.syllabus import Entry

Medium = Literal["lab", "page", "paper"]
"""Where a lesson is read."""

HELPS = ("check_in", "catch_up")
"""Calls that show how far a learner is."""

ASIDE = re.compile(r"\A<details><summary>(.+?)</summary>\n\n(.+?)\n\n</details>\s*\Z", re.DOTALL)
"""A cell that is one click away: its title and its text."""

_ON_SCREEN = re.compile(
    r"\b(slider|keyboard|clicks?|press (play|“)|from the lists?|next cell|Run All|[Ss]et “"
    r"|change its control)|^\*\*How it works"
)
_SENTENCE = re.compile(r"(?<=[.?!]) +")


def heading(of: Literal["plain", "open", "wrong"]) -> str:
    """Give the words by which a notebook or a plan marks a part.

    Parameters
    ----------
    of : {"plain", "open", "wrong"}
        The key passage in plain words, the cell that a learner may change, or what learners get
        wrong.
    """
    return say(f"cards.heading.{of}")


class WalkError(ValueError):
    """A lesson's notebook or plan lacks a part that paper needs; the message is one sentence."""


@dataclass(frozen=True)
class Prose:
    """Markdown that a learner reads; what is handed out later begins on a page of its own."""

    markdown: str
    on_new_page: bool = False


@dataclass(frozen=True)
class Aside:
    """Markdown that is one click away: for who wants it plainer, or wants more."""

    title: str
    markdown: str


@dataclass(frozen=True)
class Shown:
    """Something that the lesson shows: what its function gives, the function's name, and whose."""

    name: str
    thing: Any
    lesson: str = ""


@dataclass(frozen=True)
class Asked:
    """A question, by its id; what opens a lesson is of another ``lesson``."""

    id: str
    lesson: str = ""


@dataclass(frozen=True)
class Opened:
    """The cell that a learner may change: its code."""

    source: str


@dataclass(frozen=True)
class Helped:
    """What helps a learner along, by its name: ``check_in``, ``catch_up`` or ``my_page``."""

    name: str


Step = Prose | Aside | Shown | Asked | Opened | Helped


def notebook(lesson: Entry) -> Path:
    """Give the path of a lesson's notebook."""
    return language.own(places.NOTEBOOKS / f"{lesson.number:02}_{lesson.name}.ipynb")


def steps(lesson: Entry, medium: Medium = "paper") -> Iterator[Step]:
    """Go through a lesson.

    Parameters
    ----------
    lesson : Entry
        From the syllabus.
    medium : {"lab", "page", "paper"}
        Where it is read: cells that are marked for other media are left out.

    Yields
    ------
    Prose or Aside or Shown or Asked or Opened or Helped
        In the order of the notebook. Paper has no open cell, no catch-up and no check-in: they
        need a computer. On paper and on pages a lesson opens with a fixed pair of questions; on
        paper the learner's page is a table to write in.

    Raises
    ------
    WalkError
        If there is no such notebook.
    """
    cells = [cell for cell in _cells(notebook(lesson)) if stands_in(cell, medium)]
    for cell, following in zip(cells, [*cells[1:], {}], strict=True):
        source = "".join(cell["source"])
        aside = ASIDE.match(source)
        if cell["cell_type"] == "markdown" and aside:
            yield Aside(aside[1], for_paper(aside[2]) if medium == "paper" else aside[2])
        elif cell["cell_type"] == "markdown":
            if medium == "paper":
                source = _on_paper(source, "".join(following.get("source", [])))
            if source:
                yield Prose(source, cell["metadata"].get("sheet") == "new page")
        elif "tinker" in cell["metadata"].get("tags", []):
            if medium != "paper":
                yield Opened(source)
        else:
            yield from _step(lesson, _call(source), medium)


def article(medium: Medium = "paper") -> Iterator[Prose | Shown]:
    """Go through the page on the article: what each paragraph says, and the words to know.

    Parameters
    ----------
    medium : {"lab", "page", "paper"}
        Where it is read.

    Yields
    ------
    Prose or Shown
        In the order of ``notebooks/the_article.ipynb``.
    """
    from lessons.kit.exhibits.texts.article import Article
    from lessons.kit.exhibits.texts.glossary import Glossary

    shown = {"Article": Article, "Glossary": Glossary}
    for cell in _cells(places.NOTEBOOKS / "the_article.ipynb"):
        source = "".join(cell["source"])
        name = source.rpartition("\n")[2].removesuffix("()")
        if not stands_in(cell, medium):
            continue
        if cell["cell_type"] == "markdown":
            yield Prose(source)
        elif name in shown:
            yield Shown(name.lower(), shown[name]())


def stands_in(cell: dict[str, Any], medium: Medium) -> bool:
    """Say whether a cell stands in a medium.

    >>> stands_in({"metadata": {"media": ["lab"]}}, "page")
    False
    """
    media = cell["metadata"].get("media")
    return media is None or medium in media


def _on_paper(words: str, following: str) -> str:
    """Give what stands on paper of a cell: nothing if it leads on to what needs a computer."""
    after = _call(following)
    leads_on = after is not None and after.name in HELPS
    kept = "" if leads_on else for_paper(words)
    return "" if kept.startswith(f"## {heading('open')}") else kept


def blank_maps(lesson: Entry) -> Iterator[Shown]:
    """Give the lesson's maps without names: those of its exhibits that can leave out ``labels``."""
    package = import_module(f"lessons.{lesson.name}")
    for name in package.__all__:
        function = getattr(package, name)
        if inspect.isfunction(function) and "labels" in inspect.signature(function).parameters:
            yield Shown(name, function(labels=False))


def plan(lesson: Entry) -> str:
    """Give the Markdown of the teacher's page."""
    path = language.own(places.lesson_folder(lesson.name) / "plan.md")
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        why = error.strerror
        raise WalkError(say("handouts.fault.plan", lesson=lesson.name, why=why)) from None


def plain_words(lesson: Entry) -> str:
    """Give the briefing in plain words: of the notebook, or of the teacher's page.

    Raises
    ------
    WalkError
        If neither has one: the page no paragraph that begins with “In plain words.”, the notebook
        no cell one click away of that title.
    """
    path = notebook(lesson)
    for cell in _cells(path) if path.is_file() else []:
        aside = ASIDE.match("".join(cell["source"]))
        if aside and aside[1] == heading("plain"):
            return aside[2]
    label = rf"\*\*{re.escape(heading('plain'))}\.\*\*\s*(.+?)(?:\n\s*\n|\Z)"
    found = re.search(label, plan(lesson), re.DOTALL)
    if not found:
        said = say("handouts.fault.words", lesson=lesson.name, heading=heading("plain"))
        raise WalkError(said)
    return re.sub(r"\*\(.+?\)\*", "", found[1], flags=re.DOTALL).strip()  # a word to the teacher


def for_paper(markdown: str) -> str:
    """Leave out the sentences that only make sense on a screen.

    >>> for_paper("Look. Now move the slider.")
    'Look.'
    """
    paragraphs = (_paragraph(part) for part in re.split(r"\n\s*\n", markdown))
    return "\n\n".join(part for part in paragraphs if part)


def _paragraph(words: str) -> str:
    if not _ON_SCREEN.search(words):
        return words.strip()
    if words.startswith((">", "**How it works")):
        return ""
    whole = " ".join(words.split())
    return " ".join(part for part in _SENTENCE.split(whole) if not _ON_SCREEN.search(part))


def _cells(path: Path) -> list[dict[str, Any]]:
    try:
        cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        raise WalkError(say("handouts.fault.notebook", file=path.name)) from None
    return cells


@dataclass(frozen=True)
class _Call:
    """The last line of a cell: ``the_toll.totals("2019-01-20")``. A lesson may show another's."""

    lesson: str
    name: str
    args: list[Any]
    options: dict[str, Any]


def _call(source: str) -> _Call | None:
    """Read the last line of a cell without running it."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return None
    match body:
        case [*_, ast.Expr(ast.Call(ast.Attribute(ast.Name(lesson), name), args, named))]:
            try:
                options = {str(key.arg): ast.literal_eval(key.value) for key in named}
                return _Call(lesson, name, [ast.literal_eval(arg) for arg in args], options)
            except ValueError:  # what is handed over is worked out: no call of a lesson's
                return None
    return None


def _step(lesson: Entry, call: _Call | None, medium: Medium) -> Iterator[Step]:
    if call is None:
        return
    name, args = call.name, call.args
    if name in HELPS:
        if medium != "paper":
            yield Helped(name)
    elif name == "my_page":
        yield Prose(_row_on_paper()) if medium == "paper" else Helped(name)
    elif name == "remember":
        there = recall.earlier(lesson.number, bank.of)
        yield from (Asked(question.id, question.lesson) for question in recall.fixed(there))
    elif name == "ask":
        yield Asked(args[0])
    elif name == "documents":
        from lessons.kit.exhibits.texts.document import Documents

        yield Shown(name, Documents(lesson.name), lesson.name)
    else:
        package = import_module(f"lessons.{call.lesson}")
        yield Shown(name, getattr(package, name)(*args, **call.options), call.lesson)


def _row_on_paper() -> str:
    """Give the row of the learner's page as a table to write in."""
    names = ("claim", "evidence", "sure", "against")
    rows = "\n".join(f"| {say(f'cards.page.{name}')} | |" for name in names)
    return f"**{say('cards.page.title')}**\n\n| | |\n|---|---|\n{rows}"
