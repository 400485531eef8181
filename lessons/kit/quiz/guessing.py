"""Test-wise guessers: rules that pick an option without knowing anything, and how they fare.

A rule looks at the form of a question alone and keeps some of its options. Over a bank in which no
form gives the answer away, right options survive a rule as often as chance lets them. How far from
chance a rule is says :func:`play`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import comb
from typing import TYPE_CHECKING

from lessons.kit.quiz import text
from lessons.kit.quiz.questions import Choice, Choices, Option, Question, view

if TYPE_CHECKING:
    from typing_extensions import TypeIs

SURPRISING = 0.01
"""A rule whose result is rarer than this by chance gives something away."""

HEDGED = re.compile(
    r"\b(may|might|could|can|some|often|sometimes|usually|partly|about|nearly|almost|likely|"
    r"perhaps|probably|seems?|mostly|in part|at least|up to|more or less|not (only|always|all))\b",
    re.IGNORECASE,
)
ABSOLUTE = re.compile(
    r"\b(all|always|never|no|nobody|none|nothing|only|every|everyone|everything|must|cannot|"
    r"can[’']t|entirely|completely|exactly|any)\b",
    re.IGNORECASE,
)
REASON = re.compile(r"\b(because|since|so that|as it|so)\b|, so ", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True)
class Asked:
    """A question as a guesser meets it.

    Parameters
    ----------
    question : Question
        Of the kind ``choice`` or ``choices``.
    title : str
        What stands in view above it: the title of the nearest exhibit, or nothing.
    """

    question: Choice | Choices
    title: str = ""
    options: Sequence[Option] = field(init=False)

    def __post_init__(self) -> None:
        """Put the options in the order in which they are shown."""
        by_key = {option.key: option for option in self.question.options}
        shown = [by_key[option["key"]] for option in view(self.question)["options"]]
        object.__setattr__(self, "options", shown)

    @property
    def texts(self) -> list[str]:
        """The options' plain texts, in the order shown."""
        return [text.plain(option.text) for option in self.options]


Rule = Callable[[Asked], Iterable[int]]
"""Takes a question and gives the places of the options that it keeps; none for no opinion."""


def _by_length(asked: Asked) -> list[int]:
    """Give the places from the shortest text to the longest."""
    lengths = [len(words) for words in asked.texts]
    return sorted(range(len(lengths)), key=lengths.__getitem__)


def _where(asked: Asked, pattern: re.Pattern[str], *, found: bool) -> list[int]:
    return [i for i, words in enumerate(asked.texts) if bool(pattern.search(words)) == found]


def _words(words: str) -> set[str]:
    return {word.lower() for word in WORD.findall(words)}


def _most_shared(asked: Asked, with_text: str) -> list[int]:
    """Give the options that share most words with a text; none if all share as many."""
    shared = [len(_words(words) & _words(with_text)) for words in asked.texts]
    return [i for i, many in enumerate(shared) if many == max(shared) and many > min(shared)]


def _form(words: str) -> tuple[str, bool, bool]:
    """Give the form of an option: how it begins, whether it has a number, a clause."""
    first = (words.split() or [""])[0].lower()
    return first, bool(re.search(r"\d", words)), "," in words


def _odd_one_out(asked: Asked) -> list[int]:
    """Give the one option whose form no other shares, if there is just one."""
    forms = [_form(words) for words in asked.texts]
    alone = [i for i, form in enumerate(forms) if forms.count(form) == 1]
    return alone if len(alone) == 1 else []


RULES: Mapping[str, Rule] = {
    "longest": lambda asked: _by_length(asked)[-1:],
    "second longest": lambda asked: _by_length(asked)[-2:-1],
    "shortest": lambda asked: _by_length(asked)[:1],
    "never longest": lambda asked: _by_length(asked)[:-1],
    "hedged": lambda asked: _where(asked, HEDGED, found=True),
    "never “because”": lambda asked: _where(asked, REASON, found=False),
    "never absolute words": lambda asked: _where(asked, ABSOLUTE, found=False),
    "first": lambda _asked: [0],
    "last": lambda asked: [len(asked.options) - 1],
    "shares most words with the title above": lambda asked: _most_shared(asked, asked.title),
    "odd one out by form": _odd_one_out,
}
"""The rules that an author is told about while writing."""


@dataclass(frozen=True)
class Result:
    """How a rule fared over a bank.

    Attributes
    ----------
    rule : str
        The rule's name.
    right : int
        How many right options it kept.
    expected : float
        How many it would keep if form told nothing.
    questions : int
        Over how many questions: those in which it kept some options and dropped others.
    p : float
        How likely a result at least as rare is by chance, on either side.
    """

    rule: str
    right: int
    expected: float
    questions: int
    p: float

    @property
    def gives_away(self) -> bool:
        """Say whether the rule does better or worse than chance."""
        return self.p < SURPRISING

    def __str__(self) -> str:
        return (
            f"“{self.rule}” keeps {self.right} right options where chance keeps "
            f"{self.expected:.1f} ({self.questions} questions, p = {self.p:.3f})"
        )


def play(name: str, rule: Rule, bank: Iterable[Asked]) -> Result:
    """Let a rule loose on a bank.

    By chance, the number of right options among those kept is hypergeometric for each question;
    over the bank it is the sum of those (Poisson binomial where one option is right).

    Examples
    --------
    >>> play("first", RULES["first"], []).p
    1.0
    """
    right, chances, expected = 0, [1.0], 0.0
    questions = 0
    for asked in bank:
        kept = set(rule(asked))
        many = len(asked.options)
        if not 0 < len(kept) < many:
            continue
        keys = {i for i, option in enumerate(asked.options) if option.right}
        right += len(kept & keys)
        one = _hypergeometric(many, len(keys), len(kept))
        expected += sum(i * p for i, p in enumerate(one))
        chances = _convolved(chances, one)
        questions += 1
    p = sum(chance for chance in chances if chance <= chances[right] * (1 + 1e-9))
    return Result(name, right, expected, questions, min(1.0, p))


def play_all(bank: Sequence[Asked], rules: Mapping[str, Rule] = RULES) -> list[Result]:
    """Let each rule loose on a bank; the most telling result comes first."""
    results = [play(name, rule, bank) for name, rule in rules.items()]
    return sorted(results, key=lambda result: result.p)


def of_form(question: Question) -> TypeIs[Choice | Choices]:
    """Say whether a guesser can play a question: one or several of some options are right."""
    return isinstance(question, Choice | Choices)


def _hypergeometric(many: int, keys: int, kept: int) -> list[float]:
    """Give the chances of 0, 1, 2 … right options among those kept."""
    return [
        comb(keys, hit) * comb(many - keys, kept - hit) / comb(many, kept)
        for hit in range(min(keys, kept) + 1)
        if kept - hit >= 0
    ]


def _convolved(one: Sequence[float], other: Sequence[float]) -> list[float]:
    total = [0.0] * (len(one) + len(other) - 1)
    for i, first in enumerate(one):
        for j, second in enumerate(other):
            total[i + j] += first * second
    return total
