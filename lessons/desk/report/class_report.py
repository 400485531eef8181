"""The class report: from a folder of hand-ins to one page and its tables."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from lessons.desk import receipts, seals
from lessons.desk.receipts import Kept
from lessons.desk.report.classroom import Classroom, Line
from lessons.desk.report.gradebook import (
    FORMS,
    ClassList,
    Scale,
    ScaleError,
    class_list,
    gradebooks,
)
from lessons.desk.report.gradebook.class_list import Joined
from lessons.desk.report.gradebook.gradebook import Lesson
from lessons.desk.report.gradebook.gradebook import lines as book_lines
from lessons.desk.report.handback import HandBackError, html_pages, pages, pdf_pages
from lessons.desk.report.page.page import Book, headings, lesson_title, names_of, page
from lessons.desk.report.progress import Progress
from lessons.desk.report.reading.collect import Found, find, is_report
from lessons.desk.report.reading.papers import Key, Paper, mark_all
from lessons.desk.report.reading.picks import is_right, label
from lessons.desk.report.statements import statements
from lessons.desk.report.statements.marked import Statement
from lessons.desk.report.statistics import OUTCOMES, Figures, Item, chosen_first, flags, remarks
from lessons.desk.spreadsheet import Cell, csv_bytes
from lessons.kit import files
from lessons.kit.catalogue import say
from lessons.kit.quiz import bank, text
from lessons.kit.quiz.questions import Question, Sealed
from lessons.kit.syllabus import SyllabusError, entries

OUT = "class-report"
NAMES = ("report.html", "hand_back.html", "hand_back.pdf", "learners.csv", "questions.csv",
         "answers.csv", "short_answers.csv", "files.csv", *FORMS)  # fmt: skip
"""All that a report writes."""
PRINTED = 500
"""Learners up to whom the pages to hand back are set as a PDF too."""
TO_SHOW = 5  # files named where there is no report to name them in


class ReportError(ValueError):
    """The report can't be made; the message is one sentence for the teacher."""


class Result(Struct, frozen=True, kw_only=True):
    """What was made.

    Attributes
    ----------
    page : Path
        The report.
    tables : tuple of Path
        The CSV files beside it.
    learners, counted, not_counted : int
        Learners; files that were counted; files that could not be read.
    said : str
        All that in two sentences.
    """

    page: Path
    tables: tuple[Path, ...]
    learners: int
    counted: int
    not_counted: int
    said: str


class Wishes(Struct, frozen=True, kw_only=True):
    """What a teacher may wish of the report.

    Attributes
    ----------
    class_list : str or Path, optional
        A table of names: who is missing, and whose nickname is whose.
    scale : str
        Of the marks: the full mark, or the worst and the best one, such as ``6-1``.
    best : bool
        Whether the best answer to each question counts; else the first.
    handed_back_marks : bool
        Whether the pages to hand back tell marks.
    force : bool
        Whether files that are no report of this kit's may be overwritten.
    """

    class_list: str | Path | None = None
    scale: str = "100"
    best: bool = False
    handed_back_marks: bool = True
    force: bool = False


AS_USUAL = Wishes()


def report(folder: str | Path, out: str | Path | None = None, wishes: Wishes = AS_USUAL) -> Result:
    """Read all hand-ins below a folder, mark them, and write the class report.

    Parameters
    ----------
    folder : str or Path
        Where the hand-ins lie: loose, in subfolders, in zips. It may also be one zip.
    out : str or Path, optional
        Where to write the report, the mark book, the pages to hand back and the tables; by default
        the folder ``class-report`` beside the hand-ins. An earlier report there is made anew.
    wishes : Wishes
        Class list, scale and the like.

    Returns
    -------
    Result

    Raises
    ------
    ReportError
        If there is no such folder, no hand-in in it, no key in this copy of the kit, or no right
        to write.

    Examples
    --------
    >>> print(report("handins").said)  # doctest: +SKIP
    Read 31 files: 30 hand-ins of 29 learners. …
    """
    folder = _named(folder)
    target = _target(folder, out)
    scale, listed = _wished(wishes)
    _refuse_overwriting(target, wishes)
    secrets = _secrets()
    kept = _receipts(folder, secrets)
    given = [receipt for each in kept for receipt in each.receipts]
    key = Key(_questions(), secrets, frozenset(receipt.learner for receipt in given))
    own = _own([wishes.class_list, *(each.path for each in kept)])
    papers, lines = _papers(folder, target, key, own)
    lines += map(_receipts_line, kept)
    if not papers:
        raise ReportError(_none(folder, lines))
    classroom = Classroom(papers, given)
    figures = Figures(key.questions)
    with Progress(len(papers), "report.count.joined") as bar:
        for pupil in classroom.pupils():
            figures.add(pupil)
            bar.add(len(pupil.papers))
    lines = sorted([*classroom.lines, *lines], key=lambda line: line.name)
    joined = listed.joined((row.name, row.user) for row in figures.rows) if listed else None
    book = Book(
        lines=book_lines(figures.rows, joined), scale=scale, best=wishes.best, joined=joined
    )
    files = {
        "report.html": page(figures, lines, book).encode("utf-8", "replace"),
        **_mark_book(figures, book),
        **_handed_back(figures, book, wishes),
        "learners.csv": _learners(figures),
        "questions.csv": _questions_table(figures),
        "answers.csv": _answers(figures),
        "short_answers.csv": _short_answers(figures),
        "files.csv": csv_bytes(
            ["file", "state", "learner", "what was done"],
            ([line.name, line.state, line.learner, line.said] for line in lines),
        ),
    }
    private = out is None or not target.is_dir()  # a folder that is there is somebody's
    written = [_write(target, name, raw, private=private) for name, raw in files.items()]
    return _result(written, figures, lines, joined)


def marked_statements(folder: str | Path) -> tuple[list[Statement], list[Found]]:
    """Give the marked statements of all hand-ins below a folder, and what couldn't be read.

    Raises
    ------
    ReportError
        If there is no such folder, no hand-in in it, or no key in this copy of the kit.
    """
    folder = _named(folder)
    target = _target(folder, None)
    places, faults = find(folder, skip=target)
    found, more = statements(places, Key(_questions(), _secrets()))
    if not found:
        raise ReportError(say("report.none.empty", folder=folder))
    return found, [one for one in (*faults, *more) if one.state == "broken"]


def _named(path: str | Path) -> Path:
    try:
        return files.named(path)
    except files.PathError as error:
        raise ReportError(str(error)) from error


def _wished(wishes: Wishes) -> tuple[Scale, ClassList | None]:
    try:
        scale = Scale.named(wishes.scale)
        return scale, None if wishes.class_list is None else class_list.read(
            _named(wishes.class_list)
        )
    except (ScaleError, class_list.ClassListError) as error:
        raise ReportError(str(error)) from error


def _own(paths: Iterable[str | Path | None]) -> frozenset[Path]:
    """Give the files that are not learners' work, if they lie among it."""
    return frozenset(_named(path).resolve() for path in paths if path is not None)


def _refuse_overwriting(target: Path, wishes: Wishes) -> None:
    """Refuse to write over what is no earlier report."""
    there = [name for name in NAMES if (target / name).exists()]
    if there and not wishes.force and not is_report(target):
        raise ReportError(say("report.fault.there", file=target / there[0]))


def _mark_book(figures: Figures, book: Book) -> dict[str, bytes]:
    began = [entry for entry in entries() if figures.began[entry.name]]
    lessons = [Lesson(entry.name, f"{entry.number} {entry.title}") for entry in began]
    return gradebooks(book.lines, lessons, book.scale, best=book.best)


def _handed_back(figures: Figures, book: Book, wishes: Wishes) -> dict[str, bytes]:
    questions = [item.question for item in figures.items]
    titles = {entry.name: lesson_title(entry.name) for entry in entries()}
    made = pages(
        figures.rows,
        questions,
        titles,
        headings(),
        names_of(figures.rows, book.joined),
        book.scale if wishes.handed_back_marks else None,
        best=book.best,
    )
    found = {"hand_back.html": html_pages(made)}
    if len(made) <= PRINTED:
        try:
            found["hand_back.pdf"] = pdf_pages(made)
        except HandBackError as error:
            raise ReportError(str(error)) from error
    return found


def _target(folder: Path, out: str | Path | None) -> Path:
    try:
        is_folder, there = folder.is_dir(), folder.exists()
    except (OSError, ValueError) as error:
        raise ReportError(say("report.fault.unopened", folder=folder)) from error
    if not there:
        raise ReportError(say("report.fault.no-folder", folder=folder))
    readable = os.access(folder, os.R_OK | os.X_OK if is_folder else os.R_OK)
    if not readable:
        raise ReportError(say("report.fault.unread", folder=folder))
    if out is not None:
        return _named(out)
    return (folder if is_folder else folder.parent) / OUT


def _questions() -> list[Question]:
    """Give the key: all questions of the syllabus."""
    found: list[Question] = []
    try:
        for entry in entries():
            path = bank.path_of(entry.name)
            if path.is_file():
                found += bank.load(path)
    except (bank.BankError, SyllabusError) as error:
        first = str(error).partition("\n")[0]
        raise ReportError(say("report.fault.questions", first=first)) from error
    if not found or any(isinstance(question, Sealed) for question in found):
        raise ReportError(say("report.fault.sealed"))
    return found


def _secrets() -> list[bytes]:
    try:
        return seals.secrets_here()
    except seals.KeyFileError as error:
        raise ReportError(str(error)) from error


def _receipts(handins: Path, secrets: Sequence[bytes]) -> list[Kept]:
    """Give the receipts in the teacher's own folder, and those among the hand-ins."""
    return list(receipts.all_in([receipts.folder(), handins], secrets))


def _receipts_line(kept: Kept) -> Line:
    said = [say("report.file.receipts", count=len(kept.receipts))]
    if kept.refused:
        said.append(say("report.file.receipts-refused", count=kept.refused))
    return Line(name=kept.path.name, state="receipts", said=" ".join(said))


def _papers(
    folder: Path, target: Path, key: Key, own: frozenset[Path]
) -> tuple[list[Paper], list[Line]]:
    places, faults = find(folder, skip=target, own=own)
    papers: list[Paper] = []
    with Progress(len(places), "report.count.read") as bar:
        for batch in mark_all(places, key):
            papers += [one for one in batch if isinstance(one, Paper)]
            faults += [one for one in batch if isinstance(one, Found)]
            bar.add(len(batch))
    return papers, [Line(name=one.name, state=one.state, said=one.said) for one in faults]


def _none(folder: Path, lines: Sequence[Line]) -> str:
    if not lines:
        return say("report.none.empty", folder=folder)
    shown = lines[:TO_SHOW]
    named = "; ".join(f"{line.name}: {line.said or say('report.state.foreign')}" for line in shown)
    return say("report.none.others", folder=folder, count=len(lines), files=named)


def _result(
    written: list[Path], figures: Figures, lines: list[Line], joined: Joined | None
) -> Result:
    states = [line.state for line in lines]
    counted = len(lines) - sum(map(states.count, ("broken", "foreign", "system", "receipts")))
    bad = states.count("broken")
    learners = len(figures.rows)
    parts = [
        say(
            "report.result.read",
            files=say("report.count.files", count=len(lines)),
            handins=say("report.count.handins", count=counted),
            learners=say("report.count.learners", count=learners),
        )
    ]
    if bad:
        parts.append(say("report.result.broken", count=bad))
    if joined and joined.missing:
        named = ", ".join(member.name for member in joined.missing[:TO_SHOW])
        more = len(joined.missing) - TO_SHOW
        nothing = "report.result.missing-more" if more > 0 else "report.result.missing"
        parts.append(say(nothing, names=named, more=more))
    parts.append(say("report.result.where", page=written[0]))
    return Result(
        page=written[0],
        tables=tuple(written[1:]),
        learners=learners,
        counted=counted,
        not_counted=bad,
        said=" ".join(parts),
    )


def _write(folder: Path, name: str, raw: bytes, *, private: bool) -> Path:
    """Write a file as a whole or not at all."""
    try:
        files.private_folder(folder)
        return files.replace(folder / name, raw, private=private)
    except OSError as error:
        why = error.strerror or say("report.fault.no-reason")
        raise ReportError(say("report.fault.unwritten", folder=folder, why=why)) from error


def _learners(figures: Figures) -> bytes:
    header = ["learner", "lessons", "questions answered", "questions in these lessons"]
    header += ["attempts", "marked questions", "first attempt", "best attempt", "not marked"]
    header += ["needs a talk", "about the files"]
    rows: Iterator[list[Cell]] = (
        [
            *(row.name, " ".join(row.lessons), row.done, row.asked, row.attempts, row.marked),
            *(_round(row.first), _round(row.best), row.lost),
            *(" ".join(row.reasons), " ".join(row.notes)),
        ]
        for row in figures.rows
    )
    return csv_bytes(header, rows)


def _questions_table(figures: Figures) -> bytes:
    header = ["lesson", "question", "kind", "section", "prompt", "learners"]
    header += ["first attempt", "best attempt", "discrimination", "flags", "chosen at first"]
    header += ["misconceptions at first"]
    items = [item for item in figures.items if figures.began[item.question.lesson]]
    return csv_bytes(header, (_question_row(item, figures) for item in items))


def _question_row(item: Item, figures: Figures) -> list[Cell]:
    question = item.question
    best = item.best / item.answered if item.answered and item.is_marked else None
    chosen = [
        f"{label(question, pick)}{' (right)' if is_right(question, pick) else ''}: {count}"
        for pick, count in chosen_first(item)
    ]
    said = flags(item, figures.began[question.lesson]) + remarks(item)
    ideas = [f"{idea}: {count}" for idea, count in item.ideas.most_common()]
    return [
        *(question.lesson, question.id, question.kind, question.section),
        *(text.plain(question.prompt), item.answered, _round(item.difficulty), _round(best)),
        *(_round(item.discrimination), " ".join(said)),
        *("; ".join(chosen), "; ".join(ideas)),
    ]


def _answers(figures: Figures) -> bytes:
    """Give the table of learners by questions, a column a question that somebody was asked."""
    places = [n for n, item in enumerate(figures.items) if figures.began[item.question.lesson]]
    asked = [figures.items[n].question for n in places]
    header = ["learner", *(f"{question.lesson}/{question.id}" for question in asked)]
    rows = ([row.name, *(OUTCOMES[row.cells[n]] for n in places)] for row in figures.rows)
    return csv_bytes(header, rows)


def _short_answers(figures: Figures) -> bytes:
    rows = (
        [item.question.lesson, item.question.id, name, words, _round(share)]
        for item in figures.items
        for name, words, share in item.texts
    )
    header = ["lesson", "question", "learner", "answer", "share of the rubric ticked"]
    return csv_bytes(header, rows)


def _round(number: float | None) -> float | None:
    return None if number is None else round(number, 3)
