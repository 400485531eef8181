"""Reading a table by its description: what does not fit is named by file, line and column.

Everything here works on the folder that ``places.DATA`` names at the moment of the call.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from lessons.kit import places
from lessons.kit.data import spreadsheets
from lessons.kit.data.description import (
    BUILT,
    MEND,
    READERS,
    Cell,
    Constraints,
    DataError,
    Field,
    Reference,
    Row,
    Schema,
    Table,
    changed_at,
    closest,
    listed,
    plain,
    referred,
    table_called,
)


@dataclass(frozen=True)
class Stamp:
    """What a parsed table depends on: the folder, and when its files were last changed."""

    folder: Path
    changed: tuple[int, ...]


def stamp_of(name: str) -> Stamp:
    """Return what a table depends on now."""
    spec = table_called(name)
    near = {spec.path, *(table_called(other).path for other in referred(spec))}
    return Stamp(places.DATA, tuple(map(changed_at, ["datapackage.json", *sorted(near)])))


@lru_cache(maxsize=64)
def rows_of(name: str, stamp: Stamp) -> list[Row]:  # noqa: ARG001  the stamp is the cache's key
    """Return the rows of a table, typed.

    Raises
    ------
    DataError
        The first fault of its file.
    """
    rows, findings, saved = read(table_called(name))
    if findings:
        raise DataError(saved or findings[0])
    return rows


def read(spec: Table) -> tuple[list[Row], list[str], str]:
    """Return a table's rows, a sentence for each fault, and one if a spreadsheet has saved it."""
    schema = spec.schema
    rows: list[Row] = []
    findings: list[str] = []
    seen: dict[str, dict[Cell, int]] = {
        field.name: {}
        for field in schema.fields
        if field.constraints.unique or field.name == schema.primary_key
    }
    wanted = {field.name: _wanted(field, schema) for field in schema.fields}
    sign, lines = _lines(spec)
    undone, did = spreadsheets.undone(schema, sign, [texts for _, texts in lines])
    for (line, _), texts in zip(lines, undone, strict=True):
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
    return rows, findings, spreadsheets.finding(spec.shown, did) if did else ""


def _lines(spec: Table) -> tuple[str, list[tuple[int, dict[str, str]]]]:
    """Give what separates cells, and line number and cells of every line under the heading."""
    columns = [field.name for field in spec.schema.fields]
    shown = spec.shown
    start = 2
    found = []
    try:
        with (places.DATA / spec.path).open(encoding="utf-8-sig", newline="") as file:
            sign = spreadsheets.separator(file.readline(), columns)
            file.seek(0)
            reader = csv.reader(file, strict=True, delimiter=sign)
            heading = next(reader, None)
            if heading != columns:
                raise DataError(_heading_fault(spec, heading, columns))
            start = reader.line_num + 1
            for cells in reader:
                if len(cells) != len(columns):
                    raise DataError(
                        f"{shown}, line {start}: found {len(cells)} cells, wanted "
                        f"{len(columns)}; put a text that holds a comma in quotation marks, "
                        "and leave no line empty."
                    )
                found.append((start, dict(zip(columns, cells, strict=True))))
                start = reader.line_num + 1
    except FileNotFoundError:
        raise DataError(
            f"{shown} is missing; restore it from the repository, or delete "
            f"{spec.described_in} as well and run `make tables`."
        ) from None
    except OSError as error:
        raise DataError(f"{shown} can't be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise DataError(f"{shown} is not in UTF-8; save it again as “CSV UTF-8”.") from None
    except csv.Error as error:
        raise DataError(
            f"{shown}, line {start}: the line cannot be read as CSV ({error}); "
            "close every quotation mark that it opens."
        ) from None
    return sign, found


def _heading_fault(spec: Table, heading: list[str] | None, columns: list[str]) -> str:
    shown = spec.shown
    if heading is None:
        return f"{shown} is empty; restore it from the repository."
    where = f"{shown}, line 1: "
    for column in columns:
        if column not in heading:
            return where + f"column {column!r} is missing; wanted the columns {','.join(columns)}."
    for column in heading:
        if column not in columns:
            return where + (
                f"column {column!r} is not described; delete it, or describe it in "
                f"{spec.described_in} and run `make tables`."
            )
    return where + f"the columns stand in another order; wanted {','.join(columns)}."


# One cell.


def _cell(field: Field, text: str) -> tuple[Cell, str]:
    """Return the value of a cell and what is wrong with it ("" if nothing is)."""
    rules = field.constraints
    if text == "":
        empty = "" if field.type == "string" else None
        return empty, "the cell is empty, and it has to be filled." if rules.required else ""
    read, wanted = READERS[field.type]
    try:
        cell = read(text)
    except (ValueError, KeyError):
        return None, f"found {text!r}, wanted {wanted}."
    if rules.enum is not None and text not in rules.enum:
        return cell, (
            f"found {text!r}, wanted one of {listed(rules.enum)}; correct the cell, or add "
            "the word to the column's enum in the .yaml beside the table."
        )
    if rules.pattern is not None and not re.fullmatch(rules.pattern, text):
        return cell, f"found {text!r}, wanted {field.description or rules.pattern}"
    return cell, _out_of_bounds(cell, rules, read)


def _out_of_bounds(cell: Any, rules: Constraints, read: Callable[[str], Any]) -> str:
    mend = "correct the cell, or the bound in the .yaml beside the table if the figure is right."
    if rules.minimum is not None and cell < read(plain(rules.minimum)):
        return f"found {cell}, wanted {plain(rules.minimum)} or more; {mend}"
    if rules.maximum is not None and cell > read(plain(rules.maximum)):
        return f"found {cell}, wanted {plain(rules.maximum)} or less; {mend}"
    return ""


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
    spec = table_called(reference.resource)
    values = _column(reference.resource, reference.fields, places.DATA, changed_at(spec.path))
    return _Wanted(spec, values, many)


@lru_cache(maxsize=16)
def _column(name: str, column: str, folder: Path, changed: int) -> frozenset[str]:  # noqa: ARG001
    # The last two are the cache's key. The cells are taken as they stand: their own table's
    # reading says what is wrong with them.
    spec = table_called(name)
    if column not in [field.name for field in spec.schema.fields]:
        raise DataError(
            f"{BUILT}: a table refers to the column {column!r} of {name!r}, "
            f"which is not described; {MEND}."
        )
    return frozenset(cells[column] for _, cells in _lines(spec)[1])


def _dangling(text: str, wanted: _Wanted | None) -> str:
    if wanted is None or text == "":
        return ""
    for word in text.split(" ") if wanted.many else [text]:
        if word not in wanted.values:
            return (
                f"{word!r} does not stand in {wanted.spec.shown}"
                f"{closest(word, wanted.values)}; correct it, or add a row there."
            )
    return ""
