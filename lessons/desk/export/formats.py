"""Exports: a lesson's questions for a learning platform, a record store or a spreadsheet.

What a format can't carry is left out and named; the rest is written.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lessons.desk.export import anki, gift, moodle, question_table, xapi
from lessons.desk.export.parts import Part
from lessons.desk.export.qti import canvas, cartridge
from lessons.kit import files
from lessons.kit.catalogue import say
from lessons.kit.quiz import bank
from lessons.kit.quiz.questions import Number, Question
from lessons.kit.syllabus import Entry

RANGE = "range"
"""What a ``number`` question is called here whose answer is a range."""


class ExportError(ValueError):
    """An export can't be written; the message is one sentence."""


@dataclass(frozen=True)
class Format:
    """A format of questions.

    Attributes
    ----------
    ending : str
        Of its files.
    write : callable
        Lessons with their questions → the file.
    leaves_out : mapping of str to str
        Kinds of question that it can't carry, and what the catalogue calls the reason.
    loses : mapping of str to str
        Kinds that it carries without something, and what the catalogue calls that.
    program : str
        Who takes no more than that, for a reader.
    pictures : bool
        Whether it carries them.
    cards : bool
        Whether it holds the words to know, and no question.
    """

    ending: str
    write: Callable[[Sequence[Part]], bytes]
    leaves_out: Mapping[str, str]
    loses: Mapping[str, str]
    program: str = ""
    pictures: bool = False
    cards: bool = False


#: What quizzes of platforms can't do.
NO_QUIZ = {
    "order": "order",
    "place": "map",
    "poll": "opinion",
    "prediction": "prediction",
    RANGE: "range",
}
LESS_FEEDBACK = {"short": "rubric", "number": "too-low", "match": "pairs"}

FORMATS = {
    "moodle-xml": Format(
        ending="moodle.xml",
        write=moodle.write,
        leaves_out={},
        loses={"order": "pairs-right", "place": "letters", RANGE: "two-numbers"},
        pictures=True,
    ),
    "gift": Format(
        ending="gift.txt",
        write=gift.write,
        leaves_out=NO_QUIZ,
        loses=LESS_FEEDBACK,
        program="GIFT",
    ),
    "qti": Format(
        ending="qti.zip",
        write=canvas.write,
        leaves_out={"order": "order", RANGE: "range"},
        loses={**LESS_FEEDBACK, "place": "letters"},
        program="Canvas",
        pictures=True,
    ),
    "common-cartridge": Format(
        ending="imscc",
        write=cartridge.write,
        leaves_out={"order": "order", "match": "match", RANGE: "range"},
        loses={
            "short": "rubric",
            "number": "as-written",
            "place": "letters",
            "poll": "any-answer",
            "prediction": "any-answer",
        },
        program="Common Cartridge",
        pictures=True,
    ),
    "anki": Format(
        ending="apkg", write=anki.write, leaves_out={}, loses={}, pictures=True, cards=True
    ),
    "xapi": Format(
        ending="xapi.json",
        write=xapi.write,
        leaves_out={},
        loses={"place": "place", "short": "model", "prediction": "unmarked", "poll": "pattern"},
    ),
    "csv": Format(
        ending="csv",
        write=question_table.write,
        leaves_out={},
        loses={"place": "shapes"},
    ),
}


@dataclass(frozen=True)
class Export:
    """A file that was written: its ``path``, what is in it, and ``remarks``, a line each."""

    path: Path
    said: str
    remarks: list[str]


def export(
    lessons: Entry | Sequence[Entry], name: str, out: Path | None = None, *, force: bool = False
) -> Export:
    """Write the questions of a lesson, or of several, as one file.

    Parameters
    ----------
    lessons : Entry or sequence of Entry
        From the syllabus.
    name : str
        One of :data:`FORMATS`.
    out : Path, optional
        The file, or a folder for it; by default a file in the current folder.
    force : bool
        Whether a file that is there may be overwritten.

    Returns
    -------
    Export

    Raises
    ------
    ExportError
        If there is no such format, or the file is there or can't be written.
    lessons.kit.quiz.bank.BankError
        If a lesson's ``quiz.yaml`` has a fault.
    """
    if name not in FORMATS:
        raise ExportError(say("export.fault.format", name=name, there=", ".join(FORMATS)))
    form = FORMATS[name]
    chosen = [lessons] if isinstance(lessons, Entry) else list(lessons)
    asked = {lesson: bank.load(bank.path_of(lesson.name)) for lesson in chosen}
    parts: list[Part] = [
        (lesson, [question for question in questions if sort(question) not in form.leaves_out])
        for lesson, questions in asked.items()
    ]
    path = out or Path()
    if path.is_dir():
        path /= f"{_start(chosen)}.{form.ending}"
    if path.exists() and not force:
        raise ExportError(say("export.fault.there", path=path))
    try:
        files.replace(path, form.write(parts))
    except OSError as error:
        raise ExportError(say("export.fault.unwritten", path=path, why=error.strerror)) from error
    every = [question for questions in asked.values() for question in questions]
    carried = sum(len(questions) for _, questions in parts)
    return Export(path, _said(form, chosen, path, (carried, len(every))), remarks(form, every))


def _start(lessons: Sequence[Entry]) -> str:
    if len(lessons) == 1:
        return f"{lessons[0].number:02}_{lessons[0].name}"
    return "reading_a_crisis"


def _said(form: Format, lessons: Sequence[Entry], path: Path, counts: tuple[int, int]) -> str:
    where = path.absolute()
    if form.cards:
        words = {word for lesson in lessons for word in anki.used(lesson)["word"]}
        return say("command.export.cards", count=len(words), path=where)
    written, asked = counts
    return say("command.export.written", written=written, count=asked, path=where)


def sort(question: Question) -> str:
    """Give a question's kind, with numbers and ranges kept apart."""
    if isinstance(question, Number) and question.ends[0] != question.ends[1]:
        return RANGE
    return question.kind


def remarks(form: Format, questions: Sequence[Question]) -> list[str]:
    """Say in plain words what a format leaves out, and what it loses.

    Returns
    -------
    list of str
        One line a kind of question, with the ids.
    """
    left: dict[str, list[str]] = defaultdict(list)
    changed: dict[str, list[str]] = defaultdict(list)
    for question in questions:
        kind = sort(question)
        if kind in form.leaves_out:
            left[f"export.without.{form.leaves_out[kind]}"].append(question.id)
        elif kind in form.loses:
            changed[f"export.changed.{form.loses[kind]}"].append(question.id)
    pictured = [q.id for q in questions if q.exhibit and sort(q) not in form.leaves_out]
    shown = {"export.picture.show": pictured} if pictured and not form.pictures else {}
    found = [*left.items(), *changed.items(), *shown.items()]
    return [say(what, program=form.program, ids=", ".join(ids)) for what, ids in found]
