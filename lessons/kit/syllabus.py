"""The lessons in their order: ``lessons/syllabus.toml``."""

import difflib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from lessons.kit import language, written
from lessons.kit.catalogue import say
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

    name: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    number: Annotated[int, Meta(ge=1, le=99)]
    title: str
    minutes: Annotated[int, Meta(ge=1, le=600)]
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
        found = msgspec.convert(written.toml(path), _Syllabus).lesson
    except written.WrittenError as error:
        raise SyllabusError(str(error)) from error
    except msgspec.ValidationError as error:
        raise SyllabusError(f"{written.shown(path)}: {error}. Mend that entry.") from error
    for field in ("name", "number"):
        values = [getattr(entry, field) for entry in found]
        twice = next((value for value in values if values.count(value) > 1), None)
        if twice is not None:
            said = f"two lessons have the {field} “{twice}”; give each its own."
            raise SyllabusError(f"{written.shown(path)}: {said}")
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
    raise SyllabusError(say("command.fault.none", name=name, there=there))


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
