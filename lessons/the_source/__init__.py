"""The source: can we trust this article? Its 63 claims, its wording and where it came from."""

from lessons.kit.lesson import Lesson
from lessons.the_source.exhibits import (
    board,
    house_styles,
    path,
    quotations,
    side_by_side,
    traces,
    verdicts,
)

__all__ = [
    "ask",
    "board",
    "catch_up",
    "check_in",
    "documents",
    "house_styles",
    "lesson",
    "my_page",
    "path",
    "quotations",
    "remember",
    "side_by_side",
    "traces",
    "verdicts",
]

lesson = Lesson(__name__)
ask, documents = lesson.ask, lesson.documents
catch_up, check_in = lesson.catch_up, lesson.check_in
my_page, remember = lesson.my_page, lesson.remember
