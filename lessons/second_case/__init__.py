"""The second case: the ship in the Suez Canal, to use the method on a text not seen before."""

from lessons.kit.lesson import Lesson
from lessons.second_case.exhibits import board, sketch, text, waiting

__all__ = [
    "ask",
    "board",
    "catch_up",
    "check_in",
    "lesson",
    "my_page",
    "sketch",
    "text",
    "waiting",
]

lesson = Lesson(__name__)
ask, my_page = lesson.ask, lesson.my_page
catch_up, check_in = lesson.catch_up, lesson.check_in
