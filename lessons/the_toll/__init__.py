"""The toll: what "more than 13,000" counts, who counted, and how sure they are."""

from lessons.kit.lesson import Lesson
from lessons.the_toll.exhibits import civilians_by_year, newspaper, revision, totals, who_died

__all__ = [
    "ask",
    "catch_up",
    "check_in",
    "civilians_by_year",
    "documents",
    "lesson",
    "my_page",
    "newspaper",
    "remember",
    "revision",
    "totals",
    "who_died",
]

lesson = Lesson(__name__)
ask, documents = lesson.ask, lesson.documents
catch_up, check_in = lesson.catch_up, lesson.check_in
my_page, remember = lesson.my_page, lesson.remember
