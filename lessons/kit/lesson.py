"""What a notebook calls on: a lesson's questions, its check-in and its catch-up."""

from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from lessons.kit.data import ROOT
from lessons.kit.quiz import bank, text
from lessons.kit.quiz.marking import mark
from lessons.kit.quiz.questions import Question, fingerprint
from lessons.kit.record import Attempt, Record, RecordError, Standing, work_folder
from lessons.kit.syllabus import closest_first, entry

if TYPE_CHECKING:
    from lessons.kit.cards.card import QuestionCard
    from lessons.kit.cards.checkin import CheckIn


class QuestionError(LookupError):
    """A lesson has no question of that id."""


class Lesson:
    """One lesson of the syllabus, with the questions of its ``quiz.yaml``.

    Parameters
    ----------
    package : str
        The lesson's package, as ``__name__`` gives it in ``lessons/<lesson>/__init__.py``.

    Attributes
    ----------
    name, title : str
        The folder's name, and the title for people.
    minutes : int
        What a class needs for it.
    question : str
        What a learner can answer at the end.

    Examples
    --------
    >>> lesson = Lesson("lessons.the_toll")
    >>> lesson.title
    'The toll'
    >>> lesson.ask("who-counted")  # doctest: +SKIP
    """

    def __init__(self, package: str) -> None:
        self.name = package.rpartition(".")[2]
        found = entry(self.name)
        self.number, self.title = found.number, found.title
        self.minutes, self.question = found.minutes, found.question
        self._read: tuple[tuple[int, int], list[Question]] | None = None

    @property
    def path(self) -> Path:
        """The lesson's ``quiz.yaml``."""
        return ROOT / "lessons" / self.name / "quiz.yaml"

    @property
    def questions(self) -> list[Question]:
        """The lesson's questions, read again when the file changes.

        Raises
        ------
        BankError
            With everything there is to mend in the file.
        """
        try:
            state = self.path.stat()
        except OSError:
            return bank.load(self.path)  # says what is wrong
        now = (state.st_mtime_ns, state.st_size)
        if self._read is None or self._read[0] != now:
            self._read = now, bank.load(self.path)
        return self._read[1]

    @cached_property
    def record(self) -> Record:
        """The learner's record.

        If no folder can be written to, the cards still show; each answer then says why it can't be
        kept, and ``record.notice`` does.
        """
        try:
            return Record.open()
        except RecordError as error:
            record = Record(work_folder() / "record.sqlite3")
            record.notice = str(error)
            return record

    def ask(self, name: str) -> "QuestionCard":
        """Show one question; earlier answers stand there again.

        Parameters
        ----------
        name : str
            The question's id.

        Returns
        -------
        QuestionCard
            A widget that a notebook shows.

        Raises
        ------
        QuestionError
            If there is no such question, with the ids there are, the closest first.
        """
        from lessons.kit.cards.card import QuestionCard

        names = [question.id for question in self.questions]
        if name not in names:
            there = ", ".join(closest_first(name, names))
            raise QuestionError(f"No question “{name}” in {self.name}. There are: {there}.")
        place = names.index(name)
        label = f"Question {place + 1} of {len(names)}"
        return QuestionCard(self.questions[place], self.record, label=label)

    def check_in(self) -> "CheckIn":
        """Show the lesson's summary: what is done, and what to look at again."""
        from lessons.kit.cards.checkin import CheckIn

        return CheckIn(self, self.record)

    def catch_up(self, before: int | None = None) -> "CatchUp":
        """Show which questions of the first half are still open. It answers none of them.

        Parameters
        ----------
        before : int, optional
            Look at the sections before this one; by default at the first half of the sections.

        Returns
        -------
        CatchUp
        """
        sections = sorted({question.section for question in self.questions})
        early = sections[: (len(sections) + 1) // 2]
        chosen = [s for s in sections if s < before] if before is not None else early
        still = [
            question
            for question, standing in self.standings()
            if standing is None and question.section in chosen
        ]
        return CatchUp(still)

    def standings(self) -> list[tuple[Question, Standing | None]]:
        """Give each question with how the learner stands, ``None`` where nothing was tried.

        Scores are those the answers get by the questions as they are now.
        """
        by_id = {question.id: question for question in self.questions}

        def score(attempt: Attempt) -> float:
            question = by_id.get(attempt.question)
            return mark(question, attempt.response).score if question else attempt.score

        try:
            found = self.record.progress(self.name, score)
        except RecordError:
            found = {}
        return [(q, found.get((q.id, fingerprint(q)))) for q in by_id.values()]


class CatchUp:
    """The questions that are still open, as a list to read in a notebook."""

    def __init__(self, questions: list[Question]) -> None:
        self.questions = questions

    def __repr__(self) -> str:
        """Give the list as text."""
        return "\n".join([self._head(), *(f"  - {line}" for line in self._lines())])

    def _repr_html_(self) -> str:
        lines = "".join(f"<li>{escape(line)}</li>" for line in self._lines())
        return f"<p>{self._head()}</p>" + (f"<ul>{lines}</ul>" if lines else "")

    def _head(self) -> str:
        count = len(self.questions)
        if not count:
            return "You have tried every question so far. Go on."
        many = "question is" if count == 1 else "questions are"
        return f"{count} {many} still open. Scroll up, or go on and come back later."

    def _lines(self) -> list[str]:
        return [f"Section {q.section}: {text.plain(q.prompt)}" for q in self.questions]
