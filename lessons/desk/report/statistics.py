"""What a class's answers say about the questions and about each learner."""

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from lessons.desk.report.classroom import Pupil
from lessons.desk.report.reading.papers import PageLine, Try
from lessons.desk.report.reading.picks import is_right, label, offered
from lessons.kit import language
from lessons.kit.catalogue import say
from lessons.kit.quiz.questions import Choice, Choices, Poll, Question, Short

FEW = 10
"""Fewer learners than this say nothing about a question: no discrimination, no flags."""

HARD, EASY = 0.3, 0.95
WEAK = 0.2  # a discrimination below this is weak
UNUSED_FROM = 20  # learners who answered before an option that nobody chose tells anything
SKIPPED = 0.5  # of those who began the lesson
LEFT_OUT = 1 / 3  # of the questions that a learner could have answered

ENOUGH = 5  # marked questions before a learner's marks tell anything
LOW_FIRST, LOW_BEST = 0.4, 0.6
PAUSE = 300.0  # seconds after which a learner did something else in between
QUICK = 4.0  # seconds for reading and answering a question
FEWEST = 4  # marked questions of a lesson before there is a mark to speak of
ROUGH = 35  # points of 100
TWO_ERRORS = 2.0  # standard errors: right 19 times in 20
COMMON = 5  # picks to name where there is no list of options
REST = 2  # other questions of the lesson that a rest score needs


@dataclass
class Pairs:
    """Sums for a correlation, so that no list of values is kept."""

    n: int = 0
    x: float = 0.0
    y: float = 0.0
    xx: float = 0.0
    yy: float = 0.0
    xy: float = 0.0

    def add(self, x: float, y: float) -> None:
        """Take in one pair."""
        self.n += 1
        self.x += x
        self.y += y
        self.xx += x * x
        self.yy += y * y
        self.xy += x * y

    def correlation(self) -> float | None:
        """Give Pearson's r; ``None`` where one side never differs."""
        spread = (self.n * self.xx - self.x**2) * (self.n * self.yy - self.y**2)
        if spread <= 1e-9:  # noqa: PLR2004  rounding
            return None
        return (self.n * self.xy - self.x * self.y) / math.sqrt(spread)


@dataclass
class Item:
    """What a class did with one question.

    Attributes
    ----------
    answered : int
        Learners with at least one attempt.
    first, best : float
        Sums of their scores at the first and at the best attempt.
    right_first : int
        Learners who were right at once.
    picks : Counter
        Picks at the first attempt.
    ideas, still : Counter
        Misconceptions at the first attempt, and those of them that the last attempt still shows.
    rest : Pairs
        First score, and the learner's mean first score on the lesson's other questions.
    before, after, changed : Counter, Counter, int
        Of a poll, by learners who voted at least twice: first and last vote; how many differ.
    texts : list of (str, str, float)
        Of a short answer: learner, last text, the share of the rubric that the learner ticked.
    """

    question: Question
    answered: int = 0
    first: float = 0.0
    best: float = 0.0
    right_first: int = 0
    picks: Counter[str] = field(default_factory=Counter)
    ideas: Counter[str] = field(default_factory=Counter)
    still: Counter[str] = field(default_factory=Counter)
    rest: Pairs = field(default_factory=Pairs)
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    changed: int = 0
    texts: list[tuple[str, str, float]] = field(default_factory=list)

    @property
    def is_marked(self) -> bool:
        """Whether answers are right or wrong."""
        return not isinstance(self.question, Poll | Short)

    @property
    def difficulty(self) -> float | None:
        """The mean score at the first attempt: 1 if everybody was right, 0 if nobody was."""
        return self.first / self.answered if self.answered and self.is_marked else None

    @property
    def discrimination(self) -> float | None:
        """How the first score goes with the rest of the lesson, −1 to 1.

        It is the correlation with the mean of the lesson's other questions; ``None`` for fewer than
        ten learners.
        """
        return self.rest.correlation() if self.rest.n >= FEW and self.is_marked else None


OUTCOMES = ("not answered", "right at once", "right later", "partly", "wrong", "recorded")
"""What may become of a question with one learner."""


def outcome_said(outcome: str) -> str:
    """Say an outcome to a teacher."""
    return say(f"report.outcome.{outcome}")


@dataclass(frozen=True)
class LessonMark:
    """What one learner earned in one lesson.

    Attributes
    ----------
    asked, answered : int
        Questions of the lesson that have a right answer, and those of them that were answered.
    first, best : float
        Sums of the scores at the first and at the best attempt; what was left out earns nothing.
    """

    asked: int
    answered: int
    first: float
    best: float

    def share(self, *, best: bool = False) -> float | None:
        """Give the mark from 0 to 1; ``None`` for a lesson without marked questions."""
        return (self.best if best else self.first) / self.asked if self.asked else None

    def give(self, *, best: bool = False) -> float:
        """Give how far the mark may be off, from 0 to 1: with so few questions chance has a say.

        The mark is a share of so many questions; what lies within two standard errors of what was
        seen is Wilson's interval, and this is the way to its farther end. A full mark on three
        questions isn't called certain.
        """
        if not self.asked:
            return 1.0
        n, z2 = self.asked, TWO_ERRORS**2
        got = self.best if best else self.first
        middle = (got + z2 / 2) / (n + z2)
        half = TWO_ERRORS / (n + z2) * math.sqrt(got * (n - got) / n + z2 / 4)
        return abs(got / n - middle) + half

    def words(self, *, best: bool = False) -> str:
        """Say how sure the mark is."""
        if self.asked < FEWEST:
            return say("report.sure.hint", count=self.asked)
        points = round(100 * self.give(best=best))
        rough = points >= ROUGH
        how = say("report.sure.rough" if rough else "report.sure.fair", count=points)
        left = self.asked - self.answered
        return say("report.sure.left", how=how, left=left) if left else how


@dataclass(kw_only=True)
class Row:
    """How one learner is doing.

    Attributes
    ----------
    asked, done : int
        Questions in the lessons that the learner began, and those answered.
    marked : int
        Those answered that have a right answer.
    first, best : float or None
        Mean score over them at the first and at the best attempt, 0 to 1; ``None`` without any.
    lost : int
        Answers that fit no question of this copy, or were unreadable.
    marks : dict
        Lesson → mark, for the lessons that the learner began.
    cells : bytes
        For each question of the key what became of it: a place in :data:`OUTCOMES`.
    user : str
        The name on a hub or platform, if known.
    page : tuple of PageLine
        The learner's page.
    remains : list of (int, str)
        Questions whose last answer still shows a mistaken idea, with the idea.
    texts : list of (int, str)
        What the learner wrote, by question.
    reasons : list of str
        Why the learner needs a talk; empty if there is no reason.
    notes : list of str
        What was observed about the files.
    """

    name: str
    lessons: list[str]
    asked: int
    done: int
    marked: int
    attempts: int
    first: float | None
    best: float | None
    lost: int
    reasons: list[str]
    notes: list[str]
    marks: dict[str, LessonMark]
    cells: bytes
    user: str = ""
    page: tuple[PageLine, ...] = ()
    remains: list[tuple[int, str]] = field(default_factory=list)
    texts: list[tuple[int, str]] = field(default_factory=list)


class Figures:
    """Takes in one learner after the other; holds a few numbers a question and a row a learner.

    Parameters
    ----------
    questions : sequence of Question
        The teacher's key.
    """

    def __init__(self, questions: Sequence[Question]) -> None:
        self.items = [Item(question) for question in questions]
        self.rows: list[Row] = []
        self.began: Counter[str] = Counter()
        self.misfits: Counter[tuple[str, str]] = Counter()
        self._asked = Counter(question.lesson for question in questions)
        self._marked = Counter(item.question.lesson for item in self.items if item.is_marked)

    def add(self, pupil: Pupil) -> None:
        """Take in one learner."""
        fitting = [one for one in pupil.tries if one.verdict in MARKED]
        groups = {n: list(g) for n, g in groupby(fitting, key=lambda one: one.question)}
        lessons = list(dict.fromkeys(self.items[n].question.lesson for n in groups))
        self.began.update(lessons)
        for one in pupil.tries:
            if one.verdict not in MARKED:
                self.misfits[one.verdict, self._name(one)] += 1
        for n, tries in groups.items():
            self._count(self.items[n], tries, pupil.name)
        firsts = {n: g[0].score for n, g in groups.items() if self.items[n].is_marked}
        bests = [max(one.score for one in groups[n]) for n in firsts]
        self._add_rest(firsts)
        row = Row(
            name=pupil.name,
            lessons=lessons,
            asked=sum(self._asked[lesson] for lesson in lessons),
            done=len(groups),
            marked=len(firsts),
            attempts=len(fitting),
            first=statistics.fmean(firsts.values()) if firsts else None,
            best=statistics.fmean(bests) if bests else None,
            lost=len(pupil.tries) - len(fitting),
            reasons=[],
            notes=pupil.notes,
            marks={lesson: self._mark(lesson, groups) for lesson in lessons},
            cells=self._cells(groups),
            user=pupil.user,
            page=pupil.page,
            remains=[(n, idea) for n, g in groups.items() for idea in g[-1].ideas],
            texts=[(n, g[-1].text) for n, g in groups.items() if g[-1].text],
        )
        row.reasons = _reasons(row, fitting)
        self.rows.append(row)

    def _mark(self, lesson: str, groups: Mapping[int, Sequence[Try]]) -> LessonMark:
        mine = [
            tries
            for n, tries in groups.items()
            if self.items[n].is_marked and self.items[n].question.lesson == lesson
        ]
        return LessonMark(
            asked=self._marked[lesson],
            answered=len(mine),
            first=sum(tries[0].score for tries in mine),
            best=sum(max(one.score for one in tries) for tries in mine),
        )

    def _cells(self, groups: Mapping[int, Sequence[Try]]) -> bytes:
        cells = bytearray(len(self.items))
        for n, tries in groups.items():
            best = max(one.score for one in tries)
            outcome = "recorded" if not self.items[n].is_marked else (
                "right at once" if tries[0].score == 1 else "right later" if best == 1
                else "partly" if best > 0 else "wrong")  # fmt: skip
            cells[n] = OUTCOMES.index(outcome)
        return bytes(cells)

    def _name(self, one: Try) -> str:
        if one.question < 0:
            return one.text
        question = self.items[one.question].question
        return f"{question.lesson}/{question.id}"

    def _count(self, item: Item, tries: list[Try], name: str) -> None:
        first, last = tries[0], tries[-1]
        item.answered += 1
        item.first += first.score
        item.best += max(one.score for one in tries)
        item.right_first += first.verdict == "right"
        item.picks.update(first.picks)
        item.ideas.update(first.ideas)
        item.still.update(set(first.ideas) & set(last.ideas))
        if isinstance(item.question, Poll) and len(tries) > 1:
            item.before.update(first.picks)
            item.after.update(last.picks)
            item.changed += first.picks != last.picks
        if isinstance(item.question, Short):
            item.texts.append((name, last.text, last.score))

    def _add_rest(self, firsts: dict[int, float]) -> None:
        by_lesson: dict[str, list[int]] = defaultdict(list)
        for n in firsts:
            by_lesson[self.items[n].question.lesson].append(n)
        for places in by_lesson.values():
            total, others = sum(firsts[n] for n in places), len(places) - 1
            if others >= REST:
                for n in places:
                    self.items[n].rest.add(firsts[n], (total - firsts[n]) / others)


MARKED = {"right", "partly", "wrong", "recorded"}


def _reasons(row: Row, tries: Sequence[Try]) -> list[str]:
    """Say why a learner needs a talk."""
    found = []
    if not row.done:
        return [say("report.talk.no-answer")]
    if row.marked >= ENOUGH and row.best is not None and row.best < LOW_BEST:
        found.append(say("report.talk.low-best", share=percent(row.best)))
    elif row.marked >= ENOUGH and row.first is not None and row.first < LOW_FIRST:
        found.append(say("report.talk.low-first", share=percent(row.first)))
    if row.asked - row.done >= LEFT_OUT * row.asked:
        found.append(say("report.talk.left", left=row.asked - row.done, all=row.asked))
    pace = _pace(tries)
    if pace is not None and pace < QUICK:
        found.append(say("report.talk.fast", seconds=language.number(pace, 1)))
    return found


def _pace(tries: Sequence[Try]) -> float | None:
    """Give the median seconds between answers, pauses left out; ``None`` for too few."""
    times = sorted(one.time for one in tries)
    steps = [b - a for a, b in pairwise(times) if b - a < PAUSE]
    return statistics.median(steps) if len(steps) >= ENOUGH else None


def percent(share: float) -> str:
    r"""Write a share in percent.

    >>> percent(0.666)
    '67\xa0%'
    """
    return say("report.number.percent", points=round(share * 100))


def flags(item: Item, began: int) -> list[str]:
    """Say in plain sentences what may be wrong with a question.

    Parameters
    ----------
    item : Item
        What the class did.
    began : int
        Learners who began its lesson.

    Returns
    -------
    list of str
        Empty for a good question, and for one that too few have answered to judge it.
    """
    found = []
    if began >= FEW and item.answered < SKIPPED * began:
        found.append(say("report.flag.skipped", answered=item.answered, began=began))
    if item.answered < FEW or not item.is_marked or item.difficulty is None:
        return found
    if item.difficulty < HARD:
        found.append(say("report.flag.hard", share=percent(item.difficulty)))
    elif item.difficulty > EASY:
        found.append(say("report.flag.easy"))
    found += _lured(item)
    strength = item.discrimination
    if strength is not None and strength + 1 / math.sqrt(item.rest.n) < WEAK:
        found.append(say("report.flag.strength", strength=language.number(round(strength, 2), 2)))
    return found


def _lured(item: Item) -> list[str]:
    """Find a wrong option that more learners chose than the right one."""
    question = item.question
    if not isinstance(question, Choice | Choices):
        return []
    counts = {key: item.picks[key] for key in offered(question)}
    best = max(counts[key] for key in counts if is_right(question, key))
    return [
        say("report.flag.lured", option=label(question, key), count=counts[key])
        for key in counts
        if counts[key] > best and not is_right(question, key)
    ]


def remarks(item: Item) -> list[str]:
    """Name the wrong options that nobody chose, where enough learners answered to tell."""
    question = item.question
    if not isinstance(question, Choice | Choices) or item.answered < UNUSED_FROM:
        return []
    unused = [
        f"“{label(question, key)}”"
        for key in offered(question)
        if not item.picks[key] and not is_right(question, key)
    ]
    return [say("report.flag.unused", options=language.either(unused))] if unused else []


def chosen_first(item: Item) -> list[tuple[str, int]]:
    """Give what was picked at the first attempt: all options, or the most common picks."""
    options = offered(item.question)
    if options:
        return [(key, item.picks[key]) for key in options]
    return item.picks.most_common(COMMON)
