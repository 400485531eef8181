"""The tables of ``data/``, typed and checked, each figure with its source.

``data/datapackage.json`` (a Frictionless Data Package) says what each table holds: the columns,
their types, units and bounds, and which column points to which. This module reads a table by that
description. What does not fit it is one :class:`DataError` that names file, line and column.

A table is read again when its file changes, so an edit shows at the next call.
"""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "ARTICLE_DATE",
    "DATA",
    "ROOT",
    "DataError",
    "Source",
    "check",
    "date_text",
    "source",
    "table",
    "tables",
    "value",
]

ROOT = Path(__file__).resolve().parents[3]
"""The checkout."""

DATA = ROOT / "data"
"""The folder of ``datapackage.json``, ``sources.csv`` and ``tables/``."""

ARTICLE_DATE = dt.date(2021, 12, 30)
"""The day of the article and of the call: what was published later, nobody could know then."""

Cell = str | int | float | bool | dt.date | None
Row = dict[str, Cell]


class DataError(ValueError):
    """A table is missing, malformed or unknown. The message is one sentence with the mend."""


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
            return f"{self.institution}, original not opened by us"
        return f"{self.institution}, read at {self.read_at}" if self.read_at else self.institution


# The description of the tables, as `data/datapackage.json` spells it.


class Reference(msgspec.Struct, forbid_unknown_fields=True):
    """The column, of another table, in which a value has to stand as well."""

    resource: str
    fields: str


class ForeignKey(msgspec.Struct, forbid_unknown_fields=True):
    """A column whose values stand in a column of another table."""

    fields: str
    reference: Reference


class Constraints(msgspec.Struct, forbid_unknown_fields=True):
    """What a cell has to satisfy besides its type."""

    required: bool = False
    unique: bool = False
    enum: list[str] | None = None
    minimum: float | str | None = None
    maximum: float | str | None = None
    pattern: str | None = None


class Field(msgspec.Struct):
    """One column. ``listOf`` is ours: the cell is a list of words that stand in another table."""

    name: str
    type: Literal["string", "integer", "number", "boolean", "date"]
    description: str = ""
    unit: str = ""
    constraints: Constraints = msgspec.field(default_factory=Constraints)
    list_of: Reference | None = msgspec.field(default=None, name="listOf")

    def __post_init__(self) -> None:
        """Refuse a pattern or a bound that no cell could be held against."""
        rules = self.constraints
        try:
            re.compile(rules.pattern or "")
            for bound in (rules.minimum, rules.maximum):
                if bound is not None:
                    _READERS[self.type][0](_plain(bound))
        except (ValueError, KeyError, re.error):
            raise ValueError(f"a bound or the pattern of {self.name!r} does not suit it") from None


class Schema(msgspec.Struct, rename="camel"):
    """The columns of a table, its key and what it refers to."""

    fields: list[Field]
    primary_key: str
    foreign_keys: list[ForeignKey] = []

    def __post_init__(self) -> None:
        """Refuse a key that is no column."""
        columns = [field.name for field in self.fields]
        for name in [self.primary_key, *(key.fields for key in self.foreign_keys)]:
            if name not in columns:
                raise ValueError(f"a key names the column {name!r}, which is not described")


class Table(msgspec.Struct):
    """One table of the package."""

    name: str
    path: str
    schema: Schema

    @property
    def shown(self) -> str:
        """Return the file's path as a maintainer sees it."""
        return f"data/{self.path}"


class Package(msgspec.Struct):
    """All that is in ``data/``; what has no schema, such as a map, is no table."""

    resources: list[dict[str, Any]]


# What a learner's notebook calls.


def tables() -> list[str]:
    """Return the names of all tables, sorted.

    Examples
    --------
    >>> "deaths_total" in tables()
    True
    """
    return sorted(_described())


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
    return _frame(name, _stamp(name)).copy()


def value(name: str, key: str, column: str) -> Cell:
    """Return one cell: of table `name`, the row whose key is `key`, the column `column`.

    Raises
    ------
    DataError
        If the table, the row or the column is not there.

    Examples
    --------
    >>> value("deaths_total", "K28", "high")
    13400
    """
    spec = _table(name)
    rows = {row[spec.schema.primary_key]: row for row in _rows(name, _stamp(name))}
    if key not in rows:
        raise DataError(f"{spec.shown} has no row {key!r}{_closest(key, rows)}.")
    if column not in rows[key]:
        raise DataError(f"{spec.shown} has no column {column!r}{_closest(column, rows[key])}.")
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
    found = _sources(_stamp("sources"))
    if key not in found:
        raise DataError(f"data/sources.csv has no source {key!r}{_closest(key, found)}.")
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
    if precision == "year":
        return str(date.year)
    return f"{date:%B %Y}" if precision == "month" else f"{date.day} {date:%B %Y}"


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
            findings += _read(_table(name))[1]
        except DataError as error:
            findings.append(str(error))
    return findings


# Reading. Everything below works on the folder that DATA names at the moment of the call.


@dataclass(frozen=True)
class _Stamp:
    """What a parsed table depends on: the folder, and when its files were last changed."""

    folder: Path
    changed: tuple[int, ...]


def _stamp(name: str) -> _Stamp:
    spec = _table(name)
    near = {spec.path, *(_table(other).path for other in _referred(spec))}
    return _Stamp(DATA, tuple(map(_changed, ["datapackage.json", *sorted(near)])))


def _changed(path: str) -> int:
    file = DATA / path
    return file.stat().st_mtime_ns if file.is_file() else 0


@lru_cache(maxsize=64)
def _frame(name: str, stamp: _Stamp) -> pd.DataFrame:
    import pandas as pd  # here: the quiz reads sources and must not wait for it

    rows = _rows(name, stamp)
    return pd.DataFrame(
        {
            field.name: pd.Series([row[field.name] for row in rows], dtype=_dtype(field))
            for field in _table(name).schema.fields
        }
    )


def _dtype(field: Field) -> str:
    if field.type == "boolean":
        return "bool" if field.constraints.required else "boolean"
    dtypes = {"string": "str", "integer": "Int64", "number": "float64", "date": "datetime64[s]"}
    return dtypes[field.type]


@lru_cache(maxsize=4)
def _sources(stamp: _Stamp) -> dict[str, Source]:
    names = Source.__dataclass_fields__
    found = [Source(**{name: row[name] for name in names}) for row in _rows("sources", stamp)]  # type: ignore[arg-type]
    return {one.key: one for one in found}


@lru_cache(maxsize=64)
def _rows(name: str, stamp: _Stamp) -> list[Row]:  # noqa: ARG001  the stamp is the cache's key
    rows, findings = _read(_table(name))
    if findings:
        raise DataError(findings[0])
    return rows


def _read(spec: Table) -> tuple[list[Row], list[str]]:
    """Return the rows of a table and a sentence for each fault in it."""
    schema = spec.schema
    rows: list[Row] = []
    findings: list[str] = []
    seen: dict[str, dict[Cell, int]] = {
        field.name: {}
        for field in schema.fields
        if field.constraints.unique or field.name == schema.primary_key
    }
    wanted = {field.name: _wanted(field, schema) for field in schema.fields}
    for line, texts in _lines(spec):
        row: Row = {}
        for field in schema.fields:
            text = texts[field.name]
            row[field.name], fault = _cell(field, text)
            if not fault:
                fault = _repeated(row[field.name], seen.get(field.name), line)
            if not fault:
                fault = _dangling(text, wanted[field.name])
            if fault:
                findings.append(f"{spec.shown}, line {line}, column {field.name}: {fault}")
        rows.append(row)
    return rows, findings


def _lines(spec: Table) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and cells, by column, of every line under the heading."""
    columns = [field.name for field in spec.schema.fields]
    shown = spec.shown
    start = 2
    try:
        with (DATA / spec.path).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            heading = next(reader, None)
            if heading != columns:
                raise DataError(_heading_fault(shown, heading, columns))
            start = reader.line_num + 1
            for cells in reader:
                if len(cells) != len(columns):
                    raise DataError(
                        f"{shown}, line {start}: found {len(cells)} cells, wanted "
                        f"{len(columns)}; put a text that holds a comma in quotation marks, "
                        "and leave no line empty."
                    )
                yield start, dict(zip(columns, cells, strict=True))
                start = reader.line_num + 1
    except FileNotFoundError:
        raise DataError(
            f"{shown} is missing; restore it from the repository, or take the table "
            f"{spec.name!r} out of data/datapackage.json."
        ) from None
    except UnicodeDecodeError:
        raise DataError(f"{shown} is not in UTF-8; save it again as “CSV UTF-8”.") from None
    except csv.Error as error:
        raise DataError(
            f"{shown}, line {start}: the line cannot be read as CSV ({error}); "
            "close every quotation mark that it opens."
        ) from None


def _heading_fault(shown: str, heading: list[str] | None, columns: list[str]) -> str:
    if heading is None:
        return f"{shown} is empty; restore it from the repository."
    where = f"{shown}, line 1: "
    if len(heading) == 1 and ";" in heading[0]:
        return where + "the cells are separated by semicolons; save the file with commas."
    for column in columns:
        if column not in heading:
            return where + f"column {column!r} is missing; wanted the columns {','.join(columns)}."
    for column in heading:
        if column not in columns:
            return where + (
                f"column {column!r} is not described; delete it or describe it in "
                "data/datapackage.json."
            )
    return where + f"the columns stand in another order; wanted {','.join(columns)}."


# One cell.


def _whole(text: str) -> int:
    if not re.fullmatch(r"-?\d+", text, re.ASCII):
        raise ValueError
    return int(text)


def _decimal(text: str) -> float:
    if not re.fullmatch(r"-?\d+(\.\d+)?", text, re.ASCII):
        raise ValueError
    return float(text)


def _yes_or_no(text: str) -> bool:
    return {"true": True, "false": False}[text]


def _day(text: str) -> dt.date:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise ValueError
    return dt.date.fromisoformat(text)


_READERS: Mapping[str, tuple[Callable[[str], Cell], str]] = {
    "string": (str, "text"),
    "integer": (_whole, "a whole number in digits alone, such as 12800"),
    "number": (_decimal, "a number with a decimal point, such as 43.5"),
    "boolean": (_yes_or_no, "true or false"),
    "date": (_day, "a real date as year-month-day, such as 2021-12-30"),
}


def _cell(field: Field, text: str) -> tuple[Cell, str]:
    """Return the value of a cell and what is wrong with it ("" if nothing is)."""
    rules = field.constraints
    if text == "":
        empty = "" if field.type == "string" else None
        return empty, "the cell is empty, and it has to be filled." if rules.required else ""
    read, wanted = _READERS[field.type]
    try:
        cell = read(text)
    except (ValueError, KeyError):
        return None, f"found {text!r}, wanted {wanted}."
    if rules.enum is not None and text not in rules.enum:
        return cell, (
            f"found {text!r}, wanted one of {_listed(rules.enum)}; correct the cell, or add "
            "the word to the column's enum in data/datapackage.json."
        )
    if rules.pattern is not None and not re.fullmatch(rules.pattern, text):
        return cell, f"found {text!r}, wanted {field.description or rules.pattern}"
    return cell, _out_of_bounds(cell, rules, read)


def _out_of_bounds(cell: Any, rules: Constraints, read: Callable[[str], Any]) -> str:
    mend = "correct the cell, or the bound in data/datapackage.json if the figure is right."
    if rules.minimum is not None and cell < read(_plain(rules.minimum)):
        return f"found {cell}, wanted {_plain(rules.minimum)} or more; {mend}"
    if rules.maximum is not None and cell > read(_plain(rules.maximum)):
        return f"found {cell}, wanted {_plain(rules.maximum)} or less; {mend}"
    return ""


def _plain(bound: float | str) -> str:
    return bound if isinstance(bound, str) else f"{bound:.15g}"


def _repeated(cell: Cell, seen: dict[Cell, int] | None, line: int) -> str:
    if seen is None or cell in (None, ""):
        return ""
    first = seen.setdefault(cell, line)
    return (
        "" if first == line else f"{cell!r} already stands on line {first}; give each row its own."
    )


# References from one table to another.


@dataclass(frozen=True)
class _Wanted:
    """The values that a cell, or each word of a cell, may have."""

    spec: Table
    values: frozenset[str]
    many: bool


def _wanted(field: Field, schema: Schema) -> _Wanted | None:
    for key in schema.foreign_keys:
        if key.fields == field.name:
            return _allowed(key.reference, many=False)
    return _allowed(field.list_of, many=True) if field.list_of else None


def _allowed(reference: Reference, *, many: bool) -> _Wanted:
    spec = _table(reference.resource)
    values = _column(reference.resource, reference.fields, DATA, _changed(spec.path))
    return _Wanted(spec, values, many)


@lru_cache(maxsize=16)
def _column(name: str, column: str, folder: Path, changed: int) -> frozenset[str]:  # noqa: ARG001
    # The last two are the cache's key. The cells are taken as they stand: their own table's
    # reading says what is wrong with them.
    spec = _table(name)
    if column not in [field.name for field in spec.schema.fields]:
        raise DataError(
            f"data/datapackage.json: a table refers to the column {column!r} of {name!r}, "
            "which is not described; mend the reference there."
        )
    return frozenset(cells[column] for _, cells in _lines(spec))


def _dangling(text: str, wanted: _Wanted | None) -> str:
    if wanted is None or text == "":
        return ""
    for word in text.split(" ") if wanted.many else [text]:
        if word not in wanted.values:
            return (
                f"{word!r} does not stand in {wanted.spec.shown}"
                f"{_closest(word, wanted.values)}; correct it, or add a row there."
            )
    return ""


def _referred(spec: Table) -> set[str]:
    schema = spec.schema
    return {key.reference.resource for key in schema.foreign_keys} | {
        field.list_of.resource for field in schema.fields if field.list_of
    }


# The description.


@lru_cache(maxsize=4)
def _package(folder: Path, changed: int) -> dict[str, Table]:  # noqa: ARG001  the cache's key
    shown = "data/datapackage.json"
    found: dict[str, Table] = {}
    try:
        text = (folder / "datapackage.json").read_text(encoding="utf-8")
        for resource in msgspec.convert(json.loads(text), Package).resources:
            if "schema" in resource:
                shown = f"data/datapackage.json, table {resource.get('name')!r}"
                one = msgspec.convert(resource, Table)
                found[one.name] = one
    except FileNotFoundError:
        raise DataError(f"{shown} is missing; restore it from the repository.") from None
    except ValueError as error:  # no JSON, no UTF-8, or not the shape that msgspec wants
        raise DataError(f"{shown}: {error}; mend the description there.") from None
    return found


def _described() -> dict[str, Table]:
    return _package(DATA, _changed("datapackage.json"))


def _table(name: str) -> Table:
    described = _described()
    if name not in described:
        raise DataError(
            f"There is no table {name!r}{_closest(name, described)}; "
            f"there is {_listed(sorted(described))}."
        )
    return described[name]


def _listed(words: list[str]) -> str:
    return ", ".join(words)


def _closest(word: str, words: Any) -> str:
    near = difflib.get_close_matches(word, list(map(str, words)), n=1, cutoff=0.6)
    return f" (did you mean {near[0]!r}?)" if near else ""
