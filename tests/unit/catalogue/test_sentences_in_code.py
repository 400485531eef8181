"""No sentence for a learner or teacher stands in code: a catalogue or a file of words has it.

Makers are spoken to in English: who writes questions, tables and exhibits reads what is wrong with
them from the rooms that ``MAKERS`` names. All else that reads like a sentence is a fault.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lessons.kit.data import ROOT

PACKAGE = ROOT / "lessons"

#: What only who makes or keeps lessons reads, each with what it is about.
MAKERS = {
    "kit/catalogue/__init__.py": "a message that is missing",
    "kit/curriculum.py": "a lesson that isn't whole",
    "kit/data/description.py": "the description of a table",
    "kit/data/evidence.py": "sources and verdicts",
    "kit/data/reading.py": "a table that can't be read",
    "kit/data/repeats.py": "a number in a text",
    "kit/data/spreadsheets.py": "a table that a spreadsheet has saved",
    "kit/data/translations.py": "a table's translation",
    "kit/exhibits/board.py": "a board's columns",
    "kit/exhibits/exhibit.py": "an exhibit that lacks a part",
    "kit/exhibits/maps.py": "a map's names and places",
    "kit/exhibits/switch.py": "a switch without exhibits",
    "kit/exhibits/texts/document.py": "a lesson without documents",
    "kit/exhibits/timemap.py": "a time map's places",
    "kit/exhibits/wordcheck.py": "an exhibit's words",
    "kit/exhibits/words.py": "an exhibit's words",
    "kit/language.py": "a language that isn't known: there is none to say it in",
    "kit/legible.py": "a file that can't be read",
    "kit/measures/": "measures of a lesson",
    "kit/prosecheck.py": "a number in prose",
    "kit/quiz/bank.py": "a file of questions",
    "kit/syllabus.py": "the syllabus",
    "kit/written/": "a file that can't be read",
    "lab/hub.py": "the administrator of a hub",
    "lab/kernels/": "the log of JupyterLab",
    "pages/python_parts.py": "parts of a release",
}
#: Four words, one after the other, in a text that begins or ends as a sentence does.
WORDS = re.compile(r"[A-Za-z’']{2,}[,;:]? [a-z’'“]{2,}[,;:]? [a-z’'“]+[,;:]? [a-z’'“]{2,}")
SENTENCE = re.compile(r"^\s*[A-ZÀ-Þ“]|[.;:!?…]")
#: What is code for another program: SQL, HTML and styles, a pattern, a policy, a program.
CODE = re.compile(
    r"\b(SELECT|CREATE|INSERT|ALTER|FROM|WHERE|ORDER BY)\b|</?\w+[ >]|[{};]\s*$|\\[bwsd]|\(\?|"
    r"default-src|#set page|#image|^\n|^[\w ==!<>'@]+ (and|in|==) "
)


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Give each text that reads like a sentence, with its line, but not what explains the code."""
    tree = ast.parse(path.read_text("utf-8"))
    explained = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
            if id(node) not in explained and _is_sentence(text):
                yield node.lineno, text


def _is_sentence(text: str) -> bool:
    return bool(WORDS.search(text) and SENTENCE.search(text)) and not CODE.search(text)


def ours() -> list[Path]:
    """Give the modules that speak to learners and teachers.

    For the lessons' exhibits there is a stricter rule: see ``lessons.kit.exhibits.wordcheck``.
    """
    code = [path for path in PACKAGE.rglob("*.py") if path.name != "exhibits.py"]
    modules = {path.relative_to(PACKAGE).as_posix(): path for path in code}
    return [path for name, path in sorted(modules.items()) if not name.startswith(tuple(MAKERS))]


@pytest.mark.parametrize("path", ours(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_sentence_stands_in_code(path: Path) -> None:
    found = [f"line {line}: {text!r}" for line, text in sentences(path)]
    assert not found, "put it into lessons/kit/catalogue, or say here which makers it is for"


def test_every_room_that_is_left_out_still_speaks() -> None:
    for name in MAKERS:
        there = PACKAGE / name
        modules = there.rglob("*.py") if there.is_dir() else [there]
        assert any(any(sentences(one)) for one in modules), f"{name} says nothing; take it out"
