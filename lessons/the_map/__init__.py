"""The map: where Ukraine lies, what a map does, and what "near the border" can mean."""

from lessons.kit.lesson import Lesson
from lessons.the_map.exhibits import (
    contact_line,
    distances,
    map_room,
    near,
    near_the_border,
    neighbours,
    oblasts,
    projections,
    troops,
)

__all__ = [
    "ask",
    "catch_up",
    "check_in",
    "contact_line",
    "distances",
    "documents",
    "lesson",
    "map_room",
    "my_page",
    "near",
    "near_the_border",
    "neighbours",
    "oblasts",
    "projections",
    "remember",
    "troops",
]

lesson = Lesson(__name__)
ask, documents = lesson.ask, lesson.documents
catch_up, check_in = lesson.catch_up, lesson.check_in
my_page, remember = lesson.my_page, lesson.remember
