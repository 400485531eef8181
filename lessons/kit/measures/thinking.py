"""What questions ask for: to find, to explain, to weigh, to apply."""

from __future__ import annotations

from collections import Counter

from lessons.kit.quiz import bank, text
from lessons.kit.quiz.questions import MARKED, Question
from lessons.kit.syllabus import entries

FIND = "find"
LEAST = 0.5
"""The share of a lesson's marked questions that ask for more than finding."""


def share(questions: list[Question]) -> float:
    """Give the share of marked questions that ask for more than finding."""
    marked = [question for question in questions if question.kind in MARKED]
    more = [question for question in marked if question.thinking not in ("", FIND)]
    return len(more) / len(marked) if marked else 1.0


def report() -> list[str]:
    """Count each lesson's kinds of thinking, a line each."""
    lines = []
    for entry in entries():
        questions = bank.of(entry.name)
        counts = Counter(q.thinking or "not said" for q in questions if q.kind in MARKED)
        told = ", ".join(f"{name} {count}" for name, count in counts.most_common())
        enough = (
            "" if share(questions) >= LEAST else "  ← fewer than half ask for more than finding"
        )
        lines.append(f"  {entry.number:2} {entry.title}: {told}{enough}")
    return lines


def listed() -> list[str]:
    """Give all questions, a line each: lesson, place, kind, thinking, id and prompt."""
    return [
        f"{entry.number:2}.{place:02} {question.kind:10} {question.thinking or '–':8} "
        f"{question.id}: {text.plain(question.prompt)}"
        for entry in entries()
        for place, question in enumerate(bank.of(entry.name), 1)
    ]
