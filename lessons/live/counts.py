"""Counting a class's answers to one question, without names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from lessons.kit.data import atlas
from lessons.kit.quiz import numbers, text
from lessons.kit.quiz.marking import mark
from lessons.kit.quiz.questions import (
    MARKED,
    Choice,
    Choices,
    Number,
    Place,
    Poll,
    Prediction,
    Question,
    Short,
)
from lessons.kit.record.format import RECALL, Attempt, PageRow

ROUNDS = 2
"""A vote, and one more after talking: these stand side by side."""
VERDICTS = ("right", "partly", "wrong")


class Bar(Struct, kw_only=True):
    """One answer that can be given: how many chose it, round by round."""

    text: str
    right: bool
    votes: list[int]
    misconception: str = ""
    tell: str = ""


class Count(Struct, kw_only=True):
    """How a class answered a question.

    Attributes
    ----------
    id, kind, prompt, section : str, str, str, int
        The question's; the prompt is plain text.
    voted : list of int
        How many learners answered, round by round.
    right : list of int
        How many of them rightly.
    bars : list of Bar
        By answer, for what can be chosen; by verdict for what can't.
    dots : list of list of float
        Numbers that were given, round by round.
    ends : list of float
        The right number, or the ends of the right range.
    unit : str
        Of these.
    wrong : list of Bar
        What goes wrong now, the most frequent first, with what to say.
    """

    id: str
    kind: str
    prompt: str
    section: int
    voted: list[int]
    right: list[int]
    bars: list[Bar]
    dots: list[list[float]] = []
    ends: list[float] = []
    unit: str = ""
    wrong: list[Bar] = []

    def without_misconceptions(self) -> Count:
        """Give it as the whole room may see it."""
        bars = [replace(bar, misconception="", tell="") for bar in self.bars]
        return replace(self, wrong=[], bars=bars)


def counted(question: Question, learners: Iterable[Sequence[Attempt]]) -> Count:
    """Count the last answer of each learner, in each round.

    Parameters
    ----------
    question : Question
        What was asked.
    learners : iterable of sequence of Attempt
        Each learner's attempts at anything, in the order of arrival.
    """
    rounds: list[list[Any]] = [[] for _ in range(ROUNDS)]
    for mine in learners:
        last: dict[int, Any] = {}
        for one in mine:
            if one.question == question.id and one.round < RECALL:
                last[min(one.round, ROUNDS)] = one.response
        for number, response in last.items():
            rounds[number - 1].append(response)
    while len(rounds) > 1 and not rounds[-1]:
        rounds.pop()
    marks = [[mark(question, response) for response in given] for given in rounds]
    ideas = Counter(idea for each in marks[-1] for idea in each.misconceptions)
    told = _tell(question)
    count = Count(
        id=question.id,
        kind=question.kind,
        prompt=text.plain(question.prompt),
        section=question.section,
        voted=[len(given) for given in rounds],
        right=[sum(each.verdict == "right" for each in given) for given in marks],
        bars=_bars(question, rounds, marks),
        wrong=[
            Bar(text=idea, right=False, votes=[n], misconception=idea, tell=told.get(idea, ""))
            for idea, n in ideas.most_common()
        ],
    )
    return _with_dots(count, question, rounds)


def _bars(question: Question, rounds: list[list[Any]], marks: list[list[Any]]) -> list[Bar]:
    match question:
        case Choice(options=options) | Choices(options=options) | Prediction(options=options):
            right = {option.key for option in options if option.right}
            return [
                Bar(
                    text=text.plain(option.text),
                    right=option.key in right,
                    votes=[sum(_chose(given, option.key) for given in each) for each in rounds],
                    misconception=option.misconception,
                    tell=text.plain(option.feedback),
                )
                for option in options
            ]
        case Poll(options=votes):
            return [
                Bar(
                    text=text.plain(option.text),
                    right=False,
                    votes=[sum(_chose(given, option.key) for given in each) for each in rounds],
                )
                for option in votes
            ]
        case Place(map=name, answer=right_places):
            shapes = {shape["id"]: shape["name"] for shape in atlas.svg_map(name)["shapes"]}
            chosen = Counter(given for each in rounds for given in each if isinstance(given, str))
            return [
                Bar(
                    text=shapes.get(place, place),
                    right=place in right_places,
                    votes=[each.count(place) for each in rounds],
                )
                for place, _ in chosen.most_common()
            ]
    if question.kind not in MARKED:
        return []
    return [
        Bar(
            text=verdict,
            right=verdict == "right",
            votes=[sum(each.verdict == verdict for each in given) for given in marks],
        )
        for verdict in VERDICTS
    ]


def _chose(given: Any, key: str) -> bool:
    return given == key or (isinstance(given, list) and key in given)


def _with_dots(count: Count, question: Question, rounds: list[list[Any]]) -> Count:
    if not isinstance(question, Number):
        return count
    read = [[_middle(given, question.unit) for given in each] for each in rounds]
    dots = [[value for value in each if value is not None] for each in read]
    return replace(count, dots=dots, ends=list(question.ends), unit=question.unit)


def _middle(given: Any, unit: str) -> float | None:
    found = numbers.readings(given, unit) if isinstance(given, str) else []
    return sum(found[0]) / len(found[0]) if found else None


def _tell(question: Question) -> dict[str, str]:
    """Give misconception → what the kit says to it."""
    found: dict[str, str] = {}
    for field in ("options", "mistakes"):
        for each in getattr(question, field, ()):
            idea = getattr(each, "misconception", "")
            if idea:
                found.setdefault(idea, text.plain(each.feedback))
    return found


def tickets(
    questions: Sequence[Question], attempts: Iterable[Attempt], names: dict[str, str]
) -> list[dict[str, str]]:
    """Give what learners wrote, each one's last word to each question."""
    asked = {question.id: question for question in questions if isinstance(question, Short)}
    last: dict[tuple[str, str], dict[str, str]] = {}
    for one in attempts:
        if one.question in asked and isinstance(one.response, dict):
            last[one.learner, one.question] = {
                "event": one.event,
                "question": one.question,
                "learner": names.get(one.learner, ""),
                "text": str(one.response.get("text", "")),
            }
    return [ticket for ticket in last.values() if ticket["text"].strip()]


def sure_of(attempts: Iterable[Attempt]) -> list[dict[str, Any]]:
    """Give how sure the class is of each claim on its learners' pages: a count for each step."""
    last: dict[tuple[str, str], PageRow] = {}
    for one in attempts:
        if one.kind == "page":
            last[one.learner, one.question] = msgspec.convert(one.response, PageRow)
    steps: dict[str, list[int]] = {}
    for row in last.values():
        if row.claim and row.sure is not None:
            steps.setdefault(" ".join(row.claim.split()), [0] * 5)[row.sure] += 1
    return [{"claim": claim, "steps": found} for claim, found in sorted(steps.items())]
