"""In a made-up language no English word is left on an exhibit.

What still reads as English was written by code, not by a file. How the language is made stands in
``tools/made_up.py``.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from matplotlib.text import Text

from lessons.kit.data import ROOT, source, table
from lessons.kit.exhibits.board import Board
from lessons.kit.exhibits.exhibit import Exhibit, in_words
from lessons.kit.exhibits.switch import Switch
from tools import made_up

#: Lessons whose exhibits' words are files.
LESSONS = sorted(path.parent.name for path in (ROOT / "lessons").glob("*/exhibits.yaml"))


@pytest.fixture(autouse=True, scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with made_up.spoken(tmp_path_factory.mktemp("made-up")):
        yield


def exhibits(lesson: str) -> list[str]:
    """Name the functions of a lesson that show something."""
    public = importlib.import_module(f"lessons.{lesson}").__all__
    return [name for name in public if name not in ("ask", "catch_up", "check_in", "lesson")]


@cache
def _names() -> list[str]:
    return [f"{lesson}.{name}" for lesson in LESSONS for name in exhibits(lesson)]


def _names_sources(cell: str) -> bool:
    """Say whether a cell holds names of institutions alone, which stay as they are."""
    return all(part in _speakers() for part in cell.split("; "))


@cache
def _speakers() -> set[str]:
    return {source(key).speaker for key in table("sources")["key"]}


def said(shown: Any) -> Iterator[str]:
    """Yield each text that a reader sees."""
    if isinstance(shown, Switch):
        yield from (shown.label, *shown.options)
        for choice in shown.options:
            yield from said(shown.exhibit(choice))
    elif isinstance(shown, Exhibit):
        yield from (shown.title, shown.subtitle, shown.alt, shown.note)
        yield from map(str, shown.table.columns)
        yield from in_words(shown.table).to_numpy().ravel()
        texts = shown.figure.findobj(Text)
        yield from (text.get_text() for text in texts if text.get_visible())
    elif isinstance(shown, Board):
        yield from (shown.texts[key] for key in ("title", "subtitle", "note", "noun"))
        yield from shown.columns
        yield from (cell for row in shown.rows for cell in row if not _names_sources(cell))


@pytest.mark.slow
@pytest.mark.parametrize("name", _names())
def test_no_word_of_an_exhibit_is_left_behind(name: str) -> None:
    lesson, function = name.split(".")
    shown = getattr(importlib.import_module(f"lessons.{lesson}"), function)()
    assert {word for text in said(shown) for word in made_up.left(text)} == set()


def test_the_made_up_language_leaves_places_and_grows() -> None:
    assert made_up.pseudo("Within {km} km, {n:state|states}") == (
        "«Withinжжж» {km} «kmж», {n:«stateжж»|«statesжжж»}"
    )
    assert made_up.markdown("[See](https://a.b) `x y` <b>it</b>") == (
        "[«Seeжж»](https://a.b) `x y` <b>«itж»</b>"
    )
    assert made_up.left("«Withinжжж» a word") == {"word"}
