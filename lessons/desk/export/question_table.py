"""A lesson's questions as one table: a row a question, for a spreadsheet or another quiz tool."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from lessons.desk.export.parts import Part
from lessons.desk.handouts import key
from lessons.desk.spreadsheet import csv_bytes
from lessons.kit.quiz import text
from lessons.kit.quiz.questions import Question, answer_text, view
from lessons.kit.syllabus import Entry

if TYPE_CHECKING:
    from lessons.desk.handouts.markup import Node
    from lessons.desk.spreadsheet import Cell

HEAD = (
    "lesson",
    "number",
    "id",
    "kind",
    "section",
    "question",
    "options",
    "matches",
    "unit",
    "right answer",
    "what to say",
    "hints",
    "claims",
    "sources",
)


def write(parts: Sequence[Part]) -> bytes:
    """Write questions as CSV, safe to open in a spreadsheet.

    Parameters
    ----------
    parts : sequence of Part
        Lessons with questions of any kind.

    Returns
    -------
    bytes
        UTF-8 with a byte order mark; a cell with several entries has one a line.
    """
    rows = (
        _row(lesson, number, question)
        for lesson, questions in parts
        for number, question in enumerate(questions, 1)
    )
    return csv_bytes(HEAD, rows)


def _row(lesson: Entry, number: int, question: Question) -> "list[Cell]":
    seen = view(question)
    parts = [entry for field in ("options", "items", "left") for entry in seen.get(field, [])]
    return [
        lesson.name,
        number,
        question.id,
        question.kind,
        question.section,
        text.plain(question.prompt),
        _lines(entry["text"] for entry in parts),
        _lines(entry["text"] for entry in seen.get("right", [])),
        seen.get("unit", ""),
        _lines(map(text.plain, answer_text(question).splitlines())),
        _lines(map(_words, key.answers(question))),
        _lines(map(text.plain, question.hints)),
        " ".join(question.claims),
        " ".join(question.sources),
    ]


def _lines(entries: Iterable[str]) -> str:
    return "\n".join(entries)


def _words(nodes: "list[Node]") -> str:
    return "".join(node.get("text") or _words(node.get("body", [])) for node in nodes)
