"""The call: who speaks with whom on 30 December 2021, about what, and who tells us."""

from lessons.kit.lesson import Lesson
from lessons.the_call.exhibits import (
    clocks,
    events,
    people,
    thirty_years,
    where,
    who_answers,
    who_speaks,
)

__all__ = [
    "ask",
    "catch_up",
    "check_in",
    "clocks",
    "documents",
    "events",
    "lesson",
    "my_page",
    "people",
    "thirty_years",
    "where",
    "who_answers",
    "who_speaks",
]

lesson = Lesson(__name__)
ask, documents = lesson.ask, lesson.documents
catch_up, check_in = lesson.catch_up, lesson.check_in
my_page = lesson.my_page
