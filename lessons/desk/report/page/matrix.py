"""The learners of a lesson by its questions: a table that sorts without any script.

Each row carries its place in every order as a style variable; a column's head is a radio button,
and the one that is chosen tells the style sheet which order counts.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from lessons.desk.report.statistics import OUTCOMES, Figures, Item, Row, outcome_said, percent
from lessons.kit.quiz import text

SIGNS = {
    "right at once": ("●", "at-once"),
    "right later": ("◐", "later"),
    "partly": ("◔", "partly"),
    "wrong": ("✕", "wrong"),
    "recorded": ("–", "kept"),
    "not answered": ("", "none"),
}
"""Each outcome with its sign, and the class that gives it its colour."""
BEST = [OUTCOMES.index(name) for name in SIGNS]
MOST = 400
"""Rows of one table; all learners are in answers.csv."""


class Matrix(NamedTuple):
    """A table for the page, and the style that sorts it."""

    id: str
    title: str
    columns: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    left: int
    style: str


def matrix(lesson: str, title: str, figures: Figures, names: Mapping[str, str]) -> Matrix:
    """Give a lesson's table.

    Parameters
    ----------
    lesson, title : str
        Its name, and how it is called.
    figures : Figures
        The class.
    names : mapping
        Name in the report → name on the class list.
    """
    places = [n for n, item in enumerate(figures.items) if item.question.lesson == lesson]
    began = [row for row in figures.rows if lesson in row.marks]
    rows = began[:MOST]
    ident = f"m-{lesson.replace('_', '-')}"

    def who(row: Row) -> str:
        return names.get(row.name, row.name).casefold()

    def mark(row: Row) -> float:
        return row.marks[lesson].share() or 0.0

    orders: list[Callable[[Row], Any]] = [who, lambda row: (mark(row), who(row))]
    orders += [lambda row, n=n: (BEST.index(row.cells[n]), who(row)) for n in places]  # type: ignore[misc]
    return Matrix(
        id=ident,
        title=title,
        columns=[_column(k, figures.items[n]) for k, n in enumerate(places, 1)],
        rows=[
            {
                "id": f"{ident}-{k}",
                "name": names.get(row.name, row.name),
                "mark": percent(mark(row)),
                "cells": [_sign(OUTCOMES[row.cells[n]]) for n in places],
            }
            for k, row in enumerate(rows)
        ],
        left=len(began) - len(rows),
        style=_style(ident, rows, orders, len(places)),
    )


def legend() -> list[tuple[str, str, str]]:
    """Give each sign, its class and its meaning."""
    return [_sign(name) for name in SIGNS if name != "not answered"]


def _sign(outcome: str) -> tuple[str, str, str]:
    sign, tone = SIGNS[outcome]
    return sign, tone, outcome_said(outcome)


def _column(number: int, item: Item) -> dict[str, Any]:
    question = item.question
    return {
        "number": number,
        "prompt": text.plain(question.prompt),
        "anchor": f"{question.lesson}-{question.id}",
    }


def _style(
    ident: str, rows: Sequence[Row], orders: Sequence[Callable[[Row], Any]], many: int
) -> str:
    places: list[list[int]] = [[] for _ in rows]
    for order in orders:
        ranked = sorted(range(len(rows)), key=lambda n: order(rows[n]))
        for place, n in enumerate(ranked):
            places[n].append(place)
    rules = [f"#{ident} tr{{grid-template-columns:var(--name,14rem) 3.6rem repeat({many},2rem)}}"]
    rules += [
        f"#{ident}-{n}{{{';'.join(f'--o{k}:{place}' for k, place in enumerate(mine))}}}"
        for n, mine in enumerate(places)
    ]
    rules += [
        f"#{ident}:has(#{ident}-by-{k}:checked) tbody tr{{order:var(--o{k})}}"
        for k in range(len(orders))
    ]
    return "\n".join(rules) + "\n"
