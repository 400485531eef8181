"""Afterwards: what came next, and what the article could and could not know."""

from lessons.afterwards.exhibits import eight_weeks, known_by, later_years, timemap, votes
from lessons.kit.lesson import Lesson

__all__ = [
    "ask",
    "catch_up",
    "check_in",
    "documents",
    "eight_weeks",
    "known_by",
    "later_years",
    "lesson",
    "my_page",
    "remember",
    "timemap",
    "votes",
]

lesson = Lesson(__name__)
ask, documents = lesson.ask, lesson.documents
catch_up, check_in = lesson.catch_up, lesson.check_in
my_page, remember = lesson.my_page, lesson.remember
