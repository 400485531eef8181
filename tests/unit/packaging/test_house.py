"""The picture of the house in docs/maintainer.md is the house."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import grimp
import pytest

from lessons.kit.data import ROOT
from lessons.kit.syllabus import entries

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]["contracts"]
PAGE = (ROOT / "docs" / "maintainer.md").read_text(encoding="utf-8")
PICTURE = PAGE.partition("```mermaid\n")[2].partition("```")[0]
LESSONS = {f"lessons.{entry.name}" for entry in entries()}

ROOMS = sorted({path.parent for path in (ROOT / "lessons").rglob("*.py")})

Arrow = tuple[str, str]


def boxes() -> dict[str, set[str]]:
    """Give each box's modules: a package, or those of the kit that it lists on its last line."""
    found = {}
    for name, label in re.findall(r'^ +(\w+)\["(.+)"\]$', PICTURE, re.MULTILINE):
        parts = label.rpartition("<br>")[2].split(", ")
        found[name] = {
            "notebooks": {"notebooks"},
            "desk": {"lessons.desk"},
            "lab": {"lessons.lab"},
            "pages": {"lessons.pages"},
            "live": {"lessons.live"},
            "lessons": LESSONS,
            "commands": {"lessons.cli"},
        }.get(name, {f"lessons.kit.{part}" for part in parts})
    return found


def arrows(line: str) -> set[Arrow]:
    """Give the arrows of one kind: ``a --> b & c`` is two."""
    return {
        (start, end)
        for start, ends in re.findall(rf"^ +(\w+) {line} (.+)$", PICTURE, re.MULTILINE)
        for end in ends.split(" & ")
    }


def imported_by_notebooks() -> Iterator[str]:
    for path in Path(ROOT / "notebooks").rglob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] != "code":
                continue
            for node in ast.walk(ast.parse("".join(cell["source"]))):
                if isinstance(node, ast.ImportFrom) and node.module:
                    yield node.module
                    yield from (f"{node.module}.{name.name}" for name in node.names)


BOXES, DRAWN = boxes(), arrows("-->")


@pytest.fixture(scope="module")
def imports() -> set[Arrow]:
    """Give each box with each that it imports."""
    graph = grimp.build_graph("lessons", exclude_type_checking_imports=True, cache_dir=None)
    notebooks = set(imported_by_notebooks())

    def uses(one: str, other: str) -> bool:
        if one == "notebooks":
            return any(name == other or name.startswith(f"{other}.") for name in notebooks)
        return other != "notebooks" and graph.direct_import_exists(
            importer=one, imported=other, as_packages=True
        )

    return {
        (start, end)
        for start, end in permutations(BOXES, 2)
        if any(uses(one, other) for one in BOXES[start] for other in BOXES[end])
    }


def leads(start: str, end: str) -> bool:
    """Say whether arrows lead from one box to another."""
    return (start, end) in DRAWN or any(
        leads(middle, end) for first, middle in DRAWN if first == start
    )


def layers(contract: int) -> list[set[str]]:
    return [set(re.findall(r"[\w.]+", layer)) for layer in CONTRACTS[contract]["layers"]]


def test_each_arrow_is_an_import(imports: set[Arrow]) -> None:
    assert DRAWN - imports == set()


def test_each_import_is_along_arrows(imports: set[Arrow]) -> None:
    assert [arrow for arrow in sorted(imports) if not leads(*arrow)] == []


def test_a_dotted_arrow_is_no_import(imports: set[Arrow]) -> None:
    dotted = arrows("-.->")
    assert dotted == {
        ("desk", "lessons"),
        ("pages", "lessons"),
        ("data", "facts"),
        ("quiz", "facts"),
    }
    assert not dotted & imports


def test_the_boxes_of_the_kit_are_its_rooms() -> None:
    helpers = {"files", "language", "places", "written"}
    told = set.union(*layers(1)) - {*helpers, "handin"}  # and a public name
    drawn = {
        module.removeprefix("lessons.kit.")
        for box in BOXES.values()
        for module in box
        if module.startswith("lessons.kit.")
    }
    assert drawn == told


def test_all_that_the_first_contract_names_is_drawn() -> None:
    told = set.union(*layers(0)) - {"__main__", "kit"}
    rest = {
        each
        for name in ("commands", "live", "desk", "lab", "pages", "lessons")
        for each in BOXES[name]
    }
    assert {f"lessons.{name}" for name in told} == rest


MOST = 12
"""Modules that one folder holds; what has more wants rooms of its own."""


@pytest.mark.parametrize("folder", ROOMS, ids=lambda folder: folder.relative_to(ROOT).as_posix())
def test_no_room_is_overfull(folder: Path) -> None:
    assert len({path.name for path in folder.glob("*.py")} - {"__init__.py"}) <= MOST
    if folder.name != "built":
        assert len(list(folder.glob("*.js"))) <= MOST
