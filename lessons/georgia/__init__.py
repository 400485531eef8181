"""Georgia: Abkhazia and South Ossetia before and after 2008, and how far it is like Ukraine."""

from lessons.georgia.exhibits import (
    before_and_after,
    control,
    georgia_map,
    nato_road,
    recognitions,
    side_by_side,
)
from lessons.kit.lesson import Lesson

__all__ = [
    "ask",
    "before_and_after",
    "catch_up",
    "check_in",
    "control",
    "documents",
    "georgia_map",
    "lesson",
    "my_page",
    "nato_road",
    "recognitions",
    "remember",
    "side_by_side",
]

lesson = Lesson(__name__)
ask, documents = lesson.ask, lesson.documents
catch_up, check_in = lesson.catch_up, lesson.check_in
my_page, remember = lesson.my_page, lesson.remember
