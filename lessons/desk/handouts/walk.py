"""A lesson from top to bottom, as its notebook has it: prose, exhibits and questions in order."""

import ast
import inspect
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from lessons.kit.data import ROOT
from lessons.kit.syllabus import Entry

TASK, OPEN_CELL = "Another way in", "Try it yourself"
"""Headings that every notebook has at its end."""

_ON_SCREEN = re.compile(
    r"\b(slider|keyboard|clicks?|press (play|“)|from the lists?|next cell|Run All|[Ss]et “"
    r"|change its control)|^\*\*How it works"
)
_SENTENCE = re.compile(r"(?<=[.?!]) +")
_LABEL = re.compile(r"\*\*In plain words\.\*\*\s*(.+?)(?:\n\s*\n|\Z)", re.DOTALL)


class WalkError(ValueError):
    """A lesson's notebook or plan lacks a part that paper needs; the message is one sentence."""


@dataclass(frozen=True)
class Prose:
    """Markdown that a learner reads, without what only makes sense on a screen."""

    markdown: str


@dataclass(frozen=True)
class Shown:
    """Something that the lesson shows: what its function gives, and the function's name."""

    name: str
    thing: Any


@dataclass(frozen=True)
class Asked:
    """A question, by its id."""

    id: str


Step = Prose | Shown | Asked


def notebook(lesson: Entry) -> Path:
    """Give the path of a lesson's notebook."""
    return ROOT / "notebooks" / f"{lesson.number:02}_{lesson.name}.ipynb"


def steps(lesson: Entry) -> Iterator[Step]:
    """Go through a lesson.

    Parameters
    ----------
    lesson : Entry
        From the syllabus.

    Yields
    ------
    Prose or Shown or Asked
        In the order of the notebook. The open cell, the catch-up and the check-in are left out:
        they need a computer.

    Raises
    ------
    WalkError
        If there is no such notebook.
    """
    package = import_module(f"lessons.{lesson.name}")
    cells = _cells(lesson)
    for cell, following in zip(cells, [*cells[1:], {}], strict=True):
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            after = _call("".join(following.get("source", [])))
            leads_on = after is not None and after[0] in ("check_in", "catch_up")
            words = "" if leads_on else for_paper(source)
            if words and not words.startswith(f"## {OPEN_CELL}"):
                yield Prose(words)
        elif "tinker" not in cell["metadata"].get("tags", []):
            yield from _step(package, _call(source))


def blank_maps(lesson: Entry) -> Iterator[Shown]:
    """Give the lesson's maps without names: those of its exhibits that can leave out ``labels``."""
    package = import_module(f"lessons.{lesson.name}")
    for name in package.__all__:
        function = getattr(package, name)
        if inspect.isfunction(function) and "labels" in inspect.signature(function).parameters:
            yield Shown(name, function(labels=False))


def plan(lesson: Entry) -> str:
    """Give the Markdown of the teacher's page."""
    path = ROOT / "lessons" / lesson.name / "plan.md"
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise WalkError(f"lessons/{lesson.name}/plan.md can't be read: {error.strerror}.") from None


def plain_words(lesson: Entry) -> str:
    """Give the briefing in plain words that stands in the teacher's page.

    Raises
    ------
    WalkError
        If the page has no paragraph that begins with “In plain words.”.
    """
    found = _LABEL.search(plan(lesson))
    if not found:
        where = f"lessons/{lesson.name}/plan.md"
        raise WalkError(f"{where} has no paragraph that begins with “**In plain words.**”; add it.")
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


def _cells(lesson: Entry) -> list[dict[str, Any]]:
    path = notebook(lesson)
    try:
        cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        raise WalkError(f"notebooks/{path.name} can't be read as a notebook.") from None
    return cells


def _call(source: str) -> tuple[str, list[Any], dict[str, Any]] | None:
    """Read ``the_toll.totals("2019-01-20")``, the last line of a cell, without running it."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return None
    match body:
        case [*_, ast.Expr(ast.Call(func=ast.Attribute(attr=name), args=args, keywords=named))]:
            options = {str(key.arg): ast.literal_eval(key.value) for key in named}
            return name, [ast.literal_eval(arg) for arg in args], options
    return None


def _step(package: Any, call: tuple[str, list[Any], dict[str, Any]] | None) -> Iterator[Step]:
    if call is None or call[0] in ("check_in", "catch_up"):
        return
    name, args, options = call
    if name == "ask":
        yield Asked(args[0])
    else:
        yield Shown(name, getattr(package, name)(*args, **options))
