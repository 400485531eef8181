"""A learner who has the kit's whole source and a sealed bank, and wants the answers.

``recovered`` plays every attack against sealed questions and names those that an attack gets right
more often than chance explains. Whatever ships sealed questions (an edition, a page, a class) is
played against in its own bytes.
"""

import hashlib
import json
import math
import random
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, permutations
from typing import Any

from lessons.kit.quiz import text
from lessons.kit.quiz.marking import mark
from lessons.kit.quiz.questions import (
    Choice,
    Choices,
    Feedback,
    Item,
    Match,
    Order,
    Question,
    fingerprint,
    order_share,
    right_key,
    text_key,
)

Entry = dict[str, Any]
Guess = tuple[str, Any]
"""The name of an attack, and what it answers, in the words that are shown."""

FIELDS = {"lesson", "id", "kind", "section", "exhibit", "fingerprint", "prompt", "markdown"}
FIELDS |= {"hints", "options", "items", "left", "right", "unit", "how", "map", "again", "recall"}
PART = {"key", "html", "text"}
FAR = 5.0
"""How far from chance an attack must be right to count as one: as rarely as so many standard
deviations are reached, also where there are too few questions of a kind to speak of deviations."""


def pointers(entries: Iterable[Entry]) -> list[str]:
    """Name what an entry holds beside what is shown."""
    found = []
    for entry in entries:
        name = f"{entry['lesson']}/{entry['id']}"
        found += [f"{name} has {field}" for field in entry.keys() - FIELDS]
        for part in _parts(entry):
            found += [f"{name} has {field}" for field in part.keys() - PART]
    return found


def recovered(sealed: Sequence[Sequence[Entry]], bank: Sequence[Question]) -> dict[str, str]:
    """Give the questions that an attack recovers, each with the attack's name.

    An attack that gives one question the same answer under every secret was tried once there:
    it uses what anyone can read on the sheet, and may be lucky.

    Parameters
    ----------
    sealed : sequence of sequence of dict
        The bank as it was sealed, once or several times, each time with another secret.
    bank : sequence of Question
        The teacher's, to see whether a guess is right.
    """
    by_name = {f"{q.lesson}/{q.id}": q for q in bank}
    given: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for entry in chain.from_iterable(sealed):
        for attack, words in guesses(entry):
            given[attack][f"{entry['lesson']}/{entry['id']}"][json.dumps(words)] += 1
    found: dict[str, str] = {}
    for attack, answers in given.items():
        tries = {name: Tries(by_name[name], told) for name, told in answers.items()}
        won = sum(one.won for one in tries.values())
        mean = sum(one.mean for one in tries.values())
        if rarity(won, mean, sum(one.many for one in tries.values())) > FAR**2 / 2:
            found |= {name: attack for name, one in tries.items() if one.won}
    return found


def rarity(won: int, mean: float, many: int) -> float:
    """Say how rarely chance is right so often: Hoeffding's bound, as minus its logarithm.

    Parameters
    ----------
    won, many : int
        How many tries were right, of how many.
    mean : float
        How many would be by chance.
    """
    share, chance = won / many, mean / many
    if share <= chance:
        return 0.0
    if not chance:
        return math.inf
    missed = (1 - share) * math.log((1 - share) / (1 - chance)) if share < 1 else 0.0
    return many * (share * math.log(share / chance) + missed)


def as_in_file(entries: Iterable[Entry], words: str) -> list[Entry]:
    """Give the questions with their parts in the order in which a file first names them all."""
    found = []
    for entry in entries:
        fields = [field for field in ("options", "items", "left", "right") if field in entry]
        turned = dict(entry)
        start = max(words.find(f"{entry['lesson']}/{entry['id']} "), 0)  # where a card stands
        for field in fields:
            places = [words.find(part["text"], start) for part in entry[field]]
            if min(places) >= 0:
                order = sorted(range(len(places)), key=places.__getitem__)
                turned[field] = [entry[field][n] for n in order]
        if turned != entry:
            found.append(turned)
    return found


class Tries:
    """What an attack answered to one question: how often, how often right, and by chance."""

    def __init__(self, question: Question, told: Counter[str]) -> None:
        weights = dict.fromkeys(told, 1) if len(told) == 1 else dict(told)
        self.many = sum(weights.values())
        self.won = sum(n for words, n in weights.items() if _is_right(question, json.loads(words)))
        self.mean = sum(n * _chance(question, json.loads(words)) for words, n in weights.items())


def guesses(entry: Entry) -> Iterator[Guess]:
    """Give every attack's answer to one sealed question."""
    kind = entry["kind"]
    if kind not in ("choice", "choices", "order", "match"):
        return
    for how, arranged in _arrangements(entry):
        yield from ((f"{kind}: {how}{what}", words) for what, words in _answers(kind, arranged))
    yield from ((f"{kind}: {what}", words) for what, words in _hashed(entry))


def _arrangements(entry: Entry) -> Iterator[tuple[str, list[list[str]]]]:
    """Give the parts in every order that something public suggests; left and right for a match."""
    lists = [entry[field] for field in ("options", "items", "left", "right") if field in entry]
    plain = [[part["text"] for part in parts] for parts in lists]
    yield "as shown", plain
    by_key = [sorted(parts, key=lambda part: part["key"]) for parts in lists]
    yield "by key", [[part["text"] for part in parts] for parts in by_key]
    for name, digest in DIGESTS.items():
        yield f"by {name}", [sorted(words, key=digest) for words in plain]
    for name, seed in _seeds(entry):
        yield f"undone {name}", [_undone(words, seed) for words in plain]


def _answers(kind: str, lists: list[list[str]]) -> Iterator[tuple[str, Any]]:
    words = lists[0]
    if kind == "choice":
        yield from ((f", place {n}", one) for n, one in enumerate(words))
    elif kind == "choices":
        for many in range(1, len(words)):
            yield f", the first {many}", words[:many]
            yield f", the last {many}", words[-many:]
    elif kind == "order":
        yield "", words
        yield ", reversed", words[::-1]
    elif len(lists) > 1 and len(lists[0]) <= len(lists[1]):
        yield "", dict(zip(*lists, strict=False))
        yield ", reversed", dict(zip(lists[0], lists[1][::-1], strict=False))


def _seeds(entry: Entry) -> Iterator[tuple[str, Any]]:
    lesson, name = entry["lesson"], entry["id"]
    for turn in range(4):
        yield f"lesson/id/{turn}", f"{lesson}/{name}/{turn}"
    for words in ("lesson/id", "id", "lesson", "prompt", "markdown", "fingerprint", "section"):
        found = f"{lesson}/{name}" if words == "lesson/id" else entry.get(words)
        yield words, found
    many = len(entry.get("items", ()))
    turns = (f"{lesson}/{name}/{turn}" for turn in range(100))
    earns_nothing = (seed for seed in turns if order_share(_shuffled(many, seed)) <= 0)
    yield "the turn of a list to order", next(earns_nothing)  # as a card in the kit looks for it


def _shuffled(many: int, seed: Any) -> list[int]:
    places = list(range(many))
    random.Random(seed).shuffle(places)  # noqa: S311  as the kit does
    return places


def _undone(words: list[str], seed: Any) -> list[str]:
    """Undo ``random.Random(seed).shuffle``."""
    out = list(words)
    for shown, place in enumerate(_shuffled(len(words), seed)):
        out[place] = words[shown]
    return out


def _hashed(entry: Entry) -> Iterator[tuple[str, Any]]:
    """Hash every guess in the ways that are usual, and look for the result in what is there."""
    there = json.dumps(entry)
    parts = [part["text"] for part in entry.get("options", [])]
    for words in parts:
        for form in (words, f"{entry['id']}{words}", f"{entry['lesson']}/{entry['id']}/{words}",
                     f"{words}right", f"{words}True"):  # fmt: skip
            if entry["kind"] == "choice" and any(d(form) in there for d in DIGESTS.values()):
                yield "hash of a guess", words
    if entry["kind"] == "order":
        items = [part["text"] for part in entry["items"]]
        keys = {part["text"]: part["key"] for part in entry["items"]}
        for way in permutations(items) if len(items) < 8 else ():
            told = json.dumps([entry["id"], *way])
            ours = hashlib.blake2b(told.encode(), digest_size=8).hexdigest()
            if ours == entry["fingerprint"]:
                yield "fingerprint of a guess", list(way)
        if _print_of(entry, items, keys) != _print_of(entry, items[::-1], keys):
            yield "the kit's own fingerprint of a guess", items
    if entry["kind"] == "match":
        rights = {part["key"]: part["text"] for part in entry["right"]}
        pairs = {}
        for left in entry["left"]:
            for key in (left["key"], right_key(left["text"]), text_key(left["text"])):
                if key in rights:
                    pairs[left["text"]] = rights[key]
        if len(pairs) == len(entry["left"]):
            yield "equal keys", pairs


def _print_of(entry: Entry, way: Sequence[str], keys: dict[str, str]) -> str:
    items = tuple(Item(text=words, key=keys[words]) for words in way)
    said = Feedback(right="x", wrong="x")
    about = {field: entry[field] for field in ("id", "section", "lesson")}
    return fingerprint(Order(prompt=entry["markdown"], items=items, feedback=said, **about))


DIGESTS: dict[str, Callable[[str], str]] = {
    "blake2b": text_key,
    "md5": lambda words: hashlib.md5(words.encode(), usedforsecurity=False).hexdigest()[:8],
    "sha1": lambda words: hashlib.sha1(words.encode(), usedforsecurity=False).hexdigest()[:8],
    "sha256": lambda words: hashlib.sha256(words.encode()).hexdigest()[:8],
    "crc": lambda words: f"{zlib.crc32(words.encode()):08x}",
}


plain = cache(text.plain)
"""What a reader sees of a text; the same few are asked for thousands of times."""


def _is_right(question: Question, words: Any) -> bool:
    """Mark an answer that is given in words."""
    match question:
        case Choice(options=options) | Choices(options=options):
            keys = {plain(option.text): option.key for option in options}
            response: Any = keys[words] if isinstance(words, str) else [keys[w] for w in words]
        case Order(items=items):
            keys = {plain(item.text): item.key for item in items}
            response = [keys[w] for w in words]
        case Match(pairs=pairs, extra=extra):
            lefts = {plain(pair.left): pair.key for pair in pairs}
            rights = {plain(w): right_key(w) for w in [*(p.right for p in pairs), *extra]}
            response = {lefts[left]: rights[right] for left, right in words.items()}
        case _:
            return False
    return mark(question, response).score == 1


def _chance(question: Question, words: Any) -> float:
    """Give how often a blind answer of this shape is right."""
    match question:
        case Choice(options=options):
            return 1 / len(options)
        case Choices(options=options):
            right = sum(option.right for option in options)
            return 1 / math.comb(len(options), right) if len(words) == right else 0.0
        case Order(items=items):
            return 1 / _even_orders(len(items))
        case Match(pairs=pairs):
            return 1 / math.factorial(len(pairs))
    return 0.0


@cache
def _even_orders(many: int) -> int:
    """Count the orders with as many pairs right as wrong: a sealed list begins with one of them."""
    shares = [abs(order_share(way)) for way in permutations(range(many))]
    return sum(share <= min(shares) + 1e-9 for share in shares)


def _parts(entry: Entry) -> Iterator[dict[str, str]]:
    for field in ("options", "items", "left", "right"):
        yield from entry.get(field, [])
