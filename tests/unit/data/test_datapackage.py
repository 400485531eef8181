"""data/datapackage.json: valid for others too, complete, and with teeth."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import datapackage
import pytest
from frictionless import Report, validate

from lessons.kit import data

PACKAGE: dict[str, Any] = json.loads((data.DATA / "datapackage.json").read_text(encoding="utf-8"))
TABLES: list[dict[str, Any]] = [one for one in PACKAGE["resources"] if "schema" in one]
OURS = ("sources", "labels", "glossary", "completeness")
FACTS = [one for one in TABLES if one["name"] not in OURS]
"""All but the sources themselves and what is about our own words and tables."""


def by_name(resource: dict[str, Any]) -> str:
    return str(resource["name"])


def errors(report: Report) -> list[str]:
    """Return all that frictionless found, of the package and of each table."""
    found = [error.message for error in report.errors]
    for task in report.tasks:
        found += [f"{task.place}: {error.message}" for error in task.errors]
    return found


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(data.DATA, tmp_path / "data"))


def test_the_package_is_valid() -> None:
    report = validate(str(data.DATA / "datapackage.json"))
    assert report.valid, "\n".join(errors(report))
    assert len(report.tasks) == len(PACKAGE["resources"])


MUTATIONS = [
    ("deaths_total", ",13200,13400,", ",132OO,13400,", 'Type error in the cell "132OO"'),
    ("deaths_total", ",12800,13000,", ",12800,1300000,", 'constraint "maximum" is "100000"'),
    ("deaths_total", ",14200,14400,", ",,14400,", 'constraint "required" is "True"'),
    ("deaths_total", "K10,", "K09,", "violates the primary key"),
    ("deaths_total", ",CIHR1703,", ",CIHR0,", 'for "source": values "CIHR0" not found'),
    ("deaths_total", ",documented,", ",heard,", 'The cell "heard"'),
    ("deaths_total", "estimate,yes,true,JT", "estimate,yes,yes,JT", 'Type error in the cell "yes"'),
    ("deaths_total", "2017-08-15", "2017-08-32", 'Type error in the cell "2017-08-32"'),
    ("nato_members", "BEL,", "BEX,", 'for "iso3": values "BEX" not found'),
    ("rewording", ",C11,", ",C99,", 'for "claim": values "C99" not found'),
    ("gdp", "E01,", "X01,", 'constraint "pattern"'),
]


@pytest.mark.slow
def test_it_bites(copy: Path) -> None:
    for name, old, new, _ in MUTATIONS:
        file = copy / f"tables/{name}.csv"
        text = file.read_text(encoding="utf-8")
        assert old in text, old
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = errors(validate(str(copy / "datapackage.json")))
    for *_, words in MUTATIONS:
        assert any(words in error for error in found), f"{words} is not in {found}"


def test_a_wrong_description_is_not_valid(copy: Path) -> None:
    file = copy / "datapackage.json"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"type": "integer"', '"type": "intger"', 1), encoding="utf-8")
    assert '"intger" is not supported' in " ".join(errors(validate(str(file))))


def test_it_is_what_the_descriptions_beside_the_tables_make() -> None:
    built = datapackage.text(datapackage.package(data.DATA))
    assert (data.DATA / "datapackage.json").read_text(encoding="utf-8") == built, (
        "run `make tables`"
    )
    assert json.loads(built) == datapackage.package(data.DATA)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("type: integer", "type: intger", "Invalid enum value 'intger'"),
        ("unit: persons", "units: persons", "unknown field `units`"),
        ("columns:", "columns: [", "data/tables/deaths_total.yaml: "),
    ],
)
def test_a_wrong_description_is_named(copy: Path, old: str, new: str, says: str) -> None:
    file = copy / "tables" / "deaths_total.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    before = (copy / "datapackage.json").read_bytes()
    with pytest.raises(
        datapackage.DescriptionError, match=r"^data/tables/deaths_total\.yaml: "
    ) as e:
        datapackage.package(copy)
    assert says in str(e.value)
    assert datapackage.main(copy) == 1
    assert (copy / "datapackage.json").read_bytes() == before


@pytest.mark.parametrize(("gone", "left"), [("csv", "yaml"), ("yaml", "csv")])
def test_a_table_without_description_is_named(copy: Path, gone: str, left: str) -> None:
    (copy / "tables" / f"gdp.{gone}").unlink()
    with pytest.raises(datapackage.DescriptionError) as error:
        datapackage.package(copy)
    assert str(error.value) == f"data/tables/gdp.{left} has no gdp.{gone} beside it."


def test_every_file_of_tables_is_described_and_every_table_is_there() -> None:
    described = {one["path"] for one in TABLES}
    there = {f"tables/{file.name}" for file in (data.DATA / "tables").glob("*.csv")}
    assert described == there | {"sources.csv"}
    assert sorted(map(by_name, TABLES)) == data.tables()


@pytest.mark.parametrize("resource", TABLES, ids=by_name)
def test_a_table_says_what_it_is(resource: dict[str, Any]) -> None:
    for wanted in ("title", "description"):
        assert resource[wanted].strip()
    assert resource["licenses"][0]["name"] == "CC-BY-4.0"
    schema = resource["schema"]
    names = [field["name"] for field in schema["fields"]]
    required = {
        field["name"] for field in schema["fields"] if field.get("constraints", {}).get("required")
    }
    assert schema["primaryKey"] in required
    for field in schema["fields"]:
        assert field["description"].endswith("."), f"{field['name']}: {field['description']!r}"
        if field["type"] == "number":
            assert field.get("unit") or "unit" in names, f"{field['name']} has no unit"
        if field["type"] in ("number", "integer", "date"):
            assert "minimum" in field["constraints"], f"{field['name']} has no lower bound"


@pytest.mark.parametrize("resource", FACTS, ids=by_name)
def test_every_row_of_facts_has_source_and_status(resource: dict[str, Any]) -> None:
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    assert list(fields)[-4:] == ["source", "more_sources", "status", "note"]
    to_sources = {"resource": "sources", "fields": "key"}
    assert fields["source"]["constraints"]["required"]
    assert {"fields": "source", "reference": to_sources} in resource["schema"]["foreignKeys"]
    assert fields["more_sources"]["listOf"] == to_sources
    statuses = ["confirmed", "reported", "unconfirmed", "derived"]
    assert resource["sources"][0]["path"] == "sources.csv"
    assert fields["status"]["constraints"] == {"required": True, "enum": statuses}
