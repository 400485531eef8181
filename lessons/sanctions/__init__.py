"""Sanctions: what began in 2014, what it did, what SWIFT is, and who depends on whom."""

from lessons.kit.lesson import Lesson
from lessons.sanctions.exhibits import (
    dependence,
    economy,
    first_steps,
    gas,
    gdp,
    in_roubles,
    iran,
    rouble,
    rouble_and_oil,
    swift,
    trade,
    two_suspects,
)

__all__ = [
    "ask",
    "catch_up",
    "check_in",
    "dependence",
    "documents",
    "economy",
    "first_steps",
    "gas",
    "gdp",
    "in_roubles",
    "iran",
    "lesson",
    "my_page",
    "remember",
    "rouble",
    "rouble_and_oil",
    "swift",
    "trade",
    "two_suspects",
]

lesson = Lesson(__name__)
ask, documents = lesson.ask, lesson.documents
catch_up, check_in = lesson.catch_up, lesson.check_in
my_page, remember = lesson.my_page, lesson.remember
