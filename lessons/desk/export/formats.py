"""Exports: a lesson's questions for a learning platform, a record store or a spreadsheet.

What a format can't carry is left out and named; the rest is written.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lessons.desk.export import gift, qti, question_table, xapi
from lessons.kit import files, places
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
        Lesson and questions → the file.
    use : str
        What to do with the file.
    leaves_out : mapping of str to str
        Kinds of question that it can't carry, and why.
    loses : mapping of str to str
        Kinds that it carries without something, and what.
    """

    ending: str
    write: Callable[[Entry, Sequence[Question]], bytes]
    use: str
    leaves_out: Mapping[str, str]
    loses: Mapping[str, str]


def _quiz(name: str) -> dict[str, str]:
    """Say what a platform's quizzes can't do."""
    return {
        "order": f"{name} takes no question that asks for an order",
        "place": f"{name} takes no question on the kit’s maps",
        "poll": f"{name} takes no question without a right answer",
        "prediction": f"{name} can’t tell later how near a prediction was",
        RANGE: f"{name} takes one number as an answer, not a range",
    }


_TEXT = "the learner’s own check by the rubric is left out; the model answer is its feedback"
_NUMBER = "the words for “too low” and “too high” are left out"

FORMATS = {
    "gift": Format(
        ending="gift.txt",
        write=gift.write,
        use="In Moodle: Question bank, Import, GIFT format.",
        leaves_out=_quiz("GIFT"),
        loses={
            "short": _TEXT,
            "number": _NUMBER,
            "match": "the feedback on single pairs is left out",
        },
    ),
    "qti": Format(
        ending="qti.zip",
        write=qti.write,
        use="In Canvas: Settings, Import Course Content, QTI .zip file.",
        leaves_out=_quiz("Canvas"),
        loses={
            "short": _TEXT,
            "number": _NUMBER,
            "match": "the feedback on single pairs is left out",
        },
    ),
    "xapi": Format(
        ending="xapi.json",
        write=xapi.write,
        use="Give the activities to your learning record store; hand-ins name the same ones.",
        leaves_out={},
        loses={
            "place": "the place is named by its id, since xAPI knows no maps",
            "short": "the rubric and the model answer are left out",
            "prediction": "it isn’t marked, so its pattern of right answers is left out",
            "poll": "it has no right answer, so its pattern of right answers is left out",
        },
    ),
    "csv": Format(
        ending="csv",
        write=question_table.write,
        use="Open it in a spreadsheet.",
        leaves_out={},
        loses={"place": "the map itself is left out"},
    ),
}


@dataclass(frozen=True)
class Export:
    """A file that was written: its ``path``, how many questions, and ``remarks``, a line each."""

    path: Path
    written: int
    asked: int
    remarks: list[str]


def export(lesson: Entry, name: str, out: Path | None = None, *, force: bool = False) -> Export:
    """Write a lesson's questions in a format.

    Parameters
    ----------
    lesson : Entry
        From the syllabus.
    name : {"gift", "qti", "xapi", "csv"}
        The format.
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
        If the lesson's ``quiz.yaml`` has a fault.
    """
    if name not in FORMATS:
        raise ExportError(f"There is no format “{name}”; choose one of {', '.join(FORMATS)}.")
    form = FORMATS[name]
    questions = bank.load(places.lesson_folder(lesson.name) / "quiz.yaml")
    carried = [question for question in questions if sort(question) not in form.leaves_out]
    path = out or Path()
    if path.is_dir():
        path /= f"{lesson.number:02}_{lesson.name}.{form.ending}"
    if path.exists() and not force:
        raise ExportError(f"{path} is there already; name another, or say --force to replace it.")
    try:
        files.replace(path, form.write(lesson, carried))
    except OSError as error:
        raise ExportError(f"{path} can't be written: {error.strerror}.") from error
    return Export(path, len(carried), len(questions), remarks(form, questions))


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
            left[f"Left out, because {form.leaves_out[kind]}"].append(question.id)
        elif kind in form.loses:
            changed[f"Changed: {form.loses[kind]}"].append(question.id)
    pictured = [q.id for q in questions if q.exhibit and sort(q) not in form.leaves_out]
    shown = {"Show the picture too, on screen or on the learner’s sheet": pictured}
    said = [*left.items(), *changed.items(), *(shown.items() if pictured else ())]
    return [f"{what}: {', '.join(names)}." for what, names in said]
