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


@cache
def _known(folder: Path, code: str) -> dict[str, str]:
    """Return the translation of each English text of the tables."""
    known: dict[str, str] = {}
    for name in facts.tables():
        path = folder / "tables" / f"{name}.{code}.csv"
        for one in _rows(path, ["row", "column", "text"]):
            english = facts.value(name, one["row"], one["column"])
            if isinstance(english, str):
                known[english] = one["text"]
    common = _rows(folder / "tables" / f"cells.{code}.csv", ["cell", "text"])
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
