"""A made-up language, to find words that no translation reaches and layouts that it would break.

Each word stands in «guillemets» and grows by 40 per cent, with letters outside Latin-1. Numbers,
dates, lists and plurals are Ukrainian. Whatever still reads as English was written by code.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from lessons.kit import catalogue, language
from lessons.kit.data import translations
from lessons.kit.exhibits import words
from lessons.kit.written import yamlfile
from tools import words as tool

CODE = "uk"
WORD = re.compile(r"[^\W\d_]+")
#: An English word: none of the made-up language's, and no letter of a form such as S’s.
LEFT = re.compile(r"(?<![\w«’'])[A-Za-zÀ-ÿ]{2,}")
PLACE = re.compile(r"(\{[^{}]*\})")
#: What in Markdown is no word: addresses, code, HTML, entities.
FIXED = re.compile(r"(\]\([^)]*\)|`[^`]*`|<[^>]*>|https?://\S+|&\w+;)")
#: Fields of a question whose text learners and teachers read.
SAID = {
    *("prompt", "text", "feedback", "hints", "missed", "left", "right", "extra", "model", "rubric"),
    *("misconception", "unit", "headline", "told", "low", "high", "wrong"),
}


def pseudo(text: str) -> str:
    """Say a text in the made-up language, leaving the places to be filled."""
    if "ж»" in text:
        return text
    parts = PLACE.split(text)
    return "".join(_place(part) if part.startswith("{") else _words(part) for part in parts)


def markdown(text: str) -> str:
    """Say prose in the made-up language, leaving addresses and code."""
    parts = FIXED.split(text)
    return "".join(part if n % 2 else _words(part) for n, part in enumerate(parts))


def _place(place: str) -> str:
    name, colon, forms = place.partition(":")
    return name + colon + (_words(forms) if "|" in forms else forms)


def _words(text: str) -> str:
    return WORD.sub(lambda word: f"«{word[0]}{'ж' * ceil(0.4 * len(word[0]))}»", text)


class Everything(dict[str, str]):
    """A translation of each text there is."""

    def get(self, text: str, _other: str | None = None) -> str:  # type: ignore[override]
        """Translate, whatever it is."""
        return pseudo(text)


def left(text: str) -> set[str]:
    """Give the English words of a text."""
    return set(LEFT.findall(text))


@contextmanager
def spoken(folder: Path) -> Iterator[None]:
    """Speak the made-up language: every file has its translation, made when it is asked for.

    Parameters
    ----------
    folder : pathlib.Path
        Where the translations are written.
    """
    read = words.read

    def translated(path: Path) -> yamlfile.Document:
        if f".{CODE}." not in path.name:
            return read(path)
        english = read(path.with_name(path.name.replace(f".{CODE}.", ".")))
        return yamlfile.Document(_all(english.data), english.lines, [])

    _catalogues(folder / "catalogue")
    catalogue._catalogue.cache_clear()
    with (
        patch.object(words, "read", translated),
        patch.object(translations, "_known", lambda *_: Everything()),
        patch.object(catalogue, "HERE", folder / "catalogue"),
        patch.object(language, "own", lambda path: _own(path, folder)),
        language.speaking(CODE),
    ):
        yield
    catalogue._catalogue.cache_clear()


def _all(data: Any) -> Any:
    return pseudo(data) if isinstance(data, str) else {key: _all(one) for key, one in data.items()}


def _catalogues(folder: Path) -> None:
    """Write every catalogue in English and in the made-up language."""
    for path in tool.catalogues("en"):
        english = folder / "en" / "LC_MESSAGES" / f"{path.stem}.mo"
        english.parent.mkdir(parents=True, exist_ok=True)
        english.write_bytes(tool.compiled(path))
        made = Catalog(locale=CODE)
        for message in tool.read(path):
            if message.id:
                texts = tool.texts(message)
                more = texts + [texts[-1]] * (made.num_plurals - len(texts))
                said = [pseudo(text) for text in more]
                made.add(message.id, said if message.pluralizable else said[0])
        target = folder / CODE / "LC_MESSAGES" / f"{path.stem}.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            write_mo(file, made)


def _own(path: Path, folder: Path) -> Path:
    """Give a file's translation into the made-up language."""
    target = folder / "own" / path.parent.name / path.name
    if not target.exists() and path.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_file(path), encoding="utf-8")
        beside = path.with_name("exhibits.py")  # which exhibits there are, the questions ask
        if beside.exists():
            target.with_name(beside.name).write_bytes(beside.read_bytes())
    return target if target.exists() else path


def _file(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return markdown(text)
    if path.suffix == ".ipynb":
        notebook = json.loads(text)
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown":
                cell["source"] = markdown("".join(cell["source"])).splitlines(keepends=True)
        return json.dumps(notebook)
    if path.suffix == ".toml":
        return re.sub(r'(?m)^((?:title|guiding_question) = ")(.*)"$', _line, text)
    return yaml.safe_dump(_question(yaml.safe_load(text)), allow_unicode=True, sort_keys=False)


def _line(found: re.Match[str]) -> str:
    return f'{found[1]}{_words(found[2])}"'


def _question(value: Any, field: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _question(one, name if name in SAID else "") for name, one in value.items()}
    if isinstance(value, list):
        return [_question(one, field) for one in value]
    return markdown(value) if isinstance(value, str) and field else value
