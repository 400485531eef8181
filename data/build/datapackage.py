r"""Build ``data/datapackage.json`` from the short descriptions beside the tables.

    python data/build/datapackage.py          # what `make tables` does

Each ``tables/<table>.csv`` has a ``<table>.yaml`` beside it (``sources.csv`` too)::

    title: What the table is about
    description: In a sentence or two, who counted what.
    key: id
    columns:
      id: {about: Number of the row; it stays the same for good., pattern: 'K\d\d'}
      low: {about: Lowest figure published., type: integer, unit: persons, minimum: 0}
      place: {about: Row of the table places., in: places.id}
      comment: {about: In our own words., empty: true}

A column is text unless ``type`` says otherwise, and no cell of it is empty unless ``empty: true``
does. ``enum``, ``minimum``, ``maximum``, ``pattern``, ``unique`` and ``unit`` are Frictionless's
own words; ``in`` names table and column in which a value has to stand as well, ``words_in``
the same for each word of a list. What every table of facts ends with (``source``,
``more_sources``, ``status``, ``note``) is in :data:`CITED` and isn't written again; a table that
doesn't cite says ``cited: false``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

from lessons import __version__

Json = dict[str, Any]

CC_BY = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
PUBLIC_DOMAIN = {
    "title": "Public domain: made with Natural Earth",
    "path": "https://www.naturalearthdata.com/about/terms-of-use/",
}
HEAD: Json = {
    "profile": "data-package",
    "name": "reading-a-crisis",
    "title": "Reading a Crisis: the tables behind the lessons",
    "description": "Facts and figures about one news article of 30 December 2021 and its "
    "background, each row with its source and how far it was checked.",
}
BORDERS: Json = {
    "name": "borders",
    "path": "atlas/borders.fgb",
    "format": "fgb",
    "mediatype": "application/octet-stream",
    "title": "Borders of 2021",
    "description": "Countries, the regions of Ukraine and Georgia, and disputed territories, as "
    "FlatGeobuf.",
    "licenses": [PUBLIC_DOMAIN],
}


class Column(msgspec.Struct, forbid_unknown_fields=True):
    """One column, as a maintainer describes it."""

    about: str
    type: Literal["string", "integer", "number", "boolean", "date"] = "string"
    empty: bool = False
    unique: bool = False
    unit: str = ""
    enum: list[str] | None = None
    minimum: int | float | str | None = None
    maximum: int | float | str | None = None
    pattern: str | None = None
    inside: str = msgspec.field(default="", name="in")
    words_in: str = ""  # each word of the cell stands there


class Description(msgspec.Struct, forbid_unknown_fields=True):
    """One table, as a maintainer describes it."""

    title: str
    description: str
    key: str
    columns: dict[str, Column]
    cited: bool = True


CITED = {
    "source": Column("Key of the source in sources.csv.", inside="sources.key"),
    "more_sources": Column(
        "Keys of further sources, with one space between two.",
        empty=True,
        words_in="sources.key",
    ),
    "status": Column(
        "How far the row was checked; data/README.md gives the rule.",
        enum=["confirmed", "reported", "unconfirmed", "derived"],
    ),
    "note": Column("What to bear in mind, in our own words.", empty=True),
}
"""The last columns of every table of facts."""


class DescriptionError(ValueError):
    """A description can't be read; the message names the file and what to mend."""


class _Plain(yaml.SafeLoader):
    """YAML whose dates stay text, as the tables have them."""


_Plain.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if not tag.endswith(":timestamp")]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def package(data: Path) -> Json:
    """Describe all that is in ``data``.

    Raises
    ------
    DescriptionError
        A table has no description, a description no table, or it can't be read.
    """
    names = ["sources", *(f"tables/{file.stem}" for file in sorted((data / "tables").glob("*.*")))]
    resources = [resource(data, name) for name in dict.fromkeys(names)]
    head = {**HEAD, "version": __version__, "licenses": [CC_BY, PUBLIC_DOMAIN]}
    return {**head, "resources": [*resources, BORDERS]}


def resource(data: Path, name: str) -> Json:
    """Describe one table as a Frictionless resource."""
    table, described = data / f"{name}.csv", data / f"{name}.yaml"
    for there, missing in ((table, described), (described, table)):
        if not missing.is_file():
            raise DescriptionError(f"data/{name}{there.suffix} has no {missing.name} beside it.")
    try:
        spec = msgspec.convert(
            yaml.load(described.read_text(encoding="utf-8"), _Plain),  # noqa: S506  a SafeLoader
            Description,
        )
    except (ValueError, yaml.YAMLError) as error:
        raise DescriptionError(f"data/{name}.yaml: {error}") from None
    columns = spec.columns | (CITED if spec.cited else {})
    keys = [
        {"fields": column, "reference": reference(each.inside)}
        for column, each in columns.items()
        if each.inside
    ]
    schema: Json = {
        "fields": [field(column, each) for column, each in columns.items()],
        "primaryKey": spec.key,
        "missingValues": [""],
    }
    if keys:
        schema["foreignKeys"] = keys
    cites = [{"title": "Each row names its own, by a key of sources.csv", "path": "sources.csv"}]
    return {
        "name": Path(name).name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "title": spec.title,
        "description": spec.description,
        "licenses": [CC_BY],
        **({"sources": cites} if spec.cited else {}),
        "schema": schema,
    }


def field(name: str, column: Column) -> Json:
    """Describe one column as a Frictionless field."""
    found: Json = {"name": name, "type": column.type, "description": column.about}
    if column.unit:
        found["unit"] = column.unit
    if column.type == "boolean":
        found |= {"trueValues": ["true"], "falseValues": ["false"]}
    rules = {
        "required": not column.empty,
        "unique": column.unique,
        "enum": column.enum,
        "minimum": column.minimum,
        "maximum": column.maximum,
        "pattern": column.pattern,
    }
    rules = {
        rule: value for rule, value in rules.items() if value is not None and value is not False
    }
    if rules:
        found["constraints"] = rules
    if column.words_in:
        found["listOf"] = reference(column.words_in)
    return found


def reference(words: str) -> Json:
    """Read ``places.id`` as Frictionless has it."""
    table, _, column = words.partition(".")
    return {"resource": table, "fields": column}


def text(found: Json) -> str:
    """Write the package with one line a column, so that a change is one line of a diff."""
    head = [f" {_json(key)}: {_json(value)}," for key, value in found.items() if key != "resources"]
    resources = ",\n".join(_resource_text(each) for each in found["resources"])
    return "\n".join(["{", *head, ' "resources": [', resources, " ]", "}"]) + "\n"


def _resource_text(each: Json) -> str:
    lines = [f"   {_json(key)}: {_json(value)}" for key, value in each.items() if key != "schema"]
    if "schema" in each:
        fields = ",\n".join(f"     {_json(one)}" for one in each["schema"]["fields"])
        rest = [
            f"    {_json(key)}: {_json(value)}"
            for key, value in each["schema"].items()
            if key != "fields"
        ]
        inner = ",\n".join([f'    "fields": [\n{fields}\n    ]', *rest])
        lines.append(f'   "schema": {{\n{inner}\n   }}')
    return "  {\n" + ",\n".join(lines) + "\n  }"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def main(data: Path) -> int:
    """Write the description of a folder ``data``."""
    try:
        found = text(package(data))
    except DescriptionError as error:
        print(error, file=sys.stderr)
        return 1
    (data / "datapackage.json").write_text(found, encoding="utf-8", newline="\n")
    print("data/datapackage.json is built.")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parents[1]))
