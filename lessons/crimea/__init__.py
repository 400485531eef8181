"""Crimea: February and March 2014 by day, one place on many maps, and what a UN vote does."""

from lessons.crimea.exhibits import (
    assembly_vote,
    day_by_day,
    drawn_by,
    mapmakers,
    six_maps,
    two_views,
    votes_by_region,
    which_came_first,
)
from lessons.kit.lesson import Lesson

__all__ = [
    "ask",
    "assembly_vote",
    "catch_up",
    "check_in",
    "day_by_day",
    "documents",
    "drawn_by",
    "lesson",
    "mapmakers",
    "my_page",
    "remember",
    "six_maps",
    "two_views",
    "votes_by_region",
    "which_came_first",
]

lesson = Lesson(__name__)
ask, documents = lesson.ask, lesson.documents
catch_up, check_in = lesson.catch_up, lesson.check_in
my_page, remember = lesson.my_page, lesson.remember
