"""Numbers in prose: each says which cell it repeats, and drifts from it no further than a check."""

import csv
import doctest
import shutil
from pathlib import Path

import pytest

from lessons.kit import places, prosecheck
from lessons.kit.data import DATA, repeats
from tests.unit.data.test_evidence import rewrite


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of data/ that the modules read instead."""
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy, ignore=shutil.ignore_patterns("build", "atlas"))
    monkeypatch.setattr(places, "DATA", copy)
    return copy


@pytest.fixture
def notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of notebooks/ that the check reads instead."""
    copy = tmp_path / "notebooks"
    copy.mkdir()
    for file in places.NOTEBOOKS.glob("*.ipynb"):
        shutil.copy(file, copy)
    monkeypatch.setattr(places, "NOTEBOOKS", copy)
    return copy


def change(table: Path, key: str, column: str, cell: str) -> None:
    with table.open(encoding="utf-8", newline="") as file:
        first = next(csv.reader(file))[0]
    rewrite(table, lambda row: row.update({column: cell}) if row[first] == key else None)


def say(notebook: Path, old: str, new: str) -> None:
    text = notebook.read_text(encoding="utf-8")
    assert old in text
    notebook.write_text(text.replace(old, new), encoding="utf-8")


def test_every_number_of_the_kit_repeats_its_cell() -> None:
    assert prosecheck.check() == []


def test_doctests() -> None:
    assert doctest.testmod(repeats).failed == 0


@pytest.mark.parametrize(
    ("table", "key", "column", "cell", "lesson", "said"),
    [
        ("deaths_total", "K28", "low", "13100", "the_toll", "13,200"),
        ("assembly_votes", "V01", "yes", "101", "crimea", "100"),
        ("troops_near_border", "M10", "within_km", "250", "the_map", "200 km"),
        ("timeline", "T26", "date", "2014-03-19", "crimea", "18 March 2014"),
        ("meetings", "F03", "states", "56", "the_talks", "26"),
        ("rouble_monthly", "R2016-01", "roubles", "80.22", "sanctions", "2.3"),
        ("places", "P17", "lon", "36.1", "the_map", "138"),
        ("contacts", "H13", "start_utc", "20:45", "the_call", "23:35"),
    ],
)
def test_a_cell_that_changes_is_missed_in_the_prose(
    data: Path, table: str, key: str, column: str, cell: str, lesson: str, said: str
) -> None:
    change(data / "tables" / f"{table}.csv", key, column, cell)
    found = [line for line in prosecheck.check() if line.startswith(f"lessons/{lesson}/")]
    assert any(f"'{said}' repeats" in line and "mend one of them" in line for line in found)


def test_a_number_that_stands_by_itself_is_named_with_its_place(notebooks: Path) -> None:
    say(notebooks / "04_the_toll.ipynb", "more than 13,000", "more than 13,700")
    (found, *_) = prosecheck.check()
    assert found.startswith("notebooks/04_the_toll.ipynb, cell 1: 13,700 stands here by itself")
    assert "lessons/the_toll/numbers.yaml" in found


def test_a_mark_that_no_text_needs_is_named(notebooks: Path) -> None:
    say(notebooks / "06_georgia.ipynb", "200,000 to 250,000 Georgians", "A great many Georgians")
    assert prosecheck.check() == [
        "lessons/georgia/numbers.yaml: '200,000 to 250,000' stands in no text; delete it."
    ]


@pytest.mark.parametrize(
    ("said", "row", "right"),
    [
        ("7 December", "contacts | H04 | date", True),
        ("7 November", "contacts | H04 | date", False),
        ("8 December", "contacts | H04 | date", False),
        ("December 2021", "contacts | H04 | date", True),
        ("2021-12-07", "contacts | H04 | date", True),
        ("about 41", "100 - 100 * (gdp | E03 | billion_usd) / (gdp | E01 | billion_usd)", True),
        ("about 46", "100 - 100 * (gdp | E03 | billion_usd) / (gdp | E01 | billion_usd)", False),
        ("fewer than 6,000", "deaths_total | K09 | low", True),
        ("fewer than 5,000", "deaths_total | K09 | low", False),
        ("more than 5,000", "deaths_total | K09 | low", False),
        ("five", "count | recognitions | withdrawn != withdrawn", True),
        ("six", "count | recognitions | withdrawn != withdrawn", False),
        ("100, 11", "assembly_votes | V01 | yes, no", True),
        ("100, 12", "assembly_votes | V01 | yes, no", False),
        ("100", "assembly_votes | V01 | yes, no", False),
        ("13,200", "deaths_total | K28 | lowest", False),
        ("13,200", "deaths_total | K99 | low", False),
        ("13,200", "nothing at all", False),
        ("13,200", "(deaths_total | K28 | low) ** 2", False),
        ("13,200", "count | deaths_total | low >", False),
        ("MH17", "name", True),
    ],
)  # fmt: skip
def test_what_a_number_repeats(said: str, row: str, right: bool) -> None:
    assert (repeats.fault(said, row) == "") is right


def test_a_name_of_a_row_and_minutes_are_no_numbers() -> None:
    assert repeats.numbers("C22 and MH17 in P21") == []
    aside = "## 2. How · 13 min\n`near(150)` in section 3; 45 minutes"
    assert repeats.numbers(prosecheck.ASIDE.sub("", aside)) == []
