"""Whatever spoils a file that people write by hand, it is a finding with file and mend."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lessons import cli
from lessons.kit import legible, places, syllabus
from lessons.kit.quiz import bank

MERGED = "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> other\n"
NOTEBOOK = "notebooks/04_the_toll.ipynb"
FILES = [
    "lessons/syllabus.toml", "lessons/not_taught.toml", "lessons/numbers.yaml",
    "lessons/the_toll/exhibits.yaml", "lessons/the_toll/exhibits.py",
    "lessons/the_toll/numbers.yaml", "lessons/the_toll/plan.md", NOTEBOOK, "data/sources.csv",
    "data/datapackage.json", "data/tables/claims.csv", "data/tables/claims.yaml",
    "data/atlas/maps/ukraine.json",
]  # fmt: skip


def merged(words: str) -> str:
    lines = words.splitlines(keepends=True)
    half = len(lines) // 2
    return "".join([*lines[:half], MERGED, *lines[half:]])


SPOILED: dict[str, Callable[[str], bytes]] = {
    "marks of a merge": lambda words: merged(words).encode(),
    "UTF-16": lambda words: words.encode("utf-16"),
    "an old encoding": lambda words: words.encode() + b"\n# caf\xe9",
    "zeros at its end": lambda words: words.encode() + bytes(512),
}
WRITTEN = {".toml", ".json", ".ipynb"}
"""What is no longer itself when half of it is missing."""


@pytest.fixture
def kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of what people write by hand."""
    hidden = shutil.ignore_patterns("__pycache__", "node_modules", "web", "*.fgb", "*.npz", "build")
    for name in ("lessons", "data", "notebooks"):
        shutil.copytree(places.ROOT / name, tmp_path / name, ignore=hidden)
    monkeypatch.setattr(places, "ROOT", tmp_path)
    monkeypatch.setattr(places, "PACKAGE", tmp_path / "lessons")
    monkeypatch.setattr(places, "DATA", tmp_path / "data")
    monkeypatch.setattr(places, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(syllabus, "FILE", tmp_path / "lessons" / "syllabus.toml")
    return tmp_path


def test_the_kits_own_files_can_be_read() -> None:
    assert legible.check() == []


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_a_spoiled_file_is_one_finding_with_the_mend(name: str, kit: Path) -> None:
    path = kit / name
    words = path.read_text(encoding="utf-8")
    for how, spoil in SPOILED.items():
        path.write_bytes(spoil(words))
        syllabus._entries.cache_clear()
        (finding,) = legible.check()
        assert finding.startswith(f"{name}, line "), how
        assert any(mend in finding for mend in ("save", "keep one", "mend")), finding
    if path.suffix in WRITTEN:
        path.write_text(words[: len(words) // 2], encoding="utf-8")
        assert any(found.startswith(f"{name}, line ") for found in legible.check())
    path.unlink()
    path.mkdir()
    assert any(found.startswith(f"{name}: ") for found in legible.check())
    syllabus._entries.cache_clear()


SHAPES: list[tuple[str, Callable[[Any], Any], str]] = [
    (NOTEBOOK, lambda _: {"nbformat": 4}, "no cells"),
    (NOTEBOOK, lambda _: [], "no cells"),
    (NOTEBOOK, lambda _: {"cells": {}}, "no cells"),
    (NOTEBOOK, lambda _: {"cells": [1]}, "cell 1 has no kind or no text"),
    (NOTEBOOK, lambda _: {"cells": [{"cell_type": "markdown"}]}, "cell 1 has"),
    (NOTEBOOK, lambda _: {"cells": [{"source": "x"}]}, "cell 1 has"),
    (NOTEBOOK, lambda _: {"cells": [{"cell_type": "code", "source": [5]}]}, "cell 1 has"),
    (NOTEBOOK, lambda whole: whole | {"cells": [whole["cells"][0] | {"outputs": [3]}]}, "cell 1"),
    ("data/atlas/maps/ukraine.json", lambda _: {}, "no map"),
    ("data/atlas/maps/ukraine.json", lambda _: {"shapes": [{}]}, "no map"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "change", "said"), SHAPES)
def test_a_file_of_another_shape_is_a_finding(
    name: str, change: Callable[[Any], Any], said: str, kit: Path
) -> None:
    path = kit / name
    path.write_text(json.dumps(change(json.loads(path.read_text(encoding="utf-8")))), "utf-8")
    (finding,) = legible.check()
    assert finding.startswith(f"{name}: ") and said in finding


ENTRY = '[[lesson]]\nname = "{}"\nnumber = {}\ntitle = "x"\nminutes = 45\nguiding_question = "x"\n'


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "lesson"),
        ("lesson = 5", "lesson"),
        (ENTRY.format("a", '"one"'), "number"),
        (ENTRY.format("../x", 1), "name"),
        (ENTRY.format("a", 1) + ENTRY.format("a", 2), "two lessons have the name “a”"),
        (ENTRY.format("a", 1) + ENTRY.format("b", 1), "two lessons have the number “1”"),
    ],
)
def test_a_syllabus_of_another_shape_is_one_sentence(words: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "syllabus.toml"
    path.write_text(words, encoding="utf-8")
    with pytest.raises(syllabus.SyllabusError, match=said) as caught:
        syllabus.entries(path)
    assert "\n" not in str(caught.value)


# The command.


def test_the_other_checks_wait_until_all_can_be_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(legible, "check", lambda: ["a.yaml, line 3: mend it."])
    monkeypatch.setattr(bank, "check", lambda: 1 // 0)
    assert cli.main(["check"]) == 1
    assert capsys.readouterr().out == "a.yaml, line 3: mend it.\n1 to mend.\n"


def test_findings_without_end_are_cut(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    many = [
        f"quiz.yaml:{n}: unknown kind “{'choice' * 9_000}”. {'word ' * 900}" for n in range(1_000)
    ]
    monkeypatch.setattr(legible, "check", lambda: many * 2)
    assert cli.main(["check"]) == 1
    *shown, last = capsys.readouterr().out.splitlines()
    assert len(shown) == cli.MOST_FINDINGS + 1 and last == "1,000 to mend."
    assert max(map(len, shown)) <= cli.LONGEST_FINDING + 1
    assert "… and 900 more." in shown[-1]
