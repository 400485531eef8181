"""Nobody gets marks by the form of a question: test-wise guessers fare as chance does."""

import itertools
import re
from collections.abc import Callable

import pytest

from lessons.kit.measures import guessers
from lessons.kit.quiz import bank, guessing
from lessons.kit.quiz.guessing import RULES, Asked, Rule, play
from lessons.kit.quiz.questions import Choice, Choices, Option
from lessons.kit.syllabus import entries

BANK = 90
"""How many questions the lessons have at least, together."""


def _words(words: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[^\W\d_]{4,}", words)}


def _most(asked: Asked, text: str) -> list[int]:
    shared = [len(_words(words) & _words(text)) for words in asked.texts]
    return [i for i, many in enumerate(shared) if many == max(shared) and many > min(shared)]


def _middle(asked: Asked) -> list[int]:
    return list(range(1, len(asked.options) - 1))


def _most_words_of_the_prompt(asked: Asked) -> list[int]:
    return _most(asked, asked.question.prompt)


def _most_like_the_others(asked: Asked) -> list[int]:
    """Keep what shares most words with the other options: writers vary the right one."""
    texts = asked.texts
    shared = [
        sum(len(_words(one) & _words(other)) for other in texts if other is not one)
        for one in texts
    ]
    return [i for i, many in enumerate(shared) if many == max(shared) and many > min(shared)]


def _with_a_number(asked: Asked) -> list[int]:
    return [i for i, words in enumerate(asked.texts) if re.search(r"\d", words)]


def _with_most_marks(asked: Asked) -> list[int]:
    marks = [len(re.findall(r"[,;:–()“]", words)) for words in asked.texts]
    return [i for i, many in enumerate(marks) if many == max(marks) and many > min(marks)]


HIDDEN: dict[str, Rule] = {
    "neither first nor last": _middle,
    "shares most words with the prompt": _most_words_of_the_prompt,
    "shares most words with the other options": _most_like_the_others,
    "has a number": _with_a_number,
    "has most commas and marks": _with_most_marks,
}
"""Rules that stand here alone, so that nobody writes against a list."""
ALL: dict[str, Rule] = {**RULES, **HIDDEN}


@pytest.mark.parametrize("name", ALL)
def test_no_rule_of_a_guesser_beats_chance_or_falls_below(name: str) -> None:
    result = play(name, ALL[name], guessers.in_view())
    assert not result.gives_away, str(result)


def test_how_many_options_are_right_cannot_be_foreseen() -> None:
    questions = [asked.question for asked in guessers.in_view()]
    assert guessers.share_with_two(questions) <= guessers.MOST_WITH_TWO


def test_titles_are_seen_above_the_questions() -> None:
    shown = [asked for asked in guessers.in_view() if asked.title]
    assert len(shown) > len(guessers.in_view()) / 2
    assert not any(asked.title.startswith("Question ") for asked in shown)


def test_the_bank_stays_large() -> None:
    assert sum(len(bank.of(entry.name)) for entry in entries()) >= BANK


def _question(number: int, texts: list[str], right: set[int], kind: type = Choice) -> Asked:
    options = tuple(
        Option(text=words, feedback="So.", right=i in right) for i, words in enumerate(texts)
    )
    question = kind(id=f"q{number}", section=1, prompt="Which?", lesson="example", options=options)
    return Asked(question, title="Bridges carry lorries")


PLANTED: dict[str, Callable[[int], Asked]] = {
    "longest": lambda n: _question(n, ["one", "two", "six", f"a longer answer {n}"], {3}),
    "second longest": lambda n: _question(
        n, ["one", "two", f"padded {n}", f"the longest of them all {n}"], {2}
    ),
    "shortest": lambda n: _question(n, [f"{n}", "a long one", "another long", "the third"], {0}),
    "never longest": lambda n: _question(n, ["ab", "abc", "abcd", f"the longest {n}"], {n % 3}),
    "hedged": lambda n: _question(n, [f"perhaps {n}", "it is", "it was", "it goes"], {0}),
    "never “because”": lambda n: _question(
        n, [f"it is {n}", "x because y", "z because y", "u because v"], {0}
    ),
    "never absolute words": lambda n: _question(
        n, [f"it is {n}", "always so", "never so", "all of it"], {0}
    ),
    "shares most words with the title above": lambda n: _question(
        n, [f"lorries {n}", "ships", "trains", "bicycles"], {0}
    ),
    "odd one out by form": lambda n: _question(
        n, [f"That ships sail {n}", f"Where it lies {n}", f"That cars run {n}", f"That it {n}"], {1}
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_weakness_is_found(name: str) -> None:
    planted = [PLANTED[name](n) for n in range(24)]
    assert play(name, RULES[name], planted).gives_away


@pytest.mark.parametrize("place", [0, -1])
def test_a_place_that_is_always_right_is_found(place: int) -> None:
    planted = []
    for n in itertools.count():
        asked = _question(n, ["a", "b", "c", "d"], {0})
        shown = [option.right for option in asked.options]
        if shown[place]:
            planted.append(asked)
        if len(planted) == 10:
            break
    assert play("place", RULES["first" if place == 0 else "last"], planted).gives_away


def test_chance_gives_nothing_away() -> None:
    even = [_question(n, ["aaa", "bbb", "ccc", "ddd"], {n % 4}) for n in range(40)]
    for name, rule in RULES.items():
        assert play(name, rule, even).p > guessing.SURPRISING, name


def test_the_p_value_is_that_of_the_binomial() -> None:
    fair = [_question(n, ["aaaa", "bbb"], {0}) for n in range(5)]  # 5 of 5 by a fair coin
    assert play("longest", RULES["longest"], fair).p == pytest.approx(2 / 2**5)


def test_of_several_right_options_each_is_counted() -> None:
    both = _question(1, ["aaaa", "bb", "cc", "dd"], {0, 1}, Choices)
    result = play("longest", RULES["longest"], [both])
    assert (result.right, result.expected) == (1, 0.5)


def test_a_share_of_two_right_options_is_counted() -> None:
    asked = [
        _question(1, ["a", "b", "c"], {0, 1}, Choices),
        _question(2, ["a", "b", "c"], {0}, Choices),
        _question(3, ["a", "b"], {0}),
    ]
    assert guessers.share_with_two([one.question for one in asked]) == 0.5
