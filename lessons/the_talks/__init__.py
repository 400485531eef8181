"""The talks: three meetings planned for one week, and who sits at which table."""

from lessons.kit.lesson import Lesson
from lessons.the_talks.exhibits import at_the_table, drafts, road, seats, three_tables

__all__ = [
    "ask",
    "at_the_table",
    "catch_up",
    "check_in",
    "documents",
    "drafts",
    "lesson",
    "my_page",
    "remember",
    "road",
    "seats",
    "three_tables",
]

lesson = Lesson(__name__)
ask, documents = lesson.ask, lesson.documents
catch_up, check_in = lesson.catch_up, lesson.check_in
my_page, remember = lesson.my_page, lesson.remember
