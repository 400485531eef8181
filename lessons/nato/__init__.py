"""NATO: who joined when, what was promised, what was asked."""

from lessons.kit.lesson import Lesson
from lessons.nato.exhibits import (
    asked,
    enlargement_maps,
    growth,
    members_map,
    timemap,
    two_roads,
)

__all__ = [
    "ask",
    "asked",
    "catch_up",
    "check_in",
    "documents",
    "enlargement_maps",
    "growth",
    "lesson",
    "members_map",
    "my_page",
    "remember",
    "timemap",
    "two_roads",
]

lesson = Lesson(__name__)
ask, documents = lesson.ask, lesson.documents
catch_up, check_in = lesson.catch_up, lesson.check_in
my_page, remember = lesson.my_page, lesson.remember
