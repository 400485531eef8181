"""The lessons in their order: ``lessons/syllabus.toml``."""

import difflib
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from lessons.kit import language
from lessons.kit.places import PACKAGE

FILE = PACKAGE / "syllabus.toml"


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """One lesson of the syllabus.

    Attributes
    ----------
    name : str
        Its folder in ``lessons/``.
    number : int
        Its place, from 1.
    title : str
        For people.
    minutes : int
        What a class needs for it.
    guiding_question : str
        What a learner can answer at the end.
    """

    name: str
    number: int
    title: str
    minutes: int
    guiding_question: str


class SyllabusError(ValueError):
    """The syllabus is missing or malformed, or knows no such lesson."""


class _Syllabus(Struct, forbid_unknown_fields=True):
    lesson: list[Entry]


def entries(path: Path | None = None) -> tuple[Entry, ...]:
    """Give the lessons in the order in which they are taught, called as the language calls them.

    Raises
    ------
    SyllabusError
        With the file and what to mend.

    Examples
    --------
    >>> entries()[0].name
    'the_call'
    """
    return _entries(path or language.own(FILE))


@cache
def _entries(path: Path) -> tuple[Entry, ...]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        found = msgspec.convert(data, _Syllabus).lesson
    except OSError as error:
        raise SyllabusError(f"{path.name} can't be read: {error.strerror}.") from error
    except ValueError as error:  # TOML's own error and msgspec's are both ValueErrors
        raise SyllabusError(f"{path.name}: {error}. Mend that entry.") from error
    return tuple(sorted(found, key=lambda entry: entry.number))


def entry(name: str) -> Entry:
    """Give one lesson by its name or its number, such as ``04``.

    Raises
    ------
    SyllabusError
        If there is none, with those there are, the closest first.
    """
    for found in entries():
        if name.casefold() == found.name or (name.isdecimal() and int(name) == found.number):
            return found
    numbers = {found.name: f"{found.number:02} {found.name}" for found in entries()}
    names = closest_first(name, list(numbers))
    there = ", ".join(numbers[one] for one in names)
    raise SyllabusError(f"No lesson “{name}”. There are: {there}.")


ALL = "all"
"""What commands take for every lesson."""


def chosen(names: Iterable[str]) -> list[Entry]:
    """Give the lessons that somebody typed, by name or number, each once; :data:`ALL` for all.

    Raises
    ------
    SyllabusError
        If there is no such lesson.
    """
    typed = list(names)
    if ALL in typed:
        return list(entries())
    return list(dict.fromkeys(entry(name) for name in typed))


def closest_first(word: str, words: list[str]) -> list[str]:
    """Sort words by how much they look like one, the closest first.

    >>> closest_first("tol", ["crimea", "the_toll"])
    ['the_toll', 'crimea']
    """
    return sorted(words, key=lambda w: -difflib.SequenceMatcher(None, word.lower(), w).ratio())
