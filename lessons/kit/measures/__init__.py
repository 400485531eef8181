"""What an author is told while writing: numbers about lessons, printed by ``lessons check``."""

from lessons.kit.measures import guessers
from lessons.kit.quiz.bank import BankError


def report() -> list[str]:
    """Give all measures, a heading and its lines each; nothing while a bank can't be read."""
    try:
        fared = guessers.report()
    except BankError:  # the bank's own check says what is wrong
        return []
    return ["What a test-wise guesser gets, by form alone:", *fared] if fared else []
