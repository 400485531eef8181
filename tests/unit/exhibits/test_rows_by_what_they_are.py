"""Exhibits ask a table for rows by what they are, such as a name or a date, never by number."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lessons.kit import data
from lessons.kit.data import ROOT

CODE = sorted((ROOT / "lessons").glob("*/exhibits.py"))
TEXTS = sorted((ROOT / "lessons").glob("*/exhibits*.yaml"))
#: As the numbers of rows look: H13, GV02, E66-rev.
NUMBER = re.compile(r"[A-Z]{1,2}\d{2,3}(-[a-z]+)*")


def numbers() -> set[str]:
    """Give the numbers of all rows, except of paragraphs, which the article itself has, and of
    counts of ships, which have no name but a day and a counter."""
    found = {str(row) for name in data.tables() for row in data.table(name).iloc[:, 0]}
    own = {*data.table("article")["paragraph"], *data.table("ships_waiting")["id"]}
    return {row for row in found if NUMBER.fullmatch(row)} - own


NUMBERS = numbers()


def words_in_code(text: str) -> Iterator[str]:
    """Give every text that stands in the code, but no sentence about it."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def asked_by_number(text: str, *, is_code: bool) -> list[str]:
    """Give the numbers of rows that a file asks by."""
    if is_code:
        return sorted({word for word in words_in_code(text) if word in NUMBERS})
    rows = re.findall(r"^\s+.+: *\w+ \| *([^|]+?) *\| *\w+$", text, re.MULTILINE)
    return sorted({row for row in rows if row in NUMBERS})


def test_there_are_numbers_to_look_for() -> None:
    assert {"H13", "Q01", "GV02", "E66-rev"} <= NUMBERS


@pytest.mark.parametrize(
    "path", [*CODE, *TEXTS], ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_rows_are_asked_for_by_what_they_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert asked_by_number(text, is_code=path.suffix == ".py") == []


def test_a_number_in_the_code_is_found() -> None:
    assert asked_by_number('PRESSED = "E78"', is_code=True) == ["E78"]
    assert asked_by_number("    April: deaths_total | K10 | low\n", is_code=False) == ["K10"]
