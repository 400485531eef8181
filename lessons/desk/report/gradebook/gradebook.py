"""Marks for each lesson and learner, in the shapes that platforms take in."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from msgspec import Struct

from lessons.desk.report.gradebook.class_list import Joined, Member
from lessons.desk.report.statistics import LessonMark, Row
from lessons.desk.spreadsheet import Cell, csv_bytes
from lessons.kit.catalogue import say


class ScaleError(ValueError):
    """There is no such scale; the message is one sentence."""


class Scale(NamedTuple):
    """The scale of marks: what nothing right earns, and what all right earns.

    Examples
    --------
    >>> Scale.named("100").mark(0.875), Scale.named("6-1").mark(0.5)
    (87.5, 3.5)
    """

    worst: float
    best: float

    @classmethod
    def named(cls, words: str) -> "Scale":
        """Read a scale such as ``100`` (from 0), ``20`` or ``6-1`` (1 is best)."""
        found = re.fullmatch(r"\s*(?:(\d{1,4})\s*[-–]\s*)?(\d{1,4})\s*", words)
        if not found or found[1] == found[2] or (found[1] is None and int(found[2]) == 0):
            raise ScaleError(say("report.book.scale", words=words))
        return cls(float(found[1] or 0), float(found[2]))

    def mark(self, share: float) -> float:
        """Give a mark to one decimal place."""
        return round(self.worst + share * (self.best - self.worst), 1)


class Lesson(NamedTuple):
    """A lesson that somebody began: its name, and what heads its column."""

    name: str
    title: str


class Line(Struct, frozen=True, kw_only=True):
    """One line of a mark book: a member of the class list or a nickname, and the report's rows."""

    member: Member
    rows: tuple[Row, ...] = ()

    def mark(self, lesson: str) -> LessonMark | None:
        """Give the mark in a lesson; of several records the one with more answers."""
        marks = [row.marks[lesson] for row in self.rows if lesson in row.marks]
        return max(marks, key=lambda mark: (mark.answered, mark.first), default=None)


def lines(rows: Sequence[Row], joined: Joined | None) -> list[Line]:
    """Give the lines of the mark book: the class list in its order, then who isn't on it."""
    if joined is None:
        return [Line(member=Member(name=row.name), rows=(row,)) for row in rows]
    found: list[list[Row]] = [[] for _ in joined.members]
    others = []
    for row in rows:
        place = joined.whose.get(row.name)
        if place is None:
            others.append(
                Line(member=Member(name=row.name, group=say("report.book.not-listed")), rows=(row,))
            )
        else:
            found[place].append(row)
    known = zip(joined.members, found, strict=True)
    return [*(Line(member=member, rows=tuple(mine)) for member, mine in known), *others]


def gradebooks(
    book: Sequence[Line], lessons: Sequence[Lesson], scale: Scale, *, best: bool = False
) -> dict[str, bytes]:
    """Give the mark book as CSV files, each by its name.

    Parameters
    ----------
    book : sequence of Line
        See :func:`lines`.
    lessons : sequence of Lesson
        In their order.
    scale : Scale
        Of the marks.
    best : bool
        Whether the best attempt counts; else the first.
    """

    def mark(line: Line, lesson: Lesson) -> float | None:
        found = line.mark(lesson.name)
        share = found.share(best=best) if found else None
        return None if share is None else scale.mark(share)

    def words(line: Line, lesson: Lesson) -> str:
        found = line.mark(lesson.name)
        return found.words(best=best) if found else say("report.marks.nothing")

    marks = [[mark(line, lesson) for lesson in lessons] for line in book]
    titles = [lesson.title for lesson in lessons]
    full = max(scale)
    plain = [
        [*_who(line), *chain.from_iterable((mark(line, one), words(line, one)) for one in lessons)]
        for line in book
    ]
    head = [f"{title}{end}" for title in titles for end in ("", ": how sure")]
    return {
        "gradebook.csv": csv_bytes(["name", "nickname", "id", "email", "class", *head], plain),
        "gradebook-moodle.csv": csv_bytes(
            ["First name", "Last name", "ID number", "Username", "Email address", *titles],
            ([*_names(line.member), line.member.id, line.member.login, line.member.email, *mine]
             for line, mine in zip(book, marks, strict=True)),
        ),
        "gradebook-canvas.csv": csv_bytes(
            ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *titles],
            _canvas(book, marks, full, len(titles)),
        ),
        "gradebook-classroom.csv": csv_bytes(
            ["Last Name", "First Name", "Email Address", *titles],
            _classroom(book, marks, full, len(titles)),
        ),
    }  # fmt: skip


def _who(line: Line) -> list[Cell]:
    member = line.member
    nicknames = "; ".join(row.name for row in line.rows)
    return [member.name, nicknames, member.id, member.email, member.group]


def _names(member: Member) -> tuple[str, str]:
    """Give first and last name; of a single name the last word is the last name."""
    if member.first or member.last:
        return member.first, member.last
    if "," in member.name:
        last, _, first = member.name.partition(",")
        return first.strip(), last.strip()
    first, _, last = member.name.rpartition(" ")
    return (first, last) if first else (last, "")


Marks = Sequence[Sequence[float | None]]


def _canvas(book: Sequence[Line], marks: Marks, full: float, many: int) -> Iterable[list[Cell]]:
    """Canvas wants a line of possible points, and finds learners by its own ID or the SIS one."""
    yield ["    Points Possible", "", "", "", "", *[full] * many]
    for line, mine in zip(book, marks, strict=True):
        first, last = _names(line.member)
        name = f"{last}, {first}" if last else first
        about = [line.member.canvas, line.member.id, line.member.login, line.member.group]
        yield [name, *about, *mine]


def _classroom(book: Sequence[Line], marks: Marks, full: float, many: int) -> Iterable[list[Cell]]:
    """Google Classroom's own shape, with its line of points below the titles."""
    yield ["Points", "", "", *[full] * many]
    for line, mine in zip(book, marks, strict=True):
        first, last = _names(line.member)
        yield [last, first, line.member.email, *mine]


FORMS = ("gradebook.csv", "gradebook-moodle.csv", "gradebook-canvas.csv", "gradebook-classroom.csv")
"""For any mark book; for Moodle (Grades, Import, CSV file; map by ID number or email); for Canvas
(Grades, Import; learners are found by SIS User ID or ID); in Google Classroom's own shape."""
