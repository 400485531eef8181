"""What the cells of the tables say in another language.

Beside a table ``timeline.csv`` lies ``timeline.uk.csv`` with the columns ``row`` (the key of a
row), ``column`` and ``text``; what many rows repeat, such as "confirmed", stands once in
``cells.uk.csv`` with the columns ``cell`` and ``text``. The tables themselves are always read in
English, so that code asks for a row by the same name everywhere; what a reader sees goes through
:func:`in_language`.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from lessons.kit import language, places
from lessons.kit.data import facts
from lessons.kit.data.description import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

Words = TypeVar("Words")

#: The columns of a file of translations.
CELL = ["row", "column", "text"]
#: Those of the file of what many rows repeat.
CELLS = ["cell", "text"]


def in_language(words: Words) -> Words:
    """Return a text, or a column or table of texts, in the language that the kit speaks now.

    Parameters
    ----------
    words : str, pandas.Series or pandas.DataFrame
        What tables say, in English. A cell that is no text stays as it is.

    Returns
    -------
    str, pandas.Series or pandas.DataFrame
        The same shape; what has no translation is in English.
    """
    if language.current() == language.ENGLISH:
        return words
    translated: Words = _translated(words, _known(places.DATA, language.current()))
    return translated


def _translated(words: Any, known: Mapping[str, str]) -> Any:
    if isinstance(words, str):
        return known.get(words, words)
    if hasattr(words, "columns"):
        return words.apply(_translated, known=known)
    if hasattr(words, "map"):
        return words.map(lambda cell: known.get(cell, cell) if isinstance(cell, str) else cell)
    return words


def check() -> list[str]:
    """Return every fault of every file of translations, one sentence each."""
    folder = places.DATA / "tables"
    found: list[str] = []
    for path in sorted(folder.glob("*.*.csv")):
        name, code = path.name.split(".")[:2]
        try:
            rows = _rows(path, CELLS if name == "cells" else CELL)
        except DataError as error:
            found.append(str(error))
            continue
        for line, one in enumerate(rows, start=2):
            fault = "" if name == "cells" else _fault(name, one)
            fault = fault or (
                "" if one["text"] else "the text is empty; write it, or delete the line."
            )
            if fault:
                found.append(f"data/tables/{name}.{code}.csv, line {line}: {fault}")
    return found


def _fault(name: str, one: Mapping[str, str]) -> str:
    try:
        english = facts.value(name, one["row"], one["column"])
    except DataError as error:
        return str(error)
    return "" if isinstance(english, str) else f"{one['column']} is no text; delete the line."


@cache
def _known(folder: Path, code: str) -> dict[str, str]:
    """Return the translation of each English text of the tables."""
    known: dict[str, str] = {}
    for name in facts.tables():
        for one in _rows(folder / "tables" / f"{name}.{code}.csv", CELL):
            known[str(facts.value(name, one["row"], one["column"]))] = one["text"]
    common = _rows(folder / "tables" / f"cells.{code}.csv", CELLS)
    return known | {one["cell"]: one["text"] for one in common}


def _rows(path: Path, columns: list[str]) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != columns:
            raise DataError(
                f"data/tables/{path.name}, line 1: wanted the columns {','.join(columns)}."
            )
        return list(reader)
