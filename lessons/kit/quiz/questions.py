"""The kinds of question, what identifies them, and what a browser may see of them.

A question is one entry of a lesson's ``quiz.yaml``. Options, items and pairs carry a short key made
from their text, so that neither their place in the file nor the key tells which one is right.
"""

import hashlib
import random
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal, TypeVar, cast

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import force_setattr

from lessons.kit.quiz import text

T = TypeVar("T")
Kind = Literal[
    "choice", "choices", "number", "order", "match", "place", "short", "poll", "prediction"
]
MARKED = frozenset({"choice", "choices", "number", "order", "match", "place"})
"""The kinds that are right or wrong; answers of the others are kept without a mark."""

Thinking = Literal["", "find", "explain", "weigh", "apply"]
"""What a question asks for: to find something in what is shown, to explain it, to weigh evidence or
reasons against each other, or to apply what was learned to another case."""

Text = Annotated[str, Meta(min_length=1, max_length=4000)]
Name = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Key = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{0,40}$")]
Word = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_]*$", max_length=60)]


def text_key(words: str) -> str:
    """Give the short key of an option, item or pair: eight characters made from its text.

    >>> text_key("The United Nations")
    '38e77e7f'
    """
    return hashlib.blake2b(" ".join(words.split()).encode(), digest_size=4).hexdigest()


class Keyed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something a learner can pick. ``key`` is made from the text unless the file gives one."""

    key: Key = ""


class PollOption(Keyed, frozen=True):
    """One option of a ``poll``: no right, no wrong, no feedback."""

    text: Text

    def __post_init__(self) -> None:
        """Fill the key."""
        force_setattr(self, "key", self.key or text_key(self.text))


class Option(PollOption, frozen=True, kw_only=True):
    """One option of a ``choice`` or ``choices`` question.

    ``missed`` is for a right option of ``choices``: what to think of while it is missing.
    """

    feedback: Text
    right: bool = False
    misconception: str = ""
    missed: str = ""


class Item(Keyed, frozen=True):
    """One item of an ``order`` question; ``date`` (YYYY, YYYY-MM, YYYY-MM-DD) is shown later."""

    text: Text
    date: Annotated[str, Meta(pattern=r"^(\d{4}(-\d\d(-\d\d)?)?)?$")] = ""

    def __post_init__(self) -> None:
        """Fill the key."""
        force_setattr(self, "key", self.key or text_key(self.text))


class Pair(Keyed, frozen=True):
    """One pair of a ``match`` question. ``key`` belongs to the left side."""

    left: Text
    right: Text
    feedback: str = ""

    def __post_init__(self) -> None:
        """Fill the key."""
        force_setattr(self, "key", self.key or text_key(self.left))


class Tolerance(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far a number may be off: ``absolute`` in the unit, or ``relative`` as a share."""

    absolute: Annotated[float, Meta(ge=0)] | None = None
    relative: Annotated[float, Meta(ge=0, lt=1)] | None = None


class Mistake(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A wrong number that many learners give, and what it tells."""

    value: float
    feedback: Text
    misconception: str = ""


class Near(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A near miss of a number: how far off it may be, and the slip that it tells of."""

    within: Annotated[float, Meta(gt=0)]
    feedback: Text


class WrongPlace(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A wrong place that many learners pick, and what it tells."""

    id: Text
    feedback: Text
    misconception: str = ""


class Feedback(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a learner reads after a right and after a wrong answer."""

    right: Text
    wrong: Text


class NumberFeedback(Feedback, frozen=True):
    """The same for a number, with a word for too low and too high where it helps."""

    low: str = ""
    high: str = ""


class _Base(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="kind",
):
    """What all kinds have. ``lesson`` is filled in by the bank, never written beside a question.

    ``headline`` is that of its ``exhibit``, which holds it back until the question is answered;
    a question with ``recall`` can be asked again in a later lesson, without its exhibit.
    """

    id: Name
    section: Annotated[int, Meta(ge=0, le=99)]
    prompt: Text
    claims: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    exhibit: Word = ""
    headline: str = ""
    hints: tuple[Text, ...] = ()
    thinking: Thinking = ""
    recall: bool = False
    lesson: Word = ""

    @property
    def kind(self) -> str:
        """The kind's name as ``quiz.yaml`` writes it."""
        return str(self.__struct_config__.tag)


class Choice(_Base, frozen=True, tag="choice"):
    """One right option among several."""

    options: tuple[Option, ...]


class Choices(_Base, frozen=True, tag="choices"):
    """Several right options; at least one is wrong."""

    options: tuple[Option, ...]


class Number(_Base, frozen=True, tag="number"):
    """A number or a range, in ``unit``."""

    answer: float | tuple[float, float]
    tolerance: Tolerance
    feedback: NumberFeedback
    unit: str = ""
    near: Near | None = None
    mistakes: tuple[Mistake, ...] = ()

    @property
    def ends(self) -> tuple[float, float]:
        """The answer's lower and upper end; twice the same for a single number."""
        return self.answer if isinstance(self.answer, tuple) else (self.answer, self.answer)


class Order(_Base, frozen=True, tag="order"):
    """Items to put in order; the file lists them in the right one."""

    items: tuple[Item, ...]
    feedback: Feedback


class Match(_Base, frozen=True, tag="match"):
    """Pairs to match; ``extra`` are right-hand sides that belong to no left one."""

    pairs: tuple[Pair, ...]
    feedback: Feedback
    extra: tuple[Text, ...] = ()


class Place(_Base, frozen=True, tag="place"):
    """A place to pick on a map; any id in ``answer`` is right."""

    map: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]+$", max_length=60)]
    answer: tuple[Text, ...]
    feedback: Feedback
    mistakes: tuple[WrongPlace, ...] = ()


class Short(_Base, frozen=True, tag="short"):
    """A sentence or two, marked by the learner with ``rubric``; ``model`` is a good answer."""

    rubric: tuple[Text, ...]
    model: Text


class Poll(_Base, frozen=True, tag="poll"):
    """An opinion; with ``again`` it is shown once more at the lesson's end."""

    options: tuple[PollOption, ...]
    again: bool = False


class Prediction(Poll, frozen=True, kw_only=True, tag="prediction"):
    """A guess to commit oneself to. It can be right, and isn't held against anyone.

    Once the question ``seen_after`` is answered, the learner sees there how near the guess was: the
    feedback of the option chosen, and ``told``, how it was. The check-in says it once more.
    """

    options: tuple[Option, ...]
    seen_after: Name
    told: Text


class Sealed(_Base, frozen=True, tag="sealed"):
    """A question without its key: what :mod:`lessons.kit.quiz.seal` lets learners see."""

    seen: dict[str, Any]
    fingerprint: Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$")]


Written = Choice | Choices | Number | Order | Match | Place | Short | Poll | Prediction
"""What a ``quiz.yaml`` may hold."""

Question = Written | Sealed
KINDS: dict[str, type[_Base]] = {
    str(kind.__struct_config__.tag): kind
    for kind in (Choice, Choices, Number, Order, Match, Place, Short, Poll, Prediction)
}


def asked_kind(question: Question) -> Kind:
    """Give the kind that the learner sees; a sealed question keeps its own."""
    kind = question.seen["kind"] if isinstance(question, Sealed) else question.kind
    return cast(Kind, kind)


def right_key(words: str) -> str:
    """Give the key of a ``match`` question's right-hand side."""
    return text_key("→" + words)


def rights(question: Match) -> dict[str, str]:
    """Give key → text of all right-hand sides of a match, each once, the extra ones last."""
    texts = [pair.right for pair in question.pairs] + list(question.extra)
    return {right_key(words): words for words in texts}


def fingerprint(question: Question) -> str:
    """Give 16 characters that stand for what the learner sees of a question, and its kind.

    An edited prompt, option, item, pair, unit, map or rubric changes it: old answers are then not
    shown as answers to the new question. A mended feedback, hint, source, key or tolerance does
    not, nor does the order in which the file lists options.
    """
    if isinstance(question, Sealed):
        return question.fingerprint
    parts = [question.kind, " ".join(question.prompt.split()), *_shown(question)]
    return hashlib.blake2b(msgspec.json.encode(parts), digest_size=8).hexdigest()


def _shown(question: Question) -> list[Any]:  # noqa: PLR0911  one a kind
    match question:
        case Choice(options=options) | Choices(options=options) | Poll(options=options):
            return sorted((option.key, option.text) for option in options)
        case Order(items=items):
            return sorted((item.key, item.text) for item in items)
        case Match(pairs=pairs):
            return [sorted((pair.key, pair.left) for pair in pairs), sorted(rights(question))]
        case Number(unit=unit):
            return [unit]
        case Place(map=name):
            return [name]
        case Short(rubric=rubric):
            return list(rubric)
    return []


def view(question: Question) -> dict[str, Any]:
    """Give what a browser may see of a question before it is answered.

    Returns
    -------
    dict
        ``lesson``, ``id``, ``kind``, ``section``, ``exhibit``, ``fingerprint``, ``prompt`` (safe
        HTML), ``hints`` (how many there are), and for the kinds

        - choice, choices, poll: ``options``, a list of ``{key, html, text}``; poll: ``again``
        - order: ``items``, a list of ``{key, html, text}`` in an order that scores nothing
        - match: ``left``, a list of ``{key, html, text}``, and ``right``, the same
        - number: ``unit``, ``how`` (which words say what to type);  place: ``map``

        ``html`` is safe inline HTML, ``text`` the same words without markup. Options are shuffled,
        for everybody and always in the same way; those of a poll stand as written. Nothing tells
        the right answer, feedback or misconceptions.
    """
    if isinstance(question, Sealed):
        return dict(question.seen)
    return {
        "lesson": question.lesson,
        "id": question.id,
        "kind": question.kind,
        "section": question.section,
        "exhibit": question.exhibit,
        "fingerprint": fingerprint(question),
        "prompt": text.html(question.prompt),
        "hints": len(question.hints),
        **_fields(question),
    }


def _fields(question: Question) -> dict[str, Any]:  # noqa: PLR0911  one a kind
    match question:
        case Choice() | Choices():
            return {"options": _entries(_shuffled(question, question.options))}
        case Poll():
            return {"options": _entries(question.options), "again": question.again}
        case Order():
            return {"items": _entries(_start_order(question))}
        case Match():
            left = [(pair.key, pair.left) for pair in question.pairs]
            right = sorted(rights(question).items())
            return {
                "left": [_entry(*side) for side in _shuffled(question, left)],
                "right": [_entry(*side) for side in right],
            }
        case Number():
            exact = question.tolerance == Tolerance(absolute=0)
            return {"unit": question.unit, "how": "number-exact" if exact else "number-how"}
        case Place():
            return {"map": question.map}
    return {}


def reveal(question: Question) -> dict[str, Any]:
    """Give what a browser may see once the learner asks for the answer (or has written a text).

    Returns
    -------
    dict
        ``answer`` (safe HTML, the right answer; empty for a poll), ``rubric`` (list of safe inline
        HTML, ``short`` only) and ``dates`` (item key → date, ``order`` only).
    """
    out: dict[str, Any] = {"answer": text.html(answer_text(question)), "rubric": [], "dates": {}}
    if isinstance(question, Short):
        out["rubric"] = [text.inline(criterion) for criterion in question.rubric]
    if isinstance(question, Order):
        out["dates"] = {item.key: item.date for item in question.items if item.date}
    return out


def answer_text(question: Question) -> str:  # noqa: PLR0911  one a kind
    """Give the right answer as Markdown; a list if it has parts, nothing for a poll."""
    match question:
        case Choice(options=options) | Choices(options=options):
            return "\n".join(f"- {_line(o.text)}" for o in options if o.right)
        case Number():
            return f"{number_text(question.ends)} {question.unit}".strip()
        case Order(items=items):
            return "\n".join(
                f"{n}. {_line(item.text)}" + (f" ({item.date})" if item.date else "")
                for n, item in enumerate(items, 1)
            )
        case Match(pairs=pairs):
            return "\n".join(f"- {_line(pair.left)} → {_line(pair.right)}" for pair in pairs)
        case Place(feedback=feedback):
            return feedback.right
        case Short(model=model):
            return model
    return ""


def number_text(ends: tuple[float, float]) -> str:
    """Write a number or range as English does.

    >>> number_text((13200, 13400))
    '13,200–13,400'
    """
    low, high = (f"{end:,.15g}" for end in ends)
    return low if low == high else f"{low}–{high}"


def _line(words: str) -> str:
    return " ".join(words.split())


def _entry(key: str, words: str) -> dict[str, str]:
    return {"key": key, "html": text.inline(words), "text": text.plain(words)}


def _entries(options: Iterable[Option | PollOption | Item]) -> list[dict[str, str]]:
    return [_entry(option.key, option.text) for option in options]


def _shuffled(question: _Base, things: Sequence[T], turn: int = 0) -> list[T]:
    """Shuffle in a way that depends on the question alone, so that a class sees one order."""
    out = list(things)
    seed = f"{question.lesson}/{question.id}/{turn}"
    random.Random(seed).shuffle(out)  # noqa: S311  an order on screen is no secret
    return out


def _start_order(question: Order) -> list[Item]:
    """Shuffle until the order that stands there untouched earns nothing."""
    for turn in range(100):
        out = _shuffled(question, question.items, turn)
        if order_share([question.items.index(item) for item in out]) <= 0:
            return out
    return list(reversed(question.items))


def order_share(ranks: Sequence[int]) -> float:
    """Tell how well ``ranks`` rises: 1 for sorted, 0 for as many wrong pairs as right, −1 reversed.

    This is Kendall's tau.

    >>> order_share([0, 1, 2]), order_share([1, 0, 2]), order_share([2, 1, 0])
    (1.0, 0.3333333333333333, -1.0)
    """
    pairs = [(a, b) for n, a in enumerate(ranks) for b in ranks[n + 1 :]]
    return sum((b > a) - (b < a) for a, b in pairs) / len(pairs) if pairs else 0.0
