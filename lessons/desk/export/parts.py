"""What an export is made of."""

from collections.abc import Sequence

from lessons.kit.quiz.questions import Question
from lessons.kit.syllabus import Entry

Part = tuple[Entry, Sequence[Question]]
"""A lesson, and the questions of it that the format can carry."""
