"""Questions and marking: the bank reads ``quiz.yaml``, marking is pure, the card shows it."""

from lessons.kit.quiz.bank import BankError, load
from lessons.kit.quiz.marking import Mark, key_response, mark
from lessons.kit.quiz.questions import Question, fingerprint, reveal, view

__all__ = [
    "BankError",
    "Mark",
    "Question",
    "fingerprint",
    "key_response",
    "load",
    "mark",
    "reveal",
    "view",
]
