"""What is asked once more: two questions of earlier lessons, by what this learner needs.

Asked again, an answer counts neither for nor against anyone: it is of a round of its own.
"""

from collections.abc import Callable, Sequence

from lessons.kit.quiz.bank import BankError
from lessons.kit.quiz.marking import mark
from lessons.kit.quiz.questions import Question, fingerprint
from lessons.kit.record import Attempt, Record, RecordError
from lessons.kit.record.format import RECALL
from lessons.kit.syllabus import entries

COUNT = 2
"""How many questions open a lesson."""

Ask = Callable[[str], Sequence[Question]]


def earlier(number: int, questions: Ask) -> list[Question]:
    """Give the questions of earlier lessons that can be asked once more, in the order of lessons.

    Parameters
    ----------
    number : int
        Of the lesson that they open.
    questions : callable
        Gives a lesson's questions by its name.
    """
    found: list[Question] = []
    for entry in entries():
        if 0 < entry.number < number:
            try:
                found += [question for question in questions(entry.name) if question.recall]
            except BankError:
                continue  # another lesson's fault is no reason to withhold this one
    return found


def fixed(candidates: Sequence[Question]) -> list[Question]:
    """Give the pair that paper, plain pages and a learner without a history get.

    It is a question of a lesson further back, and one of the lesson before; or the first two of the
    only lesson before. What opened an earlier lesson isn't asked again as long as there is another.
    """
    by_lesson: dict[str, list[Question]] = {}
    for each in candidates:
        by_lesson.setdefault(each.lesson, []).append(each)
    before: list[Question] = []
    asked: list[Question] = []
    pair: list[Question] = []
    for last in by_lesson.values():  # from the second lesson on, as each was opened
        fresh = [each for each in before if each not in asked] or before
        pair = [*fresh[:1], *last][:COUNT]
        asked += pair
        before += last
    return pair


def choose(candidates: Sequence[Question], record: Record, round_: int) -> list[Question]:
    """Give what this learner missed, then what was not seen for longest.

    What was chosen once stays: a question answered in this round comes first.

    Parameters
    ----------
    candidates : sequence of Question
        From :func:`earlier`.
    record : Record
        The learner's.
    round_ : int
        The round in which they are asked.
    """
    try:
        attempts = record.attempts()
    except RecordError:
        return fixed(candidates)
    history = [
        (question, [each for each in attempts if _is_of(each, question)]) for question in candidates
    ]
    if not any(made for _, made in history):
        return fixed(candidates)
    ranked = sorted(history, key=lambda one: _rank(one[0], one[1], round_))
    return [question for question, _ in ranked[:COUNT]]


def round_of(number: int) -> int:
    """Give the round of what opens a lesson, by its number."""
    return RECALL + number


def _is_of(attempt: Attempt, question: Question) -> bool:
    asked = (attempt.lesson, attempt.question, attempt.fingerprint)
    return asked == (question.lesson, question.id, fingerprint(question))


def _rank(question: Question, made: Sequence[Attempt], round_: int) -> tuple[int, float]:
    """Rank: of this round, missed, seen and right, never seen; among equals the oldest first."""
    if not made:
        return (3, 0.0)
    when = made[-1].time.timestamp()
    if any(each.round == round_ for each in made):
        return (0, when)
    return (1 if mark(question, made[-1].response).score < 1 else 2, when)
