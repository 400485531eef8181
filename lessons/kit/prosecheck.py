"""No number drifts: each that stands in a lesson's words says which cell of a table it repeats.

Run by ``lessons check``. The words are those of the notebook, the questions (with their hints,
feedback and answers) and the teacher's plan; those of exhibits are compared by their own check.
What a number repeats stands in ``numbers.yaml`` of the lesson, or, for what several lessons
say, in ``lessons/numbers.yaml``; :mod:`lessons.kit.data.repeats` says how. The longest words that
fit are taken first, so “5 voted against” and “5 states” can repeat different cells.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lessons.kit import data, language, places
from lessons.kit.data import repeats
from lessons.kit.syllabus import SyllabusError, entries
from lessons.kit.written import yamlfile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = "numbers.yaml"

#: Fields of a question that readers read.
READ = {"prompt", "hints", "text", "feedback", "left", "right", "extra", "items", "model", "rubric",
        "low", "high", "wrong", "unit", "told", "missed"}  # fmt: skip

#: What counts nothing: headings, minutes, places in the kit, code, addresses, numbered lists.
ASIDE = re.compile(
    r"^#.*$|\*\*\d\*\*|\(\d\)|^```[\s\S]*?^```|`[^`]*`|\]\([^)]*\)|https?://\S+|^\s*\d+\. "
    r"|^\| *\d+ *\|(?: *\d+\.)?|\*\*Time:?\*\*.*$|\b\d+(?:[-–]\d+)? min(?:utes?)?\b"
    r"|\b(?:[Ss]ections?|[Ll]essons?|[Qq]uestions?|[Cc]olumns?|[Pp]arts?|[Ss]teps?|KS|D)"
    r" ?\d[\d.]*(?:(?:, | and | or | to |–)\d+)*",
    re.MULTILINE,
)
STANDARDS = re.compile(r"^## Standards$.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Text:
    """What a reader reads at one place."""

    where: str
    words: str


def check() -> list[str]:
    """Say which numbers repeat no cell, or another than the one they name.

    Returns
    -------
    list of str
        One sentence each, with file, place and mend.
    """
    if not (places.PACKAGE / "desk").is_dir():  # an edition without answers has no such files
        return []
    if data.check():  # their own check says what is wrong with the tables
        return []
    try:
        lessons = [(entry.name, entry.number) for entry in entries()]
    except SyllabusError:  # said by the syllabus' own check
        return []
    shared_file = places.PACKAGE / FILE
    shared, found = _marks(shared_file)
    start = [
        text
        for name in ("00_start_here.ipynb", "the_article.ipynb")
        for text in _notebook(places.NOTEBOOKS / name)
    ]
    found += _compare(start, {}, shared, shared_file)
    for name, number in lessons:
        own_file = places.PACKAGE / name / FILE
        own, faults = _marks(own_file)
        texts = list(lesson_texts(name, number))
        found += faults + _compare(texts, own, shared, own_file)
    return found


def _compare(
    texts: list[Text], own: dict[str, str], shared: dict[str, str], file: Path
) -> list[str]:
    """Say which numbers have no mark, and which marks no text."""
    marks = sorted({**shared, **own}, key=len, reverse=True)
    used: set[str] = set()
    found = []
    for text in texts:
        bare = text.words
        for mark in marks:
            bare, count = _pattern(mark).subn(" ", bare)
            if count:
                used.add(mark)
        found += [
            f"{text.where}: {number} stands here by itself (“{_near(text.words, number)}”); say in "
            f"{_shown(file)} which cell it repeats."
            for number in repeats.numbers(bare)
        ]
    idle = [mark for mark in own if mark not in used]
    return found + [f"{_shown(file)}: {mark!r} stands in no text; delete it." for mark in idle]


def _pattern(mark: str) -> re.Pattern[str]:
    """Give what finds a mark as whole words, over the end of a line too."""
    parts = mark.split()
    first, last = parts[0], parts[-1]
    words = r"\s+".join(map(re.escape, parts))
    before = r"(?<!\d\s)" if repeats.MONTH.fullmatch(first) else ""
    after = r"(?!\s+\d{4})" if repeats.MONTH.fullmatch(last) else ""
    return re.compile(rf"(?<![\w.,]){before}{words}(?!\w|[.,]\d){after}", re.IGNORECASE)


def _near(words: str, number: str) -> str:
    at = re.search(rf"(?<![\w.,]){re.escape(number)}", words)
    start = max(0, at.start() - 30) if at else 0
    return " ".join(words[start : start + 70].split())


def _marks(file: Path) -> tuple[dict[str, str], list[str]]:
    """Read a file of marks, and hold each against its cell."""
    if not file.is_file():
        return {}, []
    try:
        document = yamlfile.read(file.read_bytes())
    except yamlfile.YamlError as error:
        return {}, [f"{_shown(file)}, line {error.line}: {error}"]
    marks = {str(key): str(row) for key, row in (document.data or {}).items()}
    said = ((key, repeats.fault(key, row)) for key, row in marks.items())
    lines = document.lines
    found = [f"{_shown(file)}, line {lines.get((key,), 1)}: {one}" for key, one in said if one]
    return marks, found


def lesson_texts(name: str, number: int) -> Iterator[Text]:
    """Give what a reader reads of a lesson: notebook, questions, plan; exhibits' words apart.

    Parameters
    ----------
    name, number : str, int
        Of the lesson, from the syllabus.
    """
    folder = places.PACKAGE / name
    yield from _notebook(places.NOTEBOOKS / f"{number:02}_{name}.ipynb")
    yield from _quiz(folder / "quiz.yaml")
    plan = folder / "plan.md"
    if plan.is_file():
        words = STANDARDS.sub("", plan.read_text(encoding="utf-8"))
        words = ASIDE.sub(lambda part: "\n" * part[0].count("\n"), words)
        for paragraph in re.finditer(r"(?:.+\n?)+", words):
            line = words.count("\n", 0, paragraph.start()) + 1
            yield Text(f"{_shown(plan)}, line {line}", paragraph[0])


def _notebook(path: Path) -> Iterator[Text]:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):  # said by the lessons' own check
        return
    for place, cell in enumerate(cells, start=1):
        if cell["cell_type"] == "markdown":
            words = ASIDE.sub(" ", "".join(cell["source"]))
            yield Text(f"notebooks/{path.name}, cell {place}", words)


def _quiz(path: Path) -> Iterator[Text]:
    try:
        document = yamlfile.read(path.read_bytes())
    except (OSError, yamlfile.YamlError):  # said by the bank's own check
        return
    for at, words in _values(document.data, ()):
        where = f"{_shown(path)}, line {document.lines.get(at, 1)}"
        if "answer" in at and not isinstance(words, bool) and isinstance(words, int | float):
            yield Text(where, language.number(words))
        elif any(part in READ for part in at) and isinstance(words, str | int | float):
            yield Text(where, ASIDE.sub(" ", str(words)))


def _values(value: Any, at: yamlfile.Path) -> Iterator[tuple[yamlfile.Path, Any]]:
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            yield from _values(inner, (*at, key))
    elif not isinstance(value, bool):
        yield at, value


def _shown(path: Path) -> str:
    return "/".join(path.parts[-3:]) if path.parent != places.PACKAGE else f"lessons/{path.name}"
