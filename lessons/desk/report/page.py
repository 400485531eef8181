"""The report's page: one HTML file, with its style in it and without any script."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lessons.desk.report.classroom import Line
from lessons.desk.report.picks import is_right, label, offered
from lessons.desk.report.statistics import (
    FEW,
    Figures,
    Item,
    Row,
    chosen_first,
    flags,
    percent,
    remarks,
)
from lessons.kit.places import NOTEBOOKS
from lessons.kit.quiz import text
from lessons.kit.quiz.questions import Match, Number, Order, Poll, Short
from lessons.kit.syllabus import entries

HERE = Path(__file__).parent
SECTION = re.compile(r"^## (\d+)\. (.+?)(?: · \d+ min)?$", re.MULTILINE)

OFTEN = 0.2  # of those who answered: a misconception to teach again
TOGETHER = 2  # learners
ROWS = 1000
"""Learners on the page; all are in learners.csv."""
TEXTS = 200
"""Short answers a question on the page; all are in short_answers.csv."""
FILES = 300
"""Files on the page, beside those that were simply counted; all are in files.csv."""

STATES = {
    "counted": "counted",
    "added": "counted, added",
    "older": "older, in the newer one",
    "again": "twice, counted once",
    "broken": "not read",
    "foreign": "no hand-in",
    "system": "system file, passed over",
}


def page(figures: Figures, lines: Sequence[Line]) -> str:
    """Give the report as HTML.

    Parameters
    ----------
    figures : Figures
        The class, taken in.
    lines : sequence of Line
        All files with what became of them.

    Returns
    -------
    str
        A whole page. Everything that a learner wrote is escaped, and the page's own policy lets
        it run no script and fetch nothing.
    """
    style = (HERE / "report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(f"\n{style}".encode()).digest()).decode()
    items = [item for item in figures.items if figures.began[item.question.lesson]]
    common, rare = _ideas(items)
    rows = sorted(figures.rows, key=lambda row: not (row.reasons or row.notes))
    lost = [line for line in lines if line.state != "counted" or line.said]
    return (
        _environment()
        .get_template("report.html")
        .render(
            style=style,
            policy=f"default-src 'none'; style-src 'sha256-{digest}'",
            made=_today(),
            few=len(figures.rows) < FEW,
            learners=len(figures.rows),
            counted=sum(line.state in ("counted", "added", "older", "again") for line in lines),
            broken=sum(line.state == "broken" for line in lines),
            began=[(_lesson(name), n) for name, n in sorted(figures.began.items(), key=_by_place)],
            common=common,
            rare=rare,
            flagged=[view for item in items if (view := _question(item, figures))["flags"]],
            lessons=_lessons(items, figures),
            rows=[_row(row) for row in rows[:ROWS]],
            rows_left=max(0, len(rows) - ROWS),
            talk=sum(bool(row.reasons or row.notes) for row in rows),
            polls=[_poll(item) for item in items if isinstance(item.question, Poll)],
            texts=[_texts(item) for item in items if isinstance(item.question, Short)],
            misfits=_misfits(figures),
            files=[_line(line) for line in lost[:FILES]],
            files_left=max(0, len(lost) - FILES),
            plain=len(lines) - len(lost),
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _today() -> str:
    now = datetime.now().astimezone()
    return f"{now.day} {now:%B %Y, %H:%M}"


def _by_place(entry: tuple[str, int]) -> int:
    return _numbers()[entry[0]]


@cache
def _numbers() -> dict[str, int]:
    return {entry.name: entry.number for entry in entries()}


def _lesson(name: str) -> str:
    """Give a lesson's number and title, such as “4 · The toll”."""
    found = {entry.name: f"{entry.number} · {entry.title}" for entry in entries()}
    return found.get(name, name)


@cache
def headings() -> dict[tuple[str, int], str]:
    """Give (lesson, number of the section) → the section's title in the lesson's notebook."""
    found = {}
    for entry in entries():
        path = NOTEBOOKS / f"{entry.number:02}_{entry.name}.ipynb"
        with suppress(OSError, ValueError, KeyError, TypeError):
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
                for number, title in SECTION.findall("".join(cell["source"])):
                    found[entry.name, int(number)] = title
    return found


def _where(item: Item) -> str:
    question = item.question
    title = headings().get((question.lesson, question.section), "")
    section = f"section {question.section}" + (f", {title}" if title else "")
    return f"{_lesson(question.lesson)}, {section}"


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
            "title": _lesson(name),
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
        "strength": "" if item.discrimination is None else f"{item.discrimination:.2f}",
        "flags": flags(item, figures.began[question.lesson]),
        "remarks": remarks(item),
        "heading": _heading(item),
        "listed": bool(offered(question)),
        "picks": list(_picks(item)),
    }


def _heading(item: Item) -> str:
    """Say what the table of picks lists."""
    match item.question:
        case Order():
            return "Most often in the wrong order"
        case Match():
            return "Most often matched wrongly"
        case Number():
            return "Most often typed"
    return "Chosen"


def _picks(item: Item) -> Iterator[dict[str, Any]]:
    for pick, count in chosen_first(item):
        share = count / item.answered if item.answered else 0.0
        yield {
            "label": label(item.question, pick),
            "right": is_right(item.question, pick),
            "count": count,
            "share": share,
        }


def _row(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "done": f"{row.done} of {row.asked}",
        "lessons": len(row.lessons),
        "attempts": row.attempts,
        "first": _percent(row.first),
        "best": _percent(row.best),
        "lost": row.lost,
        "reasons": row.reasons + row.notes,
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


def _texts(item: Item) -> dict[str, Any]:
    question = item.question
    rubric = question.rubric if isinstance(question, Short) else ()
    model = question.model if isinstance(question, Short) else ""
    return {
        "prompt": text.plain(question.prompt),
        "where": _where(item),
        "rubric": [text.plain(criterion) for criterion in rubric],
        "model": text.plain(model),
        "texts": [
            {"name": name, "words": words, "ticked": f"{round(share * len(rubric))}"}
            for name, words, share in item.texts[:TEXTS]
        ],
        "left": max(0, len(item.texts) - TEXTS),
    }


WHY = {
    "edited": "the question was changed since; the answer is to an earlier wording",
    "unknown": "this copy of the kit has no such question",
    "not attempted": "the answer is empty or does not fit the question",
}


def _misfits(figures: Figures) -> list[dict[str, Any]]:
    return [
        {"why": WHY[why], "name": name, "count": count}
        for (why, name), count in sorted(figures.misfits.items())[:FILES]
    ]


def _line(line: Line) -> dict[str, str]:
    return {
        "name": line.name,
        "learner": line.learner,
        "state": STATES[line.state],
        "alarm": "yes" if line.state == "broken" else "",
        "said": line.said,
    }
