"""In a made-up language no English word is left on an exhibit.

Each word is put into brackets and grows by 40 %, with letters outside Latin-1; numbers, dates and
lists are Ukrainian. What still reads as English was written by code, not by a file.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from matplotlib.text import Text

from lessons.kit import language, yamlfile
from lessons.kit.data import ROOT, translations
from lessons.kit.exhibits import words
from lessons.kit.exhibits.board import Board
from lessons.kit.exhibits.exhibit import Exhibit, in_words
from lessons.kit.exhibits.switch import Switch

CODE = "uk"
WORD = re.compile(r"[^\W\d_]+")
LEFT = re.compile(r"(?<![\w\[’'])[A-Za-zÀ-ÿ]{2,}")
#: Lessons whose exhibits' words are files.
LESSONS = sorted(path.parent.name for path in (ROOT / "lessons").glob("*/exhibits.yaml"))


def pseudo(text: str) -> str:
    """Say a text in the made-up language, leaving the places to be filled."""
    if "[" in text:
        return text
    parts = re.split(r"(\{[^{}]*\})", text)
    return "".join(_place(part) if part.startswith("{") else _words(part) for part in parts)


def _place(place: str) -> str:
    name, colon, forms = place.partition(":")
    return name + colon + (_words(forms) if "|" in forms else forms)


def _words(text: str) -> str:
    return WORD.sub(lambda word: f"[{word[0]}{'ж' * ceil(0.4 * len(word[0]))}]", text)


class Everything(dict[str, str]):
    """A translation of each text there is."""

    def get(self, text: str, _other: str | None = None) -> str:  # type: ignore[override]
        """Translate, whatever it is."""
        return pseudo(text)


@pytest.fixture(autouse=True)
def made_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Speak the made-up language."""
    read = words.read

    def translated(path: Path) -> yamlfile.Document:
        if f".{CODE}." not in path.name:
            return read(path)
        english = read(path.with_name(path.name.replace(f".{CODE}.", ".")))
        return yamlfile.Document(_all(english.data), english.lines, [])

    monkeypatch.setattr(words, "read", translated)
    monkeypatch.setattr(translations, "_known", lambda *_: Everything())
    with language.speaking(CODE):
        yield


def _all(data: Any) -> Any:
    return pseudo(data) if isinstance(data, str) else {key: _all(one) for key, one in data.items()}


def exhibits(lesson: str) -> list[str]:
    """Name the functions of a lesson that show something."""
    public = importlib.import_module(f"lessons.{lesson}").__all__
    return [name for name in public if name not in ("ask", "catch_up", "check_in", "lesson")]


@cache
def _names() -> list[str]:
    return [f"{lesson}.{name}" for lesson in LESSONS for name in exhibits(lesson)]


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
        yield from (cell for row in shown.rows for cell in row)


@pytest.mark.slow
@pytest.mark.parametrize("name", _names())
def test_no_word_of_an_exhibit_is_left_behind(name: str) -> None:
    lesson, function = name.split(".")
    shown = getattr(importlib.import_module(f"lessons.{lesson}"), function)()
    left = {found for text in said(shown) for found in LEFT.findall(text)}
    assert left == set()


def test_the_made_up_language_leaves_places_and_grows() -> None:
    assert pseudo("Within {km} km, {n:state|states}") == (
        "[Withinжжж] {km} [kmж], {n:[stateжж]|[statesжжж]}"
    )
    assert LEFT.findall("[Withinжжж] a word") == ["word"]
