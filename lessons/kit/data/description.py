"""The description of the tables, as ``data/datapackage.json`` has it: columns, bounds, keys.

``data/build/datapackage.py`` builds that file from the short descriptions beside the tables.
"""

from __future__ import annotations

import datetime as dt
import difflib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from lessons.kit import places
from lessons.kit.catalogue import say

BUILT = "data/datapackage.json"
MEND = "mend the description beside the table, and run `make tables`"

Cell = str | int | float | bool | dt.date | None
Row = dict[str, Cell]


class DataError(ValueError):
    """A table is missing, malformed or unknown. The message is one sentence with the mend."""


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
                    READERS[self.type][0](plain(bound))
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

    @property
    def described_in(self) -> str:
        """Return the path of the description that a maintainer edits."""
        return self.shown.removesuffix(".csv") + ".yaml"


class Package(msgspec.Struct):
    """All that is in ``data/``; what has no schema, such as a map, is no table."""

    resources: list[dict[str, Any]]


# Reading it.


def changed_at(path: str) -> int:
    """Return when a file of ``data/`` was last changed, 0 where there is none."""
    file = places.DATA / path
    return file.stat().st_mtime_ns if file.is_file() else 0


def described() -> dict[str, Table]:
    """Return each table's description by its name."""
    return _package(places.DATA, changed_at("datapackage.json"))


def table_called(name: str) -> Table:
    """Return the description of one table.

    Raises
    ------
    DataError
        There is none of that name; the message lists those there are.
    """
    known = described()
    if name not in known:
        near, there = closest(name, known), listed(sorted(known))
        raise DataError(say("data.fault.table", asked=repr(name), near=near, there=there))
    return known[name]


def referred(spec: Table) -> set[str]:
    """Name the tables that one refers to."""
    schema = spec.schema
    return {key.reference.resource for key in schema.foreign_keys} | {
        field.list_of.resource for field in schema.fields if field.list_of
    }


@lru_cache(maxsize=4)
def _package(folder: Path, changed: int) -> dict[str, Table]:  # noqa: ARG001  the cache's key
    shown = BUILT
    found: dict[str, Table] = {}
    try:
        text = (folder / "datapackage.json").read_text(encoding="utf-8")
        for resource in msgspec.convert(json.loads(text), Package).resources:
            if "schema" in resource:
                shown = f"{BUILT}, table {resource.get('name')!r}"
                one = msgspec.convert(resource, Table)
                found[one.name] = one
    except FileNotFoundError:
        raise DataError(f"{shown} is missing; restore it from the repository.") from None
    except ValueError as error:  # no JSON, no UTF-8, or not the shape that msgspec wants
        raise DataError(f"{shown}: {error}; {MEND}.") from None
    return found


# What each type of cell holds.


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


READERS: Mapping[str, tuple[Callable[[str], Cell], str]] = {
    "string": (str, "text"),
    "integer": (_whole, "a whole number in digits alone, such as 12800"),
    "number": (_decimal, "a number with a decimal point, such as 43.5"),
    "boolean": (_yes_or_no, "true or false"),
    "date": (_day, "a real date as year-month-day, such as 2021-12-30"),
}


def plain(bound: float | str) -> str:
    """Return a bound as a cell would have it."""
    return bound if isinstance(bound, str) else f"{bound:.15g}"


# Words for messages.


def listed(words: list[str]) -> str:
    """Return words one after the other."""
    return ", ".join(words)


def closest(word: str, words: Iterable[str]) -> str:
    """Return a question for the word that was probably meant, or nothing."""
    near = difflib.get_close_matches(word, list(words), n=1, cutoff=0.6)
    return say("data.fault.near", near=repr(near[0])) if near else ""


def none_of(asked: object, there: Iterable[str]) -> str:
    """Say that there is no such thing, and which there are.

    >>> none_of("mars", ["earth", "venus"])
    "There is no 'mars'; choose one of earth, venus."
    """
    return say("data.fault.none", asked=repr(asked), there=", ".join(there))
