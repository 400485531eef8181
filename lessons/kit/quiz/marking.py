"""Marking: a question and a response in, a mark out. Nothing is shown, kept or looked up here.

Responses are plain JSON values:

========  ============================================  =========================
kind      response                                      nothing answered
========  ============================================  =========================
choice    key of the option                             ``None`` or ``""``
choices   list of option keys                           ``[]``
number    the text as typed                             ``""``
order     list of item keys, first to last              ``[]``
match     ``{left key: right key}``                     ``{}`` or empty values
place     id of the place                               ``""``
short     ``{"text": str, "rubric": [bool, …]}``        an empty text
poll      key of the option; a prediction: the same     ``""``
========  ============================================  =========================
"""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal

from msgspec import Struct

from lessons.kit import language
from lessons.kit.catalogue import say
from lessons.kit.quiz import numbers
from lessons.kit.quiz.questions import (
    Choice,
    Choices,
    Match,
    Number,
    Option,
    Order,
    Pair,
    Place,
    Poll,
    Prediction,
    Question,
    Sealed,
    Short,
    number_text,
    order_share,
    right_key,
    rights,
)

Verdict = Literal["right", "partly", "wrong", "not attempted", "recorded"]
Response = Any  # a JSON value

NEAR = 10  # a reading up to ten times too big or small still counts as meant


class Mark(Struct, frozen=True):
    """What marking says of one response.

    Attributes
    ----------
    score : float
        0 to 1. 0 for a poll, which has no right answer; for a ``short`` text the share of the
        rubric that the learner ticked.
    verdict : str
        ``right`` (score 1), ``partly``, ``wrong`` (score 0), ``not attempted``, or ``recorded``
        where nothing is marked.
    feedback : str
        Markdown for the learner. It never names the right answer unless it was given.
    misconceptions : tuple of str
        Short names of the mistaken ideas the response shows.
    parts : dict
        By key, whether each part of the response is right: each option chosen, each left side of a
        match, and of an order each item but the last, right if the next one does follow it. Empty
        where an answer has no parts.
    """

    score: float
    verdict: Verdict
    feedback: str
    misconceptions: tuple[str, ...] = ()
    parts: dict[str, bool] = {}

    @property
    def misconception(self) -> str | None:
        """The first mistaken idea, if there is one."""
        return self.misconceptions[0] if self.misconceptions else None


def mark(question: Question, response: Response) -> Mark:  # noqa: PLR0911  one a kind
    """Mark one response. Any JSON value gets a mark; none raises.

    Parameters
    ----------
    question : Question
        From the bank.
    response : JSON value
        See the table at the top of this module.

    Returns
    -------
    Mark
        ``not attempted`` if nothing is answered or the value does not fit the kind of question.
    """
    match question:
        case Choice():
            return _mark_choice(question, response)
        case Choices():
            return _mark_choices(question, response)
        case Number():
            return _mark_number(question, response)
        case Order():
            return _mark_order(question, response)
        case Match():
            return _mark_match(question, response)
        case Place():
            return _mark_place(question, response)
        case Short():
            return _mark_short(question, response)
        case Poll():
            return _mark_poll(question, response)
        case Sealed():
            return _mark_sealed(response)


def key_response(question: Question) -> Response:  # noqa: PLR0911  one a kind
    """Give the response that is the key; ``None`` for a poll and for a sealed question.

    For ``choice`` the right option, for ``number`` its digits without separators, for ``short`` the
    model answer with the whole rubric ticked.
    """
    match question:
        case Choice(options=options):
            return next(option.key for option in options if option.right)
        case Choices(options=options):
            return sorted(option.key for option in options if option.right)
        case Number(ends=(low, high)):
            return (
                _digits(low)
                if low == high
                else say("cards.mark.span", low=_digits(low), high=_digits(high))
            )
        case Order(items=items):
            return [item.key for item in items]
        case Match(pairs=pairs):
            return {pair.key: right_key(pair.right) for pair in pairs}
        case Place(answer=answer):
            return answer[0]
        case Short(model=model, rubric=rubric):
            return {"text": model, "rubric": [True] * len(rubric)}
    return None


def is_empty(response: Response) -> bool:
    """Tell whether a response holds nothing: no text, no pick, no item.

    >>> is_empty({"a": "", "b": None}), is_empty(0)
    (True, False)
    """
    if isinstance(response, str):
        return not response.strip()
    if isinstance(response, dict):
        return not any(isinstance(v, str) and v.strip() for v in response.values())
    return response is None or response == []


def _not_attempted(response: Response) -> Mark:
    return Mark(
        0.0,
        "not attempted",
        say("cards.mark.missed") if is_empty(response) else say("cards.mark.unreadable"),
    )


def _marked(
    score: float,
    feedback: str,
    misconceptions: Sequence[str] = (),
    parts: Mapping[str, bool] | None = None,
) -> Mark:
    verdict: Verdict = "right" if score == 1 else "partly" if score > 0 else "wrong"
    ideas = tuple(m for m in dict.fromkeys(misconceptions) if m)
    return Mark(score, verdict, feedback, ideas, dict(parts or {}))


def _find(options: Sequence[Option], response: Response) -> Option | None:
    if not isinstance(response, str):
        return None
    return next((option for option in options if option.key == response), None)


def _mark_choice(question: Choice, response: Response) -> Mark:
    """Mark 1 for the right option, 0 for any other."""
    chosen = _find(question.options, response)
    if chosen is None:
        return _not_attempted(response)
    return _marked(float(chosen.right), chosen.feedback, [chosen.misconception])


def _mark_choices(question: Choices, response: Response) -> Mark:
    """Mark (right ones chosen − wrong ones chosen) / right ones, at least 0.

    Choosing everything therefore loses a share for each wrong option and is never full marks.
    """
    picked = response if isinstance(response, list) else []
    chosen = [option for option in question.options if option.key in picked]
    if not chosen or any(_find(question.options, key) is None for key in picked):
        return _not_attempted(response)
    wrong = [option for option in chosen if not option.right]
    there = sum(option.right for option in question.options)
    missing = [option for option in question.options if option.right and option not in chosen]
    score = max(0.0, (there - len(missing) - len(wrong)) / there)
    return _marked(
        score,
        "\n".join([*_on_each(chosen), "", *_on_missing(missing)]).strip(),
        [option.misconception for option in wrong],
        {option.key: option.right for option in chosen},
    )


def _on_each(chosen: Sequence[Option]) -> list[str]:
    """Say of each option chosen whether it fits, and why; what doesn't fit comes first."""
    return [
        f"- {say('cards.mark.fits' if o.right else 'cards.mark.not', part=_bold(o.text))} "
        f"{o.feedback}"
        for o in sorted(chosen, key=lambda option: option.right)
    ]


def _bold(words: str) -> str:
    return f"**{words.strip().rstrip('.')}**"


def _on_missing(missing: Sequence[Option]) -> list[str]:
    """Say how many right options are missing, and what to think of, without naming one."""
    if not missing:
        return []
    said = [option.missed for option in missing if option.missed]
    return [" ".join([say("cards.mark.missing", count=len(missing)), *said])]


def _mark_number(question: Number, response: Response) -> Mark:
    """Mark a number or range, as :func:`numbers.readings` reads it.

    The accepted span is the answer widened by the tolerance. A single number, or a range with both
    ends, inside it gets 1. A typed range that reaches out of it gets the share of it that lies
    inside if that is at least half, otherwise 0. Where a text has two readings ("13.400"), a right
    one counts; else the one nearer to the answer is marked, unless both are more than ten times too
    big or small: then the learner is asked again.
    """
    if isinstance(response, int | float) and not isinstance(response, bool):
        response = repr(response)
    if not isinstance(response, str) or not response.strip():
        return _not_attempted(response)
    found = numbers.readings(response, question.unit)
    if not found:
        return Mark(0.0, "not attempted", _ask_again(question))
    span = accepted(question)
    value = min(found, key=lambda reading: (1 - _share(reading, span), _factor(reading, span)))
    score = _share(value, span)
    if score == 0 and len(found) > 1 and _factor(value, span) > NEAR:
        return Mark(0.0, "not attempted", _two_readings(found))
    if score == 1:
        return _marked(1.0, question.feedback.right)
    return _number_missed(question, value, score)


def _number_missed(question: Number, value: numbers.Range, score: float) -> Mark:
    for mistake in question.mistakes:
        if _share(value, span_at(question, mistake.value)) == 1:
            return _marked(score, mistake.feedback, [mistake.misconception])
    low, high = accepted(question)
    said = question.feedback
    if question.near and low - question.near.within <= value[0] <= value[1] <= (
        high + question.near.within
    ):
        return _marked(score, question.near.feedback)
    words = said.low if value[1] < low else said.high if value[0] > high else ""
    return _marked(score, words or said.wrong)


def _width(absolute: float | None, relative: float | None, end: float) -> float:
    return absolute if absolute is not None else abs(end) * (relative or 0.0)


def span_at(question: Number, value: float) -> numbers.Range:
    """Give the span that the question's tolerance makes around a value."""
    width = _width(question.tolerance.absolute, question.tolerance.relative, value)
    return value - width, value + width


def accepted(question: Number) -> numbers.Range:
    """Give the span of right answers: the answer widened by the tolerance."""
    low, high = question.ends
    give = question.tolerance
    return (
        low - _width(give.absolute, give.relative, low),
        high + _width(give.absolute, give.relative, high),
    )


def _share(value: numbers.Range, span: numbers.Range) -> float:
    """Give how much of ``value`` lies in ``span``: 1 for all of it, 0 for less than half."""
    low, high = (_snap(end, span) for end in value)
    if span[0] <= low and high <= span[1]:
        return 1.0
    inside = min(high, span[1]) - max(low, span[0])
    share = inside / (high - low) if high > low else 0.0
    return share if share >= 0.5 else 0.0  # noqa: PLR2004


def _snap(end: float, span: numbers.Range) -> float:
    """Put an end that differs from the span's by rounding alone (0.1 + 0.2) onto it."""
    return next((edge for edge in span if math.isclose(end, edge, rel_tol=1e-9)), end)


def _factor(value: numbers.Range, span: numbers.Range) -> float:
    """Give how many times a reading is too big or too small; infinite for another sign."""
    middle, target = (value[0] + value[1]) / 2, (span[0] + span[1]) / 2
    if middle == target:
        return 1.0
    if middle * target <= 0:
        return math.inf
    return max(middle / target, target / middle)


def _ask_again(question: Number) -> str:
    if question.unit:
        return say("cards.mark.number-in", unit=question.unit)
    return say("cards.mark.number")


def _two_readings(found: Sequence[numbers.Range]) -> str:
    meant = language.either([number_text(reading) for reading in sorted(found)])
    plain = language.either([_digits(reading[0]) for reading in sorted(found)])
    return say("cards.mark.two-readings", meant=meant, plain=plain)


def _digits(number: float) -> str:
    """Write a number without separators, exactly.

    >>> _digits(13200.0), _digits(0.5)
    ('13200', '0.5')
    """
    if number == int(number):
        return str(int(number))
    shortest = repr(number)
    return shortest if "e" not in shortest else f"{number:.20f}".rstrip("0")


def _mark_order(question: Order, response: Response) -> Mark:
    """Mark pairs: (pairs in the right order − pairs in the wrong one) / all pairs, at least 0.

    This is Kendall's tau, so that shuffling blindly earns little, and one swap of two neighbours
    costs little. Items left out count as pairs in the wrong order.
    """
    ranks = {item.key: rank for rank, item in enumerate(question.items)}
    given = response if isinstance(response, list) else []
    if not given or any(not isinstance(key, str) or key not in ranks for key in given):
        return _not_attempted(response)
    placed = [ranks[key] for key in dict.fromkeys(given)]
    count, every = len(placed), len(ranks)
    here, pairs = count * (count - 1) / 2, every * (every - 1) / 2
    tau = (order_share(placed) * here - (pairs - here)) / pairs
    score = 1.0 if placed == list(range(every)) else min(max(tau, 0.0), 1.0)
    follows = {question.items[one].key: other == one + 1 for one, other in pairwise(placed)}
    if score == 1:
        return _marked(score, question.feedback.right, parts=follows)
    return _marked(score, f"{question.feedback.wrong}\n\n{_on_neighbours(follows)}", parts=follows)


def _on_neighbours(follows: Mapping[str, bool]) -> str:
    """Say how many items are followed by the one that does come next."""
    right = sum(follows.values())
    return say("cards.mark.neighbours", count=right) if right else say("cards.mark.no-neighbours")


def _mark_match(question: Match, response: Response) -> Mark:
    """Mark the share of left sides that got their own right side."""
    given = response if isinstance(response, dict) else {}
    texts = rights(question)
    pairs = [(pair, given.get(pair.key)) for pair in question.pairs]
    answered = [right for _, right in pairs if isinstance(right, str) and right in texts]
    if not answered:
        return _not_attempted(response)
    fits = {pair.key: right == right_key(pair.right) for pair, right in pairs}
    wrong = [pair for pair, _ in pairs if not fits[pair.key]]
    if not wrong:
        return _marked(1.0, question.feedback.right, parts=fits)
    lines = [_on_pair(pair, fits=fits[pair.key]) for pair, _ in pairs]
    words = "\n".join([question.feedback.wrong, "", *lines])
    return _marked(1 - len(wrong) / len(pairs), words, parts=fits)


def _on_pair(pair: Pair, *, fits: bool) -> str:
    said = say("cards.mark.fits" if fits else "cards.mark.not", part=_bold(pair.left))
    return f"- {said}" if fits else f"- {said} {pair.feedback}".strip()


def _mark_place(question: Place, response: Response) -> Mark:
    """Mark 1 for a place of the answer, 0 for any other."""
    if not isinstance(response, str) or not response.strip():
        return _not_attempted(response)
    if response in question.answer:
        return _marked(1.0, question.feedback.right)
    for mistake in question.mistakes:
        if mistake.id == response:
            return _marked(0.0, mistake.feedback, [mistake.misconception])
    return _marked(0.0, question.feedback.wrong)


def _mark_short(question: Short, response: Response) -> Mark:
    """Record a text. The score is the share of the rubric that the learner ticked."""
    given = response if isinstance(response, dict) else {}
    words, ticks = given.get("text"), given.get("rubric")
    if not isinstance(words, str) or not words.strip():
        return _not_attempted("" if given else response)
    ticked = ticks[: len(question.rubric)] if isinstance(ticks, list) else []
    met = sum(tick is True for tick in ticked)
    score = met / len(question.rubric) if question.rubric else 0.0
    return Mark(score, "recorded", f"{say('cards.mark.model')}\n\n{question.model}")


def _mark_poll(question: Poll, response: Response) -> Mark:
    """Record an opinion: no score, no right or wrong."""
    keys = {option.key for option in question.options}
    if not isinstance(response, str) or response not in keys:
        return _not_attempted(response)
    if isinstance(question, Prediction):
        return Mark(0.0, "recorded", say("cards.mark.predicted"))
    return Mark(0.0, "recorded", say("cards.mark.kept"))


def looked_back(question: Prediction, response: Response) -> str:
    """Say how near a prediction was, as Markdown; nothing where none was made."""
    chosen = _find(question.options, response)
    if chosen is None:
        return ""
    name = "cards.mark.came-true" if chosen.right else "cards.mark.came-otherwise"
    said = say(name, part=_bold(chosen.text))
    return f"{said} {chosen.feedback}\n\n{question.told}"


def _mark_sealed(response: Response) -> Mark:
    """Record an answer where this copy of the kit holds no key."""
    if is_empty(response):
        return _not_attempted(response)
    return Mark(0.0, "recorded", say("cards.mark.recorded"))
