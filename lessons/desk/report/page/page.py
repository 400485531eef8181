"""The report's page: one HTML file, with its style in it and without any script."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape
from msgspec import Struct

from lessons.desk.report.classroom import Line
from lessons.desk.report.gradebook.class_list import Joined
from lessons.desk.report.gradebook.gradebook import Line as BookLine
from lessons.desk.report.gradebook.gradebook import Scale
from lessons.desk.report.gradebook.standards import standards
from lessons.desk.report.page.matrix import legend, matrix
from lessons.desk.report.page.page_style import policy, template
from lessons.desk.report.reading.picks import is_right, label, offered
from lessons.desk.report.statistics import (
    FEW,
    ROUGH,
    Figures,
    Item,
    Row,
    chosen_first,
    flags,
    percent,
    remarks,
)
from lessons.kit import language, walk
from lessons.kit.catalogue import say
from lessons.kit.quiz import text
from lessons.kit.quiz.questions import Match, Number, Order, Poll, Short
from lessons.kit.syllabus import entries

HERE = Path(__file__).parent
SECTION = re.compile(r"^## (\d+)\. (.+?)(?: · \d+ \S+)?$", re.MULTILINE)

OFTEN = 0.2  # of those who answered: a misconception to teach again
TOGETHER = 2  # learners
IDEAS, FLAGGED, TALK = 5, 5, 12
"""What stands on the first screen of each; the rest folds."""
TENS = 20  # a scale from which on whole points are told
ROWS = 1000
"""Learners on the page; all are in learners.csv."""
TEXTS = 200
"""Short answers a question on the page; all are in short_answers.csv."""
FILES = 300
"""Files on the page, beside those that were simply counted; all are in files.csv."""


class Book(Struct, frozen=True, kw_only=True):
    """What the mark book adds to the page: its lines, the scale, the class list if there is one.

    ``best`` tells that the best attempt counts; else the first.
    """

    lines: Sequence[BookLine]
    scale: Scale
    best: bool = False
    joined: Joined | None = None


def page(figures: Figures, lines: Sequence[Line], book: Book) -> str:
    """Give the report as HTML.

    Parameters
    ----------
    figures : Figures
        The class, taken in.
    lines : sequence of Line
        All files with what became of them.
    book : Book
        The marks.

    Returns
    -------
    str
        A whole page. Everything that a learner wrote is escaped, and the page's own policy lets
        it run no script and fetch nothing.
    """
    items = [item for item in figures.items if figures.began[item.question.lesson]]
    names = names_of(figures.rows, book.joined)
    began = sorted(figures.began, key=_place)
    grids = [matrix(name, lesson_title(name), figures, names) for name in began]
    style = (HERE / "report.css").read_text(encoding="utf-8") + "".join(g.style for g in grids)
    common, rare = _ideas(items)
    flagged = [view for item in items if (view := _question(item, figures))["flags"]]
    rows = sorted(figures.rows, key=lambda row: not row.reasons)
    lost = [line for line in lines if line.state != "counted" or line.said]
    said: str = _template().render(
        language=language.current(),
        style=style,
        policy=policy(style),
        made=_today(),
        few=len(figures.rows) < FEW,
        learners=len(figures.rows),
        counted=sum(line.state in ("counted", "added", "older", "again") for line in lines),
        broken=[line for line in lines if line.state == "broken"],
        began=[(lesson_title(name), figures.began[name]) for name in began],
        common=common[:IDEAS],
        rare=common[IDEAS:] + rare,
        flagged=flagged[:FLAGGED],
        flagged_left=max(0, len(flagged) - FLAGGED),
        talk=[_row(row, names) for row in rows if row.reasons],
        talk_first=TALK,
        missing=_missing(book.joined),
        strangers=_strangers(figures, book.joined),
        seen=[_row(row, names) for row in figures.rows if row.notes],
        marks=_marks(book, began, names),
        trend=[_trend(name, figures) for name in began],
        grids=grids,
        outcomes=legend(),
        standards=_standards(began, figures),
        lessons=_lessons(items, figures),
        pages=[_row(row, names) | {"lines": row.page} for row in figures.rows if row.page],
        polls=[_poll(item) for item in items if isinstance(item.question, Poll)],
        cases=_before_and_after(figures, names),
        texts=[_texts(item, names) for item in items if isinstance(item.question, Short)],
        misfits=_misfits(figures),
        files=[_line(line) for line in lost[:FILES]],
        files_left=max(0, len(lost) - FILES),
        plain=len(lines) - len(lost),
    )
    return said


def names_of(rows: Sequence[Row], joined: Joined | None) -> dict[str, str]:
    """Give the name on the class list for each nickname that is on it."""
    found = ((row.name, joined.member(row.name)) for row in rows) if joined else ()
    return {name: member.name for name, member in found if member}


def _missing(joined: Joined | None) -> list[tuple[str, list[str]]]:
    """Give those of whom nothing was handed in, by class."""
    groups: dict[str, list[str]] = {}
    for member in joined.missing if joined else ():
        groups.setdefault(member.group, []).append(member.name)
    return sorted(groups.items())


def _strangers(figures: Figures, joined: Joined | None) -> list[str]:
    """Say which nicknames lead to nobody on the class list, or to several."""
    if joined is None:
        return []
    found = []
    for row in figures.rows:
        if row.name in joined.doubtful:
            found.append(
                say(
                    "report.talk.may-be",
                    name=row.name,
                    names=language.either(joined.doubtful[row.name]),
                )
            )
        elif row.name not in joined.whose:
            found.append(row.name)
    return found


def _marks(book: Book, began: Sequence[str], names: Mapping[str, str]) -> dict[str, Any]:
    """Give the table of marks, a column a lesson."""
    wide = abs(book.scale.best - book.scale.worst)

    def cell(line: BookLine, lesson: str) -> dict[str, Any]:
        mark = line.mark(lesson)
        share = mark.share(best=book.best) if mark else None
        if mark is None or share is None:
            return {"mark": "–", "give": "", "how": say("report.marks.nothing"), "unsure": False}
        give = mark.give(best=book.best)
        return {
            "mark": language.number(book.scale.mark(share)),
            "give": f"±{language.number(give * wide, 0 if wide >= TENS else 1)}",
            "how": mark.words(best=book.best),
            "unsure": 100 * give >= ROUGH,
        }

    rows = [
        {
            "name": line.member.name,
            "nickname": ", ".join(row.name for row in line.rows if row.name in names),
            "group": line.member.group,
            "cells": [cell(line, lesson) for lesson in began],
            "missing": not line.rows,
        }
        for line in book.lines[:ROWS]
    ]
    return {
        "lessons": [lesson_title(name) for name in began],
        "numbers": [lesson_title(name).partition(" ")[0] for name in began],
        "rows": rows,
        "left": max(0, len(book.lines) - ROWS),
        "full": language.number(book.scale.best),
        "best": book.best,
        "groups": any(line.member.group for line in book.lines),
    }


def _trend(lesson: str, figures: Figures) -> dict[str, Any]:
    marks = [row.marks[lesson] for row in figures.rows if lesson in row.marks]
    asked = sum(mark.asked for mark in marks)
    first = sum(mark.first for mark in marks) / asked if asked else 0.0
    best = sum(mark.best for mark in marks) / asked if asked else 0.0
    return {
        "title": lesson_title(lesson), "learners": len(marks), "share": first,
        "first": percent(first), "best": percent(best), "best_share": best,
    }  # fmt: skip


def _standards(began: Sequence[str], figures: Figures) -> list[dict[str, Any]]:
    return [
        {
            "code": one.code,
            "lessons": ", ".join(lesson_title(name).partition(" ")[0] for name in one.lessons),
            "learners": one.learners,
            "share": one.first,
            "first": percent(one.first),
            "best": percent(one.best),
        }
        for one in standards(began, figures.rows)
    ]


@cache
def _template() -> Any:
    return template(HERE / "report.html", rich=rich)


def rich(name: str, /, *, file: str, **values: object) -> Markup:
    """Give a message with the name of a file, or of a question, set as such."""
    text = escape(say(name, file="\0", **values))
    return text.replace("\0", Markup("<code>{}</code>").format(file))


def _today() -> str:
    now = datetime.now().astimezone()
    return say("report.page.day", day=language.day(now), time=language.clock(now))


def _place(lesson: str) -> int:
    return _numbers()[lesson]


@cache
def _numbers() -> dict[str, int]:
    return {entry.name: entry.number for entry in entries()}


def lesson_title(name: str) -> str:
    """Give a lesson's number and title, such as “4 · The toll”."""
    found = {entry.name: f"{entry.number} · {entry.title}" for entry in entries()}
    return found.get(name, name)


def headings() -> dict[tuple[str, int], str]:
    """Give (lesson, number of the section) → the section's title in the lesson's notebook."""
    return _headings(language.current())


@cache
def _headings(_language: str) -> dict[tuple[str, int], str]:
    found = {}
    for entry in entries():
        with suppress(OSError, ValueError, KeyError, TypeError):
            for cell in json.loads(walk.notebook(entry).read_text(encoding="utf-8"))["cells"]:
                for number, title in SECTION.findall("".join(cell["source"])):
                    found[entry.name, int(number)] = title
    return found


def _where(item: Item) -> str:
    question = item.question
    title = headings().get((question.lesson, question.section), "")
    place = {"lesson": lesson_title(question.lesson), "section": question.section, "title": title}
    return say("report.where.titled" if title else "report.where.untitled", **place)


def _ideas(items: Sequence[Item]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Give the misconceptions, the most common first: those to teach again, and the rest."""
    found = sorted(
        ((idea, count, item) for item in items for idea, count in item.ideas.items()),
        key=lambda one: (-one[1], -one[1] / one[2].answered, one[0]),
    )
    common: list[dict[str, Any]] = []
    rare: list[dict[str, Any]] = []
    for idea, count, item in found:
        often = count >= TOGETHER and count >= OFTEN * item.answered
        (common if often else rare).append(_idea(idea, count, item))
    return common, rare


def _idea(idea: str, count: int, item: Item) -> dict[str, Any]:
    return {
        "idea": idea,
        "count": count,
        "of": item.answered,
        "share": count / item.answered,
        "still": item.still[idea],
        "where": _where(item),
        "prompt": text.plain(item.question.prompt),
    }


def _lessons(items: Sequence[Item], figures: Figures) -> list[dict[str, Any]]:
    names = sorted({item.question.lesson for item in items}, key=lambda name: _numbers()[name])
    return [
        {
            "title": lesson_title(name),
            "began": figures.began[name],
            "questions": [
                _question(item, figures)
                for item in items
                if item.question.lesson == name and item.is_marked
            ],
        }
        for name in names
    ]


def _question(item: Item, figures: Figures) -> dict[str, Any]:
    question = item.question
    return {
        "prompt": text.plain(question.prompt),
        "where": _where(item),
        "anchor": f"{question.lesson}-{question.id}",
        "section": question.section,
        "kind": question.kind,
        "answered": item.answered,
        "few": item.answered < FEW,
        "first": _percent(item.difficulty),
        "best": _percent(item.best / item.answered if item.answered else None),
        "strength": ""
        if item.discrimination is None
        else language.number(round(item.discrimination, 2), 2),
        "flags": flags(item, figures.began[question.lesson]),
        "remarks": remarks(item),
        "heading": say(f"report.picks.{_heading(item)}"),
        "listed": bool(offered(question)),
        "picks": list(_picks(item)),
    }


def _heading(item: Item) -> str:
    """Give what the catalogue calls the heading of the table of picks."""
    match item.question:
        case Order():
            return "order"
        case Match():
            return "match"
        case Number():
            return "number"
    return "chosen"


def _picks(item: Item) -> Iterator[dict[str, Any]]:
    for pick, count in chosen_first(item):
        share = count / item.answered if item.answered else 0.0
        yield {
            "label": label(item.question, pick),
            "right": is_right(item.question, pick),
            "count": count,
            "share": share,
        }


def _row(row: Row, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": names.get(row.name, row.name),
        "nickname": row.name if row.name in names else "",
        "done": say("report.count.done", done=row.done, all=row.asked),
        "lessons": len(row.lessons),
        "attempts": row.attempts,
        "first": _percent(row.first),
        "best": _percent(row.best),
        "lost": row.lost,
        "reasons": row.reasons,
        "notes": row.notes,
    }


def _percent(share: float | None) -> str:
    return "–" if share is None else percent(share)


def _poll(item: Item) -> dict[str, Any]:
    twice = sum(item.before.values())
    return {
        "prompt": text.plain(item.question.prompt),
        "where": _where(item),
        "answered": item.answered,
        "twice": twice,
        "changed": item.changed,
        "options": [
            {
                "label": label(item.question, key),
                "count": count,
                "share": count / item.answered if item.answered else 0.0,
                "before": item.before[key],
                "after": item.after[key],
                "before_share": item.before[key] / twice if twice else 0.0,
                "after_share": item.after[key] / twice if twice else 0.0,
            }
            for key, count in chosen_first(item)
        ],
    }


BEFORE, AFTER = "-before", "-after"
"""Ends of the ids of two questions that ask for the same, before the lessons and after them."""


def _before_and_after(figures: Figures, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Give, side by side, what learners wrote before and after, for each such pair of questions."""
    places = {(i.question.lesson, i.question.id): n for n, i in enumerate(figures.items)}
    found = []
    for (lesson, name), before in places.items():
        after = places.get((lesson, name.removesuffix(BEFORE) + AFTER), -1)
        if not name.endswith(BEFORE) or after < 0:
            continue
        texts = [(row, dict(row.texts)) for row in figures.rows]
        rows = [
            _row(row, names) | {"before": wrote.get(before, ""), "after": wrote.get(after, "")}
            for row, wrote in texts
            if before in wrote or after in wrote
        ]
        if rows:
            asked = [text.plain(figures.items[n].question.prompt) for n in (before, after)]
            title = lesson_title(lesson)
            found.append({"title": title, "asked": asked, "rows": rows[:TEXTS]})
    return found


def _texts(item: Item, names: Mapping[str, str]) -> dict[str, Any]:
    question = item.question
    rubric = question.rubric if isinstance(question, Short) else ()
    model = question.model if isinstance(question, Short) else ""
    return {
        "prompt": text.plain(question.prompt),
        "where": _where(item),
        "rubric": [text.plain(criterion) for criterion in rubric],
        "model": text.plain(model),
        "texts": [
            {
                "name": names.get(name, name),
                "words": words,
                "ticked": f"{round(share * len(rubric))}",
            }
            for name, words, share in item.texts[:TEXTS]
        ],
        "left": max(0, len(item.texts) - TEXTS),
    }


def _misfits(figures: Figures) -> list[dict[str, Any]]:
    return [
        {"why": say(f"report.why.{why}"), "name": name, "count": count}
        for (why, name), count in sorted(figures.misfits.items())[:FILES]
    ]


def _line(line: Line) -> dict[str, str]:
    return {
        "name": line.name,
        "learner": line.learner,
        "state": say(f"report.state.{line.state}"),
        "alarm": "yes" if line.state == "broken" else "",
        "said": line.said,
    }
