"""Minutes, computed: no class has been timed.

A fast reader takes 200 words a minute and one minute a question, a slow one 150 words and one and a
half; an exhibit takes one minute, a poll or prediction half of one, a written answer four or five,
a row of the learner's page three, and a talk two unless its own minutes stand beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lessons.kit.measures import reading
from lessons.kit.quiz import bank
from lessons.kit.quiz.questions import asked_kind
from lessons.kit.syllabus import entries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lessons.kit.measures.reading import Section

WORDS = (200, 150)
QUESTION = (1.0, 1.5)
WRITTEN = (4.0, 5.0)
VOTE = 0.5
SHOWN, PAGE = 1.0, 3.0
TALK = 2.0
MOST_WORDS, MOST_QUESTIONS = 1_000, 12
EXIT = 5
"""The fewest minutes of a section with the exit ticket."""

FREE = ("catch_up", "check_in", "remember", "my_page")
"""Calls that show no exhibit."""


class Need(NamedTuple):
    """Minutes that a section needs, of a fast reader and of a slow one."""

    fast: float
    slow: float


def need(section: Section, kinds: Mapping[str, str]) -> Need:
    """Compute what a section needs.

    Parameters
    ----------
    section : Section
        From :func:`lessons.kit.measures.reading.sections`.
    kinds : dict
        Each question's kind, by its id.
    """
    return Need(*(_need(section, kinds, n) for n in range(2)))


def _need(section: Section, kinds: Mapping[str, str], n: int) -> float:
    minutes = section.words / WORDS[n] + section.timed
    for name in section.asked:
        kind = kinds.get(name, "choice")
        written = kind == "short"
        minutes += (
            WRITTEN[n] if written else VOTE if kind in ("poll", "prediction") else QUESTION[n]
        )
    minutes += SHOWN * len([name for name in section.calls if name not in FREE])
    minutes += 2 * QUESTION[n] * section.calls.count("remember")
    minutes += PAGE * section.calls.count("my_page")
    talks = sum("**Talk about it.**" in part for part in section.prose)
    return minutes + TALK * talks


def report() -> list[str]:
    """Give for each lesson its words, questions and sections, and what doesn't fit."""
    lines = []
    for entry in entries():
        found = reading.sections(entry)
        kinds = {question.id: asked_kind(question) for question in bank.of(entry.name)}
        words = sum(section.words for section in found)
        needs = [need(section, kinds) for section in found]
        fast, slow = (sum(one[n] for one in needs) for n in range(2))
        lines.append(
            f"  {entry.number:2} {entry.title}: {words} words, {len(kinds)} questions, "
            f"{fast:.0f}–{slow:.0f} of {entry.minutes} minutes" + _too_much(words, len(kinds))
        )
        lines += [
            f"     “{section.title}” needs {one.fast:.1f}–{one.slow:.1f} of {section.minutes}"
            for section, one in zip(found, needs, strict=True)
            if one.slow > section.minutes
        ]
        lines += [
            f"     “{section.title}” gives the exit ticket {section.minutes}, fewer than {EXIT}"
            for section in found
            if section.minutes < EXIT and any(kinds.get(name) == "short" for name in section.asked)
        ]
    return lines


def _too_much(words: int, questions: int) -> str:
    over = [
        f"more than {most} {what}"
        for count, most, what in (
            (words, MOST_WORDS, "words"),
            (questions, MOST_QUESTIONS, "questions"),
        )
        if count > most
    ]
    return f": {' and '.join(over)}" if over else ""
