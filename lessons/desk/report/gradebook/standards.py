"""Standards: which of them a lesson's plan names, and what the class showed there."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from lessons.desk.report.statistics import Row
from lessons.kit.places import lesson_folder

CODE = re.compile(r"\bD[1-4]\.(?:[A-Z][a-z]{2,4}\.)?\d{1,2}(?!\.\d)\b")
OTHER = {
    "England KS3/KS4 history": re.compile(r"England KS3/KS4.{0,200}history", re.DOTALL),
    "England KS3/KS4 geography": re.compile(r"England KS3/KS4.{0,200}geography", re.DOTALL),
    "PISA 2018 reading": re.compile(r"PISA 2018"),
}


class Standard(Struct, frozen=True, kw_only=True):
    """A standard, the lessons that name it, and the class's mean marks there (0 to 1)."""

    code: str
    lessons: tuple[str, ...]
    learners: int
    first: float
    best: float


def standards(lessons: Iterable[str], rows: Sequence[Row]) -> list[Standard]:
    """Give the standards that the plans of some lessons name, each with what the class showed.

    The marks are those of whole lessons: a plan names a standard for a lesson, not for a question.
    """
    named: dict[str, list[str]] = defaultdict(list)
    for lesson in lessons:
        for code in codes(lesson):
            named[code].append(lesson)
    return [_shown(code, names, rows) for code, names in sorted(named.items(), key=_order)]


def codes(lesson: str) -> list[str]:
    """Give the standards that a lesson's plan names."""
    try:
        words = (lesson_folder(lesson) / "plan.md").read_text(encoding="utf-8")
    except OSError:
        return []
    found = dict.fromkeys(CODE.findall(words))
    return [*found, *(name for name, pattern in OTHER.items() if pattern.search(words))]


def _shown(code: str, lessons: Sequence[str], rows: Sequence[Row]) -> Standard:
    began = [[row.marks[name] for name in lessons if name in row.marks] for row in rows]
    marks = [mark for mine in began for mark in mine if mark.asked]
    asked = sum(mark.asked for mark in marks)
    return Standard(
        code=code,
        lessons=tuple(lessons),
        learners=sum(bool(mine) for mine in began),
        first=sum(mark.first for mark in marks) / asked if asked else 0.0,
        best=sum(mark.best for mark in marks) / asked if asked else 0.0,
    )


def _order(entry: tuple[str, list[str]]) -> tuple[bool, list[str | int]]:
    code = entry[0]
    parts: list[str | int] = [int(p) if p.isdigit() else p for p in re.split(r"[.\s]", code)]
    return not CODE.fullmatch(code), [str(p).zfill(3) if isinstance(p, int) else p for p in parts]
