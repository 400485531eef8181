"""A table that a spreadsheet saved is read right where it can be, and its cause is named first."""

import csv
import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lessons.kit import data, places
from lessons.kit.data import DataError
from lessons.kit.data.description import table_called
from lessons.kit.data.reading import read

DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
Change = Callable[[str], str]


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a data room of one's own."""
    shutil.copytree(places.DATA, tmp_path / "data", ignore=shutil.ignore_patterns("build", "atlas"))
    monkeypatch.setattr(places, "DATA", tmp_path / "data")
    return tmp_path / "data"


def save(room: Path, name: str, sign: str, change: Change) -> None:
    """Save a table as a spreadsheet does."""
    path = room / table_called(name).path
    rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=sign, lineterminator="\r\n").writerows(
        [change(cell) for cell in row] for row in rows
    )
    path.write_text("\ufeff" + out.getvalue(), encoding="utf-8", newline="")


def german(cell: str) -> str:
    cell = DAY.sub(lambda day: f"{day[3]}.{day[2]}.{day[1]}", cell) if DAY.fullmatch(cell) else cell
    if re.fullmatch(r"-?\d+\.\d+", cell):
        return cell.replace(".", ",")
    return {"true": "TRUE", "false": "FALSE"}.get(cell, cell)


def american(cell: str) -> str:
    cell = (
        DAY.sub(lambda d: f"{int(d[2])}/{int(d[3])}/{d[1]}", cell) if DAY.fullmatch(cell) else cell
    )
    return {"true": "TRUE", "false": "FALSE"}.get(cell, cell)


def british(cell: str) -> str:
    cell = DAY.sub(lambda day: f"{day[3]}/{day[2]}/{day[1]}", cell) if DAY.fullmatch(cell) else cell
    return {"true": "TRUE", "false": "FALSE"}.get(cell, cell)


WAYS: dict[str, tuple[str, Change]] = {
    "German": (";", german),
    "American": (",", american),
    "British": (",", british),
    "tabs": ("\t", american),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["deaths_total", "timeline", "economy_by_year", "claims"])
def test_what_has_one_reading_is_read_right(way: str, name: str, room: Path) -> None:
    rows, _, _ = read(table_called(name))
    save(room, name, *WAYS[way])
    again, faults, saved = read(table_called(name))
    assert faults == []
    assert again == rows
    assert "a spreadsheet has saved this table" in saved and "git restore" in saved


@pytest.mark.parametrize("way", WAYS)
def test_its_cause_is_the_only_finding(way: str, room: Path) -> None:
    save(room, "deaths_total", *WAYS[way])
    (finding,) = data.check()
    assert finding.startswith("data/tables/deaths_total.csv: a spreadsheet has saved this table (")


def test_what_may_be_either_of_two_days_is_left_and_the_cause_stands_first(room: Path) -> None:
    path = room / "tables" / "deaths_total.csv"
    words = path.read_text(encoding="utf-8")
    path.write_text(DAY.sub("4/5/2014", words), encoding="utf-8")
    first, *cells = data.check()
    assert "which may be either of two days" in first
    assert cells and all("wanted a real date" in cell for cell in cells)
    with pytest.raises(DataError, match="a spreadsheet has saved"):
        data.table("deaths_total")


def test_a_thousands_group_is_no_decimal(room: Path) -> None:
    rows, _, _ = read(table_called("economy_by_year"))
    growth = str(rows[0]["real_growth"])
    save(room, "economy_by_year", ";", lambda cell: "1,234" if cell == growth else german(cell))
    _, faults, saved = read(table_called("economy_by_year"))
    assert saved and "found '1,234'" in faults[0]


def test_as_the_kit_has_them_no_table_looks_saved() -> None:
    for name in data.tables():
        assert read(table_called(name))[2] == "", name
