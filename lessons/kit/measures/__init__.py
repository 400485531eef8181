"""What an author is told while writing: numbers about lessons, printed by ``lessons check``."""

from lessons.kit.measures import guessers, minutes, prose, thinking
from lessons.kit.quiz.bank import BankError

PARTS = {
    "What a test-wise guesser gets, by form alone:": guessers.report,
    "What thinking the marked questions ask for:": thinking.report,
    "Minutes, computed; no class has been timed:": minutes.report,
    "How the prose reads:": prose.report,
}


def report() -> list[str]:
    """Give all measures, a heading and its lines each; nothing while a bank can't be read."""
    try:
        if not guessers.in_view():  # sealed: they were measured before
            return []
        return [line for head, part in PARTS.items() for line in (head, *part())]
    except BankError:  # the bank's own check says what is wrong
        return []


def questions() -> list[str]:
    """Give all questions with their kind and what thinking they ask for, a line each."""
    return thinking.listed()
