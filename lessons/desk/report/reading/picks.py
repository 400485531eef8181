"""What a learner picked, as short texts that can be counted over a class."""

from functools import cache
from typing import Any

import msgspec

from lessons.kit.catalogue import say
from lessons.kit.data import in_language
from lessons.kit.places import DATA
from lessons.kit.quiz import text
from lessons.kit.quiz.questions import (
    Choice,
    Choices,
    Match,
    Number,
    Order,
    Place,
    Poll,
    Question,
    right_key,
    rights,
)

LONGEST = 60  # characters of a typed number or of a place's id


def picks(question: Question, response: Any) -> tuple[str, ...]:
    """Give what to count of a response that was marked.

    Returns
    -------
    tuple of str
        Option keys, the place's id, the number as typed. Of an order the pairs in the wrong order
        (``later>earlier``), of a match the wrong pairs (``left>right``). Nothing of a text.
    """
    match question:
        case Choice() | Poll() | Place():
            return (str(response)[:LONGEST],)
        case Choices(options=options):
            return tuple(option.key for option in options if option.key in response)
        case Number():
            return (" ".join(str(response).split())[:LONGEST],)
        case Order():
            return _wrong_order(question, response)
        case Match(pairs=pairs):
            texts = rights(question)
            given = {pair.key: response.get(pair.key) for pair in pairs}
            wrong = {pair.key for pair in pairs if given[pair.key] != right_key(pair.right)}
            return tuple(f"{key}>{given[key]}" for key in sorted(wrong) if given[key] in texts)
    return ()


def _wrong_order(question: Order, response: list[str]) -> tuple[str, ...]:
    ranks = {item.key: rank for rank, item in enumerate(question.items)}
    placed = list(dict.fromkeys(response))
    pairs = [(a, b) for n, a in enumerate(placed) for b in placed[n + 1 :]]
    return tuple(f"{a}>{b}" for a, b in pairs if ranks[a] > ranks[b])


def is_right(question: Question, pick: str) -> bool:
    """Tell whether a pick is (part of) the right answer."""
    match question:
        case Choice(options=options) | Choices(options=options):
            return any(option.right and option.key == pick for option in options)
        case Place(answer=answer):
            return pick in answer
    return False


def offered(question: Question) -> list[str]:
    """Give all picks that a question offers, in the file's order; empty if there is no list."""
    match question:
        case Choice(options=options) | Choices(options=options):
            return [option.key for option in options]
        case Poll(options=votes):
            return [option.key for option in votes]
    return []


def label(question: Question, pick: str) -> str:
    """Give a pick in words."""
    match question:
        case Choice(options=options) | Choices(options=options):
            words = {option.key: option.text for option in options}
        case Poll(options=votes):
            words = {option.key: option.text for option in votes}
        case Order(items=items):
            items_text = {item.key: text.plain(item.text) for item in items}
            first, _, second = pick.partition(">")
            earlier, later = (items_text.get(one, one) for one in (first, second))
            return say("report.picks.before", first=earlier, second=later)
        case Match(pairs=pairs):
            left, _, right = pick.partition(">")
            lefts = {pair.key: text.plain(pair.left) for pair in pairs}
            chosen = text.plain(rights(question).get(right, right))
            return f"{lefts.get(left, left)} → {chosen}"
        case Place(map=name):
            words = {key: in_language(place) for key, place in _places(name).items()}
        case _:
            words = {}
    return text.plain(words[pick]) if pick in words else pick


@cache
def _places(name: str) -> dict[str, str]:
    """Give id → name of a map's places."""
    try:
        raw = (DATA / "atlas" / "maps" / f"{name}.json").read_bytes()
    except OSError:
        return {}
    return {str(s["id"]): str(s["name"]) for s in msgspec.json.decode(raw)["shapes"]}
