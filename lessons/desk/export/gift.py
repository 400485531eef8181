r"""GIFT, the text format of questions that Moodle and others import.

Text is HTML, as Moodle shows it; ``\ ~ = # { } :`` in it are escaped, and no question holds an
empty line. A wrong option of a question with several right ones costs what a right one brings.
"""

import re
from collections.abc import Iterable, Sequence

from lessons.desk.export.parts import Part
from lessons.desk.wording import prompt
from lessons.kit.quiz import text
from lessons.kit.quiz.marking import accepted
from lessons.kit.quiz.questions import (
    Choice,
    Choices,
    Match,
    Number,
    Question,
    Short,
)

_SPECIAL = re.compile(r"([\\~=#{}:])")


def write(parts: Sequence[Part]) -> bytes:
    """Write questions as GIFT.

    Parameters
    ----------
    parts : sequence of Part
        Lessons, each a category, with questions of the kinds ``choice``, ``choices``, ``number``,
        ``match`` and ``short``.

    Returns
    -------
    bytes
        UTF-8.
    """
    lines = []
    for lesson, questions in parts:
        lines.append(f"$CATEGORY: Reading a Crisis/{lesson.number:02} {lesson.title}")
        lines += map(_question, questions)
    return ("\n\n".join(lines) + "\n").encode()


def escape(words: str) -> str:
    r"""Escape what GIFT reads as its own signs, and put the words on one line.

    >>> escape("a = {b}")
    'a \\= \\{b\\}'
    """
    return _SPECIAL.sub(r"\\\1", " ".join(words.split()))


def _question(question: Question) -> str:
    body = "\n".join(_body(question))
    title, asked = escape(question.id), escape(text.html(prompt(question)))
    sign = "#" if isinstance(question, Number) else ""
    return f"::{title}::[html]{asked} {{{sign}\n{body}\n}}"


def _body(question: Question) -> Iterable[str]:
    match question:
        case Choice(options=options):
            for option in options:
                sign = "=" if option.right else "~"
                yield sign + _inline(option.text) + _feedback(option.feedback)
        case Choices(options=options):
            share = f"{100 / sum(option.right for option in options):.7g}"
            for option in options:
                weight = share if option.right else f"-{share}"
                yield f"~%{weight}%{_inline(option.text)}{_feedback(option.feedback)}"
        case Number():
            yield from _number(question)
        case Match(pairs=pairs, extra=extra):
            for pair in pairs:
                yield f"={_inline(pair.left)} -> {_plain(pair.right)}"
            for words in extra:
                yield f"= -> {_plain(words)}"
            yield _general(question.feedback.right)
        case Short(model=model):
            yield _general(model)


def _number(question: Number) -> Iterable[str]:
    low, high = accepted(question)
    answer = f"{low:.15g}..{high:.15g}" if low < high else f"{low:.15g}:0"
    yield f"={answer}{_feedback(question.feedback.right)}"
    for mistake in question.mistakes:
        yield f"=%0%{mistake.value:.15g}:0{_feedback(mistake.feedback)}"
    yield "~" + _feedback(question.feedback.wrong)


def _inline(markdown: str) -> str:
    return escape(text.inline(markdown)).replace("-&gt;", "→")


def _plain(markdown: str) -> str:
    """Give words without markup: Moodle shows the right side of a pair in a menu."""
    return escape(text.plain(markdown)).replace("->", "→")


def _feedback(markdown: str) -> str:
    return "#" + escape(text.html(markdown))


def _general(markdown: str) -> str:
    return "####" + escape(text.html(markdown))
