"""Afterwards: what came next, and what the article could and could not know."""

from lessons.afterwards.exhibits import eight_weeks, known_by, later_years, votes
from lessons.kit.lesson import Lesson

__all__ = [
    "ask",
    "catch_up",
    "check_in",
    "eight_weeks",
    "known_by",
    "later_years",
    "lesson",
    "votes",
]

lesson = Lesson(__name__)
ask, catch_up, check_in = lesson.ask, lesson.catch_up, lesson.check_in
