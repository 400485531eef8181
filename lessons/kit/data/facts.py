"""Asking the tables of ``data/``: a table as a frame, one cell, a source, a date in words.

``data/datapackage.json`` (a Frictionless Data Package) says what each table holds: the columns,
their types, units and bounds, and which column points to which. A table is read by that
description. What does not fit it is one :class:`DataError` that names file, line and column.

A table is read again when its file changes, so an edit shows at the next call.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from lessons.kit import language
from lessons.kit.catalogue import say
from lessons.kit.data.description import (
    Cell,
    DataError,
    Field,
    Row,
    closest,
    described,
    table_called,
)
from lessons.kit.data.reading import Stamp, read, rows_of, stamp_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "ARTICLE_DATE",
    "DataError",
    "Source",
    "check",
    "date_text",
    "source",
    "table",
    "tables",
    "value",
]

ARTICLE_DATE = dt.date(2021, 12, 30)
"""The day of the article and of the call: what was published later, nobody could know then."""


@dataclass(frozen=True)
class Source:
    """Where a figure comes from: one row of ``data/sources.csv``.

    ``institution`` says whose word it is, ``read_in`` and ``read_at`` where that was read; ``date``
    is an ISO 8601 date, month, year or interval, or empty where the source has none. ``url`` is an
    address that was opened, or empty. ``close`` tells whether it can carry a confirmed row.
    """

    key: str
    institution: str
    title: str
    date: str
    speaker_kind: str
    read_in: str
    read_at: str
    read_on: str
    close: bool
    url: str

    @property
    def speaker(self) -> str:
        """Who speaks, and where we read it if not from the speaker: for a line under a picture."""
        if self.read_in == "not_read":
            return say("exhibits.speaker.unread", institution=self.institution)
        if self.read_at:
            return say("exhibits.speaker.read", institution=self.institution, where=self.read_at)
        return self.institution


# What a learner's notebook calls.


def tables() -> list[str]:
    """Return the names of all tables, sorted.

    Examples
    --------
    >>> "deaths_total" in tables()
    True
    """
    return sorted(described())


def table(name: str) -> pd.DataFrame:
    """Return a table of ``data/`` as a typed frame, a fresh copy on every call.

    Parameters
    ----------
    name
        Name of the table in ``data/datapackage.json``, such as ``"deaths_total"``.

    Returns
    -------
    pandas.DataFrame
        One row for each line of the file, in its order. Dates are ``datetime64[s]``, whole numbers
        ``Int64``, other numbers ``float64``, yes-or-no columns ``bool`` (``boolean`` where a cell
        may be empty). Text is ``str``, and an empty cell of text is ``""``, never missing.

    Raises
    ------
    DataError
        If there is no such table, or its file is missing or does not fit its description.

    Examples
    --------
    >>> deaths = table("deaths_total").set_index("id")
    >>> int(deaths.loc["K28", "low"])
    13200
    """
    return _frame(name, stamp_of(name)).copy()


def value(name: str, key: str, column: str) -> Cell:
    """Return one cell: of table `name`, the row that is called `key`, the column `column`.

    A row is called by its ``name``, where the table has such a column, or by its key.

    Raises
    ------
    DataError
        If the table, the row or the column is not there.

    Examples
    --------
    >>> value("deaths_total", "K28", "high")
    13400
    """
    spec = table_called(name)
    rows = _called(name, stamp_of(name))
    if key not in rows:
        near = closest(key, rows)
        raise DataError(say("data.fault.row", table=spec.shown, asked=repr(key), near=near))
    if column not in rows[key]:
        near = closest(column, rows[key])
        raise DataError(say("data.fault.column", table=spec.shown, asked=repr(column), near=near))
    return rows[key][column]


def source(key: str) -> Source:
    """Return the source with this key, from ``data/sources.csv``.

    Raises
    ------
    DataError
        If there is no such source, or the file does not fit its description.

    Examples
    --------
    >>> source("BUC").institution
    'NATO'
    """
    found = _sources(stamp_of("sources"))
    if key not in found:
        raise DataError(say("data.fault.source", asked=repr(key), near=closest(key, found)))
    return found[key]


def date_text(date: dt.date, precision: str = "day") -> str:
    """Return a date in words, no more exact than it is known.

    Parameters
    ----------
    date
        A date, or a pandas timestamp.
    precision
        ``"day"``, ``"month"`` or ``"year"``: the column beside the date says which.

    Examples
    --------
    >>> date_text(dt.date(2014, 3, 18)), date_text(dt.date(2018, 1, 1), "year")
    ('18 March 2014', '2018')
    """
    return language.day(date, precision)


def check() -> list[str]:
    """Return every fault of every table, one sentence each; an empty list if all is well.

    ``lessons check`` prints them. Unlike :func:`table` it does not stop at the first.
    """
    try:
        names = tables()
    except DataError as error:
        return [str(error)]
    findings: list[str] = []
    for name in names:
        try:
            _, faults, saved = read(table_called(name))
            findings += [saved, *faults] if saved else faults
        except DataError as error:
            findings.append(str(error))
    return findings


@lru_cache(maxsize=64)
def _frame(name: str, stamp: Stamp) -> pd.DataFrame:
    import pandas as pd  # here: the quiz reads sources and must not wait for it

    rows = rows_of(name, stamp)
    return pd.DataFrame(
        {
            field.name: pd.Series([row[field.name] for row in rows], dtype=_dtype(field))
            for field in table_called(name).schema.fields
        }
    )


def _dtype(field: Field) -> str:
    if field.type == "boolean":
        return "bool" if field.constraints.required else "boolean"
    dtypes = {"string": "str", "integer": "Int64", "number": "float64", "date": "datetime64[s]"}
    return dtypes[field.type]


@lru_cache(maxsize=4)
def _sources(stamp: Stamp) -> dict[str, Source]:
    names = Source.__dataclass_fields__
    rows = rows_of("sources", stamp)
    found = [Source(**{name: row[name] for name in names}) for row in rows]  # type: ignore[arg-type]
    return {one.key: one for one in found}


@lru_cache(maxsize=64)
def _called(name: str, stamp: Stamp) -> dict[str, Row]:
    """Return the rows of a table by their keys and, where they have them, their names."""
    rows = rows_of(name, stamp)
    by_name = {str(row["name"]): row for row in rows if row.get("name")}
    return by_name | {str(row[table_called(name).schema.primary_key]): row for row in rows}
