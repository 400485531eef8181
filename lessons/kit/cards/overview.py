"""What a lesson's learner has done: a message comes in, a state goes out.

The check-in shows it. It says how each question stands, what to look at again, how far the course
has come, and which questions stand below to be answered once more; and it writes the hand-in.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from lessons.kit import places
from lessons.kit.cards import messages
from lessons.kit.cards.messages import (
    NOBODY,
    Below,
    HandIn,
    Line,
    OverviewState,
    Part,
    Poll,
    Refresh,
    Retry,
    ToOverview,
    meant,
)
from lessons.kit.cards.recall import COUNT
from lessons.kit.cards.sitting import percent, prediction_seen
from lessons.kit.catalogue import say
from lessons.kit.quiz import bank, text
from lessons.kit.quiz.bank import BankError
from lessons.kit.quiz.questions import MARKED, Prediction, Question, view
from lessons.kit.record import Attempt, Record, RecordError, Standing, handin
from lessons.kit.syllabus import entries

Standings = Sequence[tuple[Question, Standing | None]]


class Overview:
    """One learner with one lesson.

    Parameters
    ----------
    name, title : str
        The lesson's.
    record : Record
        The learner's record; the overview follows each answer that goes through it.
    questions : callable
        Gives a lesson's questions by its name; by default the bank does.

    Attributes
    ----------
    state : dict
        As :class:`~lessons.kit.cards.messages.OverviewState` says it.
    file : Path or None
        The hand-in that was written last.
    """

    def __init__(
        self,
        name: str,
        title: str,
        record: Record,
        questions: Callable[[str], Sequence[Question]] = bank.of,
    ) -> None:
        self.name = name
        self.title = title
        self.record = record
        self._questions = questions
        self._below: dict[str, Below] = {}
        self._elsewhere: list[Part | None] = []
        self._turn = -1
        self._asks = False
        self.file: Path | None = None
        self._watchers: list[Callable[[], None]] = []
        self._look_elsewhere()
        self.state = self._state("")
        record.watch(self)

    def questions(self) -> Sequence[Question]:
        """Give the lesson's questions."""
        return self._questions(self.name)

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call ``watcher`` whenever the state has changed without a message."""
        self._watchers.append(watcher)

    def answered(self) -> None:
        """Follow an answer that was kept in the record."""
        try:
            self.state = self._state("")
        except BankError:
            return  # the questions can't be read just now; the answer is kept all the same
        for watcher in self._watchers:
            watcher()

    def receive(self, message: Any) -> dict[str, Any]:
        """Do what the learner asked for; whatever else arrives is left alone.

        Parameters
        ----------
        message : JSON value
            One of :data:`~lessons.kit.cards.messages.ToOverview`, such as ``{"do": "retry"}``.

        Returns
        -------
        dict
            The state that follows.
        """
        said = None
        match meant(message, ToOverview):
            case Refresh():
                said = say("cards.overview.fresh")
            case Retry():
                said = self._retry()
            case HandIn(name=name):
                said = self._hand_in(name)
        if said is not None:
            self._look_elsewhere()
            self.state = self._state(said)
        return self.state

    def _state(self, said: str) -> dict[str, Any]:
        standings = self.record.standings(self.name, self.questions())
        there = {question.id for question, _ in standings}
        here = Part(title=self.title, done=_done(standings), total=len(standings), here=True)
        polls = self._look_back()  # which also puts them below
        self._turn += 1
        state = OverviewState(
            title=self.title,
            done=here.done,
            total=here.total,
            rows=[_row(number, *each) for number, each in enumerate(standings, 1)],
            polls=polls,
            course=[each or here for each in self._elsewhere],
            missed=len(_missed(standings)),
            below=[each for each in self._below.values() if each.id in there],
            notice=self.record.notice,
            said=said,
            turn=self._turn,
            asks=self._asks,
            file=self.file.name if self.file else "",
        )
        return messages.state(state)

    def _look_elsewhere(self) -> None:
        """See how much of each other lesson is done; an empty entry keeps this one's place.

        Answers in other notebooks come with the next message, so that one answer here need not
        read all the lessons.
        """
        self._elsewhere = []
        for entry in entries():
            if entry.name == self.name:
                self._elsewhere.append(None)
                continue
            try:
                standings = self.record.standings(entry.name, self._questions(entry.name))
            except BankError:
                continue  # another lesson's fault is no reason to withhold this one's summary
            done, total = _done(standings), len(standings)
            self._elsewhere.append(Part(title=entry.title, done=done, total=total, here=False))

    def _look_back(self) -> list[Poll]:
        """Give the polls with a first answer, and put them below: first choice and last one."""
        found = []
        by_id = {question.id: question for question in self.questions()}
        for question in by_id.values():
            if isinstance(question, Prediction):
                told = prediction_seen(self.record, question, by_id[question.seen_after])
                if told:
                    prompt, told = text.plain(question.prompt), text.plain(told)
                    found.append(Poll(prompt=prompt, first="", now="", told=told))
                continue
            chosen = _choices(question, self._attempts(question))
            if chosen:
                prompt = text.plain(question.prompt)
                found.append(Poll(prompt=prompt, first=chosen[0], now=chosen[-1]))
                self._put_below(question, say("cards.label.back", first=chosen[0]))
        return found

    def _attempts(self, question: Question) -> list[Attempt]:
        if not view(question).get("again"):
            return []
        try:
            return self.record.attempts(question)
        except RecordError:
            return []

    def _retry(self) -> str:
        """Put what was missed below once more."""
        standings = self.record.standings(self.name, self.questions())
        missed = _missed(standings)
        for question in missed:
            self._put_below(
                question, say("cards.label.again", section=str(question.section)), anew=True
            )
        if missed:
            return say("cards.overview.below", count=len(missed))
        oldest = _oldest(standings)
        for question in oldest:
            label = say("cards.label.again", section=str(question.section))
            self._put_below(question, label, anew=True)
        return say("cards.overview.oldest" if oldest else "cards.overview.nothing")

    def _put_below(self, question: Question, label: str, *, anew: bool = False) -> None:
        there = self._below.get(question.id)
        if there is None or anew:
            self._below.pop(question.id, None)
            below = there or Below(id=question.id, label="", turn=0)
            self._below[question.id] = replace(below, label=label, turn=below.turn + 1)

    def _hand_in(self, name: str | None) -> str:
        """Write the hand-in; where nobody has said who it is from, ask for that first."""
        self.file = None
        try:
            if name is not None:
                self.record.set_learner(name.strip() or NOBODY)
            self._asks = not self.record.learner()
            if self._asks:
                return say("cards.overview.asks")
            self.file = handin.write(self.record)
        except (RecordError, handin.HandInError) as problem:
            return str(problem)
        return say("cards.overview.handed", path=_short(self.file))


def _row(number: int, question: Question, standing: Standing | None) -> Line:
    """Give one line of the table of questions."""
    marked = standing if question.kind in MARKED else None
    return Line(
        number=number,
        section=question.section,
        prompt=text.plain(question.prompt),
        verdict=_verdict(question, standing),
        tries=standing.attempts if standing else 0,
        first=percent(marked.first) if marked else "",
        best=percent(marked.best) if marked else "",
    )


def _verdict(question: Question, standing: Standing | None) -> str:
    """Give the verdict on the best attempt; empty where nothing was tried."""
    if standing is None:
        return ""
    if question.kind not in MARKED:
        return "recorded"
    return "right" if standing.best == 1 else "partly" if standing.best > 0 else "wrong"


def _done(standings: Standings) -> int:
    return sum(standing is not None for _, standing in standings)


def _missed(standings: Standings) -> list[Question]:
    """Give the questions that were tried and not yet got right."""
    return [
        question for question, each in standings if _verdict(question, each) in {"wrong", "partly"}
    ]


def _oldest(standings: Standings) -> list[Question]:
    """Give the marked questions that were not seen for longest."""
    seen = [
        (each.last.time, question)
        for question, each in standings
        if each and question.kind in MARKED
    ]
    return [question for _, question in sorted(seen, key=lambda one: one[0])[:COUNT]]


def _choices(question: Question, attempts: Sequence[Attempt]) -> list[str]:
    """Give what was chosen in a poll, as text, the first choice first."""
    texts = {option["key"]: option["text"] for option in view(question).get("options", [])}
    keys = [attempt.response for attempt in attempts]
    return [texts[key] for key in keys if isinstance(key, str) and key in texts]


def _short(path: Path) -> str:
    """Give a path as the learner finds it in JupyterLab's list of files."""
    root = places.learner_folder()
    return str(path.relative_to(root) if path.is_relative_to(root) else path)
