"""What a notebook calls on: a lesson's questions, its check-in and its catch-up."""

from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

from lessons.kit.catalogue import say
from lessons.kit.quiz import bank, text
from lessons.kit.quiz.questions import Question
from lessons.kit.record import Record, Standing
from lessons.kit.syllabus import closest_first, entry

if TYPE_CHECKING:
    from lessons.kit.cards.card import QuestionCard
    from lessons.kit.cards.checkin import CheckIn
    from lessons.kit.cards.opening import Opening
    from lessons.kit.cards.page_card import PageCard
    from lessons.kit.exhibits.texts.document import Documents


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
    guiding_question : str
        What a learner can answer at the end. The questions that are asked are in ``questions``.

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
        self.minutes, self.guiding_question = found.minutes, found.guiding_question

    @property
    def questions(self) -> list[Question]:
        """The lesson's questions, read again when the file changes.

        Raises
        ------
        BankError
            With everything there is to mend in the file.
        """
        return bank.of(self.name)

    @cached_property
    def record(self) -> Record:
        """The learner's record; its ``notice`` says where it can't be kept."""
        return Record.of_learner()

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

        questions = self.questions
        names = [question.id for question in questions]
        if name not in names:
            there = ", ".join(closest_first(name, names))
            raise QuestionError(say("cards.ask.none", question=name, lesson=self.name, there=there))
        place = names.index(name)
        label = say("cards.label.question-of", number=place + 1, of=len(names))
        return QuestionCard(questions[place], self.record, label=label, lesson=questions)

    def documents(self) -> "Documents":
        """Show the lesson's documents: a clause of each, with who made it and what to ask."""
        from lessons.kit.exhibits.texts.document import Documents

        return Documents(self.name)

    def remember(self) -> "Opening":
        """Show two questions of earlier lessons, as this learner needs them."""
        from lessons.kit.cards.opening import Opening

        return Opening(entry(self.name), self.record)

    def my_page(self) -> "PageCard":
        """Show the learner's page, open at this lesson's row."""
        from lessons.kit.cards.learners_page import LearnersPage
        from lessons.kit.cards.page_card import PageCard

        return PageCard(LearnersPage(self.name, self.record))

    def check_in(self) -> "CheckIn":
        """Show the lesson's summary: what is done, and what to look at again."""
        from lessons.kit.cards.checkin import CheckIn
        from lessons.kit.cards.overview import Overview

        return CheckIn(Overview(self.name, self.title, self.record))

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
        return self.record.standings(self.name, self.questions)


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
            return say("cards.catchup.none")
        return say("cards.catchup.open", count=count)

    def _lines(self) -> list[str]:
        return [
            say("cards.catchup.section", section=str(q.section), prompt=text.plain(q.prompt))
            for q in self.questions
        ]
