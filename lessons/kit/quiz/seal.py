"""Sealing: questions for learners who must not have the key.

A sealed bank is JSON. Each question in it is what its card shows, in the order in which it is
shown, and nothing else. Keys, orders and fingerprints are drawn with a secret of 32 bytes that
stays on the teacher's side: whoever has the sealed bank, the kit's code and all tables learns
nothing from them. With the secret, :class:`Opener` leads a response back to the question as the
teacher's bank has it, where it is marked.
"""

import hashlib
import hmac
import random
import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from lessons.kit.catalogue import say
from lessons.kit.quiz import text
from lessons.kit.quiz.questions import (
    Choice,
    Choices,
    Match,
    Order,
    Poll,
    Question,
    Sealed,
    Short,
    fingerprint,
    order_share,
    rights,
    view,
)

FORMAT: Final = "reading-a-crisis/sealed-questions"
VERSION: Final = 1
SECRET_BYTES = 32
KEY_LETTERS, PRINT_LETTERS = 12, 16
ROUNDING = 1e-9


class SealError(ValueError):
    """What should be a sealed bank is none; the message is one sentence."""


class Opened(NamedTuple):
    """A response as the teacher's bank takes it: the question's place there, and the response."""

    place: int
    response: Any


def new_secret() -> bytes:
    """Draw a secret to seal with."""
    return secrets.token_bytes(SECRET_BYTES)


def seal(questions: Sequence[Question], secret: bytes) -> bytes:
    """Give a lesson's questions without anything that tells an answer.

    Parameters
    ----------
    questions : sequence of Question
        Of one lesson.
    secret : bytes
        From :func:`new_secret`. It must not reach a learner. The same secret seals the same
        question in the same way, so that answers fit an edition that is made once more.

    Returns
    -------
    bytes
        JSON: ``format``, ``version``, ``lesson`` and ``questions``. A question is what
        :func:`lessons.kit.quiz.view` gives (``lesson``, ``id``, ``kind``, ``section``, ``exhibit``,
        ``fingerprint``, ``prompt``, and ``options``, ``items``, ``left``, ``right``, ``unit`` or
        ``map``), with keys, orders and fingerprints that tell nothing, its ``markdown``, whether a
        later lesson may ``recall`` it, and as ``hints`` those that reveal nothing. There are no
        claims, no sources and no feedback.

    Examples
    --------
    >>> from lessons.kit.quiz import bank
    >>> sealed = seal(bank.load(bank.LESSONS / "the_toll" / "quiz.yaml"), new_secret())
    >>> [question.id for question in read(sealed)][:2]
    ['before-you-count', 'what-it-counts']
    """
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "lesson": questions[0].lesson,
        "questions": [_sealed(question, secret) for question in questions],
    }
    return msgspec.json.format(msgspec.json.encode(whole))


def is_sealed(raw: bytes) -> bool:
    """Tell whether a file's bytes begin as a sealed bank does."""
    return re.match(rb'\s*\{\s*"format"\s*:\s*"reading-a-crisis/sealed-', raw[:200]) is not None


def read(raw: bytes) -> list[Sealed]:
    """Give the questions of a sealed bank, to be shown and never marked.

    Raises
    ------
    SealError
        If it is none, or of another version.
    """
    try:
        whole = msgspec.json.decode(raw, type=_Bank)
        return [_shown(entry) for entry in whole.questions]
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise SealError(say("edition.fault.sealed")) from error


class Opener:
    """Leads responses to sealed questions back to the questions themselves.

    Parameters
    ----------
    questions : sequence of Question
        The teacher's, of any lessons.
    secret : bytes
        What they were sealed with.
    """

    def __init__(self, questions: Sequence[Question], secret: bytes) -> None:
        self.name = key_name(secret)
        self._places: dict[str, int] = {}
        self._keys: list[dict[str, str]] = []
        for place, question in enumerate(questions):
            self._places[_print(question, secret)] = place
            keys = ((key, _key(question, secret, key)) for key in _keys_of(question))
            self._keys.append({shut: key for key, shut in keys})

    def open(self, seen: str, response: Any) -> Opened | None:
        """Give what a response means, or ``None`` if no question here was sealed as ``seen``.

        Parameters
        ----------
        seen : str
            The fingerprint that came with the response.
        response : JSON value
            As the learner's copy kept it.
        """
        place = self._places.get(seen)
        if place is None:
            return None
        return Opened(place, self.at(place, response))

    def at(self, place: int, response: Any) -> Any:
        """Give what a response to the sealed question at a place means."""
        return _renamed(response, self._keys[place])

    def shut(self, place: int, response: Any) -> Any:
        """Give a response to the question at a place as its sealed copy has it.

        It undoes :meth:`at`.
        """
        return _renamed(response, {key: shut for shut, key in self._keys[place].items()})


def key_name(secret: bytes) -> str:
    """Give four characters by which sealed fingerprints tell which secret they were made with."""
    return hashlib.blake2b(secret, digest_size=2, person=b"seal-name").hexdigest()


class _Bank(msgspec.Struct, kw_only=True):
    format: str
    version: int
    lesson: str
    questions: tuple[dict[str, Any], ...]

    def __post_init__(self) -> None:
        if (self.format, self.version) != (FORMAT, VERSION):
            raise ValueError("another format or version")


def _sealed(question: Question, secret: bytes) -> dict[str, Any]:
    if isinstance(question, Sealed):
        named = {"lesson": question.lesson, "question": question.id}
        raise SealError(say("edition.fault.twice", **named))
    hints = [hint for hint in question.hints if _reveals_nothing(question, hint)]
    seen = {**view(question), "fingerprint": _print(question, secret), "hints": hints}
    for field in ("options", "items", "left", "right"):
        if field in seen:
            entries = [{**e, "key": _key(question, secret, e["key"])} for e in seen[field]]
            shuffled = sorted(entries, key=lambda e: _drawn(question, secret, "place", e["key"]))
            seen[field] = entries if isinstance(question, Poll) else shuffled
    if isinstance(question, Order):
        seen["items"] = _start(question, secret, seen["items"])
    return {**seen, "markdown": question.prompt, "recall": question.recall}


def _shown(entry: Mapping[str, Any]) -> Sealed:
    seen = {field: value for field, value in entry.items() if field not in ("markdown", "recall")}
    fields = {field: entry[field] for field in ("lesson", "id", "section", "exhibit")}
    fields |= {"prompt": entry["markdown"], "hints": entry["hints"], "kind": "sealed"}
    fields["recall"] = entry.get("recall", False)
    seen["hints"] = len(entry["hints"])
    return msgspec.convert({**fields, "seen": seen, "fingerprint": entry["fingerprint"]}, Sealed)


def _drawn(question: Question, secret: bytes, *words: str) -> str:
    """Draw 64 characters that nobody can draw who lacks the secret."""
    told = "\0".join([question.lesson, question.id, *words]).encode()
    return hmac.new(secret, told, "sha256").hexdigest()


def _print(question: Question, secret: bytes) -> str:
    drawn = _drawn(question, secret, "print", fingerprint(question))
    return (key_name(secret) + drawn)[:PRINT_LETTERS]


def _key(question: Question, secret: bytes, key: str) -> str:
    return _drawn(question, secret, "key", key)[:KEY_LETTERS]


def _start(question: Order, secret: bytes, items: list[dict[str, str]]) -> list[dict[str, str]]:
    """Give an order to begin with that earns nothing, and whose reverse earns nothing either.

    Of all orders with as many pairs right as wrong, or one more or less where their number is odd,
    the secret draws one.
    """
    right = [_key(question, secret, item.key) for item in question.items]
    pairs = len(items) * (len(items) - 1) // 2
    most = (pairs % 2) / pairs if pairs else 0.0
    chance = random.Random(_drawn(question, secret, "start"))  # noqa: S311  begun with a secret
    while True:
        chance.shuffle(items)
        if abs(order_share([right.index(item["key"]) for item in items])) <= most + ROUNDING:
            return items


def _keys_of(question: Question) -> Iterable[str]:
    match question:
        case Choice(options=options) | Choices(options=options):
            return [option.key for option in options]
        case Poll(options=votes):
            return [option.key for option in votes]
        case Order(items=items):
            return [item.key for item in items]
        case Match(pairs=pairs):
            return [*(pair.key for pair in pairs), *rights(question)]
    return []


def _renamed(response: Any, keys: Mapping[str, str]) -> Any:
    """Put the bank's own keys in the place of sealed ones, in a response of any shape."""
    name: Callable[[Any], Any] = lambda key: keys.get(key, key) if isinstance(key, str) else key  # noqa: E731
    if isinstance(response, list):
        return [name(key) for key in response]
    if isinstance(response, dict) and "text" not in response:
        return {name(left): name(right) for left, right in response.items()}
    return name(response)


def _reveals_nothing(question: Question, hint: str) -> bool:
    """Tell whether a hint may stay: where there is no key, and it says no word of a good answer.

    A hint to a question with a key is there to lead to it.
    """
    if not isinstance(question, Short):
        return isinstance(question, Poll)
    told = _words(" ".join([question.model, *question.rubric])) - _words(question.prompt)
    return not _words(hint) & told


def _words(markdown: str) -> set[str]:
    return set(re.findall(r"\w{4,}|\d+", text.plain(markdown).casefold()))
