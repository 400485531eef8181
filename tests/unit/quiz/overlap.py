"""A reader who knows nothing and chooses the option whose words stand together elsewhere."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from lessons.kit.quiz import text
from lessons.kit.quiz.questions import Choice, Question

WORD = re.compile(r"[^\W_]{2,}")
STOP = frozenset(re.findall(r"\w+", """
    the an of in on to and or is are was were it that this what which for by with as at be not no
    from
"""))  # fmt: skip


def words(passage: str) -> frozenset[str]:
    return frozenset(WORD.findall(passage.casefold())) - STOP


class Reader:
    """Reads passages once, then guesses."""

    def __init__(self, passages: Iterable[str]) -> None:
        self.passages = [found for one in passages if (found := words(one))]
        often = Counter(word for passage in self.passages for word in passage)
        many = len(self.passages)
        self.weight = {word: math.log(many / (1 + count)) for word, count in often.items()}
        self.places: dict[str, list[int]] = defaultdict(list)
        for place, passage in enumerate(self.passages):
            for word in passage:
                self.places[word].append(place)

    def likeness(self, option: str, prompt: frozenset[str]) -> float:
        """Say how well an option goes with the passage that it goes best with."""
        own = words(option) - prompt
        shared: Counter[int] = Counter()
        for word in own:
            for place in self.places.get(word, ()):
                shared[place] += self.weight[word]  # type: ignore[assignment]
        return max(
            (
                weight * (1 + sum(self.weight[w] for w in prompt & self.passages[place]) / 10)
                for place, weight in shared.items()
            ),
            default=0.0,
        ) / math.sqrt(1 + len(own))

    def is_right(self, question: Choice) -> bool:
        prompt = words(text.plain(question.prompt))
        return max(question.options, key=lambda o: self.likeness(text.plain(o.text), prompt)).right


def hits(passages: Iterable[str], bank: Sequence[Question]) -> int:
    """Count the single choices that words give away."""
    reader = Reader(passages)
    return sum(reader.is_right(question) for question in bank if isinstance(question, Choice))


def turned(
    before: Iterable[str], after: Iterable[str], bank: Sequence[Question]
) -> tuple[int, int]:
    """Count the single choices that other words turn to right, and to wrong."""
    readers = Reader(before), Reader(after)
    pairs = Counter(
        tuple(reader.is_right(question) for reader in readers)
        for question in bank
        if isinstance(question, Choice)
    )
    return pairs[False, True], pairs[True, False]


def give_more_away(before: Iterable[str], after: Iterable[str], bank: Sequence[Question]) -> bool:
    """Say whether other words turn more questions to right than chance does (a sign test)."""
    right, wrong = turned(before, after, bank)
    return right - wrong > 2 * math.sqrt(right + wrong)
